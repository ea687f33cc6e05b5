// The worker thread: order of events, errors, early ends, depth.
#include "Support.h"
#include <filesystem>

using namespace flodl;
using namespace flodl::test;
using namespace std::chrono_literals;

namespace {

class Streaming : public testing::Test {
 protected:
  FakeRuntime runtime;
  std::shared_ptr<CountingData> data = std::make_shared<CountingData>(20);
  DataLoaderBuilder builder() {
    DataLoaderBuilder b = DataLoader::builder(data);
    b.streaming().batch_size(2).shuffle(false);
    return b;
  }
  int threads() const {
    int count = 0;
    for (const auto &entry : std::filesystem::directory_iterator("/proc/self/task"))
      count += entry.exists() ? 1 : 0;
    return count;
  }
};

TEST_F(Streaming, a_damaged_batch_raises_and_the_following_arrive) {
  data->failAt = 5;
  DataLoader loader = builder().build();
  Epoch epoch = loader.epoch(0);
  std::vector<int64_t> firsts;
  int errors = 0;
  for (auto it = epoch.begin(); it != epoch.end(); ++it) {
    try {
      firsts.push_back(values<int64_t>((*it)[1])[0]);
    } catch (const Error &error) {
      ++errors;
      EXPECT_EQ(error.text(), "sample 5 is damaged");
      EXPECT_THROW(*it, Error);  // reading the same batch again says the same
    }
  }
  EXPECT_EQ(errors, 1);
  EXPECT_EQ(firsts, (std::vector<int64_t>{0, 20, 60, 80, 100, 120, 140, 160, 180}));
}

TEST_F(Streaming, whatever_a_data_set_throws_reaches_the_consumer) {
  data->throwInt = 3;
  DataLoader loader = builder().build();
  Epoch epoch = loader.epoch(0);
  auto it = epoch.begin();
  EXPECT_EQ(it->size(), 2u);
  ++it;
  EXPECT_THROW(*it, int);
}

TEST_F(Streaming, a_data_set_that_changes_its_mind_is_an_error) {
  struct Changing : CountingData {
    using CountingData::CountingData;
    std::vector<Tensor> get_batch(std::span<const size_t> indices) const override {
      auto batch = CountingData::get_batch(indices);
      if (reads == 2)
        batch[0] = from_vector(std::vector<float>(indices.size() * 3), {static_cast<int64_t>(indices.size()), 3});
      if (reads == 3)
        batch.pop_back();
      return batch;
    }
  };
  DataLoader loader = DataLoader::builder(std::make_shared<Changing>(6)).streaming().batch_size(2).build();
  Epoch epoch = loader.epoch(0);
  auto it = epoch.begin();
  EXPECT_EQ(errorOf([&] { *it; }), "expects get_batch to return float32[2, 2] at position 0, but got float32[2, 3]");
  ++it;
  EXPECT_EQ(errorOf([&] { *it; }), "expects get_batch to return 2 tensors as for the first sample, but got 1");
}

TEST_F(Streaming, the_worker_reads_no_further_than_its_depth) {
  DataLoader loader = builder().prefetch(3).build();
  data->reads = 0;
  Epoch epoch = loader.epoch(0);
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(data->reads, 3);
  *epoch.begin();
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(data->reads, 4);
}

TEST_F(Streaming, leaving_early_throws_at_most_one_read_away) {
  data->delay = 5ms;
  DataLoader loader = builder().prefetch(1).build();
  {
    Epoch epoch = loader.epoch(0);
    *epoch.begin();
  }
  int before = data->reads;
  std::this_thread::sleep_for(50ms);
  EXPECT_LE(data->reads, before + 1);
}

TEST_F(Streaming, a_loader_may_go_at_any_moment) {
  { builder().build(); }
  {  // a full queue
    DataLoader loader = builder().prefetch(2).build();
    Epoch epoch = loader.epoch(0);
    std::this_thread::sleep_for(20ms);
  }
  {  // inside get_batch
    DataLoader loader = builder().build();
    data->delay = 30ms;
    Epoch epoch = loader.epoch(0);
    std::this_thread::sleep_for(5ms);
  }
}

TEST_F(Streaming, the_data_set_lives_as_long_as_the_worker) {
  std::weak_ptr<CountingData> watch = data;
  DataLoader loader = builder().build();
  data.reset();
  EXPECT_FALSE(watch.expired());
  EXPECT_EQ(flat(order(loader, 0)).size(), 20u);
  { DataLoader last = std::move(loader); }
  EXPECT_TRUE(watch.expired());
}

TEST_F(Streaming, reads_ahead_while_the_consumer_works) {
  auto epochTime = [&](DataLoader loader) {
    data->delay = 10ms;
    auto start = std::chrono::steady_clock::now();
    for (auto &batch : loader.epoch(0)) {
      (void)batch;
      std::this_thread::sleep_for(10ms);
    }
    return std::chrono::steady_clock::now() - start;
  };
  // Ten batches: one after the other they take 200 ms, side by side about 110 ms.
  EXPECT_LT(epochTime(builder().prefetch(4).build()), 180ms);
  EXPECT_GE(epochTime(builder().prefetch(0).build()), 200ms);
}

TEST_F(Streaming, depth_adapts_unless_it_was_set) {
  DataLoader adaptive = builder().build();
  EXPECT_EQ(adaptive.prefetch_depth(), 4u);
  order(adaptive, 0);
  EXPECT_EQ(adaptive.prefetch_depth(), 2u);
  adaptive.set_prefetch_depth(7);
  order(adaptive, 1);
  EXPECT_EQ(adaptive.prefetch_depth(), 7u);
  EXPECT_EQ(adaptive.auto_resize(), 2u);
  DataLoader fixed = builder().prefetch(5).build();
  order(fixed, 0);
  EXPECT_EQ(fixed.prefetch_depth(), 5u);
  DataLoader resident = DataLoader::builder(data).batch_size(2).prefetch(5).build();
  resident.set_prefetch_depth(3);
  EXPECT_EQ(resident.prefetch_depth(), 0u);
  EXPECT_EQ(resident.auto_resize(), 0u);
}

TEST_F(Streaming, prefetch_of_zero_starts_no_thread) {
  int before = threads();
  DataLoader loader = builder().prefetch(0).build();
  order(loader, 0);
  EXPECT_EQ(threads(), before);
  DataLoader threaded = builder().build();
  EXPECT_EQ(threads(), before + 1);
}

}  // namespace
