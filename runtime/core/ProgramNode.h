// A compiled forward in libtorch's autograd graph.
#pragma once
#include "runtime/core/ModelState.h"

namespace torch::autograd {
struct Node;
}

namespace flodl::rt {

/// A node of which all outputs of the training program that ran in `frame` are results; its backward is
/// the program's second half. `given` are the call's inputs as the user passed them.
std::shared_ptr<torch::autograd::Node> joinAutograd(std::shared_ptr<ModelState> model, FrameLease frame,
                                                    std::span<const detail::Handle> given);
/// Makes a copy of the i-th output a result of `node`, if there is one.
void joinOutput(const at::Tensor &copy, size_t index, const std::shared_ptr<torch::autograd::Node> &node);

}  // namespace flodl::rt
