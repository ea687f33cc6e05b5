// Arithmetic, element by element, with broadcasting.
#ifndef FLODL_IR_OPS_ARITHMETIC_TD
#define FLODL_IR_OPS_ARITHMETIC_TD
include "ir/ops/Elementwise.td"

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
  let hasFunction = 0;
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

/// A function that is constant between its steps.
class Flow_StepOp<string mnemonic, string what, string text> : Flow_UnaryOp<mnemonic, what, text # " The gradient is 0 everywhere."> {
  let rule = "sameAsInput";
  let scalar = "math::" # mnemonic # "(input)";
  let gradients = [Gradient<"input", "b.zeros_like(g)">];
}

def Flow_FloorOp : Flow_StepOp<"floor", "Largest integer not above", "Rounds towards -infinity.">;
def Flow_CeilOp : Flow_StepOp<"ceil", "Smallest integer not below", "Rounds towards infinity.">;
def Flow_TruncOp : Flow_StepOp<"trunc", "Integer part", "Rounds towards 0.">;
def Flow_RoundOp : Flow_StepOp<"round", "Nearest integer", "Halves go to the even neighbour: 0.5 gives 0, 1.5 and 2.5 give 2.">;

def Flow_FracOp : Flow_UnaryOp<"frac", "Fractional part", "Computes `x - trunc(x)`, which has the sign of `x`.\n\nConstraints:\n- (C1) `input` is floating-point."> {
  let rule = "floatInput";
  let scalar = "input - math::trunc(input)";
  let gradients = [Gradient<"input", "g">];
}

def Flow_ReciprocalOp : Flow_UnaryOp<"reciprocal", "Reciprocal", "Computes `1 / x`."> {
  let scalar = "T(1) / input";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(b.neg(g), b.mul(result, result))">];
}

def Flow_SquareOp : Flow_UnaryOp<"square", "Square", "Computes `x * x`; booleans give `int64`."> {
  let rule = "square";
  let scalar = "input * input";
  let gradients = [Gradient<"input", "b.mul(g, b.mul(input, b.number(2, input)))">];
}

/// What remains of a division, and its quotient. Integers divided by 0 are an error of libtorch.
class Flow_ModuloOp<string mnemonic, string what, string text> : Flow_BinaryOp<mnemonic, what, text> {
  let scalar = "math::" # mnemonic # "(lhs, rhs)";
  let floatFormula = 1;
  let costly = 1;
}

def Flow_FmodOp : Flow_ModuloOp<"fmod", "Remainder with the sign of the dividend",
    "Computes `lhs - rhs * trunc(lhs / rhs)` as C does: fmod(-5, 3) is -2. An integer divisor of 0 is an error."> {
  let gradients = [
    Gradient<"lhs", "b.sum_to(g, lhs)">,
    Gradient<"rhs", "b.sum_to(b.mul(b.neg(g), b.div_trunc(lhs, rhs)), rhs)">
  ];
}

def Flow_RemainderOp : Flow_ModuloOp<"remainder", "Remainder with the sign of the divisor",
    "Computes `lhs - rhs * floor(lhs / rhs)` as Python does: remainder(-5, 3) is 1. An integer divisor of 0 is an error."> {
  let gradients = [
    Gradient<"lhs", "b.sum_to(g, lhs)">,
    Gradient<"rhs", "b.sum_to(b.mul(b.neg(g), b.floor_divide(lhs, rhs)), rhs)">
  ];
}

def Flow_FloorDivideOp : Flow_ModuloOp<"floor_divide", "Quotient rounded down",
    "Computes `floor(lhs / rhs)`; integers stay integers. An integer divisor of 0 is an error. The gradient is 0 everywhere."> {
  let eager = "at::div(lhs, rhs, \"floor\")";
  let out = "at::div_out(result, lhs, rhs, \"floor\")";
  let scalar = "math::floorDivide(lhs, rhs)";
  let gradients = [Gradient<"lhs", "b.zeros_like(lhs)">, Gradient<"rhs", "b.zeros_like(rhs)">];
}

