// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-fuse -o %t.mlir && FileCheck %s < %t.mlir
// RUN: %flodl-run %s --compare=%t.mlir

// Constants, hyper-parameters, counts and arithmetic on them are computed in every region that uses them; outside
// nothing of them is left.

#x = #flow.dims<["batch", 4]>
#y = #flow.dims<["batch", 3]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x", "y"], targets = [], outputs = ["", "y"],
    terms = [], parameters = [], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>, %y: tensor<?x3xf32, #y>):
  flow.output %x, %y : tensor<?x4xf32, #x>, tensor<?x3xf32, #y>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @repeated
// CHECK: %[[H:.*]] = flow.hyper
// CHECK-NOT: flow.hyper_value
// CHECK-NOT: flow.full
// CHECK: flow.fused "rows"(%{{[^,]*}}, %[[H]])
// CHECK-NEXT: ^bb0(%{{[^:]*}}: {{.*}}, %[[IN:[^:]*]]: f64)
// CHECK: flow.hyper_value %[[IN]]
// CHECK: flow.full
// CHECK: flow.yield
// CHECK-NOT: flow.full
// CHECK: flow.fused "rows"(%{{[^,]*}}, %[[H]])
// CHECK: flow.hyper_value
// CHECK: flow.full
// CHECK: flow.yield
flow.program "forward" @repeated of @m {
^bb0(%x: tensor<?x4xf32, #x>, %y: tensor<?x3xf32, #y>):
  %h = flow.hyper {index = 0 : i64, value = 0.5 : f64, name = "scale"} : () -> f64
  %v = flow.hyper_value %h {dtype = "float32"} : (f64) -> tensor<f32>
  %two = flow.full {shape = [], value = 2.0 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %s = flow.mul %v, %two : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %a = flow.mul %x, %s : (tensor<?x4xf32, #x>, tensor<f32>) -> tensor<?x4xf32, #x>
  %b = flow.mul %y, %s : (tensor<?x3xf32, #y>, tensor<f32>) -> tensor<?x3xf32, #y>
  flow.output %a, %b : tensor<?x4xf32, #x>, tensor<?x3xf32, #y>
  flow.end
}

// A kernel counts its own elements: the number of another shape's cannot be read in it.
// CHECK-LABEL: flow.program "forward" @counts
// CHECK: %[[N:.*]] = flow.count {count_shape = ["batch", 4]
// CHECK: flow.fused
// CHECK: flow.count {count_shape = ["batch", 4]
// CHECK: flow.yield
// CHECK: flow.div %{{.*}}, %[[N]] : (tensor<?x3xf32
flow.program "forward" @counts of @m {
^bb0(%x: tensor<?x4xf32, #x>, %y: tensor<?x3xf32, #y>):
  %n = flow.count {count_shape = ["batch", 4], dtype = "float32"} : () -> tensor<f32>
  %a = flow.div %x, %n : (tensor<?x4xf32, #x>, tensor<f32>) -> tensor<?x4xf32, #x>
  %b = flow.div %y, %n : (tensor<?x3xf32, #y>, tensor<f32>) -> tensor<?x3xf32, #y>
  flow.output %a, %b : tensor<?x4xf32, #x>, tensor<?x3xf32, #y>
  flow.end
}

// Nor can a number that is computed from such a count.
// CHECK-LABEL: flow.program "forward" @computed_from_count
// CHECK: flow.count {count_shape = [4]
// CHECK-NOT: flow.fused
// CHECK: flow.output
flow.program "forward" @computed_from_count of @m {
^bb0(%x: tensor<?x4xf32, #x>, %y: tensor<?x3xf32, #y>):
  %n = flow.count {count_shape = [4], dtype = "float32"} : () -> tensor<f32>
  %h = flow.neg %n : (tensor<f32>) -> tensor<f32>
  %z = flow.div %x, %h : (tensor<?x4xf32, #x>, tensor<f32>) -> tensor<?x4xf32, #x>
  flow.output %z, %y : tensor<?x4xf32, #x>, tensor<?x3xf32, #y>
  flow.end
}
