// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

func.func @row_sum_rank(%a: tensor<f32>) {
  // expected-error @+2 {{expects 'input' of rank 1 or more, but got []}}
  // expected-error @+1 {{failed to infer returned types}}
  %r = flow.row_sum %a : (tensor<f32>) -> tensor<f32>
  return
}
