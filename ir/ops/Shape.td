// Views and layout changes.
#ifndef FLODL_IR_OPS_SHAPE_TD
#define FLODL_IR_OPS_SHAPE_TD
include "ir/ops/FlowOpBase.td"

/// The same elements under another shape, without copying.
class Flow_ViewOp<string mnemonic> : Flow_ValueOp<mnemonic> {
  let results = (outs Flow_Tensor:$result);
  let opClass = "V";
  let callClass = "View";
}

def Flow_ExpandOp : Flow_ViewOp<"expand"> {
  let summary = "Broadcasts to a larger shape without copying";
  let description = [{
    Source: `torch.Tensor.expand`; -1 keeps a dimension.

    Constraints:
    - (C1) the shape of `input` broadcasts to `shape`.

    Example:

    ```mlir
    %y = flow.expand %x {shape = [8, 4]} : (tensor<4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_ShapeAttr:$shape);
  let rule = "expand";
  let eager = "input.expand(shape)";
  let gradients = [Gradient<"input", "b.sum_to(g, input)">];
}

def Flow_ReshapeOp : Flow_ViewOp<"reshape"> {
  let summary = "The same elements, row by row, under another shape";
  let description = [{
    One size may be -1: it is deduced. A view when `input` is contiguous; otherwise the rows are
    copied together first.

    Constraints:
    - (C1) at most one entry of `shape` is -1.
    - (C2) `shape` has as many elements as `input`.

    Example:

    ```mlir
    %y = flow.reshape %x {shape = [2, 16]} : (tensor<8x4xf32>) -> tensor<2x16xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_ShapeAttr:$shape);
  let rule = "reshape";
  let eager = "kernels::reshape(input, shape)";
  let gradients = [Gradient<"input", "b.reshape(g, b.shape(input))">];
}

def Flow_FlattenOp : Flow_ViewOp<"flatten"> {
  let summary = "Merges neighbouring dimensions into one";
  let description = [{
    Merges the dimensions `start` to `end`, both included; negative ones count from the end. A view
    when `input` is contiguous.

    Constraints:
    - (C1) `start` and `end` are dimensions of `input`, and `start` does not come after `end`.

    Example:

    ```mlir
    %y = flow.flatten %x {start = 1 : i64, end = -1 : i64} : (tensor<8x3x4xf32>) -> tensor<8x12xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$start, I64Attr:$end);
  let rule = "flatten";
  let parameters = "input, start = 0, end = -1";
  let eager = "kernels::flatten(input, start, end)";
  let gradients = [Gradient<"input", "b.reshape(g, b.shape(input))">];
}

def Flow_TransposeOp : Flow_ViewOp<"transpose"> {
  let summary = "Swaps two dimensions";
  let description = [{
    Constraints:
    - (C1) `dim0` and `dim1` are dimensions of `input` (negative: from the end).

    Example:

    ```mlir
    %y = flow.transpose %x {dim0 = 0 : i64, dim1 = 1 : i64} : (tensor<8x4xf32>) -> tensor<4x8xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$dim0, I64Attr:$dim1);
  let rule = "transpose";
  let eager = "input.transpose(dim0, dim1)";
  let gradients = [Gradient<"input", "b.transpose(g, dim0, dim1)">];
}

def Flow_PermuteOp : Flow_ViewOp<"permute"> {
  let summary = "Reorders the dimensions";
  let description = [{
    Dimension `i` of the result is dimension `dims[i]` of `input`.

    Constraints:
    - (C1) `dims` names every dimension of `input` once.

    Example:

    ```mlir
    %y = flow.permute %x {dims = array<i64: 2, 0, 1>} : (tensor<8x3x4xf32>) -> tensor<4x8x3xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$dims);
  let rule = "permute";
  let eager = "input.permute(dims)";
  let gradients = [Gradient<"input", "b.permute(g, b.inversePermutation(dims))">];
}

def Flow_SqueezeOp : Flow_ViewOp<"squeeze"> {
  let summary = "Drops a dimension of size 1";
  let description = [{
    A dimension of another size stays as it is.

    Constraints:
    - (C1) `dim` is a dimension of `input` (negative: from the end).
    - (C2) the size of `dim` is known to be 1 or known not to be.

    Example:

    ```mlir
    %y = flow.squeeze %x {dim = 1 : i64} : (tensor<8x1xf32>) -> tensor<8xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$dim);
  let rule = "squeeze";
  let eager = "input.squeeze(dim)";
  let gradients = [Gradient<"input", "b.reshape(g, b.shape(input))">];
}

def Flow_UnsqueezeOp : Flow_ViewOp<"unsqueeze"> {
  let summary = "Adds a dimension of size 1";
  let description = [{
    The new dimension is dimension `dim` of the result.

    Constraints:
    - (C1) `dim` is a dimension of the result (negative: from the end).

    Example:

    ```mlir
    %y = flow.unsqueeze %x {dim = 1 : i64} : (tensor<8xf32>) -> tensor<8x1xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$dim);
  let rule = "unsqueeze";
  let eager = "input.unsqueeze(dim)";
  let gradients = [Gradient<"input", "b.reshape(g, b.shape(input))">];
}

def Flow_NarrowOp : Flow_ViewOp<"narrow"> {
  let summary = "A range of one dimension";
  let description = [{
    `range` is `[start, length]`; a negative start counts from the end.

    Constraints:
    - (C1) `dim` is a dimension of `input`.
    - (C2) `range` has two entries and lies inside the dimension, as far as sizes are known.

    Example:

    ```mlir
    %y = flow.narrow %x {dim = 1 : i64, range = [1, 2]} : (tensor<8x4xf32>) -> tensor<8x2xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$dim, Flow_ShapeAttr:$range);
  let rule = "narrow";
  let eager = "input.narrow(dim, range[0], range[1])";
  let gradients = [Gradient<"input", "b.narrow_backward(g, b.shape(input), dim, range)">];
}

def Flow_NarrowBackwardOp : Flow_ValueOp<"narrow_backward"> {
  let summary = "Gradient of a range";
  let description = [{
    Puts `grad` into the range of a tensor of zeros. `range` is `[start, length]`.

    Shapes: the result has the shape `shape`.

    Constraints:
    - (C1) `grad` has the shape of that range.

    Example:

    ```mlir
    %dx = flow.narrow_backward %g {shape = [8, 4], dim = 1 : i64, range = [1, 2]} : (tensor<8x2xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_ShapeAttr:$shape, I64Attr:$dim, Flow_ShapeAttr:$range);
  let results = (outs Flow_Tensor:$result);
  let opClass = "V";
  let rule = "narrowBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::narrowBackward(grad, shape, dim, range)";
  let out = "kernels::narrowBackwardOut(result, grad, dim, range)";
}

def Flow_SelectOp : Flow_ViewOp<"select"> {
  let summary = "One position of a dimension, which is dropped";
  let description = [{
    A negative `index` counts from the end.

    Constraints:
    - (C1) `dim` is a dimension of `input`.
    - (C2) `index` lies inside the dimension, as far as its size is known.

    Example:

    ```mlir
    %y = flow.select %x {dim = 0 : i64, index = -1 : i64} : (tensor<8x4xf32>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$dim, I64Attr:$index);
  let rule = "select";
  let eager = "input.select(dim, index)";
  let gradients = [Gradient<"input", "b.select_backward(g, b.shape(input), dim, index)">];
}

def Flow_SelectBackwardOp : Flow_ValueOp<"select_backward"> {
  let summary = "Gradient of one position of a dimension";
  let description = [{
    Puts `grad` at position `index` of `dim` of a tensor of zeros.

    Shapes: the result has the shape `shape`.

    Constraints:
    - (C1) `grad` has the shape `shape` without `dim`.

    Example:

    ```mlir
    %dx = flow.select_backward %g {shape = [8, 4], dim = 0 : i64, index = -1 : i64} : (tensor<4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_ShapeAttr:$shape, I64Attr:$dim, I64Attr:$index);
  let results = (outs Flow_Tensor:$result);
  let opClass = "V";
  let rule = "selectBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::selectBackward(grad, shape, dim, index)";
  let out = "kernels::selectBackwardOut(result, grad, dim, index)";
}

def Flow_CatOp : Flow_ValueOp<"cat"> {
  let summary = "Joins tensors along a dimension";
  let description = [{
    Source: `torch.cat`.

    Constraints:
    - (C1) there is at least one input.
    - (C2) `dim` is a dimension of the inputs.
    - (C3) the inputs have one rank and equal sizes in every other dimension.

    Example:

    ```mlir
    %y = flow.cat %a, %b {dim = 1 : i64} : (tensor<8x4xf32>, tensor<8x2xf32>) -> tensor<8x6xf32>
    ```
  }];
  let arguments = (ins Variadic<Flow_Tensor>:$inputs, I64Attr:$dim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "V";
  let rule = "cat";
  let parameters = "inputs, dim = 0";
  let eager = "at::cat(inputs, dim)";
  let out = "at::cat_out(result, inputs, dim)";
  let gradients = [Gradient<"inputs", "b.splitLike(g, inputs, dim)">];
}

def Flow_ContiguousOp : Flow_ValueOp<"contiguous"> {
  let summary = "The same values, row by row in memory";
  let description = [{
    Copies when the elements do not lie row by row already.

    Shapes: the result has the shape of `input`.

    Example:

    ```mlir
    %y = flow.contiguous %x : (tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "V";
  let rule = "sameAsInput";
  let eager = "input.contiguous()";
  let out = "result.copy_(input)";
  let gradients = [Gradient<"input", "g">];
}

#endif
