// Dropout of elements and of channels.
#include "nn/Check.h"

namespace flodl {
using namespace detail;

Dropout::Dropout(double p, SourceLoc loc) : p_(p) {
  require(p >= 0 && p <= 1, "Dropout", "a probability in [0, 1]", p, loc);
}
Tensor Dropout::forward(const Tensor &x) { return dropout(TensorArg(x, here()), p_, is_training()); }

Dropout2d::Dropout2d(double p, SourceLoc loc) : p_(p) {
  require(p >= 0 && p <= 1, "Dropout2d", "a probability in [0, 1]", p, loc);
}
Tensor Dropout2d::forward(const Tensor &x) {
  Shape mask = x.shape();
  if (mask.size() < 2)
    throw Error(ErrorCode::ShapeMismatch, "dropout2d: expects an input of shape [N, C, *], but got " + str(mask), here());
  for (size_t i = 2; i < mask.size(); ++i)
    mask[i] = 1;
  Tensor channels = ones(mask, {x.dtype(), x.device()}, here());
  return Operand(x, here()) * Operand(dropout(TensorArg(channels, here()), p_, is_training()), here());
}

AlphaDropout::AlphaDropout(double p, SourceLoc loc) : p_(p) {
  require(p >= 0 && p < 1, "AlphaDropout", "a probability in [0, 1), 1 excluded", p, loc);
}
Tensor AlphaDropout::forward(const Tensor &x) { return alpha_dropout(TensorArg(x, here()), p_, is_training()); }

}  // namespace flodl
