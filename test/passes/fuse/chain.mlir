// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-fuse -o %t.mlir && FileCheck %s < %t.mlir
// RUN: %flodl-run %s --compare=%t.mlir

// Element-wise operations over one space become one region, also with symbolic sizes.

#x = #flow.dims<["batch", 4]>
#r = #flow.dims<["batch", 1]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x", "y"], targets = [], outputs = ["", "other"],
    terms = [], parameters = ["w"], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>, %y: tensor<?x4xf32, #x>):
  flow.output %x, %y : tensor<?x4xf32, #x>, tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @one_result
// CHECK-NEXT: ^bb0(%[[X:[^:]*]]: {{.*}}, %[[Y:[^:]*]]:
// CHECK-NEXT: %[[F:.*]] = flow.fused "rows"(%[[X]], %[[Y]])
// CHECK-NEXT: ^bb0(%[[A:[^:]*]]: {{.*}}, %[[B:[^:]*]]:
// CHECK-NEXT: %[[E:.*]] = flow.exp %[[A]]
// CHECK-NEXT: %[[S:.*]] = flow.sub %[[E]], %[[B]]
// CHECK-NEXT: %[[N:.*]] = flow.neg %[[S]]
// CHECK-NEXT: flow.yield %[[N]]
// CHECK: flow.output %[[F]], %[[Y]]
flow.program "forward" @one_result of @m {
^bb0(%x: tensor<?x4xf32, #x>, %y: tensor<?x4xf32, #x>):
  %e = flow.exp %x : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  %s = flow.sub %e, %y : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  %n = flow.neg %s : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  flow.output %n, %y : tensor<?x4xf32, #x>, tensor<?x4xf32, #x>
  flow.end
}

// What is used outside of the region too becomes a result; nothing is computed twice.
// CHECK-LABEL: flow.program "forward" @two_results
// CHECK: %[[F:.*]]:2 = flow.fused "rows"
// CHECK: %[[E:.*]] = flow.exp
// CHECK: %[[S:.*]] = flow.add %[[E]], %[[E]]
// CHECK: flow.yield %[[E]], %[[S]]
// CHECK-NOT: flow.exp
// CHECK: flow.output %[[F]]#1, %[[F]]#0
flow.program "forward" @two_results of @m {
^bb0(%x: tensor<?x4xf32, #x>, %y: tensor<?x4xf32, #x>):
  %e = flow.exp %x : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  %s = flow.add %e, %e : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  flow.output %s, %e : tensor<?x4xf32, #x>, tensor<?x4xf32, #x>
  flow.end
}

// Chains that share nothing stay apart.
// CHECK-LABEL: flow.program "forward" @apart
// CHECK: %[[A:.*]] = flow.fused "rows"
// CHECK: %[[B:.*]] = flow.fused "rows"
// CHECK: flow.output %[[A]], %[[B]]
flow.program "forward" @apart of @m {
^bb0(%x: tensor<?x4xf32, #x>, %y: tensor<?x4xf32, #x>):
  %e = flow.exp %x : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  %n = flow.neg %y : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  flow.output %e, %n : tensor<?x4xf32, #x>, tensor<?x4xf32, #x>
  flow.end
}

// Rows of one element, one row for all and single numbers are read where they are; a broadcast costs no copy. Inside
// it stays, for operations that want operands of one type.
// CHECK-LABEL: flow.program "forward" @broadcasts
// CHECK-NOT: flow.expand
// CHECK: flow.fused "rows"(%{{[^,]*}}, %{{[^,]*}}) : (tensor<?x4xf32, {{.*}}>, tensor<4xf32>)
// CHECK: flow.row_max
// CHECK: %[[G:.*]] = flow.expand %{{.*}} : (tensor<4xf32>)
// CHECK: flow.tanh_backward %[[G]], %{{.*}}
// CHECK: flow.yield
// CHECK-NOT: flow.expand
// CHECK: flow.output
flow.program "forward" @broadcasts of @m {
^bb0(%x: tensor<?x4xf32, #x>, %y: tensor<?x4xf32, #x>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %two = flow.full {shape = [], value = 2.0 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %we = flow.expand %w {shape = ["batch", 4]} : (tensor<4xf32>) -> tensor<?x4xf32, #x>
  %m = flow.row_max %x : (tensor<?x4xf32, #x>) -> tensor<?x1xf32, #r>
  %a = flow.sub %x, %m : (tensor<?x4xf32, #x>, tensor<?x1xf32, #r>) -> tensor<?x4xf32, #x>
  %b = flow.tanh_backward %we, %a : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  %c = flow.mul %b, %two : (tensor<?x4xf32, #x>, tensor<f32>) -> tensor<?x4xf32, #x>
  flow.output %c, %y : tensor<?x4xf32, #x>, tensor<?x4xf32, #x>
  flow.end
}

// What is computed once per row, before the space has columns, belongs to the region as well.
// CHECK-LABEL: flow.program "forward" @rows_against_columns
// CHECK: flow.fused "rows"(%{{[^,]*}}, %{{[^,]*}}) : (tensor<?x1xf32, {{.*}}>, tensor<4xf32>) -> tensor<?x4xf32
// CHECK: flow.exp %{{.*}} : (tensor<?x1xf32
// CHECK: flow.add
flow.program "forward" @rows_against_columns of @m {
^bb0(%r: tensor<?x1xf32, #r>, %y: tensor<?x4xf32, #x>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %e = flow.exp %r : (tensor<?x1xf32, #r>) -> tensor<?x1xf32, #r>
  %s = flow.add %e, %w : (tensor<?x1xf32, #r>, tensor<4xf32>) -> tensor<?x4xf32, #x>
  flow.output %s, %y : tensor<?x4xf32, #x>, tensor<?x4xf32, #x>
  flow.end
}
