// Losses. `reduction` is "mean", "sum" or "none".
#ifndef FLODL_IR_OPS_LOSS_TD
#define FLODL_IR_OPS_LOSS_TD
include "ir/ops/FlowOpBase.td"

/// A loss of two tensors of equal shape, element by element, then reduced.
class Flow_PairLossOp<string mnemonic, string what, string text> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # "\n\nShapes: rank 0, or the operands' shape when `reduction` is \"none\".\n\nConstraints:\n"
                    # "- (C1) `input` and `target` have equal shapes and floating-point element types.\n"
                    # "- (C2) `reduction` is \"mean\", \"sum\" or \"none\".\n\nExample:\n\n```mlir\n%l = flow." # mnemonic
                    # " %x, %t {reduction = \"mean\"} : (tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<f32>\n```\n";
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$target, StrAttr:$reduction);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "pairLoss";
}

class Flow_PairLossBackwardOp<string mnemonic, string source> : Flow_ValueOp<mnemonic> {
  let summary = "Gradient of " # source;
  let description = "\nThe gradient towards the first operand, given `grad`, the gradient of the loss.\n\nConstraints:\n"
                    # "- (C1) `input` and `target` have equal shapes and floating-point element types.\n"
                    # "- (C2) `reduction` is \"mean\", \"sum\" or \"none\".\n"
                    # "- (C3) `grad` has the shape of the loss.\n\nExample:\n\n```mlir\n%dx = flow." # mnemonic
                    # " %g, %x, %t {reduction = \"mean\"} : (tensor<f32>, tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<8x4xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$target, StrAttr:$reduction);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "pairLossBackward";
  let pytorch = "";
  let isPublic = 0;
}

def Flow_MseLossOp : Flow_PairLossOp<"mse_loss", "Squared difference", "Computes `(input - target)^2`."> {
  let eager = "at::mse_loss(input, target, kernels::reductionCode(reduction))";
  // at::mse_loss_out uses the result as scratch of the inputs' shape.
  let callClass = "Allocating";
  let gradients = [
    Gradient<"input", "b.mse_loss_backward(g, input, target, reduction)">,
    Gradient<"target", "b.mse_loss_backward(g, target, input, reduction)">
  ];
}

def Flow_MseLossBackwardOp : Flow_PairLossBackwardOp<"mse_loss_backward", "the squared difference"> {
  let eager = "at::mse_loss_backward(grad, input, target, kernels::reductionCode(reduction))";
  let out = "at::mse_loss_backward_out(result, grad, input, target, kernels::reductionCode(reduction))";
}

def Flow_L1LossOp : Flow_PairLossOp<"l1_loss", "Absolute difference",
    "Computes `|input - target|`; the gradient at equality is 0."> {
  let eager = "at::l1_loss(input, target, kernels::reductionCode(reduction))";
  let callClass = "Allocating";
  let gradients = [
    Gradient<"input", "b.l1_loss_backward(g, input, target, reduction)">,
    Gradient<"target", "b.l1_loss_backward(g, target, input, reduction)">
  ];
}

def Flow_L1LossBackwardOp : Flow_PairLossBackwardOp<"l1_loss_backward", "the absolute difference"> {
  let eager = "kernels::l1LossBackward(grad, input, target, reduction)";
  let callClass = "Allocating";
}

def Flow_BceWithLogitsLossOp : Flow_PairLossOp<"bce_with_logits_loss", "Binary cross-entropy of logits",
    "Computes `max(x, 0) - x * t + ln(1 + e^(-|x|))`, where `x` are logits and `t` probabilities."> {
  let pytorch = "binary_cross_entropy_with_logits";
  let eager = "at::binary_cross_entropy_with_logits(input, target, {}, {}, kernels::reductionCode(reduction))";
  let callClass = "Allocating";
  let gradients = [
    Gradient<"input", "b.bce_with_logits_loss_backward(g, input, target, reduction)">,
    Gradient<"target", "b.bce_with_logits_loss_target_backward(g, input, target, reduction)">
  ];
}

