// Copies of a tensor with some of its elements replaced or added to.
#ifndef FLODL_IR_OPS_SCATTER_TD
#define FLODL_IR_OPS_SCATTER_TD
include "ir/ops/FlowOpBase.td"

class Flow_ScatterIntoOp<string mnemonic> : Flow_ValueOp<mnemonic> {
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
}

class Flow_ScatterOpBase<string mnemonic, string what, string text> : Flow_ScatterIntoOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # [{

    Shapes: the result has the shape of `input`.

    Constraints:
    - (C1) `dim` is a dimension of `input`.
    - (C2) `index` is `int64` with the rank of `input`, and in every other dimension no larger than it.
    - (C3) `src` has the element type and rank of `input`, and in no dimension is `index` larger than it.

    Example:

    ```mlir
    %y = flow.}] # mnemonic # [{ %x, %i, %s {dim = 1 : i64} : (tensor<8x4xf32>, tensor<8x1xi64>, tensor<8x1xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$index, Flow_Tensor:$src, I64Attr:$dim);
  let rule = "scatter";
  let parameters = "input, dim, index, src";
  let indices = [Index<"index", "input", "dim">];
}

def Flow_ScatterOp : Flow_ScatterOpBase<"scatter", "Replaces values at given positions along a dimension",
    "Source: `torch.scatter`. Element `[index[i, j], j]` becomes `src[i, j]` for `dim` 0. Which of several values for one "
    "position stays is not said."> {
  let eager = "at::scatter(input, dim, index, src)";
  let out = "at::scatter_out(result, input, dim, index, src)";
  let gradients = [
    Gradient<"input", "b.scatter(g, index, b.full(b.shape(index), 0, b.dtype(g), false), dim)">,
    Gradient<"src", "b.gatherLike(g, index, src, dim)">
  ];
}

def Flow_ScatterAddOp : Flow_ScatterOpBase<"scatter_add", "Adds values at given positions along a dimension",
    "Source: `torch.scatter_add`. `src[i, j]` is added to element `[index[i, j], j]` for `dim` 0."> {
  let eager = "at::scatter_add(input, dim, index, src)";
  let out = "kernels::scatterAddOut(result, input, dim, index, src)";
  let gradients = [
    Gradient<"input", "g">,
    Gradient<"src", "b.gatherLike(g, index, src, dim)">
  ];
}

def Flow_IndexAddOp : Flow_ScatterIntoOp<"index_add"> {
  let summary = "Adds slices at chosen positions of a dimension";
  let description = [{
    Source: `torch.index_add`. Slice `i` of `source` is added to slice `index[i]` of `input`.

    Shapes: the result has the shape of `input`.

    Constraints:
    - (C1) `dim` is a dimension of `input`.
    - (C2) `index` is `int64` of rank 1.
    - (C3) `source` has the element type of `input`, and its shape with the size of `dim` replaced by that of `index`.

    Example:

    ```mlir
    %y = flow.index_add %x, %i, %s {dim = 0 : i64} : (tensor<8x4xf32>, tensor<3xi64>, tensor<3x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$index, Flow_Tensor:$source, I64Attr:$dim);
  let rule = "indexAdd";
  let parameters = "input, dim, index, source";
  let eager = "at::index_add(input, dim, index, source)";
  let out = "kernels::indexAddOut(result, input, dim, index, source)";
  let indices = [Index<"index", "input", "dim">];
  let gradients = [
    Gradient<"input", "g">,
    Gradient<"source", "b.index_select(g, index, dim)">
  ];
}

def Flow_SelectScatterOp : Flow_ScatterIntoOp<"select_scatter"> {
  let summary = "Replaces one position of a dimension";
  let description = [{
    A copy of `input` with `src` at position `index` of `dim`; a negative `index` counts from the end.

    Shapes: the result has the shape of `input`.

    Constraints:
    - (C1) `dim` is a dimension of `input`, and `index` lies inside it, as far as its size is known.
    - (C2) `src` has the element type of `input`, and its shape without `dim`.

    Example:

    ```mlir
    %y = flow.select_scatter %x, %s {dim = 0 : i64, index = -1 : i64} : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$src, I64Attr:$dim, I64Attr:$index);
  let rule = "selectScatter";
  let eager = "at::select_scatter(input, src, dim, index)";
  let out = "kernels::selectScatterOut(result, input, src, dim, index)";
  let gradients = [
    Gradient<"input", "b.select_scatter(g, b.full(b.shape(src), 0, b.dtype(g), false), dim, index)">,
    Gradient<"src", "b.select(g, dim, index)">
  ];
}

def Flow_NarrowScatterOp : Flow_ScatterIntoOp<"narrow_scatter"> {
  let summary = "Replaces a range of a dimension";
  let description = [{
    A copy of `input` with `src` in `range`, which is `[start, length]`; a negative start counts from the end.

    Shapes: the result has the shape of `input`.

    Constraints:
    - (C1) `dim` is a dimension of `input`, and `range` lies inside it, as far as sizes are known.
    - (C2) `src` has the element type of `input`, and its shape with a size of `length` for `dim`.

    Example:

    ```mlir
    %y = flow.narrow_scatter %x, %s {dim = 1 : i64, range = [1, 2]} : (tensor<8x4xf32>, tensor<8x2xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$src, I64Attr:$dim, Flow_ShapeAttr:$range);
  let rule = "narrowScatter";
  let pytorch = "slice_scatter";
  let eager = "kernels::narrowScatter(input, src, dim, range)";
  let out = "kernels::narrowScatterOut(result, input, src, dim, range)";
  let gradients = [
    Gradient<"input", "b.narrow_scatter(g, b.full(b.shape(src), 0, b.dtype(g), false), dim, range)">,
    Gradient<"src", "b.narrow(g, dim, range)">
  ];
}

#endif
