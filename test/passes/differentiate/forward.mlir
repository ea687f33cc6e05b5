// RUN: %flodl-opt %s -flow-differentiate -o %t.mlir && %flodl-opt %s -o %t.same.mlir && diff %t.mlir %t.same.mlir

// A forward program stays as it is.
flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = ["w"], buffers = []} {
^bb0(%x: tensor<8x4xf32>):
  flow.output %x : tensor<8x4xf32>
  flow.end
}

flow.program "forward" @m_forward of @m {
^bb0(%x: tensor<8x4xf32>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %y = flow.mul %x, %w : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8x4xf32>
  flow.output %y : tensor<8x4xf32>
  flow.end
}
