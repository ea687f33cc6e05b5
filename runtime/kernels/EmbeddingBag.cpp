// Bags of rows of a table.
#include "runtime/kernels/Device.h"
#include "runtime/kernels/Indexing.h"

namespace flodl::kernels {
namespace {

int64_t modeCode(std::string_view mode) { return mode == "sum" ? 0 : mode == "mean" ? 1 : 2; }

/// Checked on the host; elsewhere made to rise from 0 to the number of indices, so that no kernel leaves them.
at::Tensor checkedOffsets(const at::Tensor &offsets, int64_t count) {
  if (!offsets.device().is_cpu()) {
    at::Tensor rising = std::get<0>(offsets.clamp(0, count).cummax(0));
    if (rising.numel())
      rising.select(0, 0).zero_();
    return rising;
  }
  at::Tensor list = offsets.contiguous();
  int64_t before = 0;
  for (int64_t i = 0; i < list.numel(); ++i) {
    int64_t offset = list.data_ptr<int64_t>()[i];
    TORCH_CHECK(i > 0 || offset == 0, "expects 'offsets' to start at 0, but got ", offset);
    TORCH_CHECK(offset >= before && offset <= count, "expects 'offsets' that neither fall nor pass ", count,
                ", the number of indices, but got ", offset, " behind ", before);
    before = offset;
  }
  return list;
}

using Bags = std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor>;

Bags bags(const at::Tensor &weight, const at::Tensor &indices, const at::Tensor &offsets, std::string_view mode) {
  return at::_embedding_bag(weight, indices, offsets, /*scale_grad_by_freq=*/false, modeCode(mode));
}

/// The same sums as libtorch's, in the order of the indices.
at::Tensor orderedBackward(DeviceKernels &device, const at::Tensor &grad, const at::Tensor &weight,
                           const at::Tensor &indices, const at::Tensor &offsets, std::string_view mode) {
  at::Tensor result = at::zeros(weight.sizes(), weight.options());
  at::Tensor ends = at::cat({offsets.narrow(0, 1, offsets.size(0) - 1), at::full({1}, indices.numel(), offsets.options())});
  at::Tensor sizes = ends - offsets;
  if (mode == "max") {
    at::Tensor largest = std::get<3>(bags(weight, indices, offsets, mode));
    at::Tensor filled = (sizes > 0).unsqueeze(1);
    at::Tensor row = at::where(filled, largest, at::zeros({}, largest.options()));
    at::Tensor position = row * weight.size(1) + at::arange(weight.size(1), row.options());
    at::Tensor value = at::where(filled, grad, at::zeros({}, grad.options()));
    device.sumRows(result.view({-1, 1}), position.reshape(-1), value.reshape({-1, 1}));
    return result;
  }
  at::Tensor bag = at::searchsorted(offsets, at::arange(indices.numel(), offsets.options()), /*out_int32=*/false,
                                    /*right=*/true) - 1;
  at::Tensor each = mode == "sum" ? grad : grad / sizes.clamp_min(1).unsqueeze(1).to(grad.scalar_type());
  device.sumRows(result, indices, each.index_select(0, bag));
  return result;
}

}  // namespace

at::Tensor embeddingBag(const at::Tensor &weight, const at::Tensor &indices, const at::Tensor &offsets,
                        std::string_view mode) {
  at::Tensor starts = checkedOffsets(offsets, indices.numel());
  return std::get<0>(at::embedding_bag(weight, indices, starts, /*scale_grad_by_freq=*/false, modeCode(mode)));
}

at::Tensor embeddingBagBackward(const at::Tensor &grad, const at::Tensor &weight, const at::Tensor &indices,
                                const at::Tensor &offsets, std::string_view mode) {
  at::Tensor starts = checkedOffsets(offsets, indices.numel());
  if (DeviceKernels *device = deviceKernels(grad.device().type()); device && indices.numel() && starts.numel())
    return orderedBackward(*device, grad, weight, indices, starts, mode);
  auto [result, bagOf, sizes, largest] = bags(weight, indices, starts, mode);
  return at::_embedding_bag_backward(grad, indices, starts, bagOf, sizes, largest, weight.size(0),
                                     /*scale_grad_by_freq=*/false, modeCode(mode), /*sparse=*/false,
                                     /*per_sample_weights=*/{});
}

}  // namespace flodl::kernels
