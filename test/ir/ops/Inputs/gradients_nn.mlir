// Further forms of convolutions, pooling, normalisations and resampling, for gradients.test and entries.test.

func.func @conv1d_strides_and_dilation(%a: tensor<2x3x11xf32>, %b: tensor<4x3x3xf32>, %c: tensor<4xf32>) {
  %r = flow.conv1d %a, %b, %c {stride = array<i64: 2>, padding = array<i64: 1>, dilation = array<i64: 2>, groups = 1 : i64}
    : (tensor<2x3x11xf32>, tensor<4x3x3xf32>, tensor<4xf32>) -> tensor<2x4x5xf32>
  return
}

func.func @conv1d_groups(%a: tensor<2x4x7xf32>, %b: tensor<6x2x3xf32>) {
  %r = flow.conv1d %a, %b {stride = array<i64: 1>, padding = array<i64: 0>, dilation = array<i64: 1>, groups = 2 : i64}
    : (tensor<2x4x7xf32>, tensor<6x2x3xf32>) -> tensor<2x6x5xf32>
  return
}

func.func @conv3d_strides_and_dilation(%a: tensor<2x2x5x6x7xf32>, %b: tensor<3x2x2x3x2xf32>, %c: tensor<3xf32>) {
  %r = flow.conv3d %a, %b, %c {stride = array<i64: 1, 2, 1>, padding = array<i64: 0, 1, 0>, dilation = array<i64: 1, 1, 2>, groups = 1 : i64}
    : (tensor<2x2x5x6x7xf32>, tensor<3x2x2x3x2xf32>, tensor<3xf32>) -> tensor<2x3x4x3x5xf32>
  return
}

func.func @conv3d_groups(%a: tensor<1x4x4x3x4xf32>, %b: tensor<4x1x2x2x2xf32>) {
  %r = flow.conv3d %a, %b {stride = array<i64: 1, 1, 1>, padding = array<i64: 0, 0, 0>, dilation = array<i64: 1, 1, 1>, groups = 4 : i64}
    : (tensor<1x4x4x3x4xf32>, tensor<4x1x2x2x2xf32>) -> tensor<1x4x3x2x3xf32>
  return
}

func.func @conv_transpose1d_bias(%a: tensor<2x3x4xf32>, %b: tensor<3x2x3xf32>, %c: tensor<2xf32>) {
  %r = flow.conv_transpose1d %a, %b, %c {stride = array<i64: 2>, padding = array<i64: 0>, output_padding = array<i64: 0>, dilation = array<i64: 1>, groups = 1 : i64}
    : (tensor<2x3x4xf32>, tensor<3x2x3xf32>, tensor<2xf32>) -> tensor<2x2x9xf32>
  return
}

func.func @conv_transpose1d_groups_and_dilation(%a: tensor<2x4x4xf32>, %b: tensor<4x2x3xf32>) {
  %r = flow.conv_transpose1d %a, %b {stride = array<i64: 1>, padding = array<i64: 1>, output_padding = array<i64: 1>, dilation = array<i64: 2>, groups = 2 : i64}
    : (tensor<2x4x4xf32>, tensor<4x2x3xf32>) -> tensor<2x4x7xf32>
  return
}

func.func @conv_transpose3d_options(%a: tensor<1x4x2x3x2xf32>, %b: tensor<4x1x2x3x2xf32>, %c: tensor<2xf32>) {
  %r = flow.conv_transpose3d %a, %b, %c {stride = array<i64: 2, 1, 1>, padding = array<i64: 0, 1, 0>, output_padding = array<i64: 0, 0, 1>, dilation = array<i64: 1, 1, 2>, groups = 2 : i64}
    : (tensor<1x4x2x3x2xf32>, tensor<4x1x2x3x2xf32>, tensor<2xf32>) -> tensor<1x2x4x3x5xf32>
  return
}

func.func @max_pool1d_overlapping(%a: tensor<2x3x9xf32>) {
  %r:2 = flow.max_pool1d %a {kernel_size = array<i64: 3>, stride = array<i64: 2>, padding = array<i64: 1>, dilation = array<i64: 1>, ceil_mode = false}
    : (tensor<2x3x9xf32>) -> (tensor<2x3x5xf32>, tensor<2x3x5xi64>)
  return
}

