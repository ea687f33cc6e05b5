// A model with everything that generated code has: hyper-parameters, flags, random numbers, buffers, row and column
// kernels, a loss whose labels are checked, an optimizer with clipping; and names that C++ would not take.
#x = #flow.dims<["batch", 6]>
#h = #flow.dims<["batch", 8]>
#y = #flow.dims<["batch", 4]>
#n = #flow.dims<["batch"]>
#r = #flow.dims<["batch", 1]>
#line = loc("folder/model.cpp":12:5)
#fc = loc("fc"(#line))
flow.model @classifier_0 attributes {
    model = "the \22classifier\22", signature = "input %0 \22x\22 float32[batch, 6]\0Alinear\0A", symbols = ["batch"],
    inputs = ["x"], targets = ["class"], outputs = ["", "hidden"], terms = [],
    parameters = ["fc/weight", "fc/bias", "norm/weight", "norm/bias", "head/weight", "head/bias"], buffers = ["seen"]} {
^bb0(%x: tensor<?x6xf32, #x>, %label: tensor<?xi64, #n>):
  %w0 = flow.parameter {index = 0 : i64} : () -> tensor<8x6xf32>
  %b0 = flow.parameter {index = 1 : i64} : () -> tensor<8xf32>
  %gain = flow.parameter {index = 2 : i64} : () -> tensor<8xf32>
  %shift = flow.parameter {index = 3 : i64} : () -> tensor<8xf32>
  %w1 = flow.parameter {index = 4 : i64} : () -> tensor<4x8xf32>
  %b1 = flow.parameter {index = 5 : i64} : () -> tensor<4xf32>
  %seen = flow.buffer {index = 0 : i64} : () -> tensor<6xf32>
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "norm/eps"} : () -> f64
  %p = flow.hyper {index = 1 : i64, value = 0.3 : f64, name = "drop/p"} : () -> f64
  %smoothing = flow.hyper {index = 2 : i64, value = 0.0 : f64, name = "label_smoothing"} : () -> f64
  %training = flow.flag {index = 0 : i64, name = "drop"} : () -> i1
  %h0 = flow.linear %x, %w0, %b0 : (tensor<?x6xf32, #x>, tensor<8x6xf32>, tensor<8xf32>) -> tensor<?x8xf32, #h> loc(#fc)
  %h1 = flow.gelu %h0 : (tensor<?x8xf32, #h>) -> tensor<?x8xf32, #h>
  %h2, %mean, %rstd = flow.layer_norm %h1, %gain, %shift, %eps {normalized_shape = [8], operandSegmentSizes = array<i32: 1, 1, 1, 1>}
    : (tensor<?x8xf32, #h>, tensor<8xf32>, tensor<8xf32>, f64) -> (tensor<?x8xf32, #h>, tensor<?x1xf32, #r>, tensor<?x1xf32, #r>)
  %h3 = flow.dropout %h2, %p, %training {path = "drop$1 \22x\22", draw = 0 : i64} : (tensor<?x8xf32, #h>, f64, i1) -> tensor<?x8xf32, #h>
  %y = flow.linear %h3, %w1, %b1 : (tensor<?x8xf32, #h>, tensor<4x8xf32>, tensor<4xf32>) -> tensor<?x4xf32, #y>
  flow.output %y, %h1 : tensor<?x4xf32, #y>, tensor<?x8xf32, #h>
  %sum = flow.sum %x {dims = array<i64: 0>, keepdim = false} : (tensor<?x6xf32, #x>) -> tensor<6xf32>
  %total = flow.add %seen, %sum : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  flow.write_buffer %total {index = 0 : i64} : tensor<6xf32>
  %loss, %logp, %count = flow.cross_entropy_loss %y, %label, %smoothing {reduction = "mean", ignore_index = -100 : i64}
    : (tensor<?x4xf32, #y>, tensor<?xi64, #n>, f64) -> (tensor<f32>, tensor<?x4xf32, #y>, tensor<f32>)
  flow.loss %loss : (tensor<f32>) -> ()
  flow.end {optimizer = "adam", clip = "norm"}
}
