// Bilinear forms of two inputs.
#ifndef FLODL_IR_OPS_BILINEAR_TD
#define FLODL_IR_OPS_BILINEAR_TD
include "ir/ops/FlowOpBase.td"

def Flow_BilinearOp : Flow_ValueOp<"bilinear"> {
  let summary = "Bilinear form of two inputs for each output";
  let description = [{
    Computes `input1^T weight[o] input2 + bias[o]` for every output `o`, over the last dimensions; as
    `torch.nn.functional.bilinear`.

    Shapes: `input1` is `[*, in1]`, `input2` is `[*, in2]`, `weight` is `[out, in1, in2]`, `bias` is `[out]`;
    the result is `[*, out]`.

    Constraints:
    - (C1) the inputs have rank 1 or more and equal dimensions but for the last; `weight` has rank 3.
    - (C2) the last dimensions of the inputs are the last two of `weight`.
    - (C3) `bias`, when present, has shape `[out]`.
    - (C4) all have one floating-point element type.

    Example:

    ```mlir
    %y = flow.bilinear %x, %z, %w, %b
       : (tensor<4x3xf32>, tensor<4x5xf32>, tensor<2x3x5xf32>, tensor<2xf32>) -> tensor<4x2xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input1, Flow_Tensor:$input2, Flow_Tensor:$weight, Optional<Flow_Tensor>:$bias);
  let results = (outs Flow_Tensor:$result);
  let opClass = "C";
  let rule = "bilinear";
  let callClass = "Allocating";
  let eager = "kernels::bilinear(input1, input2, weight, bias)";
  let gradients = [
    Gradient<"input1", "b.bilinear_backward(g, input1, input2, weight)[0]">,
    Gradient<"input2", "b.bilinear_backward(g, input1, input2, weight)[1]">,
    Gradient<"weight", "b.bilinear_backward(g, input1, input2, weight)[2]">,
    Gradient<"bias", "b.sum_to(g, bias)">
  ];
}

def Flow_BilinearBackwardOp : Flow_ValueOp<"bilinear_backward"> {
  let summary = "Gradients of bilinear towards its inputs and weight";
  let description = [{
    Shapes: the results have the shapes of `input1`, `input2` and `weight`.

    Constraints:
    - (C1) `grad` has the type of the bilinear form of the others.

    Example:

    ```mlir
    %dx, %dz, %dw = flow.bilinear_backward %g, %x, %z, %w
       : (tensor<4x2xf32>, tensor<4x3xf32>, tensor<4x5xf32>, tensor<2x3x5xf32>)
      -> (tensor<4x3xf32>, tensor<4x5xf32>, tensor<2x3x5xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input1, Flow_Tensor:$input2, Flow_Tensor:$weight);
  let results = (outs Flow_Tensor:$input1_grad, Flow_Tensor:$input2_grad, Flow_Tensor:$weight_grad);
  let opClass = "C";
  let rule = "bilinearBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::bilinearBackward(grad, input1, input2, weight)";
}

#endif
