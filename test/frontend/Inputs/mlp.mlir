module {
  flow.model @classifier_0 attributes {
      model = "classifier",
      signature = "input %0 \22image\22 float32[batch, 784]\0Atarget %1 \22label\22 int64[batch]\0Aparameter %2 \22linear_1/weight\22 float32[256, 784]\0Aparameter %3 \22linear_1/bias\22 float32[256]\0Aparameter %4 \22linear_3/weight\22 float32[256, 256]\0Aparameter %5 \22linear_3/bias\22 float32[256]\0Aparameter %6 \22logits/weight\22 float32[10, 256]\0Aparameter %7 \22logits/bias\22 float32[10]\0Ahyper h0 \22loss/label_smoothing\22\0A%8 = linear(%0, %2, %3) : float32[batch, 256]\0A%9 = relu(%8) : float32[batch, 256]\0A%10 = linear(%9, %4, %5) : float32[batch, 256]\0A%11 = add(%9, %10) : float32[batch, 256]\0A%12 = linear(%11, %6, %7) : float32[batch, 10]\0A%13, %14, %15 = cross_entropy_loss(%12, %1, h0) reduction=\22mean\22 ignore_index=-100 : float32[], float32[batch, 10], float32[]\0Aoutput \22\22 %12\0Aoutput \22logits\22 %12\0Aloss %13\0Aend optimizer=adam\0A",
      symbols = ["batch"],
      inputs = ["image"],
      targets = ["label"],
      outputs = ["", "logits"],
      terms = [],
      parameters = ["linear_1/weight", "linear_1/bias", "linear_3/weight", "linear_3/bias", "logits/weight", "logits/bias"],
      buffers = []} {
  ^bb0(%0: tensor<?x784xf32, #flow.dims<["batch", 784]>>, %1: tensor<?xi64, #flow.dims<["batch"]>>):
    %2 = "flow.parameter"() {index = 0 : i64} : () -> tensor<256x784xf32>
    %3 = "flow.parameter"() {index = 1 : i64} : () -> tensor<256xf32>
    %4 = "flow.parameter"() {index = 2 : i64} : () -> tensor<256x256xf32>
    %5 = "flow.parameter"() {index = 3 : i64} : () -> tensor<256xf32>
    %6 = "flow.parameter"() {index = 4 : i64} : () -> tensor<10x256xf32>
    %7 = "flow.parameter"() {index = 5 : i64} : () -> tensor<10xf32>
    %h0 = "flow.hyper"() {index = 0 : i64, value = 0.0e+00 : f64, name = "loss/label_smoothing"} : () -> f64
    %8 = "flow.linear"(%0, %2, %3) : (tensor<?x784xf32, #flow.dims<["batch", 784]>>, tensor<256x784xf32>, tensor<256xf32>) -> tensor<?x256xf32, #flow.dims<["batch", 256]>> loc("linear_1"("test/frontend/Inputs/mlp.cpp":8:17))
    %9 = "flow.relu"(%8) : (tensor<?x256xf32, #flow.dims<["batch", 256]>>) -> tensor<?x256xf32, #flow.dims<["batch", 256]>> loc("relu_2"("test/frontend/Inputs/mlp.cpp":9:22))
    %10 = "flow.linear"(%9, %4, %5) : (tensor<?x256xf32, #flow.dims<["batch", 256]>>, tensor<256x256xf32>, tensor<256xf32>) -> tensor<?x256xf32, #flow.dims<["batch", 256]>> loc("linear_3"("test/frontend/Inputs/mlp.cpp":10:22))
    %11 = "flow.add"(%9, %10) : (tensor<?x256xf32, #flow.dims<["batch", 256]>>, tensor<?x256xf32, #flow.dims<["batch", 256]>>) -> tensor<?x256xf32, #flow.dims<["batch", 256]>> loc("add_4"("test/frontend/Inputs/mlp.cpp":10:22))
    %12 = "flow.linear"(%11, %6, %7) : (tensor<?x256xf32, #flow.dims<["batch", 256]>>, tensor<10x256xf32>, tensor<10xf32>) -> tensor<?x10xf32, #flow.dims<["batch", 10]>> loc("logits"("test/frontend/Inputs/mlp.cpp":11:22))
    "flow.output"(%12, %12) : (tensor<?x10xf32, #flow.dims<["batch", 10]>>, tensor<?x10xf32, #flow.dims<["batch", 10]>>) -> () loc("test/frontend/Inputs/mlp.cpp":11:22)
    %13, %14, %15 = "flow.cross_entropy_loss"(%12, %1, %h0) {reduction = "mean", ignore_index = -100 : i64} : (tensor<?x10xf32, #flow.dims<["batch", 10]>>, tensor<?xi64, #flow.dims<["batch"]>>, f64) -> (tensor<f32>, tensor<?x10xf32, #flow.dims<["batch", 10]>>, tensor<f32>) loc("loss"("test/frontend/Inputs/mlp.cpp":14:9))
    "flow.loss"(%13) : (tensor<f32>) -> () loc("test/frontend/Inputs/mlp.cpp":14:9)
    "flow.end"() {optimizer = "adam"} : () -> ()
  }
}
