// Channels-last order changes no value: outputs, gradients and running statistics of a small network.
// REQUIRES: flodl-run
// RUN: %flodl-opt %s -pass-pipeline="builtin.module(flow-build-programs)" -o %t.0.mlir
// RUN: %flodl-opt %t.0.mlir -pass-pipeline="builtin.module(flow.program(flow-channels-last))" -o %t.1.mlir
// RUN: FileCheck %s < %t.1.mlir
// RUN: %flodl-opt %t.0.mlir -pass-pipeline="builtin.module(flow.program(flow-differentiate,canonicalize,cse))" -o %t.2.mlir
// RUN: %flodl-opt %t.1.mlir -pass-pipeline="builtin.module(flow.program(flow-differentiate,canonicalize,cse))" -o %t.3.mlir
// RUN: %flodl-run %t.2.mlir --compare=%t.3.mlir --tolerance=2e-5
// RUN: %flodl-run %t.2.mlir --compare=%t.3.mlir --tolerance=2e-5 --evaluation
// RUN: %flodl-run %t.2.mlir --compare=%t.3.mlir --tolerance=2e-5 --size=batch=1

// CHECK: flow.batch_norm_nhwc
flow.model @net attributes {
    model = "net", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = [""],
    terms = [], parameters = ["w", "b", "g", "h", "w2"], buffers = ["m", "v"]} {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4x3x3x3xf32>
  %b = flow.parameter {index = 1 : i64} : () -> tensor<4xf32>
  %g = flow.parameter {index = 2 : i64} : () -> tensor<4xf32>
  %h = flow.parameter {index = 3 : i64} : () -> tensor<4xf32>
  %w2 = flow.parameter {index = 4 : i64} : () -> tensor<4x4x3x3xf32>
  %m = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %v = flow.buffer {index = 1 : i64} : () -> tensor<4xf32>
  %momentum = flow.hyper {index = 0 : i64, value = 1.0e-01 : f64, name = "momentum"} : () -> f64
  %eps = flow.hyper {index = 1 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %training = flow.flag {index = 0 : i64, name = "norm"} : () -> i1
  %c = flow.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>, tensor<4x3x3x3xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %y, %sm, %si, %nm, %nv = flow.batch_norm %c, %g, %h, %m, %v, %momentum, %eps, %training {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1>} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, f64, f64, i1) -> (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  flow.write_buffer %nm {index = 0 : i64} : tensor<4xf32>
  flow.write_buffer %nv {index = 1 : i64} : tensor<4xf32>
  %r = flow.relu %y : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %p, %i = flow.max_pool2d %r {kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = false} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> (tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>, tensor<?x4x4x4xi64, #flow.dims<["batch", 4, 4, 4]>>)
  %d = flow.conv2d %p, %w2, %b {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>, tensor<4x4x3x3xf32>, tensor<4xf32>) -> tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>
  %s = flow.silu %d : (tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>) -> tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>
  %e = flow.add %s, %p : (tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>, tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>) -> tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>
  %q = flow.adaptive_avg_pool2d %e {output_size = array<i64: 1, 1>} : (tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>) -> tensor<?x4x1x1xf32, #flow.dims<["batch", 4, 1, 1]>>
  %f = flow.flatten %q {start = 1 : i64, end = -1 : i64} : (tensor<?x4x1x1xf32, #flow.dims<["batch", 4, 1, 1]>>) -> tensor<?x4xf32, #flow.dims<["batch", 4]>>
  flow.output %f : tensor<?x4xf32, #flow.dims<["batch", 4]>>
  flow.end
}
