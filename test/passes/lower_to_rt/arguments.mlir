// RUN: %flodl-opt %s -flow-lower-to-rt | FileCheck %s

// Arguments in the order of the entry points: tensors, hyper-parameters and flags, attributes, the random key, results.

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = ["gain", "shift"], buffers = []} {
^bb0(%x: tensor<8x4xf32>):
  flow.output %x : tensor<8x4xf32>
  flow.end
}

// CHECK-LABEL: rt.program "forward" @run_time_values
// CHECK: rt.call "rt::dropout"(%{{.*}}, %{{.*}}) ["$0", "call.hyper(2)", "call.flag(1)", "call.random(\22block/drop\22, 3)", "$1"]
flow.program "forward" @run_time_values of @m {
^bb0(%x: tensor<8x4xf32>):
  %p = flow.hyper {index = 2 : i64, value = 0.5 : f64, name = "p"} : () -> f64
  %t = flow.flag {index = 1 : i64, name = "training"} : () -> i1
  %y = flow.dropout %x, %p, %t {path = "block/drop", draw = 3 : i64} : (tensor<8x4xf32>, f64, i1) -> tensor<8x4xf32>
  flow.output %y : tensor<8x4xf32>
  flow.end
}

// A tensor that may be absent is given by its address.
// CHECK-LABEL: rt.program "forward" @optional
// CHECK: rt.call "rt::layer_norm"({{.*}}) ["$0", "&$1", "nullptr", "call.hyper(0)", {{.*}}, "$2", "$3", "$4"]
flow.program "forward" @optional of @m {
^bb0(%x: tensor<8x4xf32>):
  %gain = flow.parameter {index = 0 : i64} : () -> tensor<4xf32>
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-05 : f64, name = "eps"} : () -> f64
  %y, %mean, %rstd = flow.layer_norm %x, %gain, %eps {normalized_shape = [4], operandSegmentSizes = array<i32: 1, 1, 0, 1>}
    : (tensor<8x4xf32>, tensor<4xf32>, f64) -> (tensor<8x4xf32>, tensor<8x1xf32>, tensor<8x1xf32>)
  flow.output %y : tensor<8x4xf32>
  flow.end
}

// CHECK-LABEL: rt.program "forward" @list
// CHECK: rt.call "rt::cat"({{.*}}) ["std::array<const rt::View *, 3>{&$0, &$1, &$2}", "0", "$3"]
flow.program "forward" @list of @m {
^bb0(%x: tensor<8x4xf32>):
  %y = flow.cat %x, %x, %x {dim = 0 : i64} : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<24x4xf32>
  flow.output %y : tensor<24x4xf32>
  flow.end
}

// Numbers read back as they were; the ends of an open interval, too.
// CHECK-LABEL: rt.program "forward" @numbers
// CHECK: rt.call "rt::clamp"({{.*}}) ["$0", "-rt::inf", "0.1", "$1"]
// CHECK: rt.call "rt::pow"({{.*}}) ["$0", "3.0", "$1"]
// CHECK: rt.call "rt::sum"({{.*}}) ["$0", "std::array<int64_t, 2>{0, 1}", "true", "$1"]
// CHECK: rt.call "rt::to_dtype"({{.*}}) ["$0", "flodl::kFloat64", "$1"]
flow.program "forward" @numbers of @m {
^bb0(%x: tensor<8x4xf32>):
  %a = flow.clamp %x {min = 0xFFF0000000000000 : f64, max = 0.1 : f64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  %b = flow.pow %a {exponent = 3.0 : f64} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  %c = flow.sum %b {dims = array<i64: 0, 1>, keepdim = true} : (tensor<8x4xf32>) -> tensor<1x1xf32>
  %y = flow.to_dtype %c {dtype = "float64"} : (tensor<1x1xf32>) -> tensor<1x1xf64>
  flow.output %y : tensor<1x1xf64>
  flow.end
}

// Texts keep quotes, backslashes and dollars.
// CHECK-LABEL: rt.program "forward" @texts
// CHECK: "call.random(\22a\\\22b\\\\$1\22, 0)"
// The place of a check is a file without its folder.
// CHECK: rt.call "rt::checkIndex"(%{{.*}}) ["$0", "nullptr", "4", "-1", "\22target $0\22", "\22model$1.cpp:7\22"]
flow.program "forward" @texts of @m {
^bb0(%x: tensor<8x4xf32>):
  %y = flow.rand {shape = [8], dtype = "float32", path = "a\22b\\$1", draw = 0 : i64} : () -> tensor<8xf32>
  %i = flow.argmax %x {dim = 1 : i64, keepdim = false} : (tensor<8x4xf32>) -> tensor<8xi64>
  %c = flow.check_index %i {count = [4], ignore = -1 : i64, operand = "target $0"} : tensor<8xi64> loc("net"("/home/me/model$1.cpp":7:3))
  flow.output %y : tensor<8xf32>
  flow.end
}
