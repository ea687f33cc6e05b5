// Sizes of dimensions: a number, or an integer expression over a model's named symbols.
#pragma once
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace flodl {

struct SourceLoc;
class DimCondition;
namespace base {
struct DimExpr;
}

/// The size of one dimension: a number, or an expression (+, -, *, floor division, modulo) over
/// named symbols such as `batch`. Expressions are kept in a canonical form (a sum of products),
/// so two equal expressions compare equal.
///
/// Converting a `Dim`, or deciding by a comparison of it, whose symbols leave the answer open throws
/// `flodl::Error` (code `UndecidedDim`) naming both sides, at the place where the program asked
/// a tensor for the size.
class Dim {
 public:
  Dim() = default;
  template <class Int, class = std::enable_if_t<std::is_integral_v<Int>>>
  Dim(Int value) : value_(static_cast<int64_t>(value)) {}
  /// The symbol `name`; sizes are at least 0.
  Dim(const char *name);
  Dim(const std::string &name);

  bool isConstant() const { return expr_ == nullptr; }
  /// The number; throws `Error` when the size is symbolic.
  operator int64_t() const;
  /// The number, or nothing when the size is symbolic.
  std::optional<int64_t> constant() const;

  /// `784`, `batch`, `2*batch + 1`, `floordiv(batch, 2)`.
  std::string str() const;
  /// Inverse of `str`; nothing when the text is no expression.
  static std::optional<Dim> parse(std::string_view text);

  /// Value under an assignment of sizes to symbols; nothing when a symbol is missing.
  std::optional<int64_t> evaluate(const std::function<std::optional<int64_t>(std::string_view)> &sizeOf) const;
  /// The symbols that occur, in order of name, each once.
  std::vector<std::string> symbols() const;
  /// True when both are the same expression (never throws).
  bool same(const Dim &other) const;
  /// The same size, known to have been asked for at `loc`. What is computed from it keeps the
  /// place, its value and its text do not depend on it; a number keeps nothing.
  Dim askedAt(const SourceLoc &loc) const;

  friend Dim operator+(const Dim &a, const Dim &b);
  friend Dim operator-(const Dim &a, const Dim &b);
  friend Dim operator*(const Dim &a, const Dim &b);
  /// Floor division, as in Python; dividing by 0 throws.
  friend Dim operator/(const Dim &a, const Dim &b);
  friend Dim operator%(const Dim &a, const Dim &b);

  friend DimCondition operator==(const Dim &a, const Dim &b);
  friend DimCondition operator!=(const Dim &a, const Dim &b);
  friend DimCondition operator<(const Dim &a, const Dim &b);
  friend DimCondition operator>(const Dim &a, const Dim &b);
  friend DimCondition operator<=(const Dim &a, const Dim &b);
  friend DimCondition operator>=(const Dim &a, const Dim &b);

 private:
  friend struct base::DimExpr;
  explicit Dim(std::shared_ptr<const base::DimExpr> expr);
  int64_t value_ = 0;
  std::shared_ptr<const base::DimExpr> expr_;
};

/// A comparison of two sizes. Used as a `bool` it throws `flodl::Error` (code `UndecidedDim`) when symbols leave
/// the answer open; `flodl::check` leaves such a one to run time.
class DimCondition {
 public:
  enum Kind : uint8_t { Equal, NotEqual, Less, Greater, LessEqual, GreaterEqual };
  DimCondition(const Dim &left, Kind kind, const Dim &right) : left_(left), right_(right), kind_(kind) {}

  operator bool() const;
  /// The answer, or nothing when symbols leave it open.
  std::optional<bool> decided() const;
  const Dim &left() const { return left_; }
  const Dim &right() const { return right_; }
  Kind kind() const { return kind_; }
  /// `==`, `!=`, `<`, `>`, `<=` or `>=`.
  std::string_view symbol() const;
  /// `2*batch == rows`.
  std::string str() const;

 private:
  Dim left_, right_;
  Kind kind_;
};

// Numbers mix with `Dim` on both sides without ambiguity against the built-in operators.
#define FLODL_DIM_MIXED(op)                                                                       \
  template <class Int, class = std::enable_if_t<std::is_integral_v<Int>>>                        \
  auto operator op(const Dim &a, Int b) { return a op Dim(b); }                                  \
  template <class Int, class = std::enable_if_t<std::is_integral_v<Int>>>                        \
  auto operator op(Int a, const Dim &b) { return Dim(a) op b; }
FLODL_DIM_MIXED(+)
FLODL_DIM_MIXED(-)
FLODL_DIM_MIXED(*)
FLODL_DIM_MIXED(/)
FLODL_DIM_MIXED(%)
FLODL_DIM_MIXED(==)
FLODL_DIM_MIXED(!=)
FLODL_DIM_MIXED(<)
FLODL_DIM_MIXED(>)
FLODL_DIM_MIXED(<=)
FLODL_DIM_MIXED(>=)
#undef FLODL_DIM_MIXED

using Shape = std::vector<Dim>;

/// `[batch, 784]`.
std::string str(const Shape &shape);
/// Number of elements.
Dim numel(const Shape &shape);

}  // namespace flodl
