// REQUIRES: flodl-run
// RUN: %flodl-opt %s -pass-pipeline="builtin.module(flow.program(flow-check-indices))" -o %t.mlir && FileCheck %s < %t.mlir
// RUN: %flodl-run %s --compare=%t.mlir

// What reads at no position is left alone; what nothing uses is not checked either, it goes.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x", "i"], targets = [], outputs = [""], terms = [],
    parameters = ["table"], buffers = []} {
^bb0(%x: tensor<8x4xf32>, %i: tensor<8xi64>):
  flow.output %x : tensor<8x4xf32>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @no_positions
// CHECK-NEXT: ^bb0(%[[X:[^:]*]]: {{.*}}, %[[I:[^:]*]]:
// CHECK-NEXT: %[[C:.*]] = flow.to_dtype %[[I]]
// CHECK-NEXT: flow.output %[[C]]
flow.program "forward" @no_positions of @m {
^bb0(%x: tensor<8x4xf32>, %i: tensor<8xi64>):
  %c = flow.to_dtype %i {dtype = "float32"} : (tensor<8xi64>) -> tensor<8xf32>
  flow.output %c : tensor<8xf32>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @unused
// CHECK-NOT: flow.check_index
// CHECK-NOT: flow.embedding
// CHECK: flow.end
flow.program "forward" @unused of @m {
^bb0(%x: tensor<8x4xf32>, %i: tensor<8xi64>):
  %table = flow.parameter {index = 0 : i64} : () -> tensor<10x4xf32>
  %waste = flow.embedding %table, %i {padding_idx = -1 : i64} : (tensor<10x4xf32>, tensor<8xi64>) -> tensor<8x4xf32>
  flow.output %x : tensor<8x4xf32>
  flow.end
}
