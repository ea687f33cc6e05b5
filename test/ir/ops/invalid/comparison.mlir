// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @no_broadcast(%a: tensor<8xf32>, %b: tensor<3xf32>) {
  // expected-error @+2 {{expects 'lhs' and 'rhs' to broadcast, but got [8] and [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.lt %a, %b : (tensor<8xf32>, tensor<3xf32>) -> tensor<8xi1>
  return
}

// -----

func.func @condition_is_no_bool(%a: tensor<8xf32>, %b: tensor<8xf32>, %c: tensor<8xf32>) {
  // expected-error @+2 {{expects 'condition' of type bool, but got float32[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.where %a, %b, %c : (tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @choices_do_not_broadcast(%a: tensor<8xi1>, %b: tensor<8xf32>, %c: tensor<3xf32>) {
  // expected-error @+2 {{expects 'input' and 'other' to broadcast, but got [8] and [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.where %a, %b, %c : (tensor<8xi1>, tensor<8xf32>, tensor<3xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @condition_does_not_broadcast(%a: tensor<3xi1>, %b: tensor<8xf32>, %c: tensor<8xf32>) {
  // expected-error @+2 {{expects 'condition' and 'input' to broadcast, but got [3] and [8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.where %a, %b, %c : (tensor<3xi1>, tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @mask_is_no_bool(%a: tensor<8xf32>, %b: tensor<8xi64>) {
  // expected-error @+2 {{expects 'mask' of type bool, but got int64[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.masked_fill %a, %b {value = 0.0 : f64} : (tensor<8xf32>, tensor<8xi64>) -> tensor<8xf32>
  return
}

// -----

func.func @mask_does_not_broadcast(%a: tensor<8xf32>, %b: tensor<3xi1>) {
  // expected-error @+2 {{expects 'input' and 'mask' to broadcast, but got [8] and [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.masked_fill %a, %b {value = 0.0 : f64} : (tensor<8xf32>, tensor<3xi1>) -> tensor<8xf32>
  return
}
