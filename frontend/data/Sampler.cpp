// Orders of an epoch.
#include "flodl/sampler.h"
#include "flodl/rng.h"
#include <numeric>

namespace flodl {

static std::vector<size_t> ascending(size_t len) {
  std::vector<size_t> order(len);
  std::iota(order.begin(), order.end(), size_t{0});
  return order;
}

std::vector<size_t> RandomSampler::indices(size_t epoch) {
  std::vector<size_t> order = ascending(len_);
  Rng::seed(seed_ + epoch).shuffle(order);
  return order;
}

std::vector<size_t> SequentialSampler::indices(size_t) { return ascending(len_); }

}  // namespace flodl
