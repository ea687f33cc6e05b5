// The result types that the rules infer against those of eager execution: all element types, with tensors, tensors
// without dimensions and numbers as operands.
#include "test/runtime/Eager.h"

namespace flodl::test {
namespace {

struct Source {
  TensorType type;
  Operand operand;
};

/// Operands of every element type: of shape [3], of none, and numbers of the source.
std::vector<Source> sources() {
  constexpr std::pair<DType, at::ScalarType> types[] = {
      {kBool, at::kBool},   {kInt32, at::kInt},       {kInt64, at::kLong},   {kFloat16, at::kHalf},
      {kBFloat16, at::kBFloat16}, {kFloat32, at::kFloat}, {kFloat64, at::kDouble}};
  std::vector<Source> list;
  for (auto [dtype, type] : types) {
    list.push_back({{dtype, {3}}, at::ones({3}, type)});
    list.push_back({{dtype, {}}, at::ones({}, type)});
  }
  list.push_back({{kInt64, {}, true}, 1});
  list.push_back({{kFloat64, {}, true}, 1.0});
  return list;
}

bool isNumber(const Source &source) { return source.operand.isNumber; }

AttrValue sampleOf(const AttrInfo &attr) {
  switch (attr.kind) {
  case AttrKind::Bool: return false;
  case AttrKind::Int: return int64_t{1};
  case AttrKind::Float: return 1.0;
  case AttrKind::String: return std::string("here");
  case AttrKind::DTypeAttr: return kFloat64;
  case AttrKind::IntList: return std::vector<int64_t>();
  case AttrKind::ShapeList: return Shape{3};
  }
  return {};
}

/// Compares the types for one list of operands; false where libtorch has no such operation.
bool check(const OpInfo &op, const std::vector<Source> &operands, const std::vector<AttrValue> &attrs) {
  std::vector<Operand> values;
  std::vector<const TensorType *> types;
  std::string text(op.name);
  for (const Source &source : operands) {
    values.push_back(source.operand);
    types.push_back(&source.type);
    text += " " + str(source.type) + (source.type.number ? " number" : "");
  }
  for (const OperandInfo &info : op.operands)
    if (info.kind == OperandKind::Hyper)
      values.push_back(0.5);
    else if (info.kind == OperandKind::Flag)
      values.push_back(true);
  at::Tensor result;
  try {
    result = apply(op.code, values, attrs);
  } catch (const std::exception &) {
    return false;
  }
  Inferred inferred = op.infer(types, attrs);
  EXPECT_TRUE(inferred.ok()) << text << ": " << inferred.error;
  if (inferred.ok())
    EXPECT_EQ(str(inferred.types[0]), str(detail::runtime().type(handle(result)))) << text;
  return true;
}

/// Public element-wise operations with `count` tensor operands.
std::vector<const OpInfo *> elementwise(size_t count) {
  std::vector<const OpInfo *> list;
  for (const OpInfo &op : allOps()) {
    size_t tensors = std::ranges::count(op.operands, OperandKind::Tensor, &OperandInfo::kind);
    if (op.isPublic && op.opClass.starts_with("E") && tensors == count)
      list.push_back(&op);
  }
  return list;
}

std::vector<AttrValue> attributesOf(const OpInfo &op) {
  std::vector<AttrValue> attrs;
  for (const AttrInfo &attr : op.attrs)
    attrs.push_back(sampleOf(attr));
  return attrs;
}

TEST(ResultTypes, OfOneOperand) {
  auto all = sources();
  size_t compared = 0;
  for (const OpInfo *op : elementwise(1))
    for (const Source &source : all)
      if (!isNumber(source))
        compared += check(*op, {source}, attributesOf(*op));
  EXPECT_GE(elementwise(1).size(), 55u);
  EXPECT_GE(compared, 500u);
}

TEST(ResultTypes, OfTwoOperands) {
  auto all = sources();
  size_t compared = 0;
  for (const OpInfo *op : elementwise(2))
    for (const Source &a : all)
      for (const Source &b : all)
        if (!isNumber(a) || !isNumber(b))
          compared += check(*op, {a, b}, attributesOf(*op));
  EXPECT_GE(elementwise(2).size(), 20u);
  EXPECT_GE(compared, 4000u);
}

TEST(ResultTypes, OfThreeOperands) {
  auto all = sources();
  size_t compared = 0;
  for (const OpInfo *op : elementwise(3))
    for (const Source &a : all)
      for (const Source &b : all)
        for (const Source &c : all)
          if (!isNumber(a) && (!isNumber(b) || !isNumber(c)))
            compared += check(*op, {a, b, c}, attributesOf(*op));
  EXPECT_GE(elementwise(3).size(), 4u);
  EXPECT_GE(compared, 3000u);
}

}  // namespace
}  // namespace flodl::test
