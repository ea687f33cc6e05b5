// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @softmax_type(%a: tensor<8x4xi64>) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.softmax %a {dim = 1 : i64} : (tensor<8x4xi64>) -> tensor<8x4xi64>
  return
}

// -----

func.func @softmax_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.log_softmax %a {dim = 2 : i64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @softmax_backward_types(%a: tensor<8x4xf32>, %b: tensor<8x3xf32>) {
  // expected-error @+2 {{expects 'grad' and 'output' of one type, but got float32[8, 4] and float32[8, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.softmax_backward %a, %b {dim = 1 : i64} : (tensor<8x4xf32>, tensor<8x3xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @layer_norm_type(%a: tensor<8x4xi64>, %b: f64) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.layer_norm %a, %b {normalized_shape = [4], operandSegmentSizes = array<i32: 1, 0, 0, 1>} : (tensor<8x4xi64>, f64) -> (tensor<8x4xi64>, tensor<8x1xf32>, tensor<8x1xf32>)
  return
}

// -----

func.func @layer_norm_trailing(%a: tensor<8x4xf32>, %b: f64) {
  // expected-error @+2 {{expects the last dimensions of 'input' to be [8], but got [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.layer_norm %a, %b {normalized_shape = [8], operandSegmentSizes = array<i32: 1, 0, 0, 1>} : (tensor<8x4xf32>, f64) -> (tensor<8x4xf32>, tensor<8x1xf32>, tensor<8x1xf32>)
  return
}

// -----

func.func @layer_norm_weight(%a: tensor<8x4xf32>, %b: tensor<3xf32>, %c: f64) {
  // expected-error @+2 {{expects 'weight' of shape [4], but got [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.layer_norm %a, %b, %c {normalized_shape = [4], operandSegmentSizes = array<i32: 1, 1, 0, 1>} : (tensor<8x4xf32>, tensor<3xf32>, f64) -> (tensor<8x4xf32>, tensor<8x1xf32>, tensor<8x1xf32>)
  return
}

// -----

func.func @layer_norm_bias(%a: tensor<8x4xf32>, %b: tensor<3xf32>, %c: f64) {
  // expected-error @+2 {{expects 'bias' of shape [4], but got [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.layer_norm %a, %b, %c {normalized_shape = [4], operandSegmentSizes = array<i32: 1, 0, 1, 1>} : (tensor<8x4xf32>, tensor<3xf32>, f64) -> (tensor<8x4xf32>, tensor<8x1xf32>, tensor<8x1xf32>)
  return
}

// -----

func.func @layer_norm_backward_grad(%a: tensor<8x3xf32>, %b: tensor<8x4xf32>, %c: tensor<8x1xf32>, %d: tensor<8x1xf32>) {
  // expected-error @+2 {{expects 'grad' and 'input' of equal shapes, but got [8, 3] and [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.layer_norm_backward %a, %b, %c, %d {normalized_shape = [4]} : (tensor<8x3xf32>, tensor<8x4xf32>, tensor<8x1xf32>, tensor<8x1xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @layer_norm_backward_statistics(%a: tensor<8x4xf32>, %b: tensor<8x4xf32>, %c: tensor<8xf32>, %d: tensor<8x1xf32>) {
  // expected-error @+2 {{expects 'mean' and 'rstd' of type float32[8, 1], but got float32[8] and float32[8, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.layer_norm_backward %a, %b, %c, %d {normalized_shape = [4]} : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<8xf32>, tensor<8x1xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @batch_norm_type(%a: tensor<8x3xi64>, %b: tensor<3xf32>, %c: tensor<3xf32>, %d: f64, %e: f64, %f: i1) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[8, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:5 = flow.batch_norm %a, %b, %c, %d, %e, %f {operandSegmentSizes = array<i32: 1, 0, 0, 1, 1, 1, 1, 1>} : (tensor<8x3xi64>, tensor<3xf32>, tensor<3xf32>, f64, f64, i1) -> (tensor<8x3xi64>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @batch_norm_rank(%a: tensor<3xf32>, %b: tensor<3xf32>, %c: tensor<3xf32>, %d: f64, %e: f64, %f: i1) {
  // expected-error @+2 {{expects 'input' of rank 2 or more, but got [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:5 = flow.batch_norm %a, %b, %c, %d, %e, %f {operandSegmentSizes = array<i32: 1, 0, 0, 1, 1, 1, 1, 1>} : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, f64, f64, i1) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @batch_norm_channels(%a: tensor<8x3xf32>, %b: tensor<4xf32>, %c: tensor<3xf32>, %d: f64, %e: f64, %f: i1) {
  // expected-error @+2 {{expects 'running_mean' of shape [3], the channels of 'input' [8, 3], but got [4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:5 = flow.batch_norm %a, %b, %c, %d, %e, %f {operandSegmentSizes = array<i32: 1, 0, 0, 1, 1, 1, 1, 1>} : (tensor<8x3xf32>, tensor<4xf32>, tensor<3xf32>, f64, f64, i1) -> (tensor<8x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @batch_norm_backward_grad(%a: tensor<7x3xf32>, %b: tensor<8x3xf32>, %c: tensor<3xf32>, %d: tensor<3xf32>, %e: tensor<3xf32>, %f: tensor<3xf32>, %g: f64, %h: i1) {
  // expected-error @+2 {{expects 'grad' and 'input' of equal shapes, but got [7, 3] and [8, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.batch_norm_backward %a, %b, %c, %d, %e, %f, %g, %h : (tensor<7x3xf32>, tensor<8x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, f64, i1) -> (tensor<8x3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}
