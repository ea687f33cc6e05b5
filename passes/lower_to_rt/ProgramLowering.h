// Lowers one flow.program to one rt.program.
#pragma once
#include "ir/flow/Flow.h"
#include "ir/rt/Rt.h"
#include "mlir/IR/BuiltinOps.h"

namespace flodl::lowering {

/// Turns fused regions into kernels; equal regions share one.
class KernelTable;

/// Options of the pass.
struct LoweringOptions {
  bool cuda, sideWork;
};

/// Puts an `rt.program` before `program`, which the caller erases.
void lowerProgram(mlir::flow::ProgramOp program, mlir::flow::ModelOp model, KernelTable &kernels,
                  LoweringOptions options);

}  // namespace flodl::lowering
