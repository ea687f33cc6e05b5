// Losses as function objects over the recorded operations.
#include "flodl/loss.h"
#include "Execution.h"
#include "TensorImpl.h"

namespace flodl {
using namespace detail;

static std::string text(Reduction reduction) {
  static constexpr const char *names[] = {"none", "mean", "sum"};
  return names[static_cast<size_t>(reduction)];
}

/// Inside a recorded loss the location is that of `set_loss`, where a loss passed by name has none.
static SourceLoc placeOf(const TensorArg &arg) {
  return currentScope() && !currentScope()->module() ? here() : arg.loc;
}

static Tensor pairLoss(OpCode op, const TensorArg &input, const Tensor &target, Reduction reduction) {
  SourceLoc loc = placeOf(input);
  return apply(op, {Operand(input.tensor, loc), Operand(target, loc)}, {text(reduction)}, loc)[0];
}

Tensor MseLoss::operator()(const TensorArg &input, const Tensor &target, Reduction reduction) const {
  return pairLoss(OpCode::mse_loss, input, target, reduction);
}
Tensor L1Loss::operator()(const TensorArg &input, const Tensor &target, Reduction reduction) const {
  return pairLoss(OpCode::l1_loss, input, target, reduction);
}
Tensor BceWithLogitsLoss::operator()(const TensorArg &input, const Tensor &target, Reduction reduction) const {
  return pairLoss(OpCode::bce_with_logits_loss, input, target, reduction);
}

Tensor CrossEntropyLoss::operator()(const TensorArg &input, const Tensor &target,
                                    const CrossEntropyOptions &options) const {
  SourceLoc loc = placeOf(input);
  return apply(OpCode::cross_entropy_loss,
               {Operand(input.tensor, loc), Operand(target, loc), Operand(options.label_smoothing, loc)},
               {text(options.reduction), options.ignore_index}, loc)[0];
}

}  // namespace flodl
