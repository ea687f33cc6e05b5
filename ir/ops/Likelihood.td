// Negative log likelihoods of given classes, and of given sequences of classes.
#ifndef FLODL_IR_OPS_LIKELIHOOD_TD
#define FLODL_IR_OPS_LIKELIHOOD_TD
include "ir/ops/FlowOpBase.td"

def Flow_NllLossOp : Flow_ValueOp<"nll_loss"> {
  let summary = "Negative log likelihood of class indices";
  let description = [{
    Computes `-weight[target] * input[target]` for each sample. A mean divides by the sum of the
    weights of the samples that count. Samples whose target is `ignore_index` are left out, also of
    that sum. Source: `torch.nn.functional.nll_loss`.

    Shapes: `input` holds log-probabilities, `[N, C, *]` or `[C]`, `target` is `[N, *]` or rank 0 and
    `weight` is `[C]`. `result` has rank 0, or the shape of `target` when `reduction` is "none".
    `total_weight` (rank 0) is the divisor of the mean; it serves the gradient.

    Constraints:
    - (C1) `input` is floating-point of rank 1 or more; `target` is `int64`.
    - (C2) `target` has the shape of `input` without its class dimension.
    - (C3) `reduction` is "mean", "sum" or "none".
    - (C4) `weight`, when present, has shape `[C]` and the element type of `input`.

    Example:

    ```mlir
    %l, %n = flow.nll_loss %lp, %t, %w {reduction = "mean", ignore_index = -100 : i64}
       : (tensor<8x10xf32>, tensor<8xi64>, tensor<10xf32>) -> (tensor<f32>, tensor<f32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$target, Optional<Flow_Tensor>:$weight, StrAttr:$reduction,
                       I64Attr:$ignore_index);
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$total_weight);
  let opClass = "R";
  let rule = "nllLoss";
  let callClass = "Allocating";
  let eager = "kernels::nllLoss(input, target, weight, reduction, ignore_index)";
  let indices = [Index<"target", "input", "1", "ignore_index">];
  let gradients = [Gradient<"input",
    "b.nll_loss_backward(g_result, input, target, weight, total_weight, reduction, ignore_index)">];
}

def Flow_NllLossBackwardOp : Flow_ValueOp<"nll_loss_backward"> {
  let summary = "Gradient of nll_loss";
  let description = [{
    `-weight[target] * grad` at the target's class, divided by `total_weight` when the loss is a
    mean, and 0 elsewhere.

    Constraints:
    - (C1) `input` is floating-point of rank 1 or more; `target` is `int64`.
    - (C2) `target` has the shape of `input` without its class dimension.
    - (C3) `reduction` is "mean", "sum" or "none".
    - (C4) `weight`, when present, has shape `[C]` and the element type of `input`.
    - (C5) `grad` has the shape of the loss.

    Example:

    ```mlir
    %dx = flow.nll_loss_backward %g, %lp, %t, %w, %n {reduction = "mean", ignore_index = -100 : i64}
       : (tensor<f32>, tensor<8x10xf32>, tensor<8xi64>, tensor<10xf32>, tensor<f32>) -> tensor<8x10xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$target, Optional<Flow_Tensor>:$weight,
                       Flow_Tensor:$total_weight, StrAttr:$reduction, I64Attr:$ignore_index);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "nllLossBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::nllLossBackward(grad, input, target, weight, total_weight, reduction, ignore_index)";
  let out = "kernels::nllLossBackwardOut(result, grad, input, target, weight, total_weight, reduction, ignore_index)";
}

def Flow_CtcLossOp : Flow_ValueOp<"ctc_loss"> {
  let summary = "Connectionist temporal classification";
  let description = [{
    Negative log likelihood of a sequence of classes, summed over all its alignments with the steps
    of `log_probs`. A mean divides each sample by its target length (1 at least) first. A target that
    cannot be aligned gives infinity, or 0 with `zero_infinity`.
    Source: `torch.nn.functional.ctc_loss`; Graves et al. 2006.

    The lengths are read on the host, where the loss is computed: on CUDA the operands are copied
    there, a program with this loss runs without a graph, and its result is deterministic. The
    gradient is that of normalised `log_probs`, the results of `log_softmax`.

    Shapes: `log_probs` is `[T, N, C]`, `targets` is `[N, S]`, or `[sum of lengths]`, both lengths
    are `[N]`. `result` has rank 0, or shape `[N]` when `reduction` is "none".

    Constraints:
    - (C1) `log_probs` is `float32` or `float64` of rank 3.
    - (C2) `targets` is `int64` of rank 1, or `[N, S]`.
    - (C3) `input_lengths` and `target_lengths` are `int64` of shape `[N]`.
    - (C4) `reduction` is "mean", "sum" or "none".

    Example:

    ```mlir
    %lp = flow.log_softmax %x {dim = 2 : i64} : (tensor<6x2x4xf32>) -> tensor<6x2x4xf32>
    %l = flow.ctc_loss %lp, %t, %in, %tn {blank = 0 : i64, reduction = "mean", zero_infinity = true}
       : (tensor<6x2x4xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<f32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$log_probs, Flow_Tensor:$targets, Flow_Tensor:$input_lengths,
                       Flow_Tensor:$target_lengths, I64Attr:$blank, StrAttr:$reduction, BoolAttr:$zero_infinity);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "ctcLoss";
  let callClass = "Allocating";
  let eager = "kernels::ctcLoss(log_probs, targets, input_lengths, target_lengths, blank, reduction, zero_infinity)";
  let gradients = [Gradient<"log_probs",
    "b.ctc_loss_backward(g, log_probs, targets, input_lengths, target_lengths, blank, reduction, zero_infinity)">];
}

def Flow_CtcLossBackwardOp : Flow_ValueOp<"ctc_loss_backward"> {
  let summary = "Gradient of ctc_loss";
  let description = [{
    Computes the alignments anew, as their table has a size that only the lengths know.

    Constraints:
    - (C1) `log_probs` is `float32` or `float64` of rank 3.
    - (C2) `targets` is `int64` of rank 1, or `[N, S]`.
    - (C3) `input_lengths` and `target_lengths` are `int64` of shape `[N]`.
    - (C4) `reduction` is "mean", "sum" or "none".
    - (C5) `grad` has the shape of the loss.

    Example:

    ```mlir
    %dx = flow.ctc_loss_backward %g, %lp, %t, %in, %tn {blank = 0 : i64, reduction = "mean", zero_infinity = true}
       : (tensor<f32>, tensor<6x2x4xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<6x2x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$log_probs, Flow_Tensor:$targets, Flow_Tensor:$input_lengths,
                       Flow_Tensor:$target_lengths, I64Attr:$blank, StrAttr:$reduction, BoolAttr:$zero_infinity);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "ctcLossBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::ctcLossBackward(grad, log_probs, targets, input_lengths, target_lengths, blank, reduction, zero_infinity)";
}

#endif
