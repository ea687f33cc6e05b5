// RUN: %flodl-opt %s -split-input-file -pass-pipeline="builtin.module(flow-build-programs,flow.program(flow-check-indices))" | FileCheck %s

// A table's rows; the ignored class is no position; a size that only run time knows.

// CHECK-LABEL: flow.program "step"
// CHECK: ^bb0(%[[I:[a-z0-9]+]]: tensor<?xi64
// CHECK-SAME: %[[T:[a-z0-9]+]]: tensor<?xi64
// CHECK: %[[CI:.*]] = flow.check_index %[[I]] {count = [100], operand = "embedding indices"}
// CHECK: flow.embedding %{{.*}}, %[[CI]] {padding_idx
// CHECK: %[[CT:.*]] = flow.check_index %[[T]] {count = [16], ignore = -100 : i64, operand = "cross_entropy_loss target"}
// CHECK: flow.cross_entropy_loss %{{.*}}, %[[CT]],
#n = #flow.dims<["batch"]>
#y = #flow.dims<["batch", 16]>
flow.model @table attributes {
    model = "table", signature = "", symbols = ["batch"], inputs = ["i"], targets = ["t"], outputs = [""], terms = [],
    parameters = ["w"], buffers = []} {
^bb0(%i: tensor<?xi64, #n>, %t: tensor<?xi64, #n>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<100x16xf32>
  %s = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "label_smoothing"} : () -> f64
  %y = flow.embedding %w, %i {padding_idx = -1 : i64} : (tensor<100x16xf32>, tensor<?xi64, #n>) -> tensor<?x16xf32, #y>
  flow.output %y : tensor<?x16xf32, #y>
  %l, %lp, %c = flow.cross_entropy_loss %y, %t, %s {reduction = "mean", ignore_index = -100 : i64}
    : (tensor<?x16xf32, #y>, tensor<?xi64, #n>, f64) -> (tensor<f32>, tensor<?x16xf32, #y>, tensor<f32>)
  flow.loss %l : (tensor<f32>) -> ()
  flow.end {optimizer = "sgd"}
}

// -----

// Two operations that choose from as many positions share a check; another size has its own.

// CHECK-LABEL: flow.program "forward"
// CHECK: ^bb0(%{{.*}}, %[[I:[a-z0-9]+]]: tensor<3xi64>)
// CHECK: %[[A:.*]] = flow.check_index %[[I]] {count = ["batch"], operand = "index_select index"}
// CHECK: flow.index_select %{{.*}}, %[[A]] {dim = 0
// CHECK: flow.index_select %{{.*}}, %[[A]] {dim = 0
// CHECK: %[[B:.*]] = flow.check_index %[[I]] {count = [4], operand = "index_select index"}
// CHECK: flow.index_select %{{.*}}, %[[B]] {dim = -1
#x = #flow.dims<["batch", 4]>
#z = #flow.dims<["batch", 3]>
flow.model @chosen attributes {
    model = "chosen", signature = "", symbols = ["batch"], inputs = ["x", "i"], targets = [], outputs = ["", "b", "c"],
    terms = [], parameters = [], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>, %i: tensor<3xi64>):
  %a = flow.index_select %x, %i {dim = 0 : i64} : (tensor<?x4xf32, #x>, tensor<3xi64>) -> tensor<3x4xf32>
  %r = flow.relu %x : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  %b = flow.index_select %r, %i {dim = 0 : i64} : (tensor<?x4xf32, #x>, tensor<3xi64>) -> tensor<3x4xf32>
  %c = flow.index_select %x, %i {dim = -1 : i64} : (tensor<?x4xf32, #x>, tensor<3xi64>) -> tensor<?x3xf32, #z>
  flow.output %a, %b, %c : tensor<3x4xf32>, tensor<3x4xf32>, tensor<?x3xf32, #z>
  flow.end
}
