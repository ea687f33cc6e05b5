// RUN: %flodl-opt %s -split-input-file -verify-diagnostics

rt.program "forward" @view_number of @m {
  %x = rt.bound "input" 0 "x"
  // expected-error @+1 {{expects '$' to be followed by the number of one of its 1 views, but got "rt::scale(&$0, $1)"}}
  rt.call "rt::neg"(%x) ["rt::scale(&$0, $1)"]
}

// -----

rt.program "forward" @no_number of @m {
  %x = rt.bound "input" 0 "x"
  // expected-error @+1 {{expects '$' to be followed by the number of one of its 1 views, but got "$x"}}
  rt.call "rt::neg"(%x) ["$x"]
}

// -----

// In a quoted text `$` is a character; an escaped quote does not end it.
rt.program "forward" @quoted of @m {
  %x = rt.bound "input" 0 "x"
  rt.call "rt::dropout"(%x) ["$0", "call.random(\22a$9\22, 0)", "\22a\5C\22$\22"]
  // expected-error @+1 {{but got "\22a\22$9"}}
  rt.call "rt::dropout"(%x) ["\22a\22$9"]
}
