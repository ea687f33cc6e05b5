// All tensor operations. One include per subject; add an operation as one record in its file.
include "ir/ops/Contraction.td"
include "ir/ops/Elementwise.td"
include "ir/ops/Reduction.td"
