// Forms of arithmetic that the descriptions' examples leave out; read by gradients.test.

func.func @add_broadcast_both(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  %r = flow.add %a, %b
    : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @add_scalar(%a: tensor<4x3xf32>, %b: tensor<f32>) {
  %r = flow.add %a, %b
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @sub_broadcast_both(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  %r = flow.sub %a, %b
    : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @sub_scalar(%a: tensor<4x3xf32>, %b: tensor<f32>) {
  %r = flow.sub %a, %b
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @mul_broadcast_both(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  %r = flow.mul %a, %b
    : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @mul_scalar(%a: tensor<4x3xf32>, %b: tensor<f32>) {
  %r = flow.mul %a, %b
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @div_broadcast_both(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  %r = flow.div %a, %b
    : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @div_scalar(%a: tensor<4x3xf32>, %b: tensor<f32>) {
  %r = flow.div %a, %b
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @maximum_broadcast_both(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  %r = flow.maximum %a, %b
    : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @maximum_scalar(%a: tensor<4x3xf32>, %b: tensor<f32>) {
  %r = flow.maximum %a, %b
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @minimum_broadcast_both(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  %r = flow.minimum %a, %b
    : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @minimum_scalar(%a: tensor<4x3xf32>, %b: tensor<f32>) {
  %r = flow.minimum %a, %b
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @mul_of_itself(%a: tensor<4xf32>) {
  %r = flow.mul %a, %a
    : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

func.func @add_number(%a: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.add %a, %n
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @sub_number(%a: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.sub %a, %n
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @mul_number(%a: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.mul %a, %n
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @div_number(%a: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.div %a, %n
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @maximum_number(%a: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.maximum %a, %n
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @minimum_number(%a: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.minimum %a, %n
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @where_broadcast(%a: tensor<4x1xi1>, %b: tensor<3xf32>, %c: tensor<4x3xf32>) {
  %r = flow.where %a, %b, %c
    : (tensor<4x1xi1>, tensor<3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @masked_fill_broadcast(%a: tensor<1x3xf32>, %b: tensor<4x3xi1>) {
  %r = flow.masked_fill %a, %b {value = -1.0 : f64}
    : (tensor<1x3xf32>, tensor<4x3xi1>) -> tensor<4x3xf32>
  return
}

func.func @fmod_broadcast_both(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  %r = flow.fmod %a, %b
    : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @fmod_scalar(%a: tensor<4x3xf32>, %b: tensor<f32>) {
  %r = flow.fmod %a, %b
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @fmod_number(%a: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 1.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.fmod %a, %n
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @fmod_of_number(%b: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.fmod %n, %b
    : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @remainder_broadcast_both(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  %r = flow.remainder %a, %b
    : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @remainder_scalar(%a: tensor<4x3xf32>, %b: tensor<f32>) {
  %r = flow.remainder %a, %b
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @remainder_number(%a: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 1.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.remainder %a, %n
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @remainder_of_number(%b: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.remainder %n, %b
    : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @floor_divide_broadcast_both(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  %r = flow.floor_divide %a, %b
    : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @floor_divide_scalar(%a: tensor<4x3xf32>, %b: tensor<f32>) {
  %r = flow.floor_divide %a, %b
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @floor_divide_number(%a: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 1.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.floor_divide %a, %n
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @floor_divide_of_number(%b: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.floor_divide %n, %b
    : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @div_trunc_broadcast_both(%a: tensor<4x1xf32>, %b: tensor<3xf32>) {
  %r = flow.div_trunc %a, %b
    : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @div_trunc_scalar(%a: tensor<4x3xf32>, %b: tensor<f32>) {
  %r = flow.div_trunc %a, %b
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @div_trunc_number(%a: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 1.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.div_trunc %a, %n
    : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @div_trunc_of_number(%b: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.5 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.div_trunc %n, %b
    : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @add_with_integers(%a: tensor<4x3xf32>, %b: tensor<3xi64>) {
  %r = flow.add %a, %b
    : (tensor<4x3xf32>, tensor<3xi64>) -> tensor<4x3xf32>
  return
}

func.func @sub_with_integers(%a: tensor<4x3xf32>, %b: tensor<3xi64>) {
  %r = flow.sub %a, %b
    : (tensor<4x3xf32>, tensor<3xi64>) -> tensor<4x3xf32>
  return
}

func.func @mul_with_integers(%a: tensor<4x3xf32>, %b: tensor<3xi64>) {
  %r = flow.mul %a, %b
    : (tensor<4x3xf32>, tensor<3xi64>) -> tensor<4x3xf32>
  return
}

func.func @maximum_with_integers(%a: tensor<4x3xf32>, %b: tensor<3xi64>) {
  %r = flow.maximum %a, %b
    : (tensor<4x3xf32>, tensor<3xi64>) -> tensor<4x3xf32>
  return
}

func.func @mul_of_two_types(%a: tensor<4x3xf32>, %b: tensor<3xf64>) {
  %r = flow.mul %a, %b
    : (tensor<4x3xf32>, tensor<3xf64>) -> tensor<4x3xf64>
  return
}

func.func @addcmul_of_two_types(%a: tensor<4x3xf32>, %b: tensor<4x1xf64>, %c: tensor<3xf32>) {
  %r = flow.addcmul %a, %b, %c {value = -0.5 : f64}
    : (tensor<4x3xf32>, tensor<4x1xf64>, tensor<3xf32>) -> tensor<4x3xf64>
  return
}

func.func @maximum_of_itself(%a: tensor<4xf32>) {
  %r = flow.maximum %a, %a
    : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

func.func @minimum_of_itself(%a: tensor<4xf32>) {
  %r = flow.minimum %a, %a
    : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

func.func @lerp_number_25(%a: tensor<4x3xf32>, %b: tensor<4x1xf32>) {
  %n = flow.full {shape = [], value = 0.25 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.lerp %a, %b, %n
    : (tensor<4x3xf32>, tensor<4x1xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @lerp_number_75(%a: tensor<4x3xf32>, %b: tensor<4x1xf32>) {
  %n = flow.full {shape = [], value = 0.75 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.lerp %a, %b, %n
    : (tensor<4x3xf32>, tensor<4x1xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @lerp_broadcast(%a: tensor<4x1xf32>, %b: tensor<3xf32>, %c: tensor<2x1x1xf32>) {
  %r = flow.lerp %a, %b, %c
    : (tensor<4x1xf32>, tensor<3xf32>, tensor<2x1x1xf32>) -> tensor<2x4x3xf32>
  return
}

func.func @addcmul_broadcast(%a: tensor<3xf32>, %b: tensor<4x1xf32>, %c: tensor<2x1x3xf32>) {
  %r = flow.addcmul %a, %b, %c {value = 1.0 : f64}
    : (tensor<3xf32>, tensor<4x1xf32>, tensor<2x1x3xf32>) -> tensor<2x4x3xf32>
  return
}

func.func @addcmul_number(%a: tensor<4x3xf32>, %b: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.0 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.addcmul %a, %b, %n {value = 0.3 : f64}
    : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @addcdiv_broadcast(%a: tensor<3xf32>, %b: tensor<4x1xf32>, %c: tensor<2x1x3xf32>) {
  %r = flow.addcdiv %a, %b, %c {value = 1.0 : f64}
    : (tensor<3xf32>, tensor<4x1xf32>, tensor<2x1x3xf32>) -> tensor<2x4x3xf32>
  return
}

func.func @addcdiv_number(%a: tensor<4x3xf32>, %b: tensor<4x3xf32>) {
  %n = flow.full {shape = [], value = 2.0 : f64, dtype = "float32", number = true} : () -> tensor<f32>
  %r = flow.addcdiv %a, %b, %n {value = 0.3 : f64}
    : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
  return
}

func.func @addcmul_integers(%a: tensor<4x3xf32>, %b: tensor<4x3xi64>, %c: tensor<3xf32>) {
  %r = flow.addcmul %a, %b, %c {value = 0.5 : f64}
    : (tensor<4x3xf32>, tensor<4x3xi64>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @addcdiv_integers(%a: tensor<4x3xf32>, %b: tensor<4x3xi64>, %c: tensor<3xf32>) {
  %r = flow.addcdiv %a, %b, %c {value = 0.5 : f64}
    : (tensor<4x3xf32>, tensor<4x3xi64>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}

func.func @clamp_one_end(%a: tensor<4x3xf32>) {
  %r = flow.clamp %a {min = 0.2 : f64, max = 0x7FF0000000000000 : f64}
    : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}
