// Element-wise operations with broadcasting.
#ifndef FLODL_IR_OPS_ELEMENTWISE_TD
#define FLODL_IR_OPS_ELEMENTWISE_TD
include "ir/ops/FlowOpBase.td"

class Flow_UnaryOp<string mnemonic> : Flow_ValueOp<mnemonic> {
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "floatUnary";
  let eager = "at::" # mnemonic # "(input)";
  let out = "at::" # mnemonic # "_out(result, input)";
}

class Flow_BinaryOp<string mnemonic> : Flow_ValueOp<mnemonic> {
  let arguments = (ins Flow_Tensor:$lhs, Flow_Tensor:$rhs);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "broadcast";
  let eager = "at::" # mnemonic # "(lhs, rhs)";
  let out = "at::" # mnemonic # "_out(result, lhs, rhs)";
}

def Flow_AddOp : Flow_BinaryOp<"add"> {
  let summary = "Sum of two tensors";
  let description = [{
    Shapes: the operands broadcast against each other.

    Constraints:
    - (C1) the operands broadcast; a symbolic size broadcasts only against 1 or itself.

    Example:

    ```mlir
    %y = flow.add %a, %b : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let scalar = "lhs + rhs";
  let gradients = [Gradient<"lhs", "b.sum_to(g, lhs)">, Gradient<"rhs", "b.sum_to(g, rhs)">];
}

def Flow_MulOp : Flow_BinaryOp<"mul"> {
  let summary = "Product of two tensors, element by element";
  let description = [{
    Shapes: the operands broadcast against each other.

    Constraints:
    - (C1) the operands broadcast.

    Example:

    ```mlir
    %y = flow.mul %a, %b : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let scalar = "lhs * rhs";
  let gradients = [
    Gradient<"lhs", "b.sum_to(b.mul(g, rhs), lhs)">,
    Gradient<"rhs", "b.sum_to(b.mul(g, lhs), rhs)">
  ];
}

def Flow_ReluOp : Flow_UnaryOp<"relu"> {
  let summary = "Rectified linear unit";
  let description = [{
    Computes `max(0, x)`; NaN stays NaN.

    Example:

    ```mlir
    %y = flow.relu %x : (tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let rule = "sameAsInput";
  let scalar = "input > T(0) || input != input ? input : T(0)";
  let gradients = [Gradient<"input", "b.threshold_backward(g, result)">];
}

def Flow_ThresholdBackwardOp : Flow_ValueOp<"threshold_backward"> {
  let summary = "Passes the gradient on where the value is positive";
  let description = [{
    Source: `at::threshold_backward` with threshold 0.

    Constraints:
    - (C1) `grad` and `input` have equal shapes.

    Example:

    ```mlir
    %dx = flow.threshold_backward %g, %y : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "broadcast";
  let isPublic = 0;
  let eager = "at::threshold_backward(grad, input, 0)";
  let out = "at::threshold_backward_out(result, grad, input, 0)";
  let scalar = "input > T(0) ? grad : T(0)";
}

#endif
