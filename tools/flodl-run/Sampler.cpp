#include "tools/flodl-run/Sampler.h"
#include "flodl/base/error.h"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace flodl::run {

Shape Draw::shape(int64_t minRank, int64_t maxRank) {
  Shape shape(static_cast<size_t>(integer(minRank, maxRank)));
  for (Dim &dim : shape)
    dim = size();
  return shape;
}

std::vector<int64_t> Draw::sizes(int64_t count, int64_t low, int64_t high) {
  std::vector<int64_t> sizes(static_cast<size_t>(count));
  for (int64_t &size : sizes)
    size = integer(low, high);
  return sizes;
}

Shape Draw::broadcasting(const Shape &full) {
  size_t dropped = chance(0.3) ? static_cast<size_t>(integer(0, static_cast<int64_t>(full.size()))) : 0;
  Shape shape(full.begin() + static_cast<std::ptrdiff_t>(dropped), full.end());
  for (Dim &dim : shape)
    if (chance(0.25))
      dim = 1;
  return shape;
}

int64_t Draw::dim(size_t rank) {
  int64_t count = std::max<int64_t>(1, static_cast<int64_t>(rank));
  return integer(-count, count - 1);
}

std::vector<int64_t> Draw::dims(size_t rank) {
  std::vector<int64_t> all(rank), some;
  std::iota(all.begin(), all.end(), 0);
  std::shuffle(all.begin(), all.end(), generator);
  for (int64_t dim : all)
    if (chance(0.5))
      some.push_back(chance(0.5) ? dim : dim - static_cast<int64_t>(rank));
  return some;
}

std::vector<double> Draw::elements(const TensorSample &sample, size_t count) {
  std::vector<double> values(count);
  if (sample.values.kind == Values::Distinct || sample.values.kind == Values::Ascending) {
    std::iota(values.begin(), values.end(), 0);
    if (sample.values.kind == Values::Distinct)
      std::shuffle(values.begin(), values.end(), generator);
    return values;
  }
  std::normal_distribution<double> normal;
  for (double &value : values) {
    if (sample.type.dtype == kBool)
      value = chance(0.5);
    else if (sample.values.kind == Values::Whole)
      value = static_cast<double>(integer(static_cast<int64_t>(sample.values.low), static_cast<int64_t>(sample.values.high) - 1));
    else if (sample.values.kind == Values::Uniform)
      value = real(sample.values.low, sample.values.high);
    else
      value = isFloating(sample.type.dtype) ? normal(generator) : static_cast<double>(integer(-4, 4));
    if (!isFloating(sample.type.dtype))
      value = std::floor(value);
  }
  return values;
}

size_t Arguments::number(std::string_view operand) const {
  for (size_t i = 0; i < op.operands.size(); ++i)
    if (op.operands[i].name == operand)
      return i;
  throw Error(ErrorCode::InvalidArgument, "'" + std::string(op.name) + "' has no operand '" + std::string(operand) + "'");
}

bool Arguments::has(std::string_view operand) const { return !call.tensors[number(operand)].empty(); }

AttrValue &Arguments::attr(std::string_view name) {
  for (size_t i = 0; i < op.attrs.size(); ++i)
    if (op.attrs[i].name == name)
      return call.attrs[i];
  throw Error(ErrorCode::InvalidArgument, "'" + std::string(op.name) + "' has no attribute '" + std::string(name) + "'");
}

void Arguments::setDtype(DType dtype) {
  for (std::vector<TensorSample> &list : call.tensors)
    for (TensorSample &tensor : list)
      tensor.type.dtype = dtype;
}

void Arguments::shapeIfThere(std::string_view operand, Shape shape) {
  if (has(operand))
    tensor(operand).type.shape = std::move(shape);
}

