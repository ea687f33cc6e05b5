// Two-dimensional convolutions and their gradients.
#ifndef FLODL_IR_OPS_CONVOLUTION_TD
#define FLODL_IR_OPS_CONVOLUTION_TD
include "ir/ops/FlowOpBase.td"

def Flow_Conv2dOp : Flow_ValueOp<"conv2d"> {
  let summary = "Two-dimensional convolution";
  let description = [{
    Cross-correlates `input` with the filters in `weight`, as `torch.nn.functional.conv2d`.

    Shapes: `input` is `[N, Cin, H, W]`, `weight` is `[Cout, Cin / groups, KH, KW]`, `bias` is
    `[Cout]`. The result is `[N, Cout, H', W']` with
    `H' = floor((H + 2 padding - dilation (KH - 1) - 1) / stride) + 1`.

    Constraints:
    - (C1) `input` and `weight` have rank 4 and one floating-point element type.
    - (C2) `stride`, `padding` and `dilation` have two entries: stride and dilation positive,
      padding not negative.
    - (C3) `groups` divides both channel counts, and dimension 1 of `weight` is `Cin / groups`.
    - (C4) `bias`, when present, has shape `[Cout]`.
    - (C5) the dilated kernel fits into the padded input, as far as sizes are known.

    Example:

    ```mlir
    %y = flow.conv2d %x, %w, %b {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64}
       : (tensor<8x3x32x32xf32>, tensor<16x3x3x3xf32>, tensor<16xf32>) -> tensor<8x16x32x32xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$weight, Optional<Flow_Tensor>:$bias,
                       DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation,
                       I64Attr:$groups);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "conv2d";
  let callClass = "Allocating";
  let eager = "at::conv2d(input, weight, bias, stride, padding, dilation, groups)";
  let gradients = [
    Gradient<"input",
      "b.convolution_input_backward(g, input, weight, stride, padding, dilation, false, {0, 0}, groups)">,
    Gradient<"weight", "bias"
      " ? b.convolution_weight_bias_backward(g, input, weight, stride, padding, dilation, false, {0, 0}, groups)[0]"
      " : b.convolution_weight_backward(g, input, weight, stride, padding, dilation, false, {0, 0}, groups)">,
    Gradient<"bias",
      "b.convolution_weight_bias_backward(g, input, weight, stride, padding, dilation, false, {0, 0}, groups)[1]">
  ];
}

def Flow_ConvTranspose2dOp : Flow_ValueOp<"conv_transpose2d"> {
  let summary = "Two-dimensional transposed convolution";
  let description = [{
    The gradient of a convolution towards its input, used as an operation of its own; as
    `torch.nn.functional.conv_transpose2d`.

    Shapes: `input` is `[N, Cin, H, W]`, `weight` is `[Cin, Cout / groups, KH, KW]`, `bias` is
    `[Cout]`. The result is `[N, Cout, H', W']` with
    `H' = (H - 1) stride - 2 padding + dilation (KH - 1) + output_padding + 1`.

    Constraints:
    - (C1) `input` and `weight` have rank 4 and one floating-point element type.
    - (C2) `stride`, `padding`, `output_padding` and `dilation` have two entries: stride and dilation
      positive, the others not negative; each output padding is smaller than stride or dilation.
    - (C3) `groups` divides `Cin`, and dimension 0 of `weight` is `Cin`.
    - (C4) `bias`, when present, has shape `[Cout]`.

    Example:

    ```mlir
    %y = flow.conv_transpose2d %x, %w {stride = array<i64: 2, 2>, padding = array<i64: 1, 1>, output_padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64}
       : (tensor<8x16x16x16xf32>, tensor<16x3x3x3xf32>) -> tensor<8x3x32x32xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$weight, Optional<Flow_Tensor>:$bias,
                       DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$output_padding,
                       DenseI64ArrayAttr:$dilation, I64Attr:$groups);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "convTranspose2d";
  let callClass = "Allocating";
  let eager = "at::conv_transpose2d(input, weight, bias, stride, padding, output_padding, groups, dilation)";
  let gradients = [
    Gradient<"input",
      "b.convolution_input_backward(g, input, weight, stride, padding, dilation, true, output_padding, groups)">,
    Gradient<"weight", "bias"
      " ? b.convolution_weight_bias_backward(g, input, weight, stride, padding, dilation, true, output_padding, groups)[0]"
      " : b.convolution_weight_backward(g, input, weight, stride, padding, dilation, true, output_padding, groups)">,
    Gradient<"bias",
      "b.convolution_weight_bias_backward(g, input, weight, stride, padding, dilation, true, output_padding, groups)[1]">
  ];
}

class Flow_ConvolutionBackwardOp<string mnemonic, string what, string types> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\nSource: `at::convolution_backward`. `transposed` tells a transposed convolution's gradient from a "
                    # "convolution's.\n\nConstraints:\n- (C1) `grad`, `input` and `weight` have rank 4 and one element type.\n\n"
                    # "Example:\n\n```mlir\n%d" # !if(!eq(types, "both"), ":2", "") # " = flow." # mnemonic
                    # " %g, %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, "
                    # "transposed = false, output_padding = array<i64: 0, 0>, groups = 1 : i64}\n   : "
                    # "(tensor<8x16x32x32xf32>, tensor<8x3x32x32xf32>, tensor<16x3x3x3xf32>) -> "
                    # !cond(!eq(types, "input"): "tensor<8x3x32x32xf32>", !eq(types, "weight"): "tensor<16x3x3x3xf32>",
                            true: "(tensor<16x3x3x3xf32>, tensor<16xf32>)") # "\n```\n";
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$weight, DenseI64ArrayAttr:$stride,
                       DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation, BoolAttr:$transposed,
                       DenseI64ArrayAttr:$output_padding, I64Attr:$groups);
  let opClass = "C";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
}

def Flow_ConvolutionInputBackwardOp
    : Flow_ConvolutionBackwardOp<"convolution_input_backward", "Gradient of a convolution towards its input", "input"> {
  let results = (outs Flow_Tensor:$result);
  let rule = "convolutionInputBackward";
  let eager = "kernels::convolutionInputBackward(grad, input, weight, stride, padding, dilation, transposed, output_padding, groups)";
}

def Flow_ConvolutionWeightBackwardOp
    : Flow_ConvolutionBackwardOp<"convolution_weight_backward", "Gradient of a convolution towards its weight", "weight"> {
  let results = (outs Flow_Tensor:$result);
  let rule = "convolutionWeightBackward";
  let eager = "kernels::convolutionWeightBackward(grad, input, weight, stride, padding, dilation, transposed, output_padding, groups)";
}

def Flow_ConvolutionWeightBiasBackwardOp
    : Flow_ConvolutionBackwardOp<"convolution_weight_bias_backward", "Gradients of a convolution towards weight and bias", "both"> {
  let results = (outs Flow_Tensor:$weight_grad, Flow_Tensor:$bias_grad);
  let rule = "convolutionWeightBiasBackward";
  let eager = "kernels::convolutionWeightBiasBackward(grad, input, weight, stride, padding, dilation, transposed, output_padding, groups)";
}

#endif
