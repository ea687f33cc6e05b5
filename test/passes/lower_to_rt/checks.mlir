// RUN: %flodl-opt %s -flodl-pipeline="opt-level=2" | FileCheck %s --check-prefixes=CHECK,CPU
// RUN: %flodl-opt %s -flodl-pipeline="opt-level=2 cuda" | FileCheck %s --check-prefixes=CHECK,CUDA

// On CUDA the checked index has memory of its own: the error is reported after the kernels have run. The
// fused loss needs no class in range. Buffers change behind everything that can fail, to the last value.

// CHECK-LABEL: rt.program "step"
// CHECK: %[[I:.*]] = rt.bound "input" 0 "i"
// CHECK: %[[T:.*]] = rt.bound "input" 1 "t"
// CHECK: %[[SEEN:.*]] = rt.bound "buffer" 0 "seen"
// CPU-NOT: rt.frame "i_checked"
// CUDA: %[[C:.*]] = rt.frame "i_checked" "int64" ["batch"]
// CHECK: %[[LAST:.*]] = rt.frame "mul" "float32" ["16"]
// CPU: rt.call "rt::checkIndex"(%[[I]]) ["$0", "nullptr", "100", "rt::nothingIgnored", "\22embedding indices\22", "\22net.cpp:3\22"]
// CUDA: rt.call "rt::checkIndex"(%[[I]], %[[C]]) ["$0", "&$1", "100", "rt::nothingIgnored", "\22embedding indices\22", "\22net.cpp:3\22"]
// CPU: rt.call "rt::embedding"(%{{.*}}, %[[I]],
// CUDA: rt.call "rt::embedding"(%{{.*}}, %[[C]],
// CHECK: rt.call "rt::checkIndex"(%[[T]]) ["$0", "nullptr", "16", "-100",
// CHECK: rt.call "rt::writeBuffers"(%[[LAST]], %[[SEEN]]) ["std::array<const rt::View *, 2>{&$0, &$1}"]
// CHECK: rt.call "rt::optimizerStep"
#n = #flow.dims<["batch"]>
#y = #flow.dims<["batch", 16]>
flow.model @net attributes {
    model = "net", signature = "", symbols = ["batch"], inputs = ["i"], targets = ["t"], outputs = [""], terms = [],
    parameters = ["w"], buffers = ["seen"]} {
^bb0(%i: tensor<?xi64, #n>, %t: tensor<?xi64, #n>):
  %w = flow.parameter {index = 0 : i64} : () -> tensor<100x16xf32>
  %seen = flow.buffer {index = 0 : i64} : () -> tensor<16xf32>
  %s = flow.hyper {index = 0 : i64, value = 0.0 : f64, name = "label_smoothing"} : () -> f64
  %y = flow.embedding %w, %i {padding_idx = -1 : i64}
    : (tensor<100x16xf32>, tensor<?xi64, #n>) -> tensor<?x16xf32, #y> loc("net.cpp":3:5)
  %first = flow.add %seen, %seen : (tensor<16xf32>, tensor<16xf32>) -> tensor<16xf32>
  flow.write_buffer %first {index = 0 : i64} : tensor<16xf32>
  %second = flow.mul %first, %first : (tensor<16xf32>, tensor<16xf32>) -> tensor<16xf32>
  flow.write_buffer %second {index = 0 : i64} : tensor<16xf32>
  flow.output %y : tensor<?x16xf32, #y>
  %l, %lp, %c = flow.cross_entropy_loss %y, %t, %s {reduction = "mean", ignore_index = -100 : i64}
    : (tensor<?x16xf32, #y>, tensor<?xi64, #n>, f64) -> (tensor<f32>, tensor<?x16xf32, #y>, tensor<f32>)
  flow.loss %l : (tensor<f32>) -> ()
  flow.end {optimizer = "sgd"}
}
