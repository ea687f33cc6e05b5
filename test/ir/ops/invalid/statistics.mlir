// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @std_of_integers(%a: tensor<8x4xi64>) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.std %a {dims = array<i64: 1>, correction = 1 : i64, keepdim = false} : (tensor<8x4xi64>) -> tensor<8xi64>
  return
}

// -----

func.func @norm_of_integers(%a: tensor<8x4xi64>) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.norm %a {p = 2.0 : f64, dims = array<i64: 1>, keepdim = false} : (tensor<8x4xi64>) -> tensor<8xi64>
  return
}

// -----

func.func @any_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects each dimension once, but got 1 again}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.any %a {dims = array<i64: 1, 1>, keepdim = false} : (tensor<8x4xf32>) -> tensor<8xi1>
  return
}

// -----

func.func @count_nonzero_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.count_nonzero %a {dims = array<i64: 2>} : (tensor<8x4xf32>) -> tensor<8xi64>
  return
}
