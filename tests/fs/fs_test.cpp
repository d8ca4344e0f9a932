#include "nodelab/fs/fs.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "nodelab/fs/file_streams.h"
#include "nodelab/loop/next_tick.h"
#include "nodelab/loop/timers.h"
#include "nodelab/promise/async_local_storage.h"
#include "promise/ruler.h"
#include "support/temp_folder.h"
#include "support/trace.h"

namespace nodelab {
namespace {

using trace::Lines;
using trace::say;
using trace::traceOf;

TEST(FsSync, WritesAndReadsBackTheSameBytes) {
  const TempFolder folder;
  const Buffer data = Buffer::alloc(200000, "0123456789");
  fs::writeFileSync(folder.file("a"), data);
  EXPECT_TRUE(fs::readFileSync(folder.file("a")).equals(data));
  EXPECT_EQ(fs::statSync(folder.file("a")).size, 200000u);
  EXPECT_EQ(folder.openDescriptors(), 0);
}

TEST(FsSync, WriteFileReplacesALongerFile) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("a"), Buffer::from("long text"));
  fs::writeFileSync(folder.file("a"), Buffer::from("x"));
  EXPECT_EQ(fs::readFileSync(folder.file("a")).toString(), "x");
}

TEST(FsSync, ThrowsNodesSystemErrors) {
  try {
    fs::readFileSync("does/not/exist");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "ENOENT: no such file or directory, open 'does/not/exist'");
    EXPECT_EQ(error.code(), "ENOENT");
    EXPECT_EQ(error.errnum(), -2);
    EXPECT_EQ(error.syscall(), "open");
    EXPECT_EQ(error.path(), "does/not/exist");
  }
}

TEST(FsAccess, AsksWhatThisProcessMayDo) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("a"), {});
  fs::accessSync(folder.file("a"));
  fs::accessSync(folder.file("a"), R_OK | W_OK);
  try {
    fs::accessSync(folder.file("a"), X_OK);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "EACCES: permission denied, access '" + folder.file("a") + "'");
  }
}

TEST(FsAccess, TellsTheCallback) {
  const Lines lines = traceOf([] {
    fs::access("none", [](const Error& error) {
      say("{}", error.message());
      fs::access(".", R_OK, [](const Error& none) { say("{}", none ? "error" : "ok"); });
    });
  });
  EXPECT_EQ(lines, (Lines{"ENOENT: no such file or directory, access 'none'", "ok"}));
}

TEST(FsSync, ReadingAFolderIsAnErrorAndClosesIt) {
  const TempFolder folder;
  try {
    fs::readFileSync(folder.path());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "EISDIR: illegal operation on a directory, read");
  }
  EXPECT_EQ(folder.openDescriptors(), 0);
}

TEST(FsSync, AFullDiskIsENOSPC) {
  try {
    fs::writeFileSync("/dev/full", Buffer::from("x"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "ENOSPC: no space left on device, write");
  }
}

TEST(FsSync, ReadsFilesThatTellNoSize) {
  EXPECT_GT(fs::readFileSync("/proc/self/status").size(), 0u);
}

TEST(FsSync, ReaddirNamesWhatIsThere) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("b"), {});
  fs::writeFileSync(folder.file("a"), {});
  EXPECT_EQ(fs::readdirSync(folder.path()), (std::vector<std::string>{"a", "b"}));
}

TEST(FsSync, RmNeedsRecursiveForAFolderAndForceForNothing) {
  const TempFolder folder;
  const std::string inner = fs::mkdtempSync(folder.file("in-"));
  fs::writeFileSync(inner + "/file", {});
  EXPECT_THROW(fs::rmSync(inner), Error);
  fs::rmSync(inner, {.recursive = true});
  EXPECT_THROW(fs::rmSync(inner), Error);
  fs::rmSync(inner, {.force = true});
}

TEST(FsCallback, ComesInThePollPhaseBeforeImmediatesOfIt) {
  const Lines lines = traceOf([] {
    fs::stat(".", [](const Error& error, fs::Stats stats) {
      say("{} {}", error ? "error" : "ok", stats.isDirectory());
      setImmediate(trace::says("immediate"));
      process::nextTick(trace::says("tick"));
    });
    say("main");
  });
  EXPECT_EQ(lines, (Lines{"main", "ok true", "tick", "immediate"}));
}

TEST(FsCallback, GetsTheErrorAndAnEmptyResult) {
  const Lines lines = traceOf([] {
    fs::stat("none", [](const Error& error, fs::Stats stats) {
      say("{} {}", error.message(), stats.size);
    });
  });
  EXPECT_EQ(lines, (Lines{"ENOENT: no such file or directory, stat 'none' 0"}));
}

