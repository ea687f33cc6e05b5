// Reductions.
#ifndef FLODL_IR_OPS_REDUCTION_TD
#define FLODL_IR_OPS_REDUCTION_TD
include "ir/ops/FlowOpBase.td"

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

def Flow_ExpandOp : Flow_ValueOp<"expand"> {
  let summary = "Broadcasts to a larger shape without copying";
  let description = [{
    Source: `torch.Tensor.expand`; -1 keeps a dimension.

    Constraints:
    - (C1) the shape of `input` broadcasts to `shape`.

    Example:

    ```mlir
    %y = flow.expand %x {shape = [8, 4]} : (tensor<4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_ShapeAttr:$shape);
  let results = (outs Flow_Tensor:$result);
  let opClass = "V";
  let rule = "expand";
  let callClass = "View";
  let eager = "input.expand(shape)";
  let gradients = [Gradient<"input", "b.sum_to(g, input)">];
}

#endif
