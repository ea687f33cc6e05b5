// The generated tensor operations.
#include "ir/flow/Flow.h"
#include "ir/flow/GradientBuilder.h"
#include "ir/flow/Types.h"

using namespace mlir;
using namespace mlir::flow;

#define GET_OP_CLASSES
#include "ir/flow/FlowOps.cpp.inc"

namespace mlir::flow {
/// Only the dialect may add operations; it lends itself through this door.
struct OpRegistrar : FlowDialect {
  template <class... Ops>
  static void add(FlowDialect &dialect) {
    (RegisteredOperationName::insert<Ops>(dialect), ...);
  }
};

void registerTensorOps(FlowDialect &dialect) {
  OpRegistrar::add<
#define GET_OP_LIST
#include "ir/flow/FlowOps.cpp.inc"
      >(dialect);
}
}  // namespace mlir::flow
