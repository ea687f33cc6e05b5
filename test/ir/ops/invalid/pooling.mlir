// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @rank(%a: tensor<8x8xf32>) {
  // expected-error @+2 {{expects 'input' of rank 3 or 4, but got [8, 8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.max_pool2d %a {kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = false} : (tensor<8x8xf32>) -> (tensor<4x4xf32>, tensor<4x4xi64>)
  return
}

// -----

func.func @kernel(%a: tensor<3x8x8xf32>) {
  // expected-error @+2 {{expects 'kernel_size' to be two integers of at least 1, but got [2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.max_pool2d %a {kernel_size = array<i64: 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = false} : (tensor<3x8x8xf32>) -> (tensor<3x4x4xf32>, tensor<3x4x4xi64>)
  return
}

// -----

func.func @padding(%a: tensor<3x8x8xf32>) {
  // expected-error @+2 {{expects 'padding' to be at most half the kernel size, but got 2 for 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.max_pool2d %a {kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 2, 2>, dilation = array<i64: 1, 1>, ceil_mode = false} : (tensor<3x8x8xf32>) -> (tensor<3x4x4xf32>, tensor<3x4x4xi64>)
  return
}

// -----

func.func @window(%a: tensor<3x8x8xf32>) {
  // expected-error @+2 {{expects a window no larger than the padded input, but got kernel size 9 with dilation 1 for size 8 with padding 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.max_pool2d %a {kernel_size = array<i64: 9, 9>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = false} : (tensor<3x8x8xf32>) -> (tensor<3x4x4xf32>, tensor<3x4x4xi64>)
  return
}

// -----

func.func @symbolic_ceil(%a: tensor<3x?x8xf32, #flow.dims<[3, "h", 8]>>) {
  // expected-error @+2 {{expects a size that is a number when 'ceil_mode' is set and a window is smaller than stride and padding, but got h}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.max_pool2d %a {kernel_size = array<i64: 2, 2>, stride = array<i64: 3, 3>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = true} : (tensor<3x?x8xf32, #flow.dims<[3, "h", 8]>>) -> (tensor<3x4x4xf32>, tensor<3x4x4xi64>)
  return
}

// -----

func.func @window_steps_over_the_input(%a: tensor<3x2x8xf32>) {
  // expected-error @+2 {{expects an input of at least the dilation, 3, where it is padded, but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.max_pool2d %a {kernel_size = array<i64: 2, 2>, stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 3, 1>, ceil_mode = false} : (tensor<3x2x8xf32>) -> (tensor<3x1x9xf32>, tensor<3x1x9xi64>)
  return
}

// -----

func.func @backward_types(%a: tensor<3x5x4xf32>, %b: tensor<3x8x8xf32>, %c: tensor<3x4x4xi64>) {
  // expected-error @+2 {{expects 'grad' and 'indices' of types float32[3, 4, 4] and int64[3, 4, 4], but got float32[3, 5, 4] and int64[3, 4, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.max_pool2d_backward %a, %b, %c {kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = false} : (tensor<3x5x4xf32>, tensor<3x8x8xf32>, tensor<3x4x4xi64>) -> tensor<3x8x8xf32>
  return
}

// -----

func.func @adaptive_type(%a: tensor<3x8x8xi64>) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[3, 8, 8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.adaptive_avg_pool2d %a {output_size = array<i64: 1, 1>} : (tensor<3x8x8xi64>) -> tensor<3x1x1xi64>
  return
}

// -----

func.func @adaptive_size(%a: tensor<3x8x8xf32>) {
  // expected-error @+2 {{expects 'output_size' to be two integers of at least 1, but got [0, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.adaptive_avg_pool2d %a {output_size = array<i64: 0, 1>} : (tensor<3x8x8xf32>) -> tensor<3x1x1xf32>
  return
}

// -----

func.func @adaptive_backward(%a: tensor<4x1x1xf32>) {
  // expected-error @+2 {{expects 'grad' and 'shape' of rank 3 or 4 that differ in the last two dimensions only, but got [4, 1, 1] and [3, 8, 8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.adaptive_avg_pool2d_backward %a {shape = [3, 8, 8]} : (tensor<4x1x1xf32>) -> tensor<3x8x8xf32>
  return
}

// -----

func.func @sequence_rank(%a: tensor<8xf32>) {
  // expected-error @+2 {{expects 'input' of rank 2 or 3, but got [8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.max_pool1d %a {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, dilation = array<i64: 1>, ceil_mode = false} : (tensor<8xf32>) -> (tensor<4xf32>, tensor<4xi64>)
  return
}

// -----

