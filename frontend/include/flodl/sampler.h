// The order in which an epoch visits the samples of a data set.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace flodl {

/// Gives the order of each epoch: exactly `len()` indices, each below `len()`; repeats are allowed
/// (weighted sampling). `indices` is called once per epoch, in the consumer's thread.
struct Sampler {
  virtual ~Sampler() = default;
  virtual size_t len() const = 0;
  virtual std::vector<size_t> indices(size_t epoch) = 0;
};

/// A permutation per epoch: that of `Rng::seed(seed + epoch)`. The same epoch gives the same order
/// again; seed 42 in epoch 1 is seed 43 in epoch 0.
class RandomSampler : public Sampler {
 public:
  explicit RandomSampler(size_t len, uint64_t seed = 42) : len_(len), seed_(seed) {}
  size_t len() const override { return len_; }
  std::vector<size_t> indices(size_t epoch) override;

 private:
  size_t len_;
  uint64_t seed_;
};

/// 0, 1, 2, … in every epoch.
class SequentialSampler : public Sampler {
 public:
  explicit SequentialSampler(size_t len) : len_(len) {}
  size_t len() const override { return len_; }
  std::vector<size_t> indices(size_t epoch) override;

 private:
  size_t len_;
};

}  // namespace flodl
