// The scalar statements of a kernel, which CPU and CUDA share.
#pragma once
#include "ir/kernel/Kernel.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace flodl::compiler {

/// What the two targets write differently.
struct KernelSyntax {
  /// Address expression of argument `i` at the present place, `in[col]`.
  std::function<std::string(int64_t argument)> element;
  std::string count;                        ///< number of elements of the iteration space
  std::string column;                       ///< the present column as an integer expression
  std::function<std::string(int64_t slot)> keep;  ///< place of a kept value
};

/// Names values and prints the statements of one level.
class KernelBody {
 public:
  KernelBody(mlir::kernel::FuncOp func, llvm::raw_ostream &os) : func(func), os(os) {}

  /// Prints `op` unless it is a pass or its end, which the target prints.
  void print(mlir::Operation *op, const KernelSyntax &syntax, llvm::StringRef indent);
  std::string name(mlir::Value value);
  llvm::StringRef argumentName(int64_t i) const { return text(func.getNames(), i); }
  llvm::StringRef argumentType(int64_t i) const { return text(func.getTypes(), i); }
  llvm::StringRef access(int64_t i) const { return text(func.getAccesses(), i); }
  bool written(int64_t i) const { return func.getWritten()[i]; }
  int64_t arguments() const { return func.getNames().size(); }
  /// Argument `i` inside a loop; `element` is the index of whole tensors: `in[col]`, `in[row]`.
  std::string place(int64_t i, llvm::StringRef element) const;

  /// `const rt::View &in, …, double p0` after the call context.
  std::string parameterList() const;
  /// Index of the argument that has the iteration space's shape, for its sizes.
  int64_t spaceArgument() const;

 private:
  static llvm::StringRef text(mlir::ArrayAttr attr, int64_t i) {
    return llvm::cast<mlir::StringAttr>(attr[i]).getValue();
  }
  void define(mlir::Value value, const std::string &expression, llvm::StringRef indent);

  mutable mlir::kernel::FuncOp func;
  llvm::raw_ostream &os;
  llvm::DenseMap<mlir::Value, std::string> names;
};

}  // namespace flodl::compiler