func.func @max_pool1d_default_stride(%a: tensor<2x3x9xf32>) {
  %r:2 = flow.max_pool1d %a {kernel_size = array<i64: 2>, stride = array<i64>, padding = array<i64: 0>, dilation = array<i64: 1>, ceil_mode = false}
    : (tensor<2x3x9xf32>) -> (tensor<2x3x4xf32>, tensor<2x3x4xi64>)
  return
}

func.func @max_pool1d_dilation_and_ceil(%a: tensor<3x10xf32>) {
  %r:2 = flow.max_pool1d %a {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, dilation = array<i64: 3>, ceil_mode = true}
    : (tensor<3x10xf32>) -> (tensor<3x4xf32>, tensor<3x4xi64>)
  return
}

func.func @max_pool2d_default_stride(%a: tensor<2x3x7x7xf32>) {
  %r:2 = flow.max_pool2d %a {kernel_size = array<i64: 3, 2>, stride = array<i64>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = false}
    : (tensor<2x3x7x7xf32>) -> (tensor<2x3x2x3xf32>, tensor<2x3x2x3xi64>)
  return
}

func.func @max_pool3d_overlapping(%a: tensor<2x2x5x6x5xf32>) {
  %r:2 = flow.max_pool3d %a {kernel_size = array<i64: 3, 3, 2>, stride = array<i64: 2, 2, 2>, padding = array<i64: 1, 1, 1>, dilation = array<i64: 1, 1, 1>, ceil_mode = false}
    : (tensor<2x2x5x6x5xf32>) -> (tensor<2x2x3x3x3xf32>, tensor<2x2x3x3x3xi64>)
  return
}

func.func @max_pool3d_dilation_and_ceil(%a: tensor<2x6x5x7xf32>) {
  %r:2 = flow.max_pool3d %a {kernel_size = array<i64: 2, 2, 2>, stride = array<i64: 1, 2, 3>, padding = array<i64: 0, 1, 0>, dilation = array<i64: 2, 1, 1>, ceil_mode = true}
    : (tensor<2x6x5x7xf32>) -> (tensor<2x4x3x3xf32>, tensor<2x4x3x3xi64>)
  return
}

func.func @avg_pool1d_overlapping(%a: tensor<2x3x9xf32>) {
  %r = flow.avg_pool1d %a {kernel_size = array<i64: 3>, stride = array<i64: 2>, padding = array<i64: 1>, ceil_mode = false, count_include_pad = true}
    : (tensor<2x3x9xf32>) -> tensor<2x3x5xf32>
  return
}

func.func @avg_pool1d_without_padding(%a: tensor<3x8xf32>) {
  %r = flow.avg_pool1d %a {kernel_size = array<i64: 3>, stride = array<i64>, padding = array<i64: 1>, ceil_mode = true, count_include_pad = false}
    : (tensor<3x8xf32>) -> tensor<3x3xf32>
  return
}

func.func @avg_pool2d_overlapping(%a: tensor<2x3x7x6xf32>) {
  %r = flow.avg_pool2d %a {kernel_size = array<i64: 3, 2>, stride = array<i64: 2, 1>, padding = array<i64: 1, 1>, ceil_mode = false, count_include_pad = true}
    : (tensor<2x3x7x6xf32>) -> tensor<2x3x4x7xf32>
  return
}

func.func @avg_pool2d_without_padding(%a: tensor<2x7x6xf32>) {
  %r = flow.avg_pool2d %a {kernel_size = array<i64: 3, 3>, stride = array<i64: 2, 1>, padding = array<i64: 1, 1>, ceil_mode = true, count_include_pad = false}
    : (tensor<2x7x6xf32>) -> tensor<2x4x6xf32>
  return
}

func.func @avg_pool2d_default_stride(%a: tensor<2x3x7x6xf32>) {
  %r = flow.avg_pool2d %a {kernel_size = array<i64: 2, 3>, stride = array<i64>, padding = array<i64: 0, 0>, ceil_mode = false, count_include_pad = true}
    : (tensor<2x3x7x6xf32>) -> tensor<2x3x3x2xf32>
  return
}

