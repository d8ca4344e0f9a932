// The smallest program of somebody who uses the libraries.
#include <nodelab/buffer/buffer.h>
#include <nodelab/process/console.h>
#include <nodelab/process/run.h>

int main(int argc, char** argv) {
  return nodelab::run(argc, argv, [] {
    const auto hello = nodelab::Buffer::from("hello");
    nodelab::console::log("{} {}", hello.toString(), hello.length());
  });
}
