// Sums over rows: what they share, and what they must not share.
// RUN: flodl-opt %s -flow-fuse | FileCheck %s

flow.model @m attributes {model = "m", signature = "", symbols = [], inputs = [], targets = [], outputs = [], terms = [], parameters = [], buffers = []} {
  flow.end
}

// A sum over [8, 1] is not a sum over the columns of [8, 3].
// CHECK-LABEL: flow.program "forward" @other_columns
flow.program "forward" @other_columns of @m {
^bb0(%x: tensor<8x3xf32>, %s: tensor<8x1xf32>):
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
