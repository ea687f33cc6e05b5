// The views of a layout over the memory of one frame, with their libtorch tensors.
#pragma once
#include "runtime/core/Layout.h"
#include <c10/core/StorageImpl.h>

namespace flodl::rt {

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
