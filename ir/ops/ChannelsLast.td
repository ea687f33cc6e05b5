// Convolutions and batch normalisation on channels-last tensors: `[N, H, W, C]`, row by row. Passes
// make them, where the libraries and kernels of the device are faster in this order.
#ifndef FLODL_IR_OPS_CHANNELSLAST_TD
#define FLODL_IR_OPS_CHANNELSLAST_TD
include "ir/ops/FlowOpBase.td"

def Flow_Conv2dNhwcOp : Flow_ValueOp<"conv2d_nhwc"> {
  let summary = "Two-dimensional convolution, channels last";
  let description = [{
    `flow.conv2d` without bias on tensors in channels-last order.

    Shapes: `input` is `[N, H, W, Cin]`, `weight` is `[Cout, KH, KW, Cin / groups]`, the result is
    `[N, H', W', Cout]` with the sizes of `flow.conv2d`.

    Constraints:
    - (C1) `input` and `weight` have rank 4 and one floating-point element type.
    - (C2) `stride`, `padding` and `dilation` have two entries: stride and dilation positive,
      padding not negative.
    - (C3) `groups` divides both channel counts, and the last dimension of `weight` is `Cin / groups`.
    - (C4) the dilated kernel fits into the padded input, as far as sizes are known.

    Example:

    ```mlir
    %y = flow.conv2d_nhwc %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64}
       : (tensor<8x32x32x3xf32>, tensor<16x3x3x3xf32>) -> tensor<8x32x32x16xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$weight, DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding,
                       DenseI64ArrayAttr:$dilation, I64Attr:$groups);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "conv2dNhwc";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::conv2dNhwc(input, weight, stride, padding, dilation, groups)";
  let out = "kernels::conv2dNhwcOut(result, input, weight, stride, padding, dilation, groups)";
  let gradients = [
    Gradient<"input", "b.conv2d_nhwc_input_backward(b.dense(g), input, weight, stride, padding, dilation, groups)">,
    Gradient<"weight", "b.conv2d_nhwc_weight_backward(b.dense(g), input, weight, stride, padding, dilation, groups)">
  ];
}

class Flow_Conv2dNhwcBackwardOp<string towards> : Flow_ValueOp<"conv2d_nhwc_" # towards # "_backward"> {
  let summary = "Gradient of conv2d_nhwc towards its " # towards;
  let description = "\nReads no values of `" # towards # "`.\n\nConstraints:\n"
                    # "- (C1) `grad`, `input` and `weight` have rank 4 and one element type.\n\n"
                    # "Example:\n\n```mlir\n%d = flow.conv2d_nhwc_" # towards # "_backward %g, %x, %w "
                    # "{stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64}\n   : "
                    # "(tensor<8x32x32x16xf32>, tensor<8x32x32x3xf32>, tensor<16x3x3x3xf32>) -> "
                    # !if(!eq(towards, "input"), "tensor<8x32x32x3xf32>", "tensor<16x3x3x3xf32>") # "\n```\n";
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$weight, DenseI64ArrayAttr:$stride,
                       DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation, I64Attr:$groups);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let pytorch = "";
  let isPublic = 0;
}

def Flow_Conv2dNhwcInputBackwardOp : Flow_Conv2dNhwcBackwardOp<"input"> {
  let rule = "convolutionInputBackward";
  let eager = "kernels::conv2dNhwcInputBackward(grad, input, weight, stride, padding, dilation, groups)";
  let out = "kernels::conv2dNhwcInputBackwardOut(result, grad, input, weight, stride, padding, dilation, groups)";
}

def Flow_Conv2dNhwcWeightBackwardOp : Flow_Conv2dNhwcBackwardOp<"weight"> {
  let rule = "convolutionWeightBackward";
  let eager = "kernels::conv2dNhwcWeightBackward(grad, input, weight, stride, padding, dilation, groups)";
  let out = "kernels::conv2dNhwcWeightBackwardOut(result, grad, input, weight, stride, padding, dilation, groups)";
}

def Flow_BatchNormNhwcOp : Flow_ValueOp<"batch_norm_nhwc", [AttrSizedOperandSegments]> {
  let summary = "Batch normalisation, channels last, with what follows it";
  let description = [{
    `flow.batch_norm` of `input + shift`, then `relu` when it is set, then the largest value of each
    `window` (windows do not overlap; rows and columns that fill none are left out; `[1, 1]`: none).
    In training, the result and its gradients do not depend on `shift` (the bias of a convolution);
    only the running mean does.

    Shapes: `input` is `[N, H, W, C]`, `result` is `[N, floor(H / KH), floor(W / KW), C]`; all other
    operands and results are `[C]`. `save_mean` is the mean of `input` alone.

    Constraints:
    - (C1) `input` is floating-point of rank 4.
    - (C2) the other operands have shape `[C]`.
    - (C3) `window` has two positive entries, no larger than the plane as far as sizes are known.
    - At run time, training needs more than one value for each channel.

    Example:

    ```mlir
    %y, %m, %s, %nm, %nv = flow.batch_norm_nhwc %x, %shift, %w, %b, %rm, %rv, %momentum, %eps, %training
         {relu = true, window = array<i64: 2, 2>, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1, 1>}
       : (tensor<8x4x4x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, f64, f64, i1)
      -> (tensor<8x2x2x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Optional<Flow_Tensor>:$shift, Optional<Flow_Tensor>:$weight,
                       Optional<Flow_Tensor>:$bias, Flow_Tensor:$running_mean, Flow_Tensor:$running_var,
                       Flow_Hyper:$momentum, Flow_Hyper:$eps, Flow_Flag:$training, BoolAttr:$relu,
                       DenseI64ArrayAttr:$window);
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$save_mean, Flow_Tensor:$save_invstd, Flow_Tensor:$new_mean,
                      Flow_Tensor:$new_var);
  let opClass = "N";
  let rule = "batchNormNhwc";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::batchNormNhwc(input, shift, weight, bias, running_mean, running_var, momentum, eps, training, relu, window)";
  let out = "kernels::batchNormNhwcOut(result, save_mean, save_invstd, new_mean, new_var, input, shift, weight, bias, running_mean, running_var, momentum, eps, training, relu, window)";
  let gradients = [
    Gradient<"input", "b.batch_norm_nhwc_backward(b.dense(g_result), input, save_mean, save_invstd, weight, bias, training, relu, window)[0]">,
    Gradient<"weight", "b.batch_norm_nhwc_backward(b.dense(g_result), input, save_mean, save_invstd, weight, bias, training, relu, window)[1]">,
    Gradient<"bias", "b.batch_norm_nhwc_backward(b.dense(g_result), input, save_mean, save_invstd, weight, bias, training, relu, window)[2]">,
    Gradient<"shift", "b.batch_norm_nhwc_backward(b.dense(g_result), input, save_mean, save_invstd, weight, bias, training, relu, window)[3]">
  ];
}

def Flow_BatchNormNhwcBackwardOp : Flow_ValueOp<"batch_norm_nhwc_backward", [AttrSizedOperandSegments]> {
  let summary = "Gradients of batch_norm_nhwc towards input, weight, bias and shift";
  let description = [{
    Normalises again to find the place of each maximum and the sign of each value. In evaluation the
    statistics are constants. In training the gradient towards `shift` is zero.

    Constraints:
    - (C1) `input` is floating-point of rank 4, and `grad` has the shape of batch_norm_nhwc's result.
    - (C2) the statistics, and `weight` and `bias` when present, have shape `[C]`.

    Example:

    ```mlir
    %dx, %dw, %db, %ds = flow.batch_norm_nhwc_backward %g, %x, %m, %s, %w, %b, %training
         {relu = true, window = array<i64: 2, 2>, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1>}
       : (tensor<8x2x2x3xf32>, tensor<8x4x4x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, i1)
      -> (tensor<8x4x4x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$save_mean, Flow_Tensor:$save_invstd,
                       Optional<Flow_Tensor>:$weight, Optional<Flow_Tensor>:$bias, Flow_Flag:$training, BoolAttr:$relu,
                       DenseI64ArrayAttr:$window);
  let results = (outs Flow_Tensor:$input_grad, Flow_Tensor:$weight_grad, Flow_Tensor:$bias_grad, Flow_Tensor:$shift_grad);
  let opClass = "N";
  let rule = "batchNormNhwcBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::batchNormNhwcBackward(grad, input, save_mean, save_invstd, weight, bias, training, relu, window)";
  let out = "kernels::batchNormNhwcBackwardOut(input_grad, weight_grad, bias_grad, shift_grad, grad, input, save_mean, save_invstd, weight, bias, training, relu, window)";
}

#endif
