// RUN: %flodl-opt %s -flow-build-programs | FileCheck %s

// Every program is a copy of the recording without what it has no use for, behind its model. Symbolic sizes stay.

// CHECK: flow.model @m
// CHECK-LABEL: flow.program "forward" @m_forward of @m
// CHECK-NEXT: ^bb0(%{{.*}}: tensor<?x4xf32, #flow.dims<["batch", 4]>>, %{{.*}}: tensor<?xi64, #flow.dims<["batch"]>>)
// CHECK-NOT: flow.loss
// CHECK: flow.output
// CHECK-NOT: flow.loss

// CHECK-LABEL: flow.program "train" @m_train of @m
// CHECK: %[[Y:.*]] = flow.linear
// CHECK: flow.output %[[Y]], %[[Y]]
// CHECK-NOT: flow.loss
// A gradient for each output, of its type.
// CHECK: flow.output_gradients : tensor<?x2xf32, #flow.dims<["batch", 2]>>, tensor<?x2xf32, #flow.dims<["batch", 2]>>
// CHECK-NEXT: flow.end

// CHECK-LABEL: flow.program "step" @m_step of @m
// CHECK-NOT: flow.output
// CHECK: flow.loss
// CHECK-NEXT: flow.end {clip = "norm", optimizer = "adam"}
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = ["label"], outputs = ["", "logits"],
    terms = [], parameters = ["w"], buffers = []} {
^bb0(%x: tensor<?x4xf32, #flow.dims<["batch", 4]>>, %label: tensor<?xi64, #flow.dims<["batch"]>>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<2x4xf32>
  %smoothing = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "label_smoothing"} : () -> f64
  %y = flow.linear %x, %w : (tensor<?x4xf32, #flow.dims<["batch", 4]>>, tensor<2x4xf32>)
    -> tensor<?x2xf32, #flow.dims<["batch", 2]>>
  flow.output %y, %y : tensor<?x2xf32, #flow.dims<["batch", 2]>>, tensor<?x2xf32, #flow.dims<["batch", 2]>>
  %loss, %logp, %count = flow.cross_entropy_loss %y, %label, %smoothing {reduction = "mean", ignore_index = -100 : i64}
    : (tensor<?x2xf32, #flow.dims<["batch", 2]>>, tensor<?xi64, #flow.dims<["batch"]>>, f64)
   -> (tensor<f32>, tensor<?x2xf32, #flow.dims<["batch", 2]>>, tensor<f32>)
  flow.loss %loss : (tensor<f32>) -> ()
  flow.end {optimizer = "adam", clip = "norm"}
}
