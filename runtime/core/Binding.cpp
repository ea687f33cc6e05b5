#include "runtime/core/Binding.h"

namespace flodl::rt {

/// Bytes from the start of the memory to the end of the view's last element.
static size_t extent(const ViewLayout &view) {
  if (numelOf(view.sizes) == 0)
    return view.offset;
  int64_t last = 0;
  for (size_t i = 0; i < view.sizes.size(); ++i)
    last += (view.sizes[i] - 1) * view.strides[i];
  return view.offset + static_cast<size_t>(last + 1) * itemSize(view.dtype);
}

static c10::intrusive_ptr<c10::StorageImpl> storageOver(void *data, size_t bytes, at::Device device) {
  return c10::make_intrusive<c10::StorageImpl>(c10::StorageImpl::use_byte_size_t(), bytes, at::DataPtr(data, device),
                                               /*allocator=*/nullptr, /*resizable=*/false);
}

static at::Tensor wrapperOf(const ViewLayout &view, const c10::intrusive_ptr<c10::StorageImpl> &storage,
                            at::Device device) {
  at::Tensor tensor = at::detail::make_tensor<c10::TensorImpl>(
      c10::Storage(storage), c10::DispatchKeySet(device.is_cuda() ? c10::DispatchKey::CUDA : c10::DispatchKey::CPU),
      c10::scalarTypeToTypeMeta(scalarType(view.dtype)));
  tensor.unsafeGetTensorImpl()->set_sizes_and_strides(view.sizes, view.strides,
                                                      static_cast<int64_t>(view.offset / itemSize(view.dtype)));
  // An operation that resizes its result would write over other views: let it fail instead.
  tensor.unsafeGetTensorImpl()->set_allow_tensor_metadata_change(false);
  return tensor;
}

Binding::Binding(std::shared_ptr<const Layout> layout, const at::Tensor &frame)
    : plan(std::move(layout)), device(frame.device()), table(plan->views.size()), tensors(plan->views.size()) {
  for (size_t source = 0; source < numSources; ++source)
    slots[source].resize(plan->slots[source]);
  for (const ViewLayout &view : plan->views)
    if (view.declared && view.source != Source::Frame) {
      Slot &slot = slots[static_cast<size_t>(view.source)][static_cast<size_t>(view.index)];
      slot.bytes = std::max(slot.bytes, extent(view));
    }
  slots[static_cast<size_t>(Source::Frame)].clear();
  auto frameStorage = storageOver(frame.data_ptr(), frame.nbytes(), device);

  for (size_t i = 0; i < plan->views.size(); ++i) {
    const ViewLayout &view = plan->views[i];
    if (!view.declared)
      continue;
    auto *storage = &frameStorage;
    if (view.source != Source::Frame) {
      Slot &slot = slots[static_cast<size_t>(view.source)][static_cast<size_t>(view.index)];
      if (!slot.storage)
        slot.storage = storageOver(nullptr, slot.bytes, device);
      slot.views.push_back(i);
      storage = &slot.storage;
    }
    tensors[i] = wrapperOf(view, *storage, device);
    table[i] = {static_cast<char *>((*storage)->mutable_data()) + view.offset,
                view.sizes.data(),
                view.strides.data(),
                static_cast<int32_t>(view.sizes.size()),
                view.dtype,
                device.is_cuda(),
                tensors[i].is_contiguous(),
                numelOf(view.sizes),
                &tensors[i]};
  }
}

void Binding::rebind(Slot &slot, void *data) {
  slot.data = data;
  if (!slot.storage)
    return;
  slot.storage->set_data_ptr_noswap(at::DataPtr(data, device));
  for (size_t view : slot.views)
    table[view].data = static_cast<char *>(data) + plan->views[view].offset;
}

}  // namespace flodl::rt
