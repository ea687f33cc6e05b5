// Reductions and their inverse, broadcasting a gradient back.
#ifndef FLODL_IR_OPS_REDUCTION_TD
#define FLODL_IR_OPS_REDUCTION_TD
include "ir/ops/FlowOpBase.td"

/// A reduction over `dims`; an empty list means all dimensions.
class Flow_ReductionOp<string mnemonic, string what, string text> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # "\n\nAn empty `dims` means all dimensions. Dimensions that are reduced are dropped, or "
                    # "kept with size 1 when `keepdim` is set.\n\nConstraints:\n"
                    # "- (C1) every entry of `dims` is a dimension of `input` (negative: from the end), each once.\n\n"
                    # "Example:\n\n```mlir\n%y = flow." # mnemonic
                    # " %x {dims = array<i64: 1>, keepdim = false} : (tensor<8x4xf32>) -> tensor<8xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$dims, BoolAttr:$keepdim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "reduceFloat";
  let eager = "at::" # mnemonic # "(input, dims, keepdim)";
  let out = "at::" # mnemonic # "_out(result, input, dims, keepdim)";
}

def Flow_SumOp : Flow_ReductionOp<"sum", "Sum over dimensions",
    "Integers and booleans add up to `int64`. The gradient is spread to every element."> {
  let rule = "reduceSum";
  let gradients = [Gradient<"input", "b.expandReduced(g, input, dims, keepdim)">];
}

def Flow_MeanOp : Flow_ReductionOp<"mean", "Mean over dimensions", "Floating-point input only."> {
  let gradients = [Gradient<"input", "b.mean_backward(g, b.shape(input), dims, keepdim)">];
}

def Flow_LogsumexpOp : Flow_ReductionOp<"logsumexp", "Logarithm of the sum of exponentials",
    "Computes `ln sum(e^x)` without overflow."> {
  let eager = "at::logsumexp(input, kernels::allDims(input, dims), keepdim)";
  let out = "at::logsumexp_out(result, input, kernels::allDims(input, dims), keepdim)";
  let gradients = [Gradient<"input",
    "b.mul(b.keepReduced(g, input, dims, keepdim), b.exp(b.sub(input, b.keepReduced(result, input, dims, keepdim))))">];
}

class Flow_ReductionBackwardOp<string mnemonic> : Flow_ValueOp<mnemonic> {
  let opClass = "R";
  let pytorch = "";
  let isPublic = 0;
}

def Flow_MeanBackwardOp : Flow_ReductionBackwardOp<"mean_backward"> {
  let summary = "Gradient of a mean";
  let description = [{
    Spreads `grad` over the dimensions that were reduced and divides it by their number of elements.

    Shapes: the result has the shape `shape`, the mean's input.

    Constraints:
    - (C1) `grad` has the shape of the mean over `dims` of a tensor of shape `shape`.

    Example:

    ```mlir
    %dx = flow.mean_backward %g {shape = [8, 4], dims = array<i64: 1>, keepdim = false} : (tensor<8xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_ShapeAttr:$shape, DenseI64ArrayAttr:$dims, BoolAttr:$keepdim);
  let results = (outs Flow_Tensor:$result);
  let rule = "reductionBackward";
  let eager = "kernels::meanBackward(grad, shape, dims, keepdim)";
  let out = "kernels::meanBackwardOut(result, grad, dims, keepdim)";
}

def Flow_VarOp : Flow_ValueOp<"var"> {
  let summary = "Variance over dimensions";
  let description = [{
    Sum of squared distances from the mean, divided by the number of elements less `correction`
    (1: unbiased; 0: of the population). NaN or infinite when that divisor is not positive.

    An empty `dims` means all dimensions.

    Constraints:
    - (C1) every entry of `dims` is a dimension of `input` (negative: from the end), each once.

    Example:

    ```mlir
    %y = flow.var %x {dims = array<i64: 1>, correction = 1 : i64, keepdim = false} : (tensor<8x4xf32>) -> tensor<8xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, DenseI64ArrayAttr:$dims, I64Attr:$correction, BoolAttr:$keepdim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "varOp";
  let parameters = "input, dims = {}, correction = 1, keepdim = false";
  let eager = "at::var(input, kernels::allDims(input, dims), at::Scalar(correction), keepdim)";
  let out = "at::var_out(result, input, kernels::allDims(input, dims), at::Scalar(correction), keepdim)";
  let gradients = [Gradient<"input", "b.var_backward(g, input, dims, correction, keepdim)">];
}

def Flow_VarBackwardOp : Flow_ReductionBackwardOp<"var_backward"> {
  let summary = "Gradient of a variance";
  let description = [{
    Computes `2 / (n - correction) * grad * (input - mean(input))`, where `n` counts the elements
    of the reduced dimensions.

    Constraints:
    - (C1) `grad` has the shape of the variance of `input` over `dims`.

    Example:

    ```mlir
    %dx = flow.var_backward %g, %x {dims = array<i64: 1>, correction = 1 : i64, keepdim = false}
       : (tensor<8xf32>, tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, DenseI64ArrayAttr:$dims, I64Attr:$correction,
                       BoolAttr:$keepdim);
  let results = (outs Flow_Tensor:$result);
  let rule = "varBackward";
  let callClass = "Allocating";
  let eager = "kernels::varBackward(grad, input, dims, correction, keepdim)";
}

def Flow_ValueSelectingBackwardOp : Flow_ReductionBackwardOp<"value_selecting_backward"> {
  let summary = "Gradient of a reduction that picks one element";
  let description = [{
    Puts `grad` at the positions `indices` along `dim`, and 0 elsewhere.

    Shapes: the result has the shape `shape`, the reduction's input.

    Constraints:
    - (C1) `dim` is a dimension of `shape`.
    - (C2) `grad` and `indices` have the shape of the reduction's result.

    Example:

    ```mlir
    %dx = flow.value_selecting_backward %g, %i {shape = [8, 4], dim = 1 : i64, keepdim = false}
       : (tensor<8xf32>, tensor<8xi64>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$indices, Flow_ShapeAttr:$shape, I64Attr:$dim,
                       BoolAttr:$keepdim);
  let results = (outs Flow_Tensor:$result);
  let rule = "valueSelectingBackward";
  let eager = "kernels::valueSelectingBackward(grad, indices, shape, dim, keepdim)";
  let out = "kernels::valueSelectingBackwardOut(result, grad, indices, dim, keepdim)";
}

def Flow_SumToOp : Flow_ValueOp<"sum_to"> {
  let summary = "Sums a gradient back to the shape it was broadcast from";
  let description = [{
    Source: `at::sum_to`. Dimensions that broadcasting added or stretched are summed.

    Constraints:
    - (C1) `shape` broadcasts to the shape of `input`.

    Example:

    ```mlir
    %r = flow.sum_to %g {shape = [4]} : (tensor<8x4xf32>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_ShapeAttr:$shape);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "sumTo";
  let pytorch = "";
  let isPublic = 0;
  let eager = "at::sum_to(input, shape)";
  let out = "kernels::sumToOut(result, input)";
  let gradients = [Gradient<"input", "b.expand(g, input)">];
}

#endif
