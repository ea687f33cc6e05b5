// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @patches_rank(%a: tensor<5x6xf32>) {
  // expected-error @+2 {{expects images of rank 3 or 4 with a floating-point type, but got float32[5, 6]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.im2col %a {kernel_size = array<i64: 2, 2>, dilation = array<i64: 1, 1>, padding = array<i64: 0, 0>, stride = array<i64: 1, 1>} : (tensor<5x6xf32>) -> tensor<4x20xf32>
  return
}

// -----

func.func @patches_kernel(%a: tensor<3x5x6xf32>) {
  // expected-error @+2 {{expects 'kernel_size' to be two integers of at least 1, but got [2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.im2col %a {kernel_size = array<i64: 2>, dilation = array<i64: 1, 1>, padding = array<i64: 0, 0>, stride = array<i64: 1, 1>} : (tensor<3x5x6xf32>) -> tensor<12x20xf32>
  return
}

// -----

func.func @patches_window(%a: tensor<3x5x6xf32>) {
  // expected-error @+2 {{expects a window no larger than the padded input, but got kernel size 7 with dilation 1 for size 6 with padding 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.im2col %a {kernel_size = array<i64: 2, 7>, dilation = array<i64: 1, 1>, padding = array<i64: 0, 0>, stride = array<i64: 1, 1>} : (tensor<3x5x6xf32>) -> tensor<12x20xf32>
  return
}

// -----

func.func @columns_rank(%a: tensor<12xf32>) {
  // expected-error @+2 {{expects columns of rank 2 or 3 with a floating-point type, but got float32[12]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.col2im %a {output_size = [5, 6], kernel_size = array<i64: 2, 2>, dilation = array<i64: 1, 1>, padding = array<i64: 0, 0>, stride = array<i64: 1, 1>} : (tensor<12xf32>) -> tensor<3x5x6xf32>
  return
}

// -----

func.func @columns_image(%a: tensor<12x20xf32>) {
  // expected-error @+2 {{expects 'output_size' to be height and width, but got [5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.col2im %a {output_size = [5], kernel_size = array<i64: 2, 2>, dilation = array<i64: 1, 1>, padding = array<i64: 0, 0>, stride = array<i64: 1, 1>} : (tensor<12x20xf32>) -> tensor<3x5x6xf32>
  return
}

// -----

func.func @columns_number(%a: tensor<12x21xf32>) {
  // expected-error @+2 {{expects columns of a multiple of 4 elements, 20 of them for an image of [5, 6], but got [12, 21]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.col2im %a {output_size = [5, 6], kernel_size = array<i64: 2, 2>, dilation = array<i64: 1, 1>, padding = array<i64: 0, 0>, stride = array<i64: 1, 1>} : (tensor<12x21xf32>) -> tensor<3x5x6xf32>
  return
}

// -----

func.func @columns_elements(%a: tensor<13x20xf32>) {
  // expected-error @+2 {{expects columns of a multiple of 4 elements, 20 of them for an image of [5, 6], but got [13, 20]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.col2im %a {output_size = [5, 6], kernel_size = array<i64: 2, 2>, dilation = array<i64: 1, 1>, padding = array<i64: 0, 0>, stride = array<i64: 1, 1>} : (tensor<13x20xf32>) -> tensor<3x5x6xf32>
  return
}

// -----

func.func @shuffle_rank(%a: tensor<8x6xf32>) {
  // expected-error @+2 {{expects images of rank 3 or more, but got [8, 6]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pixel_shuffle %a {upscale_factor = 2 : i64} : (tensor<8x6xf32>) -> tensor<8x6xf32>
  return
}

// -----

func.func @shuffle_channels(%a: tensor<6x3x3xf32>) {
  // expected-error @+2 {{expects the square of 'upscale_factor' to divide the channels, but got 2 for [6, 3, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pixel_shuffle %a {upscale_factor = 2 : i64} : (tensor<6x3x3xf32>) -> tensor<1x6x6xf32>
  return
}

// -----

func.func @unshuffle_rank(%a: tensor<8x6xf32>) {
  // expected-error @+2 {{expects images of rank 3 or more, but got [8, 6]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pixel_unshuffle %a {downscale_factor = 2 : i64} : (tensor<8x6xf32>) -> tensor<8x6xf32>
  return
}

// -----

