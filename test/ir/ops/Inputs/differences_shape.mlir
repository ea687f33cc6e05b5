// Gradients that libtorch's autograd does not give.

func.func @scatter_add_of_part(%a: tensor<4x5xf32>, %b: tensor<2x3xi64>, %c: tensor<4x6xf32>) {
  %r = flow.scatter_add %a, %b, %c {dim = -1 : i64}
    : (tensor<4x5xf32>, tensor<2x3xi64>, tensor<4x6xf32>) -> tensor<4x5xf32>
  return
}

func.func @scatter_of_part(%a: tensor<4x5xf32>, %b: tensor<4x1xi64>, %c: tensor<4x2xf32>) {
  %r = flow.scatter %a, %b, %c {dim = -1 : i64}
    : (tensor<4x5xf32>, tensor<4x1xi64>, tensor<4x2xf32>) -> tensor<4x5xf32>
  return
}
