// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{expects one size per dimension in #flow.dims (2), but got 1}}
func.func @dims_rank(%a: tensor<?x4xf32, #flow.dims<["batch"]>>)

// -----

// expected-error @+1 {{expects sizes in #flow.dims that agree with the tensor's shape, but got 5}}
func.func @dims_number(%a: tensor<?x4xf32, #flow.dims<["batch", 5]>>)

// -----

// expected-error @+1 {{expects sizes in #flow.dims that agree with the tensor's shape, but got "batch +"}}
func.func @dims_expression(%a: tensor<?x4xf32, #flow.dims<["batch +", 4]>>)

// -----

// expected-error @+1 {{expects one block argument per input and target (2), but got 1}}
flow.model @arguments attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = ["t"], outputs = [], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<4xf32>):
  flow.end
}

// -----

// expected-error @+1 {{expects tensors as inputs, but got 'f32'}}
flow.model @input_type attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: f32):
  flow.end
}

// -----

// expected-error @+1 {{expects the symbol 'n' of an input's type among 'symbols', but got ["batch"]}}
flow.model @symbol attributes {
    model = "m", signature = "", symbols = ["batch"], inputs = ["x"], targets = [], outputs = [], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<?xf32, #flow.dims<["n"]>>):
  flow.end
}

// -----

// expected-error @+1 {{expects at most one 'flow.loss', but got 2}}
flow.model @losses attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<f32>):
  flow.loss %x : (tensor<f32>) -> ()
  flow.loss %x : (tensor<f32>) -> ()
  flow.end
}

// -----

flow.model @parameter_index attributes {
    model = "m", signature = "", symbols = [], inputs = [], targets = [], outputs = [], terms = [],
    parameters = ["w"], buffers = []} {
  // expected-error @+1 {{expects 'index' below the number of parameters (1), but got 1}}
  %w = flow.parameter {index = 1 : i64} : () -> tensor<4xf32>
  flow.end
}

// -----

flow.model @buffer_index attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [], terms = [],
    parameters = ["w"], buffers = []} {
^bb0(%x: tensor<4xf32>):
  // expected-error @+1 {{expects 'index' below the number of buffers (0), but got -1}}
  flow.write_buffer %x {index = -1 : i64} : tensor<4xf32>
  flow.end
}

// -----

flow.model @output_names attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = ["", "tag"], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<4xf32>):
  // expected-error @+1 {{expects one value per name in 'outputs' of the model (2), but got 1}}
  flow.output %x : tensor<4xf32>
  flow.end
}

// -----

flow.model @term_names attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<f32>):
  // expected-error @+1 {{expects one value per name in 'terms' of the model (0), but got 1}}
  flow.loss %x, %x : (tensor<f32>, tensor<f32>) -> ()
  flow.end
}

// -----

func.func @check_index_count(%i: tensor<8xi64>) {
  // expected-error @+1 {{expects one size as 'count', but got [4, 5]}}
  %j = flow.check_index %i {count = [4, 5], operand = "labels"} : tensor<8xi64>
  return
}

// -----

func.func @checked_sizes() {
  // expected-error @+1 {{expects two sizes, but got [4]}}
  flow.check_sizes {sizes = [4], condition = "==", text = "four"}
  return
}

// -----

func.func @checked_condition() {
  // expected-error @+1 {{expects a comparison as 'condition', but got 'divides'}}
  flow.check_sizes {sizes = [2, 4], condition = "divides", text = "even"}
  return
}
