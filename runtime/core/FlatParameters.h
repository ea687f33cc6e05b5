// Parameters beside each other in memory.
#pragma once
#include <ATen/ATen.h>
#include <span>

namespace flodl::rt {

/// Moves the parameters of each element type into one block, through their data: whoever holds a
/// parameter sees the same tensor with the same values. One whose memory somebody else sees as well
/// (a view of it, or the block of another model) stays where it is. Returns how many moved.
size_t flattenParameters(std::span<const at::Tensor> parameters);

}  // namespace flodl::rt
