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

def Flow_LinspaceOp : Flow_ValueOp<"linspace"> {
  let summary = "Evenly spaced values between two ends";
  let description = [{
    The first element is `start`, the last one `end`; one element is `start`. `shape` is the number of
    elements, as a list of one size. For integers each value is rounded towards 0.

    Constraints:
    - (C1) `shape` has one entry, which is not negative.

    Example:

    ```mlir
    %y = flow.linspace {shape = [8], start = 0.0 : f64, end = 1.0 : f64, dtype = "float32"} : () -> tensor<8xf32>
    ```
  }];
  let arguments = (ins Flow_ShapeAttr:$shape, F64Attr:$start, F64Attr:$end, Flow_DTypeAttr:$dtype);
  let results = (outs Flow_Tensor:$result);
  let opClass = "K";
  let rule = "linspace";
  let eager = "at::linspace(start, end, shape[0], dtype)";
  let out = "at::linspace_out(result, start, end, shape[0])";
}

def Flow_EyeOp : Flow_ValueOp<"eye"> {
  let summary = "Ones on the diagonal";
  let description = [{
    Element (i, j) is 1 where i = j, and 0 elsewhere.

    Constraints:
    - (C1) `shape` has two entries, which are not negative.

    Example:

    ```mlir
    %y = flow.eye {shape = [8, 4], dtype = "float32"} : () -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_ShapeAttr:$shape, Flow_DTypeAttr:$dtype);
  let results = (outs Flow_Tensor:$result);
  let opClass = "K";
  let rule = "eye";
  let eager = "at::eye(shape[0], shape[1], at::TensorOptions(dtype))";
  let out = "at::eye_out(result, shape[0], shape[1])";
}

#endif
