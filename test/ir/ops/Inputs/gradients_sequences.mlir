// Sequences and bags in the forms that their descriptions' examples leave out; read by gradients_sequences.test.

func.func @gru_two_layers(%a0: tensor<5x2x3xf32>, %a1: tensor<2x2x4xf32>, %a2: tensor<12x3xf32>, %a3: tensor<12x4xf32>, %a4: tensor<12xf32>, %a5: tensor<12xf32>, %a6: tensor<12x4xf32>, %a7: tensor<12x4xf32>, %a8: tensor<12xf32>, %a9: tensor<12xf32>) {
  %r0, %r1 = flow.gru %a0, %a1, %a2, %a3, %a4, %a5, %a6, %a7, %a8, %a9 {batch_first = false, bidirectional = false, has_biases = true}
    : (tensor<5x2x3xf32>, tensor<2x2x4xf32>, tensor<12x3xf32>, tensor<12x4xf32>, tensor<12xf32>, tensor<12xf32>, tensor<12x4xf32>, tensor<12x4xf32>, tensor<12xf32>, tensor<12xf32>)
   -> (tensor<5x2x4xf32>, tensor<2x2x4xf32>)
  return
}

func.func @gru_batch_first(%a0: tensor<2x5x3xf64>, %a1: tensor<1x2x4xf64>, %a2: tensor<12x3xf64>, %a3: tensor<12x4xf64>, %a4: tensor<12xf64>, %a5: tensor<12xf64>) {
  %r0, %r1 = flow.gru %a0, %a1, %a2, %a3, %a4, %a5 {batch_first = true, bidirectional = false, has_biases = true}
    : (tensor<2x5x3xf64>, tensor<1x2x4xf64>, tensor<12x3xf64>, tensor<12x4xf64>, tensor<12xf64>, tensor<12xf64>)
   -> (tensor<2x5x4xf64>, tensor<1x2x4xf64>)
  return
}

func.func @lstm_two_layers(%a0: tensor<5x2x3xf32>, %a1: tensor<2x2x4xf32>, %a2: tensor<2x2x4xf32>, %a3: tensor<16x3xf32>, %a4: tensor<16x4xf32>, %a5: tensor<16xf32>, %a6: tensor<16xf32>, %a7: tensor<16x4xf32>, %a8: tensor<16x4xf32>, %a9: tensor<16xf32>, %a10: tensor<16xf32>) {
  %r0, %r1, %r2 = flow.lstm %a0, %a1, %a2, %a3, %a4, %a5, %a6, %a7, %a8, %a9, %a10 {batch_first = false, bidirectional = false, has_biases = true}
    : (tensor<5x2x3xf32>, tensor<2x2x4xf32>, tensor<2x2x4xf32>, tensor<16x3xf32>, tensor<16x4xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16x4xf32>, tensor<16x4xf32>, tensor<16xf32>, tensor<16xf32>)
   -> (tensor<5x2x4xf32>, tensor<2x2x4xf32>, tensor<2x2x4xf32>)
  return
}

func.func @lstm_batch_first(%a0: tensor<2x5x3xf64>, %a1: tensor<2x2x4xf64>, %a2: tensor<2x2x4xf64>, %a3: tensor<16x3xf64>, %a4: tensor<16x4xf64>, %a5: tensor<16xf64>, %a6: tensor<16xf64>, %a7: tensor<16x4xf64>, %a8: tensor<16x4xf64>, %a9: tensor<16xf64>, %a10: tensor<16xf64>) {
  %r0, %r1, %r2 = flow.lstm %a0, %a1, %a2, %a3, %a4, %a5, %a6, %a7, %a8, %a9, %a10 {batch_first = true, bidirectional = false, has_biases = true}
    : (tensor<2x5x3xf64>, tensor<2x2x4xf64>, tensor<2x2x4xf64>, tensor<16x3xf64>, tensor<16x4xf64>, tensor<16xf64>, tensor<16xf64>, tensor<16x4xf64>, tensor<16x4xf64>, tensor<16xf64>, tensor<16xf64>)
   -> (tensor<2x5x4xf64>, tensor<2x2x4xf64>, tensor<2x2x4xf64>)
  return
}

func.func @bag_sum_f32(%a: tensor<9x4xf32>, %b: tensor<6xi64>) {
  %o = flow.arange {shape = [4], start = 0.0 : f64, step = 2.0 : f64, dtype = "int64"} : () -> tensor<4xi64>
  %r = flow.embedding_bag %a, %b, %o {mode = "sum"} : (tensor<9x4xf32>, tensor<6xi64>, tensor<4xi64>) -> tensor<4x4xf32>
  return
}

