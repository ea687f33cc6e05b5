// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s

// Equal regions share one kernel, in whatever program they stand; other types or attributes make another one.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<8x4xf32>):
  flow.output %x : tensor<8x4xf32>
  flow.end
}

// CHECK-LABEL: rt.program "forward" @first
// CHECK: rt.call "kernels::exp"
// CHECK: rt.call "kernels::exp"
// CHECK: rt.call "kernels::pow"
// CHECK: rt.call "kernels::pow_2"
flow.program "forward" @first of @m {
^bb0(%x: tensor<8x4xf32>):
  %a = flow.fused "rows"(%x) : (tensor<8x4xf32>) -> tensor<8x4xf32> {
  ^bb0(%i: tensor<8x4xf32>):
    %e = flow.exp %i : (tensor<8x4xf32>) -> tensor<8x4xf32>
    flow.yield %e : tensor<8x4xf32>
  }
  %b = flow.fused "rows"(%a) : (tensor<8x4xf32>) -> tensor<8x4xf32> {
  ^bb0(%i: tensor<8x4xf32>):
    %e = flow.exp %i : (tensor<8x4xf32>) -> tensor<8x4xf32>
    flow.yield %e : tensor<8x4xf32>
  }
  %c = flow.fused "rows"(%b) : (tensor<8x4xf32>) -> tensor<8x4xf32> {
  ^bb0(%i: tensor<8x4xf32>):
    %e = flow.pow %i {exponent = 2.0 : f64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
    flow.yield %e : tensor<8x4xf32>
  }
  %d = flow.fused "rows"(%c) : (tensor<8x4xf32>) -> tensor<8x4xf32> {
  ^bb0(%i: tensor<8x4xf32>):
    %e = flow.pow %i {exponent = 3.0 : f64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
    flow.yield %e : tensor<8x4xf32>
  }
  flow.output %d : tensor<8x4xf32>
  flow.end
}

// CHECK-LABEL: rt.program "forward" @second
// CHECK: rt.call "kernels::exp"
// CHECK: rt.call "kernels::exp_2"
flow.program "forward" @second of @m {
^bb0(%x: tensor<8x4xf32>):
  %a = flow.fused "rows"(%x) : (tensor<8x4xf32>) -> tensor<8x4xf32> {
  ^bb0(%i: tensor<8x4xf32>):
    %e = flow.exp %i : (tensor<8x4xf32>) -> tensor<8x4xf32>
    flow.yield %e : tensor<8x4xf32>
  }
  %w = flow.to_dtype %a {dtype = "float64"} : (tensor<8x4xf32>) -> tensor<8x4xf64>
  %b = flow.fused "rows"(%w) : (tensor<8x4xf64>) -> tensor<8x4xf64> {
  ^bb0(%i: tensor<8x4xf64>):
    %e = flow.exp %i : (tensor<8x4xf64>) -> tensor<8x4xf64>
    flow.yield %e : tensor<8x4xf64>
  }
  flow.output %b : tensor<8x4xf64>
  flow.end
}

// CHECK-COUNT-1: kernel.func "flat" @exp attributes
// CHECK-NOT: @exp attributes
