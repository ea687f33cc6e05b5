// Forms of the operations that their descriptions' examples leave out; read by gradients.test.

func.func @linear_leading_dimensions(%a: tensor<2x3x4xf32>, %b: tensor<5x4xf32>, %c: tensor<5xf32>) {
  %r = flow.linear %a, %b, %c
    : (tensor<2x3x4xf32>, tensor<5x4xf32>, tensor<5xf32>) -> tensor<2x3x5xf32>
  return
}

func.func @linear_without_bias(%a: tensor<2x3x4xf32>, %b: tensor<5x4xf32>) {
  %r = flow.linear %a, %b
    : (tensor<2x3x4xf32>, tensor<5x4xf32>) -> tensor<2x3x5xf32>
  return
}

func.func @linear_of_a_vector(%a: tensor<4xf32>, %b: tensor<5x4xf32>, %c: tensor<5xf32>) {
  %r = flow.linear %a, %b, %c
    : (tensor<4xf32>, tensor<5x4xf32>, tensor<5xf32>) -> tensor<5xf32>
  return
}

func.func @matmul_vectors(%a: tensor<4xf32>, %b: tensor<4xf32>) {
  %r = flow.matmul %a, %b
    : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

func.func @matmul_vector_matrix(%a: tensor<4xf32>, %b: tensor<4x3xf32>) {
  %r = flow.matmul %a, %b
    : (tensor<4xf32>, tensor<4x3xf32>) -> tensor<3xf32>
  return
}

func.func @matmul_matrix_vector(%a: tensor<5x4xf32>, %b: tensor<4xf32>) {
  %r = flow.matmul %a, %b
    : (tensor<5x4xf32>, tensor<4xf32>) -> tensor<5xf32>
  return
}

func.func @matmul_batch_matrix(%a: tensor<2x5x4xf32>, %b: tensor<4x3xf32>) {
  %r = flow.matmul %a, %b
    : (tensor<2x5x4xf32>, tensor<4x3xf32>) -> tensor<2x5x3xf32>
  return
}

func.func @matmul_matrix_batch(%a: tensor<5x4xf32>, %b: tensor<2x4x3xf32>) {
  %r = flow.matmul %a, %b
    : (tensor<5x4xf32>, tensor<2x4x3xf32>) -> tensor<2x5x3xf32>
  return
}

func.func @matmul_batches(%a: tensor<2x3x5x4xf32>, %b: tensor<2x3x4x2xf32>) {
  %r = flow.matmul %a, %b
    : (tensor<2x3x5x4xf32>, tensor<2x3x4x2xf32>) -> tensor<2x3x5x2xf32>
  return
}

func.func @matmul_broadcast_batches(%a: tensor<2x1x5x4xf32>, %b: tensor<3x4x2xf32>) {
  %r = flow.matmul %a, %b
    : (tensor<2x1x5x4xf32>, tensor<3x4x2xf32>) -> tensor<2x3x5x2xf32>
  return
}

func.func @matmul_batch_vector(%a: tensor<2x5x4xf32>, %b: tensor<4xf32>) {
  %r = flow.matmul %a, %b
    : (tensor<2x5x4xf32>, tensor<4xf32>) -> tensor<2x5xf32>
  return
}

func.func @matmul_vector_batch(%a: tensor<4xf32>, %b: tensor<2x4x3xf32>) {
  %r = flow.matmul %a, %b
    : (tensor<4xf32>, tensor<2x4x3xf32>) -> tensor<2x3xf32>
  return
}

func.func @sum_all(%a: tensor<4x3xf32>) {
  %r = flow.sum %a {dims = array<i64>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<f32>
  return
}

func.func @sum_kept(%a: tensor<4x3x2xf32>) {
  %r = flow.sum %a {dims = array<i64: -1, 0>, keepdim = true}
    : (tensor<4x3x2xf32>) -> tensor<1x3x1xf32>
  return
}

func.func @sum_two(%a: tensor<4x3x2xf32>) {
  %r = flow.sum %a {dims = array<i64: 2, 0>, keepdim = false}
    : (tensor<4x3x2xf32>) -> tensor<3xf32>
  return
}

func.func @mean_all(%a: tensor<4x3xf32>) {
  %r = flow.mean %a {dims = array<i64>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<f32>
  return
}

func.func @mean_kept(%a: tensor<4x3x2xf32>) {
  %r = flow.mean %a {dims = array<i64: -1, 0>, keepdim = true}
    : (tensor<4x3x2xf32>) -> tensor<1x3x1xf32>
  return
}

func.func @mean_two(%a: tensor<4x3x2xf32>) {
  %r = flow.mean %a {dims = array<i64: 2, 0>, keepdim = false}
    : (tensor<4x3x2xf32>) -> tensor<3xf32>
  return
}

func.func @logsumexp_all(%a: tensor<4x3xf32>) {
  %r = flow.logsumexp %a {dims = array<i64>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<f32>
  return
}

func.func @logsumexp_kept(%a: tensor<4x3x2xf32>) {
  %r = flow.logsumexp %a {dims = array<i64: -1, 0>, keepdim = true}
    : (tensor<4x3x2xf32>) -> tensor<1x3x1xf32>
  return
}

func.func @logsumexp_two(%a: tensor<4x3x2xf32>) {
  %r = flow.logsumexp %a {dims = array<i64: 2, 0>, keepdim = false}
    : (tensor<4x3x2xf32>) -> tensor<3xf32>
  return
}

func.func @var_all(%a: tensor<4x3xf32>) {
  %r = flow.var %a {dims = array<i64>, correction = 1 : i64, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<f32>
  return
}

func.func @var_population(%a: tensor<4x3xf32>) {
  %r = flow.var %a {dims = array<i64: 0>, correction = 0 : i64, keepdim = true}
    : (tensor<4x3xf32>) -> tensor<1x3xf32>
  return
}

func.func @max_dim_kept(%a: tensor<4x3xf32>) {
  %r:2 = flow.max_dim %a {dim = -2 : i64, keepdim = true}
    : (tensor<4x3xf32>) -> (tensor<1x3xf32>, tensor<1x3xi64>)
  return
}

func.func @softmax_inner(%a: tensor<4x3x2xf32>) {
  %r = flow.softmax %a {dim = 1 : i64}
    : (tensor<4x3x2xf32>) -> tensor<4x3x2xf32>
  return
}

func.func @log_softmax_inner(%a: tensor<4x3x2xf32>) {
  %r = flow.log_softmax %a {dim = 1 : i64}
    : (tensor<4x3x2xf32>) -> tensor<4x3x2xf32>
  return
}

func.func @conv2d_without_bias(%a: tensor<2x3x6x6xf32>, %b: tensor<4x3x3x3xf32>) {
  %r = flow.conv2d %a, %b {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<2x3x6x6xf32>, tensor<4x3x3x3xf32>) -> tensor<2x4x6x6xf32>
  return
}

func.func @conv2d_strides_and_dilation(%a: tensor<2x3x9x8xf32>, %b: tensor<4x3x3x2xf32>, %c: tensor<4xf32>) {
  %r = flow.conv2d %a, %b, %c {stride = array<i64: 2, 3>, padding = array<i64: 1, 0>, dilation = array<i64: 2, 1>, groups = 1 : i64}
    : (tensor<2x3x9x8xf32>, tensor<4x3x3x2xf32>, tensor<4xf32>) -> tensor<2x4x4x3xf32>
  return
}

func.func @conv2d_groups(%a: tensor<2x4x5x5xf32>, %b: tensor<6x2x3x3xf32>, %c: tensor<6xf32>) {
  %r = flow.conv2d %a, %b, %c {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 2 : i64}
    : (tensor<2x4x5x5xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>) -> tensor<2x6x3x3xf32>
  return
}

func.func @conv2d_1x1(%a: tensor<2x4x5x5xf32>, %b: tensor<6x4x1x1xf32>) {
  %r = flow.conv2d %a, %b {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<2x4x5x5xf32>, tensor<6x4x1x1xf32>) -> tensor<2x6x5x5xf32>
  return
}

func.func @conv_transpose2d_bias(%a: tensor<2x4x3x3xf32>, %b: tensor<4x3x3x3xf32>, %c: tensor<3xf32>) {
  %r = flow.conv_transpose2d %a, %b, %c {stride = array<i64: 2, 2>, padding = array<i64: 1, 1>, output_padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<2x4x3x3xf32>, tensor<4x3x3x3xf32>, tensor<3xf32>) -> tensor<2x3x6x6xf32>
  return
}

func.func @conv_transpose2d_groups(%a: tensor<2x4x3x3xf32>, %b: tensor<4x3x2x2xf32>) {
  %r = flow.conv_transpose2d %a, %b {stride = array<i64: 1, 1>, padding = array<i64: 0, 0>, output_padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, groups = 2 : i64}
    : (tensor<2x4x3x3xf32>, tensor<4x3x2x2xf32>) -> tensor<2x6x4x4xf32>
  return
}

func.func @max_pool2d_overlapping(%a: tensor<2x3x7x7xf32>) {
  %r:2 = flow.max_pool2d %a {kernel_size = array<i64: 3, 3>, stride = array<i64: 2, 2>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, ceil_mode = false}
    : (tensor<2x3x7x7xf32>) -> (tensor<2x3x4x4xf32>, tensor<2x3x4x4xi64>)
  return
}

func.func @max_pool2d_ceil_and_dilation(%a: tensor<3x8x8xf32>) {
  %r:2 = flow.max_pool2d %a {kernel_size = array<i64: 2, 2>, stride = array<i64: 3, 3>, padding = array<i64: 0, 0>, dilation = array<i64: 2, 2>, ceil_mode = true}
    : (tensor<3x8x8xf32>) -> (tensor<3x3x3xf32>, tensor<3x3x3xi64>)
  return
}

func.func @adaptive_avg_pool2d_uneven(%a: tensor<2x3x7x5xf32>) {
  %r = flow.adaptive_avg_pool2d %a {output_size = array<i64: 3, 2>}
    : (tensor<2x3x7x5xf32>) -> tensor<2x3x3x2xf32>
  return
}

func.func @layer_norm_plain(%a: tensor<4x6xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %r:3 = flow.layer_norm %a, %eps {normalized_shape = [6], operandSegmentSizes = array<i32: 1, 0, 0, 1>}
    : (tensor<4x6xf32>, f64) -> (tensor<4x6xf32>, tensor<4x1xf32>, tensor<4x1xf32>)
  return
}

func.func @layer_norm_weight_only(%a: tensor<4x6xf32>, %b: tensor<6xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %r:3 = flow.layer_norm %a, %b, %eps {normalized_shape = [6], operandSegmentSizes = array<i32: 1, 1, 0, 1>}
    : (tensor<4x6xf32>, tensor<6xf32>, f64) -> (tensor<4x6xf32>, tensor<4x1xf32>, tensor<4x1xf32>)
  return
}

func.func @layer_norm_two_dimensions(%a: tensor<4x3x6xf32>, %b: tensor<3x6xf32>, %c: tensor<3x6xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %r:3 = flow.layer_norm %a, %b, %c, %eps {normalized_shape = [3, 6], operandSegmentSizes = array<i32: 1, 1, 1, 1>}
    : (tensor<4x3x6xf32>, tensor<3x6xf32>, tensor<3x6xf32>, f64) -> (tensor<4x3x6xf32>, tensor<4x1x1xf32>, tensor<4x1x1xf32>)
  return
}

func.func @batch_norm_of_rows(%a: tensor<6x3xf32>, %b: tensor<3xf32>, %c: tensor<3xf32>, %d: tensor<3xf32>, %e: tensor<3xf32>, %f: f64, %g: f64, %h: i1) {
  %r:5 = flow.batch_norm %a, %b, %c, %d, %e, %f, %g, %h {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1>}
    : (tensor<6x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, f64, f64, i1) -> (tensor<6x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

func.func @batch_norm_plain(%a: tensor<6x3x2xf32>, %b: tensor<3xf32>, %c: tensor<3xf32>, %d: f64, %e: f64, %f: i1) {
  %r:5 = flow.batch_norm %a, %b, %c, %d, %e, %f {operandSegmentSizes = array<i32: 1, 0, 0, 1, 1, 1, 1, 1>}
    : (tensor<6x3x2xf32>, tensor<3xf32>, tensor<3xf32>, f64, f64, i1) -> (tensor<6x3x2xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

func.func @cross_entropy_mean(%a: tensor<5x4xf32>, %b: tensor<5xi64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "mean", ignore_index = -100 : i64}
    : (tensor<5x4xf32>, tensor<5xi64>, f64) -> (tensor<f32>, tensor<5x4xf32>, tensor<f32>)
  return
}

func.func @cross_entropy_smoothed_mean(%a: tensor<5x4xf32>, %b: tensor<5xi64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.1 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "mean", ignore_index = 1 : i64}
    : (tensor<5x4xf32>, tensor<5xi64>, f64) -> (tensor<f32>, tensor<5x4xf32>, tensor<f32>)
  return
}

func.func @cross_entropy_planes_mean(%a: tensor<2x4x3x2xf32>, %b: tensor<2x3x2xi64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "mean", ignore_index = 1 : i64}
    : (tensor<2x4x3x2xf32>, tensor<2x3x2xi64>, f64) -> (tensor<f32>, tensor<2x4x3x2xf32>, tensor<f32>)
  return
}

func.func @cross_entropy_sequences_mean(%a: tensor<2x4x3xf32>, %b: tensor<2x3xi64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.1 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "mean", ignore_index = -100 : i64}
    : (tensor<2x4x3xf32>, tensor<2x3xi64>, f64) -> (tensor<f32>, tensor<2x4x3xf32>, tensor<f32>)
  return
}

func.func @mse_loss_mean(%a: tensor<5x4xf32>, %b: tensor<5x4xf32>) {
  %r = flow.mse_loss %a, %b {reduction = "mean"}
    : (tensor<5x4xf32>, tensor<5x4xf32>) -> tensor<f32>
  return
}

func.func @l1_loss_mean(%a: tensor<5x4xf32>, %b: tensor<5x4xf32>) {
  %r = flow.l1_loss %a, %b {reduction = "mean"}
    : (tensor<5x4xf32>, tensor<5x4xf32>) -> tensor<f32>
  return
}

func.func @bce_with_logits_loss_mean(%a: tensor<5x4xf32>, %b: tensor<5x4xf32>) {
  %r = flow.bce_with_logits_loss %a, %b {reduction = "mean"}
    : (tensor<5x4xf32>, tensor<5x4xf32>) -> tensor<f32>
  return
}

func.func @cross_entropy_sum(%a: tensor<5x4xf32>, %b: tensor<5xi64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "sum", ignore_index = -100 : i64}
    : (tensor<5x4xf32>, tensor<5xi64>, f64) -> (tensor<f32>, tensor<5x4xf32>, tensor<f32>)
  return
}

func.func @cross_entropy_smoothed_sum(%a: tensor<5x4xf32>, %b: tensor<5xi64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.1 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "sum", ignore_index = 1 : i64}
    : (tensor<5x4xf32>, tensor<5xi64>, f64) -> (tensor<f32>, tensor<5x4xf32>, tensor<f32>)
  return
}

func.func @cross_entropy_planes_sum(%a: tensor<2x4x3x2xf32>, %b: tensor<2x3x2xi64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "sum", ignore_index = 1 : i64}
    : (tensor<2x4x3x2xf32>, tensor<2x3x2xi64>, f64) -> (tensor<f32>, tensor<2x4x3x2xf32>, tensor<f32>)
  return
}

func.func @cross_entropy_sequences_sum(%a: tensor<2x4x3xf32>, %b: tensor<2x3xi64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.1 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "sum", ignore_index = -100 : i64}
    : (tensor<2x4x3xf32>, tensor<2x3xi64>, f64) -> (tensor<f32>, tensor<2x4x3xf32>, tensor<f32>)
  return
}

func.func @mse_loss_sum(%a: tensor<5x4xf32>, %b: tensor<5x4xf32>) {
  %r = flow.mse_loss %a, %b {reduction = "sum"}
    : (tensor<5x4xf32>, tensor<5x4xf32>) -> tensor<f32>
  return
}

func.func @l1_loss_sum(%a: tensor<5x4xf32>, %b: tensor<5x4xf32>) {
  %r = flow.l1_loss %a, %b {reduction = "sum"}
    : (tensor<5x4xf32>, tensor<5x4xf32>) -> tensor<f32>
  return
}

func.func @bce_with_logits_loss_sum(%a: tensor<5x4xf32>, %b: tensor<5x4xf32>) {
  %r = flow.bce_with_logits_loss %a, %b {reduction = "sum"}
    : (tensor<5x4xf32>, tensor<5x4xf32>) -> tensor<f32>
  return
}

func.func @cross_entropy_none(%a: tensor<5x4xf32>, %b: tensor<5xi64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "none", ignore_index = -100 : i64}
    : (tensor<5x4xf32>, tensor<5xi64>, f64) -> (tensor<5xf32>, tensor<5x4xf32>, tensor<f32>)
  return
}

