// Between MLIR types and attributes and the plain ones of ir/base.
#pragma once
#include "flodl/base/op.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace mlir::flow {

/// Element type; asserts that it is one of the seven that tensors may have.
::flodl::DType dtypeOf(Type elementType);
Type elementType(MLIRContext *context, ::flodl::DType dtype);
/// Sizes of a tensor; a dynamic dimension without an expression in the encoding becomes the symbol `?i`.
::flodl::Shape shapeOf(RankedTensorType type);
::flodl::TensorType plainType(Type type);
/// Plain type of a value; also knows numbers (`flow.full` with `number`).
::flodl::TensorType plainType(Value value);
RankedTensorType tensorType(MLIRContext *context, const ::flodl::TensorType &type);

/// `["batch", 784]`.
ArrayAttr shapeAttr(MLIRContext *context, const ::flodl::Shape &shape);

// Attribute to the value of its kind; a missing attribute gives the kind's zero value.
bool boolValue(Attribute attr);
int64_t intValue(Attribute attr);
double floatValue(Attribute attr);
std::string stringValue(Attribute attr);
::flodl::DType dtypeValue(Attribute attr);
std::vector<int64_t> intListValue(Attribute attr);
::flodl::Shape shapeValue(Attribute attr);

/// Runs the shared inference rule; emits its text as an error at `location` when it fails.
LogicalResult inferTypes(MLIRContext *context, std::optional<Location> location, ::flodl::OpCode op,
                         ArrayRef<Value> operands, ArrayRef<::flodl::AttrValue> attrs,
                         SmallVectorImpl<Type> &inferred);

}  // namespace mlir::flow
