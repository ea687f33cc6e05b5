// Arguments of runtime entry points as they are printed.
#pragma once
#include "ir/flow/Flow.h"
#include <string>
#include <vector>

namespace flodl::lowering {

/// How each operand of a record spreads over the operands of an operation.
struct OperandGroup {
  const OperandInfo *info;
  unsigned first, count;
};
std::vector<OperandGroup> operandGroups(mlir::flow::TensorOpInterface op);

/// C++ text of a floating-point number that reads back exactly.
std::string floatText(double value);
/// C++ text of an attribute other than a list of sizes.
std::string attrText(const AttrValue &value, AttrKind kind);
/// `"text"` with what C++ needs escaped.
std::string quoted(llvm::StringRef text);
/// C++ name of an element type in kernels: `float`, `int64_t`, `rt::half`.
llvm::StringRef cTypeText(mlir::Type type);

/// Arguments after the call context: `views` receives the values whose views `$0`, `$1`, … stand
/// for, the results after the operands; `scalarText` prints a hyper-parameter or flag. Symbolic
/// sizes are read from these views, or from inputs of the program, which are then added.
std::vector<std::string> entryArguments(mlir::flow::TensorOpInterface op,
                                        llvm::function_ref<std::string(mlir::Value)> scalarText,
                                        llvm::SmallVectorImpl<mlir::Value> &views);

/// C++ text of one size of `op`, read as above; `views` receives the inputs that it reads.
std::string sizeText(mlir::Operation *op, const Dim &size, llvm::SmallVectorImpl<mlir::Value> &views);

}  // namespace flodl::lowering
