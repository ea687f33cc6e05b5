// Softmax and normalisations: a reduction and what is computed from it.
#ifndef FLODL_IR_OPS_NORMALISATION_TD
#define FLODL_IR_OPS_NORMALISATION_TD
include "ir/ops/FlowOpBase.td"

class Flow_SoftmaxLikeOp<string mnemonic, string what, string text> : Flow_ValueOp<mnemonic> {
  let summary = what;
  let description = "\n" # text # "\n\nShapes: the result has the shape of `input`.\n\nConstraints:\n"
                    # "- (C1) `input` is floating-point.\n- (C2) `dim` is a dimension of `input` (negative: from the end).\n\n"
                    # "Example:\n\n```mlir\n%y = flow." # mnemonic
                    # " %x {dim = -1 : i64} : (tensor<8x4xf32>) -> tensor<8x4xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$input, I64Attr:$dim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "N";
  let rule = "softmax";
  let eager = "at::" # mnemonic # "(input, dim)";
  let out = "at::_" # mnemonic # "_out(result, input, dim, false)";
  let gradients = [Gradient<"input", "b." # mnemonic # "_backward(g, result, dim)">];
}

class Flow_SoftmaxLikeBackwardOp<string mnemonic, string source, string text> : Flow_ValueOp<mnemonic> {
  let summary = "Gradient of " # source;
  let description = "\n" # text # "\n\nConstraints:\n- (C1) `grad` and `output` have equal shapes and element types.\n"
                    # "- (C2) `dim` is a dimension of them.\n\n"
                    # "Example:\n\n```mlir\n%dx = flow." # mnemonic
                    # " %g, %y {dim = -1 : i64} : (tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<8x4xf32>\n```\n";
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$output, I64Attr:$dim);
  let results = (outs Flow_Tensor:$result);
  let opClass = "N";
  let rule = "softmaxBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "at::_" # mnemonic # "_data(grad, output, dim, output.scalar_type())";
  let out = "at::_" # mnemonic # "_data_out(result, grad, output, dim, output.scalar_type())";
}

def Flow_SoftmaxOp : Flow_SoftmaxLikeOp<"softmax", "Exponentials that sum to 1 along a dimension",
    "Computes `e^(x - max) / sum(e^(x - max))`.">;
def Flow_LogSoftmaxOp : Flow_SoftmaxLikeOp<"log_softmax", "Logarithm of softmax",
    "Computes `x - max - ln sum(e^(x - max))`.">;
def Flow_SoftmaxBackwardOp : Flow_SoftmaxLikeBackwardOp<"softmax_backward", "softmax",
    "Computes `output * (grad - sum(grad * output))`.">;
def Flow_LogSoftmaxBackwardOp : Flow_SoftmaxLikeBackwardOp<"log_softmax_backward", "log_softmax",
    "Computes `grad - e^output * sum(grad)`.">;

