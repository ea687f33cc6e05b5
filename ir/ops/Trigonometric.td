// Trigonometric and hyperbolic functions and their inverses, element by element.
#ifndef FLODL_IR_OPS_TRIGONOMETRIC_TD
#define FLODL_IR_OPS_TRIGONOMETRIC_TD
include "ir/ops/Elementwise.td"

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

def Flow_TanOp : Flow_UnaryOp<"tan", "Tangent", "Radians."> {
  let scalar = "math::tan(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(g, b.add(b.pow(result, 2), b.number(1, result)))">];
}

def Flow_AsinOp : Flow_UnaryOp<"asin", "Arc sine", "NaN outside of [-1, 1]."> {
  let domain = "unit";
  let scalar = "math::asin(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(g, b.rsqrt(b.add(b.mul(b.neg(input), input), b.number(1, input))))">];
}

def Flow_AcosOp : Flow_UnaryOp<"acos", "Arc cosine", "NaN outside of [-1, 1]."> {
  let domain = "unit";
  let scalar = "math::acos(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(g, b.neg(b.rsqrt(b.add(b.mul(b.neg(input), input), b.number(1, input)))))">];
}

def Flow_AtanOp : Flow_UnaryOp<"atan", "Arc tangent", "Gives an angle in [-pi/2, pi/2]."> {
  let scalar = "math::atan(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.div(g, b.add(b.mul(input, input), b.number(1, input)))">];
}

def Flow_SinhOp : Flow_UnaryOp<"sinh", "Hyperbolic sine", "Computes `(e^x - e^(-x)) / 2`."> {
  let scalar = "math::sinh(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(g, b.cosh(input))">];
}

def Flow_CoshOp : Flow_UnaryOp<"cosh", "Hyperbolic cosine", "Computes `(e^x + e^(-x)) / 2`."> {
  let scalar = "math::cosh(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(g, b.sinh(input))">];
}

def Flow_AsinhOp : Flow_UnaryOp<"asinh", "Inverse hyperbolic sine", "Computes `ln(x + sqrt(x^2 + 1))`."> {
  let scalar = "math::asinh(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(g, b.rsqrt(b.add(b.pow(input, 2), b.number(1, input))))">];
}

def Flow_AcoshOp : Flow_UnaryOp<"acosh", "Inverse hyperbolic cosine", "NaN below 1."> {
  let domain = "above one";
  let scalar = "math::acosh(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mul(g, b.rsqrt(b.sub(b.mul(input, input), b.number(1, input))))">];
}

def Flow_AtanhOp : Flow_UnaryOp<"atanh", "Inverse hyperbolic tangent", "Infinite at -1 and 1, NaN beyond."> {
  let domain = "unit";
  let scalar = "math::atanh(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.div(g, b.sub(b.number(1, input), b.pow(input, 2)))">];
}

def Flow_Atan2Op : Flow_BinaryOp<"atan2", "Angle of a point",
    "The angle in [-pi, pi] between the positive x axis and the point (x = `rhs`, y = `lhs`); integers give `float32`."> {
  let rule = "trueDivide";
  let scalar = "math::atan2(lhs, rhs)";
  let costly = 1;
  let gradients = [
    Gradient<"lhs", "b.sum_to(b.mul(b.mul(g, rhs), b.reciprocal(b.add(b.mul(lhs, lhs), b.mul(rhs, rhs)))), lhs)">,
    Gradient<"rhs", "b.sum_to(b.mul(b.mul(g, b.neg(lhs)), b.reciprocal(b.add(b.mul(lhs, lhs), b.mul(rhs, rhs)))), rhs)">
  ];
}

#endif
