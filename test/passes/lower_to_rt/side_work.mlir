// RUN: %flodl-opt %s -flow-lower-to-rt="side-work=true" | FileCheck %s
// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s --check-prefix=NONE

// Gradients of parameters that nothing waits for run beside the rest, joined before buffers and parameters change. What
// they read is not reused before that; what the main stream uses later is not left to the side.

// NONE-NOT: , side}
// NONE-NOT: rt::joinSideWork

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = ["v", "w"], buffers = ["running"]} {
^bb0(%x: tensor<4xf32>):
  flow.output %x : tensor<4xf32>
  flow.end
}

// CHECK-LABEL: rt.program "step" @beside
// CHECK: rt.frame "d_neg" "float32" ["4"] alive 2 to 8
// CHECK: rt.call "rt::recordLoss"
// CHECK-NEXT: rt.call "rt::neg"({{.*}}) ["$0", "$1"] {guard = {{[0-9]+}} : si64}
// CHECK-NEXT: rt.call "rt::abs"({{.*}}) ["$0", "$1"] {guard = {{[0-9]+}} : si64, side}
// CHECK-NEXT: rt.call "rt::sin"({{.*}}) ["$0", "$1"] {guard = {{[0-9]+}} : si64, side}
// CHECK-NEXT: rt.call "rt::joinSideWork"
// CHECK-NEXT: rt.call "rt::clipGradients"
// CHECK-NEXT: rt.call "rt::optimizerStep"
flow.program "step" @beside of @m {
^bb0(%x: tensor<4xf32>):
  %loss = flow.sum %x {dims = array<i64>, keepdim = false} : (tensor<4xf32>) -> tensor<f32>
  flow.loss %loss : (tensor<f32>) -> ()
  %g = flow.neg %x : (tensor<4xf32>) -> tensor<4xf32>
  %dv = flow.abs %g : (tensor<4xf32>) -> tensor<4xf32>
  %dw = flow.sin %g : (tensor<4xf32>) -> tensor<4xf32>
  flow.parameter_gradient %dv {index = 0 : i64} : tensor<4xf32>
  flow.parameter_gradient %dw {index = 1 : i64} : tensor<4xf32>
  flow.update {optimizer = "sgd", clip = "norm"}
  flow.end {optimizer = "sgd"}
}

// In a train program the backward half ends with the join.
// CHECK-LABEL: rt.program "train" @train
// CHECK: rt.boundary
// CHECK-NEXT: rt.call "rt::neg"({{.*}}, side}
// CHECK-NEXT: rt.call "rt::exp"({{.*}}) ["$0", "$1"] {guard = {{[0-9]+}} : si64}
// CHECK-NEXT: rt.call "rt::joinSideWork"
flow.program "train" @train of @m {
^bb0(%x: tensor<4xf32>):
  flow.output %x : tensor<4xf32>
  %g = flow.output_gradients : tensor<4xf32>
  %dv = flow.neg %g : (tensor<4xf32>) -> tensor<4xf32>
  %dx = flow.exp %g : (tensor<4xf32>) -> tensor<4xf32>
  flow.parameter_gradient %dv {index = 0 : i64} : tensor<4xf32>
  flow.input_gradient %dx {index = 0 : i64} : tensor<4xf32>
  flow.end
}

// The gradient towards the input is made of a parameter's gradient: it has to wait for it.
// CHECK-LABEL: rt.program "train" @used_later
// CHECK: rt.boundary
// CHECK-NOT: side}
// CHECK: rt.call "rt::joinSideWork"
flow.program "train" @used_later of @m {
^bb0(%x: tensor<4xf32>):
  flow.output %x : tensor<4xf32>
  %g = flow.output_gradients : tensor<4xf32>
  %dv = flow.neg %g : (tensor<4xf32>) -> tensor<4xf32>
  %dx = flow.exp %dv : (tensor<4xf32>) -> tensor<4xf32>
  flow.parameter_gradient %dv {index = 0 : i64} : tensor<4xf32>
  flow.input_gradient %dx {index = 0 : i64} : tensor<4xf32>
  flow.end
}

// The buffer that the gradient reads is written when the side has been joined.
// CHECK-LABEL: rt.program "step" @before_writes
// CHECK: rt.call "rt::mul"({{.*}}, side}
// CHECK-NEXT: rt.call "rt::joinSideWork"
// CHECK-NEXT: rt.call "rt::writeBuffers"
// CHECK-NEXT: rt.call "rt::optimizerStep"
flow.program "step" @before_writes of @m {
^bb0(%x: tensor<4xf32>):
  %running = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %loss = flow.sum %x {dims = array<i64>, keepdim = false} : (tensor<4xf32>) -> tensor<f32>
  flow.loss %loss : (tensor<f32>) -> ()
  %dv = flow.mul %x, %running : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  flow.write_buffer %x {index = 0 : i64} : tensor<4xf32>
  flow.parameter_gradient %dv {index = 0 : i64} : tensor<4xf32>
  flow.update {optimizer = "sgd", clip = "none"}
  flow.end {optimizer = "sgd"}
}
