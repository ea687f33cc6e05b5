// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-decompose -o %t.mlir && FileCheck %s < %t.mlir
// The same values but for the rounding of sums of a few float32 terms.
// RUN: %flodl-run %s --compare=%t.mlir --tolerance=1e-6

// layer_norm over a last dimension of known length: two sums along the row, the rest element by element.

#x = #flow.dims<["batch", 4]>
#r = #flow.dims<["batch", 1]>
#u = #flow.dims<["batch", "width"]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch", "width"], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = ["gain", "shift"], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>):
  flow.output %x : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @affine
flow.program "forward" @affine of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  // CHECK: ^bb0(%[[X:.*]]: tensor<?x4xf32
  // CHECK: %[[GAIN:.*]] = flow.parameter {index = 0 : i64}
  // CHECK: %[[SHIFT:.*]] = flow.parameter {index = 1 : i64}
  // CHECK: %[[SUM:.*]] = flow.row_sum %[[X]]
  // CHECK: %[[QUARTER:.*]] = flow.full {{.*}}value = 2.500000e-01
  // CHECK: %[[MEAN:.*]] = flow.mul %[[SUM]], %[[QUARTER]]
  // CHECK: %[[CENTRED:.*]] = flow.sub %[[X]], %[[MEAN]]
  // CHECK: %[[SQUARE:.*]] = flow.mul %[[CENTRED]], %[[CENTRED]]
  // CHECK: flow.row_sum %[[SQUARE]]
  // CHECK: %[[RSTD:.*]] = flow.rsqrt
  // CHECK: %[[Y0:.*]] = flow.mul %[[CENTRED]], %[[RSTD]]
  // CHECK: %[[Y1:.*]] = flow.mul %[[Y0]], %[[GAIN]]
  // CHECK: %[[Y2:.*]] = flow.add %[[Y1]], %[[SHIFT]]
  // CHECK: flow.output %[[Y2]]
  %gain = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %shift = flow.parameter {index = 1 : i64} : () -> tensor<4xf32>
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %y, %mean, %rstd = flow.layer_norm %x, %gain, %shift, %eps {normalized_shape = [4], operandSegmentSizes = array<i32: 1, 1, 1, 1>}
    : (tensor<?x4xf32, #x>, tensor<4xf32>, tensor<4xf32>, f64)
   -> (tensor<?x4xf32, #x>, tensor<?x1xf32, #r>, tensor<?x1xf32, #r>)
  flow.output %y : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @plain
// CHECK: %[[RSTD:.*]] = flow.rsqrt
// CHECK-NEXT: %[[Y:.*]] = flow.mul %{{.*}}, %[[RSTD]]
// CHECK-NEXT: flow.output %[[Y]]
flow.program "forward" @plain of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %y, %mean, %rstd = flow.layer_norm %x, %eps {normalized_shape = [4], operandSegmentSizes = array<i32: 1, 0, 0, 1>}
    : (tensor<?x4xf32, #x>, f64) -> (tensor<?x4xf32, #x>, tensor<?x1xf32, #r>, tensor<?x1xf32, #r>)
  flow.output %y : tensor<?x4xf32, #x>
  flow.end
}

// Gradients towards weight and bias are sums over the rows.
// CHECK-LABEL: flow.program "forward" @weight_gradients
// CHECK-NOT: flow.layer_norm
// CHECK: %[[DG:.*]] = flow.column_sum
// CHECK: %[[DS:.*]] = flow.column_sum
// CHECK: %[[OUT:.*]] = flow.add %[[DG]], %[[DS]]
// CHECK: flow.output %[[OUT]]
flow.program "forward" @weight_gradients of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %mean = flow.row_max %x : (tensor<?x4xf32, #x>) -> tensor<?x1xf32, #r>
  %dg, %ds = flow.layer_norm_weight_backward %x, %x, %mean, %mean {normalized_shape = [4]}
    : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>, tensor<?x1xf32, #r>, tensor<?x1xf32, #r>) -> (tensor<4xf32>, tensor<4xf32>)
  %y = flow.add %dg, %ds : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  flow.output %y : tensor<4xf32>
  flow.end
}

// The mean divides by a number: a length that only run time knows stays a call, and so do several dimensions.
// CHECK-LABEL: flow.program "forward" @unknown_length
// CHECK: flow.layer_norm
// CHECK-NOT: flow.row_sum
// CHECK: flow.output
flow.program "forward" @unknown_length of @m {
^bb0(%x: tensor<?x?xf32, #u>):
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %y, %mean, %rstd = flow.layer_norm %x, %eps {normalized_shape = ["width"], operandSegmentSizes = array<i32: 1, 0, 0, 1>}
    : (tensor<?x?xf32, #u>, f64) -> (tensor<?x?xf32, #u>, tensor<?x1xf32, #r>, tensor<?x1xf32, #r>)
  flow.output %y : tensor<?x?xf32, #u>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @two_dimensions
// CHECK: flow.layer_norm
// CHECK-NOT: flow.row_sum
// CHECK: flow.output
flow.program "forward" @two_dimensions of @m {
^bb0(%x: tensor<8x4xf32>):
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %y, %mean, %rstd = flow.layer_norm %x, %eps {normalized_shape = [8, 4], operandSegmentSizes = array<i32: 1, 0, 0, 1>}
    : (tensor<8x4xf32>, f64) -> (tensor<8x4xf32>, tensor<1x1xf32>, tensor<1x1xf32>)
  flow.output %y : tensor<8x4xf32>
  flow.end
}
