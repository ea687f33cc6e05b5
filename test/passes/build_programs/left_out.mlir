// RUN: %flodl-opt %s -flow-build-programs | FileCheck %s

// A step needs a loss and an optimizer, training an output that can have a gradient.

// CHECK-LABEL: flow.model @no_loss
// CHECK: flow.program "forward" @no_loss_forward
// CHECK: flow.program "train" @no_loss_train
// CHECK-NOT: flow.program
flow.model @no_loss attributes {
    model = "no_loss", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<4xf32>):
  flow.output %x : tensor<4xf32>
  flow.end {optimizer = "sgd"}
}

// CHECK-LABEL: flow.model @no_optimizer
// CHECK: flow.program "forward" @no_optimizer_forward
// CHECK: flow.program "train" @no_optimizer_train
// CHECK-NOT: flow.program
flow.model @no_optimizer attributes {
    model = "no_optimizer", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<4xf32>):
  flow.output %x : tensor<4xf32>
  %loss = flow.sum %x {dims = array<i64>, keepdim = false} : (tensor<4xf32>) -> tensor<f32>
  flow.loss %loss : (tensor<f32>) -> ()
  flow.end
}

// CHECK-LABEL: flow.model @integers
// CHECK: flow.program "forward" @integers_forward
// CHECK-NOT: flow.program
flow.model @integers attributes {
    model = "integers", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = ["", "mask"], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<4xf32>):
  %i = flow.argmax %x {dim = 0 : i64, keepdim = false} : (tensor<4xf32>) -> tensor<i64>
  %m = flow.gt %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  flow.output %i, %m : tensor<i64>, tensor<4xi1>
  flow.end
}

// One output that can have a gradient is enough; the integers get a place of their type too.
// CHECK-LABEL: flow.model @mixed
// CHECK: flow.program "train" @mixed_train
// CHECK: flow.output_gradients : tensor<i64>, tensor<4xf32>
flow.model @mixed attributes {
    model = "mixed", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = ["", "x"], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<4xf32>):
  %i = flow.argmax %x {dim = 0 : i64, keepdim = false} : (tensor<4xf32>) -> tensor<i64>
  flow.output %i, %x : tensor<i64>, tensor<4xf32>
  flow.end
}

// A model of a loss alone: no output, no training without the step.
// CHECK-LABEL: flow.model @loss_only
// CHECK: flow.program "forward" @loss_only_forward
// CHECK-NEXT: ^bb0
// CHECK-NEXT: flow.sum
// CHECK-NEXT: flow.end
// CHECK-NOT: flow.program "train"
// CHECK: flow.program "step" @loss_only_step
flow.model @loss_only attributes {
    model = "loss_only", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<4xf32>):
  %loss = flow.sum %x {dims = array<i64>, keepdim = false} : (tensor<4xf32>) -> tensor<f32>
  flow.loss %loss : (tensor<f32>) -> ()
  flow.end {optimizer = "sgd"}
}

// What the loss demands of the sizes is demanded of a step only.
// CHECK-LABEL: flow.program "forward" @checked_forward
// CHECK: text = "of forward"
// CHECK-NOT: text = "of the loss"
// CHECK-LABEL: flow.program "train" @checked_train
// CHECK: text = "of forward"
// CHECK-NOT: text = "of the loss"
// CHECK-LABEL: flow.program "step" @checked_step
// CHECK: text = "of forward"
// CHECK: text = "of the loss"
flow.model @checked attributes {
    model = "checked", signature = "", symbols = ["n", "m"], inputs = ["x"], targets = ["t"], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?xf32, #flow.dims<["n"]>>, %t: tensor<?xf32, #flow.dims<["m"]>>):
  flow.check_sizes {sizes = ["n", 4], condition = "<=", text = "of forward"}
  flow.output %x : tensor<?xf32, #flow.dims<["n"]>>
  flow.check_sizes {sizes = ["n", "2*m"], condition = "==", text = "of the loss"}
  %loss = flow.sum %x {dims = array<i64>, keepdim = false} : (tensor<?xf32, #flow.dims<["n"]>>) -> tensor<f32>
  flow.loss %loss : (tensor<f32>) -> ()
  flow.end {optimizer = "sgd"}
}
