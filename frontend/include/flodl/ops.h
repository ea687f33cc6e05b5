// Operations on tensors. One function per operation record, generated from ir/ops.
//
// The first parameter is a small type that a tensor converts to and that keeps the place of the
// call; numbers may stand for the operands of element-wise operations with two or more of them.
#pragma once
#include "flodl/tensor.h"
#include <array>

namespace flodl {

#include "flodl/ops.inc"

}  // namespace flodl
