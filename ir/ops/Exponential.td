// Exponential functions, logarithms, roots and powers, element by element.
#ifndef FLODL_IR_OPS_EXPONENTIAL_TD
#define FLODL_IR_OPS_EXPONENTIAL_TD
include "ir/ops/Elementwise.td"

def Flow_ExpOp : Flow_UnaryOp<"exp", "Exponential function", "Computes `e^x`."> {
  let scalar = "math::exp(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(g, result)">];
}

def Flow_Exp2Op : Flow_UnaryOp<"exp2", "Power of 2", "Computes `2^x`."> {
  let scalar = "math::exp2(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(b.mul(g, result), b.number(0.693147180559945309417, result))">];
}

def Flow_Expm1Op : Flow_UnaryOp<"expm1", "Exponential function less 1", "Computes `e^x - 1`, accurate near 0."> {
  let scalar = "math::expm1(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(g, b.add(result, b.number(1, result)))">];
}

def Flow_LogOp : Flow_UnaryOp<"log", "Natural logarithm",
                              "Computes `ln x`: -infinity at 0, NaN for negative values."> {
  let domain = "positive";
  let scalar = "math::log(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.div(g, input)">];
}

def Flow_Log1pOp : Flow_UnaryOp<"log1p", "Natural logarithm of 1 more", "Computes `ln(1 + x)`, accurate near 0."> {
  let domain = "positive";
  let scalar = "math::log1p(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.div(g, b.add(input, b.number(1, input)))">];
}

def Flow_Log2Op : Flow_UnaryOp<"log2", "Logarithm to base 2", "-infinity at 0, NaN for negative values."> {
  let domain = "positive";
  let scalar = "math::log2(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.div(g, b.mul(input, b.number(0.6931471805599453, input)))">];
}

def Flow_Log10Op : Flow_UnaryOp<"log10", "Logarithm to base 10", "-infinity at 0, NaN for negative values."> {
  let domain = "positive";
  let scalar = "math::log10(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.div(g, b.mul(input, b.number(2.3025850929940456, input)))">];
}

def Flow_SqrtOp : Flow_UnaryOp<"sqrt", "Square root", "NaN for negative values; the gradient at 0 is infinite."> {
  let domain = "positive";
  let scalar = "math::sqrt(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.div(g, b.mul(result, b.number(2, result)))">];
}

def Flow_RsqrtOp : Flow_UnaryOp<"rsqrt", "Reciprocal of the square root", "Computes `1 / sqrt(x)`."> {
  let domain = "positive";
  let scalar = "math::rsqrt(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(b.mul(g, b.number(-0.5, result)), b.pow(result, 3))">];
}

def Flow_ErfOp : Flow_UnaryOp<"erf", "Error function", "Computes `2/sqrt(pi)` times the integral of `e^(-t^2)` from 0 to `x`."> {
  let scalar = "math::erf(input)";
  let costly = 1;
  // 2 / sqrt(pi) * exp(-x^2) * g, in libtorch's order.
  let gradients = [Gradient<"input",
    "b.mul(b.mul(b.exp(b.neg(b.pow(input, 2))), b.number(1.1283791670955126, input)), g)">];
}

def Flow_ErfcOp : Flow_UnaryOp<"erfc", "Complementary error function", "Computes `1 - erf(x)`, accurate for large `x`."> {
  let scalar = "math::erfc(input)";
  let costly = 1;
  let gradients = [Gradient<"input",
    "b.mul(b.mul(b.exp(b.neg(b.pow(input, 2))), b.number(-1.1283791670955126, input)), g)">];
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
  let hasFunction = 0;
  let eager = "at::pow(input, exponent)";
  let out = "at::pow_out(result, input, exponent)";
  let scalar = "math::pow(input, exponent)";
  let costly = 1;
  let gradients = [Gradient<"input",
    "exponent == 0 ? b.zeros_like(g) : b.mul(g, b.mul(b.pow(input, exponent - 1), b.number(exponent, input)))">];
}

def Flow_PowTensorOp : Flow_BinaryOp<"pow_tensor", "Power with a tensor as exponent",
    "Computes `lhs^rhs`; integers stay integers. Towards `lhs` the gradient is 0 where `rhs` is 0; towards `rhs` it is 0 where `lhs` is 0 and `rhs` is not negative."> {
  let domain = "positive";
  let pytorch = "pow";
  let function = "pow";
  let hasFunction = 0;
  let eager = "kernels::powTensor(lhs, rhs)";
  let out = "at::pow_out(result, lhs, rhs)";
  let scalar = "math::powReal(lhs, rhs)";
  let floatFormula = 1;
  let costly = 1;
  let gradients = [
    Gradient<"lhs",
      "b.sum_to(b.where(b.eq(rhs, b.number(0, rhs)), b.number(0, g), "
      "b.mul(g, b.mul(rhs, b.pow_tensor(lhs, b.sub(rhs, b.number(1, rhs)))))), lhs)">,
    Gradient<"rhs",
      "b.sum_to(b.mul(g, b.where(b.logical_and(b.eq(lhs, b.number(0, lhs)), b.ge(rhs, b.number(0, rhs))), "
      "b.number(0, g), b.mul(result, b.logOf(lhs, result)))), rhs)">
  ];
}

#endif
