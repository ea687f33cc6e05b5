// Padding of images.
#include "nn/Check.h"

namespace flodl {
using namespace detail;

/// As flow.pad takes it: the last dimension first.
static std::vector<int64_t> amounts(const Padding2 &p) { return {p.left, p.right, p.top, p.bottom}; }

static Padding2 checked(const char *module, const Padding2 &padding, SourceLoc loc) {
  for (int64_t amount : amounts(padding))
    require(amount >= 0, module, "a padding of 0 or more", double(amount), loc);
  return padding;
}

ZeroPad2d::ZeroPad2d(Padding2 padding, SourceLoc loc) : padding_(checked("ZeroPad2d", padding, loc)) {}
Tensor ZeroPad2d::forward(const Tensor &x) { return pad(TensorArg(x, here()), amounts(padding_), "constant", 0); }

ReflectionPad2d::ReflectionPad2d(Padding2 padding, SourceLoc loc) : padding_(checked("ReflectionPad2d", padding, loc)) {}
Tensor ReflectionPad2d::forward(const Tensor &x) { return pad(TensorArg(x, here()), amounts(padding_), "reflect", 0); }

ReplicationPad2d::ReplicationPad2d(Padding2 padding, SourceLoc loc) : padding_(checked("ReplicationPad2d", padding, loc)) {}
Tensor ReplicationPad2d::forward(const Tensor &x) { return pad(TensorArg(x, here()), amounts(padding_), "replicate", 0); }

}  // namespace flodl
