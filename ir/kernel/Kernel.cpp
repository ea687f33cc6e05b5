// Registration of the kernel dialect.
#include "ir/kernel/Kernel.h"

using namespace mlir;
using namespace mlir::kernel;

#include "ir/kernel/KernelDialect.cpp.inc"
#define GET_OP_CLASSES
#include "ir/kernel/KernelOps.cpp.inc"

void KernelDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "ir/kernel/KernelOps.cpp.inc"
      >();
}
