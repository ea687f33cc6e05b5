// Statements over scalars: loads, formulas, stores.
#include "codegen/KernelBody.h"
#include "passes/lower_to_rt/EntryArguments.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using llvm::formatv;

namespace flodl::compiler {

std::string KernelBody::place(int64_t i, StringRef element) const {
  StringRef kind = access(i);
  StringRef index = kind == "element" ? element : kind == "column" ? "col" : kind == "row" ? "row" : "0";
  return formatv("{0}[{1}]", argumentName(i), index);
}

std::string KernelBody::name(Value value) {
  auto [it, added] = names.try_emplace(value);
  if (added)
    it->second = "v" + std::to_string(names.size() - 1);
  return it->second;
}

void KernelBody::define(Value value, const std::string &expression, StringRef indent) {
  os << indent << "const " << lowering::cTypeText(value.getType()) << ' ' << name(value) << " = " << expression << ";\n";
}

/// Template argument and operands of a record's scalar formula.
static std::string applyText(kernel::ApplyOp op, llvm::function_ref<std::string(Value)> name) {
  std::vector<std::string> operands;
  for (Value operand : op.getOperands())
    operands.push_back(name(operand));
  for (StringAttr extra : op.getExtra().getAsRange<StringAttr>())
    operands.push_back(extra.str());
  // Comparisons compute on their operands' type.
  Type type = op.getValue().getType().isInteger(1) && !op.getOperands().empty() ? op.getOperands()[0].getType()
                                                                               : op.getValue().getType();
  return formatv("rt::scalar::{0}<{1}>({2})", op.getFunction(), lowering::cTypeText(type), llvm::join(operands, ", "));
}

void KernelBody::print(Operation *op, const KernelSyntax &syntax, StringRef indent) {
  llvm::TypeSwitch<Operation *>(op)
      .Case<kernel::LoadOp>([&](auto load) { define(load.getValue(), syntax.element(load.getArgument()), indent); })
      .Case<kernel::SelectOp>([&](auto select) {
        define(select.getValue(),
               formatv("{0} ? {1} : {2}(0)", name(select.getCondition()), name(select.getInput()),
                       lowering::cTypeText(select.getValue().getType())),
               indent);
      })
      .Case<kernel::CountOp>([&](auto count) {
        define(count.getValue(), formatv("static_cast<{0}>({1})", lowering::cTypeText(count.getValue().getType()), syntax.count), indent);
      })
      .Case<kernel::ColumnOp>([&](auto column) { define(column.getValue(), syntax.column, indent); })
      .Case<kernel::ConstantOp>([&](auto constant) {
        define(constant.getValue(),
               formatv("{0}({1})", lowering::cTypeText(constant.getValue().getType()),
                       lowering::floatText(constant.getNumber().convertToDouble())),
               indent);
      })
      .Case<kernel::ParameterOp>([&](auto p) {
        define(p.getValue(), formatv("p{0}", p.getNumber()), indent);
      })
      .Case<kernel::ApplyOp>([&](auto apply) {
        define(apply.getValue(), applyText(apply, [&](Value v) { return name(v); }), indent);
      })
      .Case<kernel::CastOp>([&](auto cast) {
        define(cast.getValue(), formatv("static_cast<{0}>({1})", lowering::cTypeText(cast.getValue().getType()), name(cast.getInput())),
               indent);
      })
      .Case<kernel::KeptOp>([&](auto kept) { define(kept.getValue(), syntax.keep(kept.getSlot()), indent); })
      .Case<kernel::KeepOp>(
          [&](auto keep) { os << indent << syntax.keep(keep.getSlot()) << " = " << name(keep.getValue()) << ";\n"; })
      .Case<kernel::StoreOp>([&](auto store) {
        os << indent << syntax.element(store.getArgument()) << " = " << name(store.getValue()) << ";\n";
      });
}

std::string KernelBody::parameterList() const {
  std::string out;
  for (int64_t i = 0; i < arguments(); ++i)
    out += formatv(", const rt::View &{0}", argumentName(i));
  for (auto [i, type] : llvm::enumerate(func.getParameters().getAsRange<StringAttr>()))
    out += formatv(", {0} p{1}", type.getValue(), i);
  return out;
}

int64_t KernelBody::spaceArgument() const {
  for (int64_t i = 0; i < arguments(); ++i)
    if (access(i) == "element")
      return i;
  return 0;
}

}  // namespace flodl::compiler
