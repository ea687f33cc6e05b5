// Connectionist temporal classification. Its alignments have a size that the lengths decide, so the host reads them; it
// also computes the loss, since libtorch's CUDA gradient adds up in another order each time.
#include "runtime/kernels/Loss.h"

namespace flodl::kernels {
namespace {

/// The operands on the host; the same tensors when they are there. libtorch reads integers one after the other.
struct CtcOperands {
  at::Tensor logProbs, targets, inputLengths, targetLengths;

  CtcOperands(const at::Tensor &logProbs, const at::Tensor &targets, const at::Tensor &inputLengths,
              const at::Tensor &targetLengths, int64_t blank)
      : logProbs(logProbs.cpu()), targets(targets.cpu().contiguous()), inputLengths(inputLengths.cpu().contiguous()),
        targetLengths(targetLengths.cpu().contiguous()) {
    TORCH_CHECK(blank >= 0 && blank < logProbs.size(2), "expects 'blank' to be a class, from 0 to ", logProbs.size(2) - 1,
                ", but got ", blank);
    checkLengths("input_lengths", this->inputLengths, logProbs.size(0));
    if (targets.dim() == 2)
      checkLengths("target_lengths", this->targetLengths, targets.size(1));
    else
      TORCH_CHECK(this->targetLengths.sum().item<int64_t>() == targets.numel(),
                  "expects 'target_lengths' to add up to the ", targets.numel(), " elements of 'targets', but got ",
                  this->targetLengths.sum().item<int64_t>());
    TORCH_CHECK(targets.numel() == 0 ||
                    (this->targets.min().item<int64_t>() >= 0 && this->targets.max().item<int64_t>() < logProbs.size(2)),
                "expects 'targets' to be classes, from 0 to ", logProbs.size(2) - 1, ", but got values from ",
                this->targets.min().item<int64_t>(), " to ", this->targets.max().item<int64_t>());
  }

 private:
  static void checkLengths(const char *name, const at::Tensor &lengths, int64_t most) {
    for (int64_t length : at::ArrayRef<int64_t>(lengths.data_ptr<int64_t>(), static_cast<size_t>(lengths.numel())))
      TORCH_CHECK(length >= 0 && length <= most, "expects '", name, "' between 0 and ", most, ", but got ", length);
  }
};

}  // namespace

at::Tensor ctcLoss(const at::Tensor &logProbs, const at::Tensor &targets, const at::Tensor &inputLengths,
                   const at::Tensor &targetLengths, int64_t blank, std::string_view reduction, bool zeroInfinity) {
  CtcOperands host(logProbs, targets, inputLengths, targetLengths, blank);
  return at::ctc_loss(host.logProbs, host.targets, host.inputLengths, host.targetLengths, blank, reductionCode(reduction),
                      zeroInfinity)
      .to(logProbs.device());
}

at::Tensor ctcLossBackward(const at::Tensor &grad, const at::Tensor &logProbs, const at::Tensor &targets,
                           const at::Tensor &inputLengths, const at::Tensor &targetLengths, int64_t blank,
                           std::string_view reduction, bool zeroInfinity) {
  CtcOperands host(logProbs, targets, inputLengths, targetLengths, blank);
  auto [likelihood, alignments] = at::_ctc_loss(host.logProbs, host.targets, host.inputLengths, host.targetLengths, blank,
                                                zeroInfinity);
  // at::ctc_loss divides by the target's length and then takes the mean.
  at::Tensor each = grad.cpu().expand(likelihood.sizes());
  if (reduction == "mean")
    each = each / likelihood.numel() / host.targetLengths.clamp_min(1).to(each.scalar_type());
  if (zeroInfinity)
    each = at::where(likelihood == std::numeric_limits<double>::infinity(), at::zeros({}, each.options()), each);
  return at::_ctc_loss_backward(each, host.logProbs, host.targets, host.inputLengths, host.targetLengths, likelihood,
                                alignments, blank, zeroInfinity)
      .to(logProbs.device());
}

}  // namespace flodl::kernels
