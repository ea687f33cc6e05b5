// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @scatter_dim(%a: tensor<8x4xf32>, %i: tensor<8x1xi64>, %s: tensor<8x1xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.scatter %a, %i, %s {dim = 2 : i64} : (tensor<8x4xf32>, tensor<8x1xi64>, tensor<8x1xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @scatter_index(%a: tensor<8x4xf32>, %i: tensor<8x1xi32>, %s: tensor<8x1xf32>) {
  // expected-error @+2 {{expects 'index' of type int64 and rank 2, but got int32[8, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.scatter %a, %i, %s {dim = 1 : i64} : (tensor<8x4xf32>, tensor<8x1xi32>, tensor<8x1xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @scatter_index_size(%a: tensor<8x4xf32>, %i: tensor<9x1xi64>, %s: tensor<9x1xf32>) {
  // expected-error @+2 {{expects 'index' to be no larger than 'input' but in dimension 1, but got [9, 1] for [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.scatter %a, %i, %s {dim = 1 : i64} : (tensor<8x4xf32>, tensor<9x1xi64>, tensor<9x1xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @scatter_src_type(%a: tensor<8x4xf32>, %i: tensor<8x1xi64>, %s: tensor<8x1xf64>) {
  // expected-error @+2 {{expects 'src' of type float32 and rank 2, but got float64[8, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.scatter %a, %i, %s {dim = 1 : i64} : (tensor<8x4xf32>, tensor<8x1xi64>, tensor<8x1xf64>) -> tensor<8x4xf32>
  return
}

// -----

func.func @scatter_src_size(%a: tensor<8x4xf32>, %i: tensor<8x2xi64>, %s: tensor<8x1xf32>) {
  // expected-error @+2 {{expects 'index' to be no larger than 'src', but got [8, 2] for [8, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.scatter %a, %i, %s {dim = 1 : i64} : (tensor<8x4xf32>, tensor<8x2xi64>, tensor<8x1xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @index_add_source(%a: tensor<8x4xf32>, %i: tensor<3xi64>, %s: tensor<2x4xf32>) {
  // expected-error @+2 {{expects 'source' of type float32[3, 4], but got float32[2, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.index_add %a, %i, %s {dim = 0 : i64} : (tensor<8x4xf32>, tensor<3xi64>, tensor<2x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @select_scatter_src(%a: tensor<8x4xf32>, %s: tensor<8xf32>) {
  // expected-error @+2 {{expects 'src' of type float32[4], but got float32[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.select_scatter %a, %s {dim = 0 : i64, index = 0 : i64} : (tensor<8x4xf32>, tensor<8xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @select_scatter_index(%a: tensor<8x4xf32>, %s: tensor<4xf32>) {
  // expected-error @+2 {{expects an index in [-8, 7], but got 8}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.select_scatter %a, %s {dim = 0 : i64, index = 8 : i64} : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @narrow_scatter_src(%a: tensor<8x4xf32>, %s: tensor<8x3xf32>) {
  // expected-error @+2 {{expects 'src' of type float32[8, 2], but got float32[8, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.narrow_scatter %a, %s {dim = 1 : i64, range = [0, 2]} : (tensor<8x4xf32>, tensor<8x3xf32>) -> tensor<8x4xf32>
  return
}
