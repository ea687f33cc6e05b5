// RUN: %flodl-opt %s -flow-differentiate | FileCheck %s

// Contributions are added in the order of libtorch's engine, which makes sums bitwise equal: the latest use of a
// value first, and what follows the value from outside before all of them.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = ["", "h"], terms = [],
    parameters = ["w"], buffers = []} {
^bb0(%x: tensor<4xf32>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  flow.output %x, %w : tensor<4xf32>, tensor<4xf32>
  flow.end
}

// CHECK-LABEL: flow.program "train" @tagged_and_used_twice
flow.program "train" @tagged_and_used_twice of @m {
^bb0(%x: tensor<4xf32>):
  // CHECK: %[[W:.*]] = flow.parameter
  // CHECK: %[[H:.*]] = flow.mul
  // CHECK: %[[A:.*]] = flow.exp %[[H]]
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %h = flow.mul %x, %w : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %a = flow.exp %h : (tensor<4xf32>) -> tensor<4xf32>
  %b = flow.sin %h : (tensor<4xf32>) -> tensor<4xf32>
  %y = flow.add %a, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  flow.output %y, %h : tensor<4xf32>, tensor<4xf32>
  // CHECK: %[[G:.*]]:2 = flow.output_gradients
  // CHECK: %[[COS:.*]] = flow.cos %[[H]]
  // CHECK: %[[FROM_SIN:.*]] = flow.mul %[[G]]#0, %[[COS]]
  // CHECK: %[[SUM:.*]] = flow.add %[[G]]#1, %[[FROM_SIN]]
  // CHECK: %[[FROM_EXP:.*]] = flow.mul %[[G]]#0, %[[A]]
  // CHECK: %[[ALL:.*]] = flow.add %[[SUM]], %[[FROM_EXP]]
  // CHECK: flow.mul %[[ALL]], %[[W]]
  %g:2 = flow.output_gradients : tensor<4xf32>, tensor<4xf32>
  flow.end
}

// One value under two names: the later name is its later use. Two operands of one operation: in their order.
// CHECK-LABEL: flow.program "train" @same_value_twice
flow.program "train" @same_value_twice of @m {
^bb0(%x: tensor<4xf32>):
  // CHECK: %[[W:.*]] = flow.parameter
  // CHECK: %[[G:.*]]:2 = flow.output_gradients
  // CHECK: %[[SUM:.*]] = flow.add %[[G]]#1, %[[G]]#0
  // CHECK: %[[LHS:.*]] = flow.mul %[[SUM]], %[[W]]
  // CHECK: %[[RHS:.*]] = flow.mul %[[SUM]], %[[W]]
  // CHECK: %[[DW:.*]] = flow.add %[[LHS]], %[[RHS]]
  // CHECK: flow.parameter_gradient %[[DW]] {index = 0 : i64}
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %y = flow.mul %w, %w : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  flow.output %y, %y : tensor<4xf32>, tensor<4xf32>
  %g:2 = flow.output_gradients : tensor<4xf32>, tensor<4xf32>
  flow.end
}
