// Arithmetic and elementary functions, element by element, with broadcasting.
#ifndef FLODL_IR_OPS_ELEMENTWISE_TD
#define FLODL_IR_OPS_ELEMENTWISE_TD
include "ir/ops/FlowOpBase.td"

/// A function of one tensor. `what` is the summary, `text` the first paragraph of the description.
class Flow_UnaryOp<string mnemonic, string what, string text> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # "\n\nShapes: the result has the shape of `input`.\n\nExample:\n\n```mlir\n%y = flow."
                    # mnemonic # " %x : (tensor<8x4xf32>) -> tensor<8x4xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "floatUnary";
  let eager = "at::" # mnemonic # "(input)";
  let out = "at::" # mnemonic # "_out(result, input)";
}

/// A function of two tensors that broadcast.
class Flow_BinaryOp<string mnemonic, string what, string text> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # "\n\nShapes: the operands broadcast against each other.\n\nConstraints:\n"
                    # "- (C1) the operands broadcast; a symbolic size broadcasts only against 1 or itself.\n\n"
                    # "Example:\n\n```mlir\n%y = flow." # mnemonic
                    # " %a, %b : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$lhs, Flow_Tensor:$rhs);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "broadcast";
  let eager = "at::" # mnemonic # "(lhs, rhs)";
  let out = "at::" # mnemonic # "_out(result, lhs, rhs)";
}

/// The gradient of a function of one tensor, in terms of the gradient of its result and of
/// `saved`, its input or its result.
class Flow_UnaryBackwardOp<string mnemonic, string what, string saved> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\nSource: `at::" # mnemonic # "`. Computes the gradient towards the input from `grad`, the "
                    # "gradient of the result, and `" # saved # "`.\n\nConstraints:\n"
                    # "- (C1) `grad` and `" # saved # "` have equal shapes and element types.\n\n"
                    # "Example:\n\n```mlir\n%dx = flow." # mnemonic
                    # " %g, %x : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>\n```\n";
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "sameAsBoth";
  let pytorch = "";
  let isPublic = 0;
  let eager = "at::" # mnemonic # "(grad, " # saved # ")";
  let out = "at::" # mnemonic # "_out(result, grad, " # saved # ")";
}

def Flow_AddOp : Flow_BinaryOp<"add", "Sum of two tensors", "Computes `lhs + rhs`."> {
  let scalar = "lhs + rhs";
  let gradients = [Gradient<"lhs", "b.sum_to(g, lhs)">, Gradient<"rhs", "b.sum_to(g, rhs)">];
}

def Flow_SubOp : Flow_BinaryOp<"sub", "Difference of two tensors", "Computes `lhs - rhs`."> {
  let scalar = "lhs - rhs";
  let gradients = [Gradient<"lhs", "b.sum_to(g, lhs)">, Gradient<"rhs", "b.sum_to(b.neg(g), rhs)">];
}

def Flow_MulOp : Flow_BinaryOp<"mul", "Product of two tensors, element by element", "Computes `lhs * rhs`."> {
  let scalar = "lhs * rhs";
  let gradients = [
    Gradient<"lhs", "b.sum_to(b.mul(g, rhs), lhs)">,
    Gradient<"rhs", "b.sum_to(b.mul(g, lhs), rhs)">
  ];
}

def Flow_DivOp : Flow_BinaryOp<"div", "Quotient of two tensors, element by element",
                               "Computes `lhs / rhs`; integers give `float32`."> {
  let rule = "trueDivide";
  let scalar = "lhs / rhs";
  let costly = 1;
  let gradients = [
    Gradient<"lhs", "b.sum_to(b.div(g, rhs), lhs)">,
    Gradient<"rhs", "b.sum_to(b.mul(b.neg(g), b.div(b.div(lhs, rhs), rhs)), rhs)">
  ];
}

def Flow_MaximumOp : Flow_BinaryOp<"maximum", "Larger of two values, element by element",
                                   "NaN wins. Equal values share the gradient half and half."> {
  let scalar = "lhs > rhs || lhs != lhs ? lhs : rhs";
  let gradients = [
    Gradient<"lhs", "b.sum_to(b.maximum_backward(g, lhs, rhs), lhs)">,
    Gradient<"rhs", "b.sum_to(b.maximum_backward(g, rhs, lhs), rhs)">
  ];
}

