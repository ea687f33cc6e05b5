// Registration of the flow dialect, its attributes and what operations of its structure say of themselves.
#include "ir/flow/Flow.h"
#include "ir/flow/Types.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::flow;

#include "ir/flow/FlowDialect.cpp.inc"
#include "ir/flow/FlowInterfaces.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "ir/flow/FlowAttrs.cpp.inc"
#define GET_OP_CLASSES
#include "ir/flow/FlowStructure.cpp.inc"

void FlowDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "ir/flow/FlowAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "ir/flow/FlowStructure.cpp.inc"
      >();
  registerFlowDialectOperations(this);  // the tensor operations, which are compiled apart
}

LogicalResult DimsAttr::verifyEncoding(ArrayRef<int64_t> shape, Type,
                                       function_ref<InFlightDiagnostic()> emitError) const {
  if (getSizes().size() != shape.size())
    return emitError() << "expects one size per dimension in #flow.dims (" << shape.size() << "), but got "
                       << getSizes().size();
  for (auto [size, extent] : llvm::zip(getSizes(), shape)) {
    auto number = llvm::dyn_cast<IntegerAttr>(size);
    auto text = llvm::dyn_cast<StringAttr>(size);
    if (number ? number.getInt() != extent
               : !text || extent != ShapedType::kDynamic || !::flodl::Dim::parse(text.getValue()))
      return emitError() << "expects sizes in #flow.dims that agree with the tensor's shape, but got " << size;
  }
  return success();
}

void CheckIndexOp::build(OpBuilder &builder, OperationState &state, Value index, const ::flodl::Dim &count,
                         std::optional<int64_t> ignore, StringRef operand) {
  build(builder, state, index.getType(), index, shapeAttr(builder.getContext(), {count}),
        ignore ? builder.getI64IntegerAttr(*ignore) : IntegerAttr(), builder.getStringAttr(operand));
}

::flodl::Dim CheckIndexOp::size() { return shapeValue(getCount())[0]; }

std::optional<int64_t> CheckIndexOp::ignored() {
  std::optional<uint64_t> value = getIgnore();
  return value ? std::optional(static_cast<int64_t>(*value)) : std::nullopt;
}
