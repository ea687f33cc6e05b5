// Conversions of types and attributes, and inference through the shared rules.
#include "ir/flow/Types.h"
#include "ir/flow/Flow.h"

using namespace mlir;

namespace mlir::flow {

::flodl::DType dtypeOf(Type type) {
  using ::flodl::DType;
  if (type.isInteger(1))
    return DType::Bool;
  if (type.isInteger(32))
    return DType::Int32;
  if (type.isInteger(64))
    return DType::Int64;
  if (type.isF16())
    return DType::Float16;
  if (type.isBF16())
    return DType::BFloat16;
  if (type.isF32())
    return DType::Float32;
  assert(type.isF64() && "not an element type of flow tensors");
  return DType::Float64;
}

Type elementType(MLIRContext *context, ::flodl::DType dtype) {
  Builder b(context);
  switch (dtype) {
  case ::flodl::DType::Bool: return b.getI1Type();
  case ::flodl::DType::Int32: return b.getI32Type();
  case ::flodl::DType::Int64: return b.getI64Type();
  case ::flodl::DType::Float16: return b.getF16Type();
  case ::flodl::DType::BFloat16: return b.getBF16Type();
  case ::flodl::DType::Float32: return b.getF32Type();
  case ::flodl::DType::Float64: return b.getF64Type();
  }
  llvm_unreachable("unknown dtype");
}

::flodl::Shape shapeOf(RankedTensorType type) {
  if (auto dims = llvm::dyn_cast_or_null<DimsAttr>(type.getEncoding()))
    return shapeValue(dims.getSizes());
  ::flodl::Shape shape;
  for (auto [i, size] : llvm::enumerate(type.getShape()))
    shape.push_back(ShapedType::isDynamic(size) ? ::flodl::Dim("d" + std::to_string(i)) : ::flodl::Dim(size));
  return shape;
}

::flodl::TensorType plainType(Type type) {
  auto tensor = llvm::cast<RankedTensorType>(type);
  return {dtypeOf(tensor.getElementType()), shapeOf(tensor)};
}

::flodl::TensorType plainType(Value value) {
  ::flodl::TensorType type = plainType(value.getType());
  if (Operation *op = value.getDefiningOp())
    if (auto number = op->getAttrOfType<BoolAttr>("number"))
      type.number = number.getValue();
  return type;
}

RankedTensorType tensorType(MLIRContext *context, const ::flodl::TensorType &type) {
  SmallVector<int64_t> sizes;
  bool dynamic = false;
  for (const ::flodl::Dim &dim : type.shape) {
    sizes.push_back(dim.constant().value_or(ShapedType::kDynamic));
    dynamic |= !dim.isConstant();
  }
  Attribute encoding = dynamic ? DimsAttr::get(context, shapeAttr(context, type.shape)) : DimsAttr();
  return RankedTensorType::get(sizes, elementType(context, type.dtype), encoding);
}

ArrayAttr shapeAttr(MLIRContext *context, const ::flodl::Shape &shape) {
  Builder b(context);
  SmallVector<Attribute> sizes;
  for (const ::flodl::Dim &dim : shape)
    sizes.push_back(dim.isConstant() ? Attribute(b.getI64IntegerAttr(*dim.constant()))
                                     : Attribute(b.getStringAttr(dim.str())));
  return b.getArrayAttr(sizes);
}

bool boolValue(Attribute attr) { return attr && llvm::cast<BoolAttr>(attr).getValue(); }
int64_t intValue(Attribute attr) { return attr ? llvm::cast<IntegerAttr>(attr).getInt() : 0; }
double floatValue(Attribute attr) { return attr ? llvm::cast<FloatAttr>(attr).getValueAsDouble() : 0; }
std::string stringValue(Attribute attr) { return attr ? llvm::cast<StringAttr>(attr).str() : std::string(); }

::flodl::DType dtypeValue(Attribute attr) {
  return ::flodl::parseDType(stringValue(attr)).value_or(::flodl::kFloat32);
}

std::vector<int64_t> intListValue(Attribute attr) {
  if (!attr)
    return {};
  ArrayRef<int64_t> list = llvm::cast<DenseI64ArrayAttr>(attr).asArrayRef();
  return {list.begin(), list.end()};
}

::flodl::Shape shapeValue(Attribute attr) {
  ::flodl::Shape shape;
  if (!attr)
    return shape;
  for (Attribute size : llvm::cast<ArrayAttr>(attr)) {
    if (auto number = llvm::dyn_cast<IntegerAttr>(size))
      shape.push_back(number.getInt());
    else
      shape.push_back(::flodl::Dim::parse(llvm::cast<StringAttr>(size).getValue()).value_or(::flodl::Dim("?")));
  }
  return shape;
}

LogicalResult inferTypes(MLIRContext *context, std::optional<Location> location, ::flodl::OpCode op,
                         ArrayRef<Value> operands, ArrayRef<::flodl::AttrValue> attrs,
                         SmallVectorImpl<Type> &inferred) {
  SmallVector<::flodl::TensorType> types;
  types.reserve(operands.size());
  SmallVector<const ::flodl::TensorType *> pointers;
  for (Value operand : operands) {
    if (operand)
      types.push_back(plainType(operand));
    pointers.push_back(operand ? &types.back() : nullptr);
  }
  const ::flodl::OpInfo &info = ::flodl::opInfo(op);
  ::flodl::Inferred result = info.infer({pointers.data(), pointers.size()}, {attrs.data(), attrs.size()});
  if (!result.ok())
    return emitOptionalError(location, "'flow.", info.name, "' op ", result.error);
  for (const ::flodl::TensorType &type : result.types)
    inferred.push_back(tensorType(context, type));
  return success();
}

}  // namespace mlir::flow
