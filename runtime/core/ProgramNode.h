// A compiled forward in libtorch's autograd graph.
#pragma once
#include "runtime/core/ModelState.h"

namespace flodl::rt {

/// Makes `outputs` (of the training program that ran in `frame`) results of one node, whose backward
/// is the program's second half. `given` are the call's inputs as the user passed them.
void joinAutograd(std::shared_ptr<ModelState> model, FrameLease frame, std::span<const detail::Handle> given,
                  std::vector<at::Tensor> &outputs);

}  // namespace flodl::rt
