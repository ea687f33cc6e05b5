// The value type `Dim` over canonical expressions, and its text form.
#include "flodl/base/dim.h"
#include "DimExpr.h"
#include "flodl/base/error.h"
#include <cctype>
#include <set>

namespace flodl {
using base::DimAtom;
using base::DimExpr;

DimExpr DimExpr::of(const Dim &dim) { return dim.expr_ ? *dim.expr_ : constant(dim.value_); }

Dim DimExpr::toDim(DimExpr expr) {
  if (expr.isConstant())
    return Dim(expr.constantValue());
  return Dim(std::make_shared<const DimExpr>(std::move(expr)));
}

Dim::Dim(std::shared_ptr<const DimExpr> expr) : expr_(std::move(expr)) {}
Dim::Dim(const char *name) : Dim(std::string(name)) {}
Dim::Dim(const std::string &name)
    : expr_(std::make_shared<const DimExpr>(DimExpr::atom({DimAtom::Symbol, name, nullptr, nullptr}))) {}

Dim::operator int64_t() const {
  if (expr_)
    throw Error(ErrorCode::UndecidedDim, "the size " + str() +
                                             " is symbolic and has no value while the model is captured; "
                                             "keep it as a flodl::Dim, or make the dimension a number in the model's inputs",
                expr_->asked);
  return value_;
}

std::optional<int64_t> Dim::constant() const { return expr_ ? std::nullopt : std::optional(value_); }
std::string Dim::str() const { return expr_ ? expr_->str() : std::to_string(value_); }

std::optional<int64_t> Dim::evaluate(
    const std::function<std::optional<int64_t>(std::string_view)> &sizeOf) const {
  return expr_ ? expr_->evaluate(sizeOf) : value_;
}

static void collectSymbols(const DimExpr &expr, std::set<std::string> &names) {
  for (auto &[key, atom] : expr.atoms) {
    if (atom.kind == DimAtom::Symbol) {
      names.insert(atom.symbol);
      continue;
    }
    collectSymbols(*atom.lhs, names);
    collectSymbols(*atom.rhs, names);
  }
}

std::vector<std::string> Dim::symbols() const {
  std::set<std::string> names;
  if (expr_)
    collectSymbols(*expr_, names);
  return {names.begin(), names.end()};
}

bool Dim::same(const Dim &other) const {
  if (!expr_ || !other.expr_)
    return !expr_ && !other.expr_ && value_ == other.value_;
  return expr_->terms == other.expr_->terms;
}

Dim Dim::askedAt(const SourceLoc &loc) const {
  if (!expr_)
    return *this;
  DimExpr expr = *expr_;
  expr.asked = loc;
  return Dim(std::make_shared<const DimExpr>(std::move(expr)));
}

/// Where the left one was asked for, else the right one.
static SourceLoc askedFor(const DimExpr &a, const DimExpr &b) { return a.asked.line ? a.asked : b.asked; }

template <class F>
static Dim combined(const Dim &a, const Dim &b, F operation) {
  DimExpr left = DimExpr::of(a), right = DimExpr::of(b), result = operation(left, right);
  result.asked = askedFor(left, right);
  return DimExpr::toDim(std::move(result));
}

// Numbers take the short way: these run for every shape at run time.
Dim operator+(const Dim &a, const Dim &b) {
  if (!a.expr_ && !b.expr_)
    return Dim(a.value_ + b.value_);
  return combined(a, b, [](const DimExpr &l, const DimExpr &r) { return l.plus(r, 1); });
}
Dim operator-(const Dim &a, const Dim &b) {
  if (!a.expr_ && !b.expr_)
    return Dim(a.value_ - b.value_);
  return combined(a, b, [](const DimExpr &l, const DimExpr &r) { return l.plus(r, -1); });
}
Dim operator*(const Dim &a, const Dim &b) {
  if (!a.expr_ && !b.expr_)
    return Dim(a.value_ * b.value_);
  return combined(a, b, [](const DimExpr &l, const DimExpr &r) { return l.times(r); });
}
Dim operator/(const Dim &a, const Dim &b) {
  return combined(a, b, [](const DimExpr &l, const DimExpr &r) { return l.floorDiv(r); });
}
Dim operator%(const Dim &a, const Dim &b) {
  return combined(a, b, [](const DimExpr &l, const DimExpr &r) { return l.mod(r); });
}

DimCondition operator==(const Dim &a, const Dim &b) { return {a, DimCondition::Equal, b}; }
DimCondition operator!=(const Dim &a, const Dim &b) { return {a, DimCondition::NotEqual, b}; }
DimCondition operator<(const Dim &a, const Dim &b) { return {a, DimCondition::Less, b}; }
DimCondition operator>(const Dim &a, const Dim &b) { return {a, DimCondition::Greater, b}; }
DimCondition operator<=(const Dim &a, const Dim &b) { return {a, DimCondition::LessEqual, b}; }
DimCondition operator>=(const Dim &a, const Dim &b) { return {a, DimCondition::GreaterEqual, b}; }

std::optional<bool> DimCondition::decided() const {
  std::optional<int64_t> difference = (left_ - right_).constant();
  if (!difference)
    return std::nullopt;
  switch (kind_) {
  case Equal: return *difference == 0;
  case NotEqual: return *difference != 0;
  case Less: return *difference < 0;
  case Greater: return *difference > 0;
  case LessEqual: return *difference <= 0;
  case GreaterEqual: return *difference >= 0;
  }
  return std::nullopt;
}

std::string_view DimCondition::symbol() const {
  static constexpr std::string_view symbols[] = {"==", "!=", "<", ">", "<=", ">="};
  return symbols[kind_];
}

std::string DimCondition::str() const { return left_.str() + " " + std::string(symbol()) + " " + right_.str(); }

DimCondition::operator bool() const {
  if (std::optional<bool> answer = decided())
    return *answer;
  throw Error(ErrorCode::UndecidedDim,
              "the comparison " + str() +
                  " has no answer while the model is captured, since a size in it is symbolic; decide it from the "
                  "model's config, make the dimension a number in the model's inputs, or leave a condition that must "
                  "hold to run time with flodl::check",
              askedFor(DimExpr::of(left_), DimExpr::of(right_)));
}

namespace {
/// Recursive descent over the text form: sums of products of numbers, symbols, floordiv and mod.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}
  std::optional<Dim> parse() {
    auto value = sum();
    skip();
    return value && at_ == text_.size() ? value : std::nullopt;
  }

