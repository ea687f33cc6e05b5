// The flow dialect in C++.
#pragma once
#include "flodl/base/op.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/TensorEncoding.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::flow {
class GradientBuilder;
}

#include "ir/flow/FlowDialect.h.inc"
#define GET_ATTRDEF_CLASSES
#include "ir/flow/FlowAttrs.h.inc"
#include "ir/flow/FlowInterfaces.h.inc"
#define GET_OP_CLASSES
#include "ir/flow/FlowStructure.h.inc"
#define GET_OP_CLASSES
#include "ir/flow/FlowOps.h.inc"
