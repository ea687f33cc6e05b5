// Pooling to a fixed grid of windows: the maxima, and the means over one and three dimensions.
#ifndef FLODL_IR_OPS_ADAPTIVEPOOLING_TD
#define FLODL_IR_OPS_ADAPTIVEPOOLING_TD
include "ir/ops/SpatialRank.td"

class Flow_AdaptivePoolOp<string kind, string what, string verb, string types, Flow_SpatialRank r>
    : Flow_ValueOp<"adaptive_" # kind # "_pool" # r.rank # "d"> {
  let summary = what # " of a fixed grid of windows in " # r.dimensions;
  let description = "\nSource: `torch.nn.functional.adaptive_" # kind # "_pool" # r.rank # "d`. Along each dimension, cell `i` of `n` "
    # verb # " the\nelements `floor(i size / n)` to `ceil((i + 1) size / n)` of the input, the last one excluded."
    # !if(!eq(kind, "max"), "\n`indices` holds the position of each maximum among the spatial dimensions, counted row by row; the\n"
                            "gradient goes there.", "")
    # "\n\nShapes: `[*, " # r.axes # "]` gives `[*, output_size]`.\n\nConstraints:\n"
    # "- (C1) `input` has rank " # !add(r.rank, 1) # " or " # !add(r.rank, 2) # " and a floating-point element type.\n"
    # "- (C2) `output_size` has a positive entry for each spatial dimension.\n\n"
    # "Example:\n\n```mlir\n%y" # !if(!eq(kind, "max"), ", %i", "") # " = flow.adaptive_" # kind # "_pool" # r.rank
    # "d %x {output_size = array<i64: " # r.twos # ">}\n   : (tensor<4x3x" # r.half # "xf32>) -> "
    # !subst("SIZE", !subst("4", "2", r.half), types) # "\n```\n";
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$output_size);
  let opClass = "R";
  let rule = !if(!eq(kind, "max"), "adaptiveMaxPool", "adaptiveAvgPool") # r.rank # "d";
  let eager = "at::adaptive_" # kind # "_pool" # r.rank # "d(input, output_size)";
}

class Flow_AdaptiveAvgPoolOp<Flow_SpatialRank r>
    : Flow_AdaptivePoolOp<"avg", "Means", "averages", "tensor<4x3xSIZExf32>", r> {
  let results = (outs Flow_Tensor:$result);
}

// As libtorch does it: over planes of one row.
def Flow_AdaptiveAvgPool1dOp : Flow_AdaptiveAvgPoolOp<Flow_Rank1> {
  let out = "kernels::adaptiveAvgPool1dOut(result, input)";
  let gradients = [Gradient<"input",
    "b.squeeze(b.adaptive_avg_pool2d_backward(b.unsqueeze(g, -2), b.shapeOfRows(input)), -2)">];
}

def Flow_AdaptiveAvgPool3dOp : Flow_AdaptiveAvgPoolOp<Flow_Rank3> {
  let out = "kernels::adaptiveAvgPool3dOut(result, input)";
  let gradients = [Gradient<"input", "b.adaptive_avg_pool3d_backward(g, b.shape(input))">];
}

def Flow_AdaptiveAvgPool3dBackwardOp : Flow_ValueOp<"adaptive_avg_pool3d_backward"> {
  let summary = "Gradient of adaptive_avg_pool3d";
  let description = [{
    Spreads each element of `grad` evenly over its window.

    Shapes: the result has the shape `shape`, the pooling's input.

    Constraints:
    - (C1) `grad` and `shape` have rank 4 or 5 and differ in the last three dimensions only.

    Example:

    ```mlir
    %dx = flow.adaptive_avg_pool3d_backward %g {shape = [4, 3, 5, 4, 3]} : (tensor<4x3x2x2x2xf32>) -> tensor<4x3x5x4x3xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_ShapeAttr:$shape);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "adaptiveAvgPool3dBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::adaptiveAvgPool3dBackward(grad, shape)";
  let out = "kernels::adaptiveAvgPool3dBackwardOut(result, grad)";
}

class Flow_AdaptiveMaxPoolOp<Flow_SpatialRank r>
    : Flow_AdaptivePoolOp<"max", "Maxima", "covers", "(tensor<4x3xSIZExf32>, tensor<4x3xSIZExi64>)", r> {
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$indices);
}

// As libtorch does it: over planes of one row.
def Flow_AdaptiveMaxPool1dOp : Flow_AdaptiveMaxPoolOp<Flow_Rank1> {
  let out = "kernels::adaptiveMaxPool1dOut(result, indices, input, output_size)";
  let gradients = [Gradient<"input",
    "b.squeeze(b.adaptive_max_pool2d_backward(b.unsqueeze(g_result, -2), b.unsqueeze(indices, -2), b.shapeOfRows(input)), -2)">];
}

def Flow_AdaptiveMaxPool2dOp : Flow_AdaptiveMaxPoolOp<Flow_Rank2> {
  let out = "at::adaptive_max_pool2d_out(result, indices, input, output_size)";
  let gradients = [Gradient<"input", "b.adaptive_max_pool2d_backward(g_result, indices, b.shape(input))">];
}

def Flow_AdaptiveMaxPool3dOp : Flow_AdaptiveMaxPoolOp<Flow_Rank3> {
  let out = "at::adaptive_max_pool3d_out(result, indices, input, output_size)";
  let gradients = [Gradient<"input", "b.adaptive_max_pool3d_backward(g_result, indices, b.shape(input))">];
}

// libtorch's CUDA kernels add with atomics where windows overlap.
class Flow_AdaptiveMaxPoolBackwardOp<Flow_SpatialRank r> : Flow_ValueOp<"adaptive_max_pool" # r.rank # "d_backward"> {
  let summary = "Gradient of adaptive_max_pool" # r.rank # "d";
  let description = "\nSource: `at::adaptive_max_pool" # r.rank # "d_backward`. Adds `grad` at the positions `indices`.\n\n"
    # "Shapes: the result has the shape `shape`, the pooling's input.\n\nConstraints:\n"
    # "- (C1) `grad` and `shape` have rank " # !add(r.rank, 1) # " or " # !add(r.rank, 2) # " and differ in the last "
    # r.dimensions # " only;\n  `indices` is of type int64 and has the shape of `grad`.\n\nExample:\n\n```mlir\n"
    # "%dx = flow.adaptive_max_pool" # r.rank # "d_backward %g, %i {shape = [4, 3, " # !subst("1", "4", r.ones)
    # "]}\n   : (tensor<4x3x" # !subst("8", "2", r.size) # "xf32>, tensor<4x3x" # !subst("8", "2", r.size)
    # "xi64>) -> tensor<4x3x" # r.half # "xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$indices, Flow_ShapeAttr:$shape);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "adaptiveMaxPool" # r.rank # "dBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::adaptiveMaxPoolBackward(grad, indices, shape, " # r.rank # ")";
  let out = "kernels::adaptiveMaxPoolBackwardOut(result, grad, indices, " # r.rank # ")";
}
def Flow_AdaptiveMaxPool2dBackwardOp : Flow_AdaptiveMaxPoolBackwardOp<Flow_Rank2>;
def Flow_AdaptiveMaxPool3dBackwardOp : Flow_AdaptiveMaxPoolBackwardOp<Flow_Rank3>;

#endif