def Flow_BceWithLogitsLossBackwardOp
    : Flow_PairLossBackwardOp<"bce_with_logits_loss_backward", "the binary cross-entropy of logits"> {
  let eager = "kernels::bceWithLogitsBackward(grad, input, target, reduction)";
  let callClass = "Allocating";
}

def Flow_BceWithLogitsLossTargetBackwardOp
    : Flow_PairLossBackwardOp<"bce_with_logits_loss_target_backward", "the binary cross-entropy of logits towards its target"> {
  let eager = "kernels::bceWithLogitsTargetBackward(grad, input, target, reduction)";
  let callClass = "Allocating";
}

def Flow_BceLossOp : Flow_PairLossOp<"bce_loss", "Binary cross-entropy of probabilities", ""> {
  let description = [{
    Computes `-(t * ln x + (1 - t) * ln(1 - x))` with each logarithm at least -100.

    Probabilities outside [0, 1] are an error on the CPU and give NaN on CUDA.

    Shapes: rank 0, or the operands' shape when `reduction` is "none".

    Constraints:
    - (C1) `input` and `target` have equal shapes and floating-point element types.
    - (C2) `reduction` is "mean", "sum" or "none".

    Example:

    ```mlir
    %p = flow.sigmoid %x : (tensor<8x4xf32>) -> tensor<8x4xf32>
    %q = flow.sigmoid %t : (tensor<8x4xf32>) -> tensor<8x4xf32>
    %l = flow.bce_loss %p, %q {reduction = "mean"} : (tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<f32>
    ```
  }];
  let pytorch = "binary_cross_entropy";
  let eager = "kernels::bceLoss(input, target, reduction)";
  let callClass = "Allocating";
  let gradients = [
    Gradient<"input", "b.bce_loss_backward(g, input, target, reduction)">,
    Gradient<"target", "b.bce_loss_target_backward(g, input, target, reduction)">
  ];
}

def Flow_BceLossBackwardOp : Flow_PairLossBackwardOp<"bce_loss_backward", "the binary cross-entropy of probabilities"> {
  let eager = "at::binary_cross_entropy_backward(grad, input, target, {}, kernels::reductionCode(reduction))";
  let out = "at::binary_cross_entropy_backward_out(result, grad, input, target, {}, kernels::reductionCode(reduction))";
}

def Flow_BceLossTargetBackwardOp
    : Flow_PairLossBackwardOp<"bce_loss_target_backward", "the binary cross-entropy of probabilities towards its target"> {
  let eager = "kernels::bceTargetBackward(grad, input, target, reduction)";
  let callClass = "Allocating";
}

