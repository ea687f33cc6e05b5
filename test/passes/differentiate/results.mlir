// RUN: %flodl-opt %s -flow-differentiate | FileCheck %s

// Operations with several results.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<8x4xf32>):
  flow.output %x : tensor<8x4xf32>
  flow.end
}

// The indices of the maximum have no gradient; the values' is enough.
// CHECK-LABEL: flow.program "train" @first_result
// CHECK: %[[MAX:.*]], %[[INDEX:.*]] = flow.max_dim
// CHECK: %[[G:.*]] = flow.output_gradients
// CHECK-NOT: flow.full
// CHECK: %[[DX:.*]] = flow.{{.*}}_backward %[[G]], %[[INDEX]]
// CHECK: flow.input_gradient %[[DX]]
flow.program "train" @first_result of @m {
^bb0(%x: tensor<8x4xf32>):
  %max, %index = flow.max_dim %x {dim = 1 : i64, keepdim = false} : (tensor<8x4xf32>) -> (tensor<8xf32>, tensor<8xi64>)
  flow.output %max : tensor<8xf32>
  %g = flow.output_gradients : tensor<8xf32>
  flow.end
}

// Derivatives count on the gradient of the first result: zeros when only another one has one.
// CHECK-LABEL: flow.program "train" @other_result
// CHECK: %{{.*}}, %[[MEAN:.*]], %[[RSTD:.*]] = flow.layer_norm
// CHECK: %[[ZERO:.*]] = flow.full {{.*}}shape = [8, 4], value = 0.000000e+00
// CHECK: flow.layer_norm_backward %[[ZERO]], %{{.*}}, %[[MEAN]], %[[RSTD]]
flow.program "train" @other_result of @m {
^bb0(%x: tensor<8x4xf32>):
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %y, %mean, %rstd = flow.layer_norm %x, %eps {normalized_shape = [4], operandSegmentSizes = array<i32: 1, 0, 0, 1>}
    : (tensor<8x4xf32>, f64) -> (tensor<8x4xf32>, tensor<8x1xf32>, tensor<8x1xf32>)
  flow.output %mean : tensor<8x1xf32>
  %g = flow.output_gradients : tensor<8x1xf32>
  flow.end
}

// What only feeds the loss of a step has no part in a train program.
// CHECK-LABEL: flow.program "train" @loss_alone
// CHECK: %[[G:.*]] = flow.output_gradients
// CHECK-NEXT: %[[DX:.*]] = flow.neg %[[G]]
// CHECK-NEXT: flow.input_gradient %[[DX]]
flow.program "train" @loss_alone of @m {
^bb0(%x: tensor<8x4xf32>):
  %y = flow.neg %x : (tensor<8x4xf32>) -> tensor<8x4xf32>
  %only = flow.exp %y : (tensor<8x4xf32>) -> tensor<8x4xf32>
  flow.output %y : tensor<8x4xf32>
  %g = flow.output_gradients : tensor<8x4xf32>
  flow.end
}
