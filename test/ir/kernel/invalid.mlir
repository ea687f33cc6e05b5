// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{expects 'shape' among flat, rows, columns, but got "tiles"}}
kernel.func "tiles" @shape attributes {
    cols = -1 : si64, names = [], types = [], accesses = [], written = array<i1>, parameters = []} {
}

// -----

// expected-error @+1 {{expects 'accesses' among element, row, column, scalar, but got "tile"}}
kernel.func "flat" @access attributes {
    cols = -1 : si64, names = ["in"], types = ["float"], accesses = ["tile"], written = array<i1: false>, parameters = []} {
}

// -----

// expected-error @+1 {{expects 'names', 'types', 'accesses' and 'written' of one length, but got 2, 1, 1 and 1}}
kernel.func "flat" @lengths attributes {
    cols = -1 : si64, names = ["in", "out"], types = ["float"], accesses = ["element"], written = array<i1: false>,
    parameters = []} {
}

// -----

kernel.func "flat" @argument attributes {
    cols = -1 : si64, names = ["in"], types = ["float"], accesses = ["element"], written = array<i1: false>,
    parameters = []} {
  // expected-error @+1 {{expects one of the kernel's 1 arguments, but got number 1}}
  %v = kernel.load 1 : f32
}

// -----

kernel.func "flat" @parameter attributes {
    cols = -1 : si64, names = [], types = [], accesses = [], written = array<i1>, parameters = ["double"]} {
  // expected-error @+1 {{expects one of the kernel's 1 parameters, but got number -1}}
  %v = kernel.parameter -1 : f64
}

// -----

kernel.func "flat" @read_only attributes {
    cols = -1 : si64, names = ["in"], types = ["float"], accesses = ["element"], written = array<i1: false>,
    parameters = []} {
  %v = kernel.load 0 : f32
  // expected-error @+1 {{expects a written argument, but got "in"}}
  kernel.store %v, 0 : f32
}

// -----

// expected-error @+1 {{expects one pass in a kernel over columns, but got 0}}
kernel.func "columns" @passes attributes {
    cols = -1 : si64, names = [], types = [], accesses = [], written = array<i1>, parameters = []} {
}

// -----

kernel.func "columns" @maximum attributes {
    cols = -1 : si64, names = ["in"], types = ["float"], accesses = ["element"], written = array<i1: false>,
    parameters = []} {
  // expected-error @+1 {{expects 'kinds' among sum, but got "max"}}
  %m = kernel.pass ["max"] : f32 {
    %v = kernel.load 0 : f32
    kernel.combine %v : f32
  }
}

// -----

kernel.func "rows" @kind attributes {
    cols = -1 : si64, names = ["in"], types = ["float"], accesses = ["element"], written = array<i1: false>,
    parameters = []} {
  // expected-error @+1 {{expects 'kinds' among sum, max, but got "product"}}
  %m = kernel.pass ["product"] : f32 {
    %v = kernel.load 0 : f32
    kernel.combine %v : f32
  }
}

// -----

kernel.func "rows" @kinds attributes {
    cols = -1 : si64, names = ["in"], types = ["float"], accesses = ["element"], written = array<i1: false>,
    parameters = []} {
  // expected-error @+1 {{expects one kind per result (1), but got 0}}
  %m = kernel.pass [] : f32 {
    %v = kernel.load 0 : f32
    kernel.combine %v : f32
  }
}

// -----

kernel.func "rows" @combined attributes {
    cols = -1 : si64, names = ["in"], types = ["float"], accesses = ["element"], written = array<i1: false>,
    parameters = []} {
  // expected-error @+1 {{expects a body that ends with a kernel.combine of 'f32'}}
  %m = kernel.pass ["sum"] : f32 {
    kernel.combine
  }
}