def Flow_SmoothL1LossOp : Flow_ValueOp<"smooth_l1_loss"> {
  let summary = "Squared difference near zero, absolute difference elsewhere";
  let description = [{
    Computes `d^2 / (2 beta)` where `|d| < beta`, and `|d| - beta/2` elsewhere, where `d` is
    `input - target`. With `beta` 0 it is `l1_loss`. Source: `torch.nn.functional.smooth_l1_loss`.

    Shapes: rank 0, or the operands' shape when `reduction` is "none".

    Constraints:
    - (C1) `input` and `target` have equal shapes and floating-point element types.
    - (C2) `reduction` is "mean", "sum" or "none".

    Example:

    ```mlir
    %l = flow.smooth_l1_loss %x, %t, %beta {reduction = "mean"} : (tensor<8x4xf32>, tensor<8x4xf32>, f64) -> tensor<f32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$target, Flow_Hyper:$beta, StrAttr:$reduction);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "pairLoss";
  let eager = "at::smooth_l1_loss(input, target, kernels::reductionCode(reduction), beta)";
  // at::smooth_l1_loss_out uses the result as scratch of the inputs' shape.
  let callClass = "Allocating";
  let gradients = [
    Gradient<"input", "b.smooth_l1_loss_backward(g, input, target, beta, reduction)">,
    Gradient<"target", "b.neg(b.smooth_l1_loss_backward(g, input, target, beta, reduction))">
  ];
}

def Flow_SmoothL1LossBackwardOp : Flow_ValueOp<"smooth_l1_loss_backward"> {
  let summary = "Gradient of smooth_l1_loss towards its first operand";
  let description = [{
    Constraints:
    - (C1) `input` and `target` have equal shapes and floating-point element types.
    - (C2) `reduction` is "mean", "sum" or "none".
    - (C3) `grad` has the shape of the loss.

    Example:

    ```mlir
    %dx = flow.smooth_l1_loss_backward %g, %x, %t, %beta {reduction = "mean"}
       : (tensor<f32>, tensor<8x4xf32>, tensor<8x4xf32>, f64) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$target, Flow_Hyper:$beta, StrAttr:$reduction);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "pairLossBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::smoothL1Backward(grad, input, target, beta, reduction)";
}

def Flow_CrossEntropyLossOp : Flow_ValueOp<"cross_entropy_loss"> {
  let summary = "Cross-entropy of logits against class indices";
  let description = [{
    Computes `(1 - s) * nll + s/C * sum_c(-log p_c)` for each sample, where `log p` is the
    log-softmax of `input` over its classes, `nll = -log p[target]` and `s` is `label_smoothing`.
    Samples whose target is `ignore_index` are left out, also of the mean's divisor.

    Shapes: `input` is `[N, C, *]` or `[C]`, `target` is `[N, *]` or rank 0. `result` has rank 0,
    or the shape of `target` when `reduction` is "none". `log_probs` has the shape of `input`, and
    `count` (rank 0) is the number of samples that count in the mean; both serve the gradient.

    Constraints:
    - (C1) `input` is floating-point of rank 1 or more; `target` is `int64`.
    - (C2) `target` has the shape of `input` without its class dimension.
    - (C3) `reduction` is "mean", "sum" or "none".

    Example:

    ```mlir
    %l, %lp, %n = flow.cross_entropy_loss %x, %t, %s {reduction = "mean", ignore_index = -100 : i64}
       : (tensor<8x10xf32>, tensor<8xi64>, f64) -> (tensor<f32>, tensor<8x10xf32>, tensor<f32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$target, Flow_Hyper:$label_smoothing, StrAttr:$reduction,
                       I64Attr:$ignore_index);
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$log_probs, Flow_Tensor:$count);
  let opClass = "N";
  let rule = "crossEntropy";
  let pytorch = "cross_entropy";
  let eager = "kernels::crossEntropy(input, target, label_smoothing, reduction, ignore_index)";
  let out = "kernels::crossEntropyOut(result, log_probs, count, input, target, label_smoothing, reduction, ignore_index)";
  let indices = [Index<"target", "input", "1", "ignore_index">];
  let gradients = [Gradient<"input",
    "b.cross_entropy_loss_backward(g_result, log_probs, target, count, label_smoothing, reduction, ignore_index)">];
}

def Flow_CrossEntropyLossBackwardOp : Flow_ValueOp<"cross_entropy_loss_backward"> {
  let summary = "Gradient of cross_entropy_loss towards its logits";
  let description = [{
    Computes `(softmax - q) * grad`, where `q` is the smoothed target distribution, divided by
    `count` when the loss is a mean; 0 where the target is `ignore_index`.

    Constraints:
    - (C1) `log_probs` is floating-point of rank 1 or more; `target` is `int64`.
    - (C2) `target` has the shape of `log_probs` without its class dimension.
    - (C3) `reduction` is "mean", "sum" or "none".

    Example:

    ```mlir
    %dx = flow.cross_entropy_loss_backward %g, %lp, %t, %n, %s {reduction = "mean", ignore_index = -100 : i64}
       : (tensor<f32>, tensor<8x10xf32>, tensor<8xi64>, tensor<f32>, f64) -> tensor<8x10xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$log_probs, Flow_Tensor:$target, Flow_Tensor:$count,
                       Flow_Hyper:$label_smoothing, StrAttr:$reduction, I64Attr:$ignore_index);
  let results = (outs Flow_Tensor:$result);
  let opClass = "N";
  let rule = "crossEntropyBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::crossEntropyBackward(grad, log_probs, target, count, label_smoothing, reduction, ignore_index)";
  let out = "kernels::crossEntropyBackwardOut(result, grad, log_probs, target, count, label_smoothing, reduction, ignore_index)";
}

#endif
