// Operations on tensors. One function per operation record, generated from ir/ops.
//
// The first parameter is a small type that a tensor converts to and that keeps the place of the
// call; numbers may stand for the operands of element-wise operations with two or more of them.
#pragma once
#include "flodl/tensor.h"
#include <array>
#include <optional>
#include <string_view>

namespace flodl {

#include "flodl/ops.inc"

// Several pieces of a tensor; each is a view.

/// Pieces of `size` along `dim`; the last one may be smaller. While a model is recorded the number of pieces
/// must be known: sizes are numbers, or the dimension a multiple of `size`.
std::vector<Tensor> split(const TensorArg &input, const Dim &size, int64_t dim = 0);
/// Pieces of the given sizes, which add up to that of `dim`.
std::vector<Tensor> split(const TensorArg &input, const Shape &sizes, int64_t dim = 0);
/// `chunks` pieces along `dim` of equal sizes, or fewer, the last one smaller.
std::vector<Tensor> chunk(const TensorArg &input, int64_t chunks, int64_t dim = 0);
/// Pieces of `size` along the first dimension; the last one may be smaller.
std::vector<Tensor> batches(const TensorArg &input, const Dim &size);
/// Every position of `dim`, which is dropped.
std::vector<Tensor> unbind(const TensorArg &input, int64_t dim = 0);
/// One tensor for each of `inputs` (of rank 1, or numbers), all of one shape: the sizes of the inputs. Tensor `i`
/// has the elements of input `i` along dimension `i`. Source: `torch.meshgrid` with `indexing="ij"`.
std::vector<Tensor> meshgrid(const TensorList &inputs);

/// Dimensions `source` become dimensions `destination`, the others keep their order.
Tensor movedim(const TensorArg &input, const std::vector<int64_t> &source, const std::vector<int64_t> &destination);
inline Tensor movedim(const TensorArg &input, int64_t source, int64_t destination) {
  return movedim(input, std::vector{source}, std::vector{destination});
}
/// Drops those of `dims` whose size is 1; without `dims`, all such dimensions, whose sizes must be numbers then.
Tensor squeeze(const TensorArg &input, const std::vector<int64_t> &dims);
Tensor squeeze(const TensorArg &input);
/// Adds dimensions of size 1, which are the dimensions `dims` of the result.
Tensor unsqueeze(const TensorArg &input, const std::vector<int64_t> &dims);
/// `repeat`, with counts of 1 where there are fewer than dimensions.
Tensor tile(const TensorArg &input, const Shape &counts);
/// `length` positions of `dim` from `start` on.
Tensor narrow(const TensorArg &input, int64_t dim, const Dim &start, const Dim &length);
/// A copy of `input` with `src` in the positions of `dim` from `start` on.
Tensor slice_scatter(const TensorArg &input, const Tensor &src, int64_t dim = 0, const Dim &start = 0);
/// Position of the largest (smallest) of all elements, in row-major order.
Tensor argmax(const TensorArg &input);
Tensor argmin(const TensorArg &input);
/// The positions that put the elements of `dim` in order; equal ones keep theirs.
Tensor argsort(const TensorArg &input, int64_t dim = -1, bool descending = false);
/// Whether no element is infinite or NaN. Waits for the device.
/// Errors: called on a symbolic tensor during recording.
bool all_finite(const TensorArg &input);

/// Maxima of windows, and the position of each among the spatial dimensions, counted row by row: `max_pool1d`,
/// `max_pool2d`, `max_pool3d` with what their gradients go by. Without a `stride`: the kernel.
std::array<Tensor, 2> max_pool1d_with_indices(const TensorArg &input, const std::vector<int64_t> &kernel_size,
                                              const std::vector<int64_t> &stride = {},
                                              const std::vector<int64_t> &padding = {0},
                                              const std::vector<int64_t> &dilation = {1}, bool ceil_mode = false);
std::array<Tensor, 2> max_pool2d_with_indices(const TensorArg &input, const std::vector<int64_t> &kernel_size,
                                              const std::vector<int64_t> &stride = {},
                                              const std::vector<int64_t> &padding = {0, 0},
                                              const std::vector<int64_t> &dilation = {1, 1}, bool ceil_mode = false);
std::array<Tensor, 2> max_pool3d_with_indices(const TensorArg &input, const std::vector<int64_t> &kernel_size,
                                              const std::vector<int64_t> &stride = {},
                                              const std::vector<int64_t> &padding = {0, 0, 0},
                                              const std::vector<int64_t> &dilation = {1, 1, 1}, bool ceil_mode = false);

// Operations made of others, or with several records behind them.

/// `base` to the power `exponent`, numbers or tensors.
///
/// Integers stay integers unless the exponent is not one. Errors: a negative integer exponent of integers.
Tensor pow(const Operand &base, const Operand &exponent);
/// `min(max(x, min), max)`. NaN stays NaN; the gradient passes where `min <= x <= max`, ends included.
/// Integers stay integers unless a bound is none.
Tensor clamp(const TensorArg &x, Number min, Number max);
/// `max(x, min)`, as `clamp`.
Tensor clamp_min(const TensorArg &x, Number min);
/// `min(x, max)`, as `clamp`.
Tensor clamp_max(const TensorArg &x, Number max);
/// The quotient rounded: `rounding_mode` is "floor" or "trunc". Its gradient is 0.
Tensor div(const Operand &lhs, const Operand &rhs, std::string_view rounding_mode);

/// `hardtanh` from 0 to 6.
Tensor relu6(const TensorArg &x);
/// `x` where `x > 0`, `weight * x` elsewhere: one weight, or one for each size of dimension 1.
Tensor prelu(const TensorArg &x, const Tensor &weight);
/// The first half along `dim`, times the sigmoid of the second half.
/// Errors: an odd size.
Tensor glu(const TensorArg &x, int64_t dim = -1);
/// `x / (1 + |x|)`.
Tensor softsign(const TensorArg &x);
/// `x - tanh(x)`.
Tensor tanhshrink(const TensorArg &x);

/// Rows with a one at the positions that `x` holds: int64 `[*]` to int64 `[*, num_classes]`.
/// Errors: a position outside of [0, num_classes).
Tensor one_hot(const TensorArg &x, const Dim &num_classes);
/// A tensor of one value with the shape of `x`, and its element type unless `dtype` is given.
Tensor full_like(const TensorArg &x, double value, std::optional<DType> dtype = {});
/// Ones with the shape of `x`.
Tensor ones_like(const TensorArg &x, std::optional<DType> dtype = {});
/// Uniformly distributed elements in [0, 1), with the shape of `x`.
Tensor rand_like(const TensorArg &x, std::optional<DType> dtype = {});
/// Normally distributed elements, with the shape of `x`.
Tensor randn_like(const TensorArg &x, std::optional<DType> dtype = {});
/// In training, drops whole channels `[N, C, *]` with probability `p` and scales up the rest.
/// Errors: fewer than two dimensions.
Tensor feature_dropout(const TensorArg &x, double p, bool training);

}  // namespace flodl
