// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @weight(%a: tensor<8x3xf32>, %b: tensor<8xi64>, %c: tensor<4xf32>) {
  // expected-error @+2 {{expects 'weight' of type float32[3], one for each class, but got float32[4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r, %n = flow.nll_loss %a, %b, %c {reduction = "mean", ignore_index = -100 : i64} : (tensor<8x3xf32>, tensor<8xi64>, tensor<4xf32>) -> (tensor<f32>, tensor<f32>)
  return
}

// -----

func.func @target(%a: tensor<8x3xf32>, %b: tensor<7xi64>) {
  // expected-error @+2 {{expects 'target' of shape [8] for 'input' of shape [8, 3], but got [7]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r, %n = flow.nll_loss %a, %b {reduction = "mean", ignore_index = -100 : i64} : (tensor<8x3xf32>, tensor<7xi64>) -> (tensor<f32>, tensor<f32>)
  return
}

// -----

func.func @backward(%g: tensor<8xf32>, %a: tensor<8x3xf32>, %b: tensor<8xi64>, %n: tensor<f32>) {
  // expected-error @+2 {{expects 'grad' of shape [], but got [8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.nll_loss_backward %g, %a, %b, %n {reduction = "mean", ignore_index = -100 : i64} : (tensor<8xf32>, tensor<8x3xf32>, tensor<8xi64>, tensor<f32>) -> tensor<8x3xf32>
  return
}

// -----

func.func @ctc_input(%a: tensor<8x3xf32>, %b: tensor<3x2xi64>, %c: tensor<3xi64>) {
  // expected-error @+2 {{expects 'log_probs' of shape [T, N, C] and type float32 or float64, but got float32[8, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.ctc_loss %a, %b, %c, %c {blank = 0 : i64, reduction = "mean", zero_infinity = false} : (tensor<8x3xf32>, tensor<3x2xi64>, tensor<3xi64>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

func.func @ctc_targets(%a: tensor<8x3x5xf32>, %b: tensor<4x2xi64>, %c: tensor<3xi64>) {
  // expected-error @+2 {{expects 'targets' of type int64 and shape [N, S], or [sum of lengths], where N is [3], but got int64[4, 2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.ctc_loss %a, %b, %c, %c {blank = 0 : i64, reduction = "mean", zero_infinity = false} : (tensor<8x3x5xf32>, tensor<4x2xi64>, tensor<3xi64>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

func.func @ctc_lengths(%a: tensor<8x3x5xf32>, %b: tensor<3x2xi64>, %c: tensor<3xi64>, %d: tensor<2xi64>) {
  // expected-error @+2 {{expects 'target_lengths' of type int64[3], but got int64[2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.ctc_loss %a, %b, %c, %d {blank = 0 : i64, reduction = "mean", zero_infinity = false} : (tensor<8x3x5xf32>, tensor<3x2xi64>, tensor<3xi64>, tensor<2xi64>) -> tensor<f32>
  return
}
