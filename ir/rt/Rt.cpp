// Registration of the rt dialect, and the arguments of its calls.
#include "ir/rt/Rt.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::rt;

#include "ir/rt/RtDialect.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "ir/rt/RtTypes.cpp.inc"
#define GET_OP_CLASSES
#include "ir/rt/RtOps.cpp.inc"

void RtDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "ir/rt/RtTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "ir/rt/RtOps.cpp.inc"
      >();
}

void CallOp::forEachPart(StringRef arg, function_ref<void(StringRef)> text, function_ref<void(int64_t)> view) {
  bool quoted = false;
  size_t start = 0, i = 0;
  while (i < arg.size()) {
    char c = arg[i++];
    if (c == '"')
      quoted = !quoted;
    else if (quoted && c == '\\')
      ++i;
    if (quoted || c != '$')
      continue;
    text(arg.slice(start, i - 1));
    StringRef rest = arg.drop_front(i);
    uint64_t number;
    view(rest.consumeInteger(10, number) ? -1 : int64_t(number));
    start = i = arg.size() - rest.size();
  }
  text(arg.substr(start));
}

LogicalResult CallOp::verify() {
  for (StringAttr arg : getArgs().getAsRange<StringAttr>()) {
    bool known = true;
    forEachPart(arg.getValue(), [](StringRef) {}, [&](int64_t view) { known &= uint64_t(view) < getViews().size(); });
    if (!known)  // C1
      return emitOpError("expects '$' to be followed by the number of one of its ") << getViews().size()
                                                                                   << " views, but got " << arg;
  }
  return success();
}