def Flow_LayerNormOp : Flow_ValueOp<"layer_norm", [AttrSizedOperandSegments]> {
  let summary = "Normalises over the last dimensions";
  let description = [{
    Computes `(x - mean) * rstd * weight + bias`, where mean and `rstd = 1 / sqrt(var + eps)` are
    taken over the trailing dimensions `normalized_shape`; the variance divides by their size.

    Shapes: `result` has the shape of `input`; `mean` and `rstd` have size 1 in the trailing
    dimensions.

    Constraints:
    - (C1) `input` is floating-point and its trailing dimensions equal `normalized_shape`, which is
      not empty.
    - (C2) `weight` and `bias`, when present, have the shape `normalized_shape`.

    Source: Ba et al. 2016, "Layer Normalization".

    Example:

    ```mlir
    %y, %m, %r = flow.layer_norm %x, %w, %b, %eps {normalized_shape = [4], operandSegmentSizes = array<i32: 1, 1, 1, 1>}
       : (tensor<8x4xf32>, tensor<4xf32>, tensor<4xf32>, f64) -> (tensor<8x4xf32>, tensor<8x1xf32>, tensor<8x1xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Optional<Flow_Tensor>:$weight, Optional<Flow_Tensor>:$bias,
                       Flow_Hyper:$eps, Flow_ShapeAttr:$normalized_shape);
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$mean, Flow_Tensor:$rstd);
  let opClass = "N";
  let rule = "layerNorm";
  let eager = "at::native_layer_norm(input, normalized_shape, weight, bias, eps)";
  let out = "kernels::layerNormOut(result, mean, rstd, input, weight, bias, eps, normalized_shape)";
  let gradients = [
    Gradient<"input", "b.layer_norm_backward(g_result, input, mean, rstd, weight, normalized_shape)">,
    Gradient<"weight", "b.layer_norm_weight_backward(g_result, input, mean, rstd, normalized_shape)[0]">,
    Gradient<"bias", "b.layer_norm_weight_backward(g_result, input, mean, rstd, normalized_shape)[1]">
  ];
}

def Flow_LayerNormBackwardOp : Flow_ValueOp<"layer_norm_backward"> {
  let summary = "Gradient of layer_norm towards its input";
  let description = [{
    Source: `at::native_layer_norm_backward`, its first result.

    Constraints:
    - (C1) `grad` and `input` have equal shapes.
    - (C2) `mean` and `rstd` have the shapes that layer_norm gives them.

    Example:

    ```mlir
    %dx = flow.layer_norm_backward %g, %x, %m, %r, %w {normalized_shape = [4]}
       : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x1xf32>, tensor<8x1xf32>, tensor<4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$mean, Flow_Tensor:$rstd,
                       Optional<Flow_Tensor>:$weight, Flow_ShapeAttr:$normalized_shape);
  let results = (outs Flow_Tensor:$result);
  let opClass = "N";
  let rule = "layerNormBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::layerNormBackward(grad, input, mean, rstd, weight, normalized_shape)";
  let out = "kernels::layerNormBackwardOut(result, grad, input, mean, rstd, weight, normalized_shape)";
}

def Flow_LayerNormWeightBackwardOp : Flow_ValueOp<"layer_norm_weight_backward"> {
  let summary = "Gradients of layer_norm towards weight and bias";
  let description = [{
    Source: `at::native_layer_norm_backward`, its last two results.

    Shapes: both results have the shape `normalized_shape`.

    Constraints:
    - (C1) `grad` and `input` have equal shapes.
    - (C2) `mean` and `rstd` have the shapes that layer_norm gives them.

    Example:

    ```mlir
    %dw, %db = flow.layer_norm_weight_backward %g, %x, %m, %r {normalized_shape = [4]}
       : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x1xf32>, tensor<8x1xf32>) -> (tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$mean, Flow_Tensor:$rstd,
                       Flow_ShapeAttr:$normalized_shape);
  let results = (outs Flow_Tensor:$weight_grad, Flow_Tensor:$bias_grad);
  let opClass = "N";
  let rule = "layerNormWeightBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::layerNormWeightBackward(grad, input, mean, rstd, normalized_shape)";
  let out = "kernels::layerNormWeightBackwardOut(weight_grad, bias_grad, grad, input, mean, rstd, normalized_shape)";
}

def Flow_BatchNormOp : Flow_ValueOp<"batch_norm", [AttrSizedOperandSegments]> {
  let summary = "Normalises each channel over the batch";
  let description = [{
    Computes `(x - mean) / sqrt(var + eps) * weight + bias` for each channel (dimension 1). In
    training, mean and variance are those of the batch; in evaluation the running ones.

    `new_mean` and `new_var` are the running statistics after the call: in training
    `(1 - momentum) * running + momentum * batch`, with the unbiased variance of the batch; in
    evaluation unchanged. `save_mean` and `save_invstd` are what the call normalised with; they
    serve the gradient.

    Shapes: `input` is `[N, C, *]`; all other operands and results but the first are `[C]`.

    Constraints:
    - (C1) `input` is floating-point of rank 2 or more.
    - (C2) the other operands have shape `[C]`.
    - At run time, training needs more than one value for each channel.

    Source: Ioffe and Szegedy 2015, "Batch Normalization".

    Example:

    ```mlir
    %y, %m, %s, %nm, %nv = flow.batch_norm %x, %w, %b, %rm, %rv, %momentum, %eps, %training
         {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1>}
       : (tensor<8x3x4x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, f64, f64, i1)
      -> (tensor<8x3x4x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Optional<Flow_Tensor>:$weight, Optional<Flow_Tensor>:$bias,
                       Flow_Tensor:$running_mean, Flow_Tensor:$running_var, Flow_Hyper:$momentum, Flow_Hyper:$eps,
                       Flow_Flag:$training);
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$save_mean, Flow_Tensor:$save_invstd, Flow_Tensor:$new_mean,
                      Flow_Tensor:$new_var);
  let opClass = "N";
  let rule = "batchNorm";
  let eager = "kernels::batchNorm(input, weight, bias, running_mean, running_var, momentum, eps, training)";
  let out = "kernels::batchNormOut(result, save_mean, save_invstd, new_mean, new_var, input, weight, bias, running_mean, running_var, momentum, eps, training)";
  // In evaluation the new running statistics are the ones that were used.
  let gradients = [
    Gradient<"input", "b.batch_norm_backward(g_result, input, save_mean, save_invstd, new_mean, new_var, weight, eps, training)[0]">,
    Gradient<"weight", "b.batch_norm_backward(g_result, input, save_mean, save_invstd, new_mean, new_var, weight, eps, training)[1]">,
    Gradient<"bias", "b.batch_norm_backward(g_result, input, save_mean, save_invstd, new_mean, new_var, weight, eps, training)[2]">
  ];
}

def Flow_BatchNormBackwardOp : Flow_ValueOp<"batch_norm_backward"> {
  let summary = "Gradients of batch_norm towards input, weight and bias";
  let description = [{
    Source: `at::native_batch_norm_backward`. In evaluation the statistics are constants.

    Constraints:
    - (C1) `grad` and `input` have equal shapes of rank 2 or more.
    - (C2) the statistics, and `weight` when present, have shape `[C]`.

    Example:

    ```mlir
    %dx, %dw, %db = flow.batch_norm_backward %g, %x, %m, %s, %rm, %rv, %w, %eps, %training
       : (tensor<8x3x4x4xf32>, tensor<8x3x4x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
          tensor<3xf32>, f64, i1) -> (tensor<8x3x4x4xf32>, tensor<3xf32>, tensor<3xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$save_mean, Flow_Tensor:$save_invstd,
                       Flow_Tensor:$running_mean, Flow_Tensor:$running_var, Optional<Flow_Tensor>:$weight,
                       Flow_Hyper:$eps, Flow_Flag:$training);
  let results = (outs Flow_Tensor:$input_grad, Flow_Tensor:$weight_grad, Flow_Tensor:$bias_grad);
  let opClass = "N";
  let rule = "batchNormBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::batchNormBackward(grad, input, save_mean, save_invstd, running_mean, running_var, weight, eps, training)";
}

#endif
