// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @gradient_of_another_type(%a: tensor<8xf32>, %b: tensor<8xf64>) {
  // expected-error @+2 {{expects the gradient and the saved value of one type, but got float32[8] and float64[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.tanh_backward %a, %b : (tensor<8xf32>, tensor<8xf64>) -> tensor<8xf32>
  return
}

// -----

func.func @no_broadcast(%a: tensor<8x4xf32>, %b: tensor<3xf32>) {
  // expected-error @+2 {{expects 'lhs' and 'rhs' to broadcast, but got [8, 4] and [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.add %a, %b : (tensor<8x4xf32>, tensor<3xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @symbols_do_not_broadcast(%a: tensor<?x4xf32, #flow.dims<["batch", 4]>>, %b: tensor<?x4xf32, #flow.dims<["n", 4]>>) {
  // expected-error @+2 {{expects 'lhs' and 'rhs' to broadcast, but got [batch, 4] and [n, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.mul %a, %b : (tensor<?x4xf32, #flow.dims<["batch", 4]>>, tensor<?x4xf32, #flow.dims<["n", 4]>>) -> tensor<?x4xf32, #flow.dims<["batch", 4]>>
  return
}

// -----

func.func @operands_of_a_backward(%a: tensor<8xf32>, %b: tensor<4xf32>, %c: tensor<3xf32>) {
  // expected-error @+2 {{expects 'lhs' and 'rhs' to broadcast, but got [4] and [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.maximum_backward %a, %b, %c : (tensor<8xf32>, tensor<4xf32>, tensor<3xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @gradient_of_a_backward(%a: tensor<8xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>) {
  // expected-error @+2 {{expects 'grad' and 'lhs' to broadcast, but got [8] and [4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.maximum_backward %a, %b, %c : (tensor<8xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  return
}
