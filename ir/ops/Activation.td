// Activations that act element by element, and their gradients. Softmax is in Normalisation.td.
#ifndef FLODL_IR_OPS_ACTIVATION_TD
#define FLODL_IR_OPS_ACTIVATION_TD
include "ir/ops/Elementwise.td"

def Flow_ReluOp : Flow_UnaryOp<"relu", "Rectified linear unit", "Computes `max(0, x)`; NaN stays NaN, and the gradient at 0 is 0."> {
  let rule = "sameAsInput";
  // at::relu_out allocates; at::relu is this clamp.
  let out = "at::clamp_min_out(result, input, 0)";
  let scalar = "input < T(0) ? T(0) : input";
  let gradients = [Gradient<"input", "b.threshold_backward(g, result)">];
}

def Flow_ThresholdBackwardOp : Flow_UnaryBackwardOp<"threshold_backward", "Passes the gradient on where the value is positive", "input"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input);
  let eager = "at::threshold_backward(grad, input, 0)";
  let out = "at::threshold_backward_out(result, grad, input, 0)";
  let scalar = "input <= T(0) ? T(0) : grad";
}

def Flow_SigmoidOp : Flow_UnaryOp<"sigmoid", "Logistic function", "Computes `1 / (1 + e^(-x))`."> {
  let scalar = "math::sigmoid(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.sigmoid_backward(g, result)">];
}

def Flow_SigmoidBackwardOp : Flow_UnaryBackwardOp<"sigmoid_backward", "Gradient of the logistic function", "output"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$output);
  let scalar = "grad * (T(1) - output) * output";
}

def Flow_TanhOp : Flow_UnaryOp<"tanh", "Hyperbolic tangent", "Computes `tanh x`."> {
  let scalar = "math::tanh(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.tanh_backward(g, result)">];
}

def Flow_TanhBackwardOp : Flow_UnaryBackwardOp<"tanh_backward", "Gradient of the hyperbolic tangent", "output"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$output);
  let scalar = "grad * (T(1) - output * output)";
}

def Flow_GeluOp : Flow_UnaryOp<"gelu", "Gaussian error linear unit", "Computes `x/2 * (1 + erf(x / sqrt(2)))`."> {
  let eager = "at::gelu(input, \"none\")";
  let out = "at::gelu_out(result, input, \"none\")";
  let scalar = "math::gelu(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.gelu_backward(g, input)">];
}

def Flow_GeluBackwardOp : Flow_UnaryBackwardOp<"gelu_backward", "Gradient of the Gaussian error linear unit", "input"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input);
  let eager = "at::gelu_backward(grad, input, \"none\")";
  let out = "at::gelu_backward_out(result, grad, input, \"none\")";
  let scalar = "math::geluBackward(grad, input)";
  let costly = 1;
}

def Flow_GeluTanhOp : Flow_UnaryOp<"gelu_tanh", "Gaussian error linear unit, tanh form",
                                   "Computes `x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3)))`."> {
  let pytorch = "gelu";
  let eager = "at::gelu(input, \"tanh\")";
  let out = "at::gelu_out(result, input, \"tanh\")";
  let scalar = "math::geluTanh(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.gelu_tanh_backward(g, input)">];
}

def Flow_GeluTanhBackwardOp : Flow_UnaryBackwardOp<"gelu_tanh_backward", "Gradient of the tanh form of the Gaussian error linear unit", "input"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input);
  let eager = "at::gelu_backward(grad, input, \"tanh\")";
  let out = "at::gelu_backward_out(result, grad, input, \"tanh\")";
  let scalar = "math::geluTanhBackward(grad, input)";
  let costly = 1;
}

def Flow_SiluOp : Flow_UnaryOp<"silu", "Sigmoid-weighted linear unit", "Computes `x * sigmoid(x)`."> {
  let scalar = "math::silu(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.silu_backward(g, input)">];
}

