// Convolutions over one, two and three dimensions, and their gradients.
#ifndef FLODL_IR_OPS_CONVOLUTION_TD
#define FLODL_IR_OPS_CONVOLUTION_TD
include "ir/ops/SpatialRank.td"

/// Gradients of both kinds of convolution; a bias has its gradient from the pass over `g` that the weight needs.
class Flow_ConvolutionGradients<string transposed, string outputPadding> {
  string options = "stride, padding, dilation, " # transposed # ", " # outputPadding # ", groups";
  list<Gradient> gradients = [
    Gradient<"input", "b.convolution_input_backward(g, input, weight, " # options # ")">,
    Gradient<"weight", "bias ? b.convolution_weight_bias_backward(g, input, weight, " # options # ")[0]"
                       # " : b.convolution_weight_backward(g, input, weight, " # options # ")">,
    Gradient<"bias", "b.convolution_weight_bias_backward(g, input, weight, " # options # ")[1]">
  ];
}

class Flow_ConvOp<Flow_SpatialRank r> : Flow_ValueOp<"conv" # r.rank # "d"> {
  let summary = r.word # "-dimensional convolution";
  let description = "\nCross-correlates `input` with the filters in `weight`, as `torch.nn.functional.conv" # r.rank # "d`.\n\n"
    # "Shapes: `input` is `[N, Cin, " # r.axes # "]`, `weight` is `[Cout, Cin / groups, " # r.kernelAxes # "]`, `bias` is\n"
    # "`[Cout]`. The result is `[N, Cout, " # r.resultAxes # "]` with sizes\n"
    # "`floor((size + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`.\n\nConstraints:\n"
    # "- (C1) `input` and `weight` have rank " # !add(r.rank, 2) # " and one floating-point element type.\n"
    # "- (C2) `stride`, `padding` and `dilation` have an entry for each spatial dimension: stride and\n"
    # "  dilation positive, padding not negative.\n"
    # "- (C3) `groups` divides both channel counts, and dimension 1 of `weight` is `Cin / groups`.\n"
    # "- (C4) `bias`, when present, has shape `[Cout]`.\n"
    # "- (C5) the dilated kernel fits into the padded input, as far as sizes are known.\n\n"
    # "Example:\n\n```mlir\n%y = flow.conv" # r.rank # "d %x, %w, %b {stride = array<i64: " # r.ones
    # ">, padding = array<i64: " # r.ones # ">, dilation = array<i64: " # r.ones # ">, groups = 1 : i64}\n   : (tensor<4x3x"
    # r.size # "xf32>, tensor<8x3x" # r.kernel # "xf32>, tensor<8xf32>) -> tensor<4x8x" # r.size # "xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$weight, Optional<Flow_Tensor>:$bias,
                       DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation,
                       I64Attr:$groups);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "conv" # r.rank # "d";
  let callClass = "Allocating";
  let eager = "at::conv" # r.rank # "d(input, weight, bias, stride, padding, dilation, groups)";
  let gradients = Flow_ConvolutionGradients<"false", "{" # r.zeros # "}">.gradients;
  let defaults = [Default<"stride", "{" # r.ones # "}">, Default<"padding", "{" # r.zeros # "}">,
                  Default<"dilation", "{" # r.ones # "}">, Default<"groups", "1">];
}
def Flow_Conv1dOp : Flow_ConvOp<Flow_Rank1>;
def Flow_Conv2dOp : Flow_ConvOp<Flow_Rank2>;
def Flow_Conv3dOp : Flow_ConvOp<Flow_Rank3>;

class Flow_ConvTransposeOp<Flow_SpatialRank r> : Flow_ValueOp<"conv_transpose" # r.rank # "d"> {
  let summary = r.word # "-dimensional transposed convolution";
  let description = "\nThe gradient of a convolution towards its input, used as an operation of its own; as\n"
    # "`torch.nn.functional.conv_transpose" # r.rank # "d`.\n\n"
    # "Shapes: `input` is `[N, Cin, " # r.axes # "]`, `weight` is `[Cin, Cout / groups, " # r.kernelAxes # "]`, `bias` is\n"
    # "`[Cout]`. The result is `[N, Cout, " # r.resultAxes # "]` with sizes\n"
    # "`(size - 1) stride - 2 padding + dilation (kernel - 1) + output_padding + 1`.\n\nConstraints:\n"
    # "- (C1) `input` and `weight` have rank " # !add(r.rank, 2) # " and one floating-point element type.\n"
    # "- (C2) `stride`, `padding`, `output_padding` and `dilation` have an entry for each spatial\n"
    # "  dimension: stride and dilation positive, the others not negative; each output padding is smaller\n"
    # "  than stride or dilation.\n"
    # "- (C3) `groups` divides `Cin`, and dimension 0 of `weight` is `Cin`.\n"
    # "- (C4) `bias`, when present, has shape `[Cout]`.\n"
    # "- (C5) the result has elements, as far as sizes are known.\n\n"
    # "Example:\n\n```mlir\n%y = flow.conv_transpose" # r.rank # "d %x, %w {stride = array<i64: " # r.twos
    # ">, padding = array<i64: " # r.ones # ">, output_padding = array<i64: " # r.ones # ">, dilation = array<i64: "
    # r.ones # ">, groups = 1 : i64}\n   : (tensor<4x6x" # r.half # "xf32>, tensor<6x3x" # r.kernel
    # "xf32>) -> tensor<4x3x" # r.size # "xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$weight, Optional<Flow_Tensor>:$bias,
                       DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$output_padding,
                       DenseI64ArrayAttr:$dilation, I64Attr:$groups);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "convTranspose" # r.rank # "d";
  let callClass = "Allocating";
  let eager = "at::conv_transpose" # r.rank # "d(input, weight, bias, stride, padding, output_padding, groups, dilation)";
  let gradients = Flow_ConvolutionGradients<"true", "output_padding">.gradients;
  let defaults = [Default<"stride", "{" # r.ones # "}">, Default<"padding", "{" # r.zeros # "}">,
                  Default<"output_padding", "{" # r.zeros # "}">, Default<"dilation", "{" # r.ones # "}">,
                  Default<"groups", "1">];
}
def Flow_ConvTranspose1dOp : Flow_ConvTransposeOp<Flow_Rank1>;
def Flow_ConvTranspose2dOp : Flow_ConvTransposeOp<Flow_Rank2>;
def Flow_ConvTranspose3dOp : Flow_ConvTransposeOp<Flow_Rank3>;

class Flow_ConvolutionBackwardOp<string mnemonic, string what, string types> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\nSource: `at::convolution_backward`. `transposed` tells a transposed convolution's gradient from a "
                    # "convolution's.\n\nConstraints:\n- (C1) `grad`, `input` and `weight` have one element type and one rank, from 3 to 5.\n\n"
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
