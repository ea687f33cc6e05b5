// Backward data flow from the requested gradients to the operations that compute them.
#include "passes/lower_to_rt/Guards.h"

using namespace mlir;
using namespace mlir::flow;

namespace flodl::lowering {

Guards::Guards(Block &body, unsigned parameters) : parameters(parameters) {
  unsigned inputs = body.getNumArguments();
  DenseMap<Operation *, Need> needs;
  for (Operation &op : llvm::reverse(body)) {
    Need need;
    need.leaves.resize(parameters + inputs);
    if (auto gradient = dyn_cast<ParameterGradientOp>(op))
      need.leaves.set(gradient.getIndex());
    else if (auto gradient = dyn_cast<InputGradientOp>(op))
      need.leaves.set(parameters + gradient.getIndex());
    else if (!isa<TensorOpInterface, FusedOp>(op))
      need.always = true;
    for (Operation *user : op.getUsers()) {
      need.always |= needs[user].always;
      need.leaves |= needs[user].leaves;
    }
    needs[&op] = need;
  }
  for (Operation &op : body) {
    const Need &need = needs[&op];
    if (need.always || need.leaves.none()) {
      numbers[&op] = -1;
      continue;
    }
    auto it = llvm::find(sets, need.leaves);
    numbers[&op] = it - sets.begin();
    if (it == sets.end())
      sets.push_back(need.leaves);
  }
  // Small sets first, so that larger ones can be built on them.
  std::vector<size_t> order(sets.size());
  for (size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  llvm::stable_sort(order, [&](size_t a, size_t b) { return sets[a].count() < sets[b].count(); });
  std::vector<llvm::BitVector> sorted;
  std::vector<int64_t> renumbered(sets.size());
  for (size_t i = 0; i < order.size(); ++i) {
    sorted.push_back(sets[order[i]]);
    renumbered[order[i]] = i;
  }
  sets = std::move(sorted);
  for (auto &[op, number] : numbers)
    if (number >= 0)
      number = renumbered[number];
}

int64_t Guards::of(Operation *op) const { return numbers.lookup(op); }

std::string Guards::leafTerm(unsigned leaf) const {
  return leaf < parameters ? "call.wantsParameter(" + std::to_string(leaf) + ")"
                           : "call.wantsInput(" + std::to_string(leaf - parameters) + ")";
}

std::vector<std::string> Guards::terms(size_t number) const {
  llvm::BitVector rest = sets[number];
  std::vector<std::string> terms;
  // The largest earlier set inside this one, then the largest inside the rest, and so on.
  for (size_t k = number; k-- > 0;) {
    llvm::BitVector outside = sets[k];
    outside.reset(rest);
    if (outside.none() && sets[k].count() > 1) {
      terms.push_back("wanted" + std::to_string(k));
      rest.reset(sets[k]);
    }
  }
  for (unsigned leaf : rest.set_bits())
    terms.push_back(leafTerm(leaf));
  return terms;
}

}  // namespace flodl::lowering
