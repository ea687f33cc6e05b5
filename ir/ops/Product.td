// Products, and running sums and products.
#ifndef FLODL_IR_OPS_PRODUCT_TD
#define FLODL_IR_OPS_PRODUCT_TD
include "ir/ops/FlowOpBase.td"

class Flow_ProductOp<string mnemonic> : Flow_ValueOp<mnemonic> {
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let pytorch = "prod";
  let function = "prod";
}

class Flow_ProductBackwardOp<string mnemonic> : Flow_ValueOp<mnemonic> {
  let results = (outs Flow_Tensor:$gradient);
  let opClass = "R";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
}

def Flow_ProdOp : Flow_ProductOp<"prod"> {
  let summary = "Product of all elements";
  let description = [{
    1 when there is no element; integers and booleans multiply to `int64`. The gradient towards an
    element is the product of the others, also where elements are 0.

    Example:

    ```mlir
    %y = flow.prod %x : (tensor<8x4xf32>) -> tensor<f32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input);
  let rule = "prod";
  let eager = "at::prod(input)";
  let out = "at::prod_out(result, input)";
  let gradients = [Gradient<"input", "b.prod_backward(g, input, result)">];
}

def Flow_ProdBackwardOp : Flow_ProductBackwardOp<"prod_backward"> {
  let summary = "Gradient of a product of all elements";
  let description = [{
    `grad` times the product of the other elements.

    Constraints:
    - (C1) `grad` and `result` have rank 0.

    Example:

    ```mlir
    %dx = flow.prod_backward %g, %x, %y : (tensor<f32>, tensor<8x4xf32>, tensor<f32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$result);
  let rule = "prodBackward";
  let eager = "kernels::prodBackward(grad, input, result)";
}

def Flow_ProdDimOp : Flow_ProductOp<"prod_dim"> {
  let summary = "Product along a dimension";
  let description = [{
    1 when the dimension has no element; integers and booleans multiply to `int64`. The gradient
    towards an element is the product of the others, also where elements are 0.

    Constraints:
    - (C1) `dim` is a dimension of `input`.

    Example:

    ```mlir
    %y = flow.prod_dim %x {dim = 1 : i64, keepdim = false} : (tensor<8x4xf32>) -> tensor<8xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$dim, BoolAttr:$keepdim);
  let rule = "prodDim";
  let eager = "at::prod(input, dim, keepdim)";
  let out = "at::prod_out(result, input, dim, keepdim)";
  let gradients = [Gradient<"input", "b.prod_dim_backward(g, input, result, dim, keepdim)">];
}

def Flow_ProdDimBackwardOp : Flow_ProductBackwardOp<"prod_dim_backward"> {
  let summary = "Gradient of a product along a dimension";
  let description = [{
    `grad` times the product of the other elements of the dimension.

    Constraints:
    - (C1) `grad` and `result` have the shape of the product of `input` along `dim`.

    Example:

    ```mlir
    %dx = flow.prod_dim_backward %g, %x, %y {dim = 1 : i64, keepdim = false}
       : (tensor<8xf32>, tensor<8x4xf32>, tensor<8xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$result, I64Attr:$dim, BoolAttr:$keepdim);
  let rule = "prodDimBackward";
  let eager = "kernels::prodDimBackward(grad, input, result, dim, keepdim)";
}

class Flow_ScanOp<string mnemonic, string what, string text> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # [{ Integers and booleans give `int64`.

    Shapes: the result has the shape of `input`.

    Constraints:
    - (C1) `dim` is a dimension of `input`.

    Example:

    ```mlir
    %y = flow.}] # mnemonic # [{ %x {dim = 1 : i64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$dim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "R";
  let rule = "scan";
  let eager = "kernels::" # mnemonic # "(input, dim)";
  let out = "kernels::" # mnemonic # "Out(result, input, dim)";
}

def Flow_CumsumOp : Flow_ScanOp<"cumsum", "Running sum along a dimension",
    "Element `i` is the sum of the elements 0 to `i`."> {
  let gradients = [Gradient<"input", "b.flip(b.cumsum(b.flip(g, {dim}), dim), {dim})">];
}

def Flow_CumprodOp : Flow_ScanOp<"cumprod", "Running product along a dimension",
    "Element `i` is the product of the elements 0 to `i`. The gradient is right where elements are 0 as well."> {
  let gradients = [Gradient<"input", "b.cumprod_backward(g, input, result, dim)">];
}

def Flow_CumprodBackwardOp : Flow_ProductBackwardOp<"cumprod_backward"> {
  let summary = "Gradient of a running product";
  let description = [{
    Source: `at::cumprod_backward`.

    Constraints:
    - (C1) `dim` is a dimension of `input`.
    - (C2) `grad`, `input` and `result` have equal shapes.

    Example:

    ```mlir
    %dx = flow.cumprod_backward %g, %x, %y {dim = 1 : i64}
       : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$result, I64Attr:$dim);
  let rule = "cumprodBackward";
  let eager = "kernels::cumprodBackward(grad, input, result, dim)";
}

#endif
