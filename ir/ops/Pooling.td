// Pooling over the last one, two or three dimensions.
#ifndef FLODL_IR_OPS_POOLING_TD
#define FLODL_IR_OPS_POOLING_TD
include "ir/ops/SpatialRank.td"

class Flow_MaxPoolOp<Flow_SpatialRank r> : Flow_ValueOp<"max_pool" # r.rank # "d"> {
  let summary = "Largest value of each window in " # r.dimensions;
  let description = "\nSource: `torch.nn.functional.max_pool" # r.rank # "d`. `indices` holds the position of each maximum among the\n"
    # "spatial dimensions, counted row by row; the gradient goes there. Of equal values the first is the\nmaximum. Padded cells count as -infinity.\n\n"
    # "Shapes: `[*, " # r.axes # "]` gives `[*, " # r.resultAxes # "]` with sizes\n"
    # "`floor((size + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`, rounded up instead with\n"
    # "`ceil_mode` (a window must begin inside the input or its left padding).\n\nConstraints:\n"
    # "- (C1) `input` has rank " # !add(r.rank, 1) # " or " # !add(r.rank, 2) # ".\n"
    # "- (C2) `kernel_size`, `stride`, `padding` and `dilation` have an entry for each spatial dimension, all\n"
    # "  positive but padding, which is not negative and at most half the kernel. An empty `stride` means\n"
    # "  `kernel_size`.\n"
    # "- (C3) the dilated kernel fits into the padded input, as far as sizes are known.\n"
    # "- (C4) `ceil_mode` needs sizes that are numbers where the last window may begin in the right padding.\n"
    # "- (C5) a padded dimension is at least as large as its dilation, as far as sizes are known: a window could\n"
    # "  step over a smaller one, and its maximum would have no position.\n\n"
    # "Example:\n\n```mlir\n%y, %i = flow.max_pool" # r.rank # "d %x {kernel_size = array<i64: " # r.twos
    # ">, stride = array<i64: " # r.twos # ">, padding = array<i64: " # r.zeros # ">, dilation = array<i64: " # r.ones
    # ">, ceil_mode = false}\n   : (tensor<4x3x" # r.size # "xf32>) -> (tensor<4x3x" # r.half # "xf32>, tensor<4x3x"
    # r.half # "xi64>)\n```\n";
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$kernel_size, DenseI64ArrayAttr:$stride,
                       DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation, BoolAttr:$ceil_mode);
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$indices);
  let opClass = "R";
  let rule = "maxPool" # r.rank # "d";
  let eager = "at::max_pool" # r.rank # "d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode)";
  let out = "at::max_pool" # r.rank # "d_with_indices_out(result, indices, input, kernel_size, stride, padding, dilation, ceil_mode)";
  let gradients = [Gradient<"input", "b.max_pool" # r.rank
    # "d_backward(g_result, input, indices, kernel_size, stride, padding, dilation, ceil_mode)">];
  let defaults = [Default<"stride", "{}">, Default<"padding", "{" # r.zeros # "}">, Default<"dilation", "{" # r.ones # "}">];
}
def Flow_MaxPool1dOp : Flow_MaxPoolOp<Flow_Rank1> {
  let out = "kernels::maxPool1dOut(result, indices, input, kernel_size, stride, padding, dilation, ceil_mode)";
  // As libtorch does it: over planes of one row.
  let gradients = [Gradient<"input",
    "b.squeeze(b.max_pool2d_backward(b.unsqueeze(g_result, -2), b.unsqueeze(input, -2), b.unsqueeze(indices, -2), "
    "b.ofRows(1, kernel_size), b.ofRows(1, stride), b.ofRows(0, padding), b.ofRows(1, dilation), ceil_mode), -2)">];
}
def Flow_MaxPool2dOp : Flow_MaxPoolOp<Flow_Rank2>;
def Flow_MaxPool3dOp : Flow_MaxPoolOp<Flow_Rank3>;

class Flow_MaxPoolBackwardOp<Flow_SpatialRank r> : Flow_ValueOp<"max_pool" # r.rank # "d_backward"> {
  let summary = "Gradient of max_pool" # r.rank # "d";
  let description = "\nSource: `at::max_pool" # r.rank # "d_with_indices_backward`. Adds `grad` at the positions `indices`.\n\n"
    # "Constraints:\n- (C1) `grad` and `indices` have the shape of the pooling's result.\n\n"
    # "Example:\n\n```mlir\n%dx = flow.max_pool" # r.rank # "d_backward %g, %x, %i {kernel_size = array<i64: " # r.twos
    # ">, stride = array<i64: " # r.twos # ">, padding = array<i64: " # r.zeros # ">, dilation = array<i64: " # r.ones
    # ">, ceil_mode = false}\n   : (tensor<4x3x" # r.half # "xf32>, tensor<4x3x" # r.size # "xf32>, tensor<4x3x"
    # r.half # "xi64>) -> tensor<4x3x" # r.size # "xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$indices, DenseI64ArrayAttr:$kernel_size,
                       DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation,
                       BoolAttr:$ceil_mode);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "maxPool" # r.rank # "dBackward";
  let pytorch = "";
  let isPublic = 0;
}
def Flow_MaxPool2dBackwardOp : Flow_MaxPoolBackwardOp<Flow_Rank2> {
  let eager = "kernels::maxPool2dBackward(grad, input, indices, kernel_size, stride, padding, dilation, ceil_mode)";
  let out = "kernels::maxPool2dBackwardOut(result, grad, input, indices, kernel_size, stride, padding, dilation, ceil_mode)";
}
// libtorch's CUDA kernel adds with atomics where windows overlap.
def Flow_MaxPool3dBackwardOp : Flow_MaxPoolBackwardOp<Flow_Rank3> {
  let eager = "kernels::maxPool3dBackward(grad, input, indices, kernel_size, stride, padding, dilation, ceil_mode)";
  let out = "kernels::maxPool3dBackwardOut(result, grad, input, indices, kernel_size, stride, padding, dilation, ceil_mode)";
}