func.func @avg_pool3d_overlapping(%a: tensor<2x2x5x6x4xf32>) {
  %r = flow.avg_pool3d %a {kernel_size = array<i64: 3, 3, 2>, stride = array<i64: 2, 1, 2>, padding = array<i64: 1, 1, 0>, ceil_mode = false, count_include_pad = true}
    : (tensor<2x2x5x6x4xf32>) -> tensor<2x2x3x6x2xf32>
  return
}

func.func @avg_pool3d_without_padding(%a: tensor<2x5x6x4xf32>) {
  %r = flow.avg_pool3d %a {kernel_size = array<i64: 3, 3, 2>, stride = array<i64: 2, 2, 2>, padding = array<i64: 1, 1, 1>, ceil_mode = true, count_include_pad = false}
    : (tensor<2x5x6x4xf32>) -> tensor<2x3x4x3xf32>
  return
}

func.func @adaptive_avg_pool1d_uneven(%a: tensor<2x3x7xf32>) {
  %r = flow.adaptive_avg_pool1d %a {output_size = array<i64: 3>}
    : (tensor<2x3x7xf32>) -> tensor<2x3x3xf32>
  return
}

func.func @adaptive_avg_pool1d_whole(%a: tensor<3x7xf32>) {
  %r = flow.adaptive_avg_pool1d %a {output_size = array<i64: 1>}
    : (tensor<3x7xf32>) -> tensor<3x1xf32>
  return
}

func.func @adaptive_avg_pool3d_uneven(%a: tensor<2x2x5x3x4xf32>) {
  %r = flow.adaptive_avg_pool3d %a {output_size = array<i64: 2, 4, 3>}
    : (tensor<2x2x5x3x4xf32>) -> tensor<2x2x2x4x3xf32>
  return
}

func.func @adaptive_avg_pool3d_whole(%a: tensor<2x2x5x3x4xf32>) {
  %r = flow.adaptive_avg_pool3d %a {output_size = array<i64: 1, 1, 1>}
    : (tensor<2x2x5x3x4xf32>) -> tensor<2x2x1x1x1xf32>
  return
}

func.func @adaptive_max_pool1d_uneven(%a: tensor<2x3x7xf32>) {
  %r:2 = flow.adaptive_max_pool1d %a {output_size = array<i64: 3>}
    : (tensor<2x3x7xf32>) -> (tensor<2x3x3xf32>, tensor<2x3x3xi64>)
  return
}

func.func @adaptive_max_pool2d_uneven(%a: tensor<2x3x7x5xf32>) {
  %r:2 = flow.adaptive_max_pool2d %a {output_size = array<i64: 3, 4>}
    : (tensor<2x3x7x5xf32>) -> (tensor<2x3x3x4xf32>, tensor<2x3x3x4xi64>)
  return
}

func.func @adaptive_max_pool2d_upwards(%a: tensor<3x2x3xf32>) {
  %r:2 = flow.adaptive_max_pool2d %a {output_size = array<i64: 4, 5>}
    : (tensor<3x2x3xf32>) -> (tensor<3x4x5xf32>, tensor<3x4x5xi64>)
  return
}

func.func @group_norm_plain(%a: tensor<3x4x5xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 0.01 : f64, name = "e"} : () -> f64
  %r:3 = flow.group_norm %a, %eps {num_groups = 2 : i64, operandSegmentSizes = array<i32: 1, 0, 0, 1>}
    : (tensor<3x4x5xf32>, f64) -> (tensor<3x4x5xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return
}

func.func @group_norm_of_rows(%a: tensor<3x6xf32>, %b: tensor<6xf32>, %c: tensor<6xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 0.01 : f64, name = "e"} : () -> f64
  %r:3 = flow.group_norm %a, %b, %c, %eps {num_groups = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1>}
    : (tensor<3x6xf32>, tensor<6xf32>, tensor<6xf32>, f64) -> (tensor<3x6xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return
}

