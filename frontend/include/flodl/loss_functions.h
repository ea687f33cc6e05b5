// Losses: function objects that are passed by name, `g.set_loss(cross_entropy_loss)`. Names, defaults and meaning are
// those of torch.nn.functional. Numbers among the options are run-time values, unless they are said to be structure.
// Errors: operands of shapes or element types that do not fit; nothing broadcasts or is promoted.
#pragma once
#include "flodl/ops.h"

namespace flodl {

/// What becomes of the losses of single elements. `BatchMean` is for `kl_div_loss`: the sum divided by the size of the
/// first dimension.
enum class Reduction : uint8_t { None, Mean, Sum, BatchMean };

/// (input - target)^2; equal shapes.
struct MseLoss {
  Tensor operator()(const TensorArg &input, const Tensor &target, Reduction reduction = Reduction::Mean) const;
};
inline constexpr MseLoss mse_loss;

/// |input - target|; equal shapes.
struct L1Loss {
  Tensor operator()(const TensorArg &input, const Tensor &target, Reduction reduction = Reduction::Mean) const;
};
inline constexpr L1Loss l1_loss;

struct SmoothL1Options {
  /// Where the square ends and the absolute value begins; 0 gives `l1_loss`.
  double beta = 1;
  Reduction reduction = Reduction::Mean;
};
/// d^2 / (2 beta) where |d| < beta, |d| - beta/2 elsewhere, d = input - target; equal shapes.
struct SmoothL1Loss {
  Tensor operator()(const TensorArg &input, const Tensor &target, const SmoothL1Options &options = {}) const;
};
inline constexpr SmoothL1Loss smooth_l1_loss;

struct BceOptions {
  /// Factor of each element's loss; broadcasts to the operands.
  Tensor weight = {};
  Reduction reduction = Reduction::Mean;
};
/// Binary cross-entropy of probabilities: -(t*ln x + (1-t)*ln(1-x)), each logarithm at least -100.
/// Probabilities outside [0, 1] are an error on the CPU and give NaN on CUDA.
struct BceLoss {
  Tensor operator()(const TensorArg &input, const Tensor &target, Reduction reduction = Reduction::Mean) const;
  Tensor operator()(const TensorArg &input, const Tensor &target, const BceOptions &options) const;
};
inline constexpr BceLoss bce_loss;

struct BceWithLogitsOptions {
  /// Factor of each element's loss; broadcasts to the operands.
  Tensor weight = {};
  /// Factor of the positive part; broadcasts to the operands.
  Tensor pos_weight = {};
  Reduction reduction = Reduction::Mean;
};
/// Binary cross-entropy of logits: max(x, 0) - x*t + log(1 + e^-|x|).
struct BceWithLogitsLoss {
  Tensor operator()(const TensorArg &input, const Tensor &target, Reduction reduction = Reduction::Mean) const;
  Tensor operator()(const TensorArg &input, const Tensor &target, const BceWithLogitsOptions &options) const;
};
inline constexpr BceWithLogitsLoss bce_with_logits_loss;

struct CrossEntropyOptions {
  /// Share of the probability that is spread evenly over the classes.
  double label_smoothing = 0;
  /// Samples with this class are left out, also of the mean. Not for probabilities as targets.
  int64_t ignore_index = -100;
  Reduction reduction = Reduction::Mean;
  /// Factor of each class, `[C]`. With it, whether `label_smoothing` is 0 is structure.
  Tensor weight = {};
};
/// Cross-entropy of logits `[N, C, ...]` (or `[C]`) against class indices `[N, ...]` (int64), or against probabilities
/// of the shape of the logits.
struct CrossEntropyLoss {
  Tensor operator()(const TensorArg &input, const Tensor &target, const CrossEntropyOptions &options = {}) const;
};
inline constexpr CrossEntropyLoss cross_entropy_loss;

struct NllOptions {
  /// Factor of each class, `[C]`.
  Tensor weight = {};
  /// Samples with this class are left out, also of the mean.
  int64_t ignore_index = -100;
  Reduction reduction = Reduction::Mean;
};
/// -input[target] of log-probabilities `[N, C, ...]` (or `[C]`) and class indices `[N, ...]` (int64).
struct NllLoss {
  Tensor operator()(const TensorArg &input, const Tensor &target, const NllOptions &options = {}) const;
};
inline constexpr NllLoss nll_loss;

struct KlDivOptions {
  /// torch.nn.functional.kl_div has the mean of all elements, which is not the divergence.
  Reduction reduction = Reduction::BatchMean;
  /// The target holds logarithms too; structure.
  bool log_target = false;
};
/// Divergence of log-probabilities `input` from probabilities: t * (ln t - input), with 0 * ln 0 = 0.
struct KlDivLoss {
  Tensor operator()(const TensorArg &input, const Tensor &target, const KlDivOptions &options = {}) const;
};
inline constexpr KlDivLoss kl_div_loss;

struct CtcOptions {
  /// The class that stands for none; structure.
  int64_t blank = 0;
  Reduction reduction = Reduction::Mean;
  /// Targets that cannot be aligned count 0 instead of infinity; structure.
  bool zero_infinity = false;
};
/// Negative log likelihood of class sequences, summed over their alignments with `log_probs` `[T, N, C]`. `targets` are
/// int64 `[N, S]`, or one after the other; lengths are int64 `[N]`. A mean divides by the target's length first.
/// Cost: computed on the host, on CUDA with copies there and back and without a graph.
struct CtcLoss {
  Tensor operator()(const TensorArg &log_probs, const Tensor &targets, const Tensor &input_lengths,
                    const Tensor &target_lengths, const CtcOptions &options = {}) const;
};
inline constexpr CtcLoss ctc_loss;

struct FocalOptions {
  double alpha = 0.25, gamma = 2;
  Reduction reduction = Reduction::Mean;
};
/// -alpha * (1-p)^gamma * ln p, where p is the probability that logits `[N, C, ...]` give to the class `[N, ...]`.
/// Source: Lin et al. 2017, "Focal Loss for Dense Object Detection".
struct FocalLoss {
  Tensor operator()(const TensorArg &input, const Tensor &target, const FocalOptions &options = {}) const;
};
inline constexpr FocalLoss focal_loss;

struct TripletMarginOptions {
  double margin = 1;
  /// Order of the norm; structure.
  double p = 2;
  /// Added to each difference.
  double eps = 1e-6;
  /// Takes the negative's distance to the positive where that is smaller; structure.
  bool swap = false;
  Reduction reduction = Reduction::Mean;
};
/// max(0, |anchor - positive| - |anchor - negative| + margin), norms over the last dimension; equal shapes.
struct TripletMarginLoss {
  Tensor operator()(const TensorArg &anchor, const Tensor &positive, const Tensor &negative,
                    const TripletMarginOptions &options = {}) const;
};
inline constexpr TripletMarginLoss triplet_margin_loss;

struct CosineEmbeddingOptions {
  double margin = 0;
  Reduction reduction = Reduction::Mean;
};
/// 1 - cos where the target is 1, max(0, cos - margin) where it is -1, else 0. Inputs `[N, D]` or `[D]`, cosine over
/// the last dimension.
struct CosineEmbeddingLoss {
  Tensor operator()(const TensorArg &input1, const Tensor &input2, const Tensor &target,
                    const CosineEmbeddingOptions &options = {}) const;
};
inline constexpr CosineEmbeddingLoss cosine_embedding_loss;

struct HingeEmbeddingOptions {
  double margin = 1;
  Reduction reduction = Reduction::Mean;
};
/// input where the target is 1, max(0, margin - input) where it is -1, the sum of both elsewhere; equal shapes.
struct HingeEmbeddingLoss {
  Tensor operator()(const TensorArg &input, const Tensor &target, const HingeEmbeddingOptions &options = {}) const;
};
inline constexpr HingeEmbeddingLoss hinge_embedding_loss;

struct MarginRankingOptions {
  double margin = 0;
  Reduction reduction = Reduction::Mean;
};
/// max(0, -target * (input1 - input2) + margin); equal shapes.
struct MarginRankingLoss {
  Tensor operator()(const TensorArg &input1, const Tensor &input2, const Tensor &target,
                    const MarginRankingOptions &options = {}) const;
};
inline constexpr MarginRankingLoss margin_ranking_loss;

struct PoissonNllOptions {
  /// The input is the rate's logarithm; structure.
  bool log_input = true;
  /// Adds Stirling's formula where the target is above 1; structure.
  bool full = false;
  double eps = 1e-8;
  Reduction reduction = Reduction::Mean;
};
/// e^x - t*x of the logarithm of a rate, or x - t*ln(x + eps) of a rate; equal shapes.
struct PoissonNllLoss {
  Tensor operator()(const TensorArg &input, const Tensor &target, const PoissonNllOptions &options = {}) const;
};
inline constexpr PoissonNllLoss poisson_nll_loss;

}  // namespace flodl
