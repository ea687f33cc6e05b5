// From a fused region of tensor operations to a kernel over scalars.
#pragma once
#include "ir/flow/Flow.h"
#include "mlir/IR/BuiltinOps.h"

namespace flodl::lowering {

/// How a tensor relates to a kernel's iteration space.
enum class Access { Element, Row, Column, Scalar };

/// Access of a tensor of shape `shape` in the space `space` (rows: all dimensions but the last), or
/// nothing when it fits none of them.
std::optional<Access> accessIn(const Shape &shape, const Shape &space);
/// The iteration space of a region: the shape of its largest tensor.
Shape spaceOf(mlir::flow::FusedOp fused);
/// True for reductions along the last dimension that kernels do themselves.
bool isRowReduction(mlir::Operation *op);
/// True for sums over all dimensions but the last.
bool isColumnReduction(mlir::Operation *op);

/// Appends the `kernel.func` called `name` to the module.
void buildKernel(mlir::flow::FusedOp fused, llvm::StringRef name, mlir::ModuleOp module);

}  // namespace flodl::lowering
