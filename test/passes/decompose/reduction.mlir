// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-decompose -o %t.mlir && FileCheck %s < %t.mlir
// The same values but for the rounding of sums of a few float32 terms.
// RUN: %flodl-run %s --compare=%t.mlir --tolerance=1e-6

// Reductions over rows join the kernel of an element-wise neighbour.

#x = #flow.dims<["batch", 6]>
#r = #flow.dims<["batch"]>
#k = #flow.dims<["batch", 1]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x", "y"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?x6xf32, #x>, %y: tensor<?x6xf32, #x>):
  flow.output %x : tensor<?x6xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @sum_of_products
// CHECK: %[[P:.*]] = flow.mul
// CHECK-NEXT: %[[S:.*]] = flow.row_sum %[[P]]
// CHECK-NEXT: flow.reshape %[[S]] {shape = ["batch"]}
flow.program "forward" @sum_of_products of @m {
^bb0(%x: tensor<?x6xf32, #x>, %y: tensor<?x6xf32, #x>):
  %p = flow.mul %x, %y : (tensor<?x6xf32, #x>, tensor<?x6xf32, #x>) -> tensor<?x6xf32, #x>
  %s = flow.sum %p {dims = array<i64: 1>, keepdim = false} : (tensor<?x6xf32, #x>) -> tensor<?xf32, #r>
  flow.output %s : tensor<?xf32, #r>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @centred
// CHECK: %[[S:.*]] = flow.row_sum
// CHECK: %[[M:.*]] = flow.div %[[S]]
// CHECK-NEXT: flow.sub %{{.*}}, %[[M]]
flow.program "forward" @centred of @m {
^bb0(%x: tensor<?x6xf32, #x>, %y: tensor<?x6xf32, #x>):
  %m = flow.mean %x {dims = array<i64: -1>, keepdim = true} : (tensor<?x6xf32, #x>) -> tensor<?x1xf32, #k>
  %c = flow.sub %x, %m : (tensor<?x6xf32, #x>, tensor<?x1xf32, #k>) -> tensor<?x6xf32, #x>
  flow.output %c : tensor<?x6xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @of_length_one
// CHECK: flow.row_sum
// CHECK-NEXT: %[[N:.*]] = flow.sqrt
// CHECK: flow.div %{{.*}}, %[[N]]
// CHECK: flow.maximum
flow.program "forward" @of_length_one of @m {
^bb0(%x: tensor<?x6xf32, #x>, %y: tensor<?x6xf32, #x>):
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-12 : f64, name = "eps"} : () -> f64
  %n = flow.norm %x {p = 2.0 : f64, dims = array<i64: 1>, keepdim = true} : (tensor<?x6xf32, #x>) -> tensor<?x1xf32, #k>
  %a = flow.div %x, %n : (tensor<?x6xf32, #x>, tensor<?x1xf32, #k>) -> tensor<?x6xf32, #x>
  %b, %m = flow.normalize %y, %eps {p = 2.0 : f64, dim = 1 : i64}
    : (tensor<?x6xf32, #x>, f64) -> (tensor<?x6xf32, #x>, tensor<?x1xf32, #k>)
  %c = flow.add %a, %b : (tensor<?x6xf32, #x>, tensor<?x6xf32, #x>) -> tensor<?x6xf32, #x>
  flow.output %c : tensor<?x6xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @cosine
// CHECK-COUNT-3: flow.row_sum
// CHECK-NOT: flow.cosine_similarity
// CHECK: flow.output
flow.program "forward" @cosine of @m {
^bb0(%x: tensor<?x6xf32, #x>, %y: tensor<?x6xf32, #x>):
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-08 : f64, name = "eps"} : () -> f64
  %s, %n, %m = flow.cosine_similarity %x, %y, %eps {dim = -1 : i64}
    : (tensor<?x6xf32, #x>, tensor<?x6xf32, #x>, f64) -> (tensor<?xf32, #r>, tensor<?x1xf32, #k>, tensor<?x1xf32, #k>)
  flow.output %s : tensor<?xf32, #r>
  flow.end
}

// No kernel is near, another dimension, another norm: calls.
// CHECK-LABEL: flow.program "forward" @not_applicable
// CHECK-NOT: flow.row_sum
// CHECK: flow.output
flow.program "forward" @not_applicable of @m {
^bb0(%x: tensor<?x6xf32, #x>, %y: tensor<?x6xf32, #x>):
  %alone = flow.sum %x {dims = array<i64: 1>, keepdim = true} : (tensor<?x6xf32, #x>) -> tensor<?x1xf32, #k>
  %first = flow.sum %x {dims = array<i64: 0>, keepdim = false} : (tensor<?x6xf32, #x>) -> tensor<6xf32>
  %one = flow.norm %y {p = 1.0 : f64, dims = array<i64: 1>, keepdim = true} : (tensor<?x6xf32, #x>) -> tensor<?x1xf32, #k>
  %c = flow.mul %y, %one : (tensor<?x6xf32, #x>, tensor<?x1xf32, #k>) -> tensor<?x6xf32, #x>
  %d = flow.sub %c, %first : (tensor<?x6xf32, #x>, tensor<6xf32>) -> tensor<?x6xf32, #x>
  %e = flow.cat %d, %alone {dim = 1 : i64} : (tensor<?x6xf32, #x>, tensor<?x1xf32, #k>) -> tensor<?x7xf32, #flow.dims<["batch", 7]>>
  flow.output %e : tensor<?x7xf32, #flow.dims<["batch", 7]>>
  flow.end
}
