// Dropout that keeps mean and variance of self-normalising networks.
#ifndef FLODL_IR_OPS_ALPHADROPOUT_TD
#define FLODL_IR_OPS_ALPHADROPOUT_TD
include "ir/ops/FlowOpBase.td"

def Flow_AlphaDropoutOp : Flow_ValueOp<"alpha_dropout"> {
  let summary = "Sets elements at random to SELU's negative limit and restores mean and variance";
  let description = [{
    In training, element `e` becomes `s = -1.7580993408473766` when its random number is below `p`; then
    `a x + b` with `a = 1 / sqrt((1 - p) (1 + p s^2))` and `b = -a p s` has the mean and variance that `x`
    had, if these were 0 and 1. In evaluation the elements pass unchanged. `p` is below 1.

    Shapes: the result has the shape of `input`.

    Constraints:
    - (C1) `input` is floating-point.

    Source: Klambauer et al. 2017, "Self-Normalizing Neural Networks".

    Example:

    ```mlir
    %y = flow.alpha_dropout %x, %p, %training {path = "alpha_dropout_2", draw = 0 : i64}
       : (tensor<8x4xf32>, f64, i1) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Hyper:$p, Flow_Flag:$training, StrAttr:$path, I64Attr:$draw);
  let results = (outs Flow_Tensor:$result);
  let opClass = "Q";
  let rule = "floatInput";
  let callClass = "Allocating";
  let eager = "kernels::alphaDropout(input, p, training, random)";
  let scalar = "math::alphaDropout(input, p, training, uniform)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.alpha_dropout_backward(g, p, training, path, draw)">];
}

def Flow_AlphaDropoutBackwardOp : Flow_ValueOp<"alpha_dropout_backward"> {
  let summary = "Gradient of alpha_dropout";
  let description = [{
    In training, 0 where the element was dropped, and `a` times the gradient elsewhere, with the same
    random numbers; in evaluation the gradient itself.

    Constraints:
    - (C1) `grad` is floating-point.

    Example:

    ```mlir
    %dx = flow.alpha_dropout_backward %g, %p, %training {path = "alpha_dropout_2", draw = 0 : i64}
       : (tensor<8x4xf32>, f64, i1) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Hyper:$p, Flow_Flag:$training, StrAttr:$path, I64Attr:$draw);
  let results = (outs Flow_Tensor:$result);
  let opClass = "Q";
  let rule = "floatInput";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::alphaDropoutBackward(grad, p, training, random)";
  let scalar = "math::alphaDropoutBackward(grad, p, training, uniform)";
  let costly = 1;
}

#endif
