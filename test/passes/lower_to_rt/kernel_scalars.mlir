// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s

// The scalar form of what is no arithmetic on elements: constants, hyper-parameters, counts, columns, conversions.

#x = #flow.dims<["batch", 4]>
#r = #flow.dims<["batch", 1]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x", "i"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>, %i: tensor<?x1xi64, #r>):
  flow.output %x : tensor<?x4xf32, #x>
  flow.end
}

// CHECK: rt.call "kernels::{{.*}}"({{.*}}) ["$0", "$1", "call.hyper(3)"]
// CHECK-LABEL: kernel.func "flat" @hyper_value_count
// CHECK-SAME: parameters = ["double"]
// CHECK: %[[P:.*]] = kernel.parameter 0 : f64
// CHECK-NEXT: %[[H:.*]] = kernel.cast %[[P]] : f64 to f32
// CHECK-NEXT: %[[N:.*]] = kernel.count : f32
// CHECK-NEXT: %[[S:.*]] = kernel.apply "mul"(%[[H]], %[[N]])
// CHECK-NEXT: %[[C:.*]] = kernel.constant 2.5
// CHECK-NEXT: kernel.pass
// CHECK-NEXT: %[[X:.*]] = kernel.load 0
// CHECK-NEXT: %[[Y:.*]] = kernel.apply "mul"(%[[X]], %[[S]])
// CHECK: kernel.apply "clamp"(%{{.*}}) ["0.0", "rt::inf"]
flow.program "forward" @numbers of @m {
^bb0(%x: tensor<?x4xf32, #x>, %i: tensor<?x1xi64, #r>):
  %h = flow.hyper {index = 3 : i64, value = 0.5 : f64, name = "scale"} : () -> f64
  %y = flow.fused "rows"(%x, %h) : (tensor<?x4xf32, #x>, f64) -> tensor<?x4xf32, #x> {
  ^bb0(%a: tensor<?x4xf32, #x>, %p: f64):
    %v = flow.hyper_value %p {dtype = "float32"} : (f64) -> tensor<f32>
    %n = flow.count {count_shape = ["batch", 4], dtype = "float32"} : () -> tensor<f32>
    %s = flow.mul %v, %n : (tensor<f32>, tensor<f32>) -> tensor<f32>
    %c = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = false} : () -> tensor<f32>
    %b = flow.mul %a, %s : (tensor<?x4xf32, #x>, tensor<f32>) -> tensor<?x4xf32, #x>
    %d = flow.add %b, %c : (tensor<?x4xf32, #x>, tensor<f32>) -> tensor<?x4xf32, #x>
    %e = flow.clamp %d {min = 0.0 : f64, max = 0x7FF0000000000000 : f64} : (tensor<?x4xf32, #x>) -> tensor<?x4xf32, #x>
    flow.yield %e : tensor<?x4xf32, #x>
  }
  flow.output %y : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: kernel.func "rows" @select_column_row_sum
// CHECK-SAME: types = ["float", "int64_t", "float"]
// CHECK: %[[I:.*]] = kernel.load 1 : i64
// CHECK: %[[COL:.*]] = kernel.column
// CHECK-NEXT: %[[IS:.*]] = kernel.apply "eq"(%[[COL]], %[[I]])
// CHECK: kernel.select %[[IS]], %{{.*}} : f32
flow.program "forward" @columns of @m {
^bb0(%x: tensor<?x4xf32, #x>, %i: tensor<?x1xi64, #r>):
  %y = flow.fused "rows"(%x, %i) : (tensor<?x4xf32, #x>, tensor<?x1xi64, #r>) -> tensor<?x1xf32, #r> {
  ^bb0(%a: tensor<?x4xf32, #x>, %b: tensor<?x1xi64, #r>):
    %p = flow.select_column %a, %b : (tensor<?x4xf32, #x>, tensor<?x1xi64, #r>) -> tensor<?x4xf32, #x>
    %s = flow.row_sum %p : (tensor<?x4xf32, #x>) -> tensor<?x1xf32, #r>
    flow.yield %s : tensor<?x1xf32, #r>
  }
  flow.output %y : tensor<?x1xf32, #r>
  flow.end
}

// Operands meet in the type of the result; a comparison has its operands' type and gives a bool.
// CHECK-LABEL: kernel.func "flat" @gt_to_dtype_mul
// CHECK-SAME: types = ["float", "double", "double"]
// CHECK: %[[X:.*]] = kernel.load 0 : f32
// CHECK: %[[G:.*]] = kernel.apply "gt"(%[[X]], %{{.*}}) [] : (f32, f32) -> i1
// CHECK: %[[T:.*]] = kernel.cast %[[G]] : i1 to f32
// CHECK: %[[W:.*]] = kernel.cast %[[T]] : f32 to f64
// CHECK: kernel.apply "mul"(%{{.*}}, %{{.*}}) [] : (f64, f64) -> f64
flow.program "forward" @conversions of @m {
^bb0(%x: tensor<?x4xf32, #x>, %i: tensor<?x1xi64, #r>):
  %d = flow.to_dtype %x {dtype = "float64"} : (tensor<?x4xf32, #x>) -> tensor<?x4xf64, #x>
  %y = flow.fused "rows"(%x, %d) : (tensor<?x4xf32, #x>, tensor<?x4xf64, #x>) -> tensor<?x4xf64, #x> {
  ^bb0(%a: tensor<?x4xf32, #x>, %b: tensor<?x4xf64, #x>):
    %z = flow.full {shape = [], value = 0.0 : f64, dtype = "float32", number = true} : () -> tensor<f32>
    %g = flow.gt %a, %z : (tensor<?x4xf32, #x>, tensor<f32>) -> tensor<?x4xi1, #x>
    %t = flow.to_dtype %g {dtype = "float32"} : (tensor<?x4xi1, #x>) -> tensor<?x4xf32, #x>
    %m = flow.mul %t, %b : (tensor<?x4xf32, #x>, tensor<?x4xf64, #x>) -> tensor<?x4xf64, #x>
    flow.yield %m : tensor<?x4xf64, #x>
  }
  flow.output %y : tensor<?x4xf64, #x>
  flow.end
}
