// Names and shares kernels; KernelBuilder makes their bodies.
#include "passes/lower_to_rt/KernelTable.h"
#include "passes/lower_to_rt/KernelBuilder.h"

using namespace mlir;

namespace flodl::lowering {

/// Text that is equal for regions that compute the same on the same types.
static std::string bodyKey(flow::FusedOp fused) {
  std::string text;
  llvm::raw_string_ostream os(text);
  OpPrintingFlags flags;
  flags.printGenericOpForm().useLocalScope().elideLargeElementsAttrs();
  os << fused.getKind() << fused->getOperandTypes() << fused->getResultTypes();
  fused.getBody().front().walk([&](Operation *op) {
    op->print(os, flags);
    os << '\n';
  });
  return text;
}

/// `gelu_layer_norm`: the operations that give the region its sense, in order, a few of them.
static std::string describe(flow::FusedOp fused, StringRef wish) {
  std::string name = wish.starts_with("d_") ? "d" : "";
  unsigned parts = 0;
  StringRef last;
  for (Operation &op : fused.getBody().front().without_terminator()) {
    StringRef part = op.getName().stripDialect();
    if (part == last || part == "full" || part == "expand" || parts == 5)
      continue;
    name += (name.empty() ? "" : "_") + part.str();
    last = part;
    ++parts;
  }
  return name;
}

KernelTable::Use KernelTable::add(flow::FusedOp fused, StringRef wish) {
  Use use;
  for (Value yielded : fused.getBody().front().getTerminator()->getOperands()) {
    Operation *op = yielded.getDefiningOp();
    use.resultNames.push_back((wish.starts_with("d_") ? "d_" : "") +
                              (op ? op->getName().stripDialect().str() : std::string("copy")));
  }
  auto [entry, added] = byBody.try_emplace(bodyKey(fused));
  if (added) {
    entry->second = names.unique(describe(fused, wish));
    buildKernel(fused, entry->second, module);
  }
  use.name = entry->second;
  return use;
}

}  // namespace flodl::lowering
