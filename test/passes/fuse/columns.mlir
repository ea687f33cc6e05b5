// Sums over rows: what they share, and what they must not share.
// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-fuse -o %t.mlir && FileCheck %s < %t.mlir
// RUN: %flodl-run %s --compare=%t.mlir

flow.model @m attributes {model = "m", signature = "", symbols = [], inputs = ["x", "y", "s"], targets = [], outputs = ["a", "b"], terms = [], parameters = ["p", "q"], buffers = []} {
^bb0(%x: tensor<8x3xf32>, %y: tensor<8x3xf32>, %s: tensor<8x1xf32>):
  flow.end
}

// A sum over [8, 1] is not a sum over the columns of [8, 3].
// CHECK-LABEL: flow.program "forward" @other_columns
flow.program "forward" @other_columns of @m {
^bb0(%x: tensor<8x3xf32>, %y: tensor<8x3xf32>, %s: tensor<8x1xf32>):
  // CHECK: flow.fused "columns"(%{{.*}}) : (tensor<8x3xf32>) -> tensor<3xf32>
  // CHECK: flow.fused "columns"(%{{.*}}) : (tensor<8x1xf32>) -> tensor<1xf32>
  %a = flow.column_sum %x : (tensor<8x3xf32>) -> tensor<3xf32>
  %b = flow.column_sum %s : (tensor<8x1xf32>) -> tensor<1xf32>
  flow.output %a, %b : tensor<3xf32>, tensor<1xf32>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @same_space
flow.program "forward" @same_space of @m {
^bb0(%x: tensor<8x3xf32>, %y: tensor<8x3xf32>, %s: tensor<8x1xf32>):
  // The product is only summed: it is computed on the way.
  // CHECK: flow.fused "columns"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<8x3xf32>, tensor<8x1xf32>, tensor<8x3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  // CHECK-NOT: flow.fused
  %p = flow.mul %x, %s : (tensor<8x3xf32>, tensor<8x1xf32>) -> tensor<8x3xf32>
  %a = flow.column_sum %p : (tensor<8x3xf32>) -> tensor<3xf32>
  %b = flow.column_sum %y : (tensor<8x3xf32>) -> tensor<3xf32>
  // CHECK: flow.output
  flow.output %a, %b : tensor<3xf32>, tensor<3xf32>
  flow.end
}

// A kernel holds the sums of four tensors: more of them make more kernels.
// CHECK-LABEL: flow.program "forward" @five_sums
// CHECK: flow.fused "columns"({{.*}}) : ({{.*}}) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
// CHECK: flow.fused "columns"({{.*}}) : (tensor<8x3xf32>) -> tensor<3xf32>
// CHECK: flow.output
flow.program "forward" @five_sums of @m {
^bb0(%x: tensor<8x3xf32>, %y: tensor<8x3xf32>, %z: tensor<8x3xf32>):
  %p = flow.parameter {index = 0 : i64} : () -> tensor<8x3xf32>
  %q = flow.parameter {index = 1 : i64} : () -> tensor<8x3xf32>
  %a = flow.column_sum %x : (tensor<8x3xf32>) -> tensor<3xf32>
  %b = flow.column_sum %y : (tensor<8x3xf32>) -> tensor<3xf32>
  %c = flow.column_sum %z : (tensor<8x3xf32>) -> tensor<3xf32>
  %d = flow.column_sum %p : (tensor<8x3xf32>) -> tensor<3xf32>
  %e = flow.column_sum %q : (tensor<8x3xf32>) -> tensor<3xf32>
  %all = flow.cat %a, %b, %c, %d, %e {dim = 0 : i64}
    : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<15xf32>
  flow.output %all, %a : tensor<15xf32>, tensor<3xf32>
  flow.end
}
