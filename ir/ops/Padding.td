// Elements added around a tensor.
#ifndef FLODL_IR_OPS_PADDING_TD
#define FLODL_IR_OPS_PADDING_TD
include "ir/ops/FlowOpBase.td"

def Flow_PadOp : Flow_ValueOp<"pad"> {
  let summary = "Adds elements before and after dimensions";
  let description = [{
    Source: `torch.nn.functional.pad`. `amounts` is `[before, after]` of the last dimension, then of
    the one before it, and so on. `mode` says what is added: `constant` (the number `value`; negative
    amounts cut off), `reflect` (mirrored at the first and last element), `replicate` (the first and
    last element), `circular` (what lies at the other end).

    Constraints:
    - (C1) `mode` is one of these four.
    - (C2) `amounts` has two entries for each of the last dimensions of `input`.
    - (C3) no size of the result is negative.
    - (C4) but for `constant`, 1 to 3 dimensions are padded, with one or two dimensions before them, by
      nothing negative.
    - (C5) `reflect` adds fewer elements than the dimension has, `circular` no more.

    Example:

    ```mlir
    %y = flow.pad %x {amounts = array<i64: 1, 2>, mode = "constant", value = 0.0 : f64} : (tensor<8x4xf32>) -> tensor<8x7xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$amounts, StrAttr:$mode, F64Attr:$value);
  let results = (outs Flow_Tensor:$result);
  let opClass = "V";
  let rule = "pad";
  let parameters = "input, amounts, mode = \"constant\", value = 0";
  let eager = "kernels::pad(input, amounts, mode, value)";
  let out = "kernels::padOut(result, input, amounts, mode, value)";
  let gradients = [Gradient<"input", "b.padGradient(g, input, amounts, mode)">];
}

def Flow_PadBackwardOp : Flow_ValueOp<"pad_backward"> {
  let summary = "Gradient of a padding by elements of the tensor";
  let description = [{
    The part of `grad` that lies inside, and what was added, brought back to where it came from.

    Shapes: the result has the shape `shape`.

    Constraints:
    - (C1) `grad` has the shape of the padding of a tensor of shape `shape` by a mode other than `constant`.

    Example:

    ```mlir
    %dx = flow.pad_backward %g {shape = [2, 3, 4], amounts = array<i64: 1, 2>, mode = "reflect"}
       : (tensor<2x3x7xf32>) -> tensor<2x3x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_ShapeAttr:$shape, DenseI64ArrayAttr:$amounts, StrAttr:$mode);
  let results = (outs Flow_Tensor:$result);
  let opClass = "V";
  let rule = "padBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::padBackward(grad, shape, amounts, mode)";
}

#endif
