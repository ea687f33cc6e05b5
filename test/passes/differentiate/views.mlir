// RUN: %flodl-opt %s -flow-differentiate | FileCheck %s

// The gradient of a view goes the way back; parts of a value put theirs into a whole of zeros.

#x = #flow.dims<["batch", 6]>
#t = #flow.dims<[6, "batch"]>
#s = #flow.dims<["batch", 2, 3]>
#n = #flow.dims<["batch", 2]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?x6xf32, #x>):
  flow.output %x : tensor<?x6xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "train" @transpose
// CHECK: %[[G:.*]] = flow.output_gradients
// CHECK-NEXT: %[[DX:.*]] = flow.transpose %[[G]]
// CHECK-NEXT: flow.input_gradient %[[DX]]
flow.program "train" @transpose of @m {
^bb0(%x: tensor<?x6xf32, #x>):
  %y = flow.transpose %x {dim0 = 0 : i64, dim1 = 1 : i64} : (tensor<?x6xf32, #x>) -> tensor<6x?xf32, #t>
  flow.output %y : tensor<6x?xf32, #t>
  %g = flow.output_gradients : tensor<6x?xf32, #t>
  flow.end
}

// CHECK-LABEL: flow.program "train" @reshape
// CHECK: %[[G:.*]] = flow.output_gradients
// CHECK-NEXT: %[[DX:.*]] = flow.reshape %[[G]] {shape = ["batch", 6]}
// CHECK-NEXT: flow.input_gradient %[[DX]]
flow.program "train" @reshape of @m {
^bb0(%x: tensor<?x6xf32, #x>):
  %y = flow.reshape %x {shape = ["batch", 2, 3]} : (tensor<?x6xf32, #x>) -> tensor<?x2x3xf32, #s>
  flow.output %y : tensor<?x2x3xf32, #s>
  %g = flow.output_gradients : tensor<?x2x3xf32, #s>
  flow.end
}

// CHECK-LABEL: flow.program "train" @parts
// CHECK: %[[G:.*]] = flow.output_gradients
// CHECK: %[[LATE:.*]] = flow.narrow_backward {{.*}}range = [4, 2]
// CHECK: %[[EARLY:.*]] = flow.narrow_backward {{.*}}range = [0, 2]
// CHECK: %[[DX:.*]] = flow.add %[[LATE]], %[[EARLY]]
// CHECK: flow.input_gradient %[[DX]]
flow.program "train" @parts of @m {
^bb0(%x: tensor<?x6xf32, #x>):
  %a = flow.narrow %x {dim = 1 : i64, range = [0, 2]} : (tensor<?x6xf32, #x>) -> tensor<?x2xf32, #n>
  %b = flow.narrow %x {dim = 1 : i64, range = [4, 2]} : (tensor<?x6xf32, #x>) -> tensor<?x2xf32, #n>
  %y = flow.mul %a, %b : (tensor<?x2xf32, #n>, tensor<?x2xf32, #n>) -> tensor<?x2xf32, #n>
  flow.output %y : tensor<?x2xf32, #n>
  %g = flow.output_gradients : tensor<?x2xf32, #n>
  flow.end
}