func.func @group_norm_weight_only(%a: tensor<2x6x2x3xf32>, %b: tensor<6xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 0.01 : f64, name = "e"} : () -> f64
  %r:3 = flow.group_norm %a, %b, %eps {num_groups = 3 : i64, operandSegmentSizes = array<i32: 1, 1, 0, 1>}
    : (tensor<2x6x2x3xf32>, tensor<6xf32>, f64) -> (tensor<2x6x2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>)
  return
}

func.func @group_norm_one_group(%a: tensor<2x4x2x3xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 0.01 : f64, name = "e"} : () -> f64
  %r:3 = flow.group_norm %a, %b, %c, %eps {num_groups = 1 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1>}
    : (tensor<2x4x2x3xf32>, tensor<4xf32>, tensor<4xf32>, f64) -> (tensor<2x4x2x3xf32>, tensor<2x1xf32>, tensor<2x1xf32>)
  return
}

func.func @group_norm_of_channels(%a: tensor<1x4x2x3x2xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 0.01 : f64, name = "e"} : () -> f64
  %r:3 = flow.group_norm %a, %b, %c, %eps {num_groups = 4 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1>}
    : (tensor<1x4x2x3x2xf32>, tensor<4xf32>, tensor<4xf32>, f64) -> (tensor<1x4x2x3x2xf32>, tensor<1x4xf32>, tensor<1x4xf32>)
  return
}

func.func @instance_norm_plain(%a: tensor<3x4x5xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 0.01 : f64, name = "e"} : () -> f64
  %r:3 = flow.instance_norm %a, %eps {operandSegmentSizes = array<i32: 1, 0, 0, 1>}
    : (tensor<3x4x5xf32>, f64) -> (tensor<3x4x5xf32>, tensor<12xf32>, tensor<12xf32>)
  return
}

func.func @instance_norm_volumes(%a: tensor<2x3x2x3x2xf32>, %b: tensor<3xf32>, %c: tensor<3xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 0.01 : f64, name = "e"} : () -> f64
  %r:3 = flow.instance_norm %a, %b, %c, %eps {operandSegmentSizes = array<i32: 1, 1, 1, 1>}
    : (tensor<2x3x2x3x2xf32>, tensor<3xf32>, tensor<3xf32>, f64) -> (tensor<2x3x2x3x2xf32>, tensor<6xf32>, tensor<6xf32>)
  return
}

func.func @rms_norm_plain(%a: tensor<3x5xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 0.01 : f64, name = "e"} : () -> f64
  %r:2 = flow.rms_norm %a, %eps {normalized_shape = [5]}
    : (tensor<3x5xf32>, f64) -> (tensor<3x5xf32>, tensor<3x1xf32>)
  return
}

func.func @rms_norm_two_dimensions(%a: tensor<4x3x5xf32>, %b: tensor<3x5xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 0.01 : f64, name = "e"} : () -> f64
  %r:2 = flow.rms_norm %a, %b, %eps {normalized_shape = [3, 5]}
    : (tensor<4x3x5xf32>, tensor<3x5xf32>, f64) -> (tensor<4x3x5xf32>, tensor<4x1x1xf32>)
  return
}

func.func @rms_norm_sequences(%a: tensor<2x3x5xf32>, %b: tensor<5xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 0.01 : f64, name = "e"} : () -> f64
  %r:2 = flow.rms_norm %a, %b, %eps {normalized_shape = [5]}
    : (tensor<2x3x5xf32>, tensor<5xf32>, f64) -> (tensor<2x3x5xf32>, tensor<2x3x1xf32>)
  return
}

func.func @rms_norm_vector(%a: tensor<5xf32>, %b: tensor<5xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 0.01 : f64, name = "e"} : () -> f64
  %r:2 = flow.rms_norm %a, %b, %eps {normalized_shape = [5]}
    : (tensor<5xf32>, tensor<5xf32>, f64) -> (tensor<5xf32>, tensor<1xf32>)
  return
}

func.func @im2col_overlapping(%a: tensor<2x3x5x6xf32>) {
  %r = flow.im2col %a {kernel_size = array<i64: 3, 3>, dilation = array<i64: 1, 1>, padding = array<i64: 1, 0>, stride = array<i64: 1, 1>}
    : (tensor<2x3x5x6xf32>) -> tensor<2x27x20xf32>
  return
}

