// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @shapes(%a: tensor<8xf32>, %b: tensor<8x1xf32>) {
  // expected-error @+2 {{expects 'input' and 'target' of equal shapes, but got [8] and [8, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.mse_loss %a, %b {reduction = "mean"} : (tensor<8xf32>, tensor<8x1xf32>) -> tensor<f32>
  return
}

// -----

func.func @types(%a: tensor<8xf32>, %b: tensor<8xi64>) {
  // expected-error @+2 {{expects 'input' and 'target' of one floating-point type, but got float32[8] and int64[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.mse_loss %a, %b {reduction = "mean"} : (tensor<8xf32>, tensor<8xi64>) -> tensor<f32>
  return
}

// -----

func.func @reduction(%a: tensor<8xf32>, %b: tensor<8xf32>) {
  // expected-error @+2 {{expects 'reduction' to be "mean", "sum" or "none", but got "max"}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.l1_loss %a, %b {reduction = "max"} : (tensor<8xf32>, tensor<8xf32>) -> tensor<f32>
  return
}

// -----

func.func @backward_grad(%a: tensor<8xf32>, %b: tensor<8xf32>, %c: tensor<8xf32>) {
  // expected-error @+2 {{expects 'grad' of shape [], but got [8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.mse_loss_backward %a, %b, %c {reduction = "mean"} : (tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @logits_type(%a: tensor<8x10xi64>, %b: tensor<8xi64>, %c: f64) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[8, 10]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.cross_entropy_loss %a, %b, %c {reduction = "mean", ignore_index = -100 : i64} : (tensor<8x10xi64>, tensor<8xi64>, f64) -> (tensor<i64>, tensor<8x10xi64>, tensor<i64>)
  return
}

// -----

func.func @logits_rank(%a: tensor<f32>, %b: tensor<i64>, %c: f64) {
  // expected-error @+2 {{expects 'input' of rank 1 or more, but got rank 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.cross_entropy_loss %a, %b, %c {reduction = "mean", ignore_index = -100 : i64} : (tensor<f32>, tensor<i64>, f64) -> (tensor<f32>, tensor<f32>, tensor<f32>)
  return
}

// -----

func.func @target_type(%a: tensor<8x10xf32>, %b: tensor<8xf32>, %c: f64) {
  // expected-error @+2 {{expects 'target' to hold class indices of type int64, but got float32[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.cross_entropy_loss %a, %b, %c {reduction = "mean", ignore_index = -100 : i64} : (tensor<8x10xf32>, tensor<8xf32>, f64) -> (tensor<f32>, tensor<8x10xf32>, tensor<f32>)
  return
}

// -----

func.func @target_shape(%a: tensor<8x10xf32>, %b: tensor<8x10xi64>, %c: f64) {
  // expected-error @+2 {{expects 'target' of shape [8] for 'input' of shape [8, 10], but got [8, 10]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.cross_entropy_loss %a, %b, %c {reduction = "mean", ignore_index = -100 : i64} : (tensor<8x10xf32>, tensor<8x10xi64>, f64) -> (tensor<f32>, tensor<8x10xf32>, tensor<f32>)
  return
}

// -----

func.func @cross_entropy_backward_grad(%a: tensor<8xf32>, %b: tensor<8x10xf32>, %c: tensor<8xi64>, %d: tensor<f32>, %e: f64) {
  // expected-error @+2 {{expects 'grad' of shape [], but got [8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.cross_entropy_loss_backward %a, %b, %c, %d, %e {reduction = "mean", ignore_index = -100 : i64} : (tensor<8xf32>, tensor<8x10xf32>, tensor<8xi64>, tensor<f32>, f64) -> tensor<8x10xf32>
  return
}
