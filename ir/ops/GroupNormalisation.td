// Normalisations of groups of channels, of the channels of one sample, and by the root mean square.
#ifndef FLODL_IR_OPS_GROUPNORMALISATION_TD
#define FLODL_IR_OPS_GROUPNORMALISATION_TD
include "ir/ops/FlowOpBase.td"

def Flow_GroupNormOp : Flow_ValueOp<"group_norm", [AttrSizedOperandSegments]> {
  let summary = "Normalises groups of channels of each sample";
  let description = [{
    Divides the channels into `num_groups` groups of neighbours and computes
    `(x - mean) * rstd * weight + bias`, where mean and `rstd = 1 / sqrt(var + eps)` are those of the
    group in its sample, and weight and bias belong to the channel.

    Shapes: `input` is `[N, C, *]`; `result` has its shape, `weight` and `bias` are `[C]`, `mean` and
    `rstd` are `[N, num_groups]`.

    Constraints:
    - (C1) `input` is floating-point of rank 2 or more.
    - (C2) `weight` and `bias`, when present, have shape `[C]`.
    - (C3) `num_groups` is positive and divides `C`.

    Source: Wu and He 2018, "Group Normalization".

    Example:

    ```mlir
    %y, %m, %r = flow.group_norm %x, %w, %b, %eps {num_groups = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1>}
       : (tensor<8x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>, f64) -> (tensor<8x4x3x3xf32>, tensor<8x2xf32>, tensor<8x2xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Optional<Flow_Tensor>:$weight, Optional<Flow_Tensor>:$bias, Flow_Hyper:$eps,
                       I64Attr:$num_groups);
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$mean, Flow_Tensor:$rstd);
  let opClass = "N";
  let rule = "groupNorm";
  let eager = "kernels::groupNorm(input, weight, bias, eps, num_groups)";
  let out = "kernels::groupNormOut(result, mean, rstd, input, weight, bias, eps, num_groups)";
  let gradients = [
    Gradient<"input", "b.group_norm_backward(g_result, input, mean, rstd, weight, num_groups)">,
    Gradient<"weight", "b.group_norm_weight_backward(g_result, input, mean, rstd, num_groups)[0]">,
    Gradient<"bias", "b.group_norm_weight_backward(g_result, input, mean, rstd, num_groups)[1]">
  ];
}

def Flow_GroupNormBackwardOp : Flow_ValueOp<"group_norm_backward"> {
  let summary = "Gradient of group_norm towards its input";
  let description = [{
    Source: `at::native_group_norm_backward`, its first result.

    Constraints:
    - (C1) `grad` and `input` have equal shapes.
    - (C2) `mean` and `rstd` have the type that group_norm gives them.

    Example:

    ```mlir
    %dx = flow.group_norm_backward %g, %x, %m, %r, %w {num_groups = 2 : i64}
       : (tensor<8x4x3xf32>, tensor<8x4x3xf32>, tensor<8x2xf32>, tensor<8x2xf32>, tensor<4xf32>) -> tensor<8x4x3xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$mean, Flow_Tensor:$rstd,
                       Optional<Flow_Tensor>:$weight, I64Attr:$num_groups);
  let results = (outs Flow_Tensor:$result);
  let opClass = "N";
  let rule = "groupNormBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::groupNormBackward(grad, input, mean, rstd, weight, num_groups)";
  let out = "kernels::groupNormBackwardOut(result, grad, input, mean, rstd, weight, num_groups)";
}

def Flow_GroupNormWeightBackwardOp : Flow_ValueOp<"group_norm_weight_backward"> {
  let summary = "Gradients of group_norm towards weight and bias";
  let description = [{
    Source: `at::native_group_norm_backward`, its last two results.

    Shapes: both results are `[C]`.

    Constraints:
    - (C1) `grad` and `input` have equal shapes.
    - (C2) `mean` and `rstd` have the type that group_norm gives them.

    Example:

    ```mlir
    %dw, %db = flow.group_norm_weight_backward %g, %x, %m, %r {num_groups = 2 : i64}
       : (tensor<8x4x3xf32>, tensor<8x4x3xf32>, tensor<8x2xf32>, tensor<8x2xf32>) -> (tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$mean, Flow_Tensor:$rstd, I64Attr:$num_groups);
  let results = (outs Flow_Tensor:$weight_grad, Flow_Tensor:$bias_grad);
  let opClass = "N";
  let rule = "groupNormWeightBackward";
  let pytorch = "";
  let isPublic = 0;
  let eager = "kernels::groupNormWeightBackward(grad, input, mean, rstd, num_groups)";
  let out = "kernels::groupNormWeightBackwardOut(weight_grad, bias_grad, grad, input, mean, rstd, num_groups)";
}

def Flow_InstanceNormOp : Flow_ValueOp<"instance_norm", [AttrSizedOperandSegments]> {
  let summary = "Normalises each channel of each sample";
  let description = [{
    Computes `(x - mean) / sqrt(var + eps) * weight + bias` for each channel of each sample, with the
    statistics of its elements. `save_mean` and `save_invstd` are what the call normalised with; they
    serve the gradient.

    Shapes: `input` is `[N, C, *]`; `result` has its shape, `weight` and `bias` are `[C]`, the
    statistics are `[N * C]`.

    Constraints:
    - (C1) `input` is floating-point of rank 3 or more.
    - (C2) `weight` and `bias`, when present, have shape `[C]`.
    - At run time, a channel has more than one element.

    Source: Ulyanov et al. 2016, "Instance Normalization".

    Example:

    ```mlir
    %y, %m, %s = flow.instance_norm %x, %w, %b, %eps {operandSegmentSizes = array<i32: 1, 1, 1, 1>}
       : (tensor<8x3x4x4xf32>, tensor<3xf32>, tensor<3xf32>, f64) -> (tensor<8x3x4x4xf32>, tensor<24xf32>, tensor<24xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Optional<Flow_Tensor>:$weight, Optional<Flow_Tensor>:$bias, Flow_Hyper:$eps);
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$save_mean, Flow_Tensor:$save_invstd);
  let opClass = "N";
  let rule = "instanceNorm";
  let callClass = "Allocating";
  let eager = "kernels::instanceNorm(input, weight, bias, eps)";
  let gradients = [
    Gradient<"input", "b.instance_norm_backward(g_result, input, save_mean, save_invstd, weight, eps)[0]">,
    Gradient<"weight", "b.instance_norm_backward(g_result, input, save_mean, save_invstd, weight, eps)[1]">,
    Gradient<"bias", "b.instance_norm_backward(g_result, input, save_mean, save_invstd, weight, eps)[2]">
  ];
}

def Flow_InstanceNormBackwardOp : Flow_ValueOp<"instance_norm_backward"> {
  let summary = "Gradients of instance_norm towards input, weight and bias";
  let description = [{
    Source: `at::native_batch_norm_backward` on one sample of `N * C` channels.

    Constraints:
    - (C1) `grad` and `input` have equal shapes of rank 3 or more.
    - (C2) the statistics have the type that instance_norm gives them; `weight`, when present, has
      shape `[C]`.

    Example:

    ```mlir
    %dx, %dw, %db = flow.instance_norm_backward %g, %x, %m, %s, %w, %eps
       : (tensor<8x3x4xf32>, tensor<8x3x4xf32>, tensor<24xf32>, tensor<24xf32>, tensor<3xf32>, f64)
      -> (tensor<8x3x4xf32>, tensor<3xf32>, tensor<3xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$save_mean, Flow_Tensor:$save_invstd,
                       Optional<Flow_Tensor>:$weight, Flow_Hyper:$eps);
  let results = (outs Flow_Tensor:$input_grad, Flow_Tensor:$weight_grad, Flow_Tensor:$bias_grad);
  let opClass = "N";
  let rule = "instanceNormBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::instanceNormBackward(grad, input, save_mean, save_invstd, weight, eps)";
}

def Flow_RmsNormOp : Flow_ValueOp<"rms_norm"> {
  let summary = "Divides by the root mean square of the last dimensions";
  let description = [{
    Computes `x * rstd * weight`, where `rstd = 1 / sqrt(mean(x^2) + eps)` is taken over the trailing
    dimensions `normalized_shape`.

    Shapes: `result` has the shape of `input`; `rstd` has size 1 in the trailing dimensions.

    Constraints:
    - (C1) `input` is floating-point and its trailing dimensions equal `normalized_shape`, which is
      not empty.
    - (C2) `weight`, when present, has the shape `normalized_shape`.

    Source: Zhang and Sennrich 2019, "Root Mean Square Layer Normalization".

    Example:

    ```mlir
    %y, %r = flow.rms_norm %x, %w, %eps {normalized_shape = [4]}
       : (tensor<8x4xf32>, tensor<4xf32>, f64) -> (tensor<8x4xf32>, tensor<8x1xf32>)
    ```
  }];
  let arguments = (ins Flow_Tensor:$input, Optional<Flow_Tensor>:$weight, Flow_Hyper:$eps, Flow_ShapeAttr:$normalized_shape);
  let results = (outs Flow_Tensor:$result, Flow_Tensor:$rstd);
  let opClass = "N";
  let rule = "rmsNorm";
  let callClass = "Allocating";
  let eager = "kernels::rmsNorm(input, weight, eps, normalized_shape)";
  let gradients = [
    Gradient<"input", "b.rms_norm_backward(g_result, input, rstd, weight, normalized_shape)">,
    Gradient<"weight", "b.rms_norm_weight_backward(g_result, input, rstd, normalized_shape)">
  ];
}

def Flow_RmsNormBackwardOp : Flow_ValueOp<"rms_norm_backward"> {
  let summary = "Gradient of rms_norm towards its input";
  let description = [{
    Computes `gw * rstd - x * rstd^3 * mean(gw * x)`, where `gw = grad * weight`.

    Constraints:
    - (C1) `grad` and `input` have equal shapes.
    - (C2) `rstd` has the type that rms_norm gives it.

    Example:

    ```mlir
    %dx = flow.rms_norm_backward %g, %x, %r, %w {normalized_shape = [4]}
       : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x1xf32>, tensor<4xf32>) -> tensor<8x4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$rstd, Optional<Flow_Tensor>:$weight,
                       Flow_ShapeAttr:$normalized_shape);
  let results = (outs Flow_Tensor:$result);
  let opClass = "N";
  let rule = "rmsNormBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::rmsNormBackward(grad, input, rstd, weight, normalized_shape)";
}

def Flow_RmsNormWeightBackwardOp : Flow_ValueOp<"rms_norm_weight_backward"> {
  let summary = "Gradient of rms_norm towards its weight";
  let description = [{
    Sums `grad * x * rstd` over all dimensions but the trailing ones.

    Shapes: the result has the shape `normalized_shape`.

    Constraints:
    - (C1) `grad` and `input` have equal shapes.
    - (C2) `rstd` has the type that rms_norm gives it.

    Example:

    ```mlir
    %dw = flow.rms_norm_weight_backward %g, %x, %r {normalized_shape = [4]}
       : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x1xf32>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins Flow_Tensor:$grad, Flow_Tensor:$input, Flow_Tensor:$rstd, Flow_ShapeAttr:$normalized_shape);
  let results = (outs Flow_Tensor:$result);
  let opClass = "N";
  let rule = "rmsNormWeightBackward";
  let pytorch = "";
  let isPublic = 0;
  let callClass = "Allocating";
  let eager = "kernels::rmsNormWeightBackward(grad, input, rstd, normalized_shape)";
}

#endif