func.func @cross_entropy_smoothed_none(%a: tensor<5x4xf32>, %b: tensor<5xi64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.1 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "none", ignore_index = 1 : i64}
    : (tensor<5x4xf32>, tensor<5xi64>, f64) -> (tensor<5xf32>, tensor<5x4xf32>, tensor<f32>)
  return
}

func.func @cross_entropy_planes_none(%a: tensor<2x4x3x2xf32>, %b: tensor<2x3x2xi64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "none", ignore_index = 1 : i64}
    : (tensor<2x4x3x2xf32>, tensor<2x3x2xi64>, f64) -> (tensor<2x3x2xf32>, tensor<2x4x3x2xf32>, tensor<f32>)
  return
}

func.func @cross_entropy_sequences_none(%a: tensor<2x4x3xf32>, %b: tensor<2x3xi64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.1 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "none", ignore_index = -100 : i64}
    : (tensor<2x4x3xf32>, tensor<2x3xi64>, f64) -> (tensor<2x3xf32>, tensor<2x4x3xf32>, tensor<f32>)
  return
}

func.func @mse_loss_none(%a: tensor<5x4xf32>, %b: tensor<5x4xf32>) {
  %r = flow.mse_loss %a, %b {reduction = "none"}
    : (tensor<5x4xf32>, tensor<5x4xf32>) -> tensor<5x4xf32>
  return
}

