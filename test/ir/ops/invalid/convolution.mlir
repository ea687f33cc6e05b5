// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @rank(%a: tensor<3x8x8xf32>, %b: tensor<16x3x3x3xf32>) {
  // expected-error @+2 {{expects 'input' and 'weight' of rank 4, but got [3, 8, 8] and [16, 3, 3, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv2d %a, %b {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<3x8x8xf32>, tensor<16x3x3x3xf32>) -> tensor<8x16x6x6xf32>
  return
}

// -----

func.func @types(%a: tensor<8x3x8x8xf32>, %b: tensor<16x3x3x3xf64>) {
  // expected-error @+2 {{expects 'input', 'weight' and 'bias' of one floating-point type, but got float32[8, 3, 8, 8], float64[16, 3, 3, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv2d %a, %b {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<8x3x8x8xf32>, tensor<16x3x3x3xf64>) -> tensor<8x16x6x6xf32>
  return
}

// -----

func.func @stride(%a: tensor<8x3x8x8xf32>, %b: tensor<16x3x3x3xf32>) {
  // expected-error @+2 {{expects 'stride' to be two integers of at least 1, but got [0, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv2d %a, %b {stride = array<i64: 0, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<8x3x8x8xf32>, tensor<16x3x3x3xf32>) -> tensor<8x16x6x6xf32>
  return
}

// -----

func.func @padding(%a: tensor<8x3x8x8xf32>, %b: tensor<16x3x3x3xf32>) {
  // expected-error @+2 {{expects 'padding' to be two integers of at least 0, but got [1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv2d %a, %b {stride = array<i64: 1, 1>, padding = array<i64: 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<8x3x8x8xf32>, tensor<16x3x3x3xf32>) -> tensor<8x16x6x6xf32>
  return
}

// -----

func.func @groups(%a: tensor<8x3x8x8xf32>, %b: tensor<16x3x3x3xf32>) {
  // expected-error @+2 {{expects 'groups' to divide the channels, but got 2 for 3 input and 16 output channels}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv2d %a, %b {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 2 : i64} : (tensor<8x3x8x8xf32>, tensor<16x3x3x3xf32>) -> tensor<8x16x6x6xf32>
  return
}

// -----

func.func @channels(%a: tensor<8x4x8x8xf32>, %b: tensor<16x3x3x3xf32>) {
  // expected-error @+2 {{expects dimension 1 of 'input' (4) to equal 'groups' times dimension 1 of 'weight' (1 * 3)}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv2d %a, %b {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<8x4x8x8xf32>, tensor<16x3x3x3xf32>) -> tensor<8x16x6x6xf32>
  return
}

// -----

func.func @bias(%a: tensor<8x3x8x8xf32>, %b: tensor<16x3x3x3xf32>, %c: tensor<3xf32>) {
  // expected-error @+2 {{expects 'bias' of shape [16], but got [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv2d %a, %b, %c {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<8x3x8x8xf32>, tensor<16x3x3x3xf32>, tensor<3xf32>) -> tensor<8x16x6x6xf32>
  return
}

// -----

func.func @window(%a: tensor<8x3x2x8xf32>, %b: tensor<16x3x3x3xf32>) {
  // expected-error @+2 {{expects a window no larger than the padded input, but got kernel size 3 with dilation 1 for size 2 with padding 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv2d %a, %b {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<8x3x2x8xf32>, tensor<16x3x3x3xf32>) -> tensor<8x16x6x6xf32>
  return
}

// -----

func.func @output_padding(%a: tensor<8x16x6x6xf32>, %b: tensor<16x3x3x3xf32>) {
  // expected-error @+2 {{expects 'output_padding' to be smaller than stride or dilation, but got 1 for stride 1 and dilation 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv_transpose2d %a, %b {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, output_padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<8x16x6x6xf32>, tensor<16x3x3x3xf32>) -> tensor<8x3x8x8xf32>
  return
}

// -----

