#include "tools/flodl-run/Reference.h"
#include "runtime/core/Tensors.h"
#include <map>
#include <numeric>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/jit/runtime/operator.h>

namespace flodl::run {
namespace {

using c10::IValue;

/// An operand or attribute of the record on its way to a parameter of a schema.
struct NamedValue {
  std::string name;
  IValue value;
  bool used = false;
};

/// Functions that libtorch calls otherwise than PyTorch, or that need an argument which the record's name implies.
struct Special {
  std::string function;
  std::map<std::string, IValue> extra{};
};
const std::map<std::string_view, Special> &specials() {
  static const std::map<std::string_view, Special> entries = {
      {"gelu_tanh", {"gelu", {{"approximate", IValue("tanh")}}}},
      {"div_trunc", {"div", {{"rounding_mode", IValue("trunc")}}}},
      {"floor_divide", {"div", {{"rounding_mode", IValue("floor")}}}},
      {"prelu", {"_prelu_kernel"}},
      {"nll_loss", {"nll_loss_nd"}},
      {"cross_entropy_loss", {"cross_entropy_loss"}},
      {"batch_norm", {"batch_norm", {{"cudnn_enabled", IValue(false)}}}},
      {"group_norm", {"group_norm", {{"cudnn_enabled", IValue(false)}}}},
      {"instance_norm", {"instance_norm", {{"running_mean", IValue()}, {"running_var", IValue()}, {"use_input_stats", IValue(true)},
                                           {"momentum", IValue(0.1)}, {"cudnn_enabled", IValue(false)}}}},
      {"grid_sample", {"grid_sampler"}},
      {"logsigmoid", {"log_sigmoid"}},
      {"col2im", {"col2im"}},
      {"im2col", {"im2col"}},
  };
  return entries;
}

/// Names that parameters of schemas have for an operand or attribute.
const std::multimap<std::string_view, std::string_view> &aliases() {
  static const std::multimap<std::string_view, std::string_view> entries = {
      {"input", "self"}, {"lhs", "self"}, {"rhs", "other"}, {"dims", "dim"}, {"shape", "size"}, {"value", "fill_value"},
      {"start", "start_dim"}, {"end", "end_dim"}, {"index", "indices"}, {"counts", "repeats"}, {"amounts", "pad"}, {"inputs", "tensors"},
      {"source", "src"}, {"mode", "interpolation_mode"}, {"size", "output_size"}};
  return entries;
}

bool answersTo(std::string_view name, const std::string &parameter) {
  if (name == parameter)
    return true;
  auto [first, last] = aliases().equal_range(name);
  return std::any_of(first, last, [&](auto &entry) { return entry.second == parameter; });
}

IValue attrValue(const OpInfo &op, const AttrInfo &attr, const AttrValue &value, const at::Tensor &first) {
  if (auto *flag = std::get_if<bool>(&value))
    return *flag;
  if (auto *number = std::get_if<int64_t>(&value))
    return *number;
  if (auto *number = std::get_if<double>(&value))
    return *number;
  if (auto *text = std::get_if<std::string>(&value); text && op.name == "embedding_bag")
    return int64_t(*text == "sum" ? 0 : *text == "mean" ? 1 : 2);
  if (auto *text = std::get_if<std::string>(&value); text && op.name == "grid_sample")
    return int64_t(*text == "nearest" || *text == "border" ? 1 : *text == "bicubic" || *text == "reflection" ? 2 : 0);
  if (auto *text = std::get_if<std::string>(&value))
    return attr.name == "reduction" ? IValue(*text == "none" ? 0 : *text == "mean" ? 1 : 2) : IValue(*text);
  if (auto *dtype = std::get_if<DType>(&value))
    return rt::scalarType(*dtype);
  std::vector<int64_t> list;
  if (auto *numbers = std::get_if<std::vector<int64_t>>(&value))
    list = *numbers;
  else if (auto *shape = std::get_if<Shape>(&value))
    list.assign(shape->begin(), shape->end());
  // In the records no dimension stands for all of them.
  if (attr.name == "dims" && op.opClass.find('R') != std::string_view::npos && list.empty()) {
    list.resize(static_cast<size_t>(first.dim()));
    std::iota(list.begin(), list.end(), 0);
  }
  return list;
}

/// `value` as a parameter of `type` takes it, nothing when it does not.
std::optional<IValue> converted(const IValue &value, const c10::Type &type) {
  if (type.kind() == c10::TypeKind::OptionalType)
    return value.isNone() ? std::optional<IValue>(value) : converted(value, *type.castRaw<c10::OptionalType>()->getElementType());
  switch (type.kind()) {
  case c10::TypeKind::TensorType: return value.isTensor() ? std::optional(value) : std::nullopt;
  case c10::TypeKind::BoolType: return value.isBool() ? std::optional(value) : std::nullopt;
  case c10::TypeKind::StringType: return value.isString() ? std::optional(value) : std::nullopt;
  case c10::TypeKind::IntType:
  case c10::TypeKind::SymIntType:
    if (value.isInt())
      return value;
    return value.isIntList() && value.toIntList().size() == 1 ? std::optional<IValue>(value.toIntVector()[0]) : std::nullopt;
  case c10::TypeKind::FloatType: return value.isDouble() ? std::optional(value) : std::nullopt;
  case c10::TypeKind::NumberType: return value.isDouble() || value.isInt() ? std::optional(value) : std::nullopt;
  case c10::TypeKind::ListType:
    if (value.isTensorList() != (type.castRaw<c10::ListType>()->getElementType()->kind() == c10::TypeKind::TensorType))
      return {};
    if (value.isInt())
      return IValue(std::vector<int64_t>{value.toInt()});
    return value.isList() ? std::optional(value) : std::nullopt;
  default: return {};
  }
}

/// Arguments of `schema` by name, tensors that no name fits in order; nothing unless all values find a place.
std::optional<std::vector<IValue>> argumentsFor(const c10::FunctionSchema &schema, std::vector<NamedValue> values,
                                                const std::map<std::string, IValue> &extra) {
  std::vector<std::optional<IValue>> arguments(schema.arguments().size());
  for (const auto &[name, value] : extra)
    if (!schema.argumentIndexWithName(name))
      return {};
  auto take = [&](size_t i, NamedValue &value) {
    if (auto argument = converted(value.value, *schema.arguments()[i].type())) {
      arguments[i] = std::move(argument);
      value.used = true;
    }
  };
  for (size_t i = 0; i < arguments.size(); ++i) {
    const c10::Argument &parameter = schema.arguments()[i];
    if (parameter.is_out())
      return {};
    if (auto entry = extra.find(parameter.name()); entry != extra.end())
      arguments[i] = entry->second;
    for (bool exact : {true, false})
      for (NamedValue &value : values)
        if (!arguments[i] && !value.used && (exact ? value.name == parameter.name() : answersTo(value.name, parameter.name())))
          take(i, value);
  }
  std::vector<IValue> out;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const c10::Argument &parameter = schema.arguments()[i];
    for (NamedValue &value : values)
      if (!arguments[i] && !value.used && (value.value.isTensor() || value.value.isTensorList()))
        take(i, value);
    if (!arguments[i] && parameter.default_value())
      arguments[i] = *parameter.default_value();
    if (!arguments[i])
      return {};
    out.push_back(std::move(*arguments[i]));
  }
  bool allUsed = std::all_of(values.begin(), values.end(), [](const NamedValue &value) { return value.used || value.value.isNone(); });
  return allUsed ? std::optional(std::move(out)) : std::nullopt;
}

std::vector<NamedValue> namedValues(const OpInfo &op, const SampledCall &call, const std::vector<at::Tensor> &tensors) {
  std::vector<NamedValue> values;
  size_t next = 0;
  for (size_t i = 0; i < op.operands.size(); ++i) {
    std::string name(op.operands[i].name);
    switch (op.operands[i].kind) {
    case OperandKind::Tensor: values.push_back({name, tensors[next++]}); break;
    case OperandKind::OptionalTensor:
      values.push_back({name, call.tensors[i].empty() ? IValue() : IValue(tensors[next++])});
      break;
    case OperandKind::VariadicTensor: {
      std::vector<at::Tensor> list(tensors.begin() + static_cast<std::ptrdiff_t>(next),
                                   tensors.begin() + static_cast<std::ptrdiff_t>(next + call.tensors[i].size()));
      next += list.size();
      values.push_back({name, c10::List<at::Tensor>(list)});
      break;
    }
    case OperandKind::Hyper: values.push_back({name, call.numbers[i]}); break;
    case OperandKind::Flag: values.push_back({name, call.numbers[i] != 0}); break;
    }
  }
  for (size_t i = 0; i < op.attrs.size(); ++i) {
    IValue value = attrValue(op, op.attrs[i], call.attrs[i], tensors.empty() ? at::Tensor() : tensors[0]);
    if (op.attrs[i].name == "number")
      continue;  // concerns type promotion only
    if (op.attrs[i].name == "range") {
      std::vector<int64_t> range = value.toIntVector();
      values.push_back({"start", range[0]});
      values.push_back({"length", range[1]});
    } else {
      values.push_back({std::string(op.attrs[i].name), std::move(value)});
    }
  }
  return values;
}

/// Values of a call by their names in the record.
class Named {
 public:
  explicit Named(const std::vector<NamedValue> &values) : values(values) {}
  const IValue &operator[](std::string_view name) const {
    for (const NamedValue &value : values)
      if (value.name == name)
        return value.value;
    throw Error(ErrorCode::InvalidArgument, "the record has no '" + std::string(name) + "'");
  }
  at::Tensor tensor(std::string_view name) const { return (*this)[name].toTensor(); }
  int64_t integer(std::string_view name) const { return (*this)[name].toInt(); }
  double real(std::string_view name) const { return (*this)[name].toDouble(); }
  bool flag(std::string_view name) const { return (*this)[name].toBool(); }

