// Products, running sums and products, and medians, without waiting for a device and the same on every
// run.
#pragma once
#include <ATen/ATen.h>

namespace flodl::kernels {

/// `grad` times the product of the other elements.
at::Tensor prodBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &result);
/// The same along a dimension.
at::Tensor prodDimBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &result, int64_t dim,
                           bool keepdim);

at::Tensor cumsum(const at::Tensor &input, int64_t dim);
void cumsumOut(at::Tensor &result, const at::Tensor &input, int64_t dim);
at::Tensor cumprod(const at::Tensor &input, int64_t dim);
void cumprodOut(at::Tensor &result, const at::Tensor &input, int64_t dim);
at::Tensor cumprodBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &result, int64_t dim);

/// (values, indices), the lower one of two middle elements.
std::tuple<at::Tensor, at::Tensor> median(const at::Tensor &input, int64_t dim, bool keepdim);

// What these are on a device other than the CPU: nothing is asked on the host.
at::Tensor prodBackwardOnDevice(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &result);
at::Tensor prodDimBackwardOnDevice(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &result, int64_t dim);
at::Tensor cumprodBackwardOnDevice(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &result, int64_t dim);
std::tuple<at::Tensor, at::Tensor> medianOnDevice(const at::Tensor &input, int64_t dim, bool keepdim);

}  // namespace flodl::kernels
