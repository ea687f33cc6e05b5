// One kernel of each form, with known and symbolic lengths of rows, every element type, and inputs that need a copy.
#x = #flow.dims<["batch", 6]>
#u = #flow.dims<["batch", "int"]>
#r = #flow.dims<["batch", 1]>
flow.model @forms attributes {
    model = "forms", signature = "", symbols = ["batch", "int"], inputs = ["x", "u", "i", "d"], targets = [],
    outputs = ["flat", "columns", "wide", "symbolic", "mixed"], terms = [], parameters = ["w"], buffers = []} {
^bb0(%x: tensor<?x6xf32, #x>, %u: tensor<?x?xf32, #u>, %i: tensor<?x6xi32, #x>, %d: tensor<?x9000xf64, #flow.dims<["batch", 9000]>>):
  %flat = flow.tanh %x : (tensor<?x6xf32, #x>) -> tensor<?x6xf32, #x>
  %columns = flow.column_sum %x : (tensor<?x6xf32, #x>) -> tensor<6xf32>
  %wide = flow.softmax %d {dim = -1 : i64} : (tensor<?x9000xf64, #flow.dims<["batch", 9000]>>) -> tensor<?x9000xf64, #flow.dims<["batch", 9000]>>
  %symbolic = flow.softmax %u {dim = -1 : i64} : (tensor<?x?xf32, #u>) -> tensor<?x?xf32, #u>
  %zero = flow.full {shape = [], value = 0.0 : f64, dtype = "int32", number = true} : () -> tensor<i32>
  %positive = flow.gt %i, %zero : (tensor<?x6xi32, #x>, tensor<i32>) -> tensor<?x6xi1, #x>
  %long = flow.to_dtype %positive {dtype = "int64"} : (tensor<?x6xi1, #x>) -> tensor<?x6xi64, #x>
  %mixed = flow.mul %long, %x : (tensor<?x6xi64, #x>, tensor<?x6xf32, #x>) -> tensor<?x6xf32, #x>
  flow.output %flat, %columns, %wide, %symbolic, %mixed
    : tensor<?x6xf32, #x>, tensor<6xf32>, tensor<?x9000xf64, #flow.dims<["batch", 9000]>>, tensor<?x?xf32, #u>, tensor<?x6xf32, #x>
  flow.end
}
