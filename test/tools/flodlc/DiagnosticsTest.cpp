#include "Diagnostics.h"
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace flodl::driver;

namespace {

class DiagnosticsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "diagnostics-XXXXXX";
    ASSERT_TRUE(mkdtemp(pattern.data()));
    ASSERT_EQ(chdir(pattern.c_str()), 0);
    std::ofstream("model.cpp") << "first\n\tint größe = x;\nthird\n";
  }
};

TEST_F(DiagnosticsTest, ShowsTheLineAndTheColumn) {
  EXPECT_EQ(withSourceLines("model.cpp:2:16: error: bad width\n"),
            "model.cpp:2:16: error: bad width\n"
            "    2 | \tint größe = x;\n"
            "      | \t            ^\n");
}

TEST_F(DiagnosticsTest, WithoutAColumnThereIsNoCaret) {
  EXPECT_EQ(withSourceLines("model.cpp:3: error: e\n"), "model.cpp:3: error: e\n    3 | third\n");
}

TEST_F(DiagnosticsTest, LeavesOtherTextAlone) {
  for (const char *text : {"note: [capture] hello\n", "gone.cpp:1:1: error: e\n", "model.cpp:99:1: error: e\n", "model.cpp: error: e\n",
                           "model.cpp:1:1: error: e\n    1 | first\n      | ^\n"})
    EXPECT_EQ(withSourceLines(text), text);
}

TEST_F(DiagnosticsTest, KnowsWhetherAMessageHasAPlace) {
  EXPECT_TRUE(namesSource("x\nmodel.cpp:1:1: error: e"));
  EXPECT_FALSE(namesSource("gone.cpp:1:1: error: e\nerror: f"));
}

}  // namespace
