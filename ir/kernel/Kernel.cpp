// Registration and verifiers of the kernel dialect.
#include "ir/kernel/Kernel.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::kernel;

#include "ir/kernel/KernelDialect.cpp.inc"
#define GET_OP_CLASSES
#include "ir/kernel/KernelOps.cpp.inc"

void KernelDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "ir/kernel/KernelOps.cpp.inc"
      >();
}

static LogicalResult verifyWords(Operation *op, StringRef name, ArrayAttr words, ArrayRef<StringRef> known) {
  for (StringAttr word : words.getAsRange<StringAttr>())
    if (!llvm::is_contained(known, word.getValue()))
      return op->emitOpError("expects '") << name << "' among " << llvm::join(known, ", ") << ", but got " << word;
  return success();
}

LogicalResult FuncOp::verify() {
  ArrayAttr shape = ArrayAttr::get(getContext(), getShapeAttr());
  if (failed(verifyWords(*this, "shape", shape, {"flat", "rows", "columns"})) ||  // C1
      failed(verifyWords(*this, "accesses", getAccesses(), {"element", "row", "column", "scalar"})))
    return failure();
  size_t count = getNames().size();
  if (getTypes().size() != count || getAccesses().size() != count || getWritten().size() != count)  // C2
    return emitOpError("expects 'names', 'types', 'accesses' and 'written' of one length, but got ")
           << count << ", " << getTypes().size() << ", " << getAccesses().size() << " and " << getWritten().size();
  return success();
}

static LogicalResult verifyNumber(Operation *op, uint64_t number, size_t count, StringRef what) {
  if (number < count)
    return success();
  return op->emitOpError("expects one of the kernel's ") << count << ' ' << what << ", but got number "
                                                         << int64_t(number);
}

LogicalResult FuncOp::verifyRegions() {
  size_t arguments = getNames().size();
  WalkResult walk = getBody().walk([&](Operation *op) -> WalkResult {  // C3
    return llvm::TypeSwitch<Operation *, LogicalResult>(op)
        .Case([&](LoadOp load) { return verifyNumber(load, load.getArgument(), arguments, "arguments"); })
        .Case([&](ParameterOp p) { return verifyNumber(p, p.getNumber(), getParameters().size(), "parameters"); })
        .Case([&](StoreOp store) -> LogicalResult {
          if (failed(verifyNumber(store, store.getArgument(), arguments, "arguments")))
            return failure();
          if (!getWritten()[store.getArgument()])
            return store.emitOpError("expects a written argument, but got ") << getNames()[store.getArgument()];
          return success();
        })
        .Default([](Operation *) { return success(); });
  });
  if (walk.wasInterrupted())
    return failure();
  if (getShape() != "columns")
    return success();
  SmallVector<PassOp> passes(getBody().getOps<PassOp>());  // C4
  if (passes.size() != 1)
    return emitOpError("expects one pass in a kernel over columns, but got ") << passes.size();
  return verifyWords(passes[0], "kinds", passes[0].getKinds(), {"sum"});
}

LogicalResult PassOp::verifyRegions() {
  if (failed(verifyWords(*this, "kinds", getKinds(), {"sum", "max"})))  // C1
    return failure();
  if (getKinds().size() != getNumResults())
    return emitOpError("expects one kind per result (") << getNumResults() << "), but got " << getKinds().size();
  auto combine = dyn_cast<CombineOp>(getBody().front().getTerminator());
  if (!combine || combine.getValues().getTypes() != getResultTypes())  // C2
    return emitOpError("expects a body that ends with a kernel.combine of ") << getResultTypes();
  return success();
}
