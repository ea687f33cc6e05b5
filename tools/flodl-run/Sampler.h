// Random calls of operations: operands of every kind that an operation takes, and its options.
#pragma once
#include "flodl/base/op.h"
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

namespace flodl::run {

/// How the elements of a tensor are drawn. Elements of integer tensors are whole, of boolean ones 0 or 1.
struct Values {
  enum Kind : uint8_t {
    Normal,   ///< mean 0, standard deviation 1; integers from -4 to 4
    Uniform,  ///< between `low` and `high`
    Whole,    ///< integers from `low` to below `high`
    Distinct, ///< 0, 1, 2, … in random order
    Ascending,  ///< 0, 1, 2, …
  } kind = Normal;
  double low = 0, high = 1;
};

/// How a tensor lies in memory: row by row, every second element of a row, dimensions in reverse order.
enum class Layout : uint8_t { Dense, Strided, Reversed };

struct TensorSample {
  TensorType type;
  Values values;
  Layout layout = Layout::Dense;
};

/// One call. The lists run along the operands of the record.
struct SampledCall {
  std::vector<std::vector<TensorSample>> tensors;  ///< none for an absent operand, hypers and flags; several for a list
  std::vector<double> numbers;                     ///< hypers and flags
  std::vector<AttrValue> attrs;
  bool smooth = true;  ///< central differences of a small step see no kink
};
/// `add(float32[2, 3], float32[3] strided, dim = 1)`.
std::string str(const OpInfo &op, const SampledCall &call);

/// Random choices.
class Draw {
 public:
  explicit Draw(uint64_t seed) : generator(seed) {}

  /// From `low` to `high`, both included.
  int64_t integer(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(generator); }
  double real(double low, double high) { return std::uniform_real_distribution<double>(low, high)(generator); }
  bool chance(double probability) { return real(0, 1) < probability; }
  template <class T>
  T pick(std::initializer_list<T> choices) {
    return choices.begin()[integer(0, static_cast<int64_t>(choices.size()) - 1)];
  }

  /// 1 to 4, at times 0.
  int64_t size() { return chance(0.03) ? 0 : integer(1, 4); }
  Shape shape(int64_t minRank, int64_t maxRank);
  /// `count` sizes from `low` to `high`.
  std::vector<int64_t> sizes(int64_t count, int64_t low, int64_t high);
  /// A shape that broadcasts to `full`: leading dimensions dropped, others 1.
  Shape broadcasting(const Shape &full);
  /// A dimension, counted from the start or from the end.
  int64_t dim(size_t rank);
  /// Some dimensions, each once; at times none, which stands for all.
  std::vector<int64_t> dims(size_t rank);
  /// float64 or float32.
  DType wide() { return chance(0.5) ? kFloat64 : kFloat32; }
  /// Any floating-point type.
  DType floating() { return chance(0.8) ? wide() : pick({kFloat16, kBFloat16}); }
  DType any() { return chance(0.7) ? floating() : pick({kInt32, kInt64, kBool}); }
  Layout layout() { return chance(0.6) ? Layout::Dense : pick({Layout::Strided, Layout::Reversed}); }
  std::vector<double> elements(const TensorSample &sample, size_t count);

  std::mt19937_64 generator;
};

/// A call under construction, whose parts are named as in the record.
class Arguments {
 public:
  Arguments(const OpInfo &op, SampledCall &call) : op(op), call(call) {}

  bool has(std::string_view operand) const;
  TensorSample &tensor(std::string_view operand) { return call.tensors[number(operand)].front(); }
  std::vector<TensorSample> &list(std::string_view operand) { return call.tensors[number(operand)]; }
  void leaveOut(std::string_view operand) { call.tensors[number(operand)].clear(); }
  double &value(std::string_view operand) { return call.numbers[number(operand)]; }
  AttrValue &attr(std::string_view name);
  Shape &shape(std::string_view operand) { return tensor(operand).type.shape; }
  /// All tensors get this element type.
  void setDtype(DType dtype);
  /// Sets the shape of an operand that is there.
  void shapeIfThere(std::string_view operand, Shape shape);

  const OpInfo &op;
  SampledCall &call;

 private:
  size_t number(std::string_view operand) const;
};

/// Draws calls that the operation's inference rule accepts. Throws `Error` when it hardly finds any: the
/// operation needs an entry in the table of samples.
SampledCall drawCall(const OpInfo &op, Draw &draw);

/// Replaces what the kinds of the operands suggest by what operation `name` needs (SampleTable.cpp).
void refine(std::string_view name, Draw &draw, Arguments &arguments);

}  // namespace flodl::run
