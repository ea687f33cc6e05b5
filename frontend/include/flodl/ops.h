// Operations on tensors. One function per operation record, generated from ir/ops.
//
// The first parameter is a small type that a tensor converts to and that keeps the place of the
// call; numbers may stand for the operands of element-wise operations with two or more of them.
#pragma once
#include "flodl/tensor.h"
#include <array>

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

}  // namespace flodl