def Flow_SiluBackwardOp : Flow_UnaryBackwardOp<"silu_backward", "Gradient of the sigmoid-weighted linear unit", "input"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input);
  let scalar = "math::siluBackward(grad, input)";
  let costly = 1;
}

/// A function of one tensor and hyper-parameters, whose names are `names` (`%alpha, %beta`) and types `types`.
class Flow_TunedUnaryOp<string mnemonic, string what, string text, string names, string types,
                        string constraints = "Constraints:\n- (C1) `input` is floating-point.\n\n"> : Flow_UnaryOp<mnemonic, what, text> {
  let description = "\n" # text # "\n\nShapes: the result has the shape of `input`.\n\n" # constraints # "Example:\n\n```mlir\n%y = flow." # mnemonic # " %x, " # names
                    # " : (tensor<8x4xf32>, " # types # ") -> tensor<8x4xf32>\n```\n";
  let rule = "floatInput";
}

class Flow_TunedBackwardOp<string mnemonic, string what, string names, string types> : Flow_UnaryBackwardOp<mnemonic, what, "input"> {
  let description = "\nComputes the gradient towards the input from `grad`, the gradient of the result, and `input`.\n\nConstraints:\n"
                    # "- (C1) `grad` and `input` have equal shapes and element types.\n\n"
                    # "Example:\n\n```mlir\n%dx = flow." # mnemonic # " %g, %x, " # names
                    # " : (tensor<8xf32>, tensor<8xf32>, " # types # ") -> tensor<8xf32>\n```\n";
}

def Flow_LeakyReluOp : Flow_TunedUnaryOp<"leaky_relu", "Rectified linear unit with a slope below 0",
    "Computes `x` where `x > 0`, `negative_slope * x` elsewhere.", "%negative_slope", "f64"> {
  let arguments = (ins Flow_Tensor:$input, Flow_Hyper:$negative_slope);
  let eager = "at::leaky_relu(input, negative_slope)";
  let out = "at::leaky_relu_out(result, input, negative_slope)";
  let scalar = "input > T(0) ? input : input * T(negative_slope)";
  let gradients = [Gradient<"input", "b.leaky_relu_backward(g, input, negative_slope)">];
  let defaults = [Default<"negative_slope", "0.01">];
}

def Flow_LeakyReluBackwardOp : Flow_TunedBackwardOp<"leaky_relu_backward", "Gradient of the rectified linear unit with a slope",
    "%negative_slope", "f64"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Hyper:$negative_slope);
  let eager = "at::leaky_relu_backward(grad, input, negative_slope, false)";
  let out = "at::leaky_relu_backward_out(result, grad, input, negative_slope, false)";
  let scalar = "input > T(0) ? grad : grad * T(negative_slope)";
}

def Flow_EluOp : Flow_TunedUnaryOp<"elu", "Exponential linear unit",
    "Computes `x` where `x > 0`, `alpha * (e^x - 1)` elsewhere.", "%alpha", "f64"> {
  let arguments = (ins Flow_Tensor:$input, Flow_Hyper:$alpha);
  let eager = "at::elu(input, alpha)";
  let out = "at::elu_out(result, input, alpha)";
  let scalar = "math::elu(input, T(alpha), T(1), T(1))";
  let costly = 1;
  let gradients = [Gradient<"input", "b.elu_backward(g, input, alpha)">];
  let defaults = [Default<"alpha", "1">];
}

def Flow_EluBackwardOp : Flow_TunedBackwardOp<"elu_backward", "Gradient of the exponential linear unit", "%alpha", "f64"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Hyper:$alpha);
  let eager = "at::elu_backward(grad, alpha, 1, 1, false, input)";
  let out = "at::elu_backward_out(result, grad, alpha, 1, 1, false, input)";
  let scalar = "math::eluBackward(grad, input, T(alpha), T(1), T(1))";
  let costly = 1;
}

