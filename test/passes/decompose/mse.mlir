// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-decompose -o %t.mlir && FileCheck %s < %t.mlir
// The same values but for the rounding of sums of a few float32 terms.
// RUN: %flodl-run %s --compare=%t.mlir --tolerance=1e-6

// mse_loss: the sum along rows is fused with what comes before, the sum over rows stays a call.

#x = #flow.dims<["batch", 4]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = ["t"], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>, %t: tensor<?x4xf32, #x>):
  flow.output %x : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @mean
// CHECK: %[[D:.*]] = flow.sub
// CHECK-NEXT: %[[S:.*]] = flow.mul %[[D]], %[[D]]
// CHECK-NEXT: %[[ROWS:.*]] = flow.row_sum %[[S]]
// CHECK-NEXT: %[[TOTAL:.*]] = flow.sum %[[ROWS]] {dims = array<i64>
// The number of elements is known when the batch is.
// CHECK-NEXT: %[[COUNT:.*]] = flow.count {count_shape = ["batch", 4]
// CHECK-NEXT: flow.div %[[TOTAL]], %[[COUNT]]
flow.program "forward" @mean of @m {
^bb0(%x: tensor<?x4xf32, #x>, %t: tensor<?x4xf32, #x>):
  %l = flow.mse_loss %x, %t {reduction = "mean"} : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>) -> tensor<f32>
  flow.output %l : tensor<f32>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @sum
// CHECK: flow.row_sum
// CHECK-NEXT: %[[TOTAL:.*]] = flow.sum
// CHECK-NEXT: flow.output %[[TOTAL]]
flow.program "forward" @sum of @m {
^bb0(%x: tensor<?x4xf32, #x>, %t: tensor<?x4xf32, #x>):
  %l = flow.mse_loss %x, %t {reduction = "sum"} : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>) -> tensor<f32>
  flow.output %l : tensor<f32>
  flow.end
}

// Nothing to reduce, or no row to reduce along.
// CHECK-LABEL: flow.program "forward" @none
// CHECK: flow.mse_loss
// CHECK-NEXT: flow.output
flow.program "forward" @none of @m {
^bb0(%x: tensor<?x4xf32, #x>, %t: tensor<?x4xf32, #x>):
  %l = flow.mse_loss %x, %t {reduction = "none"} : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  flow.output %l : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @scalars
// CHECK: flow.mse_loss
// CHECK-NEXT: flow.output
flow.program "forward" @scalars of @m {
^bb0(%x: tensor<f32>, %t: tensor<f32>):
  %l = flow.mse_loss %x, %t {reduction = "mean"} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  flow.output %l : tensor<f32>
  flow.end
}

// Element by element, the scale computed once for all.
// CHECK-LABEL: flow.program "forward" @backward
// CHECK: %[[SCALE:.*]] = flow.div %{{.*}}, %{{.*}} : (tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: %[[D:.*]] = flow.sub
// CHECK: flow.mul %[[D]], %[[SCALE]]
flow.program "forward" @backward of @m {
^bb0(%x: tensor<?x4xf32, #x>, %t: tensor<?x4xf32, #x>):
  %g = flow.full {shape = [], value = 1.0 : f64, dtype = "float32", number = false} : () -> tensor<f32>
  %dx = flow.mse_loss_backward %g, %x, %t {reduction = "mean"}
    : (tensor<f32>, tensor<?x4xf32, #x>, tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  flow.output %dx : tensor<?x4xf32, #x>
  flow.end
}
