#include "runtime/kernels/BatchNorm.h"
#include "flodl/base/error.h"

namespace flodl::kernels {

void checkValues(const at::Tensor &input, bool training) {
  if (training && input.numel() == input.size(1))
    throw Error(ErrorCode::InvalidArgument, "[batch_norm] expects more than one value for each channel when training, "
                                            "but got an input of " + c10::str(input.sizes()) +
                                            "; use a larger batch, or evaluation mode");
}

std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor, at::Tensor>
batchNorm(const at::Tensor &input, const std::optional<at::Tensor> &weight, const std::optional<at::Tensor> &bias,
          const at::Tensor &runningMean, const at::Tensor &runningVar, double momentum, double eps, bool training) {
  checkValues(input, training);
  at::Tensor newMean = runningMean.detach().clone(), newVar = runningVar.detach().clone();
  auto [result, mean, invstd] =
      at::native_batch_norm(input, weight, bias, newMean, newVar, training, momentum, eps);
  if (!training) {
    mean = newMean.clone();
    invstd = at::rsqrt(newVar + eps);
  }
  return {result, mean.detach(), invstd.detach(), newMean, newVar};
}

void batchNormOut(at::Tensor &result, at::Tensor &saveMean, at::Tensor &saveInvstd, at::Tensor &newMean,
                  at::Tensor &newVar, const at::Tensor &input, const std::optional<at::Tensor> &weight,
                  const std::optional<at::Tensor> &bias, const at::Tensor &runningMean, const at::Tensor &runningVar,
                  double momentum, double eps, bool training) {
  checkValues(input, training);
  if (!newMean.is_same(runningMean) && newMean.data_ptr() != runningMean.data_ptr())
    newMean.copy_(runningMean);
  if (!newVar.is_same(runningVar) && newVar.data_ptr() != runningVar.data_ptr())
    newVar.copy_(runningVar);
  // Into results of ours, libtorch's CPU kernel normalises an input that lies otherwise with wrong statistics.
  at::Tensor dense = input.is_contiguous(input.suggest_memory_format()) ? input : input.contiguous();
  at::native_batch_norm_out(result, saveMean, saveInvstd, dense, weight, bias, newMean, newVar, training, momentum, eps);
  if (!training) {
    saveMean.copy_(newMean);
    at::add_out(saveInvstd, newVar, at::scalar_tensor(eps, newVar.options()));
    saveInvstd.rsqrt_();
  }
}

std::tuple<at::Tensor, at::Tensor, at::Tensor>
batchNormBackward(const at::Tensor &grad, const at::Tensor &input, const at::Tensor &saveMean,
                  const at::Tensor &saveInvstd, const at::Tensor &runningMean, const at::Tensor &runningVar,
                  const std::optional<at::Tensor> &weight, double eps, bool training) {
  // libtorch makes the gradients of the parameters like the weight, which it therefore needs.
  at::Tensor scale = weight && weight->defined() ? *weight : at::ones({input.size(1)}, saveMean.options());
  return at::native_batch_norm_backward(grad, input, scale, runningMean, runningVar, saveMean, saveInvstd, training, eps,
                                        {true, true, true});
}

}  // namespace flodl::kernels
