// References of test/e2e/Inputs/options.cpp.
#include "test/nn/Reference.h"
#include <random>

namespace nn_test {
namespace {

using namespace torch::nn;

void train(Net &n) {
  n.loss = mse();
  n.optimizer = sgd(0.1);
}
/// One after the other, trained towards any values.
void regression(Net &n, std::initializer_list<NamedAnyModule> nodes) {
  n.chain(nodes);
  train(n);
}

/// A cell stepped three times.
template <class Cell>
void stepped(Net &n, Cell module) {
  Cell cell = n.add("module_1/cell", std::move(module));
  n.forward = [=](const std::vector<at::Tensor> &in) mutable {
    at::Tensor h = at::zeros({in[0].size(0), 4}, in[0].options());
    for (int64_t step = 0; step < 3; ++step)
      h = cell(in[0].select(1, step), h);
    return h;
  };
  train(n);
}

template <class Mode>
void bag(Net &n, const char *node, Mode mode, bool offsets) {
  EmbeddingBag module = n.add(node, EmbeddingBag(EmbeddingBagOptions(9, 4).mode(mode).padding_idx(1).include_last_offset(offsets)));
  n.forward = [=](const std::vector<at::Tensor> &in) mutable {
    if (!offsets)
      return module(in[0]);
    // torch ends the last bag at its offset; here it has the rest.
    at::Tensor starts = at::arange(in[0].size(0) + 1, at::kLong) * 2;
    starts[-1] = in[0].numel();
    return module(in[0].reshape({-1}), starts);
  };
  train(n);
}

const bool models[] = {
    reference("conv_same", [](Net &n) {
      n.chain({{"conv2d_1", Conv2d(Conv2dOptions(2, 3, {4, 3}).padding(torch::kSame).dilation({1, 2}))}, {"tanh_2", Tanh()}});
    }),
    reference("conv_valid", [](Net &n) {
      regression(n, {{"conv3d_1", Conv3d(Conv3dOptions(2, 4, {2, 3, 2}).padding(torch::kSame))},
                     {"conv3d_2", Conv3d(Conv3dOptions(4, 2, {2, 2, 1}).padding(torch::kValid))}});
    }),
    reference("conv_padding_modes", [](Net &n) {
      regression(n, {{"conv1d_1", Conv1d(Conv1dOptions(2, 3, 3).padding(2).padding_mode(torch::kReflect))},
                     {"conv1d_2", Conv1d(Conv1dOptions(3, 4, 2).padding(torch::kSame).padding_mode(torch::kReplicate))},
                     {"conv1d_3", Conv1d(Conv1dOptions(4, 3, 4).padding(1).padding_mode(torch::kCircular))}});
    }),
    reference("upsample_nearest_exact", [](Net &n) {
      regression(n, {{"conv2d_1", Conv2d(Conv2dOptions(2, 2, 1))},
                     {"up", Functional([](const at::Tensor &x) { return at::_upsample_nearest_exact2d(x, {7, 4}); })}});
    }),
    reference("instance_norm_tracked", [](Net &n) {
      regression(n, {{"conv2d_1", Conv2d(Conv2dOptions(2, 3, 3))},
                     {"instance_norm_2", InstanceNorm2d(InstanceNorm2dOptions(3).affine(true).track_running_stats(true).momentum(0.3))}});
    }),
    reference("recurrent_both_directions", [](Net &n) {
      GRU gru = n.add("module_1/gru", GRU(GRUOptions(3, 4).num_layers(2).bias(false).batch_first(true).bidirectional(true)));
      LSTM lstm = n.add("module_1/lstm", LSTM(LSTMOptions(8, 2).batch_first(true).bidirectional(true)));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        auto [output, hn] = gru(in[0]);
        auto [last, states] = lstm(output);
        return at::cat({last.sum(1), hn[0], hn[3], std::get<0>(states)[1], std::get<1>(states)[0]}, 1);
      };
      train(n);
    }),
    reference("rnn", [](Net &n) {
      RNN module = n.add("rnn_3", RNN(RNNOptions(3, 4).num_layers(2).bidirectional(true)));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable { return std::get<0>(module(in[0], in[1])); };
    }),
    reference("rnn_relu", [](Net &n) {
      RNN module = n.add("rnn_1", RNN(RNNOptions(3, 4).nonlinearity(torch::kReLU).bias(false).batch_first(true)));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable { return std::get<0>(module(in[0])); };
      train(n);
    }),
    reference("rnn_cell", [](Net &n) { stepped(n, RNNCell(3, 4)); }),
    reference("rnn_cell_relu", [](Net &n) { stepped(n, RNNCell(RNNCellOptions(3, 4).bias(false).nonlinearity(torch::kReLU))); }),
    reference("gru_cell_without_biases", [](Net &n) { stepped(n, GRUCell(GRUCellOptions(3, 4).bias(false))); }),
    reference("attention_masks", [](Net &n) {
      MultiheadAttention attention = n.add("module_1/attention", MultiheadAttention(6, 2));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        const at::Tensor &x = in[0];
        at::Tensor padding = at::arange(5) > 2 + (x.select(2, 0).select(1, 0) > 0).to(at::kLong).unsqueeze(1);
        // The C++ library adds up a bool mask in its own way; Python's hides.
        at::Tensor later = at::full({5, 5}, -std::numeric_limits<double>::infinity(), x.options()).triu(1), columns = x.transpose(0, 1);
        auto [output, weights] = attention->forward(columns, columns, columns, padding, /*need_weights=*/true, later);
        return at::cat({output.transpose(0, 1), weights}, 2);
      };
      train(n);
    }),
    reference("attention_widths", [](Net &n) {
      Linear q = n.add("multihead_attention_4/q_proj", Linear(6, 6)), k = n.add("multihead_attention_4/k_proj", Linear(4, 6));
      Linear v = n.add("multihead_attention_4/v_proj", Linear(5, 6)), out = n.add("multihead_attention_4/out_proj", Linear(6, 6));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        auto heads = [](const at::Tensor &x) { return x.unflatten(2, {3, 2}).transpose(1, 2); };
        at::Tensor mixed = at::scaled_dot_product_attention(heads(q(in[0])), heads(k(in[1])), heads(v(in[2])));
        return out(mixed.transpose(1, 2).flatten(2));
      };
    }),
    reference("bags_of_sums_with_padding", [](Net &n) { bag(n, "embedding_bag_1", torch::kSum, false); }),
    reference("bags_of_means_with_padding", [](Net &n) { bag(n, "embedding_bag_1", torch::kMean, false); }),
    reference("bags_of_maxima_with_padding", [](Net &n) { bag(n, "embedding_bag_1", torch::kMax, false); }),
    reference("offset_bags_of_sums_with_padding", [](Net &n) { bag(n, "module_1/rows", torch::kSum, true); }),
    reference("offset_bags_of_means_with_padding", [](Net &n) { bag(n, "module_1/rows", torch::kMean, true); }),
    reference("offset_bags_of_maxima_with_padding", [](Net &n) { bag(n, "module_1/rows", torch::kMax, true); }),
    reference("weighted_bags", [](Net &n) {
      EmbeddingBag module = n.add("embedding_bag_3", EmbeddingBag(EmbeddingBagOptions(9, 4).mode(torch::kSum)));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable { return module(in[0], at::Tensor(), in[1]); };
    }),
};

