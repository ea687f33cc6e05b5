// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @sort_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.sort %a {dim = 2 : i64, descending = false} : (tensor<8x4xf32>) -> (tensor<8x4xf32>, tensor<8x4xi64>)
  return
}

// -----

func.func @topk_dim(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got -3}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.topk %a {k = 2 : i64, dim = -3 : i64, largest = true, sorted = true} : (tensor<8x4xf32>) -> (tensor<8x2xf32>, tensor<8x2xi64>)
  return
}

// -----

func.func @topk_k(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects 'k' between 0 and the size 4 of dimension 1, but got 5}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.topk %a {k = 5 : i64, dim = 1 : i64, largest = true, sorted = true} : (tensor<8x4xf32>) -> (tensor<8x5xf32>, tensor<8x5xi64>)
  return
}

// -----

func.func @searchsorted_shapes(%a: tensor<8x4xf32>, %b: tensor<7x2xf32>) {
  // expected-error @+2 {{expects 'sequence' of rank 1 or with the leading dimensions of 'values', but got [8, 4] and [7, 2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.searchsorted %a, %b {right = false} : (tensor<8x4xf32>, tensor<7x2xf32>) -> tensor<7x2xi64>
  return
}

// -----

func.func @searchsorted_types(%a: tensor<8x4xf32>, %b: tensor<8x2xf64>) {
  // expected-error @+2 {{expects 'sequence' and 'values' of one type, but got float32[8, 4] and float64[8, 2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.searchsorted %a, %b {right = false} : (tensor<8x4xf32>, tensor<8x2xf64>) -> tensor<8x2xi64>
  return
}

// -----

func.func @nonzero_of_a_symbol(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects a tensor with values, since they decide the shape of the result, but got the symbol float32[8, 4]; wrap the module in opaque(...), which runs it as it is}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.nonzero %a : (tensor<8x4xf32>) -> tensor<8x2xi64>
  return
}