TEST(FsPromises, FulfilAndReject) {
  const TempFolder folder;
  const Lines lines = traceOf([&folder] {
    auto script = [](const TempFolder& in) -> Promise<void> {
      Promise<void> writing = fs::promises::writeFile(in.file("a"), Buffer::from("hello"));
      co_await writing;
      Promise<Buffer> reading = fs::promises::readFile(in.file("a"));
      const Buffer text = co_await reading;
      say("{}", text.toString());
      Promise<void> removing = fs::promises::unlink(in.file("a"));
      co_await removing;
      try {
        Promise<fs::Stats> asking = fs::promises::stat(in.file("a"));
        co_await asking;
      } catch (const Error& error) {
        say("{} {}", error.code(), error.syscall());
      }
    };
    script(folder);
  });
  EXPECT_EQ(lines, (Lines{"hello", "ENOENT stat"}));
  EXPECT_EQ(folder.openDescriptors(), 0);
}

TEST(FsPromises, AFailedReadOrWriteClosesTheFile) {
  const TempFolder folder;
  const Lines lines = traceOf([&folder] {
    fs::promises::readFile(folder.path()).catch_([](const Error& error) {
      say("{}", error.message());
      return Buffer();
    });
    fs::promises::writeFile("/dev/full", Buffer::from("x")).catch_([](const Error& error) {
      say("{}", error.message());
    });
  });
  EXPECT_EQ(lines.size(), 2u);
  EXPECT_EQ(folder.openDescriptors(), 0);
}

TEST(FsPromises, RmTakesAFolderWithAllThatIsInIt) {
  const TempFolder folder;
  const std::string inner = fs::mkdtempSync(folder.file("in-"));
  fs::writeFileSync(inner + "/file", {});
  traceOf([&inner] { fs::promises::rm(inner, {.recursive = true}); });
  EXPECT_EQ(fs::readdirSync(folder.path()), (std::vector<std::string>{}));
}

// Starts the ruler before the callback of the first request, whose promise settles in it.
struct RulerAtFirstRequest : LoopObserver {
  void callbackBegins(const LoopState&, const char* cause) override {
    if (std::string_view(cause) == "FSREQCALLBACK" && !std::exchange(started, true))
      trace::ruler(6);
  }
  bool started = false;
};

TEST(FsPromises, SettleThreeTurnsAfterTheRequestAndFiveWhenItFailed) {
  for (const auto& [path, line] : {std::pair{".", "r3 ok"}, std::pair{"none", "r5 ENOENT"}}) {
    RulerAtFirstRequest observer;
    const Lines lines = traceOf([&observer, path = path] {
      EventLoop::current().observe(&observer);
      fs::promises::access(path).then(
          [] { trace::lines().back() += " ok"; },
          [](const Error& error) { trace::lines().back() += " " + error.code(); });
    });
    EXPECT_EQ(std::count(lines.begin(), lines.end(), line), 1) << line;
  }
}

// The stores are those that Node 20 finds.
TEST(Fs, CallsBackInTheStoreOfTheCallAStreamInThatInWhichItWasMade) {
  const TempFolder folder;
  const std::string path = folder.file("a");
  AsyncLocalStorage<std::string> als;
  const auto says = [&als](const char* who) {
    return [&als, who](auto&&...) { say("{} @{}", who, als.getStore() ? *als.getStore() : "-"); };
  };
  const auto ofCalls = [&] {
    fs::writeFileSync(path, Buffer::from("x"));
    als.run("stat", [&] { fs::stat(path, says("callback")); });
  };
  EXPECT_EQ(traceOf(ofCalls), (Lines{"callback @stat"}));
  const auto ofPromises = [&] {
    als.run("readFile", [&] { return fs::promises::readFile(path); }).then(says("outside"));
    als.run("then", [&] { fs::promises::access(path).then(says("then")); });
  };
  Lines lines = traceOf(ofPromises);
  std::sort(lines.begin(), lines.end());
  EXPECT_EQ(lines, (Lines{"outside @-", "then @then"}));
  const auto ofAStream = [&] {
    auto stream = als.run("create", [&] { return fs::createReadStream(path); });
    als.run("on", [&] { stream->on(event::data, says("data")); });
    stream->on(event::end, says("end"));
    stream->on(event::close, says("close"));
  };
  EXPECT_EQ(traceOf(ofAStream), (Lines{"data @create", "end @create", "close @create"}));
}

TEST(FsAtTheEndOfTheLoop, AnOpenInFlightLeavesNoDescriptor) {
  const TempFolder folder;
  fs::writeFileSync(folder.file("a"), Buffer::from("x"));
  for (int i = 0; i < 50; ++i) {
    EventLoop loop;
    loop.runCallback([&folder] { fs::promises::readFile(folder.file("a")); });
  }
  EXPECT_EQ(folder.openDescriptors(), 0);
}

}  // namespace
}  // namespace nodelab
