// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @types(%x: tensor<8x6x6x3xf32>, %w: tensor<16x3x3x3xf64>) {
  // expected-error @+2 {{expects 'input' and 'weight' of one floating-point type, but got float32[8, 6, 6, 3], float64[16, 3, 3, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv2d_nhwc %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<8x6x6x3xf32>, tensor<16x3x3x3xf64>) -> tensor<8x4x4x16xf32>
  return
}

// -----

func.func @groups(%x: tensor<8x6x6x3xf32>, %w: tensor<16x3x3x2xf32>) {
  // expected-error @+2 {{expects 'groups' to divide the channels and 'weight' to have the channels of 'input' divided by 'groups', but got 1 groups for [8, 6, 6, 3] and [16, 3, 3, 2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv2d_nhwc %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<8x6x6x3xf32>, tensor<16x3x3x2xf32>) -> tensor<8x4x4x16xf32>
  return
}

// -----

func.func @rank(%x: tensor<8x4x3xf32>, %m: tensor<3xf32>, %eps: f64, %training: i1) {
  // expected-error @+2 {{expects 'input' of rank 4 with a floating-point element type, but got float32[8, 4, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y, %a, %b, %c, %d = flow.batch_norm_nhwc %x, %m, %m, %eps, %eps, %training {relu = false, window = array<i64: 1, 1>, operandSegmentSizes = array<i32: 1, 0, 0, 0, 1, 1, 1, 1, 1>} : (tensor<8x4x3xf32>, tensor<3xf32>, tensor<3xf32>, f64, f64, i1) -> (tensor<8x4x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @window(%x: tensor<8x4x4x3xf32>, %m: tensor<3xf32>, %eps: f64, %training: i1) {
  // expected-error @+2 {{expects 'window' to be two integers of at least 1, but got [0, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y, %a, %b, %c, %d = flow.batch_norm_nhwc %x, %m, %m, %eps, %eps, %training {relu = false, window = array<i64: 0, 1>, operandSegmentSizes = array<i32: 1, 0, 0, 0, 1, 1, 1, 1, 1>} : (tensor<8x4x4x3xf32>, tensor<3xf32>, tensor<3xf32>, f64, f64, i1) -> (tensor<8x4x4x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}
