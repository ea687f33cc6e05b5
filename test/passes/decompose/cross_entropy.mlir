// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-decompose -o %t.mlir && FileCheck %s < %t.mlir
// The same values but for the rounding of sums of a few float32 terms.
// RUN: %flodl-run %s --compare=%t.mlir --tolerance=1e-6

// cross_entropy_loss of [N, C] with a known number of classes. A label that is out of range selects no column, so the
// kernels take labels as they are given and need not wait for their check.

#x = #flow.dims<["batch", 4]>
#n = #flow.dims<["batch"]>
#u = #flow.dims<["batch", "classes"]>
#i = #flow.dims<["batch", 4, 2]>
#in = #flow.dims<["batch", 2]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch", "classes"], inputs = ["x"], targets = ["label"], outputs = [""],
    terms = [], parameters = [], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>, %label: tensor<?xi64, #n>):
  flow.output %x : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @mean
// CHECK-NEXT: ^bb0(%[[X:[^:]*]]: {{.*}}, %[[LABEL:[^:]*]]:
// CHECK: flow.check_index %[[LABEL]]
// CHECK: flow.reshape %[[LABEL]]
// CHECK: flow.row_max %[[X]]
// CHECK: %[[LOG:.*]] = flow.log
// CHECK: %[[LOGP:.*]] = flow.sub %{{.*}}, %[[LOG]]
// CHECK: flow.select_column %[[LOGP]]
// CHECK: %[[TOTAL:.*]] = flow.sum
// CHECK: %[[SAMPLES:.*]] = flow.sum
// CHECK: %[[LOSS:.*]] = flow.div %[[TOTAL]], %[[SAMPLES]]
// CHECK: flow.output %[[LOSS]]
flow.program "forward" @mean of @m {
^bb0(%x: tensor<?x4xf32, #x>, %label: tensor<?xi64, #n>):
  %smoothing = flow.hyper {index = 0 : i64, value = 0.1 : f64, name = "label_smoothing"} : () -> f64
  %checked = flow.check_index %label {count = [4], ignore = 1 : i64, operand = "labels"} : tensor<?xi64, #n>
  %loss, %logp, %count = flow.cross_entropy_loss %x, %checked, %smoothing {reduction = "mean", ignore_index = 1 : i64}
    : (tensor<?x4xf32, #x>, tensor<?xi64, #n>, f64) -> (tensor<f32>, tensor<?x4xf32, #x>, tensor<f32>)
  flow.output %loss : tensor<f32>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @backward
// CHECK-NOT: flow.cross_entropy
// CHECK: flow.column_is
// CHECK: flow.output
flow.program "forward" @backward of @m {
^bb0(%x: tensor<?x4xf32, #x>, %label: tensor<?xi64, #n>):
  %smoothing = flow.hyper {index = 0 : i64, value = 0.1 : f64, name = "label_smoothing"} : () -> f64
  %g = flow.full {shape = [], value = 1.0 : f64, dtype = "float32", number = false} : () -> tensor<f32>
  %dx = flow.cross_entropy_loss_backward %g, %x, %label, %g, %smoothing {reduction = "mean", ignore_index = -100 : i64}
    : (tensor<f32>, tensor<?x4xf32, #x>, tensor<?xi64, #n>, tensor<f32>, f64) -> tensor<?x4xf32, #x>
  flow.output %dx : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @unknown_classes
// CHECK: flow.cross_entropy_loss
// CHECK-NEXT: flow.output
flow.program "forward" @unknown_classes of @m {
^bb0(%x: tensor<?x?xf32, #u>, %label: tensor<?xi64, #n>):
  %smoothing = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "label_smoothing"} : () -> f64
  %loss, %logp, %count = flow.cross_entropy_loss %x, %label, %smoothing {reduction = "mean", ignore_index = -100 : i64}
    : (tensor<?x?xf32, #u>, tensor<?xi64, #n>, f64) -> (tensor<f32>, tensor<?x?xf32, #u>, tensor<f32>)
  flow.output %loss : tensor<f32>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @not_reduced
// CHECK: flow.cross_entropy_loss
// CHECK-NEXT: flow.output
flow.program "forward" @not_reduced of @m {
^bb0(%x: tensor<?x4xf32, #x>, %label: tensor<?xi64, #n>):
  %smoothing = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "label_smoothing"} : () -> f64
  %loss, %logp, %count = flow.cross_entropy_loss %x, %label, %smoothing {reduction = "none", ignore_index = -100 : i64}
    : (tensor<?x4xf32, #x>, tensor<?xi64, #n>, f64) -> (tensor<?xf32, #n>, tensor<?x4xf32, #x>, tensor<f32>)
  flow.output %loss : tensor<?xf32, #n>
  flow.end
}

// Classes in the middle are no rows.
// CHECK-LABEL: flow.program "forward" @images
// CHECK: flow.cross_entropy_loss
// CHECK-NEXT: flow.output
flow.program "forward" @images of @m {
^bb0(%x: tensor<?x4x2xf32, #i>, %label: tensor<?x2xi64, #in>):
  %smoothing = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "label_smoothing"} : () -> f64
  %loss, %logp, %count = flow.cross_entropy_loss %x, %label, %smoothing {reduction = "mean", ignore_index = -100 : i64}
    : (tensor<?x4x2xf32, #i>, tensor<?x2xi64, #in>, f64) -> (tensor<f32>, tensor<?x4x2xf32, #i>, tensor<f32>)
  flow.output %loss : tensor<f32>
  flow.end
}
