// Stacking of samples, data sets in memory.
#include "Support.h"
#include <functional>

using namespace flodl;
using namespace flodl::test;

namespace {

struct Samples : DataSet {
  std::function<std::vector<Tensor>(size_t)> make;
  explicit Samples(std::function<std::vector<Tensor>(size_t)> make) : make(std::move(make)) {}
  size_t len() const override { return 4; }
  std::vector<Tensor> get(size_t index) const override { return make(index); }
  std::vector<std::string> names() const override { return {"x"}; }
};

std::vector<Tensor> stacked(std::function<std::vector<Tensor>(size_t)> make, std::vector<size_t> indices) {
  return stack_samples(std::make_shared<Samples>(std::move(make)))->get_batch(indices);
}

class StackTest : public testing::Test {
 protected:
  FakeRuntime runtime;
};

TEST_F(StackTest, adds_a_dimension_for_the_batch) {
  auto batch = stacked(
      [](size_t i) {
        auto v = static_cast<float>(i);
        return std::vector<Tensor>{from_vector(std::vector<float>{v, v + 1, v + 2, v + 3}, {2, 2}),
                                   scalar(static_cast<int64_t>(i)), from_vector(std::vector<double>{v}, {1})};
      },
      {3, 0});
  ASSERT_EQ(batch.size(), 3u);
  EXPECT_EQ(str(batch[0].shape()), "[2, 2, 2]");
  EXPECT_EQ(str(batch[1].shape()), "[2]");
  EXPECT_EQ(str(batch[2].shape()), "[2, 1]");
  EXPECT_EQ(values<float>(batch[0]), (std::vector<float>{3, 4, 5, 6, 0, 1, 2, 3}));
  EXPECT_EQ(values<int64_t>(batch[1]), (std::vector<int64_t>{3, 0}));
  EXPECT_EQ(values<double>(batch[2]), (std::vector<double>{3, 0}));
}

TEST_F(StackTest, nothing_gives_nothing) {
  EXPECT_TRUE(stacked([](size_t) { return std::vector<Tensor>{scalar(1.f)}; }, {}).empty());
}

TEST_F(StackTest, samples_must_agree) {
  auto odd = [](Tensor other, bool missing = false) {
    return errorOf([&] {
      stacked(
          [&](size_t i) {
            Tensor usual = from_vector(std::vector<float>{1, 2}, {2});
            return i == 2 ? missing ? std::vector<Tensor>{} : std::vector<Tensor>{other} : std::vector<Tensor>{usual};
          },
          {0, 1, 2});
    });
  };
  EXPECT_EQ(odd(from_vector(std::vector<float>{1}, {1})),
            "expects tensor 0 of every sample to be float32[2] like the first one of its batch, but sample 2 has "
            "float32[1]");
  EXPECT_EQ(odd(from_vector(std::vector<double>{1, 2}, {2})),
            "expects tensor 0 of every sample to be float32[2] like the first one of its batch, but sample 2 has "
            "float64[2]");
  EXPECT_EQ(odd({}, true), "expects every sample to have 1 tensors like the first one of its batch, but sample 2 has 0");
  EXPECT_NE(odd(Tensor()).find("undefined tensor"), std::string::npos);
}

TEST_F(StackTest, loaders_take_data_sets_by_value_and_shared) {
  auto make = [](size_t i) { return std::vector<Tensor>{scalar(static_cast<float>(i))}; };
  DataLoader byValue = DataLoader::builder(Samples(make)).batch_size(2).shuffle(false).build();
  DataLoader shared = DataLoader::builder(std::make_shared<Samples>(make)).batch_size(2).shuffle(false).build();
  for (DataLoader *loader : {&byValue, &shared}) {
    std::vector<float> seen;
    for (auto &batch : loader->epoch(0))
      for (float value : values<float>(batch["x"]))
        seen.push_back(value);
    EXPECT_EQ(seen, (std::vector<float>{0, 1, 2, 3}));
  }
}

TEST_F(StackTest, tensors_in_memory_are_a_data_set) {
  TensorDataSet data({{"x", from_vector(std::vector<float>{1, 2, 3, 4, 5, 6}, {3, 2})},
                      {"y", from_vector(std::vector<int64_t>{7, 8, 9}, {3})}});
  EXPECT_EQ(data.len(), 3u);
  size_t indices[] = {2, 0, 2};
  auto batch = data.get_batch(indices);
  EXPECT_EQ(values<float>(batch[0]), (std::vector<float>{5, 6, 1, 2, 5, 6}));
  EXPECT_EQ(values<int64_t>(batch[1]), (std::vector<int64_t>{9, 7, 9}));
  size_t tooFar[] = {3};
  EXPECT_EQ(errorOf([&] { data.get_batch(tooFar); }), "expects sample indices below 3, but got 3");

  EXPECT_EQ(errorOf([] { TensorDataSet(std::vector<Tensor>{}); }), "TensorDataSet expects at least one tensor");
  EXPECT_EQ(errorOf([] {
              TensorDataSet({{"x", from_vector(std::vector<float>{1, 2}, {2})},
                             {"y", from_vector(std::vector<float>{1}, {1})}});
            }),
            "TensorDataSet expects tensors of equal length, but the first has 2 samples and 'y' has 1");
  EXPECT_EQ(errorOf([] { TensorDataSet({scalar(1.f)}); }),
            "TensorDataSet expects tensors whose dimension 0 counts the samples, but tensor 0 has none");
}

}  // namespace
