// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @cdist_types(%a: tensor<8x4xf32>, %b: tensor<3x5xf32>) {
  // expected-error @+2 {{expects 'x1' and 'x2' of rank 2 or more, one floating-point type and equal last dimensions, but got float32[8, 4] and float32[3, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.cdist %a, %b {p = 2.0 : f64} : (tensor<8x4xf32>, tensor<3x5xf32>) -> tensor<8x3xf32>
  return
}

// -----

func.func @cdist_batches(%a: tensor<2x8x4xf32>, %b: tensor<3x8x4xf32>) {
  // expected-error @+2 {{expects 'x1' and 'x2' of equal leading dimensions, but got [2, 8, 4] and [3, 8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.cdist %a, %b {p = 2.0 : f64} : (tensor<2x8x4xf32>, tensor<3x8x4xf32>) -> tensor<2x8x8xf32>
  return
}

// -----

func.func @cdist_p(%a: tensor<8x4xf32>, %b: tensor<3x4xf32>) {
  // expected-error @+2 {{expects 'p' of 0 or more, but got -1.000000}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.cdist %a, %b {p = -1.0 : f64} : (tensor<8x4xf32>, tensor<3x4xf32>) -> tensor<8x3xf32>
  return
}

// -----

func.func @cdist_backward_distances(%g: tensor<8x3xf32>, %a: tensor<8x4xf32>, %b: tensor<3x4xf32>, %d: tensor<8x2xf32>) {
  // expected-error @+2 {{expects 'grad' and 'distances' of equal shapes, but got [8, 3] and [8, 2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.cdist_backward %g, %a, %b, %d {p = 2.0 : f64} : (tensor<8x3xf32>, tensor<8x4xf32>, tensor<3x4xf32>, tensor<8x2xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @pairwise_distance_type(%a: tensor<8x4xi64>, %b: tensor<8x4xf32>, %e: f64) {
  // expected-error @+2 {{expects 'x1' of a floating-point type, but got int64[8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pairwise_distance %a, %b, %e {p = 2.0 : f64, keepdim = false} : (tensor<8x4xi64>, tensor<8x4xf32>, f64) -> tensor<8xf32>
  return
}

// -----

func.func @pairwise_distance_second_type(%a: tensor<8x4xf32>, %b: tensor<8x4xi64>, %e: f64) {
  // expected-error @+2 {{expects 'x2' of a floating-point type, but got int64[8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pairwise_distance %a, %b, %e {p = 2.0 : f64, keepdim = false} : (tensor<8x4xf32>, tensor<8x4xi64>, f64) -> tensor<8xf32>
  return
}

// -----

func.func @pairwise_distance_shapes(%a: tensor<8x4xf32>, %b: tensor<8x3xf32>, %e: f64) {
  // expected-error @+2 {{expects 'x1' and 'x2' to broadcast, but got [8, 4] and [8, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pairwise_distance %a, %b, %e {p = 2.0 : f64, keepdim = false} : (tensor<8x4xf32>, tensor<8x3xf32>, f64) -> tensor<8xf32>
  return
}

// -----

func.func @pairwise_distance_rank(%a: tensor<f32>, %b: tensor<f32>, %e: f64) {
  // expected-error @+2 {{expects 'x1' and 'x2' of rank 1 or more, but got [] and []}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pairwise_distance %a, %b, %e {p = 2.0 : f64, keepdim = false} : (tensor<f32>, tensor<f32>, f64) -> tensor<f32>
  return
}

// -----

func.func @cosine_similarity_types(%a: tensor<8x4xf32>, %b: tensor<8x4xf64>, %e: f64) {
  // expected-error @+2 {{expects 'x1' and 'x2' of one type, but got float32[8, 4] and float64[8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.cosine_similarity %a, %b, %e {dim = 1 : i64} : (tensor<8x4xf32>, tensor<8x4xf64>, f64) -> (tensor<8xf32>, tensor<8x1xf32>, tensor<8x1xf32>)
  return
}

// -----

func.func @cosine_similarity_dim(%a: tensor<8x4xf32>, %b: tensor<8x4xf32>, %e: f64) {
  // expected-error @+2 {{expects a dimension in [-2, 1], but got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:3 = flow.cosine_similarity %a, %b, %e {dim = 2 : i64} : (tensor<8x4xf32>, tensor<8x4xf32>, f64) -> (tensor<8xf32>, tensor<8x1xf32>, tensor<8x1xf32>)
  return
}

// -----

func.func @normalize_type(%a: tensor<8x4xi64>, %e: f64) {
  // expected-error @+2 {{expects 'input' of a floating-point type, but got int64[8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r:2 = flow.normalize %a, %e {p = 2.0 : f64, dim = 1 : i64} : (tensor<8x4xi64>, f64) -> (tensor<8x4xf32>, tensor<8x1xf32>)
  return
}
