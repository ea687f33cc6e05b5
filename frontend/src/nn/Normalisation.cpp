// Batch, layer, group and instance normalisation, and normalisation by the root mean square.
#include "nn/Check.h"
#include "Recorder.h"
#include <limits>

namespace flodl {
using namespace detail;

BatchNorm::BatchNorm(int64_t num_features, BatchNormOptions options, SourceLoc loc)
    : features_(num_features), options_(options) {
  require(num_features >= 1, "BatchNorm", "num_features of 1 or more", double(num_features), loc);
  require(options.eps > 0, "BatchNorm", "eps above 0", options.eps, loc);
  require(options.momentum >= 0 && options.momentum <= 1, "BatchNorm", "a momentum in [0, 1]", options.momentum, loc);
  if (options.affine) {
    weight = Param(*this, "weight", ones({num_features}), loc);
    bias = Param(*this, "bias", zeros({num_features}), loc);
  }
  if (options.track_running_stats) {
    running_mean = Buf(*this, "running_mean", zeros({num_features}), loc);
    running_var = Buf(*this, "running_var", ones({num_features}), loc);
  }
}

std::vector<InputSpec> BatchNorm::default_inputs() const { return {{"input", {"batch", features_}}}; }

Tensor BatchNorm::forward(const Tensor &x) {
  Shape shape = x.shape();
  bool ofBatch = is_training() || !options_.track_running_stats;
  // A batch of one image has many values for each channel; a batch of one row has one.
  std::optional<int64_t> elements = numel(shape).constant();
  if (ofBatch && elements && *elements == features_)
    throw Error(ErrorCode::InvalidArgument,
                name() + ": training needs more than one value for each channel, but the input has shape " + str(shape) +
                    "; use a larger batch, or drop_last in the data loader",
                here());
  auto number = [](double value) { return Operand(value, here()); };
  Tensor mean = running_mean, var = running_var;
  if (!options_.track_running_stats) {
    TensorOptions like{isFloating(x.dtype()) ? x.dtype() : kFloat32, x.device()};
    mean = zeros({features_}, like, here());
    var = ones({features_}, like, here());
  }
  std::vector<Tensor> results =
      apply(OpCode::batch_norm,
            {Operand(x, here()), Operand(weight, here()), Operand(bias, here()), Operand(mean, here()), Operand(var, here()),
             number(options_.momentum), number(options_.eps), number(ofBatch)},
            {}, here());
  // In evaluation the statistics stay as they are, and a recording knows both modes.
  if (options_.track_running_stats && (is_training() || currentRecorder())) {
    running_mean.set(results[3], here());
    running_var.set(results[4], here());
  }
  return results[0];
}

/// A batch normalisation of one rank only.
static void requireRank(const Module &module, const Tensor &x, int64_t rank, const char *shape) {
  if (x.ndim() != rank)
    throw Error(ErrorCode::ShapeMismatch, module.name() + ": expects an input of shape " + shape + ", but got " + str(x.shape()),
                here());
}

std::vector<InputSpec> BatchNorm2d::default_inputs() const {
  return {{"input", {"batch", num_features(), "height", "width"}}};
}
Tensor BatchNorm2d::forward(const Tensor &x) {
  requireRank(*this, x, 4, "[N, C, H, W]");
  return BatchNorm::forward(x);
}

std::vector<InputSpec> BatchNorm3d::default_inputs() const {
  return {{"input", {"batch", num_features(), "depth", "height", "width"}}};
}
Tensor BatchNorm3d::forward(const Tensor &x) {
  requireRank(*this, x, 5, "[N, C, D, H, W]");
  return BatchNorm::forward(x);
}

/// The trailing dimensions of a layer normalisation as a shape.
static Shape checkedShape(const char *module, const std::vector<int64_t> &sizes, SourceLoc loc) {
  require(!sizes.empty(), module, "a normalized_shape of one size or more", 0, loc);
  for (int64_t size : sizes)
    require(size >= 1, module, "a size of 1 or more", double(size), loc);
  return Shape(sizes.begin(), sizes.end());
}

/// `[batch, sizes...]`
static std::vector<InputSpec> rowsOf(const Shape &sizes) {
  Shape input = {"batch"};
  input.insert(input.end(), sizes.begin(), sizes.end());
  return {{"input", input}};
}

LayerNorm::LayerNorm(std::vector<int64_t> normalized_shape, LayerNormOptions options, SourceLoc loc)
    : shape_(checkedShape("LayerNorm", normalized_shape, loc)), options_(options) {
  require(options.eps > 0, "LayerNorm", "eps above 0", options.eps, loc);
  if (options.elementwise_affine)
    weight = Param(*this, "weight", ones(shape_), loc);
  if (options.elementwise_affine && options.bias)
    bias = Param(*this, "bias", zeros(shape_), loc);
}
std::vector<InputSpec> LayerNorm::default_inputs() const { return rowsOf(shape_); }
Tensor LayerNorm::forward(const Tensor &x) { return layer_norm(TensorArg(x, here()), weight, bias, options_.eps, shape_); }

RMSNorm::RMSNorm(std::vector<int64_t> normalized_shape, RMSNormOptions options, SourceLoc loc)
    : shape_(checkedShape("RMSNorm", normalized_shape, loc)), options_(options) {
  if (options.eps)
    require(*options.eps > 0, "RMSNorm", "eps above 0", *options.eps, loc);
  if (options.elementwise_affine)
    weight = Param(*this, "weight", ones(shape_), loc);
}
std::vector<InputSpec> RMSNorm::default_inputs() const { return rowsOf(shape_); }

/// The distance from 1 to the next number.
static double machineEpsilon(DType dtype) {
  return dtype == kFloat64    ? std::numeric_limits<double>::epsilon()
         : dtype == kFloat16  ? 0x1p-10
         : dtype == kBFloat16 ? 0x1p-7
                              : std::numeric_limits<float>::epsilon();
}
Tensor RMSNorm::forward(const Tensor &x) {
  return rms_norm(TensorArg(x, here()), weight, options_.eps.value_or(machineEpsilon(x.dtype())), shape_);
}

GroupNorm::GroupNorm(int64_t num_groups, int64_t num_channels, GroupNormOptions options, SourceLoc loc)
    : groups_(num_groups), channels_(num_channels), options_(options) {
  require(num_groups >= 1, "GroupNorm", "num_groups of 1 or more", double(num_groups), loc);
  require(num_channels >= 1, "GroupNorm", "num_channels of 1 or more", double(num_channels), loc);
  require(num_channels % num_groups == 0, "GroupNorm", "num_channels that num_groups divides", double(num_channels), loc);
  require(options.eps > 0, "GroupNorm", "eps above 0", options.eps, loc);
  if (!options.affine)
    return;
  weight = Param(*this, "weight", ones({num_channels}), loc);
  bias = Param(*this, "bias", zeros({num_channels}), loc);
}
std::vector<InputSpec> GroupNorm::default_inputs() const { return {{"input", {"batch", channels_, "height", "width"}}}; }
Tensor GroupNorm::forward(const Tensor &x) { return group_norm(TensorArg(x, here()), weight, bias, options_.eps, groups_); }

InstanceNorm::InstanceNorm(int64_t num_features, InstanceNormOptions options, SourceLoc loc)
    : features_(num_features), options_(options) {
  require(num_features >= 1, "InstanceNorm", "num_features of 1 or more", double(num_features), loc);
  require(options.eps > 0, "InstanceNorm", "eps above 0", options.eps, loc);
  require(options.momentum >= 0 && options.momentum <= 1, "InstanceNorm", "a momentum in [0, 1]", options.momentum, loc);
  if (options.affine) {
    weight = Param(*this, "weight", ones({num_features}), loc);
    bias = Param(*this, "bias", zeros({num_features}), loc);
  }
  if (options.track_running_stats) {
    running_mean = Buf(*this, "running_mean", zeros({num_features}), loc);
    running_var = Buf(*this, "running_var", ones({num_features}), loc);
  }
}
std::vector<InputSpec> InstanceNorm::default_inputs() const {
  return {{"input", {"batch", features_, "height", "width"}}};
}
Tensor InstanceNorm::forward(const Tensor &x) {
  SourceLoc at = here();
  if (!options_.track_running_stats)
    return instance_norm(TensorArg(x, at), weight, bias, options_.eps);
  if (x.ndim() < 3)
    throw Error(ErrorCode::ShapeMismatch,
                name() + ": expects an input of shape [N, C, *] with a size behind the channels, but got " + str(x.shape()), at);
  auto number = [&](double value) { return Operand(value, at); };
  auto normalise = [&](const Tensor &image, auto perChannel, bool training) {
    return apply(OpCode::batch_norm,
                 {Operand(image, at), perChannel(weight), perChannel(bias), perChannel(running_mean), perChannel(running_var),
                  number(options_.momentum), number(options_.eps), number(training)},
                 {}, at);
  };
  if (!is_training())
    return normalise(x, [&](const Tensor &t) { return Operand(t, at); }, false)[0];
  // Each sample's channels are channels of their own, and what they make of the statistics is averaged.
  Dim samples = x.size(0, at);
  Shape shape = x.shape(at), flat = shape;
  flat[0] = 1;
  flat[1] = samples * features_;
  auto ofAll = [&](const Tensor &t) { return Operand(t.defined() ? repeat(TensorArg(t, at), {samples}) : t, at); };
  std::vector<Tensor> results = normalise(reshape(TensorArg(x, at), flat), ofAll, true);
  auto average = [&](const Tensor &t) {
    return mean(TensorArg(reshape(TensorArg(t, at), {samples, features_}), at), {0});
  };
  running_mean.set(average(results[3]), at);
  running_var.set(average(results[4]), at);
  return reshape(TensorArg(results[0], at), shape);
}

}  // namespace flodl
