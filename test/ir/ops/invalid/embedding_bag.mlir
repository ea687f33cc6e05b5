// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @weight(%a: tensor<9xf32>, %b: tensor<6xi64>) {
  // expected-error @+2 {{expects 'weight' of rank 2 and floating-point type, but got float32[9]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.embedding_bag %a, %b, %b {mode = "sum"} : (tensor<9xf32>, tensor<6xi64>, tensor<6xi64>) -> tensor<6x4xf32>
  return
}

// -----

func.func @offsets(%a: tensor<9x4xf32>, %b: tensor<6xi64>, %c: tensor<2x1xi64>) {
  // expected-error @+2 {{expects 'offsets' of type int64 and rank 1, but got int64[2, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.embedding_bag %a, %b, %c {mode = "sum"} : (tensor<9x4xf32>, tensor<6xi64>, tensor<2x1xi64>) -> tensor<2x4xf32>
  return
}

// -----

func.func @mode(%a: tensor<9x4xf32>, %b: tensor<6xi64>) {
  // expected-error @+2 {{expects 'mode' to be "sum", "mean" or "max", but got "min"}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.embedding_bag %a, %b, %b {mode = "min"} : (tensor<9x4xf32>, tensor<6xi64>, tensor<6xi64>) -> tensor<6x4xf32>
  return
}

// -----

func.func @grad(%g: tensor<6x3xf32>, %a: tensor<9x4xf32>, %b: tensor<6xi64>) {
  // expected-error @+2 {{expects 'grad' of shape [6, 4], but got [6, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.embedding_bag_backward %g, %a, %b, %b {mode = "sum"} : (tensor<6x3xf32>, tensor<9x4xf32>, tensor<6xi64>, tensor<6xi64>) -> tensor<9x4xf32>
  return
}
