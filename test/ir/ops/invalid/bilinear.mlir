// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @leading(%a: tensor<4x3xf32>, %b: tensor<5x5xf32>, %c: tensor<2x3x5xf32>) {
  // expected-error @+2 {{expects inputs that differ in the last dimension only and a 'weight' of rank 3, but got [4, 3], [5, 5] and [2, 3, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.bilinear %a, %b, %c : (tensor<4x3xf32>, tensor<5x5xf32>, tensor<2x3x5xf32>) -> tensor<4x2xf32>
  return
}

// -----

func.func @features(%a: tensor<4x3xf32>, %b: tensor<4x6xf32>, %c: tensor<2x3x5xf32>) {
  // expected-error @+2 {{expects the last dimensions of 'input1' (3) and 'input2' (6) to be the last two of 'weight', but got [2, 3, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.bilinear %a, %b, %c : (tensor<4x3xf32>, tensor<4x6xf32>, tensor<2x3x5xf32>) -> tensor<4x2xf32>
  return
}

// -----

func.func @bias(%a: tensor<4x3xf32>, %b: tensor<4x5xf32>, %c: tensor<2x3x5xf32>, %d: tensor<3xf32>) {
  // expected-error @+2 {{expects 'bias' of shape [2], but got [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.bilinear %a, %b, %c, %d : (tensor<4x3xf32>, tensor<4x5xf32>, tensor<2x3x5xf32>, tensor<3xf32>) -> tensor<4x2xf32>
  return
}

// -----

func.func @types(%a: tensor<4x3xf32>, %b: tensor<4x5xf64>, %c: tensor<2x3x5xf32>) {
  // expected-error @+2 {{expects operands of one floating-point type, but got float32[4, 3], float64[4, 5], float32[2, 3, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.bilinear %a, %b, %c : (tensor<4x3xf32>, tensor<4x5xf64>, tensor<2x3x5xf32>) -> tensor<4x2xf32>
  return
}

// -----

func.func @backward(%a: tensor<4x3xf32>, %b: tensor<4x3xf32>, %c: tensor<4x5xf32>, %d: tensor<2x3x5xf32>) {
  // expected-error @+2 {{expects 'grad' of type float32[4, 2], the bilinear form, but got float32[4, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.bilinear_backward %a, %b, %c, %d : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x5xf32>, tensor<2x3x5xf32>) -> (tensor<4x3xf32>, tensor<4x5xf32>, tensor<2x3x5xf32>)
  return
}
