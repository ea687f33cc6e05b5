// The command-line options of every program, and how it ends.
#include "flodl/program.h"
#include "flodl/base/error.h"
#include <gtest/gtest.h>
#include <vector>

using namespace flodl;

namespace {

/// A command line that can be taken apart.
struct CommandLine {
  explicit CommandLine(std::vector<std::string> words) : words(std::move(words)) {
    this->words.insert(this->words.begin(), "program");
    for (std::string &word : this->words)
      argv.push_back(word.data());
    argc = static_cast<int>(argv.size());
    argv.push_back(nullptr);
  }
  std::vector<std::string> rest() const { return {argv.begin() + 1, argv.begin() + argc}; }
  std::vector<std::string> words;
  std::vector<char *> argv;
  int argc = 0;
};

std::string errorOf(std::vector<std::string> words) {
  CommandLine line(std::move(words));
  try {
    detail::takeProgramOptions(line.argc, line.argv.data());
  } catch (const Error &error) {
    return error.text();
  }
  ADD_FAILURE() << "expected an error";
  return {};
}

TEST(Program, takes_its_options_and_leaves_the_rest) {
  CommandLine line({"data", "--seed", "7", "--epochs", "3", "--threads=2", "-vv", "--device", "cuda:1", "--", "--seed", "x"});
  detail::ProgramOptions options = detail::takeProgramOptions(line.argc, line.argv.data());
  EXPECT_EQ(options.seed, 7u);
  EXPECT_EQ(options.threads, 2);
  EXPECT_EQ(options.verbosity, Verbosity::Debug);
  EXPECT_EQ(options.device, "cuda:1");
  EXPECT_EQ(line.rest(), (std::vector<std::string>{"data", "--epochs", "3", "--", "--seed", "x"}));
  EXPECT_EQ(line.argv[line.argc], nullptr);
}

TEST(Program, nothing_given_is_nothing_taken) {
  CommandLine line({"--seeds", "1", "--device-list", "-vvvv"});
  detail::ProgramOptions options = detail::takeProgramOptions(line.argc, line.argv.data());
  EXPECT_FALSE(options.seed || options.threads || options.verbosity || options.device);
  EXPECT_EQ(line.rest().size(), 4u);
}

TEST(Program, devices_by_name) {
  EXPECT_EQ(detail::parseDevice("cpu"), Device(kCPU));
  EXPECT_EQ(detail::parseDevice("cuda"), Device(kCUDA));
  EXPECT_EQ(detail::parseDevice("cuda:3"), Device(kCUDA, 3));
  EXPECT_EQ(detail::parseDevice("auto"), std::nullopt);
}

TEST(Program, wrong_values_say_what_is_expected) {
  EXPECT_EQ(errorOf({"--seed", "x"}), "--seed expects a number of 0 or more, but got 'x'");
  EXPECT_EQ(errorOf({"--seed", "-1"}), "--seed expects a number of 0 or more, but got '-1'");
  EXPECT_EQ(errorOf({"--threads", "0"}), "--threads expects a number of 1 or more, but got '0'");
  EXPECT_EQ(errorOf({"--threads=2x"}), "--threads expects a number of 1 or more, but got '2x'");
  EXPECT_EQ(errorOf({"--seed"}), "--seed expects a value");
  EXPECT_EQ(errorOf({"--device", "gpu"}), "--device expects cpu, cuda, cuda:N or auto, but got 'gpu'");
  EXPECT_EQ(errorOf({"--device", "cuda:x"}), "--device cuda: expects a number of 0 or more, but got 'x'");
}

TEST(ProgramDeathTest, a_wrong_option_ends_the_program) {
  auto start = [] {
    CommandLine line({"--threads", "many"});
    init(line.argc, line.argv.data());
  };
  EXPECT_EXIT(start(), testing::ExitedWithCode(2), "error: --threads expects a number of 1 or more, but got 'many'");
}

TEST(ProgramDeathTest, an_uncaught_error_ends_with_its_message) {
  auto fail = [] { throw Error(ErrorCode::Io, "the file is damaged"); };
  // GoogleTest would catch what leaves the statement.
  auto run = [&](auto &action) noexcept {
    CommandLine line({});
    init(line.argc, line.argv.data());
    action();
  };
  EXPECT_EXIT(run(fail), testing::ExitedWithCode(1), "^error: the file is damaged\n$");
}

}  // namespace
