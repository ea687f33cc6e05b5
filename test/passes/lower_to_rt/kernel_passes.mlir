// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s

// A region over rows is as many passes over the columns as its reductions follow each other. Costly values that a later
// pass needs again are kept, cheap ones are computed again; which are costly says each operation's record.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<8x4xf32>):
  flow.output %x : tensor<8x4xf32>
  flow.end
}

flow.program "forward" @costly of @m {
^bb0(%x: tensor<8x4xf32>):
  %y = flow.fused "rows"(%x) : (tensor<8x4xf32>) -> tensor<8x4xf32> {
  ^bb0(%a: tensor<8x4xf32>):
    %e = flow.exp %a : (tensor<8x4xf32>) -> tensor<8x4xf32>
    %s = flow.row_sum %e : (tensor<8x4xf32>) -> tensor<8x1xf32>
    %d = flow.sub %e, %s : (tensor<8x4xf32>, tensor<8x1xf32>) -> tensor<8x4xf32>
    flow.yield %d : tensor<8x4xf32>
  }
  flow.output %y : tensor<8x4xf32>
  flow.end
}

flow.program "forward" @cheap of @m {
^bb0(%x: tensor<8x4xf32>):
  %y = flow.fused "rows"(%x) : (tensor<8x4xf32>) -> tensor<8x4xf32> {
  ^bb0(%a: tensor<8x4xf32>):
    %e = flow.neg %a : (tensor<8x4xf32>) -> tensor<8x4xf32>
    %m = flow.row_max %e : (tensor<8x4xf32>) -> tensor<8x1xf32>
    %d = flow.sub %e, %m : (tensor<8x4xf32>, tensor<8x1xf32>) -> tensor<8x4xf32>
    flow.yield %d : tensor<8x4xf32>
  }
  flow.output %y : tensor<8x4xf32>
  flow.end
}

flow.program "forward" @row_results of @m {
^bb0(%x: tensor<8x4xf32>):
  %y = flow.fused "rows"(%x) : (tensor<8x4xf32>) -> tensor<8x1xf32> {
  ^bb0(%a: tensor<8x4xf32>):
    %s = flow.row_sum %a : (tensor<8x4xf32>) -> tensor<8x1xf32>
    %m = flow.row_max %a : (tensor<8x4xf32>) -> tensor<8x1xf32>
    %d = flow.sub %s, %m : (tensor<8x1xf32>, tensor<8x1xf32>) -> tensor<8x1xf32>
    flow.yield %d : tensor<8x1xf32>
  }
  flow.output %y : tensor<8x1xf32>
  flow.end
}

// CHECK-LABEL: kernel.func "rows" @exp_row_sum_sub
// CHECK: %[[SUM:.*]] = kernel.pass ["sum"] : f32 {
// CHECK-NEXT: %[[A:.*]] = kernel.load 0 : f32
// CHECK-NEXT: %[[E:.*]] = kernel.apply "exp"(%[[A]])
// CHECK-NEXT: kernel.keep %[[E]], 0
// CHECK-NEXT: kernel.combine %[[E]]
// CHECK: kernel.pass []
// CHECK-NEXT: %[[K:.*]] = kernel.kept 0
// CHECK-NEXT: %[[D:.*]] = kernel.apply "sub"(%[[K]], %[[SUM]])
// CHECK-NEXT: kernel.store %[[D]], 1

// CHECK-LABEL: kernel.func "rows" @neg_row_max_sub
// CHECK-NOT: kernel.keep
// CHECK: %[[MAX:.*]] = kernel.pass ["max"] : f32 {
// CHECK: kernel.apply "neg"
// CHECK: kernel.pass []
// CHECK-NEXT: %[[A:.*]] = kernel.load 0
// CHECK-NEXT: %[[N:.*]] = kernel.apply "neg"(%[[A]])
// CHECK-NEXT: kernel.apply "sub"(%[[N]], %[[MAX]])

// Reductions that do not follow each other share a pass; what is one number per row is stored behind it.
// CHECK-LABEL: kernel.func "rows" @row_sum_row_max_sub
// CHECK-SAME: accesses = ["element", "row"]
// CHECK: %[[R:.*]]:2 = kernel.pass ["sum", "max"] : f32, f32 {
// CHECK: }
// CHECK-NEXT: %[[D:.*]] = kernel.apply "sub"(%[[R]]#0, %[[R]]#1)
// CHECK-NEXT: kernel.store %[[D]], 1
// CHECK-NOT: kernel.pass
