#include "runtime/kernels/Reduction.h"
#include <algorithm>
#include <limits>
#include <numeric>

namespace flodl::kernels {

std::vector<int64_t> allDims(const at::Tensor &input, at::IntArrayRef dims) {
  std::vector<int64_t> out(dims.begin(), dims.end());
  if (out.empty()) {
    out.resize(static_cast<size_t>(input.dim()));
    std::iota(out.begin(), out.end(), 0);
  }
  return out;
}

/// Non-negative positions, in order.
static std::vector<int64_t> positions(at::IntArrayRef dims, int64_t rank) {
  std::vector<int64_t> out;
  for (int64_t dim : dims)
    out.push_back(dim < 0 ? dim + rank : dim);
  std::sort(out.begin(), out.end());
  return out;
}

/// `reduced` with the dimensions that the reduction dropped put back with size 1.
static at::Tensor keepReduced(at::Tensor reduced, at::IntArrayRef dims, bool keepdim, int64_t rank) {
  if (!keepdim && !dims.empty() && rank > 0)
    for (int64_t dim : positions(dims, rank))
      reduced = reduced.unsqueeze(dim);
  return reduced;
}

/// Elements of the reduced dimensions of a tensor of these sizes.
static int64_t reducedElements(at::IntArrayRef sizes, at::IntArrayRef dims) {
  int64_t count = 1;
  auto rank = static_cast<int64_t>(sizes.size());
  if (dims.empty() || rank == 0)
    return c10::multiply_integers(sizes);
  for (int64_t dim : positions(dims, rank))
    count *= sizes[dim];
  return count;
}

void meanBackwardOut(at::Tensor &result, const at::Tensor &grad, at::IntArrayRef dims, bool keepdim) {
  result.copy_(keepReduced(grad, dims, keepdim, result.dim()).expand(result.sizes()));
  result.div_(reducedElements(result.sizes(), dims));
}

at::Tensor meanBackward(const at::Tensor &grad, at::IntArrayRef shape, at::IntArrayRef dims, bool keepdim) {
  at::Tensor result = at::empty(shape, grad.options());
  meanBackwardOut(result, grad, dims, keepdim);
  return result;
}

at::Tensor varBackward(const at::Tensor &grad, const at::Tensor &input, at::IntArrayRef dims, int64_t correction,
                       bool keepdim) {
  std::vector<int64_t> reduced = allDims(input, dims);
  double freedom = static_cast<double>(reducedElements(input.sizes(), dims) - correction);
  // As in libtorch, where one element's distance from itself counts for 0 times infinity.
  if (input.dim() == 0 && freedom <= 0)
    return at::full_like(input, std::numeric_limits<double>::quiet_NaN());
  at::Tensor distance = input - input.mean(reduced, /*keepdim=*/true);
  return 2.0 / freedom * keepReduced(grad, reduced, keepdim, input.dim()) * distance;
}

void valueSelectingBackwardOut(at::Tensor &result, const at::Tensor &grad, const at::Tensor &indices, int64_t dim,
                               bool keepdim) {
  bool dropped = !keepdim && result.dim() > 0;
  result.zero_();
  result.scatter_(dim, dropped ? indices.unsqueeze(dim) : indices, dropped ? grad.unsqueeze(dim) : grad);
}

at::Tensor valueSelectingBackward(const at::Tensor &grad, const at::Tensor &indices, at::IntArrayRef shape, int64_t dim,
                                  bool keepdim) {
  at::Tensor result = at::empty(shape, grad.options());
  valueSelectingBackwardOut(result, grad, indices, dim, keepdim);
  return result;
}

}  // namespace flodl::kernels
