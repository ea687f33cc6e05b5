// RUN: %flodl-opt %s -flodl-pipeline="opt-level=0" | FileCheck %s

// A view of a view counts its offset from its base; a negative start counts from the end.

// CHECK-LABEL: rt.program "forward"
// CHECK: %[[X:.*]] = rt.bound "input" 0 "x"
// CHECK: rt.alias %[[X]] "narrow" ["batch", "3"] strides ["8", "1"] offset "5"
// CHECK: %[[S:.*]] = rt.alias %[[X]] "select" ["batch"] strides ["8"] offset "7"
// CHECK: rt.alias %[[S]] "unsqueeze" ["batch", "1"] strides ["8", "1"] offset "0"
flow.model @m attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = [""], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?x8xf32, #flow.dims<["batch", 8]>>):
  %a = flow.narrow %x {dim = 1 : i64, range = [-3, 3]}
    : (tensor<?x8xf32, #flow.dims<["batch", 8]>>) -> tensor<?x3xf32, #flow.dims<["batch", 3]>>
  %b = flow.select %x {dim = 1 : i64, index = -1 : i64}
    : (tensor<?x8xf32, #flow.dims<["batch", 8]>>) -> tensor<?xf32, #flow.dims<["batch"]>>
  %c = flow.unsqueeze %b {dim = 1 : i64}
    : (tensor<?xf32, #flow.dims<["batch"]>>) -> tensor<?x1xf32, #flow.dims<["batch", 1]>>
  %y = flow.cat %a, %c {dim = 1 : i64}
    : (tensor<?x3xf32, #flow.dims<["batch", 3]>>, tensor<?x1xf32, #flow.dims<["batch", 1]>>)
   -> tensor<?x4xf32, #flow.dims<["batch", 4]>>
  flow.output %y : tensor<?x4xf32, #flow.dims<["batch", 4]>>
  flow.end
}