 private:
  const std::vector<NamedValue> &values;
};

using Results = std::vector<at::Tensor>;
/// A recurrent network whose state is one tensor.
template <class Function>
Results sequence(const Named &call, Function function) {
  bool both = call.flag("bidirectional");
  auto [output, hn] = function(call.tensor("input"), call.tensor("h0"), call["weights"].toTensorVector(), call.flag("has_biases"),
                               call.tensor("h0").size(0) / (both ? 2 : 1), /*dropout=*/0, /*train=*/true, both,
                               call.flag("batch_first"));
  return {output, hn};
}

/// What libtorch has no function of, or one with other parameters: written with its functions here.
using HandWritten = Results (*)(const Named &call);
const std::map<std::string_view, HandWritten> &handWritten() {
  static const std::map<std::string_view, HandWritten> entries = {
      {"arange", [](const Named &call) -> Results {
         at::Tensor numbers = at::arange(call["shape"].toIntVector()[0], at::kDouble);
         return {(numbers * call.real("step") + call.real("start")).to(call["dtype"].toScalarType())};
       }},
      {"linspace", [](const Named &call) -> Results {
         return {at::linspace(call.real("start"), call.real("end"), call["shape"].toIntVector()[0], call["dtype"].toScalarType())};
       }},
      {"eye", [](const Named &call) -> Results {
         std::vector<int64_t> shape = call["shape"].toIntVector();
         return {at::eye(shape[0], shape[1], call["dtype"].toScalarType())};
       }},
      {"normalize", [](const Named &call) -> Results {
         at::Tensor x = call.tensor("input");
         return {x / x.norm(call.real("p"), call.integer("dim"), /*keepdim=*/true).clamp_min(call.real("eps")).expand_as(x)};
       }},
      {"narrow_scatter", [](const Named &call) -> Results {
         at::Tensor x = call.tensor("input");
         int64_t dim = call.integer("dim"), start = call.integer("start");
         start += start < 0 ? x.size(dim) : 0;
         return {at::slice_scatter(x, call.tensor("src"), dim, start, start + call.integer("length"))};
       }},
      {"one_hot", [](const Named &call) -> Results {
         at::Tensor classes = call.tensor("classes");
         return {at::one_hot(call.tensor("input"), classes.numel()).index_select(-1, classes)};
       }},
      // libtorch takes operands of one type.
      {"isclose", [](const Named &call) -> Results {
         at::Tensor lhs = call.tensor("lhs"), rhs = call.tensor("rhs");
         at::ScalarType type = at::result_type(lhs, rhs);
         return {at::isclose(lhs.to(type), rhs.to(type), call.real("rtol"), call.real("atol"), call.flag("equal_nan"))};
       }},
      {"gru", [](const Named &call) { return sequence(call, [](auto &&...args) { return at::gru(args...); }); }},
      {"rnn_tanh", [](const Named &call) { return sequence(call, [](auto &&...args) { return at::rnn_tanh(args...); }); }},
      {"rnn_relu", [](const Named &call) { return sequence(call, [](auto &&...args) { return at::rnn_relu(args...); }); }},
      {"lstm", [](const Named &call) -> Results {
         bool both = call.flag("bidirectional");
         auto [output, hn, cn] = at::lstm(call.tensor("input"), {call.tensor("h0"), call.tensor("c0")}, call["weights"].toTensorVector(),
                                          call.flag("has_biases"), call.tensor("h0").size(0) / (both ? 2 : 1), /*dropout=*/0,
                                          /*train=*/true, both, call.flag("batch_first"));
         return {output, hn, cn};
       }},
  };
  return entries;
}

/// The name in libtorch. PyTorch's `interpolate` is a function for each mode and number of dimensions.
std::string functionOf(const OpInfo &op, std::vector<NamedValue> &values) {
  if (op.name == "interpolate") {
    std::string mode, rank = std::to_string(values[0].value.toTensor().dim() - 2);
    for (NamedValue &value : values)
      if (value.name == "mode")
        mode = value.value.toStringRef();
    std::erase_if(values, [&](const NamedValue &value) {
      return value.name == "mode" || (value.name == "align_corners" && mode.starts_with("nearest"));
    });
    return mode == "nearest-exact" ? "_upsample_nearest_exact" + rank + "d" : "upsample_" + mode + rank + "d";
  }
  if (auto special = specials().find(op.name); special != specials().end())
    return special->second.function;
  return std::string(op.pytorch.substr(op.pytorch.rfind('.') + 1));
}

/// Running statistics are written: the reference gets its own.
at::Tensor ownCopy(const at::Tensor &tensor) { return tensor.detach().clone(at::MemoryFormat::Preserve); }

/// Adds the gradients of the first result.
ReferenceResult finish(std::string function, const std::vector<at::Tensor> &results, const std::vector<at::Tensor> &tensors,
                       const detail::Handle *weights) {
  ReferenceResult result{std::move(function), {}, {}};
  for (const at::Tensor &tensor : results)
    result.results.push_back(rt::handleOf(tensor.detach()));
  result.gradients.resize(tensors.size());
  if (!weights || !results[0].requires_grad())
    return result;
  std::vector<at::Tensor> inputs;
  std::vector<size_t> places;
  for (size_t i = 0; i < tensors.size(); ++i)
    if (tensors[i].requires_grad()) {
      inputs.push_back(tensors[i]);
      places.push_back(i);
    }
  auto gradients = torch::autograd::grad({results[0]}, inputs, {rt::tensorOf(*weights)}, /*retain_graph=*/false,
                                         /*create_graph=*/false, /*allow_unused=*/true);
  for (size_t i = 0; i < places.size(); ++i)
    if (gradients[i].defined())
      result.gradients[places[i]] = rt::handleOf(gradients[i]);
  return result;
}

ReferenceResult run(const OpInfo &op, const SampledCall &call, std::span<const detail::Handle> handles,
                    const detail::Handle *weights) {
  std::vector<at::Tensor> tensors;
  for (const detail::Handle &handle : handles) {
    const at::Tensor &given = rt::tensorOf(handle);
    tensors.push_back(op.name == "batch_norm" ? ownCopy(given) : given.detach());
    tensors.back().set_requires_grad(weights && given.is_floating_point());
  }
  if (op.name == "nll_loss" && tensors.size() == 3)
    tensors[2].set_requires_grad(false);  // the weights of the classes are constants
  if (op.name == "batch_norm")
    for (size_t i = tensors.size() - 2; i < tensors.size(); ++i)
      tensors[i].set_requires_grad(false);
  auto special = specials().find(op.name);
  static const std::map<std::string, IValue> none;
  const auto &extra = special != specials().end() ? special->second.extra : none;
  std::vector<NamedValue> values = namedValues(op, call, tensors);
  if (auto entry = handWritten().find(op.name); entry != handWritten().end()) {
    at::AutoGradMode tracking(weights != nullptr);
    return finish("a composition of libtorch's functions", entry->second(Named(values)), tensors, weights);
  }
  std::string function = functionOf(op, values);
  for (const auto &candidate : torch::jit::getAllOperatorsFor(c10::Symbol::fromQualString("aten::" + function))) {
    const c10::FunctionSchema &schema = candidate->schema();
    std::optional<std::vector<IValue>> stack = argumentsFor(schema, values, extra);
    if (!stack)
      continue;
    at::AutoGradMode tracking(weights != nullptr);
    candidate->getOperation()(*stack);
    std::vector<at::Tensor> results;
    for (const IValue &value : *stack)
      results.push_back(value.toTensor());
    return finish(schema.name() + (schema.overload_name().empty() ? "" : "." + schema.overload_name()), results, tensors, weights);
  }
  throw Error(ErrorCode::InvalidArgument, "no overload of aten::" + function + " has the parameters of this record; name " +
                                              "its function, or what it lacks, in Reference.cpp");
}

/// libtorch warns of variances of one number and of values that do not lie row by row; here both are wanted.
class NoWarnings : public c10::WarningHandler {
  void process(const c10::Warning &) override {}
};

}  // namespace

