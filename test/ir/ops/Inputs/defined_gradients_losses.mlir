// The gradient of ctc_loss is that of normalised operands, not the limit of differences.

func.func @ctc_mean(%a: tensor<6x3x4xf32>, %b: tensor<3x2xi64>, %c: tensor<3xi64>, %d: tensor<3xi64>) {
  %r = flow.ctc_loss %a, %b, %c, %d {blank = 3 : i64, reduction = "mean", zero_infinity = true}
    : (tensor<6x3x4xf32>, tensor<3x2xi64>, tensor<3xi64>, tensor<3xi64>) -> tensor<f32>
  return
}

func.func @ctc_sum(%a: tensor<6x3x4xf64>, %b: tensor<3x2xi64>, %c: tensor<3xi64>, %d: tensor<3xi64>) {
  %r = flow.ctc_loss %a, %b, %c, %d {blank = 3 : i64, reduction = "sum", zero_infinity = true}
    : (tensor<6x3x4xf64>, tensor<3x2xi64>, tensor<3xi64>, tensor<3xi64>) -> tensor<f64>
  return
}

func.func @ctc_none(%a: tensor<6x3x4xf32>, %b: tensor<3x2xi64>, %c: tensor<3xi64>, %d: tensor<3xi64>) {
  %r = flow.ctc_loss %a, %b, %c, %d {blank = 3 : i64, reduction = "none", zero_infinity = true}
    : (tensor<6x3x4xf32>, tensor<3x2xi64>, tensor<3xi64>, tensor<3xi64>) -> tensor<3xf32>
  return
}