def Flow_MinimumOp : Flow_BinaryOp<"minimum", "Smaller of two values, element by element",
                                   "NaN wins. Equal values share the gradient half and half."> {
  let scalar = "lhs < rhs || lhs != lhs ? lhs : rhs";
  let gradients = [
    Gradient<"lhs", "b.sum_to(b.minimum_backward(g, lhs, rhs), lhs)">,
    Gradient<"rhs", "b.sum_to(b.minimum_backward(g, rhs, lhs), rhs)">
  ];
}

class Flow_ExtremumBackwardOp<string mnemonic, string source> : Flow_ValueOp<mnemonic> {
  let summary = "Gradient of " # source # " towards its first operand";
  let description = "\nPasses `grad` on where `lhs` was chosen, half of it where both are equal.\n\n"
                    # "Shapes: the operands broadcast against each other.\n\nConstraints:\n"
                    # "- (C1) the operands broadcast.\n\nExample:\n\n```mlir\n%d = flow." # mnemonic
                    # " %g, %a, %b : (tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$lhs, Flow_Tensor:$rhs);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "broadcastAll";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
}

def Flow_MaximumBackwardOp : Flow_ExtremumBackwardOp<"maximum_backward", "maximum"> {
  let eager = "at::where(lhs == rhs, grad / 2, grad).masked_fill(lhs < rhs, 0)";
  let scalar = "lhs < rhs ? T(0) : lhs == rhs ? grad / T(2) : grad";
}

def Flow_MinimumBackwardOp : Flow_ExtremumBackwardOp<"minimum_backward", "minimum"> {
  let eager = "at::where(lhs == rhs, grad / 2, grad).masked_fill(lhs > rhs, 0)";
  let scalar = "lhs > rhs ? T(0) : lhs == rhs ? grad / T(2) : grad";
}

def Flow_NegOp : Flow_UnaryOp<"neg", "Negation", "Computes `-x`."> {
  let rule = "sameAsInput";
  let scalar = "-input";
  let gradients = [Gradient<"input", "b.neg(g)">];
}

def Flow_AbsOp : Flow_UnaryOp<"abs", "Absolute value", "Computes `|x|`; the gradient at 0 is 0."> {
  let rule = "sameAsInput";
  let scalar = "math::abs(input)";
  let gradients = [Gradient<"input", "b.mul(g, b.sign(input))">];
}

def Flow_SignOp : Flow_UnaryOp<"sign", "Sign", "Computes -1, 0 or 1; the gradient is 0 everywhere."> {
  let rule = "sameAsInput";
  let scalar = "T(input > T(0)) - T(input < T(0))";
  let gradients = [Gradient<"input", "b.zeros_like(g)">];
}

def Flow_ExpOp : Flow_UnaryOp<"exp", "Exponential function", "Computes `e^x`."> {
  let scalar = "math::exp(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(g, result)">];
}

def Flow_LogOp : Flow_UnaryOp<"log", "Natural logarithm",
                              "Computes `ln x`: -infinity at 0, NaN for negative values."> {
  let scalar = "math::log(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.div(g, input)">];
}

def Flow_SqrtOp : Flow_UnaryOp<"sqrt", "Square root", "NaN for negative values; the gradient at 0 is infinite."> {
  let scalar = "math::sqrt(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.div(g, b.mul(result, b.number(2, result)))">];
}

def Flow_RsqrtOp : Flow_UnaryOp<"rsqrt", "Reciprocal of the square root", "Computes `1 / sqrt(x)`."> {
  let scalar = "math::rsqrt(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(b.mul(g, b.number(-0.5, result)), b.pow(result, 3))">];
}

def Flow_SinOp : Flow_UnaryOp<"sin", "Sine", "Radians."> {
  let scalar = "math::sin(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(g, b.cos(input))">];
}

