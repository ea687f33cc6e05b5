// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s

// A statement of the backward half runs when the call wants a gradient that needs it: frozen parameters cost nothing.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = ["v", "w"], buffers = ["running"]} {
^bb0(%x: tensor<4xf32>):
  flow.output %x : tensor<4xf32>
  flow.end
}

// Larger conditions are made of smaller ones.
// CHECK-LABEL: rt.program "train" @nested
// CHECK-DAG: rt.guard 0 ["call.wantsParameter(0)"]
// CHECK-DAG: rt.guard 1 ["call.wantsParameter(1)"]
// CHECK-DAG: rt.guard 2 ["call.wantsInput(0)"]
// CHECK-DAG: rt.guard 3 ["call.wantsParameter(0)", "call.wantsParameter(1)"]
// CHECK-DAG: rt.guard 4 ["wanted3", "call.wantsInput(0)"]
// CHECK-NOT: rt.guard
// The forward half runs always.
// CHECK: rt.call "rt::exp"({{.*}}) ["$0", "$1"]{{$}}
// CHECK: rt.boundary
// CHECK-NEXT: rt.call "rt::mul"({{.*}} {guard = 4 : si64}
// CHECK-NEXT: rt.call "rt::abs"({{.*}} {guard = 3 : si64}
// CHECK-NEXT: rt.call "rt::neg"({{.*}} {guard = 0 : si64}
// CHECK-NEXT: rt.call "rt::sin"({{.*}} {guard = 1 : si64}
// CHECK-NEXT: rt.call "rt::contiguous"({{.*}} {guard = 2 : si64}
flow.program "train" @nested of @m {
^bb0(%x: tensor<4xf32>):
  %e = flow.exp %x : (tensor<4xf32>) -> tensor<4xf32>
  flow.output %e : tensor<4xf32>
  %g = flow.output_gradients : tensor<4xf32>
  %both = flow.mul %g, %e : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %a = flow.abs %both : (tensor<4xf32>) -> tensor<4xf32>
  %dv = flow.neg %a : (tensor<4xf32>) -> tensor<4xf32>
  %dw = flow.sin %a : (tensor<4xf32>) -> tensor<4xf32>
  flow.parameter_gradient %dv {index = 0 : i64} : tensor<4xf32>
  flow.parameter_gradient %dw {index = 1 : i64} : tensor<4xf32>
  flow.input_gradient %both {index = 0 : i64} : tensor<4xf32>
  flow.end
}

// What the loss or a buffer needs runs whoever wants what, also where a gradient needs it too.
// CHECK-LABEL: rt.program "step" @always
// CHECK: rt.guard 0 ["call.wantsParameter(1)"]
// CHECK-NOT: rt.guard
// CHECK: rt.call "rt::abs"({{.*}}) ["$0", "$1"]{{$}}
// CHECK: rt.call "rt::sum"({{.*}}) [{{[^{]*}}]{{$}}
// CHECK: rt.call "rt::recordLoss"({{.*}}) ["$0"]{{$}}
// CHECK: rt.call "rt::neg"({{.*}}) ["$0", "$1"] {guard = 0 : si64}
// CHECK: rt.call "rt::writeBuffers"({{.*}}) ["{{.*}}"]{{$}}
// CHECK: rt.call "rt::optimizerStep"() []{{$}}
flow.program "step" @always of @m {
^bb0(%x: tensor<4xf32>):
  %a = flow.abs %x : (tensor<4xf32>) -> tensor<4xf32>
  flow.write_buffer %a {index = 0 : i64} : tensor<4xf32>
  %loss = flow.sum %a {dims = array<i64>, keepdim = false} : (tensor<4xf32>) -> tensor<f32>
  flow.loss %loss : (tensor<f32>) -> ()
  %dw = flow.neg %a : (tensor<4xf32>) -> tensor<4xf32>
  flow.parameter_gradient %dw {index = 1 : i64} : tensor<4xf32>
  flow.update {optimizer = "sgd", clip = "none"}
  flow.end {optimizer = "sgd"}
}
