// Prints operands, attributes and results in the order of the generated entry points: tensors,
// hyper-parameters and flags, attributes, the random key, results.
#include "passes/lower_to_rt/EntryArguments.h"
#include "ir/flow/Types.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;

namespace flodl::lowering {

std::vector<OperandGroup> operandGroups(flow::TensorOpInterface op) {
  const OpInfo &info = opInfo(op.opCode());
  std::vector<OperandGroup> groups;
  auto segments = op->getAttrOfType<DenseI32ArrayAttr>("operandSegmentSizes");
  // With one flexible operand its length follows from the number of operands.
  unsigned flexibleLength = op->getNumOperands() + 1 - info.operands.size();
  unsigned next = 0;
  for (auto [i, operand] : llvm::enumerate(info.operands)) {
    bool flexible = operand.kind == OperandKind::OptionalTensor || operand.kind == OperandKind::VariadicTensor;
    unsigned count = segments ? segments[i] : flexible ? flexibleLength : 1;
    groups.push_back({&operand, next, count});
    next += count;
  }
  return groups;
}

std::string floatText(double value) {
  if (std::isnan(value))
    return "rt::nan";
  if (std::isinf(value))
    return value > 0 ? "rt::inf" : "-rt::inf";
  // The shortest text that reads back as the same number.
  for (int digits = 1; digits <= 17; ++digits) {
    char text[40];
    snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) {
      std::string out = text;
      return out.find_first_of(".e") == std::string::npos ? out + ".0" : out;
    }
  }
  llvm_unreachable("17 digits always read back");
}

std::string quoted(StringRef text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + "\"";
}

StringRef cTypeText(Type type) {
  if (type.isF32())
    return "float";
  if (type.isF64())
    return "double";
  if (type.isInteger(1))
    return "bool";
  if (type.isInteger(32))
    return "int32_t";
  if (type.isInteger(64))
    return "int64_t";
  if (type.isF16())
    return "rt::half";
  assert(type.isBF16() && "no C type for this element type");
  return "rt::bfloat16";
}

static std::string dtypeText(DType dtype) {
  static constexpr const char *names[] = {"kBool", "kInt32", "kInt64", "kFloat16", "kBFloat16", "kFloat32", "kFloat64"};
  return std::string("flodl::") + names[static_cast<int>(dtype)];
}

static std::string spanText(const std::vector<std::string> &numbers) {
  if (numbers.empty())
    return "std::span<const int64_t>()";
  return llvm::formatv("std::array<int64_t, {0}>{{{1}}", numbers.size(), llvm::join(numbers, ", ")).str();
}

/// Where sizes can be read while a program runs: the views of an operation, then the inputs.
class KnownSizes {
 public:
  KnownSizes(Operation *op, SmallVectorImpl<Value> &views) : op(op), views(views) {}

  /// C++ text of a list of sizes.
  std::string text(const Shape &shape) {
    std::vector<std::string> numbers;
    for (const Dim &dim : shape)
      numbers.push_back(text(dim));
    return spanText(numbers);
  }
  std::string text(const Dim &dim) {
    if (auto number = dim.constant())
      return std::to_string(*number);
    if (std::string place = find(dim); !place.empty())
      return place;
    // An expression over symbols that the inputs have as sizes.
    std::string source = dim.str(), out;
    for (size_t i = 0; i < source.size();) {
      size_t end = i;
      while (end < source.size() && (llvm::isAlnum(source[end]) || source[end] == '_'))
        ++end;
      std::string word = source.substr(i, end - i);
      if (word.empty())
        out += source[i++];
      else if (llvm::isDigit(word[0]))
        out += word;
      else if (end < source.size() && source[end] == '(')
        out += "rt::" + word;
      else
        out += find(Dim(word));
      i += word.size();
    }
    return out;
  }

 private:
  /// `$2.sizes[0]` for a view with that size, or an empty text.
  std::string find(const Dim &dim) {
    for (auto [i, view] : llvm::enumerate(views))
      if (std::string place = findIn(dim, view, i); !place.empty())
        return place;
    for (BlockArgument input : op->getParentOfType<flow::ProgramOp>().getBody().getArguments())
      if (std::string place = findIn(dim, input, views.size()); !place.empty()) {
        views.push_back(input);
        return place;
      }
    return {};
  }

  static std::string findIn(const Dim &dim, Value view, size_t number) {
    Shape shape = flow::plainType(view.getType()).shape;
    for (auto [i, size] : llvm::enumerate(shape))
      if (size.same(dim))
        return llvm::formatv("${0}.sizes[{1}]", number, i).str();
    return {};
  }

  Operation *op;
  SmallVectorImpl<Value> &views;
};

std::string sizeText(Operation *op, const Dim &size, SmallVectorImpl<Value> &views) {
  return KnownSizes(op, views).text(size);
}

std::string attrText(const AttrValue &value, AttrKind kind) {
  switch (kind) {
  case AttrKind::Bool: return std::get<bool>(value) ? "true" : "false";
  case AttrKind::Int: return std::to_string(std::get<int64_t>(value));
  case AttrKind::Float: return floatText(std::get<double>(value));
  case AttrKind::String: return quoted(std::get<std::string>(value));
  case AttrKind::DTypeAttr: return dtypeText(std::get<DType>(value));
  case AttrKind::IntList: {
    std::vector<std::string> numbers;
    for (int64_t number : std::get<std::vector<int64_t>>(value))
      numbers.push_back(std::to_string(number));
    return spanText(numbers);
  }
  case AttrKind::ShapeList: break;
  }
  llvm_unreachable("unknown attribute kind");
}

std::vector<std::string> entryArguments(flow::TensorOpInterface op,
                                        llvm::function_ref<std::string(Value)> scalarText,
                                        SmallVectorImpl<Value> &views) {
  const OpInfo &info = opInfo(op.opCode());
  std::vector<std::string> args;
  auto view = [&](Value value) {
    views.push_back(value);
    return "$" + std::to_string(views.size() - 1);
  };
  for (const OperandGroup &group : operandGroups(op)) {
    auto values = op->getOperands().slice(group.first, group.count);
    switch (group.info->kind) {
    case OperandKind::Tensor:
      args.push_back(view(values[0]));
      break;
    case OperandKind::OptionalTensor:
      args.push_back(values.empty() ? "nullptr" : "&" + view(values[0]));
      break;
    case OperandKind::VariadicTensor: {
      std::vector<std::string> addresses;
      for (Value value : values)
        addresses.push_back("&" + view(value));
      args.push_back(llvm::formatv("std::array<const rt::View *, {0}>{{{1}}", addresses.size(),
                                   llvm::join(addresses, ", "))
                         .str());
      break;
    }
    case OperandKind::Hyper:
    case OperandKind::Flag:
      args.push_back(scalarText(values[0]));
      break;
    }
  }
  std::vector<std::string> results;
  for (Value result : op->getResults())
    results.push_back(view(result));
  bool random = info.opClass.find('Q') != std::string_view::npos;
  auto attrs = op.attrValues();
  KnownSizes sizes(op, views);
  std::string path, draw;
  for (auto [attr, value] : llvm::zip(info.attrs, attrs)) {
    std::string text = attr.kind == AttrKind::ShapeList ? sizes.text(std::get<Shape>(value)) : attrText(value, attr.kind);
    if (random && attr.name == "path")
      path = text;
    else if (random && attr.name == "draw")
      draw = text;
    else
      args.push_back(text);
  }
  if (random)
    args.push_back("call.random(" + path + ", " + draw + ")");
  args.insert(args.end(), results.begin(), results.end());
  return args;
}

}  // namespace flodl::lowering
