// The command line: what is accepted, and what each mistake is told.
#include "Options.h"
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace flodl::driver;

namespace {

/// Runs in a folder that holds model.cpp.
class OptionsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "options-XXXXXX";
    ASSERT_TRUE(mkdtemp(pattern.data()));
    ASSERT_EQ(chdir(pattern.c_str()), 0);
    std::ofstream("model.cpp") << "int main() {}\n";
  }

  Status parse(std::vector<const char *> arguments) { return parseOptions(arguments, options); }
  std::string mistake(std::vector<const char *> arguments) {
    Status status = parse(arguments);
    EXPECT_EQ(status.code, Exit::Usage);
    return status.text;
  }

  Options options;
};

TEST_F(OptionsTest, DefaultsMakeAProgramNamedAfterTheSource) {
  ASSERT_FALSE(parse({"model.cpp"}).failed());
  EXPECT_EQ(options.output, "model");
  EXPECT_EQ(options.stage, Stage::Exe);
  EXPECT_EQ(options.optLevel, 2);
  EXPECT_TRUE(options.cache);
}

TEST_F(OptionsTest, JoinedAndSeparateValuesAreTheSame) {
  for (std::vector<const char *> arguments : {std::vector<const char *>{"model.cpp", "-oout", "-Iinc", "-DX=1", "--emit=cpp"},
                                              {"-o", "out", "-I", "inc", "-D", "X=1", "--emit", "cpp", "model.cpp"}}) {
    options = {};
    ASSERT_FALSE(parse(arguments).failed());
    EXPECT_EQ(options.output, "out");
    EXPECT_EQ(options.stage, Stage::Cpp);
    EXPECT_EQ(options.compileFlags, (std::vector<std::string>{"-Iinc", "-DX=1"}));
  }
}

TEST_F(OptionsTest, FlagsForTheLinkerAndTheCompilerAreToldApart) {
  ASSERT_FALSE(parse({"model.cpp", "-Wall", "-Wl,-s", "-lz", "-L/lib", "-Xcxx", "-mavx2"}).failed());
  EXPECT_EQ(options.compileFlags, (std::vector<std::string>{"-Wall", "-mavx2"}));
  EXPECT_EQ(options.linkFlags, (std::vector<std::string>{"-Wl,-s", "-lz", "-L/lib"}));
}

TEST_F(OptionsTest, TheLastLevelCounts) {
  ASSERT_FALSE(parse({"-O0", "model.cpp", "-O3"}).failed());
  EXPECT_EQ(options.optLevel, 3);
}

TEST_F(OptionsTest, ArgumentsComeFromAFile) {
  std::ofstream("arguments") << "-O1 -o 'my program'\n";
  ASSERT_FALSE(parse({"@arguments", "model.cpp"}).failed());
  EXPECT_EQ(options.optLevel, 1);
  EXPECT_EQ(options.output, "my program");
}

TEST_F(OptionsTest, DependenciesAreNamedAfterTheOutput) {
  ASSERT_FALSE(parse({"-c", "-MD", "model.cpp"}).failed());
  EXPECT_EQ(options.depsFile, "model.o.d");
}

TEST_F(OptionsTest, MistakesSayWhatIsExpected) {
  EXPECT_EQ(mistake({}), "expects a C++ source, like: flodlc model.cpp -o model_exec");
  EXPECT_EQ(mistake({"--emit", "ir", "model.cpp"}),
            "expects --emit to be one of mlir, mlir-lowered, cpp, cuda, obj, exe, but got 'ir'");
  EXPECT_EQ(mistake({"--devices=cpu", "model.cpp"}), "unknown option '--devices=cpu'; did you mean '--device=cpu'?");
  EXPECT_EQ(mistake({"model.cpp", "-o"}), "expects a value after -o");
  EXPECT_EQ(mistake({"model.py"}), "expects C++ sources (.cpp, .cc, .cxx), but got 'model.py'");
  EXPECT_EQ(mistake({"model.cpp", "-std=c++17"}), "expects C++20 or newer, but got -std=c++17");
  EXPECT_EQ(mistake({"model.cpp", "-o", "-"}), "-o - is for text; expects --emit mlir, mlir-lowered, cpp or cuda with it");
  EXPECT_EQ(mistake({"model.cpp", "-o", "./model.cpp"}), "the output './model.cpp' is one of the sources");
  EXPECT_EQ(mistake({"model.cpp", "--check", "-o", "x"}), "--check writes nothing: expects neither -c, --emit nor -o with it");
}

TEST_F(OptionsTest, AMissingSourceIsTheUsersError) {
  Status status = parse({"other.cpp"});
  EXPECT_EQ(status.code, Exit::UserError);
  EXPECT_EQ(status.text, "there is no file 'other.cpp'");
}

}  // namespace
