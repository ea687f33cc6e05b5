// References of recurrent.cpp, and what torch::nn promises of recurrent modules, attention and bags beside values.
#include "test/nn/Reference.h"

namespace nn_test {
namespace {

using namespace torch::nn;

GRU gru(int64_t layers, bool batchFirst) { return GRU(GRUOptions(3, 4).num_layers(layers).batch_first(batchFirst)); }
LSTM lstm(int64_t layers, bool batchFirst) { return LSTM(LSTMOptions(3, 4).num_layers(layers).batch_first(batchFirst)); }

template <class Mode>
void bag(Net &n, const char *node, Mode mode, bool offsets = false) {
  EmbeddingBag module = n.add(node, EmbeddingBag(EmbeddingBagOptions(9, 4).mode(mode)));
  n.forward = [=](const std::vector<at::Tensor> &in) mutable {
    if (!offsets)
      return module(in[0]);
    return module(in[0].reshape({-1}), at::arange(in[0].size(0), at::kLong) * 2);
  };
  n.loss = mse();
  n.optimizer = sgd(0.1);
}

const bool models[] = {
    reference("lstm_cell", [](Net &n) {
      LSTMCell cell = n.add("lstmcell_4", LSTMCell(4, 6));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        return std::get<0>(cell(in[0], std::make_tuple(in[1], in[2])));
      };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("lstm_cell_stepped", [](Net &n) {
      LSTMCell cell = n.add("module_1/cell", LSTMCell(4, 5));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        at::Tensor h = at::zeros({in[0].size(0), 5}, in[0].options()), c = h;
        for (int64_t step = 0; step < 3; ++step)
          std::tie(h, c) = cell(in[0].select(1, step), std::make_tuple(h, c));
        return at::cat({h, c}, 1);
      };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("gru", [](Net &n) {
      GRU module = n.add("gru_1", gru(1, false));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable { return std::get<0>(module(in[0])); };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("gru_layers", [](Net &n) {
      GRU module = n.add("gru_3", gru(2, true));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable { return std::get<0>(module(in[0], in[1])); };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("lstm", [](Net &n) {
      LSTM module = n.add("lstm_1", lstm(1, false));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable { return std::get<0>(module(in[0])); };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("lstm_layers", [](Net &n) {
      LSTM module = n.add("lstm_4", lstm(2, true));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        return std::get<0>(module(in[0], std::make_tuple(in[1], in[2])));
      };
    }),
    reference("sequence_encoder", [](Net &n) {
      LSTM first = n.add("module_1/lstm", lstm(2, true));
      GRU second = n.add("module_1/gru", GRU(GRUOptions(4, 2).batch_first(true)));
      n.forward = [=](const std::vector<at::Tensor> &in) mutable {
        auto [output, states] = first(in[0]);
        auto [last, state] = second(output);
        return at::cat({last.sum(1), state[0], std::get<0>(states)[1], std::get<1>(states)[0]}, 1);
      };
      n.loss = mse();
      n.optimizer = sgd(0.1);
    }),
    reference("attention_operation", [](Net &n) {
      n.forward = [](const std::vector<at::Tensor> &in) {
        auto attention = [](const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &mask, bool causal,
                            std::optional<double> scale) {
          return at::scaled_dot_product_attention(q, k, v, mask.defined() ? std::optional(mask) : std::nullopt, 0, causal, scale);
        };
        const at::Tensor &x = in[0], &m = in[1];
        at::Tensor near = attention(x, m, m, {}, false, 0.7);
        at::Tensor added = attention(x, m, m, m.select(2, 0).unsqueeze(1).expand({-1, 4, -1}), false, {});
        at::Tensor seen = attention(x, m, m, (m.select(2, 1).unsqueeze(1) > 0).expand({-1, 4, -1}), false, {});
        return attention(near + seen, added, x, {}, true, {});
      };
    }),
    reference("bags_of_sums", [](Net &n) { bag(n, "embedding_bag_1", torch::kSum); }),
    reference("bags_of_means", [](Net &n) { bag(n, "embedding_bag_1", torch::kMean); }),
    reference("bags_of_maxima", [](Net &n) { bag(n, "embedding_bag_1", torch::kMax); }),
    reference("offset_bags_of_sums", [](Net &n) { bag(n, "module_1/rows", torch::kSum, true); }),
    reference("offset_bags_of_means", [](Net &n) { bag(n, "module_1/rows", torch::kMean, true); }),
    reference("offset_bags_of_maxima", [](Net &n) { bag(n, "module_1/rows", torch::kMax, true); }),
};

std::vector<std::string> names(const flodl::Module &module) {
  std::vector<std::string> list;
  for (const flodl::NamedParameter &parameter : module.parameters())
    list.push_back(parameter.name);
  return list;
}

template <class Theirs>
std::vector<std::string> namesOf(Theirs module) {
  std::vector<std::string> list;
  for (auto &item : module->named_parameters())
    list.push_back(item.key());
  return list;
}

TEST(Recurrent, ParametersAreNamedAsInTorch) {
  EXPECT_EQ(names(flodl::GRU(3, 4, {.num_layers = 2})), namesOf(gru(2, false)));
  EXPECT_EQ(names(flodl::LSTM(3, 4, {.num_layers = 2})), namesOf(lstm(2, false)));
  EXPECT_EQ(names(flodl::GRUCell(3, 4)), namesOf(GRUCell(3, 4)));
  EXPECT_EQ(names(flodl::LSTMCell(3, 4)), namesOf(LSTMCell(3, 4)));
}

/// Rounding of a state that went through `steps` cells of fewer than 32 roundings each.
double tolerance(int64_t steps) { return double(steps) * 32 * 0x1p-53; }

TEST(Recurrent, SequencesAreSteppedCells) {
  flodl::DefaultDtypeGuard guard(flodl::kFloat64);
  flodl::GRU sequence(3, 4);
  flodl::LSTM memory(3, 4, {.batch_first = true});
  flodl::GRUCell cell(3, 4);
  flodl::LSTMCell memoryCell(3, 4);
  for (size_t i = 0; i < 4; ++i) {
    cell.parameters()[i].set_data(sequence.parameters()[i]);
    memoryCell.parameters()[i].set_data(memory.parameters()[i]);
  }
  flodl::Tensor x = flodl::randn({5, 2, 3}), h0 = flodl::randn({1, 2, 4}), c0 = flodl::randn({1, 2, 4});
  auto [output, last] = sequence.forward_seq(x, h0);
  auto [memoryOutput, memoryH, memoryC] = memory.forward_seq(x.transpose(0, 1), h0, c0);
  flodl::Tensor h = h0.select(0, 0), mh = h, mc = c0.select(0, 0);
  for (int64_t step = 0; step < 5; ++step) {
    h = cell.forward_step(x.select(0, step), h);
    auto next = memoryCell.forward_step(x.select(0, step), mh, mc);
    mh = next[0], mc = next[1];
    auto close = [&](const flodl::Tensor &a, const flodl::Tensor &b) {
      EXPECT_LE((flodl::to_torch(a) - flodl::to_torch(b)).abs().max().item<double>(), tolerance(step + 1));
    };
    close(output.select(0, step), h);
    close(memoryOutput.select(1, step), mh);
  }
  EXPECT_TRUE(flodl::to_torch(last.select(0, 0)).equal(flodl::to_torch(output.select(0, 4))));
  EXPECT_TRUE(flodl::to_torch(memoryH.select(0, 0)).equal(flodl::to_torch(memoryOutput.select(1, 4))));
  EXPECT_LE((flodl::to_torch(memoryC.select(0, 0)) - flodl::to_torch(mc)).abs().max().item<double>(), tolerance(5));
}

TEST(Recurrent, FollowsItsParameters) {
  flodl::LSTM module(3, 4), other(3, 4);
  flodl::Tensor x = flodl::randn({5, 2, 3});
  module(x);
  for (size_t i = 0; i < 4; ++i)
    module.parameters()[i].set_data(other.parameters()[i]);
  EXPECT_TRUE(flodl::to_torch(module(x)).equal(flodl::to_torch(other(x)))) << "after loading";
  module.to(flodl::kFloat64);
  other.to(flodl::kFloat64);
  flodl::Tensor wide = x.to(flodl::kFloat64);
  EXPECT_TRUE(flodl::to_torch(module(wide)).equal(flodl::to_torch(other(wide)))) << "after a cast";
  module(wide).sum().backward();
  for (const flodl::NamedParameter &parameter : module.parameters())
    EXPECT_TRUE(parameter.grad().defined()) << parameter.name;
}

TEST(Recurrent, HalfPrecisionWithoutAState) {
  flodl::Tensor x = flodl::randn({5, 2, 3}).to(flodl::kBFloat16), row = x.select(0, 0);
  auto run = [&](auto module, const flodl::Tensor &input) {
    module.to(flodl::kBFloat16);
    EXPECT_EQ(module(input).dtype(), flodl::kBFloat16);
  };
  run(flodl::GRU(3, 4), x);
  run(flodl::LSTM(3, 4), x);
  run(flodl::GRUCell(3, 4), row);
  run(flodl::LSTMCell(3, 4), row);
}

/// Text of the error that `call` throws.
template <class Call>
std::string errorOf(Call call) {
  try {
    call();
  } catch (const flodl::Error &error) {
    return error.text();
  }
  return "no error";
}

TEST(Recurrent, Errors) {
  EXPECT_EQ(errorOf([] { flodl::GRU(3, 4, {.num_layers = 0}); }), "GRU: expects 1 layer or more, but got 0");
  EXPECT_EQ(errorOf([] { flodl::LSTM(0, 4); }), "LSTM: expects an input size of 1 or more, but got 0");
  EXPECT_EQ(errorOf([] { flodl::GRU(3, 4)(flodl::zeros({5, 3})); }),
            "GRU: expects an input of shape [L, N, 3], but got [5, 3]");
  EXPECT_EQ(errorOf([] { flodl::LSTM(3, 4)(flodl::zeros({5, 2, 6})); }),
            "[lstm] expects number 0 of 'weights' of type float32[16, 6], but got float32[16, 3]");
}

TEST(Attention, CausalOutputsDoNotDependOnLaterInputs) {
  flodl::Tensor x = flodl::randn({2, 6, 4}), y = flodl::cat({x.narrow(1, {0, 4}), flodl::randn({2, 2, 4})}, 1);
  auto causal = [](const flodl::Tensor &t) { return flodl::scaled_dot_product_attention(t, t, t, {.is_causal = true}); };
  at::Tensor a = flodl::to_torch(causal(x)), b = flodl::to_torch(causal(y));
  EXPECT_TRUE(a.narrow(1, 0, 4).equal(b.narrow(1, 0, 4)));
  EXPECT_FALSE(a.narrow(1, 4, 2).equal(b.narrow(1, 4, 2)));
}

TEST(Attention, AQueryThatSeesNothingGivesZeros) {
  flodl::Tensor x = flodl::randn({2, 3, 4});
  x.set_requires_grad();
  flodl::Tensor none = flodl::from_vector<bool>({true, true, true, false, false, false, true, false, true}, {3, 3});
  flodl::Tensor y = flodl::scaled_dot_product_attention(x, x, x, {.attn_mask = none});
  EXPECT_EQ(flodl::to_torch(y.select(1, 1)).abs().max().item<double>(), 0);
  y.sum().backward();
  EXPECT_TRUE(flodl::to_torch(x.grad()).isfinite().all().item<bool>());
  EXPECT_NE(errorOf([&] { flodl::scaled_dot_product_attention(x, x, x, {.attn_mask = none, .is_causal = true}); })
                .find("expects a mask or is_causal, but got both"),
            std::string::npos);
}

TEST(EmbeddingBag, Errors) {
  flodl::EmbeddingBag module(5, 3);
  auto indices = [](std::vector<int64_t> values) { return flodl::from_vector(values, {int64_t(values.size())}); };
  EXPECT_NE(errorOf([&] { module(indices({1, 2})); }).find("expects indices of shape [bags, size], but got [2]"), std::string::npos);
  EXPECT_NE(errorOf([&] { module.forward_bag(indices({1, 2}), indices({1})); }).find("expects 'offsets' to start at 0, but got 1"),
            std::string::npos);
  EXPECT_NE(errorOf([&] { module.forward_bag(indices({1, 2}), indices({0, 2, 1})); }).find("neither fall nor pass 2"), std::string::npos);
  EXPECT_NE(errorOf([&] { module.forward_bag(indices({1, 7}), indices({0})); }).find("expects values from 0 to 4"), std::string::npos);
  at::Tensor bags = flodl::to_torch(module.forward_bag(indices({1, 2}), indices({0, 2})));
  EXPECT_EQ(bags[1].abs().max().item<double>(), 0) << "an empty bag";
}

}  // namespace
}  // namespace nn_test
