// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @prod_backward_ranks(%g: tensor<8xf32>, %a: tensor<8x4xf32>, %y: tensor<f32>) {
  // expected-error @+2 {{expects 'grad' and 'result' of rank 0, but got [8] and []}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.prod_backward %g, %a, %y : (tensor<8xf32>, tensor<8x4xf32>, tensor<f32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @prod_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.prod_dim %a {dim = 2 : i64, keepdim = false} : (tensor<8x4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @prod_dim_backward_result(%g: tensor<8xf32>, %a: tensor<8x4xf32>, %y: tensor<4xf32>) {
  // expected-error @+2 {{expects 'grad' and 'result' of equal shapes, but got [8] and [4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.prod_dim_backward %g, %a, %y {dim = 1 : i64, keepdim = false} : (tensor<8xf32>, tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @prod_dim_backward_grad(%g: tensor<4xf32>, %a: tensor<8x4xf32>, %y: tensor<4xf32>) {
  // expected-error @+2 {{expects 'grad' of shape [8], but got [4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.prod_dim_backward %g, %a, %y {dim = 1 : i64, keepdim = false} : (tensor<4xf32>, tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @cumsum_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.cumsum %a {dim = 2 : i64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @cumprod_backward_grad(%g: tensor<8xf32>, %a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects 'grad' and 'input' of equal shapes, but got [8] and [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.cumprod_backward %g, %a, %a {dim = 1 : i64} : (tensor<8xf32>, tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @cumprod_backward_result(%a: tensor<8x4xf32>, %y: tensor<8xf32>) {
  // expected-error @+2 {{expects 'grad' and 'result' of equal shapes, but got [8, 4] and [8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.cumprod_backward %a, %a, %y {dim = 1 : i64} : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<8xf32>) -> tensor<8x4xf32>
  return
}