void silenceWarnings() {
  static NoWarnings handler;
  c10::WarningUtils::set_warning_handler(&handler);
}

detail::Handle sampledTensor(const TensorSample &sample, Draw &draw) {
  std::vector<int64_t> sizes(sample.type.shape.begin(), sample.type.shape.end());
  size_t count = 1;
  for (int64_t size : sizes)
    count *= static_cast<size_t>(size);
  std::vector<double> elements = draw.elements(sample, count);
  at::Tensor dense = at::tensor(elements, at::kDouble).to(rt::scalarType(sample.type.dtype)).reshape(sizes);
  at::Tensor result = dense;
  if (sample.layout == Layout::Strided && !sizes.empty()) {
    std::vector<int64_t> wide = sizes;
    wide.back() *= 2;
    result = at::zeros(wide, dense.options()).slice(-1, 0, wide.back(), 2);
    result.copy_(dense);
  } else if (sample.layout == Layout::Reversed) {
    std::vector<int64_t> order(sizes.size());
    std::iota(order.rbegin(), order.rend(), 0);
    result = dense.permute(order).contiguous().permute(order);
  }
  return rt::handleOf(result);
}

std::string withoutReference(const OpInfo &op) {
  if (op.opClass.find('Q') != std::string_view::npos)
    return "draws from floDl's own random stream";
  if (op.opClass.find('D') != std::string_view::npos)
    return "its shape depends on the data";
  return {};
}

ReferenceResult callReference(const OpInfo &op, const SampledCall &call, std::span<const detail::Handle> tensors,
                              const detail::Handle *weights) {
  return rt::guarded([&] { return run(op, call, tensors, weights); });
}

}  // namespace flodl::run
