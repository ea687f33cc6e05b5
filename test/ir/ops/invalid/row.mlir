// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @row_sum_rank(%a: tensor<f32>) {
  // expected-error @+2 {{expects 'input' of rank 1 or more, but got []}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.row_sum %a : (tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @select_column_index(%a: tensor<8x4xf32>, %i: tensor<8xi64>) {
  // expected-error @+2 {{expects an integer 'index' of the shape of 'input' with a last dimension of 1, but got int64[8] for float32[8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.select_column %a, %i : (tensor<8x4xf32>, tensor<8xi64>) -> tensor<8x4xf32>
  return
}

// -----

func.func @column_is_shape(%i: tensor<8x1xi64>) {
  // expected-error @+2 {{expects 'shape' to equal the shape of 'index' but for its last dimension, but got [7, 4] for [8, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.column_is %i {shape = [7, 4], dtype = "float32"} : (tensor<8x1xi64>) -> tensor<7x4xf32>
  return
}
