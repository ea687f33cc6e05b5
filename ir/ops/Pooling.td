// Pooling over the last two dimensions.
#ifndef FLODL_IR_OPS_POOLING_TD
#define FLODL_IR_OPS_POOLING_TD
include "ir/ops/FlowOpBase.td"

def Flow_MaxPool2dOp : Flow_ValueOp<"max_pool2d"> {
  let summary = "Largest value of each window";
  let description = [{
    Source: `torch.nn.functional.max_pool2d`. `indices` holds the position of each maximum in its
    plane, counted row by row; the gradient goes there.

    Shapes: `[*, H, W]` gives `[*, H', W']` with
    `H' = floor((H + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`, rounded up instead with
    `ceil_mode` (a window must begin inside the input or its left padding).

    Constraints:
    - (C1) `input` has rank 3 or 4.
    - (C2) `kernel_size`, `stride`, `padding` and `dilation` have two entries, all positive but
      padding, which is not negative and at most half the kernel.
    - (C3) the dilated kernel fits into the padded input, as far as sizes are known.
    - (C4) `ceil_mode` needs sizes that are numbers.

    Example:

    ```mlir
    %y, %i = flow.max_pool2d %x {kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = false}
       : (tensor<8x3x32x32xf32>) -> (tensor<8x3x16x16xf32>, tensor<8x3x16x16xi64>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$kernel_size, DenseI64ArrayAttr:$stride,
                       DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation, BoolAttr:$ceil_mode);
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$indices);
  let opClass = "R";
  let rule = "maxPool2d";
  let eager = "at::max_pool2d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode)";
  let out = "at::max_pool2d_with_indices_out(result, indices, input, kernel_size, stride, padding, dilation, ceil_mode)";
  let gradients = [Gradient<"input",
    "b.max_pool2d_backward(g_result, input, indices, kernel_size, stride, padding, dilation, ceil_mode)">];
}

def Flow_MaxPool2dBackwardOp : Flow_ValueOp<"max_pool2d_backward"> {
  let summary = "Gradient of max_pool2d";
  let description = [{
    Source: `at::max_pool2d_with_indices_backward`. Adds `grad` at the positions `indices`.

    Constraints:
    - (C1) `grad` and `indices` have the shape of the pooling's result.

    Example:

    ```mlir
    %dx = flow.max_pool2d_backward %g, %x, %i {kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = false}
       : (tensor<8x3x16x16xf32>, tensor<8x3x32x32xf32>, tensor<8x3x16x16xi64>) -> tensor<8x3x32x32xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$indices, DenseI64ArrayAttr:$kernel_size,
                       DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation,
                       BoolAttr:$ceil_mode);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "maxPool2dBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "at::max_pool2d_with_indices_backward(grad, input, kernel_size, stride, padding, dilation, ceil_mode, indices)";
  let out = "at::max_pool2d_with_indices_backward_out(result, grad, input, kernel_size, stride, padding, dilation, ceil_mode, indices)";
}

def Flow_AdaptiveAvgPool2dOp : Flow_ValueOp<"adaptive_avg_pool2d"> {
  let summary = "Means of a fixed grid of windows";
  let description = [{
    Source: `torch.nn.functional.adaptive_avg_pool2d`. Output row `i` of `h` averages the input rows
    `floor(i H / h)` to `ceil((i + 1) H / h)`, and columns likewise.

    Shapes: `[*, H, W]` gives `[*, output_size]`.

    Constraints:
    - (C1) `input` has rank 3 or 4 and a floating-point element type.
    - (C2) `output_size` has two positive entries.

    Example:

    ```mlir
    %y = flow.adaptive_avg_pool2d %x {output_size = array<i64: 1, 1>} : (tensor<8x3x32x32xf32>) -> tensor<8x3x1x1xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$output_size);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "adaptiveAvgPool2d";
  let eager = "at::adaptive_avg_pool2d(input, output_size)";
  let out = "kernels::adaptiveAvgPool2dOut(result, input)";
  let gradients = [Gradient<"input", "b.adaptive_avg_pool2d_backward(g, b.shape(input))">];
}

def Flow_AdaptiveAvgPool2dBackwardOp : Flow_ValueOp<"adaptive_avg_pool2d_backward"> {
  let summary = "Gradient of adaptive_avg_pool2d";
  let description = [{
    Spreads each element of `grad` evenly over its window.

    Shapes: the result has the shape `shape`, the pooling's input.

    Constraints:
    - (C1) `grad` and `shape` have rank 3 or 4 and differ in the last two dimensions only.

    Example:

    ```mlir
    %dx = flow.adaptive_avg_pool2d_backward %g {shape = [8, 3, 32, 32]} : (tensor<8x3x1x1xf32>) -> tensor<8x3x32x32xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_ShapeAttr:$shape);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "adaptiveAvgPool2dBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::adaptiveAvgPool2dBackward(grad, shape)";
  let out = "kernels::adaptiveAvgPool2dBackwardOut(result, grad)";
}

#endif
