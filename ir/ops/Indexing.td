// Reading and writing at positions that a tensor holds.
#ifndef FLODL_IR_OPS_INDEXING_TD
#define FLODL_IR_OPS_INDEXING_TD
include "ir/ops/FlowOpBase.td"

def Flow_EmbeddingOp : Flow_ValueOp<"embedding"> {
  let summary = "Rows of a table";
  let description = [{
    Source: `torch.nn.functional.embedding`. The row `padding_idx` (-1: none) gets no gradient.

    Shapes: `weight` is `[rows, width]`, `indices` is `[*]`; the result is `[*, width]`.

    Constraints:
    - (C1) `weight` has rank 2 and a floating-point element type.
    - (C2) `indices` is `int64`.

    Example:

    ```mlir
    %y = flow.embedding %w, %i {padding_idx = -1 : i64} : (tensor<100x16xf32>, tensor<8x4xi64>) -> tensor<8x4x16xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$weight, Flow_Tensor:$indices, I64Attr:$padding_idx);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "embedding";
  let eager = "at::embedding(weight, indices, padding_idx)";
  let out = "kernels::embeddingOut(result, weight, indices)";
  let indices = [Index<"indices", "weight", "0">];
  let gradients = [Gradient<"weight", "b.embedding_backward(g, indices, b.shape(weight), padding_idx)">];
}

def Flow_EmbeddingBackwardOp : Flow_ValueOp<"embedding_backward"> {
  let summary = "Gradient of rows of a table";
  let description = [{
    Source: `at::embedding_dense_backward`. Adds each row of `grad` to the row of zeros that its
    index names.

    Shapes: the result has the shape `shape`, the table's.

    Constraints:
    - (C1) `shape` has rank 2.
    - (C2) `indices` is `int64`, and `grad` has its shape followed by the table's width.

    Example:

    ```mlir
    %dw = flow.embedding_backward %g, %i {shape = [100, 16], padding_idx = -1 : i64}
       : (tensor<8x4x16xf32>, tensor<8x4xi64>) -> tensor<100x16xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$indices, Flow_ShapeAttr:$shape, I64Attr:$padding_idx);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "embeddingBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::embeddingBackward(grad, indices, shape, padding_idx)";
  let out = "kernels::embeddingBackwardOut(result, grad, indices, padding_idx)";
}

def Flow_IndexSelectOp : Flow_ValueOp<"index_select"> {
  let summary = "Chosen positions of a dimension";
  let description = [{
    Source: `torch.index_select`.

    Shapes: the result is `input` with the size of `dim` replaced by that of `index`.

    Constraints:
    - (C1) `dim` is a dimension of `input`.
    - (C2) `index` is `int64` of rank 1.

    Example:

    ```mlir
    %y = flow.index_select %x, %i {dim = 0 : i64} : (tensor<8x4xf32>, tensor<3xi64>) -> tensor<3x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$index, I64Attr:$dim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "indexSelect";
  let parameters = "input, dim, index";
  let eager = "at::index_select(input, dim, index)";
  let out = "at::index_select_out(result, input, dim, index)";
  let indices = [Index<"index", "input", "dim">];
  let gradients = [Gradient<"input", "b.index_select_backward(g, index, b.shape(input), dim)">];
}

def Flow_IndexSelectBackwardOp : Flow_ValueOp<"index_select_backward"> {
  let summary = "Gradient of chosen positions of a dimension";
  let description = [{
    Adds `grad` to zeros at the positions `index` of `dim`.

    Shapes: the result has the shape `shape`.

    Constraints:
    - (C1) `index` is `int64` of rank 1.
    - (C2) `grad` has the shape `shape` with the size of `dim` replaced by that of `index`.

    Example:

    ```mlir
    %dx = flow.index_select_backward %g, %i {shape = [8, 4], dim = 0 : i64} : (tensor<3x4xf32>, tensor<3xi64>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$index, Flow_ShapeAttr:$shape, I64Attr:$dim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "indexSelectBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::indexSelectBackward(grad, index, shape, dim)";
  let out = "kernels::indexSelectBackwardOut(result, grad, index, dim)";
}

def Flow_GatherOp : Flow_ValueOp<"gather"> {
  let summary = "Values at given positions along a dimension";
  let description = [{
    Source: `torch.gather`. Element `[i, j]` of the result is `input[index[i, j], j]` for `dim` 0.

    Shapes: the result has the shape of `index`.

    Constraints:
    - (C1) `dim` is a dimension of `input`.
    - (C2) `index` is `int64` with the rank of `input`, and in every other dimension no larger than it.

    Example:

    ```mlir
    %y = flow.gather %x, %i {dim = 1 : i64} : (tensor<8x4xf32>, tensor<8x2xi64>) -> tensor<8x2xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$index, I64Attr:$dim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "gather";
  let parameters = "input, dim, index";
  let eager = "at::gather(input, dim, index)";
  let out = "at::gather_out(result, input, dim, index)";
  let indices = [Index<"index", "input", "dim">];
  let gradients = [Gradient<"input", "b.gather_backward(g, index, b.shape(input), dim)">];
}

def Flow_GatherBackwardOp : Flow_ValueOp<"gather_backward"> {
  let summary = "Gradient of values at given positions";
  let description = [{
    Adds `grad` to zeros at the positions `index` along `dim`.

    Shapes: the result has the shape `shape`.

    Constraints:
    - (C1) `grad` and `index` have equal shapes; `index` is `int64`.
    - (C2) `dim` is a dimension of `shape`, which has the rank of `index`.

    Example:

    ```mlir
    %dx = flow.gather_backward %g, %i {shape = [8, 4], dim = 1 : i64} : (tensor<8x2xf32>, tensor<8x2xi64>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$index, Flow_ShapeAttr:$shape, I64Attr:$dim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "gatherBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::gatherBackward(grad, index, shape, dim)";
  let out = "kernels::gatherBackwardOut(result, grad, index, dim)";
}

def Flow_OneHotOp : Flow_ValueOp<"one_hot"> {
  let summary = "Rows with a one at a position";
  let description = [{
    Row i is 1 where `classes` equals `input[i]`, and 0 elsewhere. `classes` is 0, 1, 2, …

    Shapes: `input` is `[*]`, `classes` is `[C]`; the result is `[*, C]`, of type int64.

    Constraints:
    - (C1) `input` and `classes` are int64, and `classes` has rank 1.

    Example:

    ```mlir
    %y = flow.one_hot %i, %c : (tensor<8xi64>, tensor<4xi64>) -> tensor<8x4xi64>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$classes);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "oneHot";
  let hasFunction = 0;
  let callClass = "Allocating";
  let eager = "at::eq(input.unsqueeze(-1), classes).to(at::kLong)";
  let indices = [Index<"input", "classes", "0">];
}

#endif
