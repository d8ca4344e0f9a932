// Which of them copy, and what does a small one keep?
//
// A Buffer is a window on a block of memory. subarray opens another window and
// moves no byte, so taking a message apart costs nothing, however long it is.
// The price is paid later: a block lives as long as any window on it.
#include <algorithm>
#include <vector>

#include "lesson.h"
#include "nodelab/buffer/buffer.h"
#include "nodelab/process/run.h"

using namespace nodelab;
using namespace lesson;

void twoWindows();
void whoCopies();
void whatCopyDoes();
void whatSmallOnesKeep();

void script() {
  card({
      .asked = "Does slice copy? What does it cost to keep a small slice?",
      .say =
          "A Buffer's slice and subarray share the memory: a write to one "
          "is seen in the other, and no byte is copied. Buffer.from(buffer), "
          "Buffer.concat and copy do copy. A slice keeps the whole block "
          "alive: to keep 4 bytes of a large message, copy them.",
      .trap =
          "\"slice copies\": it does for every other typed array, so say "
          "subarray. \"A copy of 4 bytes keeps 4 bytes\": it lies in the pool "
          "and keeps 8192. For a few that live long, take allocUnsafeSlow.",
  });
  twoWindows();
  whoCopies();
  whatCopyDoes();
  whatSmallOnesKeep();
  done();
}

void twoWindows() {
  step("Two windows on the same bytes");
  // The numbers are where to begin and where to end. Negative ones count from
  // the end, and what is out of range is cut: it is never an error.
  const Buffer word = Buffer::from("hello");
  const Buffer first = word.subarray(0, 1);
  const Buffer copy = Buffer::from(word);
  first.write("J");
  show("word {}, copy {}", word.toString(), copy.toString());
  claim("a write to the part shows in the whole", word.toString() == "Jello");
  claim("the copy has not changed", copy.toString() == "hello");
  show("subarray(-3)     '{}'", word.subarray(-3).toString());
  show("subarray(3, 99)  '{}'", word.subarray(3, 99).toString());
  show("subarray(4, 2)   '{}'", word.subarray(4, 2).toString());
  claim("out of range is no error", word.subarray(4, 2).length() == 0);
}

// Asks by a write. (That both have the same `buffer` would not be enough: two
// strangers in the pool have that, too.)
template <class Bytes>
bool share(const char* name, const Buffer& buf, const Bytes& other) {
  buf[0] = 1;
  const bool seen = other[0] == 1;
  buf[0] = 0;
  show("{:<24}{}", name, seen ? "shares" : "copies");
  return seen;
}

void whoCopies() {
  step("Who copies?");
  // In JavaScript Buffer overrides slice: for all other typed arrays and for
  // arrays it copies. Code that takes a Uint8Array or a Buffer must not use it.
  const Buffer buf = Buffer::alloc(10);
  const std::vector<uint8_t> arraySlice(buf.begin(), buf.end());
  int sharing = share("buf.subarray()", buf, buf.subarray());
  sharing += share("buf.slice()", buf, buf.slice());
  sharing += share("Buffer.from(buf.buffer)", buf, Buffer::fromStorageOf(buf));
  claim("these three are windows", sharing == 3);
  sharing = share("Uint8Array's own slice", buf, arraySlice);
  sharing += share("Buffer.from(buf)", buf, Buffer::from(buf));
  sharing += share("Buffer.concat([buf])", buf, Buffer::concat({buf}));
  claim("these three are copies", sharing == 0);
}

void whatCopyDoes() {
  step("copy fills a target that is there");
  // A Buffer never grows: what there is no room for is left out, and only the
  // result tells. To grow means a larger one and a copy, as concat does it.
  // Source and target may be windows on the same bytes.
  const Buffer target = Buffer::alloc(4);
  const std::size_t copied = Buffer::from("hello").copy(target);
  show("copied {} of 5 bytes: {}", copied, target.toString());
  claim("without an error, what does not fit is left out", copied == 4);
  const Buffer letters = Buffer::from("abcdef");
  letters.copy(letters, 2, 0, 4);
  show("abcdef, its first 4 copied to 2: {}", letters.toString());
  claim("an overlap does no harm", letters.toString() == "ababcd");
}

// Goes on to a new pool: the next small buffers lie in one.
void newPool() {
  while (Buffer::allocUnsafe(8).byteOffset() != 0) continue;
}

// The bytes of all the blocks on which these are windows.
std::size_t kept(const std::vector<Buffer>& windows) {
  std::size_t bytes = 0;
  for (auto at = windows.begin(); at != windows.end(); ++at) {
    const auto same = [at](const Buffer& b) {
      return b.sharesStorageWith(*at);
    };
    if (std::none_of(windows.begin(), at, same)) bytes += at->storageSize();
  }
  return bytes;
}

void whatSmallOnesKeep() {
  step("We keep the first 4 bytes of each of three messages");
  // The messages themselves go. But a block is freed when the last window on it
  // is gone, and the window of 4 bytes is one. This is what a leak of Buffers
  // mostly is, and the heap does not show it: the bytes are outside. A copy
  // cures it. A small one is cut from the pool, which pays as long as the
  // copies are many or die young.
  newPool();
  std::vector<Buffer> windows, copies, owners;
  for (int i = 0; i < 3; i++) {
    const Buffer message = Buffer::alloc(65536, "id 0");
    const Buffer id = message.subarray(0, 4);
    windows.push_back(id);
    copies.push_back(Buffer::from(id));
    owners.push_back(Buffer::allocUnsafeSlow(4));
    id.copy(owners.back());
  }
  show("subarray               keeps {}", kept(windows));
  show("Buffer.from(subarray)  keeps {}", kept(copies));
  show("allocUnsafeSlow, copy  keeps {}", kept(owners));
  claim("12 bytes keep all of the messages", kept(windows) == 3 * 65536);
  claim("the copies keep the pool that they lie in", kept(copies) == 8192);
  claim("with memory of their own they keep 12", kept(owners) == 12);
}

int main(int argc, char** argv) { return run(argc, argv, script); }
