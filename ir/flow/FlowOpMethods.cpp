// TensorOpInterface and type inference of every record, generated.
#include "ir/flow/Flow.h"
#include "ir/flow/GradientBuilder.h"
#include "ir/flow/Types.h"

using namespace mlir;

namespace mlir::flow {
#include "ir/flow/FlowOpMethods.cpp.inc"
}
