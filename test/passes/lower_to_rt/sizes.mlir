// RUN: %flodl-opt %s -flodl-pipeline="opt-level=0" | FileCheck %s

// Sizes that an operation takes as an attribute are its own, not those of its result; symbols are read
// from a view that has them.

// CHECK-LABEL: rt.program "forward"
// CHECK: rt.call "rt::layer_norm"({{.*}}) [{{.*}}, "std::array<int64_t, 1>{3}",
// CHECK: rt.call "rt::count"(%{{.*}}, %{{.*}}) ["std::array<int64_t, 2>{$1.sizes[0], 3}", "flodl::kFloat32", "$0"]
// CHECK: rt.call "rt::count"(%{{.*}}, %{{.*}}) ["std::array<int64_t, 1>{2*$1.sizes[0] + rt::floordiv($1.sizes[0], 2)}",
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["", "n", "k"], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?x3xf32, #flow.dims<["batch", 3]>>):
  %e = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %y, %mean, %rstd = flow.layer_norm %x, %e {normalized_shape = [3], operandSegmentSizes = array<i32: 1, 0, 0, 1>}
    : (tensor<?x3xf32, #flow.dims<["batch", 3]>>, f64)
   -> (tensor<?x3xf32, #flow.dims<["batch", 3]>>, tensor<?x1xf32, #flow.dims<["batch", 1]>>,
       tensor<?x1xf32, #flow.dims<["batch", 1]>>)
  %n = flow.count {count_shape = ["batch", 3], dtype = "float32"} : () -> tensor<f32>
  %k = flow.count {count_shape = ["2*batch + floordiv(batch, 2)"], dtype = "float32"} : () -> tensor<f32>
  flow.output %y, %n, %k : tensor<?x3xf32, #flow.dims<["batch", 3]>>, tensor<f32>, tensor<f32>
  flow.end
}

// Symbols may be called like words of C++ or of the generated code.
// CHECK-LABEL: rt.program "forward" @keywords_forward
// CHECK: rt.frame "neg" "float32" ["class_", "floordiv(plan_, 2) + 2*plan_"]
flow.model @keywords attributes {
    model = "keywords", signature = "", symbols = ["class", "plan"], inputs = ["x", "p"], targets = [], outputs = [""],
    terms = [], parameters = [], buffers = []} {
^bb0(%x: tensor<?x?xf32, #flow.dims<["class", "floordiv(plan, 2) + 2*plan"]>>, %p: tensor<?xf32, #flow.dims<["plan"]>>):
  %y = flow.neg %x : (tensor<?x?xf32, #flow.dims<["class", "floordiv(plan, 2) + 2*plan"]>>)
    -> tensor<?x?xf32, #flow.dims<["class", "floordiv(plan, 2) + 2*plan"]>>
  flow.output %y : tensor<?x?xf32, #flow.dims<["class", "floordiv(plan, 2) + 2*plan"]>>
  flow.end
}

// A condition on sizes belongs to the plan, in C++ and in the user's words.
// CHECK-LABEL: rt.program "forward" @conditions_forward
// CHECK-NEXT: rt.require "mod(class_, 4) == 0" "mod(class, 4) == 0" "four \22heads\22" "net.cpp:7"
// CHECK-NEXT: rt.bound "input" 0
flow.model @conditions attributes {
    model = "conditions", signature = "", symbols = ["class"], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?xf32, #flow.dims<["class"]>>):
  %y = flow.neg %x : (tensor<?xf32, #flow.dims<["class"]>>) -> tensor<?xf32, #flow.dims<["class"]>>
  flow.check_sizes {sizes = ["mod(class, 4)", 0], condition = "==", text = "four \22heads\22"} loc("net.cpp":7:3)
  flow.output %y : tensor<?xf32, #flow.dims<["class"]>>
  flow.end
}
