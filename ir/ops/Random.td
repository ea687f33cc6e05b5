// Operations that draw random numbers. Each draw is identified by the node's path and a counter
// within it; passes keep both, and backward draws the same numbers again.
#ifndef FLODL_IR_OPS_RANDOM_TD
#define FLODL_IR_OPS_RANDOM_TD
include "ir/ops/FlowOpBase.td"

def Flow_DropoutOp : Flow_ValueOp<"dropout"> {
  let summary = "Drops elements at random and scales up the rest";
  let description = [{
    In training, element `e` is multiplied by 0 when its random number is below `p`, and by
    `1 / (1 - p)` otherwise; in evaluation it passes unchanged. The gradient is the same operation
    on the incoming gradient, with the same numbers.

    Shapes: the result has the shape of `input`.

    Constraints:
    - (C1) `input` is floating-point.

    Source: Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from
    Overfitting", in the inverted form.

    Example:

    ```mlir
    %y = flow.dropout %x, %p, %training {path = "dropout_2", draw = 0 : i64}
       : (tensor<8x4xf32>, f64, i1) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Hyper:$p, Flow_Flag:$training, StrAttr:$path, I64Attr:$draw);
  let results = (outs Flow_Tensor:$result);
  let opClass = "Q";
  let rule = "dropout";
  let eager = "kernels::dropout(input, p, training, random)";
  let out = "kernels::dropoutOut(result, input, p, training, random)";
  let scalar = "math::dropout(input, p, training, uniform)";
  let costly = 1;
  let gradients = [Gradient<"input", "b.dropout(g, p, training, path, draw)">];
}

class Flow_DrawOp<string mnemonic, string what, string text> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # "\n\nConstraints:\n- (C1) sizes are not negative.\n- (C2) `dtype` is floating-point.\n\n"
                    # "Example:\n\n```mlir\n%y = flow." # mnemonic
                    # " {shape = [8, 4], dtype = \"float32\", path = \"noise\", draw = 0 : i64} : () -> tensor<8x4xf32>\n```\n";
  let arguments = (ins Flow_ShapeAttr:$shape, Flow_DTypeAttr:$dtype, StrAttr:$path, I64Attr:$draw);
  let results = (outs Flow_Tensor:$result);
  let opClass = "KQ";
  let rule = "draw";
  let eager = "kernels::" # mnemonic # "(shape, dtype, random)";
  let out = "kernels::" # mnemonic # "Out(result, random)";
}

def Flow_RandOp : Flow_DrawOp<"rand", "Uniform random numbers", "Drawn from [0, 1)."> {
  let scalar = "T(uniform)";
}

def Flow_RandnOp : Flow_DrawOp<"randn", "Normal random numbers",
    "Drawn from the normal distribution of mean 0 and variance 1, two at a time by Box and Muller's transform.">;

#endif
