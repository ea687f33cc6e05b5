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
  let rule = "floatInput";
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

def Flow_RandintOp : Flow_ValueOp<"randint"> {
  let summary = "Uniform random integers";
  let description = [{
    Drawn from `low` to below `high`: `low + floor(w * (high - low) / 2^32)` of the element's random word `w`.

    Constraints:
    - (C1) sizes are not negative.
    - (C2) `low` is below `high`, by at most 2^32.

    Example:

    ```mlir
    %y = flow.randint {shape = [8, 4], dtype = "int64", low = 0 : i64, high = 10 : i64, path = "noise", draw = 0 : i64}
       : () -> tensor<8x4xi64>
    ```
  }];
  let arguments = (ins Flow_ShapeAttr:$shape, Flow_DTypeAttr:$dtype, I64Attr:$low, I64Attr:$high, StrAttr:$path, I64Attr:$draw);
  let results = (outs Flow_Tensor:$result);
  let opClass = "KQ";
  let rule = "randint";
  let eager = "kernels::randint(shape, dtype, low, high, random)";
  let out = "kernels::randintOut(result, low, high, random)";
}

def Flow_RandpermOp : Flow_ValueOp<"randperm"> {
  let summary = "A random order of the first integers";
  let description = [{
    A permutation of 0 to n - 1; `shape` is n, as a list of one size. It is the order of 2n random words, two for
    each element.

    Constraints:
    - (C1) `shape` has one entry, which is not negative.

    Example:

    ```mlir
    %y = flow.randperm {shape = [8], dtype = "int64", path = "order", draw = 0 : i64} : () -> tensor<8xi64>
    ```
  }];
  let arguments = (ins Flow_ShapeAttr:$shape, Flow_DTypeAttr:$dtype, StrAttr:$path, I64Attr:$draw);
  let results = (outs Flow_Tensor:$result);
  let opClass = "KQ";
  let rule = "randperm";
  let callClass = "Allocating";
  let eager = "kernels::randperm(shape[0], dtype, random)";
  let out = "kernels::randpermOut(result, random)";
}

def Flow_BernoulliOp : Flow_ValueOp<"bernoulli"> {
  let summary = "Ones with given probabilities, zeros otherwise";
  let description = [{
    Element `e` is 1 when its random number is below `input[e]`, a probability. The gradient is 0.

    Shapes: the result has the shape of `input`.

    Constraints:
    - (C1) `input` is floating-point.

    Example:

    ```mlir
    %y = flow.bernoulli %p {path = "coin", draw = 0 : i64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, StrAttr:$path, I64Attr:$draw);
  let results = (outs Flow_Tensor:$result);
  let opClass = "EQ";
  let rule = "floatInput";
  let callClass = "Allocating";
  let domain = "probability";
  let eager = "kernels::bernoulli(input, random)";
  let gradients = [Gradient<"input", "b.zeros_like(g)">];
}

def Flow_MultinomialOp : Flow_ValueOp<"multinomial"> {
  let summary = "Indices drawn with given weights";
  let description = [{
    Each row of `input` holds the weights of its indices, which need not sum to 1. With `replacement` an index may be
    drawn again.

    Shapes: `[C]` gives `[num_samples]`, `[N, C]` gives `[N, num_samples]`, of type int64.

    Constraints:
    - (C1) `input` is floating-point.
    - (C2) `input` has rank 1 or 2.
    - (C3) `num_samples` is at least 1, and without `replacement` at most C.

    Errors: on the CPU weights that are negative, not finite or all 0, and fewer weights above 0 than
    samples without `replacement`.

    Example:

    ```mlir
    %y = flow.multinomial %w {num_samples = 2 : i64, replacement = false, path = "choice", draw = 0 : i64}
       : (tensor<8x4xf32>) -> tensor<8x2xi64>
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, I64Attr:$num_samples, BoolAttr:$replacement, StrAttr:$path, I64Attr:$draw);
  let results = (outs Flow_Tensor:$result);
  let opClass = "GQ";
  let rule = "multinomial";
  let callClass = "Allocating";
  let domain = "positive";
  let eager = "kernels::multinomial(input, num_samples, replacement, random)";
}

#endif
