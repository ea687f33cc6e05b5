// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @dim_out_of_range(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.sum %a {dims = array<i64: 2>, keepdim = false} : (tensor<8x4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @dim_twice(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects each dimension once, but got -1 again}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.sum %a {dims = array<i64: 1, -1>, keepdim = false} : (tensor<8x4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @mean_of_integers(%a: tensor<8x4xi64>) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.mean %a {dims = array<i64: 1>, keepdim = false} : (tensor<8x4xi64>) -> tensor<8xi64>
  return
}

// -----

func.func @var_of_integers(%a: tensor<8x4xi64>) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.var %a {dims = array<i64: 1>, correction = 1 : i64, keepdim = false} : (tensor<8x4xi64>) -> tensor<8xi64>
  return
}

// -----

func.func @mean_backward_grad(%a: tensor<7xf32>) {
  // expected-error @+2 {{expects 'grad' of shape [8], but got [7]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.mean_backward %a {shape = [8, 4], dims = array<i64: 1>, keepdim = false} : (tensor<7xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @selection_indices(%a: tensor<8xf32>, %b: tensor<8xi32>) {
  // expected-error @+2 {{expects 'indices' of type int64[8], but got int32[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.value_selecting_backward %a, %b {shape = [8, 4], dim = 1 : i64, keepdim = false} : (tensor<8xf32>, tensor<8xi32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @sum_to_shape(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects 'shape' to broadcast to the shape of 'input', but got [3] and [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.sum_to %a {shape = [3]} : (tensor<8x4xf32>) -> tensor<3xf32>
  return
}