func.func @unshuffle_width(%a: tensor<1x6x5xf32>) {
  // expected-error @+2 {{expects 'downscale_factor' to divide height and width, but got 2 for [1, 6, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pixel_unshuffle %a {downscale_factor = 2 : i64} : (tensor<1x6x5xf32>) -> tensor<4x3x2xf32>
  return
}

// -----

func.func @interpolate_rank(%a: tensor<3x5xf32>) {
  // expected-error @+2 {{expects 'input' of rank 3, 4 or 5 with a floating-point type, but got float32[3, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.interpolate %a {size = [7], mode = "nearest", align_corners = false} : (tensor<3x5xf32>) -> tensor<3x7xf32>
  return
}

// -----

func.func @interpolate_mode(%a: tensor<2x3x5xf32>) {
  // expected-error @+2 {{expects 'mode' to be linear, nearest or nearest-exact for [2, 3, 5], but got bilinear}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.interpolate %a {size = [7], mode = "bilinear", align_corners = false} : (tensor<2x3x5xf32>) -> tensor<2x3x7xf32>
  return
}

// -----

func.func @interpolate_size(%a: tensor<2x3x5x5xf32>) {
  // expected-error @+2 {{expects 'size' to be 2 sizes of at least 1, but got [7]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.interpolate %a {size = [7], mode = "bilinear", align_corners = false} : (tensor<2x3x5x5xf32>) -> tensor<2x3x7x7xf32>
  return
}

// -----

func.func @interpolate_backward(%a: tensor<2x3x7xf32>) {
  // expected-error @+2 {{expects 'grad' and 'shape' to differ in the spatial dimensions only, but got [2, 3, 7] and [2, 4, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.interpolate_backward %a {shape = [2, 4, 5], mode = "linear", align_corners = false} : (tensor<2x3x7xf32>) -> tensor<2x4x5xf32>
  return
}

// -----

func.func @sample_rank(%a: tensor<2x3x5x6xf32>, %b: tensor<2x4x2xf32>) {
  // expected-error @+2 {{expects 'input' and 'grid' of one rank, 4 or 5, and one floating-point type, but got float32[2, 3, 5, 6] and float32[2, 4, 2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.grid_sample %a, %b {mode = "bilinear", padding_mode = "zeros", align_corners = false} : (tensor<2x3x5x6xf32>, tensor<2x4x2xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @sample_places(%a: tensor<2x3x5x6xf32>, %b: tensor<2x4x3x3xf32>) {
  // expected-error @+2 {{expects 'grid' of shape [2, ..., 2], but got [2, 4, 3, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.grid_sample %a, %b {mode = "bilinear", padding_mode = "zeros", align_corners = false} : (tensor<2x3x5x6xf32>, tensor<2x4x3x3xf32>) -> tensor<2x3x4x3xf32>
  return
}

// -----

func.func @sample_mode(%a: tensor<2x3x5x6xf32>, %b: tensor<2x4x3x2xf32>) {
  // expected-error @+2 {{expects 'mode' to be bilinear, nearest or, for images, bicubic, but got linear}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.grid_sample %a, %b {mode = "linear", padding_mode = "zeros", align_corners = false} : (tensor<2x3x5x6xf32>, tensor<2x4x3x2xf32>) -> tensor<2x3x4x3xf32>
  return
}

// -----

func.func @sample_padding(%a: tensor<2x3x5x6xf32>, %b: tensor<2x4x3x2xf32>) {
  // expected-error @+2 {{expects 'padding_mode' to be zeros, border or reflection, but got mirror}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.grid_sample %a, %b {mode = "bilinear", padding_mode = "mirror", align_corners = false} : (tensor<2x3x5x6xf32>, tensor<2x4x3x2xf32>) -> tensor<2x3x4x3xf32>
  return
}

// -----

func.func @sample_backward(%a: tensor<2x3x4x4xf32>, %b: tensor<2x3x5x6xf32>, %c: tensor<2x4x3x2xf32>) {
  // expected-error @+2 {{expects 'grad' of type float32[2, 3, 4, 3], the sampling of 'input', but got float32[2, 3, 4, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.grid_sample_backward %a, %b, %c {mode = "bilinear", padding_mode = "zeros", align_corners = false} : (tensor<2x3x4x4xf32>, tensor<2x3x5x6xf32>, tensor<2x4x3x2xf32>) -> (tensor<2x3x5x6xf32>, tensor<2x4x3x2xf32>)
  return
}
