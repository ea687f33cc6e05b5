// FLODL_CHECK=1: compiled programs against the user's own forward, and a look for NaN.
#pragma once
#include "GraphImpl.h"

namespace flodl::detail {

/// True when the environment asks for checks.
bool checking();

/// Throws `Error` naming the operation and its module when a result holds NaN that no operand held.
void checkForNan(const OpInfo &info, const std::vector<Operand> &operands, const std::vector<Tensor> &results,
                 SourceLoc loc);

/// What the eager graph gives for one call, computed without gradients and without changing buffers.
struct EagerReference {
  Tensor output;
  std::vector<std::pair<std::string, Tensor>> tags;
  /// Sum of the loss's terms, when targets were given.
  Tensor loss;
};
/// `values` are the inputs, and for a step the targets; `forward` is the number of the call.
EagerReference eagerReference(Graph &graph, const std::vector<Tensor> &values, uint64_t forward);

/// Throws `Error` naming the first value (`what`) that differs by more than rounding.
void compareWithEager(const std::string &what, const Tensor &compiled, const Tensor &eager, SourceLoc loc);

}  // namespace flodl::detail
