// The rt dialect in C++.
#pragma once
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "ir/rt/RtDialect.h.inc"
#define GET_TYPEDEF_CLASSES
#include "ir/rt/RtTypes.h.inc"
#define GET_OP_CLASSES
#include "ir/rt/RtOps.h.inc"
