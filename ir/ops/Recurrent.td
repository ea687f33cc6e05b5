// Recurrent networks over whole sequences. Cells are composed of other operations.
#ifndef FLODL_IR_OPS_RECURRENT_TD
#define FLODL_IR_OPS_RECURRENT_TD
include "ir/ops/FlowOpBase.td"

/// What the recurrent operations check.
class Flow_RecurrentOp<string mnemonic, list<Trait> traits = []> : Flow_ValueOp<mnemonic, traits> {
  let opClass = "C";
  let callClass = "Allocating";
  string constraints = "    - (C1) `input` is floating-point of rank 3.\n"
                       "    - (C2) `weights` are four tensors a layer, `[G*H, in]`, `[G*H, H]`, `[G*H]` and `[G*H]`,\n"
                       "      where `G` is the number of gates and `in` the input's width, or `H` above the first layer.\n"
                       "    - (C3) the states are `[layers, N, H]` of the element type of `input`.\n";
}

def Flow_GruOp : Flow_RecurrentOp<"gru"> {
  let summary = "Gated recurrent units over a sequence";
  let description = [{
    Source: `at::gru`, with biases, in one direction. cuDNN computes it on CUDA.

    Shapes: `input` is `[L, N, in]`, or `[N, L, in]` with `batch_first`, as is `output` with width
    `H`; `h0` and `hn` are `[layers, N, H]`.

    Constraints:
}] # constraints # [{
    Example:

    ```mlir
    %y, %hn = flow.gru %x, %h0, %wih, %whh, %bih, %bhh {batch_first = false}
       : (tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<12x3xf32>, tensor<12x4xf32>, tensor<12xf32>, tensor<12xf32>)
      -> (tensor<5x2x4xf32>, tensor<1x2x4xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$h0, Variadic<Flow_Tensor>:$weights, BoolAttr:$batch_first);
  let results = (outs Flow_Tensor:$output, Flow_Tensor:$hn);
  let rule = "gru";
  let eager = "kernels::gru(input, h0, weights, batch_first)";
  let gradients = [
    Gradient<"input", "b.gru_backward(g_output, g_hn, input, h0, weights, batch_first)[0]">,
    Gradient<"h0", "b.gru_backward(g_output, g_hn, input, h0, weights, batch_first)[1]">,
    Gradient<"weights", "b.splitFlat(b.gru_backward(g_output, g_hn, input, h0, weights, batch_first)[2], weights)">
  ];
}

def Flow_GruBackwardOp : Flow_RecurrentOp<"gru_backward", [AttrSizedOperandSegments]> {
  let summary = "Gradients of gru";
  let description = [{
    Runs the sequence again and libtorch's own derivative of it; the gradient of an absent result is
    zero. On CUDA the library's kernels decide whether sums are deterministic.

    Shapes: `weight_grads` has one dimension: the gradients of `weights`, one after the other.

    Constraints:
}] # constraints # [{    - (C4) `grad_output` and `grad_hn`, when present, have the types of the results.

    Example:

    ```mlir
    %dx, %dh, %dw = flow.gru_backward %g, %gh, %x, %h0, %wih, %whh, %bih, %bhh
         {batch_first = false, operandSegmentSizes = array<i32: 1, 1, 1, 1, 4>}
       : (tensor<5x2x4xf32>, tensor<1x2x4xf32>, tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<12x3xf32>, tensor<12x4xf32>,
          tensor<12xf32>, tensor<12xf32>) -> (tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<108xf32>)
    ```
  }];
  let arguments = (ins Optional<Flow_Tensor>:$grad_output, Optional<Flow_Tensor>:$grad_hn, Flow_Tensor:$input,
                       Flow_Tensor:$h0, Variadic<Flow_Tensor>:$weights, BoolAttr:$batch_first);
  let results = (outs Flow_Tensor:$input_grad, Flow_Tensor:$h0_grad, Flow_Tensor:$weight_grads);
  let rule = "gruBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::gruBackward(grad_output, grad_hn, input, h0, weights, batch_first)";
}

def Flow_LstmOp : Flow_RecurrentOp<"lstm"> {
  let summary = "Long short-term memory over a sequence";
  let description = [{
    Source: `at::lstm`, with biases, in one direction. cuDNN computes it on CUDA.

    Shapes: `input` is `[L, N, in]`, or `[N, L, in]` with `batch_first`, as is `output` with width
    `H`; the states are `[layers, N, H]`.

    Constraints:
}] # constraints # [{
    Example:

    ```mlir
    %y, %hn, %cn = flow.lstm %x, %h0, %c0, %wih, %whh, %bih, %bhh {batch_first = false}
       : (tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<16x3xf32>, tensor<16x4xf32>, tensor<16xf32>,
          tensor<16xf32>) -> (tensor<5x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Flow_Tensor:$h0, Flow_Tensor:$c0, Variadic<Flow_Tensor>:$weights,
                       BoolAttr:$batch_first);
  let results = (outs Flow_Tensor:$output, Flow_Tensor:$hn, Flow_Tensor:$cn);
  let rule = "lstm";
  let eager = "kernels::lstm(input, h0, c0, weights, batch_first)";
  let gradients = [
    Gradient<"input", "b.lstm_backward(g_output, g_hn, g_cn, input, h0, c0, weights, batch_first)[0]">,
    Gradient<"h0", "b.lstm_backward(g_output, g_hn, g_cn, input, h0, c0, weights, batch_first)[1]">,
    Gradient<"c0", "b.lstm_backward(g_output, g_hn, g_cn, input, h0, c0, weights, batch_first)[2]">,
    Gradient<"weights",
      "b.splitFlat(b.lstm_backward(g_output, g_hn, g_cn, input, h0, c0, weights, batch_first)[3], weights)">
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
         {batch_first = false, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 4>}
       : (tensor<5x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>,
          tensor<16x3xf32>, tensor<16x4xf32>, tensor<16xf32>, tensor<16xf32>)
      -> (tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>, tensor<144xf32>)
    ```
  }];
  let arguments = (ins Optional<Flow_Tensor>:$grad_output, Optional<Flow_Tensor>:$grad_hn, Optional<Flow_Tensor>:$grad_cn,
                       Flow_Tensor:$input, Flow_Tensor:$h0, Flow_Tensor:$c0, Variadic<Flow_Tensor>:$weights,
                       BoolAttr:$batch_first);
  let results = (outs Flow_Tensor:$input_grad, Flow_Tensor:$h0_grad, Flow_Tensor:$c0_grad, Flow_Tensor:$weight_grads);
  let rule = "lstmBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::lstmBackward(grad_output, grad_hn, grad_cn, input, h0, c0, weights, batch_first)";
}

#endif