func.func @l1_loss_none(%a: tensor<5x4xf32>, %b: tensor<5x4xf32>) {
  %r = flow.l1_loss %a, %b {reduction = "none"}
    : (tensor<5x4xf32>, tensor<5x4xf32>) -> tensor<5x4xf32>
  return
}

func.func @bce_with_logits_loss_none(%a: tensor<5x4xf32>, %b: tensor<5x4xf32>) {
  %r = flow.bce_with_logits_loss %a, %b {reduction = "none"}
    : (tensor<5x4xf32>, tensor<5x4xf32>) -> tensor<5x4xf32>
  return
}

func.func @cross_entropy_one_sample(%a: tensor<4xf32>, %b: tensor<i64>) {
  %s = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "s"} : () -> f64
  %r:3 = flow.cross_entropy_loss %a, %b, %s {reduction = "mean", ignore_index = -100 : i64}
    : (tensor<4xf32>, tensor<i64>, f64) -> (tensor<f32>, tensor<4xf32>, tensor<f32>)
  return
}

func.func @gather_rows(%a: tensor<4x3xf32>, %b: tensor<2x3xi64>) {
  %r = flow.gather %a, %b {dim = 0 : i64}
    : (tensor<4x3xf32>, tensor<2x3xi64>) -> tensor<2x3xf32>
  return
}

