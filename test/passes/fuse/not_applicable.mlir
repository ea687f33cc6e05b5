// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-fuse -o %t.mlir && FileCheck %s < %t.mlir
// RUN: %flodl-run %s --compare=%t.mlir

// What kernels cannot hold stays an operation of its own, and a border between regions.

#x = #flow.dims<["batch", 4]>
#b = #flow.dims<["batch"]>
#o = #flow.dims<["other"]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch", "other"], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = ["w"], buffers = ["mean"]} {
^bb0(%x: tensor<?x4xf32, #x>):
  flow.output %x : tensor<?x4xf32, #x>
  flow.end
}

// Kernels reduce along the last dimension and over all the others; a dimension in the middle is neither.
// CHECK-LABEL: flow.program "forward" @middle_dimension
// CHECK: flow.fused "rows"
// CHECK: flow.yield
// CHECK: flow.sum
// CHECK: flow.fused "rows"
flow.program "forward" @middle_dimension of @m {
^bb0(%x: tensor<2x3x4xf32>):
  %a = flow.exp %x : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  %s = flow.sum %a {dims = array<i64: 1>, keepdim = false} : (tensor<2x3x4xf32>) -> tensor<2x4xf32>
  %y = flow.neg %s : (tensor<2x4xf32>) -> tensor<2x4xf32>
  flow.output %y : tensor<2x4xf32>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @half_precision
// CHECK-NOT: flow.fused
// CHECK: flow.end
flow.program "forward" @half_precision of @m {
^bb0(%x: tensor<8x4xf16>):
  %a = flow.neg %x : (tensor<8x4xf16>) -> tensor<8x4xf16>
  %b = flow.to_dtype %a {dtype = "bfloat16"} : (tensor<8x4xf16>) -> tensor<8x4xbf16>
  %y = flow.neg %b : (tensor<8x4xbf16>) -> tensor<8x4xbf16>
  flow.output %y : tensor<8x4xbf16>
  flow.end
}

// Random numbers are drawn by element, which only the operation itself counts.
// CHECK-LABEL: flow.program "forward" @random
// CHECK: flow.fused "rows"
// CHECK: flow.yield
// CHECK: flow.dropout
// CHECK: flow.fused "rows"
flow.program "forward" @random of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %p = flow.hyper {index = 0 : i64, value = 0.5 : f64, name = "p"} : () -> f64
  %t = flow.flag {index = 0 : i64, name = "training"} : () -> i1
  %a = flow.exp %x : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  %d = flow.dropout %a, %p, %t {path = "drop", draw = 0 : i64} : (tensor<?x4xf32, #x>, f64, i1) -> tensor<?x4xf32, #x>
  %y = flow.neg %d : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  flow.output %y : tensor<?x4xf32, #x>
  flow.end
}

// A buffer may be written within the program: what reads it stays where it is.
// CHECK-LABEL: flow.program "forward" @buffer
// CHECK-NOT: flow.fused
// CHECK: flow.end
flow.program "forward" @buffer of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %mean = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %y = flow.sub %x, %mean : (tensor<?x4xf32, #x>, tensor<4xf32>) -> tensor<?x4xf32, #x>
  %m = flow.neg %mean : (tensor<4xf32>) -> tensor<4xf32>
  flow.write_buffer %m {index = 0 : i64} : tensor<4xf32>
  flow.output %y : tensor<?x4xf32, #x>
  flow.end
}

// A value in the middle of a shape is at no place a kernel knows.
// CHECK-LABEL: flow.program "forward" @middle_broadcast
// CHECK-NOT: flow.fused
// CHECK: flow.end
flow.program "forward" @middle_broadcast of @m {
^bb0(%x: tensor<2x3x4xf32>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<3x1xf32>
  %y = flow.add %x, %w : (tensor<2x3x4xf32>, tensor<3x1xf32>) -> tensor<2x3x4xf32>
  flow.output %y : tensor<2x3x4xf32>
  flow.end
}

// Arithmetic on single numbers is no work for a kernel.
// CHECK-LABEL: flow.program "forward" @numbers
// CHECK-NOT: flow.fused
// CHECK: flow.end
flow.program "forward" @numbers of @m {
^bb0(%x: tensor<f32>):
  %a = flow.exp %x : (tensor<f32>) -> tensor<f32>
  %y = flow.neg %a : (tensor<f32>) -> tensor<f32>
  flow.output %y : tensor<f32>
  flow.end
}
