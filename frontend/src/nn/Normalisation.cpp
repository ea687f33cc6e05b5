// Batch and layer normalisation, dropout.
#include "nn/Check.h"
#include "Recorder.h"

namespace flodl {
using namespace detail;

BatchNorm::BatchNorm(int64_t num_features, BatchNormOptions options, SourceLoc loc) : options_(options) {
  require(num_features >= 1, "BatchNorm", "num_features of 1 or more", double(num_features), loc);
  require(options.eps > 0, "BatchNorm", "eps above 0", options.eps, loc);
  require(options.momentum >= 0 && options.momentum <= 1, "BatchNorm", "a momentum in [0, 1]", options.momentum, loc);
  weight = Param(*this, "weight", ones({num_features}), loc);
  bias = Param(*this, "bias", zeros({num_features}), loc);
  running_mean = Buf(*this, "running_mean", zeros({num_features}), loc);
  running_var = Buf(*this, "running_var", ones({num_features}), loc);
}

std::vector<InputSpec> BatchNorm::default_inputs() const { return {{"input", {"batch", weight.size(0)}}}; }

Tensor BatchNorm::forward(const Tensor &x) {
  Shape shape = x.shape();
  // A batch of one image has many values for each channel; a batch of one row has one.
  std::optional<int64_t> elements = numel(shape).constant(), channels = weight.shape()[0].constant();
  if (is_training() && elements && channels && *elements == *channels)
    throw Error(ErrorCode::InvalidArgument,
                name() + ": training needs more than one value for each channel, but the input has shape " + str(shape) +
                    "; use a larger batch, or drop_last in the data loader",
                here());
  auto number = [](double value) { return Operand(value, here()); };
  std::vector<Tensor> results = apply(
      OpCode::batch_norm,
      {Operand(x, here()), Operand(weight, here()), Operand(bias, here()), Operand(running_mean, here()),
       Operand(running_var, here()), number(options_.momentum), number(options_.eps), number(is_training())},
      {}, here());
  // In evaluation the statistics stay as they are, and a recording knows both modes.
  if (is_training() || currentRecorder()) {
    running_mean.set(results[3], here());
    running_var.set(results[4], here());
  }
  return results[0];
}

std::vector<InputSpec> BatchNorm2d::default_inputs() const {
  return {{"input", {"batch", weight.size(0), "height", "width"}}};
}
Tensor BatchNorm2d::forward(const Tensor &x) {
  if (x.ndim() != 4)
    throw Error(ErrorCode::ShapeMismatch,
                "batchnorm2d: expects an input of shape [N, C, H, W], but got " + str(x.shape()), here());
  return BatchNorm::forward(x);
}

LayerNorm::LayerNorm(int64_t size, LayerNormOptions options, SourceLoc loc) : size_(size), options_(options) {
  require(size >= 1, "LayerNorm", "a size of 1 or more", double(size), loc);
  require(options.eps > 0, "LayerNorm", "eps above 0", options.eps, loc);
  weight = Param(*this, "weight", ones({size}), loc);
  bias = Param(*this, "bias", zeros({size}), loc);
}
std::vector<InputSpec> LayerNorm::default_inputs() const { return {{"input", {"batch", size_}}}; }
Tensor LayerNorm::forward(const Tensor &x) {
  return layer_norm(TensorArg(x, here()), weight, bias, options_.eps, {size_});
}

Dropout::Dropout(double p, SourceLoc loc) : p_(p) {
  require(p >= 0 && p <= 1, "Dropout", "a probability in [0, 1]", p, loc);
}
Tensor Dropout::forward(const Tensor &x) { return dropout(TensorArg(x, here()), p_, is_training()); }

}  // namespace flodl
