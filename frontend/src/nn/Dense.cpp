// Linear, Bilinear and Embedding.
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

Embedding::Embedding(int64_t num_embeddings, int64_t dim, EmbeddingOptions options, SourceLoc loc)
    : padding_(options.padding_idx.value_or(-1)) {
  require(num_embeddings >= 1, "Embedding", "num_embeddings of 1 or more", double(num_embeddings), loc);
  require(dim >= 1, "Embedding", "dim of 1 or more", double(dim), loc);
  if (options.padding_idx)
    require(padding_ >= 0 && padding_ < num_embeddings, "Embedding", "padding_idx inside the table", double(padding_),
            loc);
  weight = Param(*this, "weight", normal({num_embeddings, dim}, 0, 1), loc);
  if (options.padding_idx && !capturing()) {
    NoGradGuard noGrad;
    weight.narrow(0, {padding_, 1}, loc).set_data(zeros({1, dim}, {weight.dtype()}), loc);
  }
}

std::vector<InputSpec> Embedding::default_inputs() const { return {{"input", kInt64, {"batch", "length"}}}; }
Tensor Embedding::forward(const Tensor &indices) {
  return embedding(TensorArg(weight, here()), indices.to(kInt64, here()), padding_);
}

EmbeddingBag::EmbeddingBag(int64_t num_embeddings, int64_t dim, EmbeddingBagOptions options, SourceLoc loc)
    : mode_(options.mode) {
  require(num_embeddings >= 1, "EmbeddingBag", "num_embeddings of 1 or more", double(num_embeddings), loc);
  require(dim >= 1, "EmbeddingBag", "dim of 1 or more", double(dim), loc);
  weight = Param(*this, "weight", normal({num_embeddings, dim}, 0, 1), loc);
}

std::vector<InputSpec> EmbeddingBag::default_inputs() const { return {{"input", kInt64, {"batch", "length"}}}; }

Tensor EmbeddingBag::forward(const Tensor &indices) {
  if (indices.ndim() != 2)
    throw Error(ErrorCode::ShapeMismatch,
                "embedding_bag: expects indices of shape [bags, size], but got " + str(indices.shape()) +
                    "; bags of different sizes go through the port \"offsets\", or forward_bag",
                here());
  SourceLoc at = here();
  TensorArg rows(embedding(TensorArg(weight, at), indices.to(kInt64, at), -1), at);
  if (mode_ == BagMode::Max)
    return apply(OpCode::max_dim, {Operand(rows.tensor, at)}, {int64_t(1), false}, at)[0];
  return mode_ == BagMode::Sum ? sum(rows, {1}) : mean(rows, {1});
}

Tensor EmbeddingBag::forward_named(const Tensor &indices, const Refs &refs) {
  return refs.has("offsets") ? forward_bag(indices, refs["offsets"], here()) : forward(indices);
}

Tensor EmbeddingBag::forward_bag(const Tensor &indices, const Tensor &offsets, SourceLoc loc) {
  CallScope scope(this, loc);
  SourceLoc at = here();
  static constexpr const char *modes[] = {"sum", "mean", "max"};
  return embedding_bag(TensorArg(weight, at), indices.to(kInt64, at), offsets.to(kInt64, at),
                       modes[static_cast<size_t>(mode_)]);
}

}  // namespace flodl