class Flow_AvgPoolOp<Flow_SpatialRank r> : Flow_ValueOp<"avg_pool" # r.rank # "d"> {
  let summary = "Mean of each window in " # r.dimensions;
  let description = "\nSource: `torch.nn.functional.avg_pool" # r.rank # "d`. Padded cells are zeros; they count in the mean's number of\n"
    # "elements only with `count_include_pad`.\n\n"
    # "Shapes: `[*, " # r.axes # "]` gives `[*, " # r.resultAxes # "]` with sizes\n"
    # "`floor((size + 2 padding - kernel) / stride) + 1`, rounded up instead with `ceil_mode` (a window\n"
    # "must begin inside the input or its left padding).\n\nConstraints:\n"
    # "- (C1) `input` has rank " # !add(r.rank, 1) # " or " # !add(r.rank, 2) # " and a floating-point element type.\n"
    # "- (C2) `kernel_size`, `stride` and `padding` have an entry for each spatial dimension, all positive but\n"
    # "  padding, which is not negative and at most half the kernel. An empty `stride` means `kernel_size`.\n"
    # "- (C3) the kernel fits into the padded input, as far as sizes are known.\n"
    # "- (C4) `ceil_mode` needs sizes that are numbers where the last window may begin in the right padding.\n\n"
    # "Example:\n\n```mlir\n%y = flow.avg_pool" # r.rank # "d %x {kernel_size = array<i64: " # r.twos
    # ">, stride = array<i64: " # r.twos # ">, padding = array<i64: " # r.zeros
    # ">, ceil_mode = false, count_include_pad = true}\n   : (tensor<4x3x" # r.size # "xf32>) -> tensor<4x3x" # r.half
    # "xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$kernel_size, DenseI64ArrayAttr:$stride,
                       DenseI64ArrayAttr:$padding, BoolAttr:$ceil_mode, BoolAttr:$count_include_pad);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "avgPool" # r.rank # "d";
  let eager = "at::avg_pool" # r.rank # "d(input, kernel_size, stride, padding, ceil_mode, count_include_pad)";
  let out = "kernels::avgPoolOut(result, input, kernel_size, stride, padding, ceil_mode, count_include_pad)";
  let gradients = [Gradient<"input",
    "b.avg_pool_backward(g, b.shape(input), kernel_size, stride, padding, ceil_mode, count_include_pad)">];
  let defaults = [Default<"stride", "{}">, Default<"padding", "{" # r.zeros # "}">, Default<"count_include_pad", "true">];
}
def Flow_AvgPool1dOp : Flow_AvgPoolOp<Flow_Rank1>;
def Flow_AvgPool2dOp : Flow_AvgPoolOp<Flow_Rank2>;
def Flow_AvgPool3dOp : Flow_AvgPoolOp<Flow_Rank3>;

def Flow_AvgPoolBackwardOp : Flow_ValueOp<"avg_pool_backward"> {
  let summary = "Gradient of avg_pool1d, avg_pool2d and avg_pool3d";
  let description = [{
    Spreads each element of `grad` evenly over its window. `kernel_size` has as many entries as there
    are spatial dimensions.

    Shapes: the result has the shape `shape`, the pooling's input.

    Constraints:
    - (C1) `grad` has the type of the pooling of a tensor of shape `shape`.

    Example:

    ```mlir
    %dx = flow.avg_pool_backward %g {shape = [8, 3, 4, 4], kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, ceil_mode = false, count_include_pad = true}
       : (tensor<8x3x2x2xf32>) -> tensor<8x3x4x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_ShapeAttr:$shape, DenseI64ArrayAttr:$kernel_size, DenseI64ArrayAttr:$stride,
                       DenseI64ArrayAttr:$padding, BoolAttr:$ceil_mode, BoolAttr:$count_include_pad);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "avgPoolBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::avgPoolBackward(grad, shape, kernel_size, stride, padding, ceil_mode, count_include_pad)";
  let out = "kernels::avgPoolBackwardOut(result, grad, kernel_size, stride, padding, ceil_mode, count_include_pad)";
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