func.func @volume_kernel(%a: tensor<3x8x8x8xf32>) {
  // expected-error @+2 {{expects 'kernel_size' to be three integers of at least 1, but got [2, 2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.max_pool3d %a {kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2, 2>, padding = array<i64: 0, 0, 0>, dilation = array<i64: 1, 1, 1>, ceil_mode = false} : (tensor<3x8x8x8xf32>) -> (tensor<3x4x4x4xf32>, tensor<3x4x4x4xi64>)
  return
}

// -----

func.func @volume_backward(%a: tensor<3x4x4x3xf32>, %b: tensor<3x8x8x8xf32>, %c: tensor<3x4x4x4xi64>) {
  // expected-error @+2 {{expects 'grad' and 'indices' of types float32[3, 4, 4, 4] and int64[3, 4, 4, 4], but got float32[3, 4, 4, 3] and int64[3, 4, 4, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.max_pool3d_backward %a, %b, %c {kernel_size = array<i64: 2, 2, 2>, stride = array<i64: 2, 2, 2>, padding = array<i64: 0, 0, 0>, dilation = array<i64: 1, 1, 1>, ceil_mode = false} : (tensor<3x4x4x3xf32>, tensor<3x8x8x8xf32>, tensor<3x4x4x4xi64>) -> tensor<3x8x8x8xf32>
  return
}

// -----

func.func @average_type(%a: tensor<3x8xi64>) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[3, 8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.avg_pool1d %a {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, ceil_mode = false, count_include_pad = true} : (tensor<3x8xi64>) -> tensor<3x4xi64>
  return
}

// -----

func.func @average_padding(%a: tensor<3x8x8xf32>) {
  // expected-error @+2 {{expects 'padding' to be at most half the kernel size, but got 2 for 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.avg_pool2d %a {kernel_size = array<i64: 2, 3>, stride = array<i64: 2, 2>, padding = array<i64: 0, 2>, ceil_mode = false, count_include_pad = true} : (tensor<3x8x8xf32>) -> tensor<3x4x4xf32>
  return
}

// -----

func.func @average_stride(%a: tensor<3x8x8xf32>) {
  // expected-error @+2 {{expects 'stride' to be two integers of at least 1, but got [2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.avg_pool2d %a {kernel_size = array<i64: 2, 3>, stride = array<i64: 2>, padding = array<i64: 0, 0>, ceil_mode = false, count_include_pad = true} : (tensor<3x8x8xf32>) -> tensor<3x4x4xf32>
  return
}

// -----

func.func @average_backward(%a: tensor<3x3x4xf32>) {
  // expected-error @+2 {{expects 'grad' of type float32[3, 4, 4], the pooling of 'shape', but got float32[3, 3, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.avg_pool_backward %a {shape = [3, 8, 8], kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, ceil_mode = false, count_include_pad = true} : (tensor<3x3x4xf32>) -> tensor<3x8x8xf32>
  return
}

// -----

func.func @average_backward_kernel(%a: tensor<3x3x4xf32>) {
  // expected-error @+2 {{expects 'kernel_size' to have one to three entries, but got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.avg_pool_backward %a {shape = [3, 8, 8], kernel_size = array<i64: 2, 2, 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, ceil_mode = false, count_include_pad = true} : (tensor<3x3x4xf32>) -> tensor<3x8x8xf32>
  return
}

// -----

func.func @adaptive_rank(%a: tensor<3x8x8xf32>) {
  // expected-error @+2 {{expects 'input' of rank 4 or 5, but got [3, 8, 8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.adaptive_avg_pool3d %a {output_size = array<i64: 1, 1, 1>} : (tensor<3x8x8xf32>) -> tensor<3x1x1xf32>
  return
}

// -----

func.func @adaptive_volume_backward(%a: tensor<3x2x2x2xf32>) {
  // expected-error @+2 {{expects 'grad' and 'shape' of rank 4 or 5 that differ in the last three dimensions only, but got [3, 2, 2, 2] and [4, 5, 5, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.adaptive_avg_pool3d_backward %a {shape = [4, 5, 5, 5]} : (tensor<3x2x2x2xf32>) -> tensor<4x5x5x5xf32>
  return
}

// -----

func.func @adaptive_maximum_size(%a: tensor<3x8x8xf32>) {
  // expected-error @+2 {{expects 'output_size' to be two integers of at least 1, but got [2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.adaptive_max_pool2d %a {output_size = array<i64: 2>} : (tensor<3x8x8xf32>) -> (tensor<3x2x2xf32>, tensor<3x2x2xi64>)
  return
}

// -----

func.func @adaptive_maximum_backward(%a: tensor<3x2x2xf32>, %b: tensor<3x2x2xi32>) {
  // expected-error @+2 {{expects 'indices' of type int64[3, 2, 2], but got int32[3, 2, 2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.adaptive_max_pool2d_backward %a, %b {shape = [3, 5, 5]} : (tensor<3x2x2xf32>, tensor<3x2x2xi32>) -> tensor<3x5x5xf32>
  return
}
