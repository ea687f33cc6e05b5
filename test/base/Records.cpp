// The generated table: every record is there, consistent, and its rule can be called.
#include "flodl/base/op.h"
#include <algorithm>
#include <gtest/gtest.h>

using namespace flodl;

namespace {

TEST(Records, TableIsIndexedByCodeAndName) {
  for (const OpInfo &op : allOps()) {
    EXPECT_EQ(&opInfo(op.code), &op);
    EXPECT_EQ(findOp(op.name), &op);
    EXPECT_NE(op.infer, nullptr) << op.name;
  }
  EXPECT_EQ(findOp("no_such_operation"), nullptr);
}

TEST(Records, TensorsComeFirstAndListsLast) {
  for (const OpInfo &op : allOps()) {
    bool scalars = false;
    for (const OperandInfo &operand : op.operands) {
      bool isScalar = operand.kind == OperandKind::Hyper || operand.kind == OperandKind::Flag;
      EXPECT_FALSE(scalars && !isScalar) << op.name;
      scalars |= isScalar;
      if (operand.kind == OperandKind::VariadicTensor)
        EXPECT_EQ(&operand, &op.operands.back()) << op.name;
    }
  }
}

TEST(Records, RandomOperationsNameTheirDraw) {
  for (const OpInfo &op : allOps()) {
    auto has = [&](std::string_view name) {
      return std::any_of(op.attrs.begin(), op.attrs.end(), [&](const AttrInfo &attr) { return attr.name == name; });
    };
    bool isRandom = op.opClass.find('Q') != std::string_view::npos;
    EXPECT_EQ(isRandom, has("path") && has("draw")) << op.name;
  }
}

}  // namespace
