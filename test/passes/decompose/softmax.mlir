// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-decompose -o %t.mlir && FileCheck %s < %t.mlir
// The same values but for the rounding of sums of a few float32 terms.
// RUN: %flodl-run %s --compare=%t.mlir --tolerance=1e-6

// Softmax along the last dimension, of any length, is split; along another one it stays a call.

#x = #flow.dims<["batch", "n"]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch", "n"], inputs = ["x", "g"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?x?xf32, #x>, %g: tensor<?x?xf32, #x>):
  flow.output %x : tensor<?x?xf32, #x>
  flow.end
}

// The maximum is taken off first: no overflow.
// CHECK-LABEL: flow.program "forward" @softmax
// CHECK-NEXT: ^bb0(%[[X:[^:]*]]:
// CHECK-NEXT: %[[MAX:.*]] = flow.row_max %[[X]]
// CHECK-NEXT: %[[SHIFTED:.*]] = flow.sub %[[X]], %[[MAX]]
// CHECK-NEXT: %[[E:.*]] = flow.exp %[[SHIFTED]]
// CHECK-NEXT: %[[SUM:.*]] = flow.row_sum %[[E]]
// CHECK-NEXT: %[[Y:.*]] = flow.div %[[E]], %[[SUM]]
// CHECK-NEXT: flow.output %[[Y]]
flow.program "forward" @softmax of @m {
^bb0(%x: tensor<?x?xf32, #x>, %g: tensor<?x?xf32, #x>):
  %y = flow.softmax %x {dim = -1 : i64} : (tensor<?x?xf32, #x>) -> tensor<?x?xf32, #x>
  flow.output %y : tensor<?x?xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @log_softmax
// CHECK: %[[SHIFTED:.*]] = flow.sub
// CHECK: %[[LOG:.*]] = flow.log
// CHECK-NEXT: %[[Y:.*]] = flow.sub %[[SHIFTED]], %[[LOG]]
// CHECK-NEXT: flow.output %[[Y]]
flow.program "forward" @log_softmax of @m {
^bb0(%x: tensor<?x?xf32, #x>, %g: tensor<?x?xf32, #x>):
  %y = flow.log_softmax %x {dim = 1 : i64} : (tensor<?x?xf32, #x>) -> tensor<?x?xf32, #x>
  flow.output %y : tensor<?x?xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @softmax_backward
// CHECK-NEXT: ^bb0(%[[Y:[^:]*]]: {{.*}}, %[[G:[^:]*]]:
// CHECK-NEXT: %[[GY:.*]] = flow.mul %[[G]], %[[Y]]
// CHECK-NEXT: %[[SUM:.*]] = flow.row_sum %[[GY]]
// CHECK-NEXT: %[[ALONG:.*]] = flow.mul %[[Y]], %[[SUM]]
// CHECK-NEXT: flow.sub %[[GY]], %[[ALONG]]
flow.program "forward" @softmax_backward of @m {
^bb0(%y: tensor<?x?xf32, #x>, %g: tensor<?x?xf32, #x>):
  %dx = flow.softmax_backward %g, %y {dim = 1 : i64} : (tensor<?x?xf32, #x>, tensor<?x?xf32, #x>) -> tensor<?x?xf32, #x>
  flow.output %dx : tensor<?x?xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @log_softmax_backward
// CHECK-NEXT: ^bb0(%[[Y:[^:]*]]: {{.*}}, %[[G:[^:]*]]:
// CHECK-NEXT: %[[E:.*]] = flow.exp %[[Y]]
// CHECK-NEXT: %[[SUM:.*]] = flow.row_sum %[[G]]
// CHECK-NEXT: %[[ALONG:.*]] = flow.mul %[[E]], %[[SUM]]
// CHECK-NEXT: flow.sub %[[G]], %[[ALONG]]
flow.program "forward" @log_softmax_backward of @m {
^bb0(%y: tensor<?x?xf32, #x>, %g: tensor<?x?xf32, #x>):
  %dx = flow.log_softmax_backward %g, %y {dim = -1 : i64} : (tensor<?x?xf32, #x>, tensor<?x?xf32, #x>) -> tensor<?x?xf32, #x>
  flow.output %dx : tensor<?x?xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @other_dimension
// CHECK: flow.softmax
// CHECK-NEXT: flow.log_softmax
// CHECK-NEXT: flow.softmax_backward
// CHECK-NEXT: flow.log_softmax_backward
flow.program "forward" @other_dimension of @m {
^bb0(%x: tensor<?x?xf32, #x>, %g: tensor<?x?xf32, #x>):
  %a = flow.softmax %x {dim = 0 : i64} : (tensor<?x?xf32, #x>) -> tensor<?x?xf32, #x>
  %b = flow.log_softmax %a {dim = -2 : i64} : (tensor<?x?xf32, #x>) -> tensor<?x?xf32, #x>
  %c = flow.softmax_backward %g, %b {dim = 0 : i64} : (tensor<?x?xf32, #x>, tensor<?x?xf32, #x>) -> tensor<?x?xf32, #x>
  %d = flow.log_softmax_backward %c, %b {dim = 0 : i64} : (tensor<?x?xf32, #x>, tensor<?x?xf32, #x>) -> tensor<?x?xf32, #x>
  flow.output %d : tensor<?x?xf32, #x>
  flow.end
}
