// Tensors made of nothing but attributes.
#ifndef FLODL_IR_OPS_CREATION_TD
#define FLODL_IR_OPS_CREATION_TD
include "ir/ops/FlowOpBase.td"

def Flow_FullOp : Flow_ValueOp<"full"> {
  let summary = "A tensor of one value";
  let description = [{
    With `number`, a number written in the source: it takes part in type promotion as one.

    Constraints:
    - (C1) sizes are not negative.
    - (C2) a `number` has rank 0.

    Example:

    ```mlir
    %y = flow.full {shape = [8, 4], value = 1.0 : f64, dtype = "float32", number = false} : () -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_ShapeAttr:$shape, F64Attr:$value, Flow_DTypeAttr:$dtype, BoolAttr:$number);
  let results = (outs Flow_Tensor:$result);
  let opClass = "K";
  let rule = "full";
  let eager = "at::full(shape, value, at::TensorOptions(dtype))";
  let out = "result.fill_(value)";
}

def Flow_ZerosLikeOp : Flow_ValueOp<"zeros_like"> {
  let summary = "Zeros of the shape and element type of another tensor";
  let description = [{
    Shapes: the result has the shape of `input`.

    Example:

    ```mlir
    %y = flow.zeros_like %x : (tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "K";
  let rule = "sameAsInput";
  let eager = "at::zeros_like(input)";
  let out = "result.zero_()";
}

def Flow_ArangeOp : Flow_ValueOp<"arange"> {
  let summary = "Evenly spaced values";
  let description = [{
    Element `i` is `start + i * step`. `shape` is the number of elements, as a list of one size.

    Constraints:
    - (C1) `shape` has one entry.
    - (C2) `step` is not 0.

    Example:

    ```mlir
    %y = flow.arange {shape = [8], start = 0.0 : f64, step = 1.0 : f64, dtype = "int64"} : () -> tensor<8xi64>
    ```
  }];
  let arguments = (ins Flow_ShapeAttr:$shape, F64Attr:$start, F64Attr:$step, Flow_DTypeAttr:$dtype);
  let results = (outs Flow_Tensor:$result);
  let opClass = "K";
  let rule = "arange";
  let eager = "kernels::arange(shape[0], start, step, dtype)";
  let out = "kernels::arangeOut(result, start, step)";
}

#endif