func.func @im2col_dilated_image(%a: tensor<2x7x6xf32>) {
  %r = flow.im2col %a {kernel_size = array<i64: 2, 2>, dilation = array<i64: 2, 3>, padding = array<i64: 1, 0>, stride = array<i64: 1, 1>}
    : (tensor<2x7x6xf32>) -> tensor<8x21xf32>
  return
}

func.func @col2im_overlapping(%a: tensor<2x27x20xf32>) {
  %r = flow.col2im %a {output_size = [5, 6], kernel_size = array<i64: 3, 3>, dilation = array<i64: 1, 1>, padding = array<i64: 1, 0>, stride = array<i64: 1, 1>}
    : (tensor<2x27x20xf32>) -> tensor<2x3x5x6xf32>
  return
}

func.func @col2im_one_image(%a: tensor<8x21xf32>) {
  %r = flow.col2im %a {output_size = [7, 6], kernel_size = array<i64: 2, 2>, dilation = array<i64: 2, 3>, padding = array<i64: 1, 0>, stride = array<i64: 1, 1>}
    : (tensor<8x21xf32>) -> tensor<2x7x6xf32>
  return
}

func.func @pixel_shuffle_batches(%a: tensor<2x2x9x2x3xf32>) {
  %r = flow.pixel_shuffle %a {upscale_factor = 3 : i64}
    : (tensor<2x2x9x2x3xf32>) -> tensor<2x2x1x6x9xf32>
  return
}

func.func @pixel_unshuffle_one_image(%a: tensor<2x6x9xf32>) {
  %r = flow.pixel_unshuffle %a {downscale_factor = 3 : i64}
    : (tensor<2x6x9xf32>) -> tensor<18x2x3xf32>
  return
}

func.func @interpolate_linear(%a: tensor<2x3x5xf32>) {
  %r = flow.interpolate %a {size = [8], mode = "linear", align_corners = false}
    : (tensor<2x3x5xf32>) -> tensor<2x3x8xf32>
  return
}

func.func @interpolate_bilinear_mixed(%a: tensor<2x3x4x7xf32>) {
  %r = flow.interpolate %a {size = [7, 5], mode = "bilinear", align_corners = false}
    : (tensor<2x3x4x7xf32>) -> tensor<2x3x7x5xf32>
  return
}

func.func @interpolate_bicubic(%a: tensor<2x2x4x5xf32>) {
  %r = flow.interpolate %a {size = [7, 3], mode = "bicubic", align_corners = false}
    : (tensor<2x2x4x5xf32>) -> tensor<2x2x7x3xf32>
  return
}

func.func @interpolate_trilinear(%a: tensor<1x2x3x4x5xf32>) {
  %r = flow.interpolate %a {size = [5, 3, 6], mode = "trilinear", align_corners = false}
    : (tensor<1x2x3x4x5xf32>) -> tensor<1x2x5x3x6xf32>
  return
}

func.func @interpolate_linear_aligned(%a: tensor<2x3x5xf32>) {
  %r = flow.interpolate %a {size = [8], mode = "linear", align_corners = true}
    : (tensor<2x3x5xf32>) -> tensor<2x3x8xf32>
  return
}

func.func @interpolate_bilinear_mixed_aligned(%a: tensor<2x3x4x7xf32>) {
  %r = flow.interpolate %a {size = [7, 5], mode = "bilinear", align_corners = true}
    : (tensor<2x3x4x7xf32>) -> tensor<2x3x7x5xf32>
  return
}

func.func @interpolate_bicubic_aligned(%a: tensor<2x2x4x5xf32>) {
  %r = flow.interpolate %a {size = [7, 3], mode = "bicubic", align_corners = true}
    : (tensor<2x2x4x5xf32>) -> tensor<2x2x7x3xf32>
  return
}

func.func @interpolate_trilinear_aligned(%a: tensor<1x2x3x4x5xf32>) {
  %r = flow.interpolate %a {size = [5, 3, 6], mode = "trilinear", align_corners = true}
    : (tensor<1x2x3x4x5xf32>) -> tensor<1x2x5x3x6xf32>
  return
}

