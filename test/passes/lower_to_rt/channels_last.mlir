// On CUDA, libtorch's image kernels write in the order of what they read: they get dense images. What
// takes any order, and code for the CPU alone, reads the view.
// RUN: %flodl-opt %s -flow-lower-to-rt="cuda=true" | FileCheck %s --check-prefixes=CHECK,CUDA
// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s --check-prefixes=CHECK,CPU

// CHECK-LABEL: rt.program "forward"
// CHECK: %[[V:.*]] = rt.alias %{{.*}} "permute" ["batch", "4", "8", "8"] strides ["256", "1", "32", "4"]
// CUDA: %[[D:.*]] = rt.frame "permute_contiguous"
// CUDA: rt.call "rt::contiguous"(%[[V]], %[[D]])
// CUDA: rt.call "rt::max_pool2d"(%[[D]],
// CPU: rt.call "rt::max_pool2d"(%[[V]],
// CHECK: rt.call "rt::relu"(%[[V]],
#image = #flow.dims<["batch", 8, 8, 4]>
#planes = #flow.dims<["batch", 4, 8, 8]>
#pooled = #flow.dims<["batch", 4, 4, 4]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = ["pooled", "positive"],
    terms = [], parameters = [], buffers = []} {
^bb0(%x: tensor<?x8x8x4xf32, #image>):
  flow.end
}
flow.program "forward" @forward of @m {
^bb0(%x: tensor<?x8x8x4xf32, #image>):
  %v = flow.permute %x {dims = array<i64: 0, 3, 1, 2>} : (tensor<?x8x8x4xf32, #image>) -> tensor<?x4x8x8xf32, #planes>
  %p, %i = flow.max_pool2d %v {kernel_size = array<i64: 3, 3>, stride = array<i64: 2, 2>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, ceil_mode = false}
    : (tensor<?x4x8x8xf32, #planes>) -> (tensor<?x4x4x4xf32, #pooled>, tensor<?x4x4x4xi64, #pooled>)
  %r = flow.relu %v : (tensor<?x4x8x8xf32, #planes>) -> tensor<?x4x8x8xf32, #planes>
  flow.output %p, %r : tensor<?x4x4x4xf32, #pooled>, tensor<?x4x8x8xf32, #planes>
  flow.end
}
