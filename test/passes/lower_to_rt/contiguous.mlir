// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s

// Kernels read rows that lie behind each other, and some reshapes have no strides: a copy is made before, only there.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<4x6xf32>):
  flow.output %x : tensor<4x6xf32>
  flow.end
}

// CHECK-LABEL: rt.program "forward" @kernel
// CHECK: %[[T:.*]] = rt.alias %{{.*}} "transpose" ["6", "4"] strides ["1", "6"]
// CHECK: %[[C:.*]] = rt.frame "transpose_contiguous" "float32" ["6", "4"]
// CHECK: rt.call "rt::contiguous"(%[[T]], %[[C]])
// CHECK: rt.call "kernels::neg"(%[[C]], %{{.*}})
flow.program "forward" @kernel of @m {
^bb0(%x: tensor<4x6xf32>):
  %t = flow.transpose %x {dim0 = 0 : i64, dim1 = 1 : i64} : (tensor<4x6xf32>) -> tensor<6x4xf32>
  %y = flow.fused "rows"(%t) : (tensor<6x4xf32>) -> tensor<6x4xf32> {
  ^bb0(%a: tensor<6x4xf32>):
    %n = flow.neg %a : (tensor<6x4xf32>) -> tensor<6x4xf32>
    flow.yield %n : tensor<6x4xf32>
  }
  flow.output %y : tensor<6x4xf32>
  flow.end
}

// CHECK-LABEL: rt.program "forward" @operation
// CHECK: %[[T:.*]] = rt.alias %{{.*}} "transpose"
// CHECK-NOT: contiguous
// CHECK: rt.call "rt::neg"(%[[T]], %{{.*}})
flow.program "forward" @operation of @m {
^bb0(%x: tensor<4x6xf32>):
  %t = flow.transpose %x {dim0 = 0 : i64, dim1 = 1 : i64} : (tensor<4x6xf32>) -> tensor<6x4xf32>
  %y = flow.neg %t : (tensor<6x4xf32>) -> tensor<6x4xf32>
  flow.output %y : tensor<6x4xf32>
  flow.end
}

// Dimensions of size 1 come and go under any strides. What is reshaped lies row by row, as in eager execution.
// CHECK-LABEL: rt.program "forward" @reshapes
// CHECK: %[[T:.*]] = rt.alias %{{.*}} "transpose"
// CHECK: rt.alias %[[T]] "unsqueeze" ["6", "1", "4"] strides ["1", "1", "6"]
// CHECK: %[[C:.*]] = rt.frame "transpose_contiguous"
// CHECK: rt.alias %[[C]] "reshape" ["24"] strides ["1"]
flow.program "forward" @reshapes of @m {
^bb0(%x: tensor<4x6xf32>):
  %t = flow.transpose %x {dim0 = 0 : i64, dim1 = 1 : i64} : (tensor<4x6xf32>) -> tensor<6x4xf32>
  %a = flow.unsqueeze %t {dim = 1 : i64} : (tensor<6x4xf32>) -> tensor<6x1x4xf32>
  %b = flow.reshape %t {shape = [24]} : (tensor<6x4xf32>) -> tensor<24xf32>
  %c = flow.neg %a : (tensor<6x1x4xf32>) -> tensor<6x1x4xf32>
  %d = flow.neg %b : (tensor<24xf32>) -> tensor<24xf32>
  %e = flow.sum %c {dims = array<i64: 0, 1>, keepdim = false} : (tensor<6x1x4xf32>) -> tensor<4xf32>
  %y = flow.cat %d, %e {dim = 0 : i64} : (tensor<24xf32>, tensor<4xf32>) -> tensor<28xf32>
  flow.output %y : tensor<28xf32>
  flow.end
}
