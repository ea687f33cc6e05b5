// Loading through libtorch: the same batches in every mode, tensors that operations accept.
#include "flodl/data.h"
#include "flodl/mnist.h"
#include "flodl/ops.h"
#include <gtest/gtest.h>

using namespace flodl;

namespace {

TensorDataSet numbers(int64_t count) {
  std::vector<float> x(static_cast<size_t>(count));
  std::vector<int64_t> y(x.size());
  for (size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<float>(i) / 4;
    y[i] = static_cast<int64_t>(i);
  }
  return TensorDataSet({{"x", from_vector(x, {count, 1})}, {"y", from_vector(y, {count})}});
}

std::vector<int64_t> order(DataLoader loader, size_t epoch) {
  std::vector<int64_t> seen;
  for (auto &batch : loader.epoch(epoch)) {
    std::vector<float> x = batch["x"].to_vector<float>();
    for (int64_t y : batch["y"].to_vector<int64_t>()) {
      EXPECT_EQ(x[seen.size() % x.size()], static_cast<float>(y) / 4);
      seen.push_back(y);
    }
  }
  return seen;
}

TEST(LoadingThroughLibtorch, modes_give_the_same_batches) {
  auto builder = [] {
    DataLoaderBuilder b = DataLoader::builder(numbers(40));
    b.batch_size(8);
    return b;
  };
  DataLoader resident = builder().build();
  EXPECT_TRUE(resident.is_resident());
  std::vector<int64_t> expected = order(std::move(resident), 2);
  EXPECT_EQ(expected.size(), 40u);
  EXPECT_EQ(order(builder().streaming().build(), 2), expected);
  EXPECT_EQ(order(builder().streaming().prefetch(0).build(), 2), expected);
}

TEST(LoadingThroughLibtorch, samples_of_views_are_stacked_by_value) {
  struct Columns : DataSet {
    Tensor table = from_vector(std::vector<float>{1, 2, 3, 4, 5, 6}, {2, 3});
    size_t len() const override { return 3; }
    std::vector<Tensor> get(size_t index) const override {
      return {select(table, 1, static_cast<int64_t>(index))};
    }
  };
  DataLoader loader = DataLoader::builder(Columns()).batch_size(3).shuffle(false).build();
  for (auto &batch : loader.epoch(0))
    EXPECT_EQ(batch[0].to_vector<float>(), (std::vector<float>{1, 4, 2, 5, 3, 6}));
}

TEST(LoadingThroughLibtorch, batches_are_ordinary_tensors) {
  DataLoader loader = DataLoader::builder(numbers(4)).batch_size(4).shuffle(false).build();
  for (auto &batch : loader.epoch(0)) {
    Tensor doubled = 2 * batch["x"];
    EXPECT_EQ(doubled.to_vector<float>(), (std::vector<float>{0, 0.5f, 1, 1.5f}));
    EXPECT_FALSE(batch["x"].requires_grad());
  }
}

}  // namespace
