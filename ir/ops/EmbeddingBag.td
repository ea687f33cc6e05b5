// Sums, means and maxima over bags of rows of a table.
#ifndef FLODL_IR_OPS_EMBEDDINGBAG_TD
#define FLODL_IR_OPS_EMBEDDINGBAG_TD
include "ir/ops/FlowOpBase.td"

def Flow_EmbeddingBagOp : Flow_ValueOp<"embedding_bag"> {
  let summary = "Rows of a table, reduced over bags";
  let description = [{
    Source: `torch.nn.functional.embedding_bag`. Bag `b` holds the indices from `offsets[b]` to
    before `offsets[b + 1]`, the last one the rest; an empty bag gives zeros.

    Shapes: `weight` is `[rows, width]`, `indices` is `[n]`, `offsets` is `[bags]`; the result is
    `[bags, width]`.

    Constraints:
    - (C1) `weight` has rank 2 and a floating-point element type.
    - (C2) `indices` and `offsets` are `int64` of rank 1.
    - (C3) `mode` is "sum", "mean" or "max".
    - At run time, on the CPU, `offsets` start at 0 and neither fall nor pass the end of `indices`.

    Example:

    ```mlir
    %o = flow.arange {shape = [3], start = 0.0 : f64, step = 2.0 : f64, dtype = "int64"} : () -> tensor<3xi64>
    %y = flow.embedding_bag %w, %i, %o {mode = "mean"} : (tensor<9x4xf32>, tensor<6xi64>, tensor<3xi64>) -> tensor<3x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$weight, Flow_Tensor:$indices, Flow_Tensor:$offsets, StrAttr:$mode);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "embeddingBag";
  let callClass = "Allocating";
  let eager = "kernels::embeddingBag(weight, indices, offsets, mode)";
  let indices = [Index<"indices", "weight", "0">];
  let gradients = [Gradient<"weight", "b.embedding_bag_backward(g, weight, indices, offsets, mode)">];
}

def Flow_EmbeddingBagBackwardOp : Flow_ValueOp<"embedding_bag_backward"> {
  let summary = "Gradient of rows of a table that were reduced over bags";
  let description = [{
    Adds to each row what the bags that hold its index got: their gradient, divided by their size for
    "mean", at the elements that were largest for "max". Deterministic on every device.

    Constraints:
    - (C1) `weight` has rank 2 and a floating-point element type.
    - (C2) `indices` and `offsets` are `int64` of rank 1.
    - (C3) `mode` is "sum", "mean" or "max".
    - (C4) `grad` has the shape of the result.

    Example:

    ```mlir
    %o = flow.arange {shape = [3], start = 0.0 : f64, step = 2.0 : f64, dtype = "int64"} : () -> tensor<3xi64>
    %dw = flow.embedding_bag_backward %g, %w, %i, %o {mode = "mean"}
       : (tensor<3x4xf32>, tensor<9x4xf32>, tensor<6xi64>, tensor<3xi64>) -> tensor<9x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$weight, Flow_Tensor:$indices, Flow_Tensor:$offsets, StrAttr:$mode);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "embeddingBagBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::embeddingBagBackward(grad, weight, indices, offsets, mode)";
}

#endif
