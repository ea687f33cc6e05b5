// Fills a Recording while modules run on symbols.
#pragma once
#include "Execution.h"
#include <unordered_map>

namespace flodl::detail {

/// Thrown when a model is right but has a part that is not compiled: it runs eagerly, and capture
/// leaves it out with a note.
class NotCompilable : public Error {
 public:
  NotCompilable(std::string text, SourceLoc loc) : Error(ErrorCode::Capture, std::move(text), loc) {}
};

class Recorder {
 public:
  /// A recording made `aside` only tells the types of values; it may pass what decides on the host, and knows no
  /// parameters or buffers before they are used.
  explicit Recorder(bool aside = false);

  bool isAside() const { return aside_; }
  Recording &recording() { return recording_; }
  Recording take() { return std::move(recording_); }

  /// Declares inputs, parameters and buffers; all before the first operation.
  Tensor addInput(std::string name, TensorType type);
  Tensor addTarget(std::string name, TensorType type);
  void addParameter(const NamedParameter &parameter);
  void addBuffer(const NamedParameter &buffer);

  std::vector<Tensor> record(OpCode op, const std::vector<Operand> &operands, std::vector<AttrValue> attrs,
                             SourceLoc loc);
  void writeBuffer(const Tensor &buffer, const Tensor &value, SourceLoc loc);
  /// Warns with `text` when a parameter takes part in `tensor`.
  void warnIfTrained(const Tensor &tensor, std::string text, SourceLoc loc);
  /// `condition` is left open by its symbols.
  void checkSizes(const DimCondition &condition, const std::string &text, SourceLoc loc);
  /// Gives `target` (and its copies) the value of `value`, which has its type. Errors: a parameter, or a tensor
  /// that a living view shares memory with; `name` is the operation in messages.
  void assign(const Tensor &target, const Tensor &value, const char *name, SourceLoc loc);
  /// The number of a tensor's value: a symbol of this recording, a parameter, a buffer, or another
  /// existing tensor, which becomes a hidden buffer.
  int valueOf(const Tensor &tensor, SourceLoc loc);
  /// Existing tensors that forward used without registering them; the last buffers.
  const std::vector<TensorImplPtr> &hidden() const { return hidden_; }

 private:
  Tensor symbol(int value);
  int newValue(TensorType type);
  int number(const Operand &operand, DType dtype, SourceLoc loc);
  RecordedOperand hyper(std::string_view name, double value);
  RecordedOperand flag(bool value);
  /// Notes that the results of a view operation share memory with its operand.
  void noteViews(const Tensor &base, const std::vector<Tensor> &views, SourceLoc loc);

  bool aside_;
  Recording recording_;
  /// Values of parameters and buffers (their current contents) and of hidden buffers.
  std::unordered_map<const TensorImpl *, int> known_;
  std::unordered_map<const TensorImpl *, int> bufferIndex_;
  /// Tensors that share memory with others, and where the views among them were made.
  struct Alias {
    std::weak_ptr<TensorImpl> tensor;
    int value, memory;
    SourceLoc loc;
  };
  std::vector<Alias> aliases_;
  /// Hidden buffers stay alive as long as the recording goes on.
  std::vector<TensorImplPtr> hidden_;
};

/// Element type in which a number takes part in an operation with `operands`.
DType numberType(const Operand &number, const std::vector<const TensorType *> &operands);

}  // namespace flodl::detail
