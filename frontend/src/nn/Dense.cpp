// Linear.
#include "Execution.h"
#include "flodl/nn.h"
#include <cmath>

namespace flodl {
using namespace detail;

Linear::Linear(int64_t in, int64_t out, LinearOptions options, SourceLoc loc) : in_features(in), out_features(out) {
  if (in < 1 || out < 1)
    throw Error(ErrorCode::InvalidArgument, "Linear: expects sizes of 1 or more, but got " + std::to_string(in) +
                                                " and " + std::to_string(out),
                loc);
  weight = Param(*this, "weight", kaiming_uniform({out, in}, in, std::sqrt(5.0)));
  if (options.bias)
    bias = Param(*this, "bias", uniform_bias(in, {out}));
}

std::vector<InputSpec> Linear::default_inputs() const { return {{"input", {"batch", in_features}}}; }
Tensor Linear::forward(const Tensor &x) { return linear(TensorArg(x, here()), weight, bias); }

}  // namespace flodl
