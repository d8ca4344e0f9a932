// What peers.cpp compares a demo's start with: an empty program that is linked to libuv.
#include <uv.h>

int main() {
  uv_loop_t loop;
  uv_loop_init(&loop);
  uv_run(&loop, UV_RUN_DEFAULT);
  return uv_loop_close(&loop);
}