func.func @bag_sum_f64(%a: tensor<9x4xf64>, %b: tensor<6xi64>) {
  %o = flow.arange {shape = [4], start = 0.0 : f64, step = 2.0 : f64, dtype = "int64"} : () -> tensor<4xi64>
  %r = flow.embedding_bag %a, %b, %o {mode = "sum"} : (tensor<9x4xf64>, tensor<6xi64>, tensor<4xi64>) -> tensor<4x4xf64>
  return
}

func.func @bag_max_f32(%a: tensor<9x4xf32>, %b: tensor<6xi64>) {
  %o = flow.arange {shape = [4], start = 0.0 : f64, step = 2.0 : f64, dtype = "int64"} : () -> tensor<4xi64>
  %r = flow.embedding_bag %a, %b, %o {mode = "max"} : (tensor<9x4xf32>, tensor<6xi64>, tensor<4xi64>) -> tensor<4x4xf32>
  return
}

func.func @bag_max_f64(%a: tensor<9x4xf64>, %b: tensor<6xi64>) {
  %o = flow.arange {shape = [4], start = 0.0 : f64, step = 2.0 : f64, dtype = "int64"} : () -> tensor<4xi64>
  %r = flow.embedding_bag %a, %b, %o {mode = "max"} : (tensor<9x4xf64>, tensor<6xi64>, tensor<4xi64>) -> tensor<4x4xf64>
  return
}

func.func @gru_bidirectional_without_biases(%a0: tensor<5x2x3xf64>, %a1: tensor<4x2x4xf64>, %a2: tensor<12x3xf64>, %a3: tensor<12x4xf64>, %a4: tensor<12x3xf64>, %a5: tensor<12x4xf64>, %a6: tensor<12x8xf64>, %a7: tensor<12x4xf64>, %a8: tensor<12x8xf64>, %a9: tensor<12x4xf64>) {
  %r0, %r1 = flow.gru %a0, %a1, %a2, %a3, %a4, %a5, %a6, %a7, %a8, %a9 {batch_first = false, bidirectional = true, has_biases = false}
    : (tensor<5x2x3xf64>, tensor<4x2x4xf64>, tensor<12x3xf64>, tensor<12x4xf64>, tensor<12x3xf64>, tensor<12x4xf64>, tensor<12x8xf64>, tensor<12x4xf64>, tensor<12x8xf64>, tensor<12x4xf64>)
   -> (tensor<5x2x8xf64>, tensor<4x2x4xf64>)
  return
}

func.func @lstm_bidirectional(%a0: tensor<2x5x3xf32>, %a1: tensor<2x2x4xf32>, %a2: tensor<2x2x4xf32>, %a3: tensor<16x3xf32>, %a4: tensor<16x4xf32>, %a5: tensor<16xf32>, %a6: tensor<16xf32>, %a7: tensor<16x3xf32>, %a8: tensor<16x4xf32>, %a9: tensor<16xf32>, %a10: tensor<16xf32>) {
  %r0, %r1, %r2 = flow.lstm %a0, %a1, %a2, %a3, %a4, %a5, %a6, %a7, %a8, %a9, %a10 {batch_first = true, bidirectional = true, has_biases = true}
    : (tensor<2x5x3xf32>, tensor<2x2x4xf32>, tensor<2x2x4xf32>, tensor<16x3xf32>, tensor<16x4xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16x3xf32>, tensor<16x4xf32>, tensor<16xf32>, tensor<16xf32>)
   -> (tensor<2x5x8xf32>, tensor<2x2x4xf32>, tensor<2x2x4xf32>)
  return
}

func.func @rnn_relu_two_layers(%a0: tensor<5x2x3xf64>, %a1: tensor<2x2x4xf64>, %a2: tensor<4x3xf64>, %a3: tensor<4x4xf64>, %a4: tensor<4x4xf64>, %a5: tensor<4x4xf64>) {
  %r0, %r1 = flow.rnn_relu %a0, %a1, %a2, %a3, %a4, %a5 {batch_first = false, bidirectional = false, has_biases = false}
    : (tensor<5x2x3xf64>, tensor<2x2x4xf64>, tensor<4x3xf64>, tensor<4x4xf64>, tensor<4x4xf64>, tensor<4x4xf64>)
   -> (tensor<5x2x4xf64>, tensor<2x2x4xf64>)
  return
}

func.func @nearest_exact(%a: tensor<2x3x5x4xf64>) {
  %r = flow.interpolate %a {size = [7, 3], mode = "nearest-exact", align_corners = false} : (tensor<2x3x5x4xf64>) -> tensor<2x3x7x3xf64>
  return
}