func.func @interpolate_nearest1d(%a: tensor<2x3x5xf32>) {
  %r = flow.interpolate %a {size = [8], mode = "nearest", align_corners = false}
    : (tensor<2x3x5xf32>) -> tensor<2x3x8xf32>
  return
}

func.func @interpolate_nearest2d(%a: tensor<2x3x4x7xf32>) {
  %r = flow.interpolate %a {size = [7, 5], mode = "nearest", align_corners = false}
    : (tensor<2x3x4x7xf32>) -> tensor<2x3x7x5xf32>
  return
}

func.func @interpolate_nearest3d(%a: tensor<1x2x3x4x2xf32>) {
  %r = flow.interpolate %a {size = [5, 3, 4], mode = "nearest", align_corners = false}
    : (tensor<1x2x3x4x2xf32>) -> tensor<1x2x5x3x4xf32>
  return
}

func.func @grid_sample_border(%a: tensor<2x3x4x5xf32>, %b: tensor<2x3x2x2xf32>) {
  %r = flow.grid_sample %a, %b {mode = "bilinear", padding_mode = "border", align_corners = true}
    : (tensor<2x3x4x5xf32>, tensor<2x3x2x2xf32>) -> tensor<2x3x3x2xf32>
  return
}

func.func @grid_sample_reflection(%a: tensor<2x3x4x5xf32>, %b: tensor<2x3x2x2xf32>) {
  %r = flow.grid_sample %a, %b {mode = "bilinear", padding_mode = "reflection", align_corners = false}
    : (tensor<2x3x4x5xf32>, tensor<2x3x2x2xf32>) -> tensor<2x3x3x2xf32>
  return
}

func.func @grid_sample_bicubic(%a: tensor<1x2x5x6xf32>, %b: tensor<1x2x3x2xf32>) {
  %r = flow.grid_sample %a, %b {mode = "bicubic", padding_mode = "zeros", align_corners = true}
    : (tensor<1x2x5x6xf32>, tensor<1x2x3x2xf32>) -> tensor<1x2x2x3xf32>
  return
}

func.func @grid_sample_volumes(%a: tensor<1x2x3x4x3xf32>, %b: tensor<1x2x2x3x3xf32>) {
  %r = flow.grid_sample %a, %b {mode = "bilinear", padding_mode = "zeros", align_corners = false}
    : (tensor<1x2x3x4x3xf32>, tensor<1x2x2x3x3xf32>) -> tensor<1x2x2x2x3xf32>
  return
}

func.func @grid_sample_nearest(%a: tensor<2x3x4x5xf32>, %b: tensor<2x3x2x2xf32>) {
  %r = flow.grid_sample %a, %b {mode = "nearest", padding_mode = "zeros", align_corners = false}
    : (tensor<2x3x4x5xf32>, tensor<2x3x2x2xf32>) -> tensor<2x3x3x2xf32>
  return
}

func.func @bilinear_sequences(%a: tensor<2x4x3xf32>, %b: tensor<2x4x5xf32>, %c: tensor<2x3x5xf32>) {
  %r = flow.bilinear %a, %b, %c
    : (tensor<2x4x3xf32>, tensor<2x4x5xf32>, tensor<2x3x5xf32>) -> tensor<2x4x2xf32>
  return
}

func.func @bilinear_vectors(%a: tensor<3xf32>, %b: tensor<5xf32>, %c: tensor<2x3x5xf32>, %d: tensor<2xf32>) {
  %r = flow.bilinear %a, %b, %c, %d
    : (tensor<3xf32>, tensor<5xf32>, tensor<2x3x5xf32>, tensor<2xf32>) -> tensor<2xf32>
  return
}

func.func @adaptive_max_pool3d_uneven(%a: tensor<2x3x5x4x7xf32>) {
  %r:2 = flow.adaptive_max_pool3d %a {output_size = array<i64: 3, 2, 4>}
    : (tensor<2x3x5x4x7xf32>) -> (tensor<2x3x3x2x4xf32>, tensor<2x3x3x2x4xi64>)
  return
}
