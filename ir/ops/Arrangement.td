// Elements in another order, several times, or in part.
#ifndef FLODL_IR_OPS_ARRANGEMENT_TD
#define FLODL_IR_OPS_ARRANGEMENT_TD
include "ir/ops/Shape.td"

class Flow_ArrangementOp<string mnemonic> : Flow_ValueOp<mnemonic> {
  let results = (outs Flow_Tensor:$result);
  let opClass = "V";
}

def Flow_FlipOp : Flow_ArrangementOp<"flip"> {
  let summary = "Reverses dimensions";
  let description = [{
    Shapes: the result has the shape of `input`.

    Constraints:
    - (C1) every entry of `dims` is a dimension of `input`, each once.

    Example:

    ```mlir
    %y = flow.flip %x {dims = array<i64: 0, 1>} : (tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$dims);
  let rule = "flip";
  let eager = "at::flip(input, dims)";
  let out = "at::flip_out(result, input, dims)";
  let gradients = [Gradient<"input", "b.flip(g, dims)">];
}

def Flow_RollOp : Flow_ArrangementOp<"roll"> {
  let summary = "Moves elements along dimensions, those behind the end to the start";
  let description = [{
    Element `i` moves to `i + shift`. With no `dims`, elements move in row-major order.

    Shapes: the result has the shape of `input`.

    Constraints:
    - (C1) `dims` has an entry for every entry of `shifts`, or none for a single one.
    - (C2) every entry of `dims` is a dimension of `input`.

    Example:

    ```mlir
    %y = flow.roll %x {shifts = array<i64: 1, -2>, dims = array<i64: 0, 1>} : (tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$shifts, DenseI64ArrayAttr:$dims);
  let rule = "roll";
  let parameters = "input, shifts, dims = {}";
  let callClass = "Allocating";
  let eager = "at::roll(input, shifts, dims)";
  let gradients = [Gradient<"input", "b.roll(g, b.negated(shifts), dims)">];
}

class Flow_TriangleOp<string mnemonic, string what, string text> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # [{ 0 elsewhere.

    Shapes: `input` is `[*, M, N]`, and so is the result.

    Constraints:
    - (C1) `input` has rank 2 or more.

    Example:

    ```mlir
    %y = flow.}] # mnemonic # [{ %x {diagonal = 1 : i64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$diagonal);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "triangle";
  let parameters = "input, diagonal = 0";
  let eager = "at::" # mnemonic # "(input, diagonal)";
  let out = "at::" # mnemonic # "_out(result, input, diagonal)";
  let gradients = [Gradient<"input", "b." # mnemonic # "(g, diagonal)">];
}

def Flow_TriuOp : Flow_TriangleOp<"triu", "Elements on and above a diagonal",
    "Keeps column `j` of row `i` where `j - i >= diagonal`;">;
def Flow_TrilOp : Flow_TriangleOp<"tril", "Elements on and below a diagonal",
    "Keeps column `j` of row `i` where `j - i <= diagonal`;">;

def Flow_RepeatOp : Flow_ArrangementOp<"repeat"> {
  let summary = "Copies of a tensor beside each other";
  let description = [{
    Source: `torch.Tensor.repeat`. Dimension `i` of the result holds `counts[i]` copies; further
    counts, on the left, add dimensions.

    Constraints:
    - (C1) `counts` has an entry for every dimension of `input` at least, none negative.

    Example:

    ```mlir
    %y = flow.repeat %x {counts = [3, 1, 2]} : (tensor<8x4xf32>) -> tensor<3x8x8xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_ShapeAttr:$counts);
  let rule = "repeat";
  let eager = "input.repeat(counts)";
  let out = "kernels::repeatOut(result, input, counts)";
  let gradients = [Gradient<"input", "b.sumOfCopies(g, input, counts)">];
}

def Flow_StackOp : Flow_ArrangementOp<"stack"> {
  let summary = "Joins tensors along a new dimension";
  let description = [{
    The new dimension is dimension `dim` of the result; its size is the number of inputs.

    Constraints:
    - (C1) there is at least one input.
    - (C2) the inputs have equal shapes.
    - (C3) `dim` is a dimension of the result.

    Example:

    ```mlir
    %y = flow.stack %a, %b {dim = 1 : i64} : (tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<8x2x4xf32>
    ```
  }];
  let arguments = (ins Variadic<Flow_Tensor>:$inputs, I64Attr:$dim);
  let rule = "stack";
  let parameters = "inputs, dim = 0";
  let eager = "at::stack(inputs, dim)";
  let out = "at::stack_out(result, inputs, dim)";
  let gradients = [Gradient<"inputs", "b.unstack(g, inputs, dim)">];
}

def Flow_DiagonalOp : Flow_ViewOp<"diagonal"> {
  let summary = "A diagonal of two dimensions";
  let description = [{
    The elements whose position in `dim2` is `offset` more than that in `dim1`. Both dimensions are
    dropped, the diagonal is the last one of the result.

    Constraints:
    - (C1) `dim1` and `dim2` are dimensions of `input`, and differ.
    - (C2) their sizes are numbers, or they are equal and `offset` is 0.

    Example:

    ```mlir
    %y = flow.diagonal %x {offset = 1 : i64, dim1 = 0 : i64, dim2 = 1 : i64} : (tensor<8x4xf32>) -> tensor<3xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$offset, I64Attr:$dim1, I64Attr:$dim2);
  let rule = "diagonal";
  let parameters = "input, offset = 0, dim1 = 0, dim2 = 1";
  let eager = "input.diagonal(offset, dim1, dim2)";
  let gradients = [Gradient<"input", "b.diagonal_backward(g, b.shape(input), offset, dim1, dim2)">];
}

def Flow_DiagonalBackwardOp : Flow_ArrangementOp<"diagonal_backward"> {
  let summary = "Gradient of a diagonal";
  let description = [{
    Puts `grad` on the diagonal of a tensor of zeros.

    Shapes: the result has the shape `shape`.

    Constraints:
    - (C1) `grad` has the shape of that diagonal.

    Example:

    ```mlir
    %dx = flow.diagonal_backward %g {shape = [8, 4], offset = 1 : i64, dim1 = 0 : i64, dim2 = 1 : i64}
       : (tensor<3xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_ShapeAttr:$shape, I64Attr:$offset, I64Attr:$dim1, I64Attr:$dim2);
  let rule = "diagonalBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "at::diagonal_backward(grad, shape, offset, dim1, dim2)";
  let out = "kernels::diagonalBackwardOut(result, grad, offset, dim1, dim2)";
}

#endif
