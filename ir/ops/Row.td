// What normalisations, softmax and losses are made of: operations over rows (the last dimension).
// Passes create them; kernels compute them along the way.
#ifndef FLODL_IR_OPS_ROW_TD
#define FLODL_IR_OPS_ROW_TD
include "ir/ops/FlowOpBase.td"

class Flow_RowOp<string mnemonic> : Flow_ValueOp<mnemonic> {
  let pytorch = "";
  let isPublic = 0;
}

def Flow_RowSumOp : Flow_RowOp<"row_sum"> {
  let summary = "Sum over the last dimension, kept with size 1";
  let description = [{
    Constraints:
    - (C1) `input` has rank 1 or more.

    Example:

    ```mlir
    %s = flow.row_sum %x : (tensor<8x4xf32>) -> tensor<8x1xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "rowReduction";
  let eager = "at::sum(input, {-1}, true)";
  let out = "at::sum_out(result, input, {-1}, true)";
}

def Flow_RowMaxOp : Flow_RowOp<"row_max"> {
  let summary = "Maximum over the last dimension, kept with size 1";
  let description = [{
    Constraints:
    - (C1) `input` has rank 1 or more.

    Example:

    ```mlir
    %m = flow.row_max %x : (tensor<8x4xf32>) -> tensor<8x1xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "rowReduction";
  let eager = "at::amax(input, {-1}, true)";
  let out = "at::amax_out(result, input, {-1}, true)";
}

def Flow_ColumnSumOp : Flow_RowOp<"column_sum"> {
  let summary = "Sum over all dimensions but the last";
  let description = [{
    Constraints:
    - (C1) `input` has rank 1 or more.

    Example:

    ```mlir
    %s = flow.column_sum %x : (tensor<8x4xf32>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "columnSum";
  let eager = "at::sum(input.reshape({-1, input.size(-1)}), {0})";
  let out = "at::sum_out(result, input.reshape({-1, input.size(-1)}), {0})";
}

def Flow_SelectColumnOp : Flow_RowOp<"select_column"> {
  let summary = "Keeps the element of each row at a column given by an index, 0 elsewhere";
  let description = [{
    An index outside of the row, such as the ignored class, keeps nothing.

    Shapes: `input` is `[*, C]`, `index` is `[*, 1]`; the result is `[*, C]`.

    Constraints:
    - (C1) `index` has the shape of `input` with a last dimension of 1, and an integer type.

    Example:

    ```mlir
    %p = flow.select_column %x, %i : (tensor<8x4xf32>, tensor<8x1xi64>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$index);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "selectColumn";
  let callClass = "Allocating";
  let eager = "at::where(at::eq(index, at::arange(input.size(-1), index.options())), input, at::zeros({}, input.options()))";
}

def Flow_HyperValueOp : Flow_RowOp<"hyper_value"> {
  let summary = "A hyper-parameter as a tensor of rank 0";
  let description = [{
    Example:

    ```mlir
    %e = flow.hyper_value %eps {dtype = "float32"} : (f64) -> tensor<f32>
    ```
  }];
  let arguments = (ins Flow_Hyper:$value, Flow_DTypeAttr:$dtype);
  let results = (outs Flow_Tensor:$result);
  let opClass = "K";
  let rule = "scalarValue";
  let eager = "at::scalar_tensor(value, at::dtype(dtype))";
  let out = "result.fill_(value)";
}

def Flow_CountOp : Flow_RowOp<"count"> {
  let summary = "Number of elements of a shape as a tensor of rank 0";
  let description = [{
    Example:

    ```mlir
    %n = flow.count {count_shape = ["batch", 4], dtype = "float32"} : () -> tensor<f32>
    ```
  }];
  let arguments = (ins Flow_ShapeAttr:$count_shape, Flow_DTypeAttr:$dtype);
  let results = (outs Flow_Tensor:$result);
  let opClass = "K";
  let rule = "countValue";
  let eager = "at::scalar_tensor(static_cast<double>(c10::multiply_integers(count_shape)), at::dtype(dtype))";
  let out = "result.fill_(static_cast<double>(c10::multiply_integers(count_shape)))";
}

def Flow_ColumnIsOp : Flow_RowOp<"column_is"> {
  let summary = "1 in the column given by an index, else 0";
  let description = [{
    Shapes: `index` is `[*, 1]`; the result is `[*, C]` where `C` is the last entry of `shape`.

    Constraints:
    - (C1) `shape` is the shape of `index` but for its last dimension.

    Example:

    ```mlir
    %h = flow.column_is %i {shape = [8, 4], dtype = "float32"} : (tensor<8x1xi64>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$index, Flow_ShapeAttr:$shape, Flow_DTypeAttr:$dtype);
  let results = (outs Flow_Tensor:$result);
  let opClass = "G";
  let rule = "columnIs";
  let callClass = "Allocating";
  let eager = "at::eq(index, at::arange(shape[shape.size() - 1], index.options())).to(dtype)";
}

#endif
