// Recurrent networks over whole sequences. Cells are composed of other operations.
#ifndef FLODL_IR_OPS_RECURRENT_TD
#define FLODL_IR_OPS_RECURRENT_TD
include "ir/ops/FlowOpBase.td"

/// What the recurrent operations have in common.
class Flow_RecurrentOp<string mnemonic, list<Trait> traits = []> : Flow_ValueOp<mnemonic, traits> {
  let opClass = "C";
  let callClass = "Allocating";
  string constraints = "    - (C1) `input` is floating-point of rank 3.\n"
                       "    - (C2) `weights` are four tensors for each layer and direction, `[G*H, in]`, `[G*H, H]`, `[G*H]` and\n"
                       "      `[G*H]`, the first two without `has_biases`. `G` is the number of gates and `in` the input's width,\n"
                       "      or that of `output` above the first layer.\n"
                       "    - (C3) the states are `[layers * directions, N, H]` of the element type of `input`.\n";
}

/// How a sequence is unless a call says otherwise.
defvar Flow_SequenceDefaults = [Default<"batch_first", "false">, Default<"bidirectional", "false">,
                                Default<"has_biases", "true">];

/// A network whose state is one tensor. `h` is the number of rows of the weights in the example.
class Flow_OneStateOp<string name, string what, string formula, string h> : Flow_RecurrentOp<name> {
  let summary = what # " over a sequence";
  let description = [{
    Source: `at::}] # name # [{`. }] # formula # [{cuDNN computes it on CUDA.

    Shapes: `input` is `[L, N, in]`, or `[N, L, in]` with `batch_first`, as is `output` with width
    `directions * H`; `h0` and `hn` are `[layers * directions, N, H]`. With `bidirectional` a second network runs
    from the end to the start; its outputs are the second half of the width.

    Constraints:
}] # constraints # [{
    Example:

    ```mlir
    %y, %hn = flow.}] # name # [{ %x, %h0, %wih, %whh, %bih, %bhh {batch_first = false, bidirectional = false, has_biases = true}
       : (tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<}] # h # "x3xf32>, tensor<" # h # "x4xf32>, tensor<" # h
         # "xf32>, tensor<" # h # [{xf32>)
      -> (tensor<5x2x4xf32>, tensor<1x2x4xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$h0, Variadic<Flow_Tensor>:$weights, BoolAttr:$batch_first,
                       BoolAttr:$bidirectional, BoolAttr:$has_biases);
  let results = (outs Flow_Tensor:$output, Flow_Tensor:$hn);
  let defaults = Flow_SequenceDefaults;
  string call = "(g_output, g_hn, input, h0, weights, batch_first, bidirectional, has_biases)";
  let gradients = [
    Gradient<"input", "b." # name # "_backward" # call # "[0]">,
    Gradient<"h0", "b." # name # "_backward" # call # "[1]">,
    Gradient<"weights", "b.splitFlat(b." # name # "_backward" # call # "[2], weights)">
  ];
}

class Flow_OneStateBackwardOp<string name, string h, string count>
    : Flow_RecurrentOp<name # "_backward", [AttrSizedOperandSegments]> {
  let summary = "Gradients of " # name;
  let description = [{
    Runs the sequence again and libtorch's own derivative of it; the gradient of an absent result is
    zero. On CUDA the library's kernels decide whether sums are deterministic.

    Shapes: `weight_grads` has one dimension: the gradients of `weights`, one after the other.

    Constraints:
}] # constraints # [{    - (C4) `grad_output` and `grad_hn`, when present, have the types of the results.

    Example:

    ```mlir
    %dx, %dh, %dw = flow.}] # name # [{_backward %g, %gh, %x, %h0, %wih, %whh, %bih, %bhh
         {batch_first = false, bidirectional = false, has_biases = true, operandSegmentSizes = array<i32: 1, 1, 1, 1, 4>}
       : (tensor<5x2x4xf32>, tensor<1x2x4xf32>, tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<}] # h # "x3xf32>, tensor<" # h
         # "x4xf32>,\n          tensor<" # h # "xf32>, tensor<" # h
         # "xf32>) -> (tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<" # count # [{xf32>)
    ```
  }];
  let arguments = (ins Optional<Flow_Tensor>:$grad_output, Optional<Flow_Tensor>:$grad_hn, Flow_Tensor:$input,
                       Flow_Tensor:$h0, Variadic<Flow_Tensor>:$weights, BoolAttr:$batch_first, BoolAttr:$bidirectional,
                       BoolAttr:$has_biases);
  let results = (outs Flow_Tensor:$input_grad, Flow_Tensor:$h0_grad, Flow_Tensor:$weight_grads);
  let pytorch = "";
  let isPublic = 0;
}

def Flow_GruOp : Flow_OneStateOp<"gru", "Gated recurrent units", "", "12"> {
  let rule = "gru";
  let eager = "kernels::gru(input, h0, weights, {batch_first, bidirectional, has_biases})";
}
def Flow_GruBackwardOp : Flow_OneStateBackwardOp<"gru", "12", "108"> {
  let rule = "gruBackward";
  let eager = "kernels::gruBackward(grad_output, grad_hn, input, h0, weights, {batch_first, bidirectional, has_biases})";
}

def Flow_RnnTanhOp
    : Flow_OneStateOp<"rnn_tanh", "Recurrent units with tanh", "h' = tanh(W x + b + V h + c). ", "4"> {
  let rule = "rnn";
  let eager = "kernels::rnnTanh(input, h0, weights, {batch_first, bidirectional, has_biases})";
}
def Flow_RnnTanhBackwardOp : Flow_OneStateBackwardOp<"rnn_tanh", "4", "36"> {
  let rule = "rnnBackward";
  let eager = "kernels::rnnTanhBackward(grad_output, grad_hn, input, h0, weights, {batch_first, bidirectional, has_biases})";
}

def Flow_RnnReluOp
    : Flow_OneStateOp<"rnn_relu", "Recurrent units with relu", "h' = relu(W x + b + V h + c). ", "4"> {
  let rule = "rnn";
  let eager = "kernels::rnnRelu(input, h0, weights, {batch_first, bidirectional, has_biases})";
}
def Flow_RnnReluBackwardOp : Flow_OneStateBackwardOp<"rnn_relu", "4", "36"> {
  let rule = "rnnBackward";
  let eager = "kernels::rnnReluBackward(grad_output, grad_hn, input, h0, weights, {batch_first, bidirectional, has_biases})";
}

def Flow_LstmOp : Flow_RecurrentOp<"lstm"> {
  let summary = "Long short-term memory over a sequence";
  let description = [{
    Source: `at::lstm`. cuDNN computes it on CUDA.

    Shapes: `input` is `[L, N, in]`, or `[N, L, in]` with `batch_first`, as is `output` with width
    `directions * H`; the states are `[layers * directions, N, H]`. With `bidirectional` a second network runs
    from the end to the start; its outputs are the second half of the width.

    Constraints:
}] # constraints # [{
    Example:

    ```mlir
    %y, %hn, %cn = flow.lstm %x, %h0, %c0, %wih, %whh, %bih, %bhh {batch_first = false, bidirectional = false, has_biases = true}
       : (tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<16x3xf32>, tensor<16x4xf32>, tensor<16xf32>,
          tensor<16xf32>) -> (tensor<5x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$h0, Flow_Tensor:$c0, Variadic<Flow_Tensor>:$weights,
                       BoolAttr:$batch_first, BoolAttr:$bidirectional, BoolAttr:$has_biases);
  let results = (outs Flow_Tensor:$output, Flow_Tensor:$hn, Flow_Tensor:$cn);
  let rule = "lstm";
  let eager = "kernels::lstm(input, h0, c0, weights, {batch_first, bidirectional, has_biases})";
  let defaults = Flow_SequenceDefaults;
  string call = "b.lstm_backward(g_output, g_hn, g_cn, input, h0, c0, weights, batch_first, bidirectional, has_biases)";
  let gradients = [
    Gradient<"input", call # "[0]">,
    Gradient<"h0", call # "[1]">,
    Gradient<"c0", call # "[2]">,
    Gradient<"weights", "b.splitFlat(" # call # "[3], weights)">
  ];
}

