#include "Process.h"
#include <csignal>
#include <filesystem>
#include <gtest/gtest.h>

using namespace flodl::driver;

namespace {

TEST(Process, CollectsBothOutputsAndTheCode) {
  CommandResult result = run({{"/bin/sh", "-c", "echo out; echo err >&2; exit 7"}, "", 0});
  EXPECT_EQ(result.exitCode, 7);
  EXPECT_EQ(result.output, "out\nerr\n");
  EXPECT_FALSE(result.succeeded());
}

TEST(Process, RunsInTheFolderAsked) {
  EXPECT_EQ(run({{"/bin/pwd"}, "/usr", 0}).output, "/usr\n");
}

TEST(Process, TellsSignals) {
  EXPECT_EQ(run({{"/bin/sh", "-c", "kill -SEGV $$"}, "", 0}).signal, SIGSEGV);
}

TEST(Process, StopsWhatTakesTooLongWithItsChildren) {
  CommandResult result = run({{"/bin/sh", "-c", "echo begin; sleep 60 & wait"}, "", 1});
  EXPECT_TRUE(result.timedOut);
  EXPECT_EQ(result.output, "begin\n");
  EXPECT_LT(result.seconds, 10);
}

TEST(Process, SaysWhyAProgramCannotBeRun) {
  EXPECT_EQ(run({{"/no/program"}, "", 0}).failure, "cannot run /no/program: No such file or directory");
}

TEST(Process, QuotesForAShell) {
  EXPECT_EQ(quoted({{"/bin/x", "a b", "it's", "-DA=1"}, "", 0}), "/bin/x 'a b' 'it'\\''s' -DA=1");
}

TEST(Process, TemporaryFoldersGoAway) {
  std::string path;
  {
    Temporary folder = makeTemporaryFolder();
    path = folder.path();
    ASSERT_TRUE(std::filesystem::is_directory(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
