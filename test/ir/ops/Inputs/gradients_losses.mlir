// Forms of the losses that their descriptions' examples leave out; read by gradients_losses.test.

func.func @smooth_l1_sum(%a: tensor<4x3xf32>, %b: tensor<4x3xf32>, %c: f64) {
  %r = flow.smooth_l1_loss %a, %b, %c {reduction = "sum"} : (tensor<4x3xf32>, tensor<4x3xf32>, f64) -> tensor<f32>
  return
}

func.func @smooth_l1_none(%a: tensor<4x3xf64>, %b: tensor<4x3xf64>, %c: f64) {
  %r = flow.smooth_l1_loss %a, %b, %c {reduction = "none"} : (tensor<4x3xf64>, tensor<4x3xf64>, f64) -> tensor<4x3xf64>
  return
}

func.func @smooth_l1_of_a_number(%a: tensor<f32>, %b: tensor<f32>, %c: f64) {
  %r = flow.smooth_l1_loss %a, %b, %c {reduction = "mean"} : (tensor<f32>, tensor<f32>, f64) -> tensor<f32>
  return
}

func.func @nll_without_weight(%a: tensor<5x4xf32>, %b: tensor<5xi64>) {
  %r, %n = flow.nll_loss %a, %b {reduction = "mean", ignore_index = 1 : i64}
    : (tensor<5x4xf32>, tensor<5xi64>) -> (tensor<f32>, tensor<f32>)
  return
}

func.func @nll_weighted_double(%a: tensor<5x4xf64>, %b: tensor<5xi64>, %c: tensor<4xf64>) {
  %r, %n = flow.nll_loss %a, %b, %c {reduction = "mean", ignore_index = 1 : i64}
    : (tensor<5x4xf64>, tensor<5xi64>, tensor<4xf64>) -> (tensor<f64>, tensor<f64>)
  return
}

func.func @nll_none(%a: tensor<5x4xf32>, %b: tensor<5xi64>, %c: tensor<4xf32>) {
  %r, %n = flow.nll_loss %a, %b, %c {reduction = "none", ignore_index = -100 : i64}
    : (tensor<5x4xf32>, tensor<5xi64>, tensor<4xf32>) -> (tensor<5xf32>, tensor<f32>)
  return
}

func.func @nll_of_one_sample(%a: tensor<4xf32>, %b: tensor<i64>) {
  %r, %n = flow.nll_loss %a, %b {reduction = "sum", ignore_index = -100 : i64}
    : (tensor<4xf32>, tensor<i64>) -> (tensor<f32>, tensor<f32>)
  return
}

func.func @nll_of_images(%a: tensor<2x4x3x5xf32>, %b: tensor<2x3x5xi64>, %c: tensor<4xf32>) {
  %r, %n = flow.nll_loss %a, %b, %c {reduction = "mean", ignore_index = 2 : i64}
    : (tensor<2x4x3x5xf32>, tensor<2x3x5xi64>, tensor<4xf32>) -> (tensor<f32>, tensor<f32>)
  return
}

func.func @nll_of_sequences(%a: tensor<2x4x3xf32>, %b: tensor<2x3xi64>, %c: tensor<4xf32>) {
  %r, %n = flow.nll_loss %a, %b, %c {reduction = "none", ignore_index = 2 : i64}
    : (tensor<2x4x3xf32>, tensor<2x3xi64>, tensor<4xf32>) -> (tensor<2x3xf32>, tensor<f32>)
  return
}

func.func @nll_mean_of_sequences(%a: tensor<2x4x3xf64>, %b: tensor<2x3xi64>, %c: tensor<4xf64>) {
  %r, %n = flow.nll_loss %a, %b, %c {reduction = "mean", ignore_index = 2 : i64}
    : (tensor<2x4x3xf64>, tensor<2x3xi64>, tensor<4xf64>) -> (tensor<f64>, tensor<f64>)
  return
}
