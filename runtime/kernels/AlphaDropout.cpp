#include "runtime/kernels/AlphaDropout.h"
#include "flodl/rt/scalar.h"
#include "runtime/kernels/Dropout.h"

namespace flodl::kernels {

/// Which elements dropout would keep.
static at::Tensor kept(const at::Tensor &like, double p, const rt::RandomKey &random) {
  return dropoutMask(like.detach(), p, random) != 0;
}

at::Tensor alphaDropout(const at::Tensor &input, double p, bool training, const rt::RandomKey &random) {
  if (!training)
    return input;
  double scale = rt::math::alphaDropoutScale(p), limit = rt::math::alphaDropoutLimit(), shift = -scale * p * limit;
  at::Tensor dropped = at::full({}, scale * limit + shift, input.options());
  return at::where(kept(input, p, random), input * scale + shift, dropped);
}

at::Tensor alphaDropoutBackward(const at::Tensor &grad, double p, bool training, const rt::RandomKey &random) {
  if (!training)
    return grad;
  return at::where(kept(grad, p, random), grad, at::zeros({}, grad.options())) * rt::math::alphaDropoutScale(p);
}

}  // namespace flodl::kernels