def Flow_CosOp : Flow_UnaryOp<"cos", "Cosine", "Radians."> {
  let scalar = "math::cos(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(g, b.neg(b.sin(input)))">];
}

def Flow_ErfOp : Flow_UnaryOp<"erf", "Error function", "Computes `2/sqrt(pi)` times the integral of `e^(-t^2)` from 0 to `x`."> {
  let scalar = "math::erf(input)";
  let costly = 1;
  // 2 / sqrt(pi) * exp(-x^2) * g, in libtorch's order.
  let gradients = [Gradient<"input",
    "b.mul(b.mul(b.exp(b.neg(b.pow(input, 2))), b.number(1.1283791670955126, input)), g)">];
}

def Flow_PowOp : Flow_ValueOp<"pow"> {
  let summary = "Power with a constant exponent";
  let description = [{
    Computes `x^exponent`. The gradient is 0 everywhere when the exponent is 0.

    Shapes: the result has the shape of `input`.

    Example:

    ```mlir
    %y = flow.pow %x {exponent = 2.0 : f64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, F64Attr:$exponent);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "floatUnary";
  let eager = "at::pow(input, exponent)";
  let out = "at::pow_out(result, input, exponent)";
  let scalar = "math::pow(input, exponent)";
  let costly = 1;
  let gradients = [Gradient<"input",
    "exponent == 0 ? b.zeros_like(g) : b.mul(g, b.mul(b.pow(input, exponent - 1), b.number(exponent, input)))">];
}

def Flow_ClampOp : Flow_ValueOp<"clamp"> {
  let summary = "Limits values to an interval";
  let description = [{
    Computes `min(max(x, min), max)`; an infinite bound does not limit. NaN stays NaN. The gradient
    passes where `min <= x <= max`, ends included.

    Shapes: the result has the shape of `input`.

    Example:

    ```mlir
    %y = flow.clamp %x {min = 0.0 : f64, max = 6.0 : f64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, F64Attr:$min, F64Attr:$max);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "floatUnary";
  let eager = "at::clamp(input, min, max)";
  let out = "at::clamp_out(result, input, min, max)";
  let scalar = "input < T(min) ? T(min) : input > T(max) ? T(max) : input";
  let gradients = [Gradient<"input", "b.clamp_backward(g, input, min, max)">];
}

def Flow_ClampBackwardOp : Flow_ValueOp<"clamp_backward"> {
  let summary = "Passes the gradient on where the value lies in the interval";
  let description = [{
    Passes `grad` on where `min <= input <= max`, and 0 elsewhere.

    Constraints:
    - (C1) `grad` and `input` have equal shapes and element types.

    Example:

    ```mlir
    %dx = flow.clamp_backward %g, %x {min = 0.0 : f64, max = 6.0 : f64}
       : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, F64Attr:$min, F64Attr:$max);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "sameAsBoth";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "at::where(at::logical_and(input >= min, input <= max), grad, at::zeros({}, grad.options()))";
  let scalar = "input >= T(min) && input <= T(max) ? grad : T(0)";
}

def Flow_DetachOp : Flow_ValueOp<"detach"> {
  let summary = "The same values without gradient history";
  let description = [{
    Source: `torch.Tensor.detach`. No gradient passes; the values are copied.

    Example:

    ```mlir
    %y = flow.detach %x : (tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "sameAsInput";
  let isPublic = 0;
  let eager = "input.detach()";
  let out = "result.copy_(input)";
  let scalar = "input";
}

def Flow_ToDtypeOp : Flow_ValueOp<"to_dtype"> {
  let summary = "Conversion to another element type";
  let description = [{
    Source: `torch.Tensor.to`. The gradient is converted back.

    Shapes: the result has the shape of `input`.

    Example:

    ```mlir
    %y = flow.to_dtype %x {dtype = "float64"} : (tensor<8x4xf32>) -> tensor<8x4xf64>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_DTypeAttr:$dtype);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "toDtype";
  let pytorch = "to";
  let eager = "input.to(dtype)";
  let out = "result.copy_(input)";
  let gradients = [Gradient<"input", "b.to_dtype(g, b.dtype(input))">];
}

#endif
