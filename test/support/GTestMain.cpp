// The `main` of every GoogleTest binary. It does what gtest_main does and, when FLODL_TEST_SKIPS
// names a file, appends one line there for each skipped test: the runner shows the reasons.
#include <fstream>
#include <gtest/gtest.h>

namespace {

class SkipReasons : public testing::EmptyTestEventListener {
 public:
  explicit SkipReasons(const char *path) : path_(path) {}

  void OnTestEnd(const testing::TestInfo &info) override {
    const testing::TestResult &result = *info.result();
    if (!result.Skipped())
      return;
    std::string reason = "no reason given";
    for (int i = 0; i < result.total_part_count(); ++i)
      if (const testing::TestPartResult &part = result.GetTestPartResult(i); part.skipped() && *part.message())
        reason = part.message();
    std::ofstream(path_, std::ios::app) << info.test_suite_name() << '.' << info.name() << ": "
                                        << reason.substr(0, reason.find('\n')) << std::endl;
  }

 private:
  std::string path_;
};

}  // namespace

int main(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  if (const char *path = std::getenv("FLODL_TEST_SKIPS"); path && *path)
    testing::UnitTest::GetInstance()->listeners().Append(new SkipReasons(path));
  return RUN_ALL_TESTS();
}
