// Samples of recurrent modules and attention.
#include "test/nn/Sampler.h"

namespace nn_test {
namespace {

namespace nn = torch::nn;
using Tensors = std::vector<at::Tensor>;
using Inputs = std::vector<flodl::Tensor>;

/// Outputs of a sequence and its final states side by side.
template <class T>
T sideBySide(std::vector<T> list) {
  for (T &tensor : list)
    tensor = tensor.reshape({-1});
  return cat(list, 0);
}

struct Sequence {
  int64_t input, hidden, layers, steps, batch;
  bool first, bias, both, state;
  explicit Sequence(Sampler &d)
      : input(d.integer("input", 1, 4)), hidden(d.integer("hidden", 1, 4)), layers(d.integer("num_layers", 1, 3)),
        steps(d.integer("", 1, 5)), batch(d.integer("", 1, 3)), first(d.flag("batch_first")),
        bias(d.flag("bias", 0.7)), both(d.flag("bidirectional", 0.3)), state(d.flag("state")) {}
  flodl::RecurrentOptions options() const { return {.num_layers = layers, .bias = bias, .batch_first = first, .bidirectional = both}; }
  /// The options of libtorch's module.
  template <class Options>
  Options theirs(Options options) const {
    return options.num_layers(layers).bias(bias).batch_first(first).bidirectional(both);
  }
  at::Tensor x(Sampler &d) const { return first ? d.normal({batch, steps, input}) : d.normal({steps, batch, input}); }
  at::Tensor h(Sampler &d) const { return d.normal({both ? 2 * layers : layers, batch, hidden}); }
};

// cuDNN's modules in libtorch take states that lie row by row.

/// Completes the sample of a sequence module whose networks have one state each.
template <class Ours, class Theirs>
Sample withOneState(Sampler &d, const Sequence &q, Sample s, std::shared_ptr<Ours> ours, Theirs theirs) {
  s.ours = [=](const Inputs &in) {
    auto [y, h] = q.state ? ours->forward_seq(in[0], in[1]) : ours->forward_seq(in[0]);
    return sideBySide<flodl::Tensor>({y, h});
  };
  s.reference = theirs.ptr();
  s.theirs = [=](const Tensors &in) mutable {
    auto [y, h] = q.state ? theirs(in[0], in[1].contiguous()) : theirs(in[0]);
    return sideBySide<at::Tensor>({y, h});
  };
  s.on(q.x(d));
  return q.state ? s.on(q.h(d)) : s;
}

Sample gru(Sampler &d) {
  Sequence q(d);
  Sample s;
  auto ours = s.share(flodl::GRU(q.input, q.hidden, q.options()));
  nn::GRU theirs(q.theirs(nn::GRUOptions(q.input, q.hidden)));
  return withOneState(d, q, std::move(s), ours, theirs);
}

Sample rnn(Sampler &d) {
  Sequence q(d);
  bool relu = d.flag("relu");
  Sample s;
  auto ours = s.share(flodl::RNN(q.input, q.hidden,
                                 {.num_layers = q.layers, .nonlinearity = relu ? flodl::Nonlinearity::Relu : flodl::Nonlinearity::Tanh,
                                  .bias = q.bias, .batch_first = q.first, .bidirectional = q.both}));
  auto options = q.theirs(nn::RNNOptions(q.input, q.hidden));
  nn::RNN theirs(relu ? options.nonlinearity(torch::kReLU) : options.nonlinearity(torch::kTanh));
  return withOneState(d, q, std::move(s), ours, theirs);
}

Sample lstm(Sampler &d) {
  Sequence q(d);
  Sample s;
  auto ours = s.share(flodl::LSTM(q.input, q.hidden, q.options()));
  s.ours = [=](const Inputs &in) {
    auto [y, h, c] = q.state ? ours->forward_seq(in[0], in[1], in[2]) : ours->forward_seq(in[0]);
    return sideBySide<flodl::Tensor>({y, h, c});
  };
  nn::LSTM theirs(q.theirs(nn::LSTMOptions(q.input, q.hidden)));
  s.reference = theirs.ptr();
  s.theirs = [=](const Tensors &in) mutable {
    auto [y, states] = q.state ? theirs(in[0], std::make_tuple(in[1].contiguous(), in[2].contiguous())) : theirs(in[0]);
    return sideBySide<at::Tensor>({y, std::get<0>(states), std::get<1>(states)});
  };
  s.on(q.x(d));
  return q.state ? s.on(q.h(d)).on(q.h(d)) : s;
}

Sample gruCell(Sampler &d) {
  int64_t input = d.integer("input", 1, 5), hidden = d.integer("hidden", 1, 5), batch = d.integer("", 1, 4);
  bool state = d.flag("state");
  Sample s;
  bool bias = d.flag("bias", 0.7);
  auto ours = s.share(flodl::GRUCell(input, hidden, {.bias = bias}));
  s.ours = [=](const Inputs &in) { return state ? (*ours)(in[0], flodl::Refs({{"h", in[1]}})) : (*ours)(in[0]); };
  nn::GRUCell theirs(nn::GRUCellOptions(input, hidden).bias(bias));
  s.reference = theirs.ptr();
  s.theirs = [=](const Tensors &in) mutable { return state ? theirs(in[0], in[1]) : theirs(in[0]); };
  s.on(d.normal({batch, input}));
  return state ? s.on(d.normal({batch, hidden})) : s;
}

Sample rnnCell(Sampler &d) {
  int64_t input = d.integer("input", 1, 5), hidden = d.integer("hidden", 1, 5), batch = d.integer("", 1, 4);
  bool state = d.flag("state"), bias = d.flag("bias", 0.7), relu = d.flag("relu");
  Sample s;
  auto ours = s.share(flodl::RNNCell(
      input, hidden, {.bias = bias, .nonlinearity = relu ? flodl::Nonlinearity::Relu : flodl::Nonlinearity::Tanh}));
  s.ours = [=](const Inputs &in) { return state ? (*ours)(in[0], flodl::Refs({{"h", in[1]}})) : (*ours)(in[0]); };
  auto options = nn::RNNCellOptions(input, hidden).bias(bias);
  nn::RNNCell theirs(relu ? options.nonlinearity(torch::kReLU) : options.nonlinearity(torch::kTanh));
  s.reference = theirs.ptr();
  s.theirs = [=](const Tensors &in) mutable { return state ? theirs(in[0], in[1]) : theirs(in[0]); };
  s.on(d.normal({batch, input}));
  return state ? s.on(d.normal({batch, hidden})) : s;
}

Sample lstmCell(Sampler &d) {
  int64_t input = d.integer("input", 1, 5), hidden = d.integer("hidden", 1, 5), batch = d.integer("", 1, 4);
  size_t form = d.choice("state", {"none", "ports", "packed"});
  Sample s;
  bool bias = d.flag("bias", 0.7);
  auto ours = s.share(flodl::LSTMCell(input, hidden, {.bias = bias}));
  s.ours = [=](const Inputs &in) {
    if (form == 2)
      return ours->forward_packed(in[0], flodl::cat({in[1], in[2]}, 1));
    return form == 1 ? (*ours)(in[0], flodl::Refs({{"h", in[1]}, {"c", in[2]}})) : (*ours)(in[0]);
  };
  nn::LSTMCell theirs(nn::LSTMCellOptions(input, hidden).bias(bias));
  s.reference = theirs.ptr();
  s.theirs = [=](const Tensors &in) mutable {
    auto [h, c] = form ? theirs(in[0], std::make_tuple(in[1].contiguous(), in[2].contiguous())) : theirs(in[0]);
    return form == 2 ? at::cat({h, c}, 1) : h;
  };
  s.on(d.normal({batch, input}));
  return form ? s.on(d.normal({batch, hidden})).on(d.normal({batch, hidden})) : s;
}

/// Attention with the reference's parameters and a mask for every head, which libtorch's module in C++ refuses.
at::Tensor attendMasked(nn::MultiheadAttentionImpl &m, int64_t heads, Tensors in, const at::Tensor &mask) {
  for (size_t i = 0; i < 3; ++i) {
    at::Tensor weight = m.in_proj_weight.chunk(3)[i];
    in[i] = at::linear(in[i], weight, m.in_proj_bias.defined() ? m.in_proj_bias.chunk(3)[i] : at::Tensor());
    in[i] = in[i].unflatten(-1, {heads, -1}).transpose(1, 2);
  }
  at::Tensor scores = in[0].matmul(in[1].transpose(-2, -1)) / std::sqrt(double(in[0].size(-1)));
  at::Tensor mixed = at::softmax(scores + mask, -1).matmul(in[2]);
  return m.out_proj->forward(mixed.transpose(1, 2).flatten(2));
}

/// A mask in which every query sees the first key.
at::Tensor hiddenKeys(Sampler &d, at::IntArrayRef sizes) {
  at::Tensor hidden = d.indices(sizes, 2).to(at::kBool);
  hidden.select(-1, 0).fill_(false);
  return hidden;
}

Sample attention(Sampler &d) {
  int64_t heads = d.integer("heads", 1, 3), embed = heads * d.integer("", 1, 4);
  d.note("embed", embed);
  bool bias = d.flag("bias", 0.7), crossed = d.flag("other keys");
  double dropout = d.flag("dropped", 0.2) ? 0.4 : 0;
  int64_t batch = d.integer("", 1, 3), queries = d.integer("", 1, 4), keys = crossed ? d.integer("", 1, 4) : queries;
  size_t mask = d.choice("mask", {"none", "bool", "integer", "added"});
  Sample s;
  // Whose weights are dropped is not to be seen from outside.
  s.training = dropout == 0 && d.flag("", 0.5);
  auto ours = s.share(flodl::MultiheadAttention(embed, heads, {.dropout = dropout, .bias = bias}));
  nn::MultiheadAttention theirs(nn::MultiheadAttentionOptions(embed, heads).bias(bias).dropout(dropout));
  s.reference = theirs.ptr();
  size_t maskAt = crossed ? 3 : 1;
  s.ours = [=](const Inputs &in) {
    if (!mask && !crossed)
      return (*ours)(in[0]);
    return ours->forward_ext(in[0], crossed ? in[1] : in[0], crossed ? in[2] : in[0], mask ? in[maskAt] : flodl::Tensor());
  };
  s.theirs = [=](const Tensors &in) mutable -> at::Tensor {
    at::Tensor added;
    if (mask) {
      at::Tensor given = in[maskAt];
      if (!given.is_floating_point())
        given = at::zeros(given.sizes(), in[0].options().requires_grad(false))
                    .masked_fill(given.to(at::kBool), -std::numeric_limits<double>::infinity());
      added = given;
    }
    const at::Tensor &key = crossed ? in[1] : in[0], &value = crossed ? in[2] : in[0];
    if (added.defined() && added.dim() == 4)
      return attendMasked(*theirs, heads, {in[0], key, value}, added);
    auto swapped = [](const at::Tensor &x) { return x.transpose(0, 1); };
    return swapped(std::get<0>(theirs->forward(swapped(in[0]), swapped(key), swapped(value), /*key_padding_mask=*/{},
                                               /*need_weights=*/false, added)));
  };
  s.on(d.normal({batch, queries, embed}));
  if (crossed)
    s.on(d.normal({batch, keys, embed})).on(d.normal({batch, keys, embed}));
  std::vector<int64_t> sizes = {queries, keys};
  if (size_t form = d.choice("", {"", "", ""}); form > 0)
    sizes = {batch, form == 1 ? heads : 1, queries, keys};
  if (mask == 1 || mask == 2)
    s.on(hiddenKeys(d, sizes).to(mask == 1 ? at::kBool : at::kLong));
  if (mask == 3)
    s.on(d.normal(sizes));
  return s;
}

const bool table[] = {
    sampled("GRU", gru),           sampled("LSTM", lstm),
    sampled("GRUCell", gruCell),   sampled("LSTMCell", lstmCell),
    sampled("RNN", rnn),           sampled("RNNCell", rnnCell),
    sampled("MultiheadAttention", attention),
};

}  // namespace
}  // namespace nn_test
