// Forms of reductions that their descriptions' examples leave out; read by gradients_shape.test.

func.func @amax_all(%a: tensor<4x3xf32>) {
  %r = flow.amax %a {dims = array<i64>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<f32>
  return
}

func.func @amax_two(%a: tensor<4x3x2xf32>) {
  %r = flow.amax %a {dims = array<i64: 2, 0>, keepdim = false}
    : (tensor<4x3x2xf32>) -> tensor<3xf32>
  return
}

func.func @amax_kept(%a: tensor<4x3x2xf32>) {
  %r = flow.amax %a {dims = array<i64: -1>, keepdim = true}
    : (tensor<4x3x2xf32>) -> tensor<4x3x1xf32>
  return
}

func.func @amin_all(%a: tensor<4x3xf32>) {
  %r = flow.amin %a {dims = array<i64>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<f32>
  return
}

func.func @amin_two(%a: tensor<4x3x2xf32>) {
  %r = flow.amin %a {dims = array<i64: 2, 0>, keepdim = false}
    : (tensor<4x3x2xf32>) -> tensor<3xf32>
  return
}

func.func @amin_kept(%a: tensor<4x3x2xf32>) {
  %r = flow.amin %a {dims = array<i64: -1>, keepdim = true}
    : (tensor<4x3x2xf32>) -> tensor<4x3x1xf32>
  return
}

func.func @max_dim_first_kept(%a: tensor<5x3xf32>) {
  %r:2 = flow.max_dim %a {dim = -2 : i64, keepdim = true}
    : (tensor<5x3xf32>) -> (tensor<1x3xf32>, tensor<1x3xi64>)
  return
}

func.func @max_dim_of_a_scalar(%a: tensor<f32>) {
  %r:2 = flow.max_dim %a {dim = 0 : i64, keepdim = false}
    : (tensor<f32>) -> (tensor<f32>, tensor<i64>)
  return
}

func.func @min_dim_first_kept(%a: tensor<5x3xf32>) {
  %r:2 = flow.min_dim %a {dim = -2 : i64, keepdim = true}
    : (tensor<5x3xf32>) -> (tensor<1x3xf32>, tensor<1x3xi64>)
  return
}

func.func @min_dim_of_a_scalar(%a: tensor<f32>) {
  %r:2 = flow.min_dim %a {dim = 0 : i64, keepdim = false}
    : (tensor<f32>) -> (tensor<f32>, tensor<i64>)
  return
}

func.func @median_dim_first_kept(%a: tensor<5x3xf32>) {
  %r:2 = flow.median_dim %a {dim = -2 : i64, keepdim = true}
    : (tensor<5x3xf32>) -> (tensor<1x3xf32>, tensor<1x3xi64>)
  return
}

func.func @median_dim_of_a_scalar(%a: tensor<f32>) {
  %r:2 = flow.median_dim %a {dim = 0 : i64, keepdim = false}
    : (tensor<f32>) -> (tensor<f32>, tensor<i64>)
  return
}

func.func @max_of_a_scalar(%a: tensor<f32>) {
  %r = flow.max %a
    : (tensor<f32>) -> tensor<f32>
  return
}

func.func @max_of_one(%a: tensor<1x1xf32>) {
  %r = flow.max %a
    : (tensor<1x1xf32>) -> tensor<f32>
  return
}

func.func @min_of_a_scalar(%a: tensor<f32>) {
  %r = flow.min %a
    : (tensor<f32>) -> tensor<f32>
  return
}

func.func @min_of_one(%a: tensor<1x1xf32>) {
  %r = flow.min %a
    : (tensor<1x1xf32>) -> tensor<f32>
  return
}

func.func @median_of_a_scalar(%a: tensor<f32>) {
  %r = flow.median %a
    : (tensor<f32>) -> tensor<f32>
  return
}

func.func @median_of_one(%a: tensor<1x1xf32>) {
  %r = flow.median %a
    : (tensor<1x1xf32>) -> tensor<f32>
  return
}

func.func @prod_of_a_scalar(%a: tensor<f32>) {
  %r = flow.prod %a
    : (tensor<f32>) -> tensor<f32>
  return
}

func.func @prod_of_one(%a: tensor<1x1xf32>) {
  %r = flow.prod %a
    : (tensor<1x1xf32>) -> tensor<f32>
  return
}

func.func @prod_dim_first_kept(%a: tensor<4x3x2xf32>) {
  %r = flow.prod_dim %a {dim = 0 : i64, keepdim = true}
    : (tensor<4x3x2xf32>) -> tensor<1x3x2xf32>
  return
}

func.func @prod_dim_of_a_scalar(%a: tensor<f32>) {
  %r = flow.prod_dim %a {dim = -1 : i64, keepdim = true}
    : (tensor<f32>) -> tensor<f32>
  return
}

func.func @prod_dim_of_one(%a: tensor<4x1xf32>) {
  %r = flow.prod_dim %a {dim = 1 : i64, keepdim = false}
    : (tensor<4x1xf32>) -> tensor<4xf32>
  return
}

func.func @cumsum_first(%a: tensor<4x3x2xf32>) {
  %r = flow.cumsum %a {dim = 0 : i64}
    : (tensor<4x3x2xf32>) -> tensor<4x3x2xf32>
  return
}

func.func @cumsum_middle(%a: tensor<4x3x2xf32>) {
  %r = flow.cumsum %a {dim = -2 : i64}
    : (tensor<4x3x2xf32>) -> tensor<4x3x2xf32>
  return
}

func.func @cumsum_of_a_vector(%a: tensor<7xf32>) {
  %r = flow.cumsum %a {dim = 0 : i64}
    : (tensor<7xf32>) -> tensor<7xf32>
  return
}

func.func @cumsum_of_one(%a: tensor<4x1xf32>) {
  %r = flow.cumsum %a {dim = 1 : i64}
    : (tensor<4x1xf32>) -> tensor<4x1xf32>
  return
}

func.func @cumsum_of_a_scalar(%a: tensor<f32>) {
  %r = flow.cumsum %a {dim = 0 : i64}
    : (tensor<f32>) -> tensor<f32>
  return
}

func.func @cumprod_first(%a: tensor<4x3x2xf32>) {
  %r = flow.cumprod %a {dim = 0 : i64}
    : (tensor<4x3x2xf32>) -> tensor<4x3x2xf32>
  return
}

func.func @cumprod_middle(%a: tensor<4x3x2xf32>) {
  %r = flow.cumprod %a {dim = -2 : i64}
    : (tensor<4x3x2xf32>) -> tensor<4x3x2xf32>
  return
}

func.func @cumprod_of_a_vector(%a: tensor<7xf32>) {
  %r = flow.cumprod %a {dim = 0 : i64}
    : (tensor<7xf32>) -> tensor<7xf32>
  return
}

func.func @cumprod_of_one(%a: tensor<4x1xf32>) {
  %r = flow.cumprod %a {dim = 1 : i64}
    : (tensor<4x1xf32>) -> tensor<4x1xf32>
  return
}

func.func @cumprod_of_a_scalar(%a: tensor<f32>) {
  %r = flow.cumprod %a {dim = 0 : i64}
    : (tensor<f32>) -> tensor<f32>
  return
}

func.func @std_all(%a: tensor<4x3xf32>) {
  %r = flow.std %a {dims = array<i64>, correction = 1 : i64, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<f32>
  return
}

func.func @std_population(%a: tensor<4x3xf32>) {
  %r = flow.std %a {dims = array<i64: 0>, correction = 0 : i64, keepdim = true}
    : (tensor<4x3xf32>) -> tensor<1x3xf32>
  return
}

func.func @var_two(%a: tensor<4x3x2xf32>) {
  %r = flow.var %a {dims = array<i64: 2, 0>, correction = 2 : i64, keepdim = false}
    : (tensor<4x3x2xf32>) -> tensor<3xf32>
  return
}

func.func @norm_0(%a: tensor<4x3xf32>) {
  %r = flow.norm %a {p = 0.0 : f64, dims = array<i64: -1>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

func.func @norm_half(%a: tensor<4x3xf32>) {
  %r = flow.norm %a {p = 0.5 : f64, dims = array<i64: -1>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

func.func @norm_1(%a: tensor<4x3xf32>) {
  %r = flow.norm %a {p = 1.0 : f64, dims = array<i64: -1>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

func.func @norm_1_and_a_half(%a: tensor<4x3xf32>) {
  %r = flow.norm %a {p = 1.5 : f64, dims = array<i64: -1>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

func.func @norm_2(%a: tensor<4x3xf32>) {
  %r = flow.norm %a {p = 2.0 : f64, dims = array<i64: -1>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

func.func @norm_3(%a: tensor<4x3xf32>) {
  %r = flow.norm %a {p = 3.0 : f64, dims = array<i64: -1>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

func.func @norm_infinite(%a: tensor<4x3xf32>) {
  %r = flow.norm %a {p = 0x7FF0000000000000 : f64, dims = array<i64: -1>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

func.func @norm_minus_infinite(%a: tensor<4x3xf32>) {
  %r = flow.norm %a {p = 0xFFF0000000000000 : f64, dims = array<i64: -1>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

func.func @norm_minus_1(%a: tensor<4x3xf32>) {
  %r = flow.norm %a {p = -1.0 : f64, dims = array<i64: -1>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

func.func @norm_all(%a: tensor<4x3xf32>) {
  %r = flow.norm %a {p = 2.0 : f64, dims = array<i64>, keepdim = false}
    : (tensor<4x3xf32>) -> tensor<f32>
  return
}

func.func @norm_two_kept(%a: tensor<4x3x2xf32>) {
  %r = flow.norm %a {p = 3.0 : f64, dims = array<i64: 0, 2>, keepdim = true}
    : (tensor<4x3x2xf32>) -> tensor<1x3x1xf32>
  return
}

func.func @norm_of_a_scalar(%a: tensor<f32>) {
  %r = flow.norm %a {p = 2.0 : f64, dims = array<i64>, keepdim = false}
    : (tensor<f32>) -> tensor<f32>
  return
}
