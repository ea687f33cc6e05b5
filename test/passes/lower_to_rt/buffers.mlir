// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s

// A buffer has one view, however often it is read and written.

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
// CHECK-NOT: rt.bound "buffer" 0
// CHECK: rt.call "rt::add"(%[[MEAN]], %{{.*}}, %[[SUM]])
// CHECK: rt.call "rt::contiguous"(%[[SUM]], %[[MEAN]])
flow.program "forward" @read_and_written of @m {
^bb0(%x: tensor<4xf32>):
  %mean = flow.buffer {index = 0 : i64} : () -> tensor<4xf32>
  %sum = flow.add %mean, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  flow.write_buffer %sum {index = 0 : i64} : tensor<4xf32>
  flow.output %sum : tensor<4xf32>
  flow.end
}

// CHECK-LABEL: rt.program "forward" @only_written
// CHECK: %[[COUNT:.*]] = rt.bound "buffer" 1 "norm_count"
// CHECK: rt.call "rt::contiguous"(%{{.*}}, %[[COUNT]])
flow.program "forward" @only_written of @m {
^bb0(%x: tensor<4xf32>):
  flow.write_buffer %x {index = 1 : i64} : tensor<4xf32>
  flow.output %x : tensor<4xf32>
  flow.end
}
