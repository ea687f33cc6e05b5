// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @groups(%a: tensor<8x6x4xf32>, %b: f64) {
  // expected-error @+2 {{expects 'num_groups' to divide the channels, but got 4 for 6}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.group_norm %a, %b {num_groups = 4 : i64, operandSegmentSizes = array<i32: 1, 0, 0, 1>} : (tensor<8x6x4xf32>, f64) -> (tensor<8x6x4xf32>, tensor<8x4xf32>, tensor<8x4xf32>)
  return
}

// -----

func.func @rank(%a: tensor<6xf32>, %b: f64) {
  // expected-error @+2 {{expects 'input' of rank 2 or more, but got [6]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.group_norm %a, %b {num_groups = 2 : i64, operandSegmentSizes = array<i32: 1, 0, 0, 1>} : (tensor<6xf32>, f64) -> (tensor<6xf32>, tensor<6xf32>, tensor<6xf32>)
  return
}

// -----

func.func @weight(%a: tensor<8x6x4xf32>, %b: tensor<4xf32>, %c: f64) {
  // expected-error @+2 {{expects 'weight' of shape [6], the channels of 'input' [8, 6, 4], but got [4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.group_norm %a, %b, %c {num_groups = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 0, 1>} : (tensor<8x6x4xf32>, tensor<4xf32>, f64) -> (tensor<8x6x4xf32>, tensor<8x2xf32>, tensor<8x2xf32>)
  return
}

// -----

func.func @backward_shapes(%a: tensor<8x6x3xf32>, %b: tensor<8x6x4xf32>, %c: tensor<8x2xf32>, %d: tensor<8x2xf32>) {
  // expected-error @+2 {{expects 'grad' and 'input' of equal shapes, but got [8, 6, 3] and [8, 6, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.group_norm_backward %a, %b, %c, %d {num_groups = 2 : i64} : (tensor<8x6x3xf32>, tensor<8x6x4xf32>, tensor<8x2xf32>, tensor<8x2xf32>) -> tensor<8x6x4xf32>
  return
}

// -----

func.func @backward_statistics(%a: tensor<8x6x4xf32>, %b: tensor<8x6x4xf32>, %c: tensor<8x2xf32>, %d: tensor<8x3xf32>) {
  // expected-error @+2 {{expects 'mean' and 'rstd' of type float32[8, 2], but got float32[8, 2] and float32[8, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.group_norm_weight_backward %a, %b, %c, %d {num_groups = 2 : i64} : (tensor<8x6x4xf32>, tensor<8x6x4xf32>, tensor<8x2xf32>, tensor<8x3xf32>) -> (tensor<6xf32>, tensor<6xf32>)
  return
}

// -----

func.func @instance_rank(%a: tensor<8x6xf32>, %b: f64) {
  // expected-error @+2 {{expects 'input' of rank 3 or more, but got [8, 6]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.instance_norm %a, %b {operandSegmentSizes = array<i32: 1, 0, 0, 1>} : (tensor<8x6xf32>, f64) -> (tensor<8x6xf32>, tensor<48xf32>, tensor<48xf32>)
  return
}

// -----

func.func @instance_statistics(%a: tensor<2x3x4xf32>, %b: tensor<2x3x4xf32>, %c: tensor<6xf32>, %d: tensor<3xf32>, %e: f64) {
  // expected-error @+2 {{expects 'save_mean' and 'save_invstd' of type float32[6], but got float32[6] and float32[3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.instance_norm_backward %a, %b, %c, %d, %e : (tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<6xf32>, tensor<3xf32>, f64) -> (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @rms_weight(%a: tensor<8x4xf32>, %b: tensor<8xf32>, %c: f64) {
  // expected-error @+2 {{expects 'weight' of shape [4], but got [8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.rms_norm %a, %b, %c {normalized_shape = [4]} : (tensor<8x4xf32>, tensor<8xf32>, f64) -> (tensor<8x4xf32>, tensor<8x1xf32>)
  return
}

// -----

func.func @rms_shape(%a: tensor<8x4xf32>, %b: f64) {
  // expected-error @+2 {{expects the last dimensions of 'input' to be [3], but got [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.rms_norm %a, %b {normalized_shape = [3]} : (tensor<8x4xf32>, f64) -> (tensor<8x4xf32>, tensor<8x1xf32>)
  return
}

// -----

func.func @rms_type(%a: tensor<8x4xi64>, %b: f64) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.rms_norm %a, %b {normalized_shape = [4]} : (tensor<8x4xi64>, f64) -> (tensor<8x4xi64>, tensor<8x1xf32>)
  return
}

// -----

func.func @rms_statistics(%a: tensor<8x4xf32>, %b: tensor<8x4xf32>, %c: tensor<8xf32>) {
  // expected-error @+2 {{expects 'rstd' of type float32[8, 1], but got float32[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.rms_norm_weight_backward %a, %b, %c {normalized_shape = [4]} : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<8xf32>) -> tensor<4xf32>
  return
}
