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

#endif
