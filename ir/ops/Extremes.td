// Smallest, largest and middle elements.
#ifndef FLODL_IR_OPS_EXTREMES_TD
#define FLODL_IR_OPS_EXTREMES_TD
include "ir/ops/Reduction.td"

/// One element of all.
class Flow_ElementOp<string mnemonic, string what, string text, string constraint> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # "\n\nThe gradient is shared equally by the elements that are equal to the result.\n\n"
                    # constraint # "Example:\n\n```mlir\n%y = flow." # mnemonic # " %x : (tensor<8x4xf32>) -> tensor<f32>\n```\n";
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "element";
  let eager = "at::" # mnemonic # "(input)";
  let out = "at::" # mnemonic # "_out(result, input)";
  let gradients = [Gradient<"input", "b.shareEqually(g, input, result)">];
}

def Flow_MaxOp : Flow_ElementOp<"max", "Largest element",
    "Source: `torch.max(input)`. NaN counts as largest.", "Constraints:\n- (C1) `input` has an element.\n\n">;
def Flow_MinOp : Flow_ElementOp<"min", "Smallest element",
    "Source: `torch.min(input)`. NaN counts as smallest.", "Constraints:\n- (C1) `input` has an element.\n\n">;
def Flow_MedianOp : Flow_ElementOp<"median", "Middle element",
    "Source: `torch.median(input)`: the lower one of two; NaN when an element is, or when there is none.", ""> {
  let rule = "elementOrNan";
  let out = "at::median_out(result, input)";
  let callClass = "Allocating";
}

/// Extremes over `dims`, values only.
class Flow_ExtremesOp<string mnemonic, string what, string text> : Flow_ReductionOp<mnemonic, what, text # [{
The gradient is shared equally by the elements that are equal to the result. A dimension without elements is an error.}]> {
  let rule = "extremes";
  let gradients = [Gradient<"input", "b.shareEquallyOver(g, input, result, dims, keepdim)">];
}

def Flow_AmaxOp : Flow_ExtremesOp<"amax", "Largest values over dimensions", "NaN counts as largest. ">;
def Flow_AminOp : Flow_ExtremesOp<"amin", "Smallest values over dimensions", "NaN counts as smallest. ">;

/// A value along a dimension, and where it is.
class Flow_SelectingOp<string mnemonic, string what, string text> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # [{ The gradient goes to the one element that `indices` names.

    Constraints:
    - (C1) `dim` is a dimension of `input`.
    - (C2) it has elements.

    Example:

    ```mlir
    %v, %i = flow.}] # mnemonic # [{ %x {dim = 1 : i64, keepdim = false} : (tensor<8x4xf32>) -> (tensor<8xf32>, tensor<8xi64>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$dim, BoolAttr:$keepdim);
  let results = (outs Flow_Tensor:$values, Flow_Tensor:$indices);
  let opClass = "R";
  let rule = "maxDim";
  let gradients = [Gradient<"input", "b.value_selecting_backward(g_values, indices, b.shape(input), dim, keepdim)">];
}

def Flow_MaxDimOp : Flow_SelectingOp<"max_dim", "Largest value along a dimension, and where it is",
    "Source: `torch.max(input, dim)`. NaN counts as largest."> {
  let pytorch = "max";
  let function = "max";
  let eager = "at::max(input, dim, keepdim)";
  let out = "at::max_out(values, indices, input, dim, keepdim)";
}
def Flow_MinDimOp : Flow_SelectingOp<"min_dim", "Smallest value along a dimension, and where it is",
    "Source: `torch.min(input, dim)`. NaN counts as smallest."> {
  let pytorch = "min";
  let function = "min";
  let eager = "at::min(input, dim, keepdim)";
  let out = "at::min_out(values, indices, input, dim, keepdim)";
}
def Flow_MedianDimOp : Flow_SelectingOp<"median_dim", "Middle value along a dimension, and where it is",
    "Source: `torch.median(input, dim)`: the lower one of two; NaN when an element is."> {
  let pytorch = "median";
  let function = "median";
  let parameters = "input, dim, keepdim = false";
  let callClass = "Allocating";
  let eager = "kernels::median(input, dim, keepdim)";
}

/// A position along a dimension.
class Flow_PositionOp<string mnemonic, string what, string text> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\nThe first position when several are equal; " # text # [{. It has no gradient.

    Constraints:
    - (C1) `dim` is a dimension of `input`.
    - (C2) it has elements.

    Example:

    ```mlir
    %i = flow.}] # mnemonic # [{ %x {dim = 1 : i64, keepdim = false} : (tensor<8x4xf32>) -> tensor<8xi64>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$dim, BoolAttr:$keepdim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "argmax";
  let eager = "at::" # mnemonic # "(input, dim, keepdim)";
  let out = "at::" # mnemonic # "_out(result, input, dim, keepdim)";
}

def Flow_ArgmaxOp : Flow_PositionOp<"argmax", "Position of the largest value along a dimension", "NaN counts as largest">;
def Flow_ArgminOp : Flow_PositionOp<"argmin", "Position of the smallest value along a dimension", "NaN counts as smallest">;

#endif
