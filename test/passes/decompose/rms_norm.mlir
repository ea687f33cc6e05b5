// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-decompose -o %t.mlir && FileCheck %s < %t.mlir
// The same values but for the rounding of sums of a few float32 terms.
// RUN: %flodl-run %s --compare=%t.mlir --tolerance=1e-6

// rms_norm over a last dimension of known length: one sum along the row, the rest element by element.

#x = #flow.dims<["batch", 4]>
#r = #flow.dims<["batch", 1]>
#u = #flow.dims<["batch", "width"]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch", "width"], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = ["gain"], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>):
  flow.output %x : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @forward
flow.program "forward" @forward of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  // CHECK: ^bb0(%[[X:.*]]: tensor<?x4xf32
  // CHECK: %[[GAIN:.*]] = flow.parameter {index = 0 : i64}
  // CHECK: %[[SQUARE:.*]] = flow.mul %[[X]], %[[X]]
  // CHECK: %[[SUM:.*]] = flow.row_sum %[[SQUARE]]
  // CHECK: %[[RSTD:.*]] = flow.rsqrt
  // CHECK: %[[Y0:.*]] = flow.mul %[[X]], %[[RSTD]]
  // CHECK: %[[Y1:.*]] = flow.mul %[[Y0]], %[[GAIN]]
  // CHECK: flow.output %[[Y1]]
  %gain = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %y, %rstd = flow.rms_norm %x, %gain, %eps {normalized_shape = [4]}
    : (tensor<?x4xf32, #x>, tensor<4xf32>, f64) -> (tensor<?x4xf32, #x>, tensor<?x1xf32, #r>)
  flow.output %y : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @backward
// CHECK-NOT: rms_norm
// CHECK: flow.column_sum
// CHECK: flow.end
flow.program "forward" @backward of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %gain = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %y, %rstd = flow.rms_norm %x, %gain, %eps {normalized_shape = [4]}
    : (tensor<?x4xf32, #x>, tensor<4xf32>, f64) -> (tensor<?x4xf32, #x>, tensor<?x1xf32, #r>)
  %dx = flow.rms_norm_backward %y, %x, %rstd, %gain {normalized_shape = [4]}
    : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>, tensor<?x1xf32, #r>, tensor<4xf32>) -> tensor<?x4xf32, #x>
  %dw = flow.rms_norm_weight_backward %y, %x, %rstd {normalized_shape = [4]}
    : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>, tensor<?x1xf32, #r>) -> tensor<4xf32>
  %sum = flow.add %dx, %dw : (tensor<?x4xf32, #x>, tensor<4xf32>) -> tensor<?x4xf32, #x>
  flow.output %sum : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @unknown_length
// CHECK: flow.rms_norm
flow.program "forward" @unknown_length of @m {
^bb0(%x: tensor<?x?xf32, #u>):
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %y, %rstd = flow.rms_norm %x, %eps {normalized_shape = ["width"]}
    : (tensor<?x?xf32, #u>, f64) -> (tensor<?x?xf32, #u>, tensor<?x1xf32, #r>)
  flow.output %y : tensor<?x?xf32, #u>
  flow.end
}
