// The kernels of a module: built from fused regions, equal regions sharing one.
#pragma once
#include "ir/flow/Flow.h"
#include "ir/kernel/Kernel.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "passes/lower_to_rt/Names.h"
#include <string>

namespace flodl::lowering {

class KernelTable {
 public:
  explicit KernelTable(mlir::ModuleOp module) : module(module) {}

  struct Use {
    std::string name;
    std::vector<std::string> resultNames;
  };
  /// The kernel of `fused`, made at the end of the module when it is new. `wish` starts its name.
  Use add(mlir::flow::FusedOp fused, llvm::StringRef wish);

 private:
  mlir::ModuleOp module;
  Names names;
  llvm::StringMap<std::string> byBody;
};

}  // namespace flodl::lowering
