// Splitting composite operations and forming groups keeps what every program computes.
// REQUIRES: flodl-run
// RUN: %flodl-opt %s -pass-pipeline="builtin.module(flow-build-programs,flow.program(cse,flow-differentiate,canonicalize,cse))" -o %t.0.mlir
// RUN: %flodl-opt %t.0.mlir -pass-pipeline="builtin.module(flow.program(flow-decompose,cse))" -o %t.1.mlir
// RUN: %flodl-opt %t.1.mlir -pass-pipeline="builtin.module(flow.program(flow-fuse))" -o %t.2.mlir
// RUN: %flodl-run %t.0.mlir --compare=%t.1.mlir --tolerance=1e-6
// RUN: %flodl-run %t.1.mlir --compare=%t.2.mlir
// RUN: %flodl-run %t.0.mlir --compare=%t.2.mlir --tolerance=1e-6 --evaluation --size=batch=1

#x = #flow.dims<["batch", 6]>
#h = #flow.dims<["batch", 8]>
#y = #flow.dims<["batch", 4]>
#n = #flow.dims<["batch"]>
#r = #flow.dims<["batch", 1]>
flow.model @mlp attributes {
    model = "mlp", signature = "", symbols = ["batch"], inputs = ["x"], targets = ["label"], outputs = ["", "hidden"],
    terms = [], parameters = ["w0", "b0", "gain", "shift", "w1", "b1"], buffers = []} {
^bb0(%x: tensor<?x6xf32, #x>, %label: tensor<?xi64, #n>):
  %w0 = flow.parameter {index = 0 : i64} : () -> tensor<8x6xf32>
  %b0 = flow.parameter {index = 1 : i64} : () -> tensor<8xf32>
  %gain = flow.parameter {index = 2 : i64} : () -> tensor<8xf32>
  %shift = flow.parameter {index = 3 : i64} : () -> tensor<8xf32>
  %w1 = flow.parameter {index = 4 : i64} : () -> tensor<4x8xf32>
  %b1 = flow.parameter {index = 5 : i64} : () -> tensor<4xf32>
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %p = flow.hyper {index = 1 : i64, value = 0.3 : f64, name = "p"} : () -> f64
  %smoothing = flow.hyper {index = 2 : i64, value = 0.1 : f64, name = "label_smoothing"} : () -> f64
  %training = flow.flag {index = 0 : i64, name = "dropout"} : () -> i1
  %h0 = flow.linear %x, %w0, %b0 : (tensor<?x6xf32, #x>, tensor<8x6xf32>, tensor<8xf32>) -> tensor<?x8xf32, #h>
  %h1 = flow.gelu %h0 : (tensor<?x8xf32, #h>) -> tensor<?x8xf32, #h>
  %h2, %mean, %rstd = flow.layer_norm %h1, %gain, %shift, %eps {normalized_shape = [8], operandSegmentSizes = array<i32: 1, 1, 1, 1>}
    : (tensor<?x8xf32, #h>, tensor<8xf32>, tensor<8xf32>, f64) -> (tensor<?x8xf32, #h>, tensor<?x1xf32, #r>, tensor<?x1xf32, #r>)
  %h3 = flow.dropout %h2, %p, %training {path = "dropout", draw = 0 : i64} : (tensor<?x8xf32, #h>, f64, i1) -> tensor<?x8xf32, #h>
  %h4 = flow.add %h3, %h1 : (tensor<?x8xf32, #h>, tensor<?x8xf32, #h>) -> tensor<?x8xf32, #h>
  %y = flow.linear %h4, %w1, %b1 : (tensor<?x8xf32, #h>, tensor<4x8xf32>, tensor<4xf32>) -> tensor<?x4xf32, #y>
  %s = flow.softmax %y {dim = -1 : i64} : (tensor<?x4xf32, #y>) -> tensor<?x4xf32, #y>
  flow.output %s, %h4 : tensor<?x4xf32, #y>, tensor<?x8xf32, #h>
  %loss, %logp, %count = flow.cross_entropy_loss %y, %label, %smoothing {reduction = "mean", ignore_index = 1 : i64}
    : (tensor<?x4xf32, #y>, tensor<?xi64, #n>, f64) -> (tensor<f32>, tensor<?x4xf32, #y>, tensor<f32>)
  flow.loss %loss : (tensor<f32>) -> ()
  flow.end {optimizer = "adam"}
}
