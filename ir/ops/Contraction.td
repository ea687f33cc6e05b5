// Matrix products and what is made of them.
#ifndef FLODL_IR_OPS_CONTRACTION_TD
#define FLODL_IR_OPS_CONTRACTION_TD
include "ir/ops/FlowOpBase.td"

def Flow_LinearOp : Flow_ValueOp<"linear"> {
  let summary = "Affine map over the last dimension";
  let description = [{
    Computes `input * transpose(weight) + bias` over the last dimension.

    Shapes: `input` is `[*, in]`, `weight` is `[out, in]`, `bias` is `[out]`;
    the result is `[*, out]`, where `*` is any number of leading dimensions.

    Constraints:
    - (C1) `input` has rank 1 or more; its last dimension equals `in`.
    - (C2) `bias`, when present, has exactly `out` elements.

    Example:

    ```mlir
    %y = flow.linear %x, %w, %b
       : (tensor<8x64xf32>, tensor<10x64xf32>, tensor<10xf32>) -> tensor<8x10xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$weight, Optional<Flow_Tensor>:$bias);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "linear";
  let eager = "kernels::linear(input, weight, bias)";
  let out = "kernels::linearOut(result, input, weight, bias, call.tuned())";
  let gradients = [
    Gradient<"input", "b.matmul(b.rowsOf(g), weight)">,
    Gradient<"weight", "b.linear_weight_grad(b.rowsOf(g), input)">,
    Gradient<"bias", "b.sum_to(b.rowsOf(g), bias)">
  ];
}

def Flow_MatmulOp : Flow_ValueOp<"matmul"> {
  let summary = "Matrix product over the last two dimensions";
  let description = [{
    Source: `torch.matmul`. Leading dimensions broadcast.

    Shapes: `[*, m, k]` times `[*, k, n]` gives `[*, m, n]`; a 1-d operand is a row (left) or a
    column (right) whose added dimension is dropped from the result.

    Constraints:
    - (C1) both operands have rank 1 or more.
    - (C2) the last dimension of `lhs` equals the last but one of `rhs` (the only one when 1-d).
    - (C3) the leading dimensions broadcast.

    Example:

    ```mlir
    %y = flow.matmul %a, %b : (tensor<8x4xf32>, tensor<4x3xf32>) -> tensor<8x3xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$lhs, Flow_Tensor:$rhs);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "matmul";
  let eager = "kernels::matmul(lhs, rhs)";
  let out = "kernels::matmulOut(result, lhs, rhs, call.tuned())";
  let gradients = [
    Gradient<"lhs", "b.matmulLhsGrad(g, lhs, rhs)">,
    Gradient<"rhs", "b.matmulRhsGrad(g, lhs, rhs)">
  ];
}

def Flow_BmmOp : Flow_ValueOp<"bmm"> {
  let summary = "Matrix products of a batch";
  let description = [{
    Shapes: `[B, m, k]` times `[B, k, n]` gives `[B, m, n]`.

    Constraints:
    - (C1) both operands have rank 3 and one element type.
    - (C2) their first dimensions are equal, and the last of `lhs` equals the middle one of `rhs`.

    Example:

    ```mlir
    %y = flow.bmm %a, %b : (tensor<2x8x4xf32>, tensor<2x4x3xf32>) -> tensor<2x8x3xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$lhs, Flow_Tensor:$rhs);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "bmm";
  let eager = "at::bmm(lhs, rhs)";
  let out = "kernels::bmmOut(result, lhs, rhs)";
  let gradients = [
    Gradient<"lhs", "b.bmm(g, b.transpose(rhs, 1, 2))">,
    Gradient<"rhs", "b.bmm(b.transpose(lhs, 1, 2), g)">
  ];
}

def Flow_AddmmOp : Flow_ValueOp<"addmm"> {
  let summary = "Matrix product added to a tensor";
  let description = [{
    Computes `beta * input + alpha * mat1 * mat2`; with `beta` 0 the values of `input` are ignored.

    Shapes: `[n, k]` times `[k, m]` gives `[n, m]`, to which `input` broadcasts.

    Constraints:
    - (C1) the operands have one element type.
    - (C2) `mat1` and `mat2` have rank 2, and the last dimension of `mat1` equals the first of `mat2`.
    - (C3) `input` broadcasts to the product.

    Example:

    ```mlir
    %y = flow.addmm %x, %a, %b {beta = 1.0 : f64, alpha = 0.5 : f64}
       : (tensor<3xf32>, tensor<8x4xf32>, tensor<4x3xf32>) -> tensor<8x3xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$mat1, Flow_Tensor:$mat2, F64Attr:$beta, F64Attr:$alpha);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "addmm";
  let eager = "at::addmm(input, mat1, mat2, beta, alpha)";
  let out = "at::addmm_out(result, input, mat1, mat2, beta, alpha)";
  let gradients = [
    Gradient<"input", "b.sum_to(b.scaled(g, beta), input)">,
    Gradient<"mat1", "b.scaled(b.matmulLhsGrad(g, mat1, mat2), alpha)">,
    Gradient<"mat2", "b.scaled(b.matmulRhsGrad(g, mat1, mat2), alpha)">
  ];
  let defaults = [Default<"beta", "1">, Default<"alpha", "1">];
}

def Flow_LinearWeightGradOp : Flow_ValueOp<"linear_weight_grad"> {
  let summary = "Gradient of an affine map towards its weight";
  let description = [{
    Computes `transpose(grad) * input` with all leading dimensions of both flattened into one.

    Shapes: `grad` is `[*, out]`, `input` is `[*, in]`; the result is `[out, in]`.

    Constraints:
    - (C1) `grad` and `input` have equal leading dimensions.

    Example:

    ```mlir
    %dw = flow.linear_weight_grad %g, %x : (tensor<8x10xf32>, tensor<8x64xf32>) -> tensor<10x64xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "linearWeightGrad";
  let pytorch = "";
  let isPublic = 0;
  let eager = "at::mm(at::atleast_2d(grad).flatten(0, -2).t(), at::atleast_2d(input).flatten(0, -2))";
  let out = "kernels::linearWeightGradOut(result, grad, input, call.tuned())";
}

#endif
