// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-fuse -o %t.mlir && FileCheck %s < %t.mlir
// RUN: %flodl-run %s --compare=%t.mlir

// What lies on a path between two operations keeps them apart; what only follows moves behind the region.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = ["", "p"], terms = [],
    parameters = ["w"], buffers = []} {
^bb0(%x: tensor<4x4xf32>):
  flow.output %x, %x : tensor<4x4xf32>, tensor<4x4xf32>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @path_outside
// CHECK: %[[A:.*]] = flow.fused "rows"
// CHECK: flow.exp
// CHECK: %[[P:.*]] = flow.matmul %[[A]], %[[A]]
// CHECK: %[[Y:.*]] = flow.fused "rows"(%[[A]], %[[P]])
// CHECK: flow.add
// CHECK: flow.output %[[Y]], %[[P]]
flow.program "forward" @path_outside of @m {
^bb0(%x: tensor<4x4xf32>):
  %a = flow.exp %x : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %p = flow.matmul %a, %a : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %y = flow.add %a, %p : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  flow.output %y, %p : tensor<4x4xf32>, tensor<4x4xf32>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @follower
// CHECK: %[[F:.*]]:2 = flow.fused "rows"
// CHECK: flow.exp
// CHECK: flow.neg
// CHECK: %[[P:.*]] = flow.matmul %[[F]]#0, %[[F]]#0
// CHECK: flow.output %[[F]]#1, %[[P]]
flow.program "forward" @follower of @m {
^bb0(%x: tensor<4x4xf32>):
  %a = flow.exp %x : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %p = flow.matmul %a, %a : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %y = flow.neg %a : (tensor<4x4xf32>) -> tensor<4x4xf32>
  flow.output %y, %p : tensor<4x4xf32>, tensor<4x4xf32>
  flow.end
}

// The path may lead through another region.
// CHECK-LABEL: flow.program "forward" @path_through_region
// CHECK: %[[A:.*]] = flow.fused "rows"
// CHECK: %[[S:.*]] = flow.fused "columns"(%[[A]])
// CHECK: flow.fused "rows"(%[[A]], %[[S]])
flow.program "forward" @path_through_region of @m {
^bb0(%x: tensor<4x4xf32>):
  %a = flow.exp %x : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %s = flow.column_sum %a : (tensor<4x4xf32>) -> tensor<4xf32>
  %y = flow.add %a, %s : (tensor<4x4xf32>, tensor<4xf32>) -> tensor<4x4xf32>
  flow.output %y, %x : tensor<4x4xf32>, tensor<4x4xf32>
  flow.end
}

// The two halves of training run at different times.
// CHECK-LABEL: flow.program "train" @halves
// CHECK: %[[A:.*]] = flow.fused "rows"
// CHECK: flow.exp
// CHECK: flow.output_gradients
// CHECK: flow.fused "rows"
// CHECK: flow.mul
flow.program "train" @halves of @m {
^bb0(%x: tensor<4x4xf32>):
  %a = flow.exp %x : (tensor<4x4xf32>) -> tensor<4x4xf32>
  flow.output %a, %x : tensor<4x4xf32>, tensor<4x4xf32>
  %g:2 = flow.output_gradients : tensor<4x4xf32>, tensor<4x4xf32>
  %d = flow.mul %g#0, %a : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %dx = flow.add %d, %g#1 : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  flow.input_gradient %dx {index = 0 : i64} : tensor<4x4xf32>
  flow.end
}
