// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-fuse -o %t.mlir && FileCheck %s < %t.mlir
// RUN: %flodl-run %s --compare=%t.mlir

// Reductions along the last dimension join the operations before and after them.

#x = #flow.dims<["batch", "n"]>
#r = #flow.dims<["batch", 1]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch", "n"], inputs = ["x", "index"], targets = [], outputs = [""],
    terms = [], parameters = [], buffers = []} {
^bb0(%x: tensor<?x?xf32, #x>, %index: tensor<?x1xi64, #r>):
  flow.output %x : tensor<?x?xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @softmax
// CHECK: %[[F:.*]] = flow.fused "rows"(%{{[^,]*}}) :
// CHECK: flow.row_max
// CHECK: flow.exp
// CHECK: flow.row_sum
// CHECK: flow.div
// CHECK: flow.output %[[F]]
flow.program "forward" @softmax of @m {
^bb0(%x: tensor<?x?xf32, #x>, %index: tensor<?x1xi64, #r>):
  %m = flow.row_max %x : (tensor<?x?xf32, #x>) -> tensor<?x1xf32, #r>
  %s = flow.sub %x, %m : (tensor<?x?xf32, #x>, tensor<?x1xf32, #r>) -> tensor<?x?xf32, #x>
  %e = flow.exp %s : (tensor<?x?xf32, #x>) -> tensor<?x?xf32, #x>
  %t = flow.row_sum %e : (tensor<?x?xf32, #x>) -> tensor<?x1xf32, #r>
  %y = flow.div %e, %t : (tensor<?x?xf32, #x>, tensor<?x1xf32, #r>) -> tensor<?x?xf32, #x>
  flow.output %y : tensor<?x?xf32, #x>
  flow.end
}

// One number per row is a result too, and integers may choose a column.
// CHECK-LABEL: flow.program "forward" @picked
// CHECK: flow.fused "rows"(%{{[^,]*}}, %{{[^,]*}}) : (tensor<?x?xf32, {{.*}}>, tensor<?x1xi64, {{.*}}>) -> tensor<?x1xf32
// CHECK: flow.select_column
// CHECK: flow.row_sum
// CHECK: flow.neg
flow.program "forward" @picked of @m {
^bb0(%x: tensor<?x?xf32, #x>, %index: tensor<?x1xi64, #r>):
  %p = flow.select_column %x, %index : (tensor<?x?xf32, #x>, tensor<?x1xi64, #r>) -> tensor<?x?xf32, #x>
  %s = flow.row_sum %p : (tensor<?x?xf32, #x>) -> tensor<?x1xf32, #r>
  %y = flow.neg %s : (tensor<?x1xf32, #r>) -> tensor<?x1xf32, #r>
  flow.output %y : tensor<?x1xf32, #r>
  flow.end
}