func.func @transposed_channels(%a: tensor<8x4x6x6xf32>, %b: tensor<16x3x3x3xf32>) {
  // expected-error @+2 {{expects dimension 1 of 'input' (4) to equal dimension 0 of 'weight' (16)}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv_transpose2d %a, %b {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, output_padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<8x4x6x6xf32>, tensor<16x3x3x3xf32>) -> tensor<8x3x8x8xf32>
  return
}

// -----

func.func @backward_rank(%a: tensor<8x16x6x6xf32>, %b: tensor<8x3x8x8xf32>, %c: tensor<16x27xf32>) {
  // expected-error @+2 {{expects 'grad', 'input' and 'weight' of one rank from 3 to 5 and one element type, but got float32[8, 16, 6, 6], float32[8, 3, 8, 8] and float32[16, 27]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.convolution_weight_backward %a, %b, %c {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, transposed = false, output_padding = array<i64: 0, 0>, groups = 1 : i64} : (tensor<8x16x6x6xf32>, tensor<8x3x8x8xf32>, tensor<16x27xf32>) -> tensor<16x27xf32>
  return
}

// -----

func.func @sequence_rank(%a: tensor<2x3x8x8xf32>, %b: tensor<4x3x3xf32>) {
  // expected-error @+2 {{expects 'input' and 'weight' of rank 3, but got [2, 3, 8, 8] and [4, 3, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv1d %a, %b {stride = array<i64: 1>, padding = array<i64: 0>, dilation = array<i64: 1>, groups = 1 : i64} : (tensor<2x3x8x8xf32>, tensor<4x3x3xf32>) -> tensor<2x4x6xf32>
  return
}

// -----

func.func @sequence_stride(%a: tensor<2x3x8xf32>, %b: tensor<4x3x3xf32>) {
  // expected-error @+2 {{expects 'stride' to be one integer of at least 1, but got [1, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv1d %a, %b {stride = array<i64: 1, 1>, padding = array<i64: 0>, dilation = array<i64: 1>, groups = 1 : i64} : (tensor<2x3x8xf32>, tensor<4x3x3xf32>) -> tensor<2x4x6xf32>
  return
}

// -----

func.func @volume_dilation(%a: tensor<2x3x8x8x8xf32>, %b: tensor<4x3x3x3x3xf32>) {
  // expected-error @+2 {{expects 'dilation' to be three integers of at least 1, but got [1, 0, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv3d %a, %b {stride = array<i64: 1, 1, 1>, padding = array<i64: 0, 0, 0>, dilation = array<i64: 1, 0, 1>, groups = 1 : i64} : (tensor<2x3x8x8x8xf32>, tensor<4x3x3x3x3xf32>) -> tensor<2x4x6x6x6xf32>
  return
}

// -----

func.func @volume_window(%a: tensor<2x3x8x8x2xf32>, %b: tensor<4x3x3x3x3xf32>) {
  // expected-error @+2 {{expects a window no larger than the padded input, but got kernel size 3 with dilation 1 for size 2 with padding 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv3d %a, %b {stride = array<i64: 1, 1, 1>, padding = array<i64: 0, 0, 0>, dilation = array<i64: 1, 1, 1>, groups = 1 : i64} : (tensor<2x3x8x8x2xf32>, tensor<4x3x3x3x3xf32>) -> tensor<2x4x6x6x1xf32>
  return
}

// -----

func.func @transposed_size(%a: tensor<2x4x2xf32>, %b: tensor<4x3x2xf32>) {
  // expected-error @+2 {{expects a result of at least 1 in every dimension, but got -1 for size 2 with padding 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.conv_transpose1d %a, %b {stride = array<i64: 1>, padding = array<i64: 2>, output_padding = array<i64: 0>, dilation = array<i64: 1>, groups = 1 : i64} : (tensor<2x4x2xf32>, tensor<4x3x2xf32>) -> tensor<2x3x1xf32>
  return
}