func.func @index_select_columns(%a: tensor<4x3xf32>, %b: tensor<5xi64>) {
  %r = flow.index_select %a, %b {dim = -1 : i64}
    : (tensor<4x3xf32>, tensor<5xi64>) -> tensor<4x5xf32>
  return
}

func.func @narrow_from_the_end(%a: tensor<4x5xf32>) {
  %r = flow.narrow %a {dim = -1 : i64, range = [-3, 2]}
    : (tensor<4x5xf32>) -> tensor<4x2xf32>
  return
}

func.func @cat_of_three(%a: tensor<2x3xf32>, %b: tensor<2x1xf32>, %c: tensor<2x2xf32>) {
  %r = flow.cat %a, %b, %c {dim = -1 : i64}
    : (tensor<2x3xf32>, tensor<2x1xf32>, tensor<2x2xf32>) -> tensor<2x6xf32>
  return
}

func.func @expand_leading(%a: tensor<3x1xf32>) {
  %r = flow.expand %a {shape = [2, -1, 4]}
    : (tensor<3x1xf32>) -> tensor<2x3x4xf32>
  return
}

func.func @sum_to_inner(%a: tensor<2x3x4xf32>) {
  %r = flow.sum_to %a {shape = [3, 1]}
    : (tensor<2x3x4xf32>) -> tensor<3x1xf32>
  return
}

