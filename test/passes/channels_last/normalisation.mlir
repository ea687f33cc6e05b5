// What goes into a batch normalisation in channels-last order, and what does not.
// RUN: %flodl-opt %s -split-input-file -flow-channels-last | FileCheck %s

// Bias, ReLU and pooling become one operation; the image leaves through a permuted view.
flow.model @m attributes {model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["o0", "o1", "o2"], terms = [],
    parameters = ["w", "b", "g", "h"], buffers = ["m", "v"]} {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  flow.end
}
// CHECK-LABEL: flow.program "forward" @stage
flow.program "forward" @stage of @m {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4x3x3x3xf32>
  %b = flow.parameter {index = 1 : i64} : () -> tensor<4xf32>
  %g = flow.parameter {index = 2 : i64} : () -> tensor<4xf32>
  %h = flow.parameter {index = 3 : i64} : () -> tensor<4xf32>
  %m = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %v = flow.buffer {index = 1 : i64} : () -> tensor<4xf32>
  %momentum = flow.hyper {index = 0 : i64, value = 1.0e-01 : f64, name = "momentum"} : () -> f64
  %eps = flow.hyper {index = 1 : i64, value = 1.0e-01 : f64, name = "eps"} : () -> f64
  %training = flow.flag {index = 0 : i64, name = "norm"} : () -> i1
  // CHECK: %[[x:.*]] = flow.contiguous
  // CHECK: %[[w:.*]] = flow.contiguous
  // CHECK: %[[c:.*]] = flow.conv2d_nhwc %[[x]], %[[w]]
  // CHECK: %[[y:.*]], %{{.*}}, %{{.*}}, %[[mean:.*]], %[[var:.*]] = flow.batch_norm_nhwc %[[c]], %{{.*}} {{.*}}relu = true, window = array<i64: 2, 2>
  // CHECK-SAME: -> (tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>
  // CHECK: %[[p:.*]] = flow.permute %[[y]] {dims = array<i64: 0, 3, 1, 2>}
  // CHECK-NOT: flow.relu
  // CHECK-NOT: flow.max_pool2d
  // CHECK: flow.output %[[p]], %[[mean]], %[[var]]
  %c = flow.conv2d %x, %w, %b {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>, tensor<4x3x3x3xf32>, tensor<4xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %y, %y_m, %y_s, %y_nm, %y_nv = flow.batch_norm %c, %g, %h, %m, %v, %momentum, %eps, %training {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1>} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, f64, f64, i1) -> (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %r = flow.relu %y : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %p, %p_i = flow.max_pool2d %r {kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = false} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> (tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>, tensor<?x4x4x4xi64, #flow.dims<["batch", 4, 4, 4]>>)
  flow.output %p, %y_nm, %y_nv : tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>, tensor<4xf32>, tensor<4xf32>
  flow.end
}

// -----

// The normalised image is needed itself: ReLU runs on its own, in the same order; the pooling takes a view.
flow.model @m attributes {model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["o0", "o1"], terms = [],
    parameters = ["w", "b", "g", "h"], buffers = ["m", "v"]} {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  flow.end
}
// CHECK-LABEL: flow.program "forward" @used_twice
flow.program "forward" @used_twice of @m {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4x3x3x3xf32>
  %b = flow.parameter {index = 1 : i64} : () -> tensor<4xf32>
  %g = flow.parameter {index = 2 : i64} : () -> tensor<4xf32>
  %h = flow.parameter {index = 3 : i64} : () -> tensor<4xf32>
  %m = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %v = flow.buffer {index = 1 : i64} : () -> tensor<4xf32>
  %momentum = flow.hyper {index = 0 : i64, value = 1.0e-01 : f64, name = "momentum"} : () -> f64
  %eps = flow.hyper {index = 1 : i64, value = 1.0e-01 : f64, name = "eps"} : () -> f64
  %training = flow.flag {index = 0 : i64, name = "norm"} : () -> i1
  // CHECK: %[[y:.*]], %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} = flow.batch_norm_nhwc {{.*}}relu = false, window = array<i64: 1, 1>
  // CHECK: %[[r:.*]] = flow.relu %[[y]]
  // CHECK: %[[v:.*]] = flow.permute %[[r]]
  // CHECK: flow.max_pool2d %[[v]]
  %c = flow.conv2d %x, %w, %b {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>, tensor<4x3x3x3xf32>, tensor<4xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %y, %y_m, %y_s, %y_nm, %y_nv = flow.batch_norm %c, %g, %h, %m, %v, %momentum, %eps, %training {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1>} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, f64, f64, i1) -> (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %r = flow.relu %y : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %p, %p_i = flow.max_pool2d %r {kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = false} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> (tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>, tensor<?x4x4x4xi64, #flow.dims<["batch", 4, 4, 4]>>)
  flow.output %p, %y : tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>, tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  flow.end
}

// -----

// Windows that overlap are not pooled there.
flow.model @m attributes {model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["o0"], terms = [],
    parameters = ["w", "b", "g", "h"], buffers = ["m", "v"]} {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  flow.end
}
// CHECK-LABEL: flow.program "forward" @overlap
flow.program "forward" @overlap of @m {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4x3x3x3xf32>
  %g = flow.parameter {index = 2 : i64} : () -> tensor<4xf32>
  %h = flow.parameter {index = 3 : i64} : () -> tensor<4xf32>
  %m = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %v = flow.buffer {index = 1 : i64} : () -> tensor<4xf32>
  %momentum = flow.hyper {index = 0 : i64, value = 1.0e-01 : f64, name = "momentum"} : () -> f64
  %eps = flow.hyper {index = 1 : i64, value = 1.0e-01 : f64, name = "eps"} : () -> f64
  %training = flow.flag {index = 0 : i64, name = "norm"} : () -> i1
  // CHECK: flow.batch_norm_nhwc {{.*}}relu = true, window = array<i64: 1, 1>
  // CHECK: flow.max_pool2d
  %c = flow.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>, tensor<4x3x3x3xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %y, %y_m, %y_s, %y_nm, %y_nv = flow.batch_norm %c, %g, %h, %m, %v, %momentum, %eps, %training {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1>} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, f64, f64, i1) -> (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %r = flow.relu %y : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %p, %p_i = flow.max_pool2d %r {kernel_size = array<i64: 3, 3>, stride = array<i64: 2, 2>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, ceil_mode = false} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> (tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>, tensor<?x4x4x4xi64, #flow.dims<["batch", 4, 4, 4]>>)
  flow.output %p : tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>
  flow.end
}

// -----

// Nor where the positions of the maxima are used.
flow.model @m attributes {model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["o0", "o1"], terms = [],
    parameters = ["w", "b", "g", "h"], buffers = ["m", "v"]} {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  flow.end
}
// CHECK-LABEL: flow.program "forward" @indices
flow.program "forward" @indices of @m {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4x3x3x3xf32>
  %b = flow.parameter {index = 1 : i64} : () -> tensor<4xf32>
  %g = flow.parameter {index = 2 : i64} : () -> tensor<4xf32>
  %h = flow.parameter {index = 3 : i64} : () -> tensor<4xf32>
  %m = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %v = flow.buffer {index = 1 : i64} : () -> tensor<4xf32>
  %momentum = flow.hyper {index = 0 : i64, value = 1.0e-01 : f64, name = "momentum"} : () -> f64
  %eps = flow.hyper {index = 1 : i64, value = 1.0e-01 : f64, name = "eps"} : () -> f64
  %training = flow.flag {index = 0 : i64, name = "norm"} : () -> i1
  // CHECK: flow.batch_norm_nhwc {{.*}}relu = false, window = array<i64: 1, 1>
  // CHECK: flow.max_pool2d
  %c = flow.conv2d %x, %w, %b {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>, tensor<4x3x3x3xf32>, tensor<4xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %y, %y_m, %y_s, %y_nm, %y_nv = flow.batch_norm %c, %g, %h, %m, %v, %momentum, %eps, %training {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1>} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, f64, f64, i1) -> (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %p, %p_i = flow.max_pool2d %y {kernel_size = array<i64: 2, 2>, stride = array<i64: 2, 2>, padding = array<i64: 0, 0>, dilation = array<i64: 1, 1>, ceil_mode = false} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> (tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>, tensor<?x4x4x4xi64, #flow.dims<["batch", 4, 4, 4]>>)
  flow.output %p, %p_i : tensor<?x4x4x4xf32, #flow.dims<["batch", 4, 4, 4]>>, tensor<?x4x4x4xi64, #flow.dims<["batch", 4, 4, 4]>>
  flow.end
}

// -----

// The convolution with its bias is needed itself: the bias is added before.
flow.model @m attributes {model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["o0", "o1"], terms = [],
    parameters = ["w", "b", "g", "h"], buffers = ["m", "v"]} {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  flow.end
}
// CHECK-LABEL: flow.program "forward" @bias_used
flow.program "forward" @bias_used of @m {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4x3x3x3xf32>
  %b = flow.parameter {index = 1 : i64} : () -> tensor<4xf32>
  %g = flow.parameter {index = 2 : i64} : () -> tensor<4xf32>
  %h = flow.parameter {index = 3 : i64} : () -> tensor<4xf32>
  %m = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %v = flow.buffer {index = 1 : i64} : () -> tensor<4xf32>
  %momentum = flow.hyper {index = 0 : i64, value = 1.0e-01 : f64, name = "momentum"} : () -> f64
  %eps = flow.hyper {index = 1 : i64, value = 1.0e-01 : f64, name = "eps"} : () -> f64
  %training = flow.flag {index = 0 : i64, name = "norm"} : () -> i1
  // CHECK: %[[c:.*]] = flow.conv2d_nhwc
  // CHECK: %[[sum:.*]] = flow.add %[[c]], %{{.*}}
  // CHECK: flow.batch_norm_nhwc %[[sum]], %{{.*}} {operandSegmentSizes = array<i32: 1, 0,
  %c = flow.conv2d %x, %w, %b {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>, tensor<4x3x3x3xf32>, tensor<4xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %y, %y_m, %y_s, %y_nm, %y_nv = flow.batch_norm %c, %g, %h, %m, %v, %momentum, %eps, %training {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1>} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, f64, f64, i1) -> (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %r = flow.relu %y : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  flow.output %r, %c : tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  flow.end
}

// -----

// Double precision stays: libraries have no such kernels.
flow.model @m attributes {model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["o0"], terms = [],
    parameters = ["w"], buffers = []} {
^bb0(%x: tensor<?x3x8x8xf64, #flow.dims<["batch", 3, 8, 8]>>):
  flow.end
}
// CHECK-LABEL: flow.program "forward" @double
flow.program "forward" @double of @m {
^bb0(%x: tensor<?x3x8x8xf64, #flow.dims<["batch", 3, 8, 8]>>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4x3x3x3xf64>
  // CHECK-NOT: nhwc
  // CHECK: flow.conv2d
  %c = flow.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x3x8x8xf64, #flow.dims<["batch", 3, 8, 8]>>, tensor<4x3x3x3xf64>) -> tensor<?x4x8x8xf64, #flow.dims<["batch", 4, 8, 8]>>
  flow.output %c : tensor<?x4x8x8xf64, #flow.dims<["batch", 4, 8, 8]>>
  flow.end
}

// -----

// Without a convolution nothing is reordered.
flow.model @m attributes {model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["o0"], terms = [],
    parameters = ["g", "h"], buffers = ["m", "v"]} {
^bb0(%x: tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>):
  flow.end
}
// CHECK-LABEL: flow.program "forward" @no_convolution
flow.program "forward" @no_convolution of @m {
^bb0(%x: tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>):
  %g = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %h = flow.parameter {index = 1 : i64} : () -> tensor<4xf32>
  %m = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %v = flow.buffer {index = 1 : i64} : () -> tensor<4xf32>
  %momentum = flow.hyper {index = 0 : i64, value = 1.0e-01 : f64, name = "momentum"} : () -> f64
  %eps = flow.hyper {index = 1 : i64, value = 1.0e-01 : f64, name = "eps"} : () -> f64
  %training = flow.flag {index = 0 : i64, name = "norm"} : () -> i1
  // CHECK-NOT: permute
  // CHECK: flow.batch_norm %
  %y, %y_m, %y_s, %y_nm, %y_nv = flow.batch_norm %x, %g, %h, %m, %v, %momentum, %eps, %training {operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1>} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, f64, f64, i1) -> (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %r = flow.relu %y : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  flow.output %r : tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  flow.end
}
