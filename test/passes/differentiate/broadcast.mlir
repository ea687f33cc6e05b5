// RUN: %flodl-opt %s -flow-differentiate | FileCheck %s

// A gradient is summed back to the shape of the operand that was broadcast, and only to that one; symbolic sizes too.

#x = #flow.dims<["batch", 4]>
#r = #flow.dims<["batch", 1]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x", "r"], targets = [], outputs = [""], terms = [],
    parameters = ["w"], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>, %r: tensor<?x1xf32, #r>):
  flow.output %x : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "train" @row_of_parameters
// CHECK: %[[G:.*]] = flow.output_gradients
// CHECK-NEXT: %[[DW:.*]] = flow.sum_to %[[G]] {shape = [4]} : (tensor<?x4xf32, #{{.*}}>) -> tensor<4xf32>
// CHECK-NEXT: flow.parameter_gradient %[[DW]] {index = 0 : i64}
// CHECK-NEXT: flow.input_gradient %[[G]] {index = 0 : i64}
flow.program "train" @row_of_parameters of @m {
^bb0(%x: tensor<?x4xf32, #x>, %r: tensor<?x1xf32, #r>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %y = flow.add %x, %w : (tensor<?x4xf32, #x>, tensor<4xf32>) -> tensor<?x4xf32, #x>
  flow.output %y : tensor<?x4xf32, #x>
  %g = flow.output_gradients : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "train" @column
// CHECK-NEXT: ^bb0(%[[X:.*]]: tensor<?x4xf32
// CHECK: %[[G:.*]] = flow.output_gradients
// CHECK: %[[P:.*]] = flow.mul %[[G]], %[[X]]
// CHECK: %[[DR:.*]] = flow.sum_to %[[P]] {shape = ["batch", 1]}
// CHECK: flow.input_gradient %[[DR]] {index = 1 : i64}
flow.program "train" @column of @m {
^bb0(%x: tensor<?x4xf32, #x>, %r: tensor<?x1xf32, #r>):
  %y = flow.mul %x, %r : (tensor<?x4xf32, #x>, tensor<?x1xf32, #r>) -> tensor<?x4xf32, #x>
  flow.output %y : tensor<?x4xf32, #x>
  %g = flow.output_gradients : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "train" @equal_shapes
// CHECK-NOT: flow.sum_to
// CHECK: flow.end
flow.program "train" @equal_shapes of @m {
^bb0(%x: tensor<?x4xf32, #x>, %r: tensor<?x1xf32, #r>):
  %y = flow.mul %x, %x : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  flow.output %y : tensor<?x4xf32, #x>
  %g = flow.output_gradients : tensor<?x4xf32, #x>
  flow.end
}
