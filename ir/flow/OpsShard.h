// Includes one shard of the generated tensor operations; GET_OP_DEFS_<k> says which.
#include "ir/flow/Flow.h"
#include "ir/flow/GradientBuilder.h"
#include "ir/flow/Types.h"

using namespace mlir;
using namespace mlir::flow;

#include "ir/flow/FlowOps.cpp.inc"
