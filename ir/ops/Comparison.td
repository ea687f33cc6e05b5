// Comparisons, logic, and choosing between values. Comparisons give booleans and have no gradient.
#ifndef FLODL_IR_OPS_COMPARISON_TD
#define FLODL_IR_OPS_COMPARISON_TD
include "ir/ops/FlowOpBase.td"

class Flow_CompareOp<string mnemonic, string what, string formula> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\nShapes: the operands broadcast against each other.\n\nConstraints:\n- (C1) the operands broadcast.\n\n"
                    # "Example:\n\n```mlir\n%y = flow." # mnemonic
                    # " %a, %b : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xi1>\n```\n";
  let arguments = (ins Flow_Tensor:$lhs, Flow_Tensor:$rhs);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "compare";
  let eager = "at::" # mnemonic # "(lhs, rhs)";
  let out = "at::" # mnemonic # "_out(result, lhs, rhs)";
  let scalar = formula;
}

def Flow_EqOp : Flow_CompareOp<"eq", "Whether two values are equal", "lhs == rhs">;
def Flow_NeOp : Flow_CompareOp<"ne", "Whether two values differ", "lhs != rhs">;
def Flow_LtOp : Flow_CompareOp<"lt", "Whether the left value is smaller", "lhs < rhs">;
def Flow_LeOp : Flow_CompareOp<"le", "Whether the left value is not larger", "lhs <= rhs">;
def Flow_GtOp : Flow_CompareOp<"gt", "Whether the left value is larger", "lhs > rhs">;
def Flow_GeOp : Flow_CompareOp<"ge", "Whether the left value is not smaller", "lhs >= rhs">;
def Flow_LogicalAndOp : Flow_CompareOp<"logical_and", "Whether both values are other than 0", "lhs != T(0) && rhs != T(0)">;
def Flow_LogicalOrOp : Flow_CompareOp<"logical_or", "Whether one of the values is other than 0", "lhs != T(0) || rhs != T(0)">;

def Flow_LogicalXorOp : Flow_CompareOp<"logical_xor", "Whether one of the values, but not both, is other than 0", "(lhs != T(0)) != (rhs != T(0))">;

/// A question about one value.
class Flow_PredicateOp<string mnemonic, string what, string formula> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\nShapes: the result has the shape of `input`.\n\nExample:\n\n```mlir\n%y = flow." # mnemonic
                    # " %x : (tensor<8x4xf32>) -> tensor<8x4xi1>\n```\n";
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "predicate";
  let eager = "at::" # mnemonic # "(input)";
  let out = "at::" # mnemonic # "_out(result, input)";
  let scalar = formula;
}

def Flow_IsnanOp : Flow_PredicateOp<"isnan", "Whether a value is not a number", "math::isnan(input)"> {
  let out = "at::ne_out(result, input, input)";
}
def Flow_IsinfOp : Flow_PredicateOp<"isinf", "Whether a value is infinite", "math::isinf(input)"> {
  let callClass = "Allocating";
}
def Flow_IsfiniteOp : Flow_PredicateOp<"isfinite", "Whether a value is finite and a number", "math::isfinite(input)"> {
  let callClass = "Allocating";
  let out = "";
}

def Flow_IscloseOp : Flow_ValueOp<"isclose"> {
  let summary = "Whether two values are nearly equal";
  let description = [{
    Whether `|lhs - rhs| <= atol + rtol * |rhs|`, or both are equal. NaN is close to nothing, and to NaN
    with `equal_nan`.

    Shapes: the operands broadcast against each other.

    Constraints:
    - (C1) the operands broadcast.

    Example:

    ```mlir
    %y = flow.isclose %a, %b {rtol = 1.0e-05 : f64, atol = 1.0e-08 : f64, equal_nan = false}
       : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xi1>
    ```
  }];
  let arguments = (ins Flow_Tensor:$lhs, Flow_Tensor:$rhs, F64Attr:$rtol, F64Attr:$atol, BoolAttr:$equal_nan);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "compare";
  let callClass = "Allocating";
  let eager = "kernels::isclose(lhs, rhs, rtol, atol, equal_nan)";
  let scalar = "math::isclose(lhs, rhs, rtol, atol, equal_nan)";
  let floatFormula = 1;
  let defaults = [Default<"rtol", "1e-5">, Default<"atol", "1e-8">, Default<"equal_nan", "false">];
}

def Flow_LogicalNotOp : Flow_PredicateOp<"logical_not", "Whether a value is 0", "input == T(0)">;

def Flow_WhereOp : Flow_ValueOp<"where"> {
  let summary = "Chooses between two values, element by element";
  let description = [{
    `input` where `condition` holds, `other` elsewhere; so do the gradients.

    Shapes: the operands broadcast against each other.

    Constraints:
    - (C1) `condition` is `bool`.
    - (C2) the operands broadcast.

    Example:

    ```mlir
    %y = flow.where %c, %a, %b : (tensor<8x4xi1>, tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$condition, Flow_Tensor:$input, Flow_Tensor:$other);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "where";
  let eager = "at::where(condition, input, other)";
  let out = "at::where_out(result, condition, input, other)";
  let scalar = "condition != T(0) ? input : other";
  let gradients = [
    Gradient<"input", "b.sum_to(b.where(condition, g, b.number(0, g)), input)">,
    Gradient<"other", "b.sum_to(b.where(condition, b.number(0, g), g), other)">
  ];
}

def Flow_MaskedFillOp : Flow_ValueOp<"masked_fill"> {
  let summary = "Replaces masked elements by a number";
  let description = [{
    `value` where `mask` holds, `input` elsewhere; the gradient passes elsewhere only.

    Shapes: `input` and `mask` broadcast against each other.

    Constraints:
    - (C1) `mask` is `bool`.
    - (C2) `input` and `mask` broadcast.

    Example:

    ```mlir
    %y = flow.masked_fill %x, %m {value = 0.0 : f64} : (tensor<8x4xf32>, tensor<8x4xi1>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$mask, F64Attr:$value);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "maskedFill";
  let eager = "at::masked_fill(input, mask, value)";
  let out = "kernels::maskedFillOut(result, input, mask, value)";
  let scalar = "mask != T(0) ? T(value) : input";
  let gradients = [Gradient<"input", "b.sum_to(b.masked_fill(g, mask, 0), input)">];
}

#endif
