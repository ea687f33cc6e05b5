// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @pad_mode(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects 'mode' to be "constant", "reflect", "replicate" or "circular", but got "mirror"}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pad %a {amounts = array<i64: 1, 1>, mode = "mirror", value = 0.0 : f64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @pad_odd(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects two 'amounts' for each of the last dimensions of [8, 4], but got [1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pad %a {amounts = array<i64: 1>, mode = "constant", value = 0.0 : f64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @pad_too_many(%a: tensor<4xf32>) {
  // expected-error @+2 {{expects two 'amounts' for each of the last dimensions of [4], but got [1, 1, 1, 1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pad %a {amounts = array<i64: 1, 1, 1, 1>, mode = "constant", value = 0.0 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @pad_below_nothing(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects 'amounts' that leave no negative size, but got [-3, -2] for [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pad %a {amounts = array<i64: -3, -2>, mode = "constant", value = 0.0 : f64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @pad_rank(%a: tensor<4xf32>) {
  // expected-error @+2 {{expects 1 to 3 dimensions to pad behind one or two others for mode "reflect", but got 1 of [4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pad %a {amounts = array<i64: 1, 1>, mode = "reflect", value = 0.0 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @pad_cutting(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects 'amounts' of 0 or more for mode "replicate", but got [1, -1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pad %a {amounts = array<i64: 1, -1>, mode = "replicate", value = 0.0 : f64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @pad_reflecting_too_much(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects at most 3 elements to add to a dimension of size 4 for mode "reflect", but got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pad %a {amounts = array<i64: 4, 0>, mode = "reflect", value = 0.0 : f64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @pad_around_too_much(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects at most 4 elements to add to a dimension of size 4 for mode "circular", but got 5}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pad %a {amounts = array<i64: 0, 5>, mode = "circular", value = 0.0 : f64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @pad_backward_mode(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects 'mode' to be "reflect", "replicate" or "circular", but got "constant"}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pad_backward %a {shape = [8, 4], amounts = array<i64: 0, 0>, mode = "constant"} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @pad_backward_grad(%a: tensor<8x4xf32>) {
  // expected-error @+2 {{expects 'grad' of shape [8, 5], but got [8, 4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.pad_backward %a {shape = [8, 4], amounts = array<i64: 1, 0>, mode = "circular"} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}
