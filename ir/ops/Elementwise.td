// What the records of element-wise operations have in common, and conversions.
#ifndef FLODL_IR_OPS_ELEMENTWISE_TD
#define FLODL_IR_OPS_ELEMENTWISE_TD
include "ir/ops/FlowOpBase.td"

/// A function of one tensor. `what` is the summary, `text` the first paragraph of the description.
class Flow_UnaryOp<string mnemonic, string what, string text> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # "\n\nShapes: the result has the shape of `input`.\n\nExample:\n\n```mlir\n%y = flow."
                    # mnemonic # " %x : (tensor<8x4xf32>) -> tensor<8x4xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "floatUnary";
  let eager = "at::" # mnemonic # "(input)";
  let out = "at::" # mnemonic # "_out(result, input)";
}

/// A function of two tensors that broadcast.
class Flow_BinaryOp<string mnemonic, string what, string text> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # "\n\nShapes: the operands broadcast against each other.\n\nConstraints:\n"
                    # "- (C1) the operands broadcast; a symbolic size broadcasts only against 1 or itself.\n\n"
                    # "Example:\n\n```mlir\n%y = flow." # mnemonic
                    # " %a, %b : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$lhs, Flow_Tensor:$rhs);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "broadcast";
  let eager = "at::" # mnemonic # "(lhs, rhs)";
  let out = "at::" # mnemonic # "_out(result, lhs, rhs)";
}

/// The gradient of a function of one tensor, in terms of the gradient of its result and of
/// `saved`, its input or its result.
class Flow_UnaryBackwardOp<string mnemonic, string what, string saved> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\nSource: `at::" # mnemonic # "`. Computes the gradient towards the input from `grad`, the "
                    # "gradient of the result, and `" # saved # "`.\n\nConstraints:\n"
                    # "- (C1) `grad` and `" # saved # "` have equal shapes and element types.\n\n"
                    # "Example:\n\n```mlir\n%dx = flow." # mnemonic
                    # " %g, %x : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>\n```\n";
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "sameAsBoth";
  let pytorch = "";
  let isPublic = 0;
  let eager = "at::" # mnemonic # "(grad, " # saved # ")";
  let out = "at::" # mnemonic # "_out(result, grad, " # saved # ")";
}

def Flow_DetachOp : Flow_ValueOp<"detach"> {
  let summary = "The same values without gradient history";
  let description = [{
    Source: `torch.Tensor.detach`. No gradient passes; the values are copied.

    Example:

    ```mlir
    %y = flow.detach %x : (tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "sameAsInput";
  let isPublic = 0;
  let eager = "input.detach()";
  let out = "result.copy_(input)";
  let scalar = "input";
}

def Flow_ToDtypeOp : Flow_ValueOp<"to_dtype"> {
  let summary = "Conversion to another element type";
  let description = [{
    Source: `torch.Tensor.to`. The gradient is converted back.

    Shapes: the result has the shape of `input`.

    Example:

    ```mlir
    %y = flow.to_dtype %x {dtype = "float64"} : (tensor<8x4xf32>) -> tensor<8x4xf64>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_DTypeAttr:$dtype);
  let results = (outs Flow_Tensor:$result);
  let opClass = "E";
  let rule = "toDtype";
  let pytorch = "to";
  let eager = "input.to(dtype)";
  let out = "result.copy_(input)";
  let gradients = [Gradient<"input", "b.to_dtype(g, b.dtype(input))">];
}

#endif
