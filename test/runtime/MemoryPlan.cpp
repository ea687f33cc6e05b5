// Offsets of buffers in a frame.
#include "runtime/core/MemoryPlan.h"
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace flodl::rt {
namespace {

void expectDisjoint(const std::vector<Lifetime> &buffers, size_t total) {
  for (size_t i = 0; i < buffers.size(); ++i) {
    EXPECT_EQ(buffers[i].offset % frameAlignment, 0u);
    EXPECT_LE(buffers[i].offset + buffers[i].bytes, total);
    for (size_t j = 0; j < i; ++j) {
      const Lifetime &a = buffers[i], &b = buffers[j];
      bool together = a.first <= b.last && b.first <= a.last;
      if (together && a.bytes && b.bytes)
        EXPECT_TRUE(a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset) << i << " and " << j;
    }
  }
}

TEST(MemoryPlan, Empty) { EXPECT_EQ(planMemory({}), 0u); }

TEST(MemoryPlan, ChainNeedsTwoBuffers) {
  std::vector<Lifetime> chain;
  for (int i = 0; i < 10; ++i)
    chain.push_back({640, i, i + 1});
  size_t total = planMemory(chain);
  EXPECT_EQ(total, 1280u);
  expectDisjoint(chain, total);
}

TEST(MemoryPlan, TouchingLifetimesDoNotShare) {
  std::vector<Lifetime> buffers = {{64, 0, 1}, {64, 1, 2}};
  EXPECT_EQ(planMemory(buffers), 128u);
}

TEST(MemoryPlan, TakesTheSmallestGapThatFits) {
  // While the last buffer lives, gaps of 256 and 128 bytes are free.
  std::vector<Lifetime> buffers = {{1024, 0, 9}, {256, 0, 1}, {512, 0, 9}, {128, 0, 1}, {384, 0, 9}, {100, 5, 6}};
  size_t total = planMemory(buffers);
  expectDisjoint(buffers, total);
  EXPECT_LE(total, 1024u + 512 + 384 + 256 + 128);
}

TEST(MemoryPlan, EmptyBuffersTakeNoSpace) {
  std::vector<Lifetime> buffers = {{0, 0, 5}, {64, 0, 5}};
  EXPECT_EQ(planMemory(buffers), 64u);
}

TEST(MemoryPlan, RandomLifetimesAreDisjointAndNearTheirPeak) {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    std::vector<Lifetime> buffers;
    for (int i = 0; i < 60; ++i) {
      int first = static_cast<int>(random() % 100);
      buffers.push_back({random() % 5000, first, first + static_cast<int>(random() % 20)});
    }
    size_t total = planMemory(buffers);
    expectDisjoint(buffers, total);
    size_t peak = 0;
    for (int at = 0; at < 120; ++at) {
      size_t live = 0;
      for (const Lifetime &buffer : buffers)
        if (buffer.first <= at && at <= buffer.last)
          live += alignUp(buffer.bytes);
      peak = std::max(peak, live);
    }
    EXPECT_GE(total, peak);
    EXPECT_LE(total, peak + peak / 3);  // measured over these rounds: at most 26 %
  }
}

}  // namespace
}  // namespace flodl::rt
