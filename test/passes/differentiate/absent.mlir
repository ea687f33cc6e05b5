// RUN: %flodl-opt %s -flow-differentiate | FileCheck %s

// Where no gradient flows there is none: no zeros are made for parameters, inputs or operands without one.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x", "index"], targets = [], outputs = [""], terms = [],
    parameters = ["used", "unused"], buffers = ["running"]} {
^bb0(%x: tensor<8x4xf32>, %index: tensor<8xi64>):
  flow.output %x : tensor<8x4xf32>
  flow.end
}

// CHECK-LABEL: flow.program "train" @unused_parameter
// CHECK-NOT: flow.full
// CHECK: flow.parameter_gradient %{{.*}} {index = 0 : i64}
// CHECK-NOT: flow.parameter_gradient
// CHECK: flow.end
flow.program "train" @unused_parameter of @m {
^bb0(%x: tensor<8x4xf32>, %index: tensor<8xi64>):
  %used = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %unused = flow.parameter {index = 1 : i64} : () -> tensor<4xf32>
  %waste = flow.mul %x, %unused : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
  %y = flow.mul %x, %used : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
  flow.output %y : tensor<8x4xf32>
  %g = flow.output_gradients : tensor<8x4xf32>
  flow.end
}

// Integers, buffers and detached values are constants.
// CHECK-LABEL: flow.program "train" @constants
// CHECK: flow.output_gradients
// CHECK-NOT: = flow.
// CHECK: flow.parameter_gradient %{{.*}} {index = 0 : i64}
// CHECK-NEXT: flow.end
flow.program "train" @constants of @m {
^bb0(%x: tensor<8x4xf32>, %index: tensor<8xi64>):
  %bias = flow.parameter {index = 0 : i64} : () -> tensor<8x4xf32>
  %running = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %d = flow.detach %x : (tensor<8x4xf32>) -> tensor<8x4xf32>
  %a = flow.mul %d, %running : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
  %y = flow.add %a, %bias : (tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<8x4xf32>
  flow.output %y : tensor<8x4xf32>
  %g = flow.output_gradients : tensor<8x4xf32>
  flow.end
}

// A gradient passes only to the operand that wants one.
// CHECK-LABEL: flow.program "train" @embedding
// CHECK: %[[DW:.*]] = flow.embedding_backward
// CHECK-NEXT: flow.parameter_gradient %[[DW]] {index = 0 : i64}
// CHECK-NEXT: flow.end
flow.program "train" @embedding of @m {
^bb0(%x: tensor<8x4xf32>, %index: tensor<8xi64>):
  %table = flow.parameter {index = 0 : i64} : () -> tensor<10x4xf32>
  %y = flow.embedding %table, %index {padding_idx = -1 : i64} : (tensor<10x4xf32>, tensor<8xi64>) -> tensor<8x4xf32>
  flow.output %y : tensor<8x4xf32>
  %g = flow.output_gradients : tensor<8x4xf32>
  flow.end
}
