// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s

// Which loops a kernel has, and how it reads each tensor, follows from the shapes; lengths of rows may be symbolic.

#x = #flow.dims<["batch", 4]>
#u = #flow.dims<["batch", "n"]>
#r = #flow.dims<["batch", 1]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch", "n"], inputs = ["x", "u"], targets = [], outputs = [""], terms = [],
    parameters = ["w"], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>, %u: tensor<?x?xf32, #u>):
  flow.output %x : tensor<?x4xf32, #x>
  flow.end
}

// All elements alike: one loop.
// CHECK-DAG: kernel.func "flat" @exp attributes {accesses = ["element", "element"], cols = -1 : si64, {{.*}}written = array<i1: false, true>}
flow.program "forward" @flat of @m {
^bb0(%x: tensor<?x4xf32, #x>, %u: tensor<?x?xf32, #u>):
  %y = flow.fused "rows"(%x) : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x> {
  ^bb0(%a: tensor<?x4xf32, #x>):
    %e = flow.exp %a : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
    flow.yield %e : tensor<?x4xf32, #x>
  }
  flow.output %y : tensor<?x4xf32, #x>
  flow.end
}

// Something per column, per row, or single: two loops, with the number of columns when it is known.
// CHECK-DAG: kernel.func "rows" @add_sub_mul attributes {accesses = ["element", "column", "row", "scalar", "element"], cols = 4 : si64
flow.program "forward" @accesses of @m {
^bb0(%x: tensor<?x4xf32, #x>, %u: tensor<?x?xf32, #u>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %r = flow.row_max %x : (tensor<?x4xf32, #x>) -> tensor<?x1xf32, #r>
  %s = flow.sum %x {dims = array<i64>, keepdim = false} : (tensor<?x4xf32, #x>) -> tensor<f32>
  %y = flow.fused "rows"(%x, %w, %r, %s) : (tensor<?x4xf32, #x>, tensor<4xf32>, tensor<?x1xf32, #r>, tensor<f32>) -> tensor<?x4xf32, #x> {
  ^bb0(%a: tensor<?x4xf32, #x>, %b: tensor<4xf32>, %c: tensor<?x1xf32, #r>, %d: tensor<f32>):
    %e = flow.add %a, %b : (tensor<?x4xf32, #x>, tensor<4xf32>) -> tensor<?x4xf32, #x>
    %f = flow.sub %e, %c : (tensor<?x4xf32, #x>, tensor<?x1xf32, #r>) -> tensor<?x4xf32, #x>
    %g = flow.mul %f, %d : (tensor<?x4xf32, #x>, tensor<f32>) -> tensor<?x4xf32, #x>
    flow.yield %g : tensor<?x4xf32, #x>
  }
  flow.output %y : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-DAG: kernel.func "rows" @row_sum attributes {accesses = ["element", "row"], cols = -1 : si64
flow.program "forward" @unknown_columns of @m {
^bb0(%x: tensor<?x4xf32, #x>, %u: tensor<?x?xf32, #u>):
  %y = flow.fused "rows"(%u) : (tensor<?x?xf32, #u>) -> tensor<?x1xf32, #r> {
  ^bb0(%a: tensor<?x?xf32, #u>):
    %s = flow.row_sum %a : (tensor<?x?xf32, #u>) -> tensor<?x1xf32, #r>
    flow.yield %s : tensor<?x1xf32, #r>
  }
  flow.output %y : tensor<?x1xf32, #r>
  flow.end
}

// Sums over rows. What is one number per row is read within the loop over rows.
// CHECK-DAG: kernel.func "columns" @mul_column_sum attributes {accesses = ["element", "row", "column"], cols = 4 : si64
flow.program "forward" @columns of @m {
^bb0(%x: tensor<?x4xf32, #x>, %u: tensor<?x?xf32, #u>):
  %r = flow.row_max %x : (tensor<?x4xf32, #x>) -> tensor<?x1xf32, #r>
  %y = flow.fused "columns"(%x, %r) : (tensor<?x4xf32, #x>, tensor<?x1xf32, #r>) -> tensor<4xf32> {
  ^bb0(%a: tensor<?x4xf32, #x>, %b: tensor<?x1xf32, #r>):
    %p = flow.mul %a, %b : (tensor<?x4xf32, #x>, tensor<?x1xf32, #r>) -> tensor<?x4xf32, #x>
    %s = flow.column_sum %p : (tensor<?x4xf32, #x>) -> tensor<4xf32>
    flow.yield %s : tensor<4xf32>
  }
  flow.output %y : tensor<4xf32>
  flow.end
}
