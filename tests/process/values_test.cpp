// What process knows of itself: process facts 34 to 39.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <concepts>
#include <cstdlib>
#include <string>
#include <thread>

#include "nodelab/loop/timers.h"
#include "nodelab/process/program.h"
#include "process/program.h"

namespace nodelab {
namespace {

template <class Code>
concept IsCode = requires(Code code) {
  process::setExitCode(code);
};
static_assert(IsCode<int> && !IsCode<double> && !IsCode<const char*>);  // 4

// Runs the script as a Worker's program on a thread of its own.
void onWorker(process::EnvEntries env, Task script) {
  std::thread([&] {
    EventLoop loop;
    process::Program worker(loop, process::Program::Kind::worker, {"program"}, std::move(env));
    EXPECT_EQ(worker.run(std::move(script)), 0);
  }).join();
}

TEST(ProcessValues, AreThereWhileAProgramRuns) {
  EXPECT_THROW(process::emitter(), Error);
  EXPECT_EQ(program([] {
              EXPECT_EQ(process::argv(), (std::vector<std::string>{"program"}));
              EXPECT_EQ(process::exitCode(), 0);
              process::setExitCode(2);
            }),
            2);
}

TEST(ProcessValues, Identity) {
  EXPECT_EQ(process::pid(), getpid());
  EXPECT_EQ(process::ppid(), getppid());
  EXPECT_EQ(process::platform, "linux");
  EXPECT_EQ(process::execPath().substr(0, 1), "/");
  EXPECT_EQ(access(process::execPath().c_str(), X_OK), 0);
}

TEST(Hrtime, IsSecondsAndNanoseconds) {  // 34
  const auto [seconds, nanoseconds] = process::hrtime();
  EXPECT_GE(seconds, 0);
  EXPECT_GE(nanoseconds, 0);
  EXPECT_LT(nanoseconds, 1'000'000'000);
}

TEST(Hrtime, GivesTheDifference) {
  const uint64_t from = process::hrtime.bigint();
  const process::HrTime start = process::hrtime();
  trace::block(2);
  const auto [seconds, nanoseconds] = process::hrtime(start);
  const uint64_t passed = process::hrtime.bigint() - from;
  EXPECT_GE(nanoseconds, 0);
  EXPECT_LT(nanoseconds, 1'000'000'000);
  EXPECT_GE(seconds * 1'000'000'000 + nanoseconds, 2'000'000);
  EXPECT_LE(static_cast<uint64_t>(seconds * 1'000'000'000 + nanoseconds), passed);
}

TEST(Hrtime, BorrowsASecond) {
  const process::HrTime now = process::hrtime();
  const auto [seconds, nanoseconds] = process::hrtime({now.seconds - 1, 999'999'999});
  EXPECT_GE(seconds, 0);
  EXPECT_GE(nanoseconds, 0);
  EXPECT_LT(nanoseconds, 1'000'000'000);
}

TEST(Usage, OfMemoryIsInBytes) {  // 36
  EXPECT_GT(process::memoryUsage().rss, 100'000u);
  EXPECT_GT(process::memoryUsage.rss(), 100'000u);
}

TEST(Usage, OfTheCpuGrows) {  // 37
  const process::CpuUsage before = process::cpuUsage();
  const process::CpuUsage since = process::cpuUsage(before);
  EXPECT_GE(since.user, 0);
  EXPECT_GE(since.system, 0);
  EXPECT_LE(since.user, process::cpuUsage().user);
  try {
    process::cpuUsage({-1, 0});
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.toString(),
              "RangeError [ERR_INVALID_ARG_VALUE]: The property 'prevValue.user' is invalid. "
              "Received -1");
  }
}

TEST(Usage, OfResourcesIsThatOfTheSystem) {  // 37
  const process::ResourceUsage usage = process::resourceUsage();
  EXPECT_GT(usage.userCPUTime + usage.systemCPUTime, 0);
  EXPECT_GT(usage.maxRSS * 1024, 100'000u);
  EXPECT_GT(usage.minorPageFault, 0u);
}

// ---- env

TEST(Env, ReadsAndWritesTheEnvironment) {  // 39
  process::env.set("NODELAB_TEST", "value");
  EXPECT_EQ(process::env.get("NODELAB_TEST"), "value");
  EXPECT_STREQ(std::getenv("NODELAB_TEST"), "value");
  EXPECT_TRUE(process::env.has("NODELAB_TEST"));
  process::env.set("NODELAB_TEST", "");
  EXPECT_EQ(process::env.get("NODELAB_TEST"), "");
  process::env.remove("NODELAB_TEST");
  EXPECT_EQ(process::env.get("NODELAB_TEST"), std::nullopt);
  EXPECT_FALSE(process::env.has("NODELAB_TEST"));
  process::env.remove("NODELAB_TEST");
}

TEST(Env, TakesLongValues) {
  const std::string value(5000, 'x');
  process::env.set("NODELAB_TEST", value);
  EXPECT_EQ(process::env.get("NODELAB_TEST"), value);
  process::env.remove("NODELAB_TEST");
}

TEST(Env, HasNoNameThatNoneCanHave) {
  process::env.set("", "x");
  process::env.set("a=b", "x");
  EXPECT_EQ(process::env.get(""), std::nullopt);
  EXPECT_EQ(process::env.get("a=b"), std::nullopt);
  process::env.remove("");
}

TEST(Env, ListsItsEntries) {
  process::env.set("NODELAB_TEST", "value");
  const process::EnvEntries all = process::env.entries();
  EXPECT_EQ(std::count(all.begin(), all.end(),
                       std::pair<std::string, std::string>("NODELAB_TEST", "value")),
            1);
  process::env.remove("NODELAB_TEST");
}

TEST(Env, OfAWorkerIsACopy) {
  process::env.set("NODELAB_TEST", "main");
  onWorker(process::env.entries(), [] {
    EXPECT_EQ(process::env.get("NODELAB_TEST"), "main");
    process::env.set("NODELAB_TEST", "worker");
    process::env.set("NODELAB_OWN", "new");
    EXPECT_EQ(process::env.get("NODELAB_TEST"), "worker");
    EXPECT_EQ(process::env.get("NODELAB_OWN"), "new");
    process::env.remove("NODELAB_OWN");
    process::env.set("a=b", "x");
    EXPECT_FALSE(process::env.has("NODELAB_OWN"));
    EXPECT_FALSE(process::env.has("a=b"));
  });
  EXPECT_EQ(process::env.get("NODELAB_TEST"), "main");
  process::env.remove("NODELAB_TEST");
}

// ---- the working directory

struct WorkingDirectory : testing::Test {
  void TearDown() override { ASSERT_EQ(::chdir(before.c_str()), 0); }
  const std::string before = process::cwd();
};

TEST_F(WorkingDirectory, CanBeChanged) {
  program([] {
    process::chdir("/");
    EXPECT_EQ(process::cwd(), "/");
    try {
      process::chdir("no/such");
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.toString(),
                "Error: ENOENT: no such file or directory, chdir '/' -> 'no/such'");
    }
  });
}

TEST_F(WorkingDirectory, ThatIsGoneIsAnError) {
  char name[] = "/tmp/nodelab-cwd-XXXXXX";
  ASSERT_NE(mkdtemp(name), nullptr);
  ASSERT_EQ(::chdir(name), 0);
  ASSERT_EQ(rmdir(name), 0);
  try {
    process::cwd();
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "ENOENT: no such file or directory, uv_cwd");
  }
}

TEST(ProcessValues, WhatIsNotForWorkers) {
  onWorker({}, [] {
    const std::string message = "() is not supported in workers";
    for (const auto& [name, call] :
         {std::pair<std::string, void (*)()>("chdir", [] { process::chdir("/"); }),
          std::pair<std::string, void (*)()>("abort", [] { process::abort(); })}) {
      try {
        call();
        ADD_FAILURE();
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), "ERR_WORKER_UNSUPPORTED_OPERATION");
        EXPECT_EQ(error.message(), "process." + name + message);
      }
    }
  });
}

}  // namespace
}  // namespace nodelab
