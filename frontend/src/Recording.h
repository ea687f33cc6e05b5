// One recording of a model as plain data: what capture writes and what signatures are made of.
#pragma once
#include "flodl/base/op.h"
#include "flodl/base/error.h"
#include <string>
#include <vector>

namespace flodl {
class Module;
}

namespace flodl::detail {

/// An operand of a recorded operation.
struct RecordedOperand {
  enum Kind : uint8_t { Absent, Value, Hyper, Flag } kind = Absent;
  /// Number of the value, hyper-parameter or flag.
  int index = -1;
};

struct RecordedOp {
  enum Kind : uint8_t { TensorOp, WriteBuffer, CheckSizes } kind = TensorOp;
  OpCode code{};
  /// Buffer that is written.
  int index = -1;
  std::vector<RecordedOperand> operands;
  /// Of a check: the two sizes, the comparison and the text.
  std::vector<AttrValue> attrs;
  int firstResult = -1;
  int results = 0;
  SourceLoc loc;
  /// The module that recorded it: `block_3/up`.
  std::string path;
};

/// An input, target, parameter or buffer.
struct RecordedTensor {
  std::string name;
  TensorType type;
  int value = -1;
};

struct RecordedHyper {
  std::string name;
  double value = 0;
};

/// A run-time flag: the mode of a module, or (without one) a constant.
struct RecordedFlag {
  std::string name;
  Module *module = nullptr;
  bool value = false;
};

struct RecordedOutput {
  /// Tag; empty for the result of `forward`.
  std::string name;
  int value = -1;
  SourceLoc loc;
};

struct Recording {
  uint64_t serial = 0;
  std::vector<std::string> symbols;
  std::vector<RecordedTensor> inputs, targets, parameters, buffers;
  std::vector<RecordedHyper> hypers;
  std::vector<RecordedFlag> flags;
  /// In order of execution; those from `lossStart` on belong to the loss.
  std::vector<RecordedOp> ops;
  size_t lossStart = 0;
  std::vector<RecordedOutput> outputs;
  /// Values of all tensors, by number.
  std::vector<TensorType> values;
  /// The loss, when there is one, and its named terms.
  int loss = -1;
  SourceLoc lossLoc;
  std::vector<RecordedOutput> terms;
  /// `sgd`, `adam`, `adamw` or empty; `norm`, `value` or empty.
  std::string optimizer, clip;
  /// What the user should know of a model that is right.
  std::vector<std::pair<std::string, SourceLoc>> warnings;

  std::vector<double> hyperValues() const;
};

/// The canonical text: equal exactly for recordings that compile to the same programs. No
/// locations, no values of hyper-parameters and flags.
std::string signatureOf(const Recording &recording);

/// Where two recordings first differ, in words: `line 12: … against …`, with the module's path.
struct Difference {
  std::string left, right;
  std::string path;
  SourceLoc loc;
};
Difference firstDifference(const Recording &left, const Recording &right);

/// Writes one `flow.model` named `symbol` (docs/architecture.md).
void writeMlir(const Recording &recording, const std::string &model, const std::string &symbol, std::string &out);

}  // namespace flodl::detail
