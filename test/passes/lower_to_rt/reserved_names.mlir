// RUN: %flodl-opt %s -flodl-pipeline="opt-level=0" | FileCheck %s

// A value is named after its operation, but not like something that the generated code calls so itself: the
// enumerator that counts a program's views.

// CHECK-LABEL: rt.program "forward"
// CHECK: rt.frame "count_" "float32"
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["", "n"], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?x3xf32, #flow.dims<["batch", 3]>>):
  %n = flow.count {count_shape = ["batch", 3], dtype = "float32"} : () -> tensor<f32>
  flow.output %x, %n : tensor<?x3xf32, #flow.dims<["batch", 3]>>, tensor<f32>
  flow.end
}
