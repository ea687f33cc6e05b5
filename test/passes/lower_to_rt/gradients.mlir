// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s

// A gradient is written where it belongs; it is copied only when that is not possible.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = ["net/w", "net/b"], buffers = []} {
^bb0(%x: tensor<4xf32>):
  flow.output %x : tensor<4xf32>
  flow.end
}

// CHECK-LABEL: rt.program "train" @in_place
// CHECK: %[[G:.*]] = rt.sized "outputGradient" 0 "grad_output" "float32" ["4"]
// CHECK: %[[DW:.*]] = rt.bound "gradient" 0 "grad_net_w"
// CHECK: %[[DX:.*]] = rt.sized "inputGradient" 0 "grad_x" "float32" ["4"]
// CHECK: rt.boundary
// CHECK-NEXT: rt.call "rt::neg"(%[[G]], %[[DW]])
// CHECK-NEXT: rt.call "rt::abs"(%[[G]], %[[DX]])
// CHECK-NOT: rt.call
flow.program "train" @in_place of @m {
^bb0(%x: tensor<4xf32>):
  flow.output %x : tensor<4xf32>
  %g = flow.output_gradients : tensor<4xf32>
  %dw = flow.neg %g : (tensor<4xf32>) -> tensor<4xf32>
  %dx = flow.abs %g : (tensor<4xf32>) -> tensor<4xf32>
  flow.parameter_gradient %dw {index = 0 : i64} : tensor<4xf32>
  flow.input_gradient %dx {index = 0 : i64} : tensor<4xf32>
  flow.end
}

// One value for two parameters; the gradient of the output itself.
// CHECK-LABEL: rt.program "train" @copies
// CHECK: %[[G:.*]] = rt.sized "outputGradient" 0
// CHECK: %[[ONE:.*]] = rt.bound "gradient"
// CHECK: %[[OTHER:.*]] = rt.bound "gradient"
// CHECK: %[[DX:.*]] = rt.sized "inputGradient" 0
// CHECK: rt.call "rt::neg"(%[[G]], %[[ONE]])
// CHECK: rt.call "rt::contiguous"(%[[ONE]], %[[OTHER]])
// CHECK: rt.call "rt::contiguous"(%[[G]], %[[DX]])
flow.program "train" @copies of @m {
^bb0(%x: tensor<4xf32>):
  flow.output %x : tensor<4xf32>
  %g = flow.output_gradients : tensor<4xf32>
  %dw = flow.neg %g : (tensor<4xf32>) -> tensor<4xf32>
  flow.parameter_gradient %dw {index = 0 : i64} : tensor<4xf32>
  flow.parameter_gradient %dw {index = 1 : i64} : tensor<4xf32>
  flow.input_gradient %g {index = 0 : i64} : tensor<4xf32>
  flow.end
}

// CHECK-LABEL: rt.program "train" @view
// CHECK: %[[P:.*]] = rt.frame "d_neg" "float32" ["2", "2"]
// CHECK: %[[V:.*]] = rt.alias %[[P]] "d_reshape_2" ["4"]
// CHECK: %[[DW:.*]] = rt.bound "gradient" 0
// CHECK: rt.call "rt::contiguous"(%[[V]], %[[DW]])
flow.program "train" @view of @m {
^bb0(%x: tensor<4xf32>):
  flow.output %x : tensor<4xf32>
  %g = flow.output_gradients : tensor<4xf32>
  %r = flow.reshape %g {shape = [2, 2]} : (tensor<4xf32>) -> tensor<2x2xf32>
  %p = flow.neg %r : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %dw = flow.reshape %p {shape = [4]} : (tensor<2x2xf32>) -> tensor<4xf32>
  flow.parameter_gradient %dw {index = 0 : i64} : tensor<4xf32>
  flow.end
}

// An input's gradient has memory only when it is wanted: what also serves others is written elsewhere.
// CHECK-LABEL: rt.program "train" @shared_with_input
// CHECK: %[[D:.*]] = rt.frame "d_neg"
// CHECK: %[[DX:.*]] = rt.sized "inputGradient" 0
// CHECK: rt.call "rt::neg"(%{{.*}}, %[[D]]) {{.*}}guard =
// CHECK: rt.call "rt::abs"(%[[D]], %{{.*}})
// CHECK: rt.call "rt::contiguous"(%[[D]], %[[DX]]) {{.*}}guard =
flow.program "train" @shared_with_input of @m {
^bb0(%x: tensor<4xf32>):
  flow.output %x : tensor<4xf32>
  %g = flow.output_gradients : tensor<4xf32>
  %d = flow.neg %g : (tensor<4xf32>) -> tensor<4xf32>
  %dw = flow.abs %d : (tensor<4xf32>) -> tensor<4xf32>
  flow.parameter_gradient %dw {index = 0 : i64} : tensor<4xf32>
  flow.input_gradient %d {index = 0 : i64} : tensor<4xf32>
  flow.end
}
