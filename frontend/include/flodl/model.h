// Registration of models: what flodlc compiles, and what runs when a program asks for one.
#pragma once
#include "flodl/graph.h"
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace flodl {

class FlowBuilder;

/// An input or target of a model: its name, element type and sizes. A size is a number or a name;
/// one name means one size everywhere in the model.
struct InputSpec {
  InputSpec(std::string name, Shape sizes) : name(std::move(name)), sizes(std::move(sizes)) {}
  InputSpec(std::string name, DType dtype, Shape sizes)
      : name(std::move(name)), dtype(dtype), sizes(std::move(sizes)) {}
  std::string name;
  /// Without one, the element type of the model's parameters.
  std::optional<DType> dtype;
  Shape sizes;
};

/// Options of a model whose factory takes a config.
template <class Config>
struct ModelOptions {
  /// Without inputs, the first module says what it takes.
  std::vector<InputSpec> inputs = {};
  /// What the loss compares with.
  std::vector<InputSpec> targets = {};
  /// Configurations to compile; without any, one default `Config`.
  std::vector<Config> configs = {};
  /// Element types of parameters to compile.
  std::vector<DType> dtypes = {};
};
/// Options of a model whose factory takes nothing.
template <>
struct ModelOptions<void> {
  std::vector<InputSpec> inputs = {};
  std::vector<InputSpec> targets = {};
  std::vector<DType> dtypes = {};
};

namespace detail {

/// A registered model without its config type.
struct ModelEntry {
  std::string name;
  SourceLoc loc;
  std::vector<InputSpec> inputs, targets;
  std::vector<DType> dtypes;
  /// One factory call per configuration to compile.
  std::vector<std::function<Graph()>> factories;
};

/// Keeps `entry` for capture; a second model of the same name at another place is reported there.
std::shared_ptr<const ModelEntry> registerModel(ModelEntry entry);
/// All models of this process, in order of registration.
std::vector<std::shared_ptr<const ModelEntry>> registeredModels();
/// Runs a factory and binds its graph to compiled programs, or leaves it to run eagerly with one
/// line that says why. Inside another factory the graph stays as it is, to become part of that one.
Graph instantiate(const std::shared_ptr<const ModelEntry> &entry, const std::function<Graph()> &factory);

template <class F>
struct FactoryTraits : FactoryTraits<decltype(&F::operator())> {};
template <class R>
struct FactoryTraits<R (*)()> {
  using Config = void;
  using Result = R;
};
template <class R, class A>
struct FactoryTraits<R (*)(A)> {
  using Config = std::remove_cv_t<std::remove_reference_t<A>>;
  using Result = R;
};
template <class R, class C>
struct FactoryTraits<R (C::*)() const> : FactoryTraits<R (*)()> {};
template <class R, class C, class A>
struct FactoryTraits<R (C::*)(A) const> : FactoryTraits<R (*)(A)> {};

/// Whether a factory returns a graph; an error that says how to when it does not.
template <class Result>
constexpr bool returnsGraph() {
  constexpr bool graph = std::is_convertible_v<Result, Graph>, nothing = std::is_void_v<Result>,
                 builder = std::is_same_v<std::decay_t<Result>, FlowBuilder>;
  static_assert(!nothing, "the factory given to flodl::model returns nothing: return the graph that build() gives");
  static_assert(!builder, "the factory given to flodl::model returns an unfinished builder: end it with .build()");
  static_assert(graph || nothing || builder, "the factory given to flodl::model must return a flodl::Graph");
  return graph;
}

}  // namespace detail

/// A registered model: call it to get a `Graph` with parameters of its own.
template <class Config>
class Model {
 public:
  Model(std::shared_ptr<const detail::ModelEntry> entry, std::function<Graph(const Config &)> factory)
      : entry_(std::move(entry)), factory_(std::move(factory)) {}
  /// A new instance for `config`.
  Graph operator()(const Config &config = Config()) const {
    return detail::instantiate(entry_, [&] { return factory_(config); });
  }
  const std::string &name() const { return entry_->name; }

 private:
  std::shared_ptr<const detail::ModelEntry> entry_;
  std::function<Graph(const Config &)> factory_;
};

template <>
class Model<void> {
 public:
  Model(std::shared_ptr<const detail::ModelEntry> entry, std::function<Graph()> factory)
      : entry_(std::move(entry)), factory_(std::move(factory)) {}
  /// A new instance.
  Graph operator()() const { return detail::instantiate(entry_, factory_); }
  const std::string &name() const { return entry_->name; }

 private:
  std::shared_ptr<const detail::ModelEntry> entry_;
  std::function<Graph()> factory_;
};

/// Registers a model; `factory` is a function or lambda, with a config struct or without:
///
/// \code
/// inline const auto classifier = flodl::model("classifier",
///     {.inputs = {{"image", {"batch", 784}}}, .targets = {{"label", kInt64, {"batch"}}}},
///     [] { return FlowBuilder::from(Linear(784, 10)).build(); });
/// \endcode
template <class Factory, class Config = typename detail::FactoryTraits<std::decay_t<Factory>>::Config>
Model<Config> model(std::string name, std::type_identity_t<ModelOptions<Config>> options, Factory factory,
                    SourceLoc loc = SourceLoc::current()) {
  if constexpr (!detail::returnsGraph<typename detail::FactoryTraits<std::decay_t<Factory>>::Result>()) {
    return Model<Config>(nullptr, nullptr);
  } else {
    detail::ModelEntry entry{std::move(name), loc, std::move(options.inputs), std::move(options.targets),
                             std::move(options.dtypes), {}};
    if constexpr (std::is_void_v<Config>) {
      entry.factories.push_back(factory);
    } else {
      if (options.configs.empty())
        options.configs.emplace_back();
      for (const Config &config : options.configs)
        entry.factories.push_back([factory, config] { return factory(config); });
    }
    return Model<Config>(detail::registerModel(std::move(entry)), std::move(factory));
  }
}
/// A model without options.
template <class Factory, class Config = typename detail::FactoryTraits<std::decay_t<Factory>>::Config,
          class = std::enable_if_t<!std::is_convertible_v<Factory, ModelOptions<Config>>>>
Model<Config> model(std::string name, Factory factory, SourceLoc loc = SourceLoc::current()) {
  return model(std::move(name), ModelOptions<Config>(), std::move(factory), loc);
}

}  // namespace flodl
