// Orders, sizes, names and options of a loader, in every mode.
#include "Support.h"
#include <numeric>

using namespace flodl;
using namespace flodl::test;

namespace {

enum class Mode { Resident, Streaming, Inline };

std::string modeName(Mode mode) {
  static constexpr const char *names[] = {"resident", "streaming", "inline"};
  return names[static_cast<size_t>(mode)];
}

class Loader : public testing::TestWithParam<Mode> {
 protected:
  DataLoaderBuilder builder(size_t len) {
    DataLoaderBuilder b = DataLoader::builder(std::make_shared<CountingData>(len));
    if (GetParam() != Mode::Resident)
      b.streaming();
    if (GetParam() == Mode::Inline)
      b.prefetch(0);
    return b;
  }
  FakeRuntime runtime;
};

INSTANTIATE_TEST_SUITE_P(Modes, Loader, testing::Values(Mode::Resident, Mode::Streaming, Mode::Inline),
                         [](const testing::TestParamInfo<Mode> &info) { return modeName(info.param); });

TEST_P(Loader, mode_is_the_one_asked_for) {
  DataLoader loader = builder(10).batch_size(5).build();
  EXPECT_EQ(loader.is_resident(), GetParam() == Mode::Resident);
  EXPECT_EQ(loader.prefetch_depth(), GetParam() == Mode::Streaming ? 4u : 0u);
  EXPECT_EQ(loader.device(), Device(kCPU));
  EXPECT_EQ(loader.len(), 10u);
  EXPECT_EQ(loader.batch_size(), 5u);
}

TEST_P(Loader, divides_epochs_into_batches) {
  struct Case {
    size_t len, batch;
    bool dropLast;
    std::vector<size_t> sizes;
  };
  for (const Case &c : {Case{20, 5, true, {5, 5, 5, 5}}, Case{22, 5, true, {5, 5, 5, 5}},
                        Case{22, 5, false, {5, 5, 5, 5, 2}}, Case{20, 5, false, {5, 5, 5, 5}},
                        Case{3, 5, false, {3}}, Case{3, 5, true, {}}, Case{1, 1, true, {1}}}) {
    testing::internal::CaptureStderr();
    DataLoader loader = builder(c.len).batch_size(c.batch).drop_last(c.dropLast).build();
    std::string warning = testing::internal::GetCapturedStderr();
    EXPECT_EQ(warning.empty(), !c.sizes.empty()) << warning;
    EXPECT_EQ(loader.num_batches(), c.sizes.size());
    EXPECT_EQ(loader.epoch(0).size(), c.sizes.size());
    std::vector<size_t> sizes;
    for (const auto &batch : order(loader, 0))
      sizes.push_back(batch.size());
    EXPECT_EQ(sizes, c.sizes);
  }
}

TEST_P(Loader, sequential_order) {
  DataLoader loader = builder(7).batch_size(2).shuffle(false).drop_last(false).build();
  for (size_t epoch : {0, 1, 5})
    EXPECT_EQ(flat(order(loader, epoch)), (std::vector<size_t>{0, 1, 2, 3, 4, 5, 6}));
}

TEST_P(Loader, shuffled_order_is_fixed_by_seed_and_epoch) {
  DataLoader loader = builder(10).batch_size(3).drop_last(false).build();
  std::vector<size_t> first{5, 3, 1, 0, 9, 6, 4, 7, 2, 8}, second{8, 4, 3, 0, 9, 2, 6, 7, 5, 1};
  EXPECT_EQ(flat(order(loader, 0)), first);
  EXPECT_EQ(flat(order(loader, 1)), second);
  EXPECT_EQ(flat(order(loader, 0)), first);
  DataLoader other = builder(10).batch_size(10).seed(43).build();
  EXPECT_EQ(flat(order(other, 0)), second);
}

TEST_P(Loader, visits_every_sample_once) {
  DataLoader loader = builder(23).batch_size(4).drop_last(false).build();
  std::vector<size_t> all(23);
  std::iota(all.begin(), all.end(), size_t{0});
  for (size_t epoch = 0; epoch < 5; ++epoch) {
    std::vector<size_t> seen = flat(order(loader, epoch));
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(seen, all);
  }
}

struct Repeating : Sampler {
  size_t count;
  std::vector<size_t> result;
  Repeating(size_t len, std::vector<size_t> indices) : count(len), result(std::move(indices)) {}
  size_t len() const override { return count; }
  std::vector<size_t> indices(size_t) override { return result; }
};

TEST_P(Loader, a_custom_sampler_wins_whatever_the_order_of_options) {
  auto sampler = std::make_shared<Repeating>(4, std::vector<size_t>{2, 2, 0, 2});
  std::vector<size_t> expected{2, 2, 0, 2};
  DataLoader a = builder(4).batch_size(2).sampler(sampler).shuffle(false).seed(1).build();
  DataLoader b = builder(4).seed(1).shuffle(true).sampler(sampler).batch_size(2).build();
  EXPECT_EQ(flat(order(a, 0)), expected);
  EXPECT_EQ(flat(order(b, 3)), expected);
  DataLoader c = builder(10).shuffle(false).shuffle(true).batch_size(10).build();
  EXPECT_EQ(flat(order(c, 0))[0], 5u);
}

TEST_P(Loader, an_invalid_order_is_an_error) {
  auto sampler = std::make_shared<Repeating>(3, std::vector<size_t>{0, 1});
  DataLoader loader = builder(3).batch_size(1).sampler(sampler).build();
  EXPECT_EQ(errorOf([&] { loader.epoch(0); }), "DataLoader: expects the sampler to return 3 indices, but got 2");
  sampler->result = {0, 1, 3};
  EXPECT_EQ(errorOf([&] { loader.epoch(0); }), "DataLoader: expects the sampler to return indices below 3, but got 3");
  sampler->result = {0, 1, 2};
  EXPECT_EQ(flat(order(loader, 0)).size(), 3u);
}

TEST_P(Loader, names_reach_the_batches) {
  DataLoader plain = builder(2).batch_size(2).build();
  EXPECT_EQ(plain.names(), (std::vector<std::string>{"0", "1"}));
  for (auto &batch : plain.epoch(0)) {
    EXPECT_TRUE(batch.has_default_names());
    EXPECT_EQ(values<int64_t>(batch["1"]), values<int64_t>(batch[1]));
  }
  DataLoader named = builder(2).names({"x", "y"}).batch_size(2).build();
  for (auto &batch : named.epoch(0)) {
    EXPECT_EQ(batch.names(), (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(values<int64_t>(batch["y"]), values<int64_t>(batch[1]));
    EXPECT_NE(errorOf([&] { batch["z"]; }).find("x"), std::string::npos);
  }
}

TEST_P(Loader, batches_own_their_tensors) {
  DataLoader loader = builder(4).batch_size(2).shuffle(false).build();
  std::vector<Batch> kept;
  for (auto &batch : loader.epoch(0))
    kept.push_back(batch);
  detail::Handle handle = detail::valueOf(kept[0][1], "test", {});
  static_cast<int64_t *>(runtime.data(handle))[0] = -1;
  EXPECT_EQ(order(loader, 0)[0][0], 0u);
  EXPECT_EQ(values<int64_t>(kept[1][1]), (std::vector<int64_t>{20, 30}));
}

TEST_P(Loader, leaving_early_starts_the_next_epoch_clean) {
  DataLoader loader = builder(20).batch_size(2).shuffle(false).build();
  int taken = 0;
  for (auto &batch : loader.epoch(0)) {
    (void)batch;
    if (++taken == 2)
      break;
  }
  { Epoch untouched = loader.epoch(1); }
  std::vector<size_t> all(20);
  std::iota(all.begin(), all.end(), size_t{0});
  EXPECT_EQ(flat(order(loader, 0)), all);
}

TEST_P(Loader, one_epoch_at_a_time) {
  DataLoader loader = builder(4).batch_size(2).build();
  {
    Epoch first = loader.epoch(0);
    EXPECT_NE(errorOf([&] { loader.epoch(1); }).find("one epoch at a time"), std::string::npos);
    Epoch moved = std::move(first);
    EXPECT_EQ(moved.size(), 2u);
  }
  EXPECT_EQ(loader.epoch(1).size(), 2u);
}

TEST_P(Loader, an_epoch_must_not_outlive_its_loader) {
  std::optional<DataLoader> loader = builder(4).batch_size(2).build();
  Epoch epoch = loader->epoch(0);
  loader.reset();
  EXPECT_NE(errorOf([&] { *epoch.begin(); }).find("loader no longer exists"), std::string::npos);
}

TEST_P(Loader, skipped_batches_are_passed_over) {
  DataLoader loader = builder(6).batch_size(2).shuffle(false).build();
  Epoch epoch = loader.epoch(0);
  auto it = epoch.begin();
  ++it;
  EXPECT_EQ(values<int64_t>((*it)[1]), (std::vector<int64_t>{20, 30}));
  ++it;
  ++it;
  EXPECT_TRUE(it == epoch.end());
}

TEST_P(Loader, can_be_moved) {
  DataLoader loader = builder(4).batch_size(2).shuffle(false).build();
  DataLoader moved = std::move(loader);
  EXPECT_EQ(flat(order(moved, 0)).size(), 4u);
  moved = builder(6).batch_size(2).build();
  EXPECT_EQ(flat(order(moved, 0)).size(), 6u);
}

TEST(LoaderErrors, come_in_the_documented_order) {
  FakeRuntime runtime;
  auto build = [](size_t len, auto... options) {
    return errorOf([&] {
      DataLoaderBuilder b = DataLoader::builder(std::make_shared<CountingData>(len));
      (options(b), ...);
      b.build();
    });
  };
  auto batch = [](DataLoaderBuilder &b) { b.batch_size(2); };
  EXPECT_EQ(build(0), "DataLoader: empty dataset");
  EXPECT_EQ(build(4), "DataLoader: expects a batch size of 1 or more; set it with batch_size(n)");
  EXPECT_EQ(build(4, batch, [](DataLoaderBuilder &b) { b.names({"x"}); }),
            "DataLoader: expects 2 names, one for each tensor of a sample, but got 1");
  EXPECT_EQ(build(4, batch, [](DataLoaderBuilder &b) { b.names({}); }),
            "DataLoader: expects 2 names, one for each tensor of a sample, but got 0");
  EXPECT_EQ(build(4, batch, [](DataLoaderBuilder &b) { b.names({"x", "x"}); }),
            "DataLoader: expects different names, but 'x' occurs twice");
  EXPECT_EQ(build(4, batch, [](DataLoaderBuilder &b) { b.names({"x", ""}); }),
            "DataLoader: expects names that are not empty, but name 1 is");
  EXPECT_EQ(build(4, batch, [](DataLoaderBuilder &b) { b.sampler(std::make_shared<SequentialSampler>(5)); }),
            "DataLoader: expects a sampler over the 4 samples of the data set, but it has 5");

  struct NoTensors : BatchDataSet {
    size_t len() const override { return 1; }
    std::vector<Tensor> get_batch(std::span<const size_t>) const override { return {}; }
  };
  EXPECT_EQ(errorOf([] { DataLoader::builder(NoTensors()).batch_size(1).build(); }),
            "DataLoader: expects samples of at least one tensor, but sample 0 has none");
}

}  // namespace
