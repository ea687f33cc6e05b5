// libtorch's own function for an operation, reached by its schema instead of through the operation's record.
#pragma once
#include "flodl/detail/runtime.h"
#include "tools/flodl-run/Sampler.h"

namespace flodl::run {

/// A tensor with sampled elements, laid out as the sample says.
detail::Handle sampledTensor(const TensorSample &sample, Draw &draw);

struct ReferenceResult {
  std::string schema;                   ///< `aten::add.Tensor`
  std::vector<detail::Handle> results;  ///< at least one
  std::vector<detail::Handle> gradients;  ///< of the first result towards each tensor; empty where there is none
};

/// Why operation `op` has no function in libtorch to be compared with; empty when it has one.
std::string withoutReference(const OpInfo &op);

/// Calls the overload of the function that PyTorch has for `op` whose parameters the call's operands and attributes fill,
/// by name. `tensors` are the call's in order; `weights`, unless null, the gradient of the first result. Throws
/// `Error` when there is no such overload, or when libtorch refuses the call.
ReferenceResult callReference(const OpInfo &op, const SampledCall &call, std::span<const detail::Handle> tensors,
                              const detail::Handle *weights);

/// Lets libtorch be silent about unusual samples.
void silenceWarnings();

}  // namespace flodl::run
