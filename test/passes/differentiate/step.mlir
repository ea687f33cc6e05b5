// RUN: %flodl-opt %s -flow-differentiate | FileCheck %s

// A step starts from the loss with 1 and ends with the update; inputs get no gradient there.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [], terms = ["penalty"],
    parameters = ["w"], buffers = []} {
^bb0(%x: tensor<8x4xf32>):
  flow.end
}

// CHECK-LABEL: flow.program "step" @clipped
// CHECK: flow.loss
// CHECK-NEXT: %[[ONE:.*]] = flow.full {{.*}}value = 1.000000e+00
// CHECK-NEXT: flow.reshape %[[ONE]]
// CHECK: flow.parameter_gradient
// CHECK-NOT: flow.input_gradient
// CHECK: flow.update {clip = "norm", optimizer = "sgd"}
// CHECK-NEXT: flow.end
flow.program "step" @clipped of @m {
^bb0(%x: tensor<8x4xf32>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %y = flow.mul %x, %w : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
  %loss = flow.sum %y {dims = array<i64>, keepdim = false} : (tensor<8x4xf32>) -> tensor<f32>
  flow.loss %loss, %loss : (tensor<f32>, tensor<f32>) -> ()
  flow.end {optimizer = "sgd", clip = "norm"}
}

// A named term is only recorded: it gets no seed of its own. Without clipping the update says so.
// CHECK-LABEL: flow.program "step" @terms
// CHECK: flow.loss
// CHECK-COUNT-1: flow.full
// CHECK-NOT: flow.abs
// CHECK-NOT: flow.sign
// CHECK: flow.update {clip = "none", optimizer = "adam"}
flow.program "step" @terms of @m {
^bb0(%x: tensor<8x4xf32>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %y = flow.mul %x, %w : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
  %loss = flow.sum %y {dims = array<i64>, keepdim = false} : (tensor<8x4xf32>) -> tensor<f32>
  %size = flow.abs %w : (tensor<4xf32>) -> tensor<4xf32>
  %penalty = flow.sum %size {dims = array<i64>, keepdim = false} : (tensor<4xf32>) -> tensor<f32>
  flow.loss %loss, %penalty : (tensor<f32>, tensor<f32>) -> ()
  flow.end {optimizer = "adam"}
}

// A loss that no parameter reaches still makes a step: nothing but the update.
// CHECK-LABEL: flow.program "step" @nothing_to_train
// CHECK-NOT: flow.parameter_gradient
// CHECK: flow.update
flow.program "step" @nothing_to_train of @m {
^bb0(%x: tensor<8x4xf32>):
  %loss = flow.sum %x {dims = array<i64>, keepdim = false} : (tensor<8x4xf32>) -> tensor<f32>
  flow.loss %loss, %loss : (tensor<f32>, tensor<f32>) -> ()
  flow.end {optimizer = "sgd"}
}
