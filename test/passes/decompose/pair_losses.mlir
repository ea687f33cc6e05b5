// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-decompose -o %t.mlir && FileCheck %s < %t.mlir
// The same values but for the rounding of sums of a few float32 terms.
// RUN: %flodl-run %s --compare=%t.mlir --tolerance=1e-6

// l1_loss and smooth_l1_loss: elements and rows are fused with what comes before, as for mse_loss.

#x = #flow.dims<["batch", 4]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = ["t"], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>, %t: tensor<?x4xf32, #x>):
  flow.output %x : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @l1
// CHECK: %[[A:.*]] = flow.abs
// CHECK-NEXT: %[[ROWS:.*]] = flow.row_sum %[[A]]
// CHECK-NEXT: %[[TOTAL:.*]] = flow.sum %[[ROWS]] {dims = array<i64>
// CHECK-NEXT: %[[COUNT:.*]] = flow.count {count_shape = ["batch", 4]
// CHECK-NEXT: flow.div %[[TOTAL]], %[[COUNT]]
flow.program "forward" @l1 of @m {
^bb0(%x: tensor<?x4xf32, #x>, %t: tensor<?x4xf32, #x>):
  %l = flow.l1_loss %x, %t {reduction = "mean"} : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>) -> tensor<f32>
  flow.output %l : tensor<f32>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @smooth_l1
// CHECK: flow.lt
// CHECK: %[[E:.*]] = flow.where
// CHECK-NEXT: %[[ROWS:.*]] = flow.row_sum %[[E]]
// CHECK-NEXT: %[[TOTAL:.*]] = flow.sum %[[ROWS]]
// CHECK-NEXT: flow.output %[[TOTAL]]
flow.program "forward" @smooth_l1 of @m {
^bb0(%x: tensor<?x4xf32, #x>, %t: tensor<?x4xf32, #x>):
  %beta = flow.hyper {index = 0 : i64, value = 7.0e-01 : f64, name = "beta"} : () -> f64
  %l = flow.smooth_l1_loss %x, %t, %beta {reduction = "sum"} : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>, f64) -> tensor<f32>
  flow.output %l : tensor<f32>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @none
// CHECK: flow.l1_loss
flow.program "forward" @none of @m {
^bb0(%x: tensor<?x4xf32, #x>, %t: tensor<?x4xf32, #x>):
  %l = flow.l1_loss %x, %t {reduction = "none"} : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  flow.output %l : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @backward
// CHECK: %[[SCALE:.*]] = flow.div %{{.*}}, %{{.*}} : (tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: %[[SLOPE:.*]] = flow.where
// CHECK: flow.mul %[[SLOPE]], %[[SCALE]]
flow.program "forward" @backward of @m {
^bb0(%x: tensor<?x4xf32, #x>, %t: tensor<?x4xf32, #x>):
  %beta = flow.hyper {index = 0 : i64, value = 7.0e-01 : f64, name = "beta"} : () -> f64
  %g = flow.full {shape = [], value = 1.0 : f64, dtype = "float32", number = false} : () -> tensor<f32>
  %dx = flow.smooth_l1_loss_backward %g, %x, %t, %beta {reduction = "mean"}
    : (tensor<f32>, tensor<?x4xf32, #x>, tensor<?x4xf32, #x>, f64) -> tensor<?x4xf32, #x>
  flow.output %dx : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @l1_backward
// CHECK: %[[SIGN:.*]] = flow.sign
// CHECK-NEXT: flow.mul %[[SIGN]], %{{.*}}
flow.program "forward" @l1_backward of @m {
^bb0(%x: tensor<?x4xf32, #x>, %t: tensor<?x4xf32, #x>):
  %g = flow.full {shape = [], value = 1.0 : f64, dtype = "float32", number = false} : () -> tensor<f32>
  %dx = flow.l1_loss_backward %g, %x, %t {reduction = "sum"}
    : (tensor<f32>, tensor<?x4xf32, #x>, tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  flow.output %dx : tensor<?x4xf32, #x>
  flow.end
}
