// Deviations, norms, and counts of elements that are not 0.
#ifndef FLODL_IR_OPS_STATISTICS_TD
#define FLODL_IR_OPS_STATISTICS_TD
include "ir/ops/FlowOpBase.td"

def Flow_StdOp : Flow_ValueOp<"std"> {
  let summary = "Standard deviation over dimensions";
  let description = [{
    The square root of the variance (see `var`). The gradient is 0 where the deviation is.

    Source: `torch.std`; in C++ that is the name of a namespace, so the function is `stddev`.

    An empty `dims` means all dimensions.

    Constraints:
    - (C1) every entry of `dims` is a dimension of `input` (negative: from the end), each once.

    Example:

    ```mlir
    %y = flow.std %x {dims = array<i64: 1>, correction = 1 : i64, keepdim = false} : (tensor<8x4xf32>) -> tensor<8xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$dims, I64Attr:$correction, BoolAttr:$keepdim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "varOp";
  let function = "stddev";
  let parameters = "input, dims = {}, correction = 1, keepdim = false";
  let eager = "at::std(input, kernels::allDims(input, dims), at::Scalar(correction), keepdim)";
  let out = "at::std_out(result, input, kernels::allDims(input, dims), at::Scalar(correction), keepdim)";
  let gradients = [Gradient<"input",
    "b.var_backward(b.masked_fill(b.div(g, b.mul(result, b.number(2, result))), b.eq(result, b.number(0, result)), 0), "
    "input, dims, correction, keepdim)">];
}

def Flow_NormOp : Flow_ValueOp<"norm"> {
  let summary = "Vector norm over dimensions";
  let description = [{
    The `p`-norm `(sum |x|^p)^(1/p)`; for infinite `p` the largest (or smallest) magnitude, for 0 the
    number of elements that are not 0. The gradient is 0 at the origin.

    An empty `dims` means all dimensions.

    Source: `torch.norm`.

    Constraints:
    - (C1) `input` has a floating-point type.
    - (C2) every entry of `dims` is a dimension of `input` (negative: from the end), each once.

    Example:

    ```mlir
    %y = flow.norm %x {p = 2.0 : f64, dims = array<i64: 1>, keepdim = false} : (tensor<8x4xf32>) -> tensor<8xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, F64Attr:$p, DenseI64ArrayAttr:$dims, BoolAttr:$keepdim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "norm";
  let parameters = "input, p = 2, dims = {}, keepdim = false";
  let eager = "at::norm(input, p, kernels::allDims(input, dims), keepdim)";
  let out = "at::norm_out(result, input, p, kernels::allDims(input, dims), keepdim)";
  let gradients = [Gradient<"input", "b.normGradient(g, input, result, p, dims, keepdim)">];
}

class Flow_CountingOp<string mnemonic, string what, string text, string type> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # [{

    An empty `dims` means all dimensions. It has no gradient.

    Constraints:
    - (C1) every entry of `dims` is a dimension of `input` (negative: from the end), each once.

    Example:

    ```mlir
    %y = flow.}] # mnemonic # [{ %x {dims = array<i64: 1>, keepdim = false} : (tensor<8x4xf32>) -> tensor<8x}] # type # [{>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$dims, BoolAttr:$keepdim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "anyOrAll";
  let eager = "at::" # mnemonic # "(input, kernels::allDims(input, dims), keepdim)";
  let out = "at::" # mnemonic # "_out(result, input, kernels::allDims(input, dims), keepdim)";
}

def Flow_AnyOp : Flow_CountingOp<"any", "Whether some element is not 0", "False when there is no element.", "i1">;
def Flow_AllOp : Flow_CountingOp<"all", "Whether no element is 0", "True when there is no element.", "i1">;

def Flow_CountNonzeroOp : Flow_ValueOp<"count_nonzero"> {
  let summary = "Number of elements that are not 0";
  let description = [{
    An empty `dims` means all dimensions. It has no gradient.

    Constraints:
    - (C1) every entry of `dims` is a dimension of `input` (negative: from the end), each once.

    Example:

    ```mlir
    %y = flow.count_nonzero %x {dims = array<i64: 1>} : (tensor<8x4xf32>) -> tensor<8xi64>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$dims);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "countNonzero";
  let callClass = "Allocating";
  let eager = "at::count_nonzero(input, kernels::allDims(input, dims))";
}

#endif