def Flow_LstmBackwardOp : Flow_RecurrentOp<"lstm_backward", [AttrSizedOperandSegments]> {
  let summary = "Gradients of lstm";
  let description = [{
    Runs the sequence again and libtorch's own derivative of it; the gradient of an absent result is
    zero. On CUDA the library's kernels decide whether sums are deterministic.

    Shapes: `weight_grads` has one dimension: the gradients of `weights`, one after the other.

    Constraints:
}] # constraints # [{    - (C4) `grad_output`, `grad_hn` and `grad_cn`, when present, have the types of the results.

    Example:

    ```mlir
    %dx, %dh, %dc, %dw = flow.lstm_backward %g, %gh, %gc, %x, %h0, %c0, %wih, %whh, %bih, %bhh
         {batch_first = false, bidirectional = false, has_biases = true, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 4>}
       : (tensor<5x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>,
          tensor<16x3xf32>, tensor<16x4xf32>, tensor<16xf32>, tensor<16xf32>)
      -> (tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<144xf32>)
    ```
  }];
  let arguments = (ins Optional<Flow_Tensor>:$grad_output, Optional<Flow_Tensor>:$grad_hn, Optional<Flow_Tensor>:$grad_cn,
                       Flow_Tensor:$input, Flow_Tensor:$h0, Flow_Tensor:$c0, Variadic<Flow_Tensor>:$weights,
                       BoolAttr:$batch_first, BoolAttr:$bidirectional, BoolAttr:$has_biases);
  let results = (outs Flow_Tensor:$input_grad, Flow_Tensor:$h0_grad, Flow_Tensor:$c0_grad, Flow_Tensor:$weight_grads);
  let rule = "lstmBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::lstmBackward(grad_output, grad_hn, grad_cn, input, h0, c0, weights, {batch_first, bidirectional, has_biases})";
}

#endif
