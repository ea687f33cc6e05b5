// Named tensors that belong together: one batch of a data loader, the inputs of a step.
#pragma once
#include "flodl/tensor.h"
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flodl {

/// Tensors with names, in order. Copies share the tensors.
class Batch {
 public:
  using Field = std::pair<std::string, Tensor>;

  Batch() = default;
  /// `Batch({{"image", x}, {"label", y}})`. Errors: a name that is empty or occurs twice.
  explicit Batch(std::vector<Field> fields, SourceLoc loc = SourceLoc::current());
  /// Fields with the default names "0", "1", …, which bind to a model by position.
  static Batch of(std::vector<Tensor> tensors);

  /// Errors: no such field; the message lists those there are.
  const Tensor &operator[](std::string_view name) const;
  const Tensor &operator[](const char *name) const { return (*this)[std::string_view(name)]; }
  const Tensor &operator[](size_t index) const;
  const Tensor &operator[](int index) const { return (*this)[static_cast<size_t>(index)]; }
  const Tensor &get(size_t index) const { return (*this)[index]; }
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// The tensor of that name, or nullptr.
  const Tensor *find(std::string_view name) const;

  std::vector<std::string> names() const;
  const std::vector<Field> &fields() const { return fields_; }
  size_t size() const { return fields_.size(); }
  bool is_empty() const { return fields_.empty(); }
  /// True when the names are "0", "1", …
  bool has_default_names() const;

  /// Adds a field or replaces the one of that name.
  void set(std::string name, Tensor tensor);
  /// All tensors on `device`.
  Batch to(Device device) const;
  /// Gives up the tensors.
  std::vector<Tensor> into_vec() &&;
  /// `Batch(image, label)`.
  std::string str() const;

 private:
  std::vector<Field> fields_;
};

}  // namespace flodl
