// REQUIRES: flodl-run
// RUN: %flodl-opt %s -flow-decompose -o %t.mlir && FileCheck %s < %t.mlir
// The same values but for the rounding of sums of a few float32 terms.
// RUN: %flodl-run %s --compare=%t.mlir --tolerance=1e-6

// The bias of linear leaves the product where a kernel follows that can add it.

#x = #flow.dims<["batch", 4]>
#y = #flow.dims<["batch", 2]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = ["w", "b"], buffers = []} {
^bb0(%x: tensor<?x4xf32, #x>):
  flow.output %x : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @activation_follows
// CHECK: %[[W:.*]] = flow.parameter {index = 0 : i64}
// CHECK: %[[B:.*]] = flow.parameter {index = 1 : i64}
// CHECK: %[[P:.*]] = flow.linear %{{.*}}, %[[W]] :
// CHECK: %[[Y:.*]] = flow.add %[[P]], %[[B]]
// CHECK: flow.relu %[[Y]]
flow.program "forward" @activation_follows of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<2x4xf32>
  %b = flow.parameter {index = 1 : i64} : () -> tensor<2xf32>
  %y = flow.linear %x, %w, %b : (tensor<?x4xf32, #x>, tensor<2x4xf32>, tensor<2xf32>) -> tensor<?x2xf32, #y>
  %z = flow.relu %y : (tensor<?x2xf32, #y>) -> tensor<?x2xf32, #y>
  flow.output %z : tensor<?x2xf32, #y>
  flow.end
}

// libtorch adds it with the product where nothing that fuses follows.
// CHECK-LABEL: flow.program "forward" @product_follows
// CHECK: %[[Y:.*]] = flow.linear %{{.*}}, %{{.*}}, %{{.*}} :
// CHECK-NEXT: flow.matmul %[[Y]]
// CHECK-NOT: flow.add
// CHECK: flow.end
flow.program "forward" @product_follows of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<2x4xf32>
  %b = flow.parameter {index = 1 : i64} : () -> tensor<2xf32>
  %y = flow.linear %x, %w, %b : (tensor<?x4xf32, #x>, tensor<2x4xf32>, tensor<2xf32>) -> tensor<?x2xf32, #y>
  %z = flow.matmul %y, %w : (tensor<?x2xf32, #y>, tensor<2x4xf32>) -> tensor<?x4xf32, #x>
  flow.output %z : tensor<?x4xf32, #x>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @no_bias
// CHECK: flow.linear
// CHECK-NEXT: flow.relu
flow.program "forward" @no_bias of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<2x4xf32>
  %y = flow.linear %x, %w : (tensor<?x4xf32, #x>, tensor<2x4xf32>) -> tensor<?x2xf32, #y>
  %z = flow.relu %y : (tensor<?x2xf32, #y>) -> tensor<?x2xf32, #y>
  flow.output %z : tensor<?x2xf32, #y>
  flow.end
}

// The gradient of a bias is a sum over all dimensions but the last; sums to other shapes stay calls.
// CHECK-LABEL: flow.program "forward" @gradient
// CHECK: %[[A:.*]] = flow.column_sum %{{.*}} : (tensor<?x4xf32, #{{.*}}>) -> tensor<4xf32>
// CHECK-NEXT: flow.sum_to %[[A]] {shape = []}
flow.program "forward" @gradient of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %a = flow.sum_to %x {shape = [4]} : (tensor<?x4xf32, #x>) -> tensor<4xf32>
  %b = flow.sum_to %a {shape = []} : (tensor<4xf32>) -> tensor<f32>
  flow.output %b : tensor<f32>
  flow.end
}

// CHECK-LABEL: flow.program "forward" @other_sums
// CHECK-NOT: flow.column_sum
// CHECK: flow.sum_to %{{.*}} {shape = ["batch", 1]}
// CHECK-NOT: flow.column_sum
// CHECK: flow.sum_to %{{.*}} {shape = [1]}
// CHECK-NOT: flow.column_sum
// CHECK: flow.end
flow.program "forward" @other_sums of @m {
^bb0(%x: tensor<?x4xf32, #x>):
  %a = flow.sum_to %x {shape = ["batch", 1]} : (tensor<?x4xf32, #x>) -> tensor<?x1xf32, #flow.dims<["batch", 1]>>
  %b = flow.sum_to %x {shape = [1]} : (tensor<?x4xf32, #x>) -> tensor<1xf32>
  %y = flow.add %a, %b : (tensor<?x1xf32, #flow.dims<["batch", 1]>>, tensor<1xf32>) -> tensor<?x1xf32, #flow.dims<["batch", 1]>>
  flow.output %y : tensor<?x1xf32, #flow.dims<["batch", 1]>>
  flow.end
}
