// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @expand_shape(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects the shape of 'input' to broadcast to 'shape', but got [8, 4] and [8, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.expand %a {shape = [8, 5]} : (tensor<8x4xf32>) -> tensor<8x5xf32>
  return
}

// -----

func.func @reshape_two_unknown(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects at most one size of -1 in 'shape', but got [-1, -1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.reshape %a {shape = [-1, -1]} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @reshape_no_elements(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects 'shape' to leave one size to deduce, but got [0, -1] with no elements}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.reshape %a {shape = [0, -1]} : (tensor<8x4xf32>) -> tensor<0x1xf32>
  return
}

// -----

func.func @reshape_elements(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects 'shape' to have as many elements as 'input', but got [5, 7] for [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.reshape %a {shape = [5, 7]} : (tensor<8x4xf32>) -> tensor<5x7xf32>
  return
}

// -----

func.func @reshape_symbols(%a: tensor<?x4xf32, #flow.dims<["batch", 4]>>) {
  // expected-error @+2 {{expects 'shape' to have as many elements as 'input', but got [n, 4] for [batch, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.reshape %a {shape = ["n", 4]} : (tensor<?x4xf32, #flow.dims<["batch", 4]>>) -> tensor<?x4xf32, #flow.dims<["n", 4]>>
  return
}

// -----

func.func @flatten_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.flatten %a {start = 0 : i64, end = 2 : i64} : (tensor<8x4xf32>) -> tensor<32xf32>
  return
}

// -----

func.func @flatten_order(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects 'start' not to come after 'end', but got 1 and 0 for [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.flatten %a {start = 1 : i64, end = 0 : i64} : (tensor<8x4xf32>) -> tensor<32xf32>
  return
}

// -----

func.func @transpose_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got -3}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.transpose %a {dim0 = 0 : i64, dim1 = -3 : i64} : (tensor<8x4xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @permute_twice(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects each dimension once, but got 0 again}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.permute %a {dims = array<i64: 0, 0>} : (tensor<8x4xf32>) -> tensor<8x8xf32>
  return
}

// -----

func.func @permute_count(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects as many entries in 'dims' as 'input' has dimensions (2), but got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.permute %a {dims = array<i64: 0>} : (tensor<8x4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @squeeze_dim(%a: tensor<8x1xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.squeeze %a {dim = 2 : i64} : (tensor<8x1xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @squeeze_symbol(%a: tensor<?x4xf32, #flow.dims<["batch", 4]>>) {
  // expected-error @+2 {{expects a dimension whose size is a number, but got batch in [batch, 4]; use reshape to drop a symbolic dimension}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.squeeze %a {dim = 0 : i64} : (tensor<?x4xf32, #flow.dims<["batch", 4]>>) -> tensor<4xf32>
  return
}

// -----

func.func @unsqueeze_dim(%a: tensor<8xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.unsqueeze %a {dim = 2 : i64} : (tensor<8xf32>) -> tensor<8x1xf32>
  return
}

// -----

func.func @narrow_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.narrow %a {dim = 2 : i64, range = [0, 1]} : (tensor<8x4xf32>) -> tensor<8x1xf32>
  return
}

// -----

func.func @narrow_range_entries(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects 'range' to be a start and a length, but got [0]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.narrow %a {dim = 1 : i64, range = [0]} : (tensor<8x4xf32>) -> tensor<8x1xf32>
  return
}

// -----

func.func @narrow_range(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a range inside a dimension of size 4, but got start 3 and length 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.narrow %a {dim = 1 : i64, range = [3, 2]} : (tensor<8x4xf32>) -> tensor<8x2xf32>
  return
}

// -----

func.func @narrow_backward_grad(%a: tensor<8x3xf32>) {
  // expected-error @+2 {{expects 'grad' of shape [8, 2], but got [8, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.narrow_backward %a {shape = [8, 4], dim = 1 : i64, range = [0, 2]} : (tensor<8x3xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @select_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.select %a {dim = 2 : i64, index = 0 : i64} : (tensor<8x4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @select_index(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects an index in [-4, 3], but got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.select %a {dim = 1 : i64, index = 4 : i64} : (tensor<8x4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @select_backward_grad(%a: tensor<4xf32>) {
  // expected-error @+2 {{expects 'grad' of shape [8], but got [4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.select_backward %a {shape = [8, 4], dim = 1 : i64, index = 0 : i64} : (tensor<4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @cat_of_nothing() {
  // expected-error @+2 {{expects at least one input, but got none}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.cat {dim = 0 : i64} : () -> tensor<1xf32>
  return
}

// -----

func.func @cat_of_scalars(%a: tensor<f32>, %b: tensor<f32>) {
  // expected-error @+2 {{expects inputs of rank 1 or more, but got rank 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.cat %a, %b {dim = 0 : i64} : (tensor<f32>, tensor<f32>) -> tensor<2xf32>
  return
}

// -----

func.func @cat_dim(%a: tensor<8x4xf32>, %b: tensor<8x2xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.cat %a, %b {dim = 2 : i64} : (tensor<8x4xf32>, tensor<8x2xf32>) -> tensor<8x6xf32>
  return
}

// -----

func.func @cat_sizes(%a: tensor<8x4xf32>, %b: tensor<7x2xf32>) {
  // expected-error @+2 {{expects inputs of equal sizes but for dimension 1, but got [8, 4] and [7, 2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.cat %a, %b {dim = 1 : i64} : (tensor<8x4xf32>, tensor<7x2xf32>) -> tensor<8x6xf32>
  return
}
