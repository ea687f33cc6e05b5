// flodl::check: decided at once where the sizes are known, recorded where they are not.
#include "flodl/check.h"
#include "Recorder.h"

namespace flodl {

/// With the sizes of the inputs of the model that runs; throws when there is none that has them.
static bool decidedBySizes(const DimCondition &condition, SourceLoc loc) {
  detail::Execution *execution = detail::currentExecution();
  if (!execution)
    return condition;
  Shape sizes = execution->sized({condition.left(), condition.right()}, loc);
  return DimCondition(sizes[0], condition.kind(), sizes[1]);
}

void check(const DimCondition &condition, const std::string &text, SourceLoc loc) {
  std::optional<bool> holds = condition.decided();
  detail::Recorder *recorder = detail::currentRecorder();
  if (!holds && recorder)
    return recorder->checkSizes(condition, text, loc);
  if (!holds)
    holds = decidedBySizes(condition, loc);
  if (!*holds)
    throw Error(ErrorCode::ShapeMismatch, text + ": expects " + condition.str(), loc);
}

void check(bool condition, const std::string &text, SourceLoc loc) {
  if (!condition)
    throw Error(ErrorCode::InvalidArgument, text, loc);
}

}  // namespace flodl
