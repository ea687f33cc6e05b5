// What convolutions and pooling share: pairs of integers, and the number of positions of a window.
#pragma once
#include "rules/Common.h"

namespace flodl::rules {

/// One attribute that must hold two integers of at least `least`.
struct Pair {
  const char *name;
  const AttrValue *attr;
  int64_t least;
};

/// A text for the first pair that breaks its rule, or an empty one.
std::string pairError(std::initializer_list<Pair> pairs);

/// `floor((size + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`; `kernel` may be symbolic.
Dim windowPositions(const Dim &size, const Dim &kernel, int64_t stride, int64_t padding, int64_t dilation);

/// A text when the dilated kernel is known to be larger than the padded input.
std::string windowError(const Dim &size, const Dim &kernel, int64_t padding, int64_t dilation);

}  // namespace flodl::rules
