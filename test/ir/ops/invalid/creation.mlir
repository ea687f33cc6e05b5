// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @negative_size() {
  // expected-error @+2 {{expects sizes that are not negative, but got [-1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.full {shape = [-1], value = 1.0 : f64, dtype = "float32", number = false} : () -> tensor<1xf32>
  return
}

// -----

func.func @number_with_dimensions() {
  // expected-error @+2 {{expects a number to have rank 0, but got [2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.full {shape = [2], value = 1.0 : f64, dtype = "float32", number = true} : () -> tensor<2xf32>
  return
}

// -----

func.func @arange_of_two_sizes() {
  // expected-error @+2 {{expects one size, the number of elements, but got [2, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.arange {shape = [2, 3], start = 0.0 : f64, step = 1.0 : f64, dtype = "int64"} : () -> tensor<6xi64>
  return
}

// -----

func.func @arange_without_step() {
  // expected-error @+2 {{expects a step other than 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.arange {shape = [2], start = 0.0 : f64, step = 0.0 : f64, dtype = "int64"} : () -> tensor<2xi64>
  return
}

// -----

func.func @random_integers() {
  // expected-error @+2 {{expects a floating-point element type, but got int64}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.rand {shape = [2], dtype = "int64", path = "noise", draw = 0 : i64} : () -> tensor<2xi64>
  return
}

// -----

func.func @dropout_of_integers(%a: tensor<2xi64>, %b: f64, %c: i1) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.dropout %a, %b, %c {path = "dropout", draw = 0 : i64} : (tensor<2xi64>, f64, i1) -> tensor<2xi64>
  return
}

// -----

func.func @eye_of_one_size() {
  // expected-error @+2 {{expects two sizes, rows and columns, but got [2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.eye {shape = [2], dtype = "float32"} : () -> tensor<2xf32>
  return
}

// -----

func.func @linspace_of_two_sizes() {
  // expected-error @+2 {{expects one size, the number of elements, but got [2, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.linspace {shape = [2, 3], start = 0.0 : f64, end = 1.0 : f64, dtype = "float32"} : () -> tensor<6xf32>
  return
}

// -----

func.func @no_integers_between() {
  // expected-error @+2 {{expects 'low' below 'high' by at most 2^32, but got 3 and 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.randint {shape = [2], dtype = "int64", low = 3 : i64, high = 3 : i64, path = "noise", draw = 0 : i64} : () -> tensor<2xi64>
  return
}

// -----

func.func @weights_of_rank_3(%a: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expects 'input' of rank 1 or 2, but got [2, 3, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.multinomial %a {num_samples = 1 : i64, replacement = true, path = "choice", draw = 0 : i64} : (tensor<2x3x4xf32>) -> tensor<2x3x1xi64>
  return
}

// -----

func.func @no_samples(%a: tensor<4xf32>) {
  // expected-error @+2 {{expects at least one sample, but got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.multinomial %a {num_samples = 0 : i64, replacement = true, path = "choice", draw = 0 : i64} : (tensor<4xf32>) -> tensor<0xi64>
  return
}

// -----

func.func @more_samples_than_indices(%a: tensor<4xf32>) {
  // expected-error @+2 {{expects at most 4 samples, one of each index, without replacement, but got 5}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.multinomial %a {num_samples = 5 : i64, replacement = false, path = "choice", draw = 0 : i64} : (tensor<4xf32>) -> tensor<5xi64>
  return
}
