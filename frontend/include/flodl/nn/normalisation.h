// Normalisations.
#pragma once
#include "flodl/model.h"
#include "flodl/module.h"
#include <optional>

namespace flodl {

struct BatchNormOptions {
  double eps = 1e-5, momentum = 0.1;
  /// With `weight` and `bias`.
  bool affine = true;
  /// Without running statistics, evaluation normalises with those of the batch too.
  bool track_running_stats = true;
};
/// Normalises each channel (dimension 1) over the batch: with the batch's statistics in training,
/// which also move the running ones, with the running ones in evaluation.
///
/// Shapes: `[N, C, *]`. Parameters `weight` (ones) and `bias` (zeros), buffers `running_mean`
/// (zeros) and `running_var` (ones), all `[C]`. Errors: training on one value for each channel.
class BatchNorm : public Module {
 public:
  explicit BatchNorm(int64_t num_features, BatchNormOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "batchnorm"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Param weight, bias;
  Buf running_mean, running_var;

 protected:
  int64_t num_features() const { return features_; }

 private:
  int64_t features_;
  BatchNormOptions options_;
};
using BatchNorm1d = BatchNorm;

/// `BatchNorm` for images: `[N, C, H, W]` only.
class BatchNorm2d : public BatchNorm {
 public:
  explicit BatchNorm2d(int64_t num_channels, BatchNormOptions options = {}, SourceLoc loc = SourceLoc::current())
      : BatchNorm(num_channels, options, loc) {}
  std::string name() const override { return "batchnorm2d"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
};

/// `BatchNorm` for volumes: `[N, C, D, H, W]` only.
class BatchNorm3d : public BatchNorm {
 public:
  explicit BatchNorm3d(int64_t num_channels, BatchNormOptions options = {}, SourceLoc loc = SourceLoc::current())
      : BatchNorm(num_channels, options, loc) {}
  std::string name() const override { return "batchnorm3d"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
};

struct LayerNormOptions {
  double eps = 1e-5;
  /// With `weight`, and `bias` unless that is off too.
  bool elementwise_affine = true;
  bool bias = true;
};
/// Normalises over the last dimension, or the last ones: `(x - mean) / sqrt(var + eps) * weight + bias`.
///
/// Shapes: `[*, size]`; `weight` (ones) and `bias` (zeros) have the shape `size`.
class LayerNorm : public Module {
 public:
  explicit LayerNorm(int64_t size, LayerNormOptions options = {}, SourceLoc loc = SourceLoc::current())
      : LayerNorm(std::vector<int64_t>{size}, options, loc) {}
  explicit LayerNorm(std::vector<int64_t> normalized_shape, LayerNormOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "layernorm"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Param weight, bias;

 private:
  Shape shape_;
  LayerNormOptions options_;
};

struct RMSNormOptions {
  /// Without one: the distance from 1 to the next number of the input's element type.
  std::optional<double> eps = {};
  /// With `weight`.
  bool elementwise_affine = true;
};
/// Divides by the root mean square of the last dimension, or the last ones: `x / sqrt(mean(x^2) + eps) * weight`.
///
/// Shapes: `[*, size]`; `weight` (ones) has the shape `size`.
class RMSNorm : public Module {
 public:
  explicit RMSNorm(int64_t size, RMSNormOptions options = {}, SourceLoc loc = SourceLoc::current())
      : RMSNorm(std::vector<int64_t>{size}, options, loc) {}
  explicit RMSNorm(std::vector<int64_t> normalized_shape, RMSNormOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "rmsnorm"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Param weight;

 private:
  Shape shape_;
  RMSNormOptions options_;
};

struct GroupNormOptions {
  double eps = 1e-5;
  /// With `weight` and `bias`.
  bool affine = true;
};
/// Normalises groups of neighbouring channels of each sample.
///
/// Shapes: `[N, C, *]`; `weight` (ones) and `bias` (zeros) are `[C]`. Errors: num_groups does not divide num_channels.
class GroupNorm : public Module {
 public:
  GroupNorm(int64_t num_groups, int64_t num_channels, GroupNormOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "groupnorm"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Param weight, bias;

 private:
  int64_t groups_, channels_;
  GroupNormOptions options_;
};

struct InstanceNormOptions {
  double eps = 1e-5;
  /// With `weight` and `bias`.
  bool affine = false;
  /// Keeps `running_mean` and `running_var`, the means over the samples of a batch, which evaluation normalises with.
  bool track_running_stats = false;
  /// Share of a batch in the running statistics.
  double momentum = 0.1;
};
/// Normalises each channel of each sample, in training and evaluation alike unless statistics are tracked.
///
/// Shapes: `[N, C, *]` with at least one dimension behind the channels; `weight` (ones) and `bias` (zeros) are `[C]`, as
/// are the buffers `running_mean` (zeros) and `running_var` (ones).
class InstanceNorm : public Module {
 public:
  explicit InstanceNorm(int64_t num_features, InstanceNormOptions options = {}, SourceLoc loc = SourceLoc::current());
  std::string name() const override { return "instance_norm"; }
  std::vector<InputSpec> default_inputs() const override;
  Tensor forward(const Tensor &x) override;
  Param weight, bias;
  Buf running_mean, running_var;

 private:
  int64_t features_;
  InstanceNormOptions options_;
};
using InstanceNorm1d = InstanceNorm;
using InstanceNorm2d = InstanceNorm;
using InstanceNorm3d = InstanceNorm;

}  // namespace flodl
