// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @embedding_weight(%a: tensor<100xf32>, %b: tensor<8xi64>) {
  // expected-error @+2 {{expects 'weight' of rank 2 and floating-point type, but got float32[100]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.embedding %a, %b {padding_idx = -1 : i64} : (tensor<100xf32>, tensor<8xi64>) -> tensor<8x1xf32>
  return
}

// -----

func.func @embedding_indices(%a: tensor<100x16xf32>, %b: tensor<8xi32>) {
  // expected-error @+2 {{expects 'indices' of type int64, but got int32[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.embedding %a, %b {padding_idx = -1 : i64} : (tensor<100x16xf32>, tensor<8xi32>) -> tensor<8x16xf32>
  return
}

// -----

func.func @embedding_backward_shape(%a: tensor<8x16xf32>, %b: tensor<8xi64>) {
  // expected-error @+2 {{expects 'shape' of rank 2, but got [100]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.embedding_backward %a, %b {shape = [100], padding_idx = -1 : i64} : (tensor<8x16xf32>, tensor<8xi64>) -> tensor<100xf32>
  return
}

// -----

func.func @embedding_backward_grad(%a: tensor<7x16xf32>, %b: tensor<8xi64>) {
  // expected-error @+2 {{expects 'grad' of shape [8, 16], but got [7, 16]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.embedding_backward %a, %b {shape = [100, 16], padding_idx = -1 : i64} : (tensor<7x16xf32>, tensor<8xi64>) -> tensor<100x16xf32>
  return
}

// -----

func.func @index_select_dim(%a: tensor<8x4xf32>, %b: tensor<3xi64>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.index_select %a, %b {dim = 2 : i64} : (tensor<8x4xf32>, tensor<3xi64>) -> tensor<8x3xf32>
  return
}

// -----

func.func @index_select_index(%a: tensor<8x4xf32>, %b: tensor<3x1xi64>) {
  // expected-error @+2 {{expects 'index' of type int64 and rank 1, but got int64[3, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.index_select %a, %b {dim = 0 : i64} : (tensor<8x4xf32>, tensor<3x1xi64>) -> tensor<3x4xf32>
  return
}

// -----

func.func @index_select_backward_grad(%a: tensor<2x4xf32>, %b: tensor<3xi64>) {
  // expected-error @+2 {{expects 'grad' of shape [3, 4], but got [2, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.index_select_backward %a, %b {shape = [8, 4], dim = 0 : i64} : (tensor<2x4xf32>, tensor<3xi64>) -> tensor<8x4xf32>
  return
}

// -----

func.func @gather_dim(%a: tensor<8x4xf32>, %b: tensor<8x2xi64>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got -3}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.gather %a, %b {dim = -3 : i64} : (tensor<8x4xf32>, tensor<8x2xi64>) -> tensor<8x2xf32>
  return
}

// -----

func.func @gather_index_rank(%a: tensor<8x4xf32>, %b: tensor<8xi64>) {
  // expected-error @+2 {{expects 'index' of type int64 and rank 2, but got int64[8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.gather %a, %b {dim = 1 : i64} : (tensor<8x4xf32>, tensor<8xi64>) -> tensor<8xf32>
  return
}

// -----

func.func @gather_index_size(%a: tensor<8x4xf32>, %b: tensor<9x2xi64>) {
  // expected-error @+2 {{expects 'index' to be no larger than 'input' but in dimension 1, but got [9, 2] for [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.gather %a, %b {dim = 1 : i64} : (tensor<8x4xf32>, tensor<9x2xi64>) -> tensor<9x2xf32>
  return
}

// -----

func.func @gather_backward_grad(%a: tensor<8x3xf32>, %b: tensor<8x2xi64>) {
  // expected-error @+2 {{expects 'grad' and 'index' of equal shapes, but got [8, 3] and [8, 2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.gather_backward %a, %b {shape = [8, 4], dim = 1 : i64} : (tensor<8x3xf32>, tensor<8x2xi64>) -> tensor<8x4xf32>
  return
}

// -----

func.func @classes_of_rank_2(%a: tensor<4xi64>, %b: tensor<2x3xi64>) {
  // expected-error @+2 {{expects int64 'input' and 'classes' of rank 1, but got int64[4] and int64[2, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.one_hot %a, %b : (tensor<4xi64>, tensor<2x3xi64>) -> tensor<4x6xi64>
  return
}
