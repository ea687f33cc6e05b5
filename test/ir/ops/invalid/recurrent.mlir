// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @input(%a: tensor<5x3xf32>, %h: tensor<1x2x4xf32>, %w0: tensor<12x3xf32>, %w1: tensor<12x4xf32>, %w2: tensor<12xf32>, %w3: tensor<12xf32>) {
  // expected-error @+2 {{expects 'input' of rank 3 and floating-point type, but got float32[5, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y, %n = flow.gru %a, %h, %w0, %w1, %w2, %w3 {batch_first = false, bidirectional = false, has_biases = true} : (tensor<5x3xf32>, tensor<1x2x4xf32>, tensor<12x3xf32>, tensor<12x4xf32>, tensor<12xf32>, tensor<12xf32>) -> (tensor<5x2x4xf32>, tensor<1x2x4xf32>)
  return
}

// -----

func.func @count(%a: tensor<5x2x3xf32>, %h: tensor<1x2x4xf32>, %w0: tensor<12x3xf32>, %w1: tensor<12x4xf32>, %w2: tensor<12xf32>, %w3: tensor<12xf32>) {
  // expected-error @+2 {{expects 4 'weights' for each layer, but got 3 tensors}}
  // expected-error @+1 {{failed to infer returned types}}
  %y, %n = flow.gru %a, %h, %w0, %w1, %w2 {batch_first = false, bidirectional = false, has_biases = true} : (tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<12x3xf32>, tensor<12x4xf32>, tensor<12xf32>) -> (tensor<5x2x4xf32>, tensor<1x2x4xf32>)
  return
}

// -----

func.func @weight(%a: tensor<5x2x3xf32>, %h: tensor<1x2x4xf32>, %w0: tensor<12x3xf32>, %w1: tensor<12x4xf32>, %w2: tensor<12xf32>, %w3: tensor<12xf32>) {
  // expected-error @+2 {{expects number 3 of 'weights' of type float32[12], but got float32[12, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y, %n = flow.gru %a, %h, %w0, %w1, %w2, %w1 {batch_first = false, bidirectional = false, has_biases = true} : (tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<12x3xf32>, tensor<12x4xf32>, tensor<12xf32>, tensor<12x4xf32>) -> (tensor<5x2x4xf32>, tensor<1x2x4xf32>)
  return
}

// -----

func.func @state(%a: tensor<5x2x3xf32>, %h: tensor<1x5x4xf32>, %w0: tensor<12x3xf32>, %w1: tensor<12x4xf32>, %w2: tensor<12xf32>, %w3: tensor<12xf32>) {
  // expected-error @+2 {{expects 'h0' of type float32[1, 2, 4], but got float32[1, 5, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y, %n = flow.gru %a, %h, %w0, %w1, %w2, %w3 {batch_first = false, bidirectional = false, has_biases = true} : (tensor<5x2x3xf32>, tensor<1x5x4xf32>, tensor<12x3xf32>, tensor<12x4xf32>, tensor<12xf32>, tensor<12xf32>) -> (tensor<5x2x4xf32>, tensor<1x2x4xf32>)
  return
}

// -----

func.func @grad(%g: tensor<5x2x3xf32>, %a: tensor<5x2x3xf32>, %h: tensor<1x2x4xf32>, %w0: tensor<12x3xf32>, %w1: tensor<12x4xf32>, %w2: tensor<12xf32>, %w3: tensor<12xf32>) {
  // expected-error @+2 {{expects 'grad_output' of type float32[5, 2, 4], but got float32[5, 2, 3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %x, %s, %p = flow.gru_backward %g, %a, %h, %w0, %w1, %w2, %w3 {batch_first = false, bidirectional = false, has_biases = true, operandSegmentSizes = array<i32: 1, 0, 1, 1, 4>} : (tensor<5x2x3xf32>, tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<12x3xf32>, tensor<12x4xf32>, tensor<12xf32>, tensor<12xf32>) -> (tensor<5x2x3xf32>, tensor<1x2x4xf32>, tensor<108xf32>)
  return
}
