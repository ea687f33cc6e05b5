// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{expects kind "forward", "train" or "step", but got "predict"}}
flow.program "predict" @kind of @m {
  flow.end
}

// -----

// expected-error @+1 {{expects a 'flow.loss' in a step program}}
flow.program "step" @no_loss of @m {
  flow.end {optimizer = "sgd"}
}

// -----

// expected-error @+1 {{expects 'optimizer' on the 'flow.end' of a step program}}
flow.program "step" @no_optimizer of @m {
^bb0(%x: tensor<f32>):
  flow.loss %x : (tensor<f32>) -> ()
  flow.end
}

// -----

// expected-error @+1 {{expects a 'flow.output' and a 'flow.output_gradients' in a train program}}
flow.program "train" @no_gradients of @m {
^bb0(%x: tensor<f32>):
  flow.output %x : tensor<f32>
  flow.end
}

// -----

flow.program "train" @gradient_types of @m {
^bb0(%x: tensor<f32>):
  flow.output %x : tensor<f32>
  // expected-error @+1 {{expects the types of the outputs ('tensor<f32>'), but got 'tensor<f64>'}}
  %g = flow.output_gradients : tensor<f64>
  flow.end
}

// -----

// expected-error @+1 {{expects its model @m in the same module}}
flow.program "forward" @no_model of @m {
  flow.end
}

// -----

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<f32>):
  flow.end
}
// expected-error @+1 {{expects as many block arguments as its model has (1), but got 0}}
flow.program "forward" @arguments of @m {
  flow.end
}

// -----

flow.model @m attributes {
    model = "m", signature = "", symbols = [], inputs = ["x"], targets = [], outputs = [], terms = [],
    parameters = [], buffers = []} {
^bb0(%x: tensor<f32>):
  flow.end
}
flow.program "forward" @gradient_index of @m {
^bb0(%x: tensor<f32>):
  // expected-error @+1 {{expects 'index' below the number of inputs (1), but got 2}}
  flow.input_gradient %x {index = 2 : i64} : tensor<f32>
  flow.end
}
