// The generated functions and Tensor methods of operations.
#include "flodl/ops.h"
#include "TensorImpl.h"

namespace flodl {

#include "ops_defs.inc"

}  // namespace flodl
