// Registration of the rt dialect.
#include "ir/rt/Rt.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::rt;

#include "ir/rt/RtDialect.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "ir/rt/RtTypes.cpp.inc"
#define GET_OP_CLASSES
#include "ir/rt/RtOps.cpp.inc"

void RtDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "ir/rt/RtTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "ir/rt/RtOps.cpp.inc"
      >();
}
