// The views of a layout over the memory of one frame, with their libtorch tensors.
#pragma once
#include "runtime/core/Layout.h"
#include <c10/core/StorageImpl.h>

namespace flodl::rt {

/// What a device keeps beside the views, such as recorded copies of the work on them.
struct DeviceState {
  virtual ~DeviceState() = default;
};

/// Views and wrappers are made once. Inputs, parameters and the like are slots: a new address is
/// written into their views and into the one storage that their wrappers share, without allocating.
class Binding {
 public:
  Binding(std::shared_ptr<const Layout> layout, const at::Tensor &frame);
  Binding(const Binding &) = delete;
  Binding &operator=(const Binding &) = delete;

  /// Points slot `index` of `source` to `data`; does nothing when the layout has no view of it.
  void bind(Source source, size_t index, void *data) {
    std::vector<Slot> &list = slots[static_cast<size_t>(source)];
    if (index < list.size() && list[index].data != data)
      rebind(list[index], data);
  }

  /// Slots of `source`, with views or not; the present address and the size of each.
  size_t slotCount(Source source) const { return slots[static_cast<size_t>(source)].size(); }
  void *slotData(Source source, size_t index) const { return slots[static_cast<size_t>(source)][index].data; }
  size_t slotBytes(Source source, size_t index) const { return slots[static_cast<size_t>(source)][index].bytes; }

  std::unique_ptr<DeviceState> deviceState;

  const Layout &layout() const { return *plan; }
  const std::shared_ptr<const Layout> &sharedLayout() const { return plan; }
  const View *views() const { return table.data(); }
  const at::Tensor &tensor(int view) const { return tensors[static_cast<size_t>(view)]; }

 private:
  struct Slot {
    void *data = nullptr;
    size_t bytes = 0;
    c10::intrusive_ptr<c10::StorageImpl> storage;
    std::vector<size_t> views;
  };
  void rebind(Slot &slot, void *data);

  std::shared_ptr<const Layout> plan;
  at::Device device;
  std::vector<View> table;
  std::vector<at::Tensor> tensors;
  std::array<std::vector<Slot>, numSources> slots;
};

}  // namespace flodl::rt
