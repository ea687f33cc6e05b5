// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s

// A buffer has one view, however often it is read and written. Writes come last, all in one statement.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = ["norm/mean", "norm/count"]} {
^bb0(%x: tensor<4xf32>):
  flow.output %x : tensor<4xf32>
  flow.end
}

// CHECK-LABEL: rt.program "forward" @read_and_written
// CHECK: %[[MEAN:.*]] = rt.bound "buffer" 0 "norm_mean"
// CHECK: %[[SUM:.*]] = rt.frame "add"
// CHECK: %[[COUNT:.*]] = rt.bound "buffer" 1 "norm_count"
// CHECK-NOT: rt.bound "buffer"
// CHECK: rt.call "rt::add"(%[[MEAN]], %{{.*}}, %[[SUM]])
// CHECK-NEXT: rt.call "rt::neg"(%[[SUM]], %{{.*}})
// CHECK-NEXT: rt.call "rt::writeBuffers"(%[[SUM]], %[[MEAN]], %{{.*}}, %[[COUNT]])
// CHECK-NOT: rt.call
flow.program "forward" @read_and_written of @m {
^bb0(%x: tensor<4xf32>):
  %mean = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %sum = flow.add %mean, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  flow.write_buffer %sum {index = 0 : i64} : tensor<4xf32>
  flow.write_buffer %x {index = 1 : i64} : tensor<4xf32>
  %y = flow.neg %sum : (tensor<4xf32>) -> tensor<4xf32>
  flow.output %y : tensor<4xf32>
  flow.end
}

// The value of a buffer is the one before the call: the caller gets it, through a view or not, after the write.
// CHECK-LABEL: rt.program "forward" @given_out
// CHECK: %[[MEAN:.*]] = rt.bound "buffer" 0
// CHECK: %[[BEFORE:.*]] = rt.frame "norm_mean_before" "float32" ["4"]
// CHECK: %[[VIEW:.*]] = rt.alias %[[BEFORE]]
// CHECK: rt.output %[[VIEW]] 0
// CHECK: rt.call "rt::contiguous"(%[[MEAN]], %[[BEFORE]])
// CHECK: rt.call "rt::writeBuffers"
flow.program "forward" @given_out of @m {
^bb0(%x: tensor<4xf32>):
  %mean = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  flow.write_buffer %x {index = 0 : i64} : tensor<4xf32>
  %y = flow.reshape %mean {shape = [2, 2]} : (tensor<4xf32>) -> tensor<2x2xf32>
  flow.output %y : tensor<2x2xf32>
  flow.end
}

// The backward half runs after the write, too.
// CHECK-LABEL: rt.program "train" @backward
// CHECK: %[[MEAN:.*]] = rt.bound "buffer" 0
// CHECK: %[[BEFORE:.*]] = rt.frame "norm_mean_before" "float32" ["4"] alive 0 to 4
// CHECK: rt.call "rt::contiguous"(%[[MEAN]], %[[BEFORE]])
// CHECK: rt.call "rt::writeBuffers"
// CHECK: rt.boundary
// CHECK: rt.call "rt::mul"(%{{.*}}, %[[BEFORE]], %{{.*}})
flow.program "train" @backward of @m {
^bb0(%x: tensor<4xf32>):
  %mean = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %y = flow.mul %mean, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  flow.write_buffer %x {index = 0 : i64} : tensor<4xf32>
  flow.output %y : tensor<4xf32>
  %g = flow.output_gradients : tensor<4xf32>
  %dx = flow.mul %g, %mean : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  flow.input_gradient %dx {index = 0 : i64} : tensor<4xf32>
  flow.end
}

// Nothing is written: no copy.
// CHECK-LABEL: rt.program "train" @only_read
// CHECK-NOT: _before
// CHECK: rt.boundary
flow.program "train" @only_read of @m {
^bb0(%x: tensor<4xf32>):
  %mean = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %y = flow.mul %mean, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  flow.output %y : tensor<4xf32>
  %g = flow.output_gradients : tensor<4xf32>
  %dx = flow.mul %g, %mean : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  flow.input_gradient %dx {index = 0 : i64} : tensor<4xf32>
  flow.end
}