namespace {

bool isElementwise(const OpInfo &op) { return op.opClass.find('E') != std::string_view::npos; }

AttrValue drawAttr(const OpInfo &op, const AttrInfo &attr, const TensorType &first, Draw &draw) {
  size_t rank = first.shape.size();
  switch (attr.kind) {
  case AttrKind::Bool: return draw.chance(0.5);
  case AttrKind::Int: return attr.name.starts_with("dim") ? draw.dim(rank) : draw.integer(0, 2);
  case AttrKind::Float: return draw.real(-1.5, 1.5);
  case AttrKind::String: return attr.name == "reduction" ? std::string(draw.pick({"mean", "sum", "none"})) : std::string();
  case AttrKind::DTypeAttr: return op.operands.empty() ? draw.floating() : draw.any();
  case AttrKind::IntList: return draw.dims(rank);
  case AttrKind::ShapeList: return first.shape;
  }
  return {};
}

/// What the kinds of the operands, the operation's class and the names of its attributes suggest.
SampledCall drawByKinds(const OpInfo &op, Draw &draw) {
  SampledCall call;
  bool elementwise = isElementwise(op), views = op.opClass.find('V') != std::string_view::npos;
  Shape shape = draw.shape(0, 4);
  DType dtype = views || elementwise ? draw.any() : draw.wide();
  bool differing = elementwise && draw.chance(0.2);
  for (const OperandInfo &operand : op.operands) {
    std::vector<TensorSample> tensors;
    double number = 0;
    if (operand.kind == OperandKind::Hyper)
      number = operand.name == "eps" ? 1e-5 : draw.real(0.1, 0.9);
    else if (operand.kind == OperandKind::Flag)
      number = draw.chance(0.5);
    else if (operand.kind != OperandKind::OptionalTensor || draw.chance(0.6))
      for (int64_t n = operand.kind == OperandKind::VariadicTensor ? draw.integer(1, 3) : 1; n > 0; --n) {
        bool other = elementwise && !call.tensors.empty();
        tensors.push_back({{differing ? draw.any() : dtype, other ? draw.broadcasting(shape) : shape}, {}, draw.layout()});
      }
    call.tensors.push_back(std::move(tensors));
    call.numbers.push_back(number);
  }
  // The full shape may be any operand's.
  if (elementwise && call.tensors.size() > 1 && call.tensors[1].size() == 1 && draw.chance(0.4))
    std::swap(call.tensors[0][0].type.shape, call.tensors[1][0].type.shape);
  TensorType first = call.tensors.empty() || call.tensors[0].empty() ? TensorType{dtype, shape} : call.tensors[0][0].type;
  for (const AttrInfo &attr : op.attrs)
    call.attrs.push_back(drawAttr(op, attr, first, draw));
  return call;
}

std::string error(const OpInfo &op, const SampledCall &call) {
  std::vector<const TensorType *> types;
  for (size_t i = 0; i < op.operands.size(); ++i) {
    if (call.tensors[i].empty() && op.operands[i].kind == OperandKind::OptionalTensor)
      types.push_back(nullptr);
    for (const TensorSample &tensor : call.tensors[i])
      types.push_back(&tensor.type);
  }
  return op.infer(types, call.attrs).error;
}

std::string text(const AttrValue &value) {
  auto list = [](const auto &values, auto print) {
    std::string out = "[";
    for (const auto &value : values)
      out += (out.size() > 1 ? ", " : "") + print(value);
    return out + "]";
  };
  if (auto *flag = std::get_if<bool>(&value))
    return *flag ? "true" : "false";
  if (auto *number = std::get_if<int64_t>(&value))
    return std::to_string(*number);
  if (auto *number = std::get_if<double>(&value))
    return std::to_string(*number);
  if (auto *text = std::get_if<std::string>(&value))
    return '"' + *text + '"';
  if (auto *dtype = std::get_if<DType>(&value))
    return std::string(dtypeName(*dtype));
  if (auto *numbers = std::get_if<std::vector<int64_t>>(&value))
    return list(*numbers, [](int64_t number) { return std::to_string(number); });
  if (auto *shape = std::get_if<Shape>(&value))
    return list(*shape, [](const Dim &dim) { return dim.str(); });
  return "none";
}

}  // namespace

std::string str(const OpInfo &op, const SampledCall &call) {
  static constexpr const char *layouts[] = {"", " strided", " reversed"};
  std::string out = std::string(op.name) + "(";
  auto add = [&](const std::string &part) { out += (out.back() == '(' ? "" : ", ") + part; };
  for (size_t i = 0; i < op.operands.size(); ++i) {
    OperandKind kind = op.operands[i].kind;
    if (kind == OperandKind::Hyper || kind == OperandKind::Flag)
      add(std::string(op.operands[i].name) + " = " + std::to_string(call.numbers[i]));
    else if (call.tensors[i].empty())
      add("none");
    for (const TensorSample &tensor : call.tensors[i])
      add(flodl::str(tensor.type) + layouts[static_cast<int>(tensor.layout)]);
  }
  for (size_t i = 0; i < op.attrs.size(); ++i)
    add(std::string(op.attrs[i].name) + " = " + text(call.attrs[i]));
  return out + ")";
}

SampledCall drawCall(const OpInfo &op, Draw &draw) {
  constexpr int attempts = 500;
  std::string last;
  for (int i = 0; i < attempts; ++i) {
    SampledCall call = drawByKinds(op, draw);
    Arguments arguments(op, call);
    refine(op.name, draw, arguments);
    last = error(op, call);
    if (last.empty())
      return call;
    last = str(op, call) + " " + last;
  }
  throw Error(ErrorCode::InvalidArgument, "no sample fits its rule; give it an entry in SampleTable.cpp. The last one: " + last);
}

}  // namespace flodl::run
