// What convolutions and pooling share: an integer for each spatial dimension, and the number of positions of a window.
#pragma once
#include "rules/Common.h"

namespace flodl::rules {

inline const std::vector<int64_t> &ints(const AttrValue &attr) { return std::get<std::vector<int64_t>>(attr); }

/// One attribute that must hold an integer of at least `least` for each spatial dimension.
struct Extents {
  const char *name;
  const AttrValue *attr;
  int64_t least;
  /// May be left out altogether.
  bool optional = false;
};

/// A text for the first attribute that breaks its rule with `rank` spatial dimensions, or an empty one.
std::string extentsError(size_t rank, std::initializer_list<Extents> list);

/// `floor((size + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`; `kernel` may be symbolic.
Dim windowPositions(const Dim &size, const Dim &kernel, int64_t stride, int64_t padding, int64_t dilation);
/// A text when the dilated kernel is known not to fit into the padded input.
std::string windowError(const Dim &size, const Dim &kernel, int64_t padding, int64_t dilation);

}  // namespace flodl::rules
