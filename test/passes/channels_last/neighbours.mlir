// Operations around convolutions in channels-last order.
// RUN: %flodl-opt %s -split-input-file -flow-channels-last | FileCheck %s

// Between convolutions no image is copied: the second takes what the first gives, and so does the sum.
flow.model @m attributes {model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["o0"], terms = [],
    parameters = ["w", "b", "g", "h", "w2", "scale", "k"], buffers = ["m", "v"]} {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  flow.end
}
// CHECK-LABEL: flow.program "forward" @residual
flow.program "forward" @residual of @m {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4x3x3x3xf32>
  %w2 = flow.parameter {index = 4 : i64} : () -> tensor<4x4x3x3xf32>
  %k = flow.parameter {index = 6 : i64} : () -> tensor<f32>
  // CHECK: %[[c:.*]] = flow.conv2d_nhwc
  // CHECK: %[[d:.*]] = flow.conv2d_nhwc %[[c]],
  // CHECK: %[[s:.*]] = flow.add %[[c]], %[[d]]
  // CHECK: %[[t:.*]] = flow.mul %[[s]], %{{.*}}
  // CHECK: flow.conv2d_nhwc %[[t]],
  %c = flow.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>, tensor<4x3x3x3xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %d = flow.conv2d %c, %w2 {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4x4x3x3xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %s = flow.add %c, %d : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %t = flow.mul %s, %k : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<f32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %e = flow.conv2d %t, %w2 {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4x4x3x3xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  flow.output %e : tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  flow.end
}

// -----

// A factor for each channel would have to be permuted too.
flow.model @m attributes {model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["o0"], terms = [],
    parameters = ["w", "b", "g", "h", "w2", "scale", "k"], buffers = ["m", "v"]} {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  flow.end
}
// CHECK-LABEL: flow.program "forward" @broadcast
flow.program "forward" @broadcast of @m {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4x3x3x3xf32>
  %scale = flow.parameter {index = 5 : i64} : () -> tensor<4x1x1xf32>
  // CHECK: %[[v:.*]] = flow.permute %{{.*}} {dims = array<i64: 0, 3, 1, 2>}
  // CHECK: flow.mul %[[v]], %{{.*}}
  %c = flow.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>, tensor<4x3x3x3xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %s = flow.mul %c, %scale : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>, tensor<4x1x1xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  flow.output %s : tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  flow.end
}

// -----

// The mean over a plane.
flow.model @m attributes {model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["o0"], terms = [],
    parameters = ["w", "b", "g", "h", "w2", "scale", "k"], buffers = ["m", "v"]} {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  flow.end
}
// CHECK-LABEL: flow.program "forward" @global_pool
flow.program "forward" @global_pool of @m {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4x3x3x3xf32>
  // CHECK: %[[c:.*]] = flow.conv2d_nhwc
  // CHECK: %[[m:.*]] = flow.mean %[[c]] {dims = array<i64: 1, 2>, keepdim = false}
  // CHECK: flow.reshape %[[m]]
  %c = flow.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>, tensor<4x3x3x3xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %p = flow.adaptive_avg_pool2d %c {output_size = array<i64: 1, 1>} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> tensor<?x4x1x1xf32, #flow.dims<["batch", 4, 1, 1]>>
  flow.output %p : tensor<?x4x1x1xf32, #flow.dims<["batch", 4, 1, 1]>>
  flow.end
}

// -----

// Means over a grid stay.
flow.model @m attributes {model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["o0"], terms = [],
    parameters = ["w", "b", "g", "h", "w2", "scale", "k"], buffers = ["m", "v"]} {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  flow.end
}
// CHECK-LABEL: flow.program "forward" @grid_pool
flow.program "forward" @grid_pool of @m {
^bb0(%x: tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4x3x3x3xf32>
  // CHECK: flow.adaptive_avg_pool2d
  %c = flow.conv2d %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, groups = 1 : i64} : (tensor<?x3x8x8xf32, #flow.dims<["batch", 3, 8, 8]>>, tensor<4x3x3x3xf32>) -> tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>
  %p = flow.adaptive_avg_pool2d %c {output_size = array<i64: 2, 2>} : (tensor<?x4x8x8xf32, #flow.dims<["batch", 4, 8, 8]>>) -> tensor<?x4x2x2xf32, #flow.dims<["batch", 4, 2, 2]>>
  flow.output %p : tensor<?x4x2x2xf32, #flow.dims<["batch", 4, 2, 2]>>
  flow.end
}
