// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @max_of_nothing(%a: tensor<0x4xf32>) {
  // expected-error @+2 {{expects 'input' with an element, but got float32[0, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.max %a : (tensor<0x4xf32>) -> tensor<f32>
  return
}

// -----

func.func @amax_of_nothing(%a: tensor<8x0xf32>) {
  // expected-error @+2 {{expects dimensions with elements, but got 1 of [8, 0]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.amax %a {dims = array<i64: 0, 1>, keepdim = false} : (tensor<8x0xf32>) -> tensor<f32>
  return
}

// -----

func.func @amin_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got -3}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.amin %a {dims = array<i64: -3>, keepdim = false} : (tensor<8x4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @median_dim_of_nothing(%a: tensor<8x0xf32>) {
  // expected-error @+2 {{expects dimensions with elements, but got 1 of [8, 0]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.median_dim %a {dim = 1 : i64, keepdim = false} : (tensor<8x0xf32>) -> (tensor<8xf32>, tensor<8xi64>)
  return
}

// -----

func.func @argmin_of_nothing(%a: tensor<8x0xf32>) {
  // expected-error @+2 {{expects dimensions with elements, but got 1 of [8, 0]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.argmin %a {dim = -1 : i64, keepdim = false} : (tensor<8x0xf32>) -> tensor<8xi64>
  return
}
