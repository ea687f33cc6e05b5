// Inputs for functions and programs: the same name and seed give the same numbers everywhere.
#pragma once
#include "flodl/detail/runtime.h"
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace flodl::run {

/// Sizes of the symbols of a model; every symbol has a small default.
class Sizes {
 public:
  void set(std::string symbol, int64_t size) { sizes[std::move(symbol)] = size; }
  int64_t of(const Dim &dim) const;
  std::vector<int64_t> of(const Shape &shape) const;

 private:
  std::map<std::string, int64_t, std::less<>> sizes;
};

/// What the numbers of a sample must satisfy.
enum class Domain {
  Real,         ///< normally distributed
  Positive,     ///< between 0.5 and 1.5
  AboveOne,     ///< between 1.5 and 2.5
  Unit,         ///< between -0.9 and 0.9
  Probability,  ///< between 0.05 and 0.95
  Index,        ///< 0, 1 or 2
};
/// What the operation's record says of its operands.
Domain domainOf(const OpInfo &op);

/// Numbers of a tensor named `name`, row by row.
std::vector<double> sampleValues(const TensorType &type, const Sizes &sizes, const std::string &name, uint64_t seed,
                                 Domain domain);
detail::Handle tensorFrom(const std::vector<double> &values, DType dtype, const std::vector<int64_t> &shape);
/// All elements, row by row.
std::vector<double> valuesOf(const detail::Handle &tensor);
/// Bytes of all elements, row by row.
std::vector<char> bytesOf(const detail::Handle &tensor);
/// Largest relative error of rounding to a floating-point type.
double roundoff(DType dtype);
/// Says what differs between two tensors by more than `roundings` of the largest expected element, or of 1 when all are
/// smaller: samples are of order 1, and sums of them may cancel. Nothing when they agree.
std::string difference(const detail::Handle &expected, const detail::Handle &got, double roundings);

}  // namespace flodl::run
