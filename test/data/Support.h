// Data sets for the tests, and readers of what a loader gives.
#pragma once
#include "FakeRuntime.h"
#include "flodl/data.h"
#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <thread>

namespace flodl::test {

/// Sample i is (i, i + 0.5) as a row of two numbers and the number 10 i.
struct CountingData : BatchDataSet {
  explicit CountingData(size_t len) : count(len) {}
  size_t len() const override { return count; }
  std::vector<Tensor> get_batch(std::span<const size_t> indices) const override {
    ++reads;
    if (delay.count() > 0)
      std::this_thread::sleep_for(delay);
    std::vector<float> x;
    std::vector<int64_t> y;
    for (size_t index : indices) {
      if (failAt && index == *failAt && indices.size() < count)
        throw Error(ErrorCode::Io, "sample " + std::to_string(index) + " is damaged");
      if (throwInt && index == *throwInt && indices.size() < count)
        throw 42;
      x.push_back(static_cast<float>(index));
      x.push_back(static_cast<float>(index) + 0.5f);
      y.push_back(static_cast<int64_t>(index) * 10);
    }
    auto n = static_cast<int64_t>(indices.size());
    return {from_vector(x, {n, 2}), from_vector(y, {n})};
  }
  size_t count;
  std::optional<size_t> failAt, throwInt;
  std::chrono::milliseconds delay{0};
  mutable std::atomic<int> reads{0};
};

/// The values of a tensor.
template <class T>
std::vector<T> values(const Tensor &tensor) {
  const detail::Handle &handle = detail::valueOf(tensor, "test", {});
  std::vector<T> result(static_cast<size_t>(static_cast<int64_t>(tensor.numel())));
  detail::runtime().toHost(handle, result.data());
  return result;
}

/// The indices of the samples of an epoch, per batch.
inline std::vector<std::vector<size_t>> order(DataLoader &loader, size_t epoch) {
  std::vector<std::vector<size_t>> batches;
  for (auto &batch : loader.epoch(epoch)) {
    std::vector<size_t> indices;
    std::vector<float> x = values<float>(batch[0]);
    for (int64_t y : values<int64_t>(batch[1])) {
      EXPECT_EQ(x[indices.size() * 2], static_cast<float>(y / 10));
      EXPECT_EQ(x[indices.size() * 2 + 1], static_cast<float>(y / 10) + 0.5f);
      indices.push_back(static_cast<size_t>(y / 10));
    }
    batches.push_back(std::move(indices));
  }
  return batches;
}

inline std::vector<size_t> flat(const std::vector<std::vector<size_t>> &batches) {
  std::vector<size_t> all;
  for (const auto &batch : batches)
    all.insert(all.end(), batch.begin(), batch.end());
  return all;
}

/// What an action throws; fails when it does not.
template <class Action>
std::string errorOf(Action action) {
  try {
    action();
  } catch (const Error &error) {
    return error.text();
  }
  ADD_FAILURE() << "expected an error";
  return {};
}

}  // namespace flodl::test
