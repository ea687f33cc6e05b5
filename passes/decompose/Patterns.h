// Rewrites of composite operations, by subject.
#pragma once
#include "mlir/IR/PatternMatch.h"

namespace flodl {

/// layer_norm, softmax, log_softmax and their derivatives.
void populateNormalisationPatterns(mlir::RewritePatternSet &patterns);
/// mse_loss, l1_loss, smooth_l1_loss, cross_entropy_loss and their derivatives.
void populateLossPatterns(mlir::RewritePatternSet &patterns);
/// The bias of linear, sums of gradients over leading dimensions.
void populateBiasPatterns(mlir::RewritePatternSet &patterns);
/// Sums, means and norms of rows, normalize, cosine_similarity.
void populateReductionPatterns(mlir::RewritePatternSet &patterns);

}  // namespace flodl
