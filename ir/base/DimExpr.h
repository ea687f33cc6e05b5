// Canonical form of symbolic sizes: a sum of products of atoms.
#pragma once
#include "flodl/base/dim.h"
#include "flodl/base/error.h"
#include <map>

namespace flodl::base {

struct DimExpr;
using DimExprPtr = std::shared_ptr<const DimExpr>;

/// A symbol, or a floor division or modulo that does not simplify.
struct DimAtom {
  enum Kind { Symbol, FloorDiv, Mod } kind;
  std::string symbol;
  DimExprPtr lhs, rhs;
  std::string str() const;
};

/// Product of atoms, keyed by their texts in order.
using Monomial = std::vector<std::string>;

struct DimExpr {
  /// Coefficient of each monomial; the empty monomial is the constant term. No zero coefficients.
  std::map<Monomial, int64_t> terms;
  /// Every atom that occurs, by its text.
  std::map<std::string, DimAtom> atoms;
  /// Where the program asked for the size; no part of its value.
  SourceLoc asked;

  static DimExpr constant(int64_t value);
  static DimExpr atom(DimAtom atom);
  static DimExpr of(const Dim &dim);
  /// As a `Dim`: a number when nothing symbolic is left.
  static Dim toDim(DimExpr expr);

  bool isConstant() const;
  int64_t constantValue() const;
  std::string str() const;
  std::optional<int64_t> evaluate(const std::function<std::optional<int64_t>(std::string_view)> &sizeOf) const;

  DimExpr plus(const DimExpr &other, int64_t sign) const;
  DimExpr times(const DimExpr &other) const;
  DimExpr floorDiv(const DimExpr &other) const;
  DimExpr mod(const DimExpr &other) const;
};

int64_t floorDivide(int64_t a, int64_t b);

}  // namespace flodl::base