template <class Ours, class Theirs>
void expectEqualNames(const Ours &ours, const Theirs &theirs) {
  std::vector<std::string> left, right;
  for (const flodl::NamedParameter &parameter : ours.parameters())
    left.push_back(parameter.name);
  for (auto &item : theirs->named_parameters())
    right.push_back(item.key());
  EXPECT_EQ(left, right);
}

TEST(Options, ParametersAreNamedAsInTorch) {
  expectEqualNames(flodl::GRU(3, 4, {.num_layers = 2, .bidirectional = true}), GRU(GRUOptions(3, 4).num_layers(2).bidirectional(true)));
  expectEqualNames(flodl::LSTM(3, 4, {.num_layers = 2, .bias = false}), LSTM(LSTMOptions(3, 4).num_layers(2).bias(false)));
  expectEqualNames(flodl::RNN(3, 4), RNN(3, 4));
  expectEqualNames(flodl::RNNCell(3, 4), RNNCell(3, 4));
  expectEqualNames(flodl::LSTMCell(3, 4, {.bias = false}), LSTMCell(LSTMCellOptions(3, 4).bias(false)));
}

/// Dropout acts between layers: in evaluation, and with a probability of 0, there is none; the last layer's outputs are
/// whole.
TEST(Options, DropoutBetweenLayers) {
  flodl::manual_seed(std::random_device()());
  flodl::GRU dropped(3, 4, {.num_layers = 2, .dropout = 0.5}), plain(3, 4, {.num_layers = 2});
  for (size_t i = 0; i < 8; ++i)
    plain.parameters()[i].set_data(dropped.parameters()[i]);
  flodl::Tensor x = flodl::randn({6, 5, 3});
  auto [training, state] = dropped.forward_seq(x);
  auto [expected, expectedState] = plain.forward_seq(x);
  EXPECT_FALSE(flodl::to_torch(training).allclose(flodl::to_torch(expected)));
  EXPECT_TRUE(flodl::to_torch(state.select(0, 0)).allclose(flodl::to_torch(expectedState.select(0, 0)))) << "of the first layer";
  EXPECT_TRUE((flodl::to_torch(training) != 0).all().item<bool>());
  dropped.eval();
  EXPECT_TRUE(flodl::to_torch(dropped(x)).allclose(flodl::to_torch(expected), 1e-5, 1e-6)) << "two calls instead of one";
}

/// The positions that a maximum's gradient goes to.
TEST(Options, PositionsOfMaxima) {
  at::Tensor x = at::randn({2, 3, 6, 5});
  auto [values, positions] = flodl::max_pool2d_with_indices(flodl::from_torch(x), {2, 3}, {1, 2}, {1, 0});
  auto [expected, expectedPositions] = at::max_pool2d_with_indices(x, {2, 3}, {1, 2}, {1, 0});
  EXPECT_TRUE(flodl::to_torch(values).equal(expected));
  EXPECT_TRUE(flodl::to_torch(positions).equal(expectedPositions));
  auto [rows, ofRows] = flodl::max_pool1d_with_indices(flodl::from_torch(x[0]), {3});
  EXPECT_TRUE(flodl::to_torch(ofRows).equal(std::get<1>(at::max_pool1d_with_indices(x[0], 3))));
}

}  // namespace
}  // namespace nn_test
