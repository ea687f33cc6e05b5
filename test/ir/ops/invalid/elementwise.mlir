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

// -----

func.func @fraction_of_integers(%a: tensor<8xi64>) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.frac %a : (tensor<8xi64>) -> tensor<8xi64>
  return
}

// -----

func.func @quotient_of_integers(%a: tensor<8xf32>, %b: tensor<8xi64>, %c: tensor<8xi32>) {
  // expected-error @+2 {{expects a floating-point 'tensor1' or 'tensor2', but got int64[8] and int32[8]; integers are divided by div(a, b, "trunc")}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.addcdiv %a, %b, %c {value = 1.0 : f64} : (tensor<8xf32>, tensor<8xi64>, tensor<8xi32>) -> tensor<8xf32>
  return
}

// -----

func.func @products_do_not_broadcast(%a: tensor<8xf32>, %b: tensor<8x3xf32>, %c: tensor<8xf32>) {
  // expected-error @+2 {{expects 'tensor1' and 'tensor2' to broadcast, but got [8, 3] and [8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.addcmul %a, %b, %c {value = 1.0 : f64} : (tensor<8xf32>, tensor<8x3xf32>, tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @product_does_not_broadcast(%a: tensor<7xf32>, %b: tensor<8xf32>, %c: tensor<8xf32>) {
  // expected-error @+2 {{expects 'input' and 'tensor1' to broadcast, but got [7] and [8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.addcmul %a, %b, %c {value = 1.0 : f64} : (tensor<7xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @interpolated_types(%a: tensor<8xf32>, %b: tensor<8xf64>, %c: tensor<8xf32>) {
  // expected-error @+2 {{expects 'input', 'end' and 'weight' of one element type, but got float32[8], float64[8] and float32[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.lerp %a, %b, %c : (tensor<8xf32>, tensor<8xf64>, tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @interpolated_integers(%a: tensor<8xi64>, %b: tensor<8xi64>, %c: tensor<8xi64>) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.lerp %a, %b, %c : (tensor<8xi64>, tensor<8xi64>, tensor<8xi64>) -> tensor<8xi64>
  return
}

// -----

func.func @slopes_of_another_type(%a: tensor<8x4xf32>, %b: tensor<1x4xf64>) {
  // expected-error @+2 {{expects a floating-point 'input' and a 'weight' of its type, but got float32[8, 4] and float64[1, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.prelu %a, %b : (tensor<8x4xf32>, tensor<1x4xf64>) -> tensor<8x4xf32>
  return
}

// -----

func.func @slopes_of_other_channels(%a: tensor<8x4xf32>, %b: tensor<1x3xf32>) {
  // expected-error @+2 {{expects 'weight' to have one slope or one for each channel of 'input', but got [1, 3] for [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.prelu %a, %b : (tensor<8x4xf32>, tensor<1x3xf32>) -> tensor<8x4xf32>
  return
}