def Flow_CeluOp : Flow_TunedUnaryOp<"celu", "Continuously differentiable exponential linear unit",
    "Computes `x` where `x > 0`, `alpha * (e^(x / alpha) - 1)` elsewhere.", "%alpha", "f64"> {
  let arguments = (ins Flow_Tensor:$input, Flow_Hyper:$alpha);
  let eager = "at::celu(input, alpha)";
  let out = "at::elu_out(result, input, alpha, 1.0, 1 / alpha)";
  let scalar = "math::elu(input, T(alpha), T(1), T(1 / alpha))";
  let costly = 1;
  let gradients = [Gradient<"input", "b.celu_backward(g, input, alpha)">];
  let defaults = [Default<"alpha", "1">];
}

// libtorch takes the reciprocal of alpha in single precision.
def Flow_CeluBackwardOp : Flow_TunedBackwardOp<"celu_backward", "Gradient of the continuously differentiable exponential linear unit",
    "%alpha", "f64"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Hyper:$alpha);
  let eager = "at::elu_backward(grad, alpha, 1.0, 1.0 / static_cast<float>(alpha), false, input)";
  let out = "at::elu_backward_out(result, grad, alpha, 1.0, 1.0 / static_cast<float>(alpha), false, input)";
  let scalar = "math::eluBackward(grad, input, T(alpha), T(1), T(1.0 / static_cast<float>(alpha)))";
  let costly = 1;
}

def Flow_SeluOp : Flow_UnaryOp<"selu", "Scaled exponential linear unit", "Computes `scale * x` where `x > 0`, `scale * alpha * (e^x - 1)` elsewhere, with scale = 1.0507009873554805 and alpha = 1.6732632423543772.\n\nConstraints:\n- (C1) `input` is floating-point."> {
  let rule = "floatInput";
  let out = "at::elu_out(result, input, kernels::seluAlpha, kernels::seluScale)";
  let scalar = "math::elu(input, T(math::seluAlpha), T(math::seluScale), T(1))";
  let costly = 1;
  let gradients = [Gradient<"input", "b.selu_backward(g, input)">];
}

def Flow_SeluBackwardOp : Flow_UnaryBackwardOp<"selu_backward", "Gradient of the scaled exponential linear unit", "input"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input);
  let eager = "at::elu_backward(grad, kernels::seluAlpha, kernels::seluScale, 1, false, input)";
  let out = "at::elu_backward_out(result, grad, kernels::seluAlpha, kernels::seluScale, 1, false, input)";
  let scalar = "math::eluBackward(grad, input, T(math::seluAlpha), T(math::seluScale), T(1))";
  let costly = 1;
}

def Flow_SoftplusOp : Flow_TunedUnaryOp<"softplus", "Smooth rectified linear unit",
    "Computes `ln(1 + e^(beta * x)) / beta`, and `x` where `beta * x > threshold`.", "%beta, %threshold", "f64, f64"> {
  let arguments = (ins Flow_Tensor:$input, Flow_Hyper:$beta, Flow_Hyper:$threshold);
  let eager = "at::softplus(input, beta, threshold)";
  let out = "at::softplus_out(result, input, beta, threshold)";
  let scalar = "math::softplus(input, T(beta), T(threshold))";
  let costly = 1;
  let gradients = [Gradient<"input", "b.softplus_backward(g, input, beta, threshold)">];
  let defaults = [Default<"beta", "1">, Default<"threshold", "20">];
}

def Flow_SoftplusBackwardOp : Flow_TunedBackwardOp<"softplus_backward", "Gradient of the smooth rectified linear unit",
    "%beta, %threshold", "f64, f64"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Hyper:$beta, Flow_Hyper:$threshold);
  let eager = "at::softplus_backward(grad, input, beta, threshold)";
  let out = "at::softplus_backward_out(result, grad, input, beta, threshold)";
  let scalar = "math::softplusBackward(grad, input, T(beta), T(threshold))";
  let costly = 1;
}

