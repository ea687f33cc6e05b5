// Elements that are equal, 0 or at a limit: gradients that are what libtorch says, not limits of differences.

func.func @prod_with_zeros(%a: tensor<4x6xf32> {func.whole}) {
  %r = flow.prod %a
    : (tensor<4x6xf32>) -> tensor<f32>
  return
}

func.func @prod_of_few_with_zeros(%a: tensor<3xf32> {func.whole}) {
  %r = flow.prod %a
    : (tensor<3xf32>) -> tensor<f32>
  return
}

func.func @prod_dim_with_zeros(%a: tensor<4x6xf32> {func.whole}) {
  %r = flow.prod_dim %a {dim = 1 : i64, keepdim = false}
    : (tensor<4x6xf32>) -> tensor<4xf32>
  return
}

func.func @cumprod_with_zeros(%a: tensor<4x6xf32> {func.whole}) {
  %r = flow.cumprod %a {dim = 1 : i64}
    : (tensor<4x6xf32>) -> tensor<4x6xf32>
  return
}

func.func @max_of_equal(%a: tensor<4x6xf32> {func.whole}) {
  %r = flow.max %a
    : (tensor<4x6xf32>) -> tensor<f32>
  return
}

func.func @min_of_equal(%a: tensor<4x6xf32> {func.whole}) {
  %r = flow.min %a
    : (tensor<4x6xf32>) -> tensor<f32>
  return
}

func.func @median_of_equal(%a: tensor<4x6xf32> {func.whole}) {
  %r = flow.median %a
    : (tensor<4x6xf32>) -> tensor<f32>
  return
}

func.func @amax_of_equal(%a: tensor<4x6xf32> {func.whole}) {
  %r = flow.amax %a {dims = array<i64: 1>, keepdim = false}
    : (tensor<4x6xf32>) -> tensor<4xf32>
  return
}

func.func @amin_of_equal(%a: tensor<4x6xf32> {func.whole}) {
  %r = flow.amin %a {dims = array<i64>, keepdim = true}
    : (tensor<4x6xf32>) -> tensor<1x1xf32>
  return
}

func.func @max_dim_of_equal(%a: tensor<4x6xf32> {func.whole}) {
  %r:2 = flow.max_dim %a {dim = 1 : i64, keepdim = false}
    : (tensor<4x6xf32>) -> (tensor<4xf32>, tensor<4xi64>)
  return
}

func.func @median_dim_of_equal(%a: tensor<4x6xf32> {func.whole}) {
  %r:2 = flow.median_dim %a {dim = 1 : i64, keepdim = false}
    : (tensor<4x6xf32>) -> (tensor<4xf32>, tensor<4xi64>)
  return
}

func.func @sort_of_equal(%a: tensor<4x6xf32> {func.whole}) {
  %r:2 = flow.sort %a {dim = 1 : i64, descending = true}
    : (tensor<4x6xf32>) -> (tensor<4x6xf32>, tensor<4x6xi64>)
  return
}

func.func @norm_half_with_zeros(%a: tensor<8x2xf32> {func.whole}) {
  %r = flow.norm %a {p = 0.5 : f64, dims = array<i64: 1>, keepdim = false}
    : (tensor<8x2xf32>) -> tensor<8xf32>
  return
}

func.func @norm_1_with_zeros(%a: tensor<8x2xf32> {func.whole}) {
  %r = flow.norm %a {p = 1.0 : f64, dims = array<i64: 1>, keepdim = false}
    : (tensor<8x2xf32>) -> tensor<8xf32>
  return
}

func.func @norm_1_and_a_half_with_zeros(%a: tensor<8x2xf32> {func.whole}) {
  %r = flow.norm %a {p = 1.5 : f64, dims = array<i64: 1>, keepdim = false}
    : (tensor<8x2xf32>) -> tensor<8xf32>
  return
}

func.func @norm_2_with_zeros(%a: tensor<8x2xf32> {func.whole}) {
  %r = flow.norm %a {p = 2.0 : f64, dims = array<i64: 1>, keepdim = false}
    : (tensor<8x2xf32>) -> tensor<8xf32>
  return
}

func.func @norm_3_with_zeros(%a: tensor<8x2xf32> {func.whole}) {
  %r = flow.norm %a {p = 3.0 : f64, dims = array<i64: 1>, keepdim = false}
    : (tensor<8x2xf32>) -> tensor<8xf32>
  return
}

func.func @norm_infinite_with_zeros(%a: tensor<8x2xf32> {func.whole}) {
  %r = flow.norm %a {p = 0x7FF0000000000000 : f64, dims = array<i64: 1>, keepdim = false}
    : (tensor<8x2xf32>) -> tensor<8xf32>
  return
}

func.func @std_of_equal(%a: tensor<9x2xf32> {func.whole}) {
  %r = flow.std %a {dims = array<i64: 1>, correction = 1 : i64, keepdim = false}
    : (tensor<9x2xf32>) -> tensor<9xf32>
  return
}

func.func @cdist_of_equal(%a: tensor<4x2xf32> {func.whole}, %b: tensor<5x2xf32> {func.whole}) {
  %r = flow.cdist %a, %b {p = 2.0 : f64} : (tensor<4x2xf32>, tensor<5x2xf32>) -> tensor<4x5xf32>
  return
}
