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
/// C++ text of an attribute; sizes are taken from `resultView` (`$3`), since they are the result's.
std::string attrText(const AttrValue &value, AttrKind kind, const std::string &resultView);
/// `"text"` with what C++ needs escaped.
std::string quoted(llvm::StringRef text);

/// Arguments after the call context: `views` receives the values whose views `$0`, `$1`, … stand
/// for; `scalarText` prints a hyper-parameter or flag. `results` are appended to `views`.
std::vector<std::string> entryArguments(mlir::flow::TensorOpInterface op,
                                        llvm::function_ref<std::string(mlir::Value)> scalarText,
                                        llvm::SmallVectorImpl<mlir::Value> &views);

}  // namespace flodl::lowering