def Flow_HardtanhOp : Flow_TunedUnaryOp<"hardtanh", "Limits values to an interval, as an activation",
    "Computes `min(max(x, min_val), max_val)`; the gradient passes between the ends, these excluded.", "%min_val, %max_val", "f64, f64", ""> {
  let rule = "sameAsInput";
  let arguments = (ins Flow_Tensor:$input, Flow_Hyper:$min_val, Flow_Hyper:$max_val);
  let eager = "at::hardtanh(input, min_val, max_val)";
  let out = "at::hardtanh_out(result, input, min_val, max_val)";
  let scalar = "input < T(min_val) ? T(min_val) : input > T(max_val) ? T(max_val) : input";
  let gradients = [Gradient<"input", "b.hardtanh_backward(g, input, min_val, max_val)">];
  let defaults = [Default<"min_val", "-1">, Default<"max_val", "1">];
}

def Flow_HardtanhBackwardOp : Flow_TunedBackwardOp<"hardtanh_backward", "Passes the gradient on strictly inside an interval",
    "%min_val, %max_val", "f64, f64"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Hyper:$min_val, Flow_Hyper:$max_val);
  let eager = "at::hardtanh_backward(grad, input, min_val, max_val)";
  let out = "at::hardtanh_backward_out(result, grad, input, min_val, max_val)";
  let scalar = "input > T(min_val) && input < T(max_val) ? grad : T(0)";
}

def Flow_ThresholdOp : Flow_TunedUnaryOp<"threshold", "Replaces what is not above a threshold",
    "Computes `x` where `x > threshold`, `value` elsewhere.", "%threshold, %value", "f64, f64", ""> {
  let rule = "sameAsInput";
  let arguments = (ins Flow_Tensor:$input, Flow_Hyper:$threshold, Flow_Hyper:$value);
  let eager = "at::threshold(input, threshold, value)";
  let out = "at::threshold_out(result, input, threshold, value)";
  let scalar = "input <= T(threshold) ? T(value) : input";
  let gradients = [Gradient<"input", "b.above_backward(g, input, threshold)">];
}

def Flow_AboveBackwardOp : Flow_TunedBackwardOp<"above_backward", "Passes the gradient on above a threshold", "%threshold", "f64"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Hyper:$threshold);
  let eager = "at::threshold_backward(grad, input, threshold)";
  let out = "at::threshold_backward_out(result, grad, input, threshold)";
  let scalar = "input <= T(threshold) ? T(0) : grad";
}

def Flow_MishOp : Flow_UnaryOp<"mish", "Self-regularised activation", "Computes `x * tanh(ln(1 + e^x))`.\n\nConstraints:\n- (C1) `input` is floating-point."> {
  let rule = "floatInput";
  let scalar = "math::mish(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.mish_backward(g, input)">];
}

def Flow_MishBackwardOp : Flow_UnaryBackwardOp<"mish_backward", "Gradient of the self-regularised activation", "input"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input);
  let callClass = "Allocating";
  let out = "";
  let scalar = "math::mishBackward(grad, input)";
  let costly = 1;
}

def Flow_HardswishOp : Flow_UnaryOp<"hardswish", "Piecewise form of the sigmoid-weighted linear unit", "Computes `x * min(max(x + 3, 0), 6) / 6`.\n\nConstraints:\n- (C1) `input` is floating-point."> {
  let rule = "floatInput";
  let eager = "kernels::hardswish(input)";
  let out = "kernels::hardswishOut(result, input)";
  let scalar = "input * math::relu6(input + T(3)) / T(6)";
  let gradients = [Gradient<"input", "b.hardswish_backward(g, input)">];
}

def Flow_HardswishBackwardOp : Flow_UnaryBackwardOp<"hardswish_backward", "Gradient of hardswish", "input"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input);
  let callClass = "Allocating";
  let out = "";
  let scalar = "math::hardswishBackward(grad, input)";
}