func.func @permute_negative(%a: tensor<2x3x4xf32>) {
  %r = flow.permute %a {dims = array<i64: -1, 0, 1>}
    : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
  return
}

func.func @squeeze_other(%a: tensor<2x3xf32>) {
  %r = flow.squeeze %a {dim = 0 : i64}
    : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

func.func @flatten_scalar(%a: tensor<f32>) {
  %r = flow.flatten %a {start = 0 : i64, end = -1 : i64}
    : (tensor<f32>) -> tensor<1xf32>
  return
}

func.func @addmm_plain(%a: tensor<5x3xf32>, %b: tensor<5x4xf32>, %c: tensor<4x3xf32>) {
  %r = flow.addmm %a, %b, %c {beta = 1.0 : f64, alpha = 1.0 : f64}
    : (tensor<5x3xf32>, tensor<5x4xf32>, tensor<4x3xf32>) -> tensor<5x3xf32>
  return
}

func.func @addmm_scaled_column(%a: tensor<5x1xf32>, %b: tensor<5x4xf32>, %c: tensor<4x3xf32>) {
  %r = flow.addmm %a, %b, %c {beta = 0.5 : f64, alpha = -2.0 : f64}
    : (tensor<5x1xf32>, tensor<5x4xf32>, tensor<4x3xf32>) -> tensor<5x3xf32>
  return
}

func.func @addmm_of_scalar(%a: tensor<f32>, %b: tensor<5x4xf32>, %c: tensor<4x3xf32>) {
  %r = flow.addmm %a, %b, %c {beta = 0.0 : f64, alpha = 0.3 : f64}
    : (tensor<f32>, tensor<5x4xf32>, tensor<4x3xf32>) -> tensor<5x3xf32>
  return
}
