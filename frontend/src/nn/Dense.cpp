// Linear and Bilinear.
#include "nn/Check.h"
#include <cmath>

namespace flodl {
using namespace detail;

Linear::Linear(int64_t in, int64_t out, LinearOptions options, SourceLoc loc) : in_features(in), out_features(out) {
  require(in >= 1, "Linear", "in_features of 1 or more", double(in), loc);
  require(out >= 1, "Linear", "out_features of 1 or more", double(out), loc);
  weight = Param(*this, "weight", kaiming_uniform({out, in}, in, std::sqrt(5.0)), loc);
  if (options.bias)
    bias = Param(*this, "bias", uniform_bias(in, {out}), loc);
}

Linear::Linear(Tensor initial_weight, Tensor initial_bias, SourceLoc loc) {
  Shape shape = initial_weight.shape(loc);
  if (shape.size() != 2)
    throw Error(ErrorCode::ShapeMismatch, "Linear: expects a weight of shape [out, in], but got " + str(shape), loc);
  out_features = shape[0];
  in_features = shape[1];
  weight = Param(*this, "weight", std::move(initial_weight), loc);
  if (initial_bias.defined())
    bias = Param(*this, "bias", std::move(initial_bias), loc);
}

std::vector<InputSpec> Linear::default_inputs() const { return {{"input", {"batch", in_features}}}; }
Tensor Linear::forward(const Tensor &x) { return linear(TensorArg(x, here()), weight, bias); }

Linear Linear::from_shared_weight(const Param &weight, SourceLoc loc) { return from_shared_weight(weight, Param(), loc); }
Linear Linear::from_shared_weight(const Param &weight, const Param &bias, SourceLoc loc) {
  Linear linear;
  linear.weight = Param::shared(linear, "weight", weight, loc);
  Shape shape = weight.shape(loc);
  if (shape.size() != 2)
    throw Error(ErrorCode::ShapeMismatch, "Linear: expects a weight of shape [out, in], but got " + str(shape), loc);
  linear.out_features = shape[0];
  linear.in_features = shape[1];
  if (bias.defined())
    linear.bias = Param::shared(linear, "bias", bias, loc);
  return linear;
}

Bilinear::Bilinear(int64_t in1, int64_t in2, int64_t out, BilinearOptions options, SourceLoc loc) : in1_(in1) {
  require(in1 >= 1, "Bilinear", "in1_features of 1 or more", double(in1), loc);
  require(in2 >= 1, "Bilinear", "in2_features of 1 or more", double(in2), loc);
  require(out >= 1, "Bilinear", "out_features of 1 or more", double(out), loc);
  weight = Param(*this, "weight", uniform_bias(in1, {out, in1, in2}), loc);
  if (options.bias)
    bias = Param(*this, "bias", uniform_bias(in1, {out}), loc);
}

std::vector<InputSpec> Bilinear::default_inputs() const { return {{"input", {"batch", in1_}}}; }

Tensor Bilinear::forward(const Tensor &) {
  throw Error(ErrorCode::InvalidArgument,
              "bilinear: expects two inputs, but got one; connect the second with using_, or call forward_bilinear", here());
}
Tensor Bilinear::forward_named(const Tensor &x, const Refs &refs) {
  return refs.empty() ? forward(x) : forward_bilinear(x, refs["input2"], here());
}
Tensor Bilinear::forward_bilinear(const Tensor &input1, const Tensor &input2, SourceLoc loc) {
  CallScope scope(this, loc);
  return bilinear(TensorArg(input1, here()), input2, weight, bias);
}

}  // namespace flodl
