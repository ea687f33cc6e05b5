// Forms of elementary functions and activations that the descriptions' examples leave out; read by gradients.test.

func.func @pow_0(%a: tensor<4xf32>) {
  %r = flow.pow %a {exponent = 0.0 : f64}
    : (tensor<4xf32>) -> tensor<4xf32>
  return
}

func.func @pow_1(%a: tensor<4xf32>) {
  %r = flow.pow %a {exponent = 1.0 : f64}
    : (tensor<4xf32>) -> tensor<4xf32>
  return
}

func.func @pow_2(%a: tensor<4xf32>) {
  %r = flow.pow %a {exponent = 2.0 : f64}
    : (tensor<4xf32>) -> tensor<4xf32>
  return
}

func.func @pow_3(%a: tensor<4xf32>) {
  %r = flow.pow %a {exponent = 3.0 : f64}
    : (tensor<4xf32>) -> tensor<4xf32>
  return
}

func.func @pow_minus_1(%a: tensor<4xf32>) {
  %r = flow.pow %a {exponent = -1.0 : f64}
    : (tensor<4xf32>) -> tensor<4xf32>
  return
}

func.func @gelu_of_planes(%a: tensor<2x3x4xf32>) {
  %r = flow.gelu %a
    : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

func.func @atan2_broadcast_both(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  %r = flow.atan2 %a, %b
    : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @atan2_scalar(%a: tensor<4x3xf32>, %b: tensor<f32>) {
  %r = flow.atan2 %a, %b
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @atan2_number(%a: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 1.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.atan2 %a, %n
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @atan2_of_number(%b: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.atan2 %n, %b
    : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @pow_tensor_broadcast_both(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  %r = flow.pow_tensor %a, %b
    : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @pow_tensor_scalar(%a: tensor<4x3xf32>, %b: tensor<f32>) {
  %r = flow.pow_tensor %a, %b
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @pow_tensor_number(%a: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 1.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.pow_tensor %a, %n
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @pow_tensor_of_number(%b: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.pow_tensor %n, %b
    : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @pow_number_base_0(%b: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 0.0 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.pow_tensor %n, %b
    : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @pow_of_integers(%a: tensor<4x3xi64>, %b: tensor<3xf32>) {
  %r = flow.pow_tensor %a, %b
    : (tensor<4x3xi64>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @pow_to_integers(%a: tensor<4x3xf32>, %b: tensor<3xi64>) {
  %r = flow.pow_tensor %a, %b
    : (tensor<4x3xf32>, tensor<3xi64>) -> tensor<4x3xf32>
  return
}

func.func @atan2_of_two_types(%a: tensor<4x3xf32>, %b: tensor<3xf64>) {
  %r = flow.atan2 %a, %b
    : (tensor<4x3xf32>, tensor<3xf64>) -> tensor<4x3xf64>
  return
}

func.func @pow_tensor_of_two_types(%a: tensor<4x3xf32>, %b: tensor<3xf64>) {
  %r = flow.pow_tensor %a, %b
    : (tensor<4x3xf32>, tensor<3xf64>) -> tensor<4x3xf64>
  return
}

func.func @pow_minus_2_0(%a: tensor<4xf32>) {
  %r = flow.pow %a {exponent = -2.0 : f64}
    : (tensor<4xf32>) -> tensor<4xf32>
  return
}

func.func @prelu_one_slope(%a: tensor<4x3xf32>, %b: tensor<1x1xf32>) {
  %r = flow.prelu %a, %b
    : (tensor<4x3xf32>, tensor<1x1xf32>) -> tensor<4x3xf32>
  return
}

func.func @prelu_of_images(%a: tensor<2x3x2x2xf32>, %b: tensor<1x3x1x1xf32>) {
  %r = flow.prelu %a, %b
    : (tensor<2x3x2x2xf32>, tensor<1x3x1x1xf32>) -> tensor<2x3x2x2xf32>
  return
}

func.func @tan_of_planes(%a: tensor<2x3x5x7xf32>) {
  %r = flow.tan %a
    : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  return
}

func.func @asin_of_planes(%a: tensor<2x3x5x7xf32>) {
  %r = flow.asin %a
    : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  return
}

func.func @expm1_of_planes(%a: tensor<2x3x5x7xf32>) {
  %r = flow.expm1 %a
    : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  return
}

func.func @mish_of_planes(%a: tensor<2x3x5x7xf32>) {
  %r = flow.mish %a
    : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  return
}

func.func @erfc_of_planes(%a: tensor<2x3x5x7xf32>) {
  %r = flow.erfc %a
    : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  return
}

func.func @hardswish_of_planes(%a: tensor<2x3x5x7xf32>) {
  %r = flow.hardswish %a
    : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  return
}

func.func @reciprocal_of_planes(%a: tensor<2x3x5x7xf32>) {
  %r = flow.reciprocal %a
    : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  return
}

func.func @leaky_relu_steep(%a: tensor<4x7xf32>) {
  %h0 = flow.hyper {index = 0 : i64, value = 0.7 : f64, name = "h0"} : () -> f64
  %r = flow.leaky_relu %a, %h0 : (tensor<4x7xf32>, f64) -> tensor<4x7xf32>
  return
}

func.func @elu_alpha(%a: tensor<4x7xf32>) {
  %h0 = flow.hyper {index = 0 : i64, value = 1.5 : f64, name = "h0"} : () -> f64
  %r = flow.elu %a, %h0 : (tensor<4x7xf32>, f64) -> tensor<4x7xf32>
  return
}

func.func @celu_alpha(%a: tensor<4x7xf32>) {
  %h0 = flow.hyper {index = 0 : i64, value = 0.6 : f64, name = "h0"} : () -> f64
  %r = flow.celu %a, %h0 : (tensor<4x7xf32>, f64) -> tensor<4x7xf32>
  return
}

func.func @softplus_scaled(%a: tensor<4x7xf32>) {
  %h0 = flow.hyper {index = 0 : i64, value = 2.0 : f64, name = "h0"} : () -> f64
  %h1 = flow.hyper {index = 1 : i64, value = 1.5 : f64, name = "h1"} : () -> f64
  %r = flow.softplus %a, %h0, %h1 : (tensor<4x7xf32>, f64, f64) -> tensor<4x7xf32>
  return
}

func.func @hardtanh_interval(%a: tensor<4x7xf32>) {
  %h0 = flow.hyper {index = 0 : i64, value = -0.5 : f64, name = "h0"} : () -> f64
  %h1 = flow.hyper {index = 1 : i64, value = 0.8 : f64, name = "h1"} : () -> f64
  %r = flow.hardtanh %a, %h0, %h1 : (tensor<4x7xf32>, f64, f64) -> tensor<4x7xf32>
  return
}

func.func @threshold_value(%a: tensor<4x7xf32>) {
  %h0 = flow.hyper {index = 0 : i64, value = 0.1 : f64, name = "h0"} : () -> f64
  %h1 = flow.hyper {index = 1 : i64, value = -2.0 : f64, name = "h1"} : () -> f64
  %r = flow.threshold %a, %h0, %h1 : (tensor<4x7xf32>, f64, f64) -> tensor<4x7xf32>
  return
}
