#include "Constructs.h"
#include "GraphImpl.h"
#include "Recorder.h"
#include "flodl/nn.h"
#include "flodl/opaque.h"
#include <algorithm>
#include <cmath>

namespace flodl {

void TraceEmit::publish(std::string_view name, const Tensor &value, SourceLoc loc) {
  if (!traces_)
    return;
  if (std::find(published_.begin(), published_.end(), name) != published_.end())
    throw Error(ErrorCode::GraphStructure,
                "publish(\"" + std::string(name) + "\"): the name was already published in this step", loc);
  published_.emplace_back(name);
  for (auto &[known, values] : *traces_)
    if (known == name)
      return values.push_back(value);
  traces_->emplace_back(name, std::vector<Tensor>{value});
}

namespace detail {

/// Calls a module with or without further inputs.
static Tensor apply(Module &module, const Tensor &x, const Refs &refs) {
  return refs.empty() ? module(x, here()) : module(x, refs, here());
}

/// What a recording needs to know of a construct that decides on the host: nothing, as it cannot hold one; but one that is
/// made aside, for the types of its values, goes on.
static void requireAside(const Construct &construct) {
  if (!currentRecorder()->isAside())
    throw NotCompilable("'" + currentPath() + "' stands inside another module: " + construct.hostReason(), here());
}

/// An error of one iteration or element, with its number.
template <class F>
static Tensor numbered(const char *what, int64_t number, F body) {
  try {
    return body();
  } catch (const NotCompilable &) {
    throw;
  } catch (const Error &error) {
    throw Error(error.code(), error.text() + " (in " + what + " " + std::to_string(number) + " of '" + currentPath() + "')",
                error.location());
  }
}

// Loops.

Loop::Loop(const ModuleArg &body, LoopKind kind, int64_t count, const ModuleArg *condition)
    : kind_(kind), count_(count), body_(*this, "body", body.ptr()) {
  if (condition)
    condition_.emplace_back(*this, "condition", condition->ptr());
}

std::string Loop::hostReason() const {
  if (kind_ == LoopKind::For)
    return dynamic_cast<const LoopBody *>(&*body_) ? "the loop's body publishes values" : std::string();
  return std::string(kind_ == LoopKind::While ? "while_cond" : "until_cond") +
                                      " decides by a value how often its body runs";
}

/// Above 0 the loop ends; NaN and nothing let it go on.
bool Loop::halts(const Tensor &state) {
  Tensor value = (*condition_[0])(state, here());
  if (value.numel() == 0)
    return false;
  return value.detach().reshape({-1}).narrow(0, 0, 1).item<float>() > 0;
}

Tensor Loop::iterate(const Tensor &state, const Refs &refs) {
  if (auto *publisher = dynamic_cast<LoopBody *>(&*body_)) {
    Scope scope(publisher, {}, here());
    TraceEmit emit(published_);
    return publisher->step(state, refs, emit);
  }
  Tensor next = apply(*body_, state, refs);
  if (Tensor value = body_->trace(); value.defined()) {
    if (currentRecorder() && !currentRecorder()->isAside())
      throw NotCompilable("the body of '" + currentPath() + "' traces a value of each iteration", here());
    values_.push_back(value);
  }
  return next;
}

Tensor Loop::forward_named(const Tensor &x, const Refs &refs) {
  if (currentRecorder() && !hostReason().empty()) {
    requireAside(*this);
    Tensor next = iterate(x, refs);
    if (!sameType(typeOf(*next.impl()), typeOf(*x.impl())))
      throw NotCompilable("the body of '" + currentPath() + "' turns " + str(typeOf(*x.impl())) + " into " +
                              str(typeOf(*next.impl())) + "; a compiled loop needs a state of one type",
                          here());
    return next;
  }
  values_.clear();
  published_.clear();
  resetAll(*body_);
  Tensor state = x;
  for (int64_t i = 0; i < count_; ++i) {
    if (kind_ == LoopKind::While && halts(state))
      break;
    state = numbered("iteration", i, [&] { return iterate(state, refs); });
    if (kind_ == LoopKind::Until && i + 1 < count_ && halts(state))
      break;
  }
  return state;
}

void Loop::detach_state() {
  for (Tensor &value : values_)
    value = value.detach();
  for (auto &[name, values] : published_)
    for (Tensor &value : values)
      value = value.detach();
}

// Gates.

Gate::Gate(const ModuleArg &router, const std::vector<ModuleArg> &experts) : router_(*this, "router", router.ptr()) {
  for (const ModuleArg &expert : experts)
    experts_.append(expert.ptr());
}

Tensor Gate::forward_named(const Tensor &x, const Refs &refs) {
  Tensor weights = apply(*router_, x, refs);
  int64_t count = static_cast<int64_t>(experts_.size());
  if (weights.ndim() == 0 || !weights.size(-1).same(count))
    throw Error(ErrorCode::ShapeMismatch,
                "gate: the router gives weights of shape " + str(weights.shape()) + " for " + std::to_string(count) +
                    " experts; its last dimension must be " + std::to_string(count),
                here());
  Tensor sum;
  Shape first;
  for (int64_t i = 0; i < count; ++i) {
    Tensor value = experts_[static_cast<size_t>(i)](x, here());
    if (i == 0)
      first = value.shape();
    else if (!sameType(typeOf(*value.impl()), TensorType{value.dtype(), first}))
      throw Error(ErrorCode::ShapeMismatch,
                  "gate: expert 0 returns " + str(first) + ", expert " + std::to_string(i) + " returns " +
                      str(value.shape()) + "; all experts must return one shape",
                  here());
    // Weights belong to the leading dimensions of the experts' results; the rest has size 1.
    Tensor weight = select(weights, -1, i);
    while (weight.ndim() < value.ndim())
      weight = unsqueeze(weight, -1);
    Tensor part = Operand(weight, here()) * Operand(value, here());
    sum = i == 0 ? part : Operand(sum, here()) + Operand(part, here());
  }
  return sum;
}

// Switches.

Switch::Switch(const ModuleArg &router, const std::vector<ModuleArg> &branches) : router_(*this, "router", router.ptr()) {
  for (const ModuleArg &branch : branches)
    branches_.append(branch.ptr());
}

std::string Switch::hostReason() const {
  return dynamic_cast<const FixedSelector *>(&*router_) ? std::string() : "switch_ decides by a value which branch runs";
}

static std::string text(double number) {
  return number == std::floor(number) && std::fabs(number) < 1e15 ? std::to_string(static_cast<int64_t>(number))
                                                                  : std::to_string(number);
}

size_t Switch::choice(const Tensor &x, const Refs &refs) {
  double number = 0;
  if (auto *fixed = dynamic_cast<FixedSelector *>(&*router_)) {
    number = static_cast<double>(fixed->index);
  } else {
    Tensor value = apply(*router_, x, refs);
    if (value.numel() != 1)
      throw Error(ErrorCode::ShapeMismatch,
                  "switch_: the router must give one element, but gave " + str(value.shape()) +
                      "; one decision holds for the whole batch",
                  here());
    number = value.detach().item<double>();
  }
  if (!(number >= 0) || number >= static_cast<double>(branches_.size()))
    throw Error(ErrorCode::IndexOutOfRange,
                "switch_: the router chose branch " + (std::isnan(number) ? "NaN" : text(number)) + ", but there are " +
                    std::to_string(branches_.size()) + " branches, 0 to " + std::to_string(branches_.size() - 1),
                here());
  return static_cast<size_t>(number);
}

Tensor Switch::forward_named(const Tensor &x, const Refs &refs) {
  if (!currentRecorder() || hostReason().empty())
    return branches_[choice(x, refs)](x, here());
  requireAside(*this);
  apply(*router_, x, refs);
  Tensor first = branches_[0](x, here());
  for (size_t i = 1; i < branches_.size(); ++i)
    if (Tensor other = branches_[i](x, here()); !sameType(typeOf(*other.impl()), typeOf(*first.impl())))
      throw NotCompilable("the branches of '" + currentPath() + "' return " + str(typeOf(*first.impl())) + " and " +
                              str(typeOf(*other.impl())) + "; a compiled switch needs results of one type",
                          here());
  return first;
}

// Maps.

Map::Map(const ModuleArg &body, MapKind kind, bool batched, int64_t count)
    : kind_(kind), batched_(batched), count_(count), body_(*this, "body", body.ptr()) {}

std::string Map::hostReason() const {
  return batched_ ? std::string()
                  : "map calls its body for each element; say map(...).batched() when the body treats rows independently";
}

Tensor Map::forward_named(const Tensor &x, const Refs &) {
  return kind_ == MapKind::Slices ? slices(x) : rows(x);
}

/// The body on each `[i:i+1, …]`, or at once.
Tensor Map::rows(const Tensor &x) {
  if (x.ndim() == 0)
    throw Error(ErrorCode::ShapeMismatch, "map: expects at least one dimension, but got a scalar", here());
  if (batched_)
    return (*body_)(x, here());
  if (!x.size(0).constant()) {  // being recorded
    requireAside(*this);
    Tensor row = (*body_)(narrow(x, 0, 0, 1), here());
    TensorType type = typeOf(*row.impl());
    type.shape[0] = type.shape[0] * x.size(0);
    return currentRecorder()->addInput("rows", type);
  }
  int64_t count = x.size(0);
  if (count == 0) {
    // As many columns as the body would give, and no row.
    Shape one = x.shape();
    one[0] = 1;
    TensorType type;
    try {
      type = resultType({x.dtype(), one}, [&](const Tensor &row) { return (*body_)(row, here()); });
    } catch (const Error &error) {
      if (error.code() == ErrorCode::Capture)  // the body needs values
        return x;
      throw;
    }
    type.shape[0] = 0;
    return zeros(type.shape, {.dtype = type.dtype, .device = x.device()});
  }
  std::vector<Tensor> results;
  for (int64_t i = 0; i < count; ++i)
    results.push_back(numbered("element", i, [&] { return (*body_)(narrow(x, 0, i, 1), here()); }));
  return count == 1 ? results[0] : cat(results, 0);
}

Tensor Map::slices(const Tensor &x) {
  Shape shape = x.shape();
  if (shape.size() < 2)
    throw Error(ErrorCode::ShapeMismatch,
                "map(...).slices(" + std::to_string(count_) + "): expects [..., D], but got " + str(shape), here());
  Dim width = shape.back();
  if (width.constant() && *width.constant() % count_ != 0)
    throw Error(ErrorCode::ShapeMismatch,
                "map(...).slices(" + std::to_string(count_) + "): " + std::to_string(*width.constant()) +
                    " columns cannot be cut into " + std::to_string(count_) + " equal slices",
                here());
  Tensor parts = rows(reshape(x, {-1, width / count_}));
  if (parts.ndim() != 2)
    throw Error(ErrorCode::ShapeMismatch,
                "map(...).slices(" + std::to_string(count_) + "): the body must return [1, O], but returned " + str(parts.shape()),
                here());
  shape.back() = parts.size(1) * count_;
  return reshape(parts, shape);
}

const Module *hostPart(Module &module, std::string &reason) {
  const Module *found = nullptr;
  module.walk([&](Module &part) {
    if (found)
      return;
    if (auto *construct = dynamic_cast<Construct *>(&part))
      reason = construct->hostReason();
    else if (auto *graph = dynamic_cast<Graph *>(&part); graph && graph->has_state())
      reason = "the graph inside carries state from call to call";
    else if (dynamic_cast<Opaque *>(&part))
      reason = "a module inside is opaque";
    if (!reason.empty())
      found = &part;
  });
  return found;
}

TensorType resultType(const TensorType &input, const std::function<Tensor(const Tensor &)> &call) {
  Recorder recorder(/*aside=*/true);
  Execution execution(&recorder, {});
  return typeOf(*call(recorder.addInput("x", input)).impl());
}

}  // namespace detail
}  // namespace flodl
