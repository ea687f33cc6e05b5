// RUN: %flodl-opt %s -flodl-pipeline="opt-level=0" | FileCheck %s

// A diagonal is a view: its stride is the sum of both, its offset that of its first element.

// CHECK-LABEL: rt.program "forward"
// CHECK: %[[X:.*]] = rt.bound "input" 0 "x"
// CHECK: rt.alias %[[X]] "diagonal" ["batch", "3"] strides ["12", "5"] offset "1"
// CHECK: rt.alias %[[X]] "diagonal_2" ["batch", "2"] strides ["12", "5"] offset "4"
#x = #flow.dims<["batch", 3, 4]>
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?x3x4xf32, #x>):
  %a = flow.diagonal %x {offset = 1 : i64, dim1 = 1 : i64, dim2 = 2 : i64}
    : (tensor<?x3x4xf32, #x>) -> tensor<?x3xf32, #flow.dims<["batch", 3]>>
  %b = flow.diagonal %x {offset = -1 : i64, dim1 = -2 : i64, dim2 = -1 : i64}
    : (tensor<?x3x4xf32, #x>) -> tensor<?x2xf32, #flow.dims<["batch", 2]>>
  %y = flow.cat %a, %b {dim = 1 : i64}
    : (tensor<?x3xf32, #flow.dims<["batch", 3]>>, tensor<?x2xf32, #flow.dims<["batch", 2]>>)
   -> tensor<?x5xf32, #flow.dims<["batch", 5]>>
  flow.output %y : tensor<?x5xf32, #flow.dims<["batch", 5]>>
  flow.end
}
