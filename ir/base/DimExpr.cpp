// Arithmetic on canonical symbolic sizes.
#include "DimExpr.h"
#include "flodl/base/error.h"
#include <algorithm>

namespace flodl::base {

int64_t floorDivide(int64_t a, int64_t b) {
  int64_t q = a / b;
  return (a % b != 0 && ((a < 0) != (b < 0))) ? q - 1 : q;
}

std::string DimAtom::str() const {
  if (kind == Symbol)
    return symbol;
  return (kind == FloorDiv ? "floordiv(" : "mod(") + lhs->str() + ", " + rhs->str() + ")";
}

DimExpr DimExpr::constant(int64_t value) {
  DimExpr e;
  if (value != 0)
    e.terms[{}] = value;
  return e;
}

DimExpr DimExpr::atom(DimAtom atom) {
  DimExpr e;
  std::string key = atom.str();
  e.terms[{key}] = 1;
  e.atoms.emplace(key, std::move(atom));
  return e;
}

bool DimExpr::isConstant() const { return terms.empty() || (terms.size() == 1 && terms.begin()->first.empty()); }

int64_t DimExpr::constantValue() const {
  auto it = terms.find({});
  return it == terms.end() ? 0 : it->second;
}

std::string DimExpr::str() const {
  if (terms.empty())
    return "0";
  std::string out;
  // The constant term reads best at the end.
  auto print = [&](const Monomial &factors, int64_t coefficient) {
    int64_t magnitude = coefficient < 0 ? -coefficient : coefficient;
    if (out.empty())
      out += coefficient < 0 ? "-" : "";
    else
      out += coefficient < 0 ? " - " : " + ";
    std::string product;
    if (magnitude != 1 || factors.empty())
      product = std::to_string(magnitude);
    for (const std::string &factor : factors)
      product += (product.empty() ? "" : "*") + factor;
    out += product;
  };
  for (auto &[factors, coefficient] : terms)
    if (!factors.empty())
      print(factors, coefficient);
  if (auto it = terms.find({}); it != terms.end())
    print({}, it->second);
  return out;
}

std::optional<int64_t> DimExpr::evaluate(
    const std::function<std::optional<int64_t>(std::string_view)> &sizeOf) const {
  std::map<std::string, int64_t> values;
  for (auto &[key, atom] : atoms) {
    std::optional<int64_t> value;
    if (atom.kind == DimAtom::Symbol) {
      value = sizeOf(atom.symbol);
    } else {
      auto lhs = atom.lhs->evaluate(sizeOf), rhs = atom.rhs->evaluate(sizeOf);
      if (lhs && rhs && *rhs != 0) {
        int64_t q = floorDivide(*lhs, *rhs);
        value = atom.kind == DimAtom::FloorDiv ? q : *lhs - q * *rhs;
      }
    }
    if (!value)
      return std::nullopt;
    values[key] = *value;
  }
  int64_t sum = 0;
  for (auto &[factors, coefficient] : terms) {
    int64_t product = coefficient;
    for (const std::string &factor : factors)
      product *= values[factor];
    sum += product;
  }
  return sum;
}

/// Drops atoms that no term uses any more.
static DimExpr pruned(DimExpr e) {
  std::map<std::string, DimAtom> used;
  for (auto &[factors, coefficient] : e.terms)
    for (const std::string &factor : factors)
      used.emplace(factor, e.atoms.at(factor));
  e.atoms = std::move(used);
  return e;
}

DimExpr DimExpr::plus(const DimExpr &other, int64_t sign) const {
  DimExpr e = *this;
  e.atoms.insert(other.atoms.begin(), other.atoms.end());
  for (auto &[factors, coefficient] : other.terms)
    if ((e.terms[factors] += sign * coefficient) == 0)
      e.terms.erase(factors);
  return pruned(std::move(e));
}

DimExpr DimExpr::times(const DimExpr &other) const {
  DimExpr e;
  e.atoms = atoms;
  e.atoms.insert(other.atoms.begin(), other.atoms.end());
  for (auto &[f1, c1] : terms)
    for (auto &[f2, c2] : other.terms) {
      Monomial factors = f1;
      factors.insert(factors.end(), f2.begin(), f2.end());
      std::sort(factors.begin(), factors.end());
      if ((e.terms[factors] += c1 * c2) == 0)
        e.terms.erase(factors);
    }
  return pruned(std::move(e));
}

/// `a / b` when every term of `a` holds the one term of `b`: 8*batch / 8, batch*heads / heads.
static std::optional<DimExpr> exactQuotient(const DimExpr &a, const DimExpr &b) {
  if (b.terms.size() != 1)
    return std::nullopt;
  auto &[divisorFactors, divisor] = *b.terms.begin();
  DimExpr e;
  e.atoms = a.atoms;
  for (auto &[factors, coefficient] : a.terms) {
    if (coefficient % divisor != 0)
      return std::nullopt;
    Monomial rest = factors;
    for (const std::string &factor : divisorFactors) {
      auto it = std::find(rest.begin(), rest.end(), factor);
      if (it == rest.end())
        return std::nullopt;
      rest.erase(it);
    }
    e.terms[rest] = coefficient / divisor;
  }
  return pruned(std::move(e));
}

DimExpr DimExpr::floorDiv(const DimExpr &other) const {
  if (other.isConstant() && other.constantValue() == 0)
    throw Error(ErrorCode::InvalidArgument, "division of the size " + str() + " by 0");
  if (isConstant() && other.isConstant())
    return constant(floorDivide(constantValue(), other.constantValue()));
  if (auto quotient = exactQuotient(*this, other))
    return *quotient;
  return atom({DimAtom::FloorDiv, {}, std::make_shared<DimExpr>(*this), std::make_shared<DimExpr>(other)});
}

DimExpr DimExpr::mod(const DimExpr &other) const {
  if (other.isConstant() && other.constantValue() == 0)
    throw Error(ErrorCode::InvalidArgument, "size " + str() + " modulo 0");
  if (isConstant() && other.isConstant()) {
    int64_t a = constantValue(), b = other.constantValue();
    return constant(a - floorDivide(a, b) * b);
  }
  if (exactQuotient(*this, other))
    return constant(0);
  return atom({DimAtom::Mod, {}, std::make_shared<DimExpr>(*this), std::make_shared<DimExpr>(other)});
}

}  // namespace flodl::base
