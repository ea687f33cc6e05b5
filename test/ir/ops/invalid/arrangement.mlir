// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @flip_twice(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects each dimension once, but got -1 again}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.flip %a {dims = array<i64: 1, -1>} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @roll_counts(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension for each of the shifts, or none for a single shift, but got 1 dimensions and 2 shifts}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.roll %a {shifts = array<i64: 1, 2>, dims = array<i64: 0>} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @roll_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.roll %a {shifts = array<i64: 1>, dims = array<i64: 2>} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @triu_of_a_vector(%a: tensor<8xf32>) {
  // expected-error @+2 {{expects 'input' of rank 2 or more, but got [8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.triu %a {diagonal = 0 : i64} : (tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @repeat_counts(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a count of 0 or more for each of the 2 dimensions of 'input', but got [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.repeat %a {counts = [3]} : (tensor<8x4xf32>) -> tensor<24x4xf32>
  return
}

// -----

func.func @repeat_negative(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a count of 0 or more for each of the 2 dimensions of 'input', but got [1, -1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.repeat %a {counts = [1, -1]} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @stack_of_nothing() {
  // expected-error @+2 {{expects at least one input, but got none}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.stack {dim = 0 : i64} : () -> tensor<1xf32>
  return
}

// -----

func.func @stack_shapes(%a: tensor<8x4xf32>, %b: tensor<8x3xf32>) {
  // expected-error @+2 {{expects inputs of equal shapes, but got [8, 4] and [8, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.stack %a, %b {dim = 0 : i64} : (tensor<8x4xf32>, tensor<8x3xf32>) -> tensor<2x8x4xf32>
  return
}

// -----

func.func @stack_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-3, 2], but got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.stack %a {dim = 3 : i64} : (tensor<8x4xf32>) -> tensor<8x4x1xf32>
  return
}

// -----

func.func @diagonal_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.diagonal %a {offset = 0 : i64, dim1 = 0 : i64, dim2 = 2 : i64} : (tensor<8x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @diagonal_twice(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects two different dimensions, but got 1 and -1 for [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.diagonal %a {offset = 0 : i64, dim1 = 1 : i64, dim2 = -1 : i64} : (tensor<8x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @diagonal_symbol(%a: tensor<?x4xf32, #flow.dims<["batch", 4]>>) {
  // expected-error @+2 {{expects dimensions whose sizes are numbers, or equal ones and an offset of 0, but got batch and 4 with offset 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.diagonal %a {offset = 0 : i64, dim1 = 0 : i64, dim2 = 1 : i64} : (tensor<?x4xf32, #flow.dims<["batch", 4]>>) -> tensor<4xf32>
  return
}

// -----

func.func @diagonal_backward_grad(%g: tensor<3xf32>) {
  // expected-error @+2 {{expects 'grad' of shape [4], but got [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.diagonal_backward %g {shape = [8, 4], offset = 0 : i64, dim1 = 0 : i64, dim2 = 1 : i64} : (tensor<3xf32>) -> tensor<8x4xf32>
  return
}