 private:
  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ')
      ++at_;
  }
  bool eat(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c)
      return false;
    ++at_;
    return true;
  }
  std::optional<Dim> sum() {
    bool negative = eat('-');
    auto value = product();
    if (!value)
      return value;
    if (negative)
      value = Dim(0) - *value;
    while (true) {
      bool plus = eat('+');
      if (!plus && !eat('-'))
        return value;
      auto term = product();
      if (!term)
        return term;
      value = plus ? *value + *term : *value - *term;
    }
  }
  std::optional<Dim> product() {
    auto value = factor();
    while (value && eat('*')) {
      auto next = factor();
      if (!next)
        return next;
      value = *value * *next;
    }
    return value;
  }
  std::optional<Dim> factor() {
    skip();
    size_t start = at_;
    if (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_]))) {
      int64_t value = 0;
      while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])))
        value = value * 10 + (text_[at_++] - '0');
      return Dim(value);
    }
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
      ++at_;
    if (start == at_)
      return std::nullopt;
    std::string name(text_.substr(start, at_ - start));
    if ((name == "floordiv" || name == "mod") && eat('(')) {
      auto lhs = sum();
      if (!lhs || !eat(','))
        return std::nullopt;
      auto rhs = sum();
      if (!rhs || !eat(')'))
        return std::nullopt;
      return name == "mod" ? *lhs % *rhs : *lhs / *rhs;
    }
    return Dim(name);
  }
  std::string_view text_;
  size_t at_ = 0;
};
}  // namespace

std::optional<Dim> Dim::parse(std::string_view text) { return Parser(text).parse(); }

std::string str(const Shape &shape) {
  std::string out = "[";
  for (size_t i = 0; i < shape.size(); ++i)
    out += (i ? ", " : "") + shape[i].str();
  return out + "]";
}

Dim numel(const Shape &shape) {
  Dim count = 1;
  for (const Dim &dim : shape)
    count = count * dim;
  return count;
}

}  // namespace flodl
