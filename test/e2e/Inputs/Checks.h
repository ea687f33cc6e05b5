// Checks within a program: compiled results against eager ones, and the messages of errors.
#pragma once
#include <cmath>
#include <cstdio>
#include <flodl/flodl.h>
using namespace flodl;

static int failures = 0;
static void report(bool good, const char *what, int line) {
  if (!good)
    ++failures, std::printf("FAIL line %d: %s\n", line, what);
}
#define CHECK(condition) report((condition), #condition, __LINE__)

/// Bitwise equal, or equal up to the rounding of sums of a dozen terms of order 1 in another order.
static bool same(const Tensor &a, const Tensor &b, double tolerance = 2e-6) {
  if (a.defined() != b.defined())
    return false;
  if (!a.defined())
    return true;
  std::vector<double> x = a.to_vector<double>(), y = b.to_vector<double>();
  bool good = x.size() == y.size();
  for (size_t i = 0; good && i < x.size(); ++i)
    good = std::fabs(x[i] - y[i]) <= tolerance * std::fmax(1, std::fabs(y[i]));
  return good;
}

/// The gradients of all parameters, which are then removed.
static std::vector<Tensor> takeGradients(Graph &g) {
  std::vector<Tensor> list;
  for (NamedParameter &parameter : g.parameters()) {
    list.push_back(parameter.grad());
    parameter.zero_grad();
  }
  return list;
}
static bool same(const std::vector<Tensor> &a, const std::vector<Tensor> &b) {
  bool good = a.size() == b.size();
  for (size_t i = 0; good && i < a.size(); ++i)
    good = same(a[i], b[i]);
  return good;
}
/// Gradients of `compute`, compiled and eager, must be equal.
template <class F>
static bool gradientsAgree(Graph &g, F compute) {
  CHECK(g.is_compiled());
  compute();
  std::vector<Tensor> compiled = takeGradients(g);
  g.set_eager(true);
  compute();
  std::vector<Tensor> eager = takeGradients(g);
  g.set_eager(false);
  return same(compiled, eager);
}
/// The message of the error that `compute` throws; empty without one.
template <class F>
static std::string errorOf(F compute) {
  try {
    compute();
  } catch (const Error &error) {
    return error.what();
  }
  return {};
}
static bool mentions(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }
