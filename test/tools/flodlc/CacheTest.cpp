// What the cache remembers, and when it forgets.
#include "Cache.h"
#include <fstream>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

using namespace flodl::driver;
namespace fs = std::filesystem;

namespace {

class CacheTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "cache-XXXXXX";
    ASSERT_TRUE(mkdtemp(pattern.data()));
    folder = pattern;
    fs::create_directories(work());
  }
  void TearDown() override { fs::remove_all(folder); }

  std::string work() const { return (folder / "work").string(); }
  static void write(const fs::path &path, const std::string &text) { std::ofstream(path) << text; }
  static std::string read(const fs::path &path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path folder;
};

TEST_F(CacheTest, GivesBackFilesAndOutput) {
  Cache cache(folder / "cache");
  write(work() + "/a.o", "object");
  CachedStep step;
  step.output = "warning: w\n";
  cache.store("key0", work(), {"a.o"}, step);
  fs::remove(work() + "/a.o");

  auto hit = cache.find("key0", work(), {"a.o"});
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->output, "warning: w\n");
  EXPECT_EQ(read(work() + "/a.o"), "object");
  EXPECT_FALSE(cache.find("key1", work(), {"a.o"}));
}

TEST_F(CacheTest, MissesWhenAnInputWasDifferent) {
  Cache cache(folder / "cache");
  write(folder / "old.h", "1");
  write(work() + "/a.o", "object");
  CachedStep step;
  step.inputs = {folder / "old.h", folder / "gone.h"};
  write(folder / "gone.h", "1");
  step.started = fs::file_time_type::clock::now() + std::chrono::seconds(1);
  cache.store("key0", work(), {"a.o"}, step);
  EXPECT_TRUE(cache.find("key0", work(), {"a.o"}));

  // Hashes are remembered for the length of a process: another name shows the change.
  step.inputs = {folder / "never.h"};
  cache.store("key1", work(), {"a.o"}, step);
  EXPECT_FALSE(cache.find("key1", work(), {"a.o"}));
}

TEST_F(CacheTest, KeepsNothingWhenAnInputChangedMeanwhile) {
  Cache cache(folder / "cache");
  CachedStep step;
  step.started = fs::file_time_type::clock::now() - std::chrono::seconds(5);
  write(folder / "edited.h", "1");
  step.inputs = {folder / "edited.h"};
  write(work() + "/a.o", "object");
  cache.store("key0", work(), {"a.o"}, step);
  EXPECT_FALSE(cache.find("key0", work(), {"a.o"}));
}

TEST_F(CacheTest, ManyAtOnceAgree) {
  Cache cache(folder / "cache");
  write(work() + "/a.o", "object");
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] { cache.store("key0", work(), {"a.o"}, {}); });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_TRUE(cache.find("key0", work(), {"a.o"}));
  // Losers of the race left nothing behind.
  for (const auto &entry : fs::directory_iterator(folder / "cache/v1"))
    EXPECT_NE(entry.path().filename().string().rfind("new-", 0), 0u) << entry.path();
}

TEST_F(CacheTest, WithoutAFolderItIsEmpty) {
  Cache none("");
  none.store("key0", work(), {}, {});
  EXPECT_FALSE(none.find("key0", work(), {}));
  write(folder / "file", "");
  Cache broken(folder / "file");
  broken.store("key0", work(), {}, {});
  EXPECT_FALSE(broken.find("key0", work(), {}));
}

TEST(Hasher, BordersOfPartsCount) {
  EXPECT_NE(Hasher().add("ab").add("c").hex(), Hasher().add("a").add("bc").hex());
  EXPECT_NE(Hasher().add(std::vector<std::string>{"a"}).add("b").hex(), Hasher().add(std::vector<std::string>{"a", "b"}).hex());
  EXPECT_EQ(Hasher().add("x").hex(), Hasher().add("x").hex());
}

}  // namespace