def Flow_HardsigmoidOp : Flow_UnaryOp<"hardsigmoid", "Piecewise form of the logistic function", "Computes `min(max(x + 3, 0), 6) / 6`.\n\nConstraints:\n- (C1) `input` is floating-point."> {
  let rule = "floatInput";
  let eager = "kernels::hardsigmoid(input)";
  let out = "kernels::hardsigmoidOut(result, input)";
  let scalar = "math::relu6(input + T(3)) / T(6)";
  let gradients = [Gradient<"input", "b.hardsigmoid_backward(g, input)">];
}

// A sixth in single precision, as libtorch has it.
def Flow_HardsigmoidBackwardOp : Flow_UnaryBackwardOp<"hardsigmoid_backward", "Gradient of hardsigmoid", "input"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input);
  let scalar = "input > T(-3) && input < T(3) ? grad * T(1.0f / 6.0f) : T(0)";
}

def Flow_LogsigmoidOp : Flow_UnaryOp<"logsigmoid", "Logarithm of the logistic function", "Computes `-ln(1 + e^(-x))`.\n\nConstraints:\n- (C1) `input` is floating-point."> {
  let rule = "floatInput";
  let callClass = "Allocating";
  let eager = "at::log_sigmoid(input)";
  let out = "at::log_sigmoid_out(result, input)";
  let scalar = "math::logsigmoid(input)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.logsigmoid_backward(g, input)">];
}

def Flow_LogsigmoidBackwardOp : Flow_UnaryBackwardOp<"logsigmoid_backward", "Gradient of the logarithm of the logistic function", "input"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input);
  let callClass = "Allocating";
  let eager = "at::log_sigmoid_backward(grad, input, std::get<1>(at::log_sigmoid_forward(input)))";
  let out = "at::log_sigmoid_backward_out(result, grad, input, std::get<1>(at::log_sigmoid_forward(input)))";
  let scalar = "math::logsigmoidBackward(grad, input)";
  let costly = 1;
}

def Flow_PreluOp : Flow_ValueOp<"prelu"> {
  let summary = "Rectified linear unit with trained slopes below 0";
  let description = [{
    Computes `x` where `x > 0`, `weight * x` elsewhere.

    Shapes: the result has the shape of `input`; `weight` broadcasts to it, as `[1, C, 1, 1]` for images.

    Constraints:
    - (C1) both are floating-point and of one element type.
    - (C2) `weight` broadcasts to `input`.

    Example:

    ```mlir
    %y = flow.prelu %x, %w : (tensor<8x4xf32>, tensor<1x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$weight);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "prelu";
  let hasFunction = 0;
  let callClass = "Allocating";
  let eager = "kernels::prelu(input, weight)";
  let scalar = "input > T(0) ? input : weight * input";
  let gradients = [
    Gradient<"input", "b.prelu_backward(g, input, weight)">,
    Gradient<"weight", "b.sum_to(b.prelu_weight_backward(g, input), weight)">
  ];
}

def Flow_PreluBackwardOp : Flow_ValueOp<"prelu_backward"> {
  let summary = "Gradient of prelu towards its input";
  let description = [{
    Passes `grad` on where `input > 0`, `weight * grad` elsewhere.

    Constraints:
    - (C1) the operands broadcast.

    Example:

    ```mlir
    %dx = flow.prelu_backward %g, %x, %w : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<1x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$weight);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "broadcastAll";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "std::get<0>(at::_prelu_kernel_backward(grad, input, weight))";
  let scalar = "input > T(0) ? grad : weight * grad";
}

def Flow_PreluWeightBackwardOp : Flow_UnaryBackwardOp<"prelu_weight_backward", "Gradient of prelu towards the slope of each element", "input"> {
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input);
  let callClass = "Allocating";
  let eager = "std::get<1>(at::_prelu_kernel_backward(grad, input, input))";
  let out = "";
  let scalar = "input > T(0) ? T(0) : input * grad";
}

#endif
