// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s

// Memory lives from the first to the last statement that touches it, views of it included; outputs live until they
// are handed out: at the end, or, the result of a training program, where its forward half ends.

#x = #flow.dims<["batch", 4]>
#t = #flow.dims<[4, "batch"]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["", "tag"], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>):
  flow.output %x, %x : tensor<?x4xf32, #x>, tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: rt.program "forward" @chain
// CHECK: %[[E:.*]] = rt.frame "exp" "float32" ["batch", "4"] alive 0 to 1
// CHECK: %[[N:.*]] = rt.frame "neg" "float32" ["batch", "4"] alive 1 to 3
// CHECK: %[[S:.*]] = rt.frame "sin" "float32" ["batch", "4"] alive 2 to 3
// CHECK: rt.output %[[S]] 0
// CHECK: rt.output %[[N]] 1
// CHECK: rt.call "rt::exp"
// CHECK: rt.call "rt::neg"(%[[E]], %[[N]])
// CHECK: rt.call "rt::sin"(%[[N]], %[[S]])
flow.program "forward" @chain of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %e = flow.exp %x : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  %n = flow.neg %e : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  %s = flow.sin %n : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  flow.output %s, %n : tensor<?x4xf32, #x>, tensor<?x4xf32, #x>
  flow.end
}

// A view is used at 1, what it looks at stays until then.
// CHECK-LABEL: rt.program "forward" @through_views
// CHECK: %[[E:.*]] = rt.frame "exp" "float32" ["batch", "4"] alive 0 to 2
// CHECK: %[[T:.*]] = rt.alias %[[E]] "transpose" ["4", "batch"] strides ["1", "4"] offset "0"
// CHECK: rt.call "rt::exp"
// CHECK: rt.call "rt::abs"
// CHECK: rt.call "rt::matmul"(%{{.*}}, %[[T]], %{{.*}})
flow.program "forward" @through_views of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %e = flow.exp %x : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  %t = flow.transpose %e {dim0 = 0 : i64, dim1 = 1 : i64} : (tensor<?x4xf32, #x>) -> tensor<4x?xf32, #t>
  %a = flow.abs %x : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  %p = flow.matmul %a, %t : (tensor<?x4xf32, #x>, tensor<4x?xf32, #t>) -> tensor<?x?xf32, #flow.dims<["batch", "batch"]>>
  flow.output %p, %a : tensor<?x?xf32, #flow.dims<["batch", "batch"]>>, tensor<?x4xf32, #x>
  flow.end
}

// A result that the backward half does not need is free after the boundary, which counts as a statement; a tag may be
// read behind the backward half.
// CHECK-LABEL: rt.program "train" @halves
// CHECK: rt.frame "exp" "float32" ["batch", "4"] alive 0 to 4
// CHECK: rt.frame "sin" "float32" ["batch", "4"] alive 1 to 2
// CHECK: rt.call "rt::exp"
// CHECK-NEXT: rt.call "rt::sin"
// CHECK-NEXT: rt.boundary
// CHECK-NEXT: rt.call "rt::mul"
flow.program "train" @halves of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %e = flow.exp %x : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  %s = flow.sin %e : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  flow.output %s, %e : tensor<?x4xf32, #x>, tensor<?x4xf32, #x>
  %g:2 = flow.output_gradients : tensor<?x4xf32, #x>, tensor<?x4xf32, #x>
  %d = flow.mul %g#1, %e : (tensor<?x4xf32, #x>, tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
  flow.input_gradient %d {index = 0 : i64} : tensor<?x4xf32, #x>
  flow.end
}