def Flow_DivTruncOp : Flow_ModuloOp<"div_trunc", "Quotient rounded towards 0",
    "Computes `trunc(lhs / rhs)`; integers stay integers. An integer divisor of 0 is an error. The gradient is 0 everywhere.\n\nSource: `torch.div` with `rounding_mode=\"trunc\"`."> {
  let pytorch = "div";
  let function = "div";
  let hasFunction = 0;
  let eager = "at::div(lhs, rhs, \"trunc\")";
  let out = "at::div_out(result, lhs, rhs, \"trunc\")";
  let scalar = "math::trunc(lhs / rhs)";
  let gradients = [Gradient<"lhs", "b.zeros_like(lhs)">, Gradient<"rhs", "b.zeros_like(rhs)">];
}

def Flow_LerpOp : Flow_ValueOp<"lerp"> {
  let summary = "Linear interpolation";
  let description = [{
    Computes `input + weight * (end - input)`; `weight` is a tensor or a number.

    Shapes: the operands broadcast against each other.

    Constraints:
    - (C1) the operands are floating-point and of one element type; a `weight` without dimensions may be of any.
    - (C2) the operands broadcast.

    Example:

    ```mlir
    %y = flow.lerp %a, %e, %w : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$end, Flow_Tensor:$weight);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "lerp";
  let eager = "kernels::lerp(input, end, weight)";
  let out = "at::lerp_out(result, input, end, weight)";
  let scalar = "math::lerp(input, end, weight)";
  let gradients = [
    Gradient<"input", "b.sum_to(b.mul(g, b.sub(b.number(1, weight), weight)), input)">,
    Gradient<"end", "b.sum_to(b.mul(g, weight), end)">,
    Gradient<"weight", "b.sum_to(b.mul(g, b.sub(end, input)), weight)">
  ];
}

class Flow_AddProductOp<string mnemonic, string what, string text, string constraint> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # "\n\nShapes: the operands broadcast against each other.\n\nConstraints:\n"
                    # "- (C1) the operands broadcast.\n" # constraint
                    # "\nExample:\n\n```mlir\n%y = flow." # mnemonic # " %x, %a, %b {value = 0.5 : f64}\n"
                    # "   : (tensor<8x4xf32>, tensor<8x1xf32>, tensor<4xf32>) -> tensor<8x4xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$tensor1, Flow_Tensor:$tensor2, F64Attr:$value);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = mnemonic;
  let eager = "kernels::" # mnemonic # "(input, tensor1, tensor2, value)";
  let out = "at::" # mnemonic # "_out(result, input, tensor1, tensor2, value)";
  let defaults = [Default<"value", "1">];
}

def Flow_AddcmulOp : Flow_AddProductOp<"addcmul", "Adds a multiple of a product", "Computes `input + value * tensor1 * tensor2`.", ""> {
  let scalar = "input + T(value) * tensor1 * tensor2";
  let gradients = [
    Gradient<"input", "b.sum_to(g, input)">,
    Gradient<"tensor1", "b.sum_to(b.mul(g, b.mul(tensor2, b.number(value, tensor2))), tensor1)">,
    Gradient<"tensor2", "b.sum_to(b.mul(g, b.mul(tensor1, b.number(value, tensor1))), tensor2)">
  ];
}

def Flow_AddcdivOp : Flow_AddProductOp<"addcdiv", "Adds a multiple of a quotient", "Computes `input + value * tensor1 / tensor2`.",
    "- (C2) `tensor1` or `tensor2` is floating-point.\n"> {
  let scalar = "input + T(value) * tensor1 / tensor2";
  let costly = 1;
  let gradients = [
    Gradient<"input", "b.sum_to(g, input)">,
    Gradient<"tensor1", "b.sum_to(b.mul(g, b.div(b.number(value, tensor2), tensor2)), tensor1)">,
    Gradient<"tensor2",
      "b.sum_to(b.mul(b.neg(g), b.div(b.mul(tensor1, b.number(value, tensor1)), b.mul(tensor2, tensor2))), tensor2)">
  ];
}

#endif
