// RUN: %flodl-opt %s -flodl-pipeline="opt-level=0" | FileCheck %s

// A value is named after its operation, an input as the model names it, but not like something that C++ or the
// generated code calls so itself: keywords, the enumerator that counts a program's views, conditions of statements.

// CHECK-LABEL: rt.program "forward"
// CHECK: rt.bound "input" 0 "co_await_"
// CHECK: rt.bound "input" 1 "wanted0_"
// CHECK: rt.bound "input" 2 "v2d_x"
// CHECK: rt.bound "input" 3 "wanted"
// CHECK: rt.frame "count_" "float32"
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["co_await", "wanted0", "2d x", "wanted"], targets = [],
    outputs = ["", "b", "c", "d", "n"], terms = [], parameters = [], buffers = []} {
^bb0(%a: tensor<?x3xf32, #flow.dims<["batch", 3]>>, %b: tensor<3xf32>, %c: tensor<3xf32>, %d: tensor<3xf32>):
  %n = flow.count {count_shape = ["batch", 3], dtype = "float32"} : () -> tensor<f32>
  flow.output %a, %b, %c, %d, %n
    : tensor<?x3xf32, #flow.dims<["batch", 3]>>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<f32>
  flow.end
}
