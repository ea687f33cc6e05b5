// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @linear_of_a_scalar(%a: tensor<f32>, %b: tensor<10x64xf32>) {
  // expected-error @+2 {{expects 'input' of rank 1 or more, but got []}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.linear %a, %b : (tensor<f32>, tensor<10x64xf32>) -> tensor<10xf32>
  return
}

// -----

func.func @linear_weight_rank(%a: tensor<8x64xf32>, %b: tensor<64xf32>) {
  // expected-error @+2 {{expects 'weight' of rank 2, but got [64]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.linear %a, %b : (tensor<8x64xf32>, tensor<64xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @linear_features(%a: tensor<8x64xf32>, %b: tensor<10x32xf32>) {
  // expected-error @+2 {{expects the last dimension of 'input' (64) to equal dimension 1 of 'weight' (32)}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.linear %a, %b : (tensor<8x64xf32>, tensor<10x32xf32>) -> tensor<8x10xf32>
  return
}

// -----

func.func @linear_bias(%a: tensor<8x64xf32>, %b: tensor<10x64xf32>, %c: tensor<9xf32>) {
  // expected-error @+2 {{expects 'bias' of shape [10], but got [9]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.linear %a, %b, %c : (tensor<8x64xf32>, tensor<10x64xf32>, tensor<9xf32>) -> tensor<8x10xf32>
  return
}

// -----

func.func @linear_types(%a: tensor<8x64xf32>, %b: tensor<10x64xf64>) {
  // expected-error @+2 {{expects 'input', 'weight' and 'bias' of one element type, but got float32[8, 64], float64[10, 64]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.linear %a, %b : (tensor<8x64xf32>, tensor<10x64xf64>) -> tensor<8x10xf32>
  return
}

// -----

func.func @matmul_of_a_scalar(%a: tensor<f32>, %b: tensor<4xf32>) {
  // expected-error @+2 {{expects 'lhs' and 'rhs' of rank 1 or more, but got [] and [4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.matmul %a, %b : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @matmul_types(%a: tensor<4xf32>, %b: tensor<4xf64>) {
  // expected-error @+2 {{expects 'lhs' and 'rhs' of one element type, but got float32[4] and float64[4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.matmul %a, %b : (tensor<4xf32>, tensor<4xf64>) -> tensor<f32>
  return
}

// -----

func.func @matmul_inner(%a: tensor<8x4xf32>, %b: tensor<5x3xf32>) {
  // expected-error @+2 {{expects the last dimension of 'lhs' (4) to equal the inner dimension of 'rhs' (5), but got [8, 4] and [5, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.matmul %a, %b : (tensor<8x4xf32>, tensor<5x3xf32>) -> tensor<8x3xf32>
  return
}

// -----

func.func @matmul_leading(%a: tensor<2x8x4xf32>, %b: tensor<3x4x5xf32>) {
  // expected-error @+2 {{expects the leading dimensions of 'lhs' and 'rhs' to broadcast, but got [2, 8, 4] and [3, 4, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.matmul %a, %b : (tensor<2x8x4xf32>, tensor<3x4x5xf32>) -> tensor<2x8x5xf32>
  return
}

// -----

func.func @bmm_rank(%a: tensor<8x4xf32>, %b: tensor<4x3xf32>) {
  // expected-error @+2 {{expects 'lhs' and 'rhs' of rank 3 and one element type, but got float32[8, 4] and float32[4, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.bmm %a, %b : (tensor<8x4xf32>, tensor<4x3xf32>) -> tensor<8x3xf32>
  return
}

// -----

func.func @bmm_shapes(%a: tensor<2x8x4xf32>, %b: tensor<3x4x5xf32>) {
  // expected-error @+2 {{expects shapes [B, m, k] and [B, k, n], but got [2, 8, 4] and [3, 4, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.bmm %a, %b : (tensor<2x8x4xf32>, tensor<3x4x5xf32>) -> tensor<2x8x5xf32>
  return
}

// -----

func.func @weight_gradient(%a: tensor<8x10xf32>, %b: tensor<7x64xf32>) {
  // expected-error @+2 {{expects 'grad' and 'input' with equal leading dimensions, but got [8, 10] and [7, 64]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.linear_weight_grad %a, %b : (tensor<8x10xf32>, tensor<7x64xf32>) -> tensor<10x64xf32>
  return
}

// -----

func.func @sum_of_other_types(%a: tensor<3xf64>, %b: tensor<8x4xf32>, %c: tensor<4x3xf32>) {
  // expected-error @+2 {{expects 'input', 'mat1' and 'mat2' of one element type, but got float64[3], float32[8, 4] and float32[4, 3]; convert with .to(...)}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.addmm %a, %b, %c {beta = 1.0 : f64, alpha = 1.0 : f64} : (tensor<3xf64>, tensor<8x4xf32>, tensor<4x3xf32>) -> tensor<8x3xf32>
  return
}

// -----

func.func @sum_of_no_product(%a: tensor<3xf32>, %b: tensor<8x4xf32>, %c: tensor<5x3xf32>) {
  // expected-error @+2 {{expects matrices [n, k] and [k, m], but got [8, 4] and [5, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.addmm %a, %b, %c {beta = 1.0 : f64, alpha = 1.0 : f64} : (tensor<3xf32>, tensor<8x4xf32>, tensor<5x3xf32>) -> tensor<8x3xf32>
  return
}

// -----

func.func @sum_does_not_broadcast(%a: tensor<2x8x3xf32>, %b: tensor<8x4xf32>, %c: tensor<4x3xf32>) {
  // expected-error @+2 {{expects 'input' to broadcast to the product [8, 3], but got [2, 8, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.addmm %a, %b, %c {beta = 1.0 : f64, alpha = 1.0 : f64} : (tensor<2x8x3xf32>, tensor<8x4xf32>, tensor<4x3xf32>) -> tensor<8x3xf32>
  return
}
