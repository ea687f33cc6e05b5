#include "runtime/core/FlatParameters.h"
#include "runtime/core/MemoryPlan.h"
#include <map>

namespace flodl::rt {

static bool isAlone(const at::Tensor &parameter) {
  return parameter.is_leaf() && parameter.numel() && parameter.is_contiguous() && !parameter.is_inference() &&
         parameter.storage().use_count() == 1 && parameter.storage().nbytes() == parameter.nbytes();
}

size_t flattenParameters(std::span<const at::Tensor> parameters) {
  struct Block {
    std::vector<at::Tensor> parameters;
    std::vector<size_t> offsets;
    size_t bytes = 0;
  };
  std::map<std::pair<at::ScalarType, c10::DeviceIndex>, Block> blocks;
  for (const at::Tensor &parameter : parameters) {
    if (!isAlone(parameter))
      continue;
    Block &block = blocks[{parameter.scalar_type(), parameter.device().index()}];
    block.parameters.push_back(parameter);
    block.offsets.push_back(block.bytes);
    block.bytes += alignUp(parameter.nbytes());
  }
  size_t moved = 0;
  c10::NoGradGuard noGrad;
  for (auto &[key, block] : blocks) {
    if (block.parameters.size() < 2)
      continue;
    const auto size = static_cast<int64_t>(c10::elementSize(key.first));
    const at::TensorOptions options = block.parameters[0].options().requires_grad(false);
    const at::Tensor memory = at::zeros({static_cast<int64_t>(block.bytes) / size}, options);
    for (size_t i = 0; i < block.parameters.size(); ++i) {
      at::Tensor place = at::empty({0}, options);
      place.set_(memory.storage(), static_cast<int64_t>(block.offsets[i]) / size, block.parameters[i].sizes());
      place.copy_(block.parameters[i]);
      block.parameters[i].set_data(place);
      ++moved;
    }
  }
  return moved;
}

}  // namespace flodl::rt
