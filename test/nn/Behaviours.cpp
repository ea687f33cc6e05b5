// What modules compute for inputs that can be followed by hand, and derivatives of every module and loss by central
// differences.
#include "test/nn/Reference.h"
#include <random>

namespace nn_test {
namespace {

using namespace flodl;

std::vector<double> values(const Tensor &x) { return x.to_vector<double>(); }

/// `digits` is half a unit of the last digit that the numbers are given with.
void expectNear(const Tensor &x, const std::vector<double> &expected, double digits = 5.1e-8) {
  std::vector<double> got = values(x);
  ASSERT_EQ(got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], expected[i], digits) << "element " << i;
}

Tensor wide(std::vector<double> numbers, const Shape &shape) { return from_vector(numbers, shape); }

struct Behaviours : testing::Test {
  DefaultDtypeGuard guard{kFloat64};
};

TEST_F(Behaviours, SizesOfWindows) {
  EXPECT_EQ(str(Conv1d(3, 16, 5, {.stride = 2, .padding = 2})(zeros({2, 3, 100})).shape()), "[2, 16, 50]");
  EXPECT_EQ(str(Conv2d(1, 2, 3)(zeros({1, 1, 5, 5})).shape()), "[1, 2, 3, 3]");
  EXPECT_EQ(str(ConvTranspose2d(2, 1, 3)(zeros({1, 2, 3, 3})).shape()), "[1, 1, 5, 5]");
  EXPECT_EQ(str(MaxPool2d(3, {.stride = 2, .padding = 1})(zeros({1, 2, 7, 8})).shape()), "[1, 2, 4, 4]");
  EXPECT_EQ(str(Conv2d(2, 3, {4, 3}, {.padding = "same", .dilation = {1, 2}})(zeros({1, 2, 7, 8})).shape()), "[1, 3, 7, 8]");
}

TEST_F(Behaviours, LinearByHand) {
  Linear linear(wide({1, 2, 3, 4, 5, 6}, {2, 3}), wide({0.1, 0.2}, {2}));
  Tensor x = ones({1, 3});
  x.set_requires_grad();
  Tensor y = linear(x);
  expectNear(y, {6.1, 15.2}, 1e-14);
  y.sum().backward();
  expectNear(x.grad(), {5, 7, 9}, 0);
}

TEST_F(Behaviours, SharedWeightsAddTheirGradients) {
  Linear first(3, 3, {.bias = false}), second = Linear::from_shared_weight(first.weight);
  Tensor x = randn({2, 3});
  second(first(x)).sum().backward();
  at::Tensor w = to_torch(first.weight).detach().clone().requires_grad_();
  at::linear(at::linear(to_torch(x), w), w).sum().backward();
  EXPECT_TRUE(to_torch(first.weight.grad()).allclose(w.grad(), 1e-12, 1e-12));
  EXPECT_EQ(second.weight.impl(), first.weight.impl());
}

TEST_F(Behaviours, Activations) {
  auto at1 = [](auto module, double x) { return module(wide({x}, {1, 1})).item(); };
  constexpr double digits = 5.1e-8;
  EXPECT_NEAR(at1(GELU(), 1), 0.8413447, digits);
  EXPECT_NEAR(gelu_tanh(wide({1}, {1})).item(), 0.8411920, digits);
  EXPECT_NEAR(at1(GELU(), -1), -0.1586553, digits);
  EXPECT_NEAR(at1(SiLU(), 2), 1.7615942, digits);
  EXPECT_NEAR(at1(Mish(), 1), 0.8650984, digits);
  EXPECT_NEAR(at1(SELU(), -1), -1.1113307, digits);
  EXPECT_NEAR(at1(ELU(), -1), -0.6321206, digits);
  EXPECT_NEAR(at1(Softplus(), 0), 0.6931472, digits);
  EXPECT_NEAR(at1(Hardswish(), 1), 0.6666667, digits);
  EXPECT_NEAR(at1(LeakyReLU(), -1), -0.01, 1e-15);
  EXPECT_NEAR(at1(PReLU(), -2), -0.5, 1e-15);
}

TEST_F(Behaviours, LayerNormTakesItsEps) {
  Tensor x = wide({1, 2, 3, 4}, {1, 4});
  expectNear(LayerNorm(4, {.eps = 1e-12})(x), {-1.3416408, -0.4472136, 0.4472136, 1.3416408});
  expectNear(LayerNorm(4, {.eps = 1e12})(x), {0, 0, 0, 0}, 1e-5);
}

TEST_F(Behaviours, BatchNormKeepsStatistics) {
  BatchNorm norm(2);
  norm(wide({10, 20, 12, 22, 11, 21, 9, 19}, {4, 2}));
  expectNear(norm.running_mean, {1.05, 2.05}, 1e-12);
  expectNear(norm.running_var, {1.0666667, 1.0666667});
  norm.eval();
  std::vector<double> mean = values(norm.running_mean), var = values(norm.running_var);
  norm(randn({5, 2}));
  norm(randn({1, 2}));
  EXPECT_EQ(values(norm.running_mean), mean);
  EXPECT_EQ(values(norm.running_var), var);
  norm.train();
  EXPECT_THROW(norm(randn({1, 2})), Error);
}

TEST_F(Behaviours, AlphaDropoutKeepsMoments) {
  manual_seed(std::random_device()());
  // Ones become a * 1 + b, dropped or not: what is kept tells the constants.
  for (auto [p, a, b] : {std::tuple(0.5, 0.8864049, 0.7791939), std::tuple(0.1, 0.9212845, 0.1619710)}) {
    double largest = AlphaDropout(p)(ones({1000})).max().item();
    EXPECT_NEAR(largest, a + b, 1.1e-7) << p;
    at::Tensor y = to_torch(AlphaDropout(p)(randn({200000})));
    // 6 standard errors; values stay within a few units, so that the fourth moment is below 10.
    EXPECT_NEAR(y.mean().item<double>(), 0, 6 / std::sqrt(200000.0));
    EXPECT_NEAR(y.var().item<double>(), 1, 6 * std::sqrt(10 / 200000.0));
  }
}

TEST_F(Behaviours, DropoutScalesOrReturnsItsInput) {
  manual_seed(std::random_device()());
  Dropout dropout(0.5);
  Tensor x = ones({100});
  std::vector<double> y = values(dropout(x));
  int64_t zeros = std::count(y.begin(), y.end(), 0.0), twos = std::count(y.begin(), y.end(), 2.0);
  EXPECT_EQ(zeros + twos, 100);
  // Outside of 10 to 90 of 100 fair draws: below 1e-16.
  EXPECT_TRUE(zeros >= 10 && zeros <= 90) << zeros;
  dropout.eval();
  EXPECT_EQ(to_torch(dropout(x)).data_ptr(), to_torch(x).data_ptr());
}

TEST_F(Behaviours, GaussianBlurIsItsKernel) {
  Tensor image = zeros({1, 1, 1, 13});
  to_torch(image)[0][0][0][6] = 1.0;
  Tensor blurred = gaussian_blur_2d(image, 1) / 0.3990503;  // the vertical pass has the middle of the kernel only
  std::vector<double> row = values(blurred);
  double taps[] = {0.0044330, 0.0540056, 0.2420362, 0.3990503};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(row[3 + i], taps[i], 2e-7);
    EXPECT_EQ(row[3 + i], row[9 - i]);
  }
  EXPECT_EQ(row[2], 0);
  Tensor x = randn({1, 2, 8, 8});
  x.set_requires_grad();
  EXPECT_FALSE(GaussianBlur(1.5)(x).requires_grad());
  EXPECT_THROW(gaussian_blur_2d(zeros({3, 3}), 1), Error);
  EXPECT_THROW(GaussianBlur(0), Error);
}

TEST_F(Behaviours, BagsAreSumsOfRows) {
  Tensor indices = from_vector<int64_t>({1, 3, 0, 2, 3, 3}, {2, 3});
  for (BagMode mode : {BagMode::Sum, BagMode::Mean, BagMode::Max}) {
    EmbeddingBag bag(4, 3, {.mode = mode});
    Tensor rows = bag.weight.detach().index_select(0, indices.reshape({-1})).reshape({2, 3, 3});
    Tensor expected = mode == BagMode::Sum ? rows.sum({1}) : mode == BagMode::Mean ? rows.mean({1}) : rows.amax({1});
    expectNear(bag(indices), values(expected), 1e-15);
    expectNear(bag.forward_bag(indices.reshape({-1}), from_vector<int64_t>({0, 3}, {2})), values(expected), 1e-15);
  }
  Embedding table(4, 2, {.padding_idx = 3});
  table(indices).sum().backward();
  expectNear(table.weight.grad(), {1, 1, 1, 1, 1, 1, 0, 0}, 0);
}

TEST_F(Behaviours, Inverses) {
  Tensor x = randn({2, 8, 3, 5}), image = randn({2, 3, 6, 4});
  EXPECT_EQ(values(PixelUnshuffle(2)(PixelShuffle(2)(x))), values(x));
  EXPECT_EQ(values(Fold({6, 4}, {3, 2}, {.stride = {3, 2}})(Unfold({3, 2}, {.stride = {3, 2}})(image))), values(image));
}

TEST_F(Behaviours, AttentionOfOneHeadByHand) {
  MultiheadAttention attention(4, 1);
  Tensor x = randn({2, 3, 4});
  Tensor q = attention.q_proj(x), k = attention.k_proj(x), v = attention.v_proj(x);
  Tensor expected = attention.out_proj(matmul(softmax(matmul(q, k.transpose(1, 2)) / 2, -1), v));
  // Sums of four to six products of numbers of order 1.
  EXPECT_TRUE(to_torch(attention(x)).allclose(to_torch(expected), 1e-13, 1e-13));
  Tensor mask = triu(ones({3, 3}), 1) > 0, other = cat({x.narrow(1, 0, 2), randn({2, 1, 4})}, 1);
  expectNear(attention.forward_ext(x, x, x, mask).narrow(1, 0, 2), values(attention.forward_ext(other, other, other, mask).narrow(1, 0, 2)),
             0);
}

TEST_F(Behaviours, Vocabulary) {
  Tensor made = empty({2, 3}, {kInt32});
  EXPECT_EQ(str(made.shape()), "[2, 3]");
  EXPECT_EQ(int64_t(made.nbytes()), 24);
  Tensor x = randn({2, 3});
  std::vector<std::byte> bytes = x.transpose(0, 1).to_blob();
  EXPECT_EQ(values(from_blob(bytes, {3, 2})), values(x.transpose(0, 1)));
  EXPECT_EQ(bytes.size(), 48u);
  EXPECT_TRUE(x.is_leaf());
  x.set_requires_grad();
  EXPECT_TRUE(x.is_leaf());
  EXPECT_FALSE((x * 2).is_leaf());
  EXPECT_EQ(x.to_device_of(made).impl(), x.impl());
  EXPECT_EQ(x.to_device_async(kCPU).impl(), x.impl());
}

TEST_F(Behaviours, WithoutGradients) {
  Tensor x = randn({3});
  x.set_requires_grad();
  (x * x).sum().backward();
  std::vector<double> gradient = values(x.grad());
  EXPECT_TRUE(is_grad_enabled());
  EXPECT_FALSE(no_grad([&] { return no_grad([&] { return x * 2; }) + x; }).requires_grad());
  EXPECT_THROW(no_grad([&]() -> Tensor { throw Error(ErrorCode::Runtime, "stop", SourceLoc()); }), Error);
  EXPECT_TRUE(is_grad_enabled()) << "also when an exception ends it";
  EXPECT_EQ(values(x.grad()), gradient);
}

TEST_F(Behaviours, QuestionsToDevices) {
  EXPECT_EQ(cuda_available(), cuda_device_count() > 0);
  EXPECT_GT(rss_kb(), 1000u) << "libtorch alone takes more";
  EXPECT_NE(hardware_summary().find(" threads"), std::string::npos);
  synchronize(kCPU);
  cuda_empty_cache();
  int none = cuda_device_count();
  EXPECT_THROW(cuda_memory_info(none), Error);
  EXPECT_THROW(cuda_active_bytes(none), Error);
  EXPECT_THROW(cuda_peak_reserved_bytes(-1), Error);
  if (!cuda_available()) {
    synchronize();
    cuda_reset_peak_stats();
    return;
  }
  cuda_reset_peak_stats();
  uint64_t before = cuda_active_bytes();
  Tensor x = zeros({1 << 20}, {kFloat64, kCUDA});
  EXPECT_GE(cuda_active_bytes(), before + (8u << 20));
  EXPECT_GE(cuda_peak_active_bytes(), cuda_active_bytes());
  EXPECT_GE(cuda_reserved_bytes(), cuda_active_bytes());
  EXPECT_LE(cuda_memory_info().used, cuda_memory_info().total);
}

/// Every element of what `f` depends on, moved by a step each way.
void expectDerivatives(const std::string &what, const std::function<Tensor()> &f, std::vector<Tensor> operands) {
  constexpr double step = 1e-6;
  for (Tensor &operand : operands) {
    operand.zero_grad();
    operand.set_requires_grad();
  }
  Tensor form = randn(f().shape()).detach();
  (f() * form).sum().backward();
  NoGradGuard noGrad;
  for (size_t i = 0; i < operands.size(); ++i) {
    at::Tensor elements = to_torch(operands[i]).detach().view(-1);
    at::Tensor gradient = operands[i].grad().defined() ? to_torch(operands[i].grad()).reshape(-1) : at::zeros_like(elements);
    for (int64_t e = 0; e < elements.numel(); ++e) {
      double middle = elements[e].item<double>();
      auto valueAt = [&](double x) {
        elements[e] = x;
        return (f() * form).sum().item();
      };
      double difference = (valueAt(middle + step) - valueAt(middle - step)) / (2 * step);
      elements[e] = middle;
      // Two differences of sums of order 10 with a roundoff of 1e-16 each, over 2e-6, and a third derivative's step^2.
      EXPECT_NEAR(gradient[e].item<double>(), difference, 1e-5 + 1e-3 * std::fabs(difference))
          << what << ", operand " << i << ", element " << e;
    }
  }
}

template <class M>
void differentiate(M module, Tensor x, bool ofInput = true) {
  std::vector<Tensor> operands;
  for (NamedParameter &parameter : module.parameters())
    operands.push_back(parameter);
  if (ofInput)
    operands.push_back(x);
  if (isFloating(x.dtype()) && !module.parameters().empty()) {
    NoGradGuard noGrad;  // ones and zeros would hide mistakes
    for (NamedParameter &parameter : module.parameters())
      parameter.set_data(parameter.detach() + randn(parameter.shape()) * 0.1);
  }
  expectDerivatives(module.name(), [&] { return module(x); }, operands);
}

/// Distinct values, none of them near a kink at 0 or of another value.
Tensor apart(Shape shape) {
  int64_t count = int64_t(numel(shape));
  return ((randperm(count).to(kFloat64) + 0.5) / double(count) * 4 - 2).reshape(shape) + 0.013;
}

TEST_F(Behaviours, DerivativesOfModules) {
  manual_seed(std::random_device()());
  Tensor rows = apart({3, 4}), image = apart({2, 2, 4, 4}), line = apart({2, 2, 5}), volume = apart({1, 2, 3, 3, 2});
  Tensor sequence = apart({3, 2, 4}), indices = from_vector<int64_t>({0, 2, 1, 2}, {2, 2});
  differentiate(Linear(4, 2), rows);
  differentiate(Conv1d(2, 2, 3, {.padding = "same"}), line);
  differentiate(Conv2d(2, 2, 3, {.padding = 1, .padding_mode = PaddingMode::Reflect}), image);
  differentiate(Conv3d(2, 1, 2), volume);
  differentiate(ConvTranspose1d(2, 1, 2), line);
  differentiate(ConvTranspose2d(2, 1, 2, {.stride = 2}), image);
  differentiate(ConvTranspose3d(2, 1, 2), volume);
  differentiate(MaxPool1d(2), line);
  differentiate(MaxPool2d(2), image);
  differentiate(MaxPool3d(2), volume);
  differentiate(AvgPool1d(2), line);
  differentiate(AvgPool2d(3, {.padding = 1}), image);
  differentiate(AvgPool3d(2), volume);
  differentiate(AdaptiveMaxPool1d(2), line);
  differentiate(AdaptiveMaxPool2d({2, 3}), image);
  differentiate(AdaptiveMaxPool3d({2, 3, 1}), volume);
  differentiate(AdaptiveAvgPool1d(3), line);
  differentiate(AdaptiveAvgPool2d({3, 1}), image);
  differentiate(AdaptiveAvgPool3d(2), volume);
  differentiate(PixelShuffle(1), image);
  differentiate(PixelUnshuffle(2), image);
  differentiate(Upsample({5, 6}, Interpolation::Bicubic), image);
  differentiate(Upsample({3, 7}, Interpolation::NearestExact), image);
  differentiate(Unfold(2), image);
  differentiate(Fold({4, 4}, 2, {.stride = 2}), apart({1, 8, 4}));
  differentiate(LayerNorm(4), rows);
  differentiate(RMSNorm(4), rows);
  differentiate(GroupNorm(2, 2), line);
  differentiate(BatchNorm(4), rows);
  differentiate(BatchNorm2d(2), image);
  differentiate(BatchNorm3d(2), volume);
  differentiate(InstanceNorm(2, {.affine = true}), image);
  differentiate(InstanceNorm(2, {.affine = true, .track_running_stats = true}), image);
  differentiate(Embedding(3, 2), indices, false);
  differentiate(EmbeddingBag(3, 2), indices, false);
  differentiate(EmbeddingBag(3, 2, {.mode = BagMode::Max, .padding_idx = 1}), indices, false);
  differentiate(GRUCell(4, 2), rows);
  differentiate(LSTMCell(4, 2), rows);
  differentiate(RNNCell(4, 2), rows);
  differentiate(GRU(4, 2, {.num_layers = 2, .bidirectional = true}), sequence);
  differentiate(LSTM(4, 2, {.bias = false}), sequence);
  differentiate(RNN(4, 2), sequence);
  differentiate(MultiheadAttention(4, 2), sequence);
  differentiate(ZeroPad2d(1), image);
  differentiate(ReflectionPad2d(1), image);
  differentiate(ReplicationPad2d(2), image);
  differentiate(Flatten(), image);
  differentiate(PReLU(2), image);
  differentiate(Identity(), rows);
  differentiate(ReLU(), rows);
  differentiate(LeakyReLU(), rows);
  differentiate(ELU(), rows);
  differentiate(SELU(), rows);
  differentiate(GELU(), rows);
  differentiate(SiLU(), rows);
  differentiate(Mish(), rows);
  differentiate(Sigmoid(), rows);
  differentiate(Tanh(), rows);
  differentiate(Softplus(), rows);
  differentiate(Hardswish(), rows);
  differentiate(Hardsigmoid(), rows);
  differentiate(Softmax(-1), rows);
  differentiate(LogSoftmax(0), rows);
  Bilinear bilinear(4, 3, 2);
  Tensor second = apart({3, 3});
  expectDerivatives("bilinear", [&] { return bilinear.forward_bilinear(rows, second); }, {bilinear.weight, bilinear.bias, rows, second});
}

TEST_F(Behaviours, DerivativesOfLosses) {
  manual_seed(std::random_device()());
  Tensor x = apart({3, 4}), y = apart({3, 4}) * 0.9, probability = sigmoid(y).detach(), labels = from_vector<int64_t>({1, 3, 0}, {3});
  Tensor signs = from_vector<double>({1, -1, 1}, {3}), third = apart({3, 4}) * 0.8, column = apart({3});
  auto check = [](const char *name, std::vector<Tensor> operands, std::function<Tensor()> f) { expectDerivatives(name, f, std::move(operands)); };
  check("mse", {x, y}, [&] { return mse_loss(x, y); });
  check("l1", {x, y}, [&] { return l1_loss(x, y); });
  check("smooth_l1", {x, y}, [&] { return smooth_l1_loss(x, y, {.beta = 0.7}); });
  check("cross_entropy", {x}, [&] { return cross_entropy_loss(x, labels, {.label_smoothing = 0.1}); });
  check("nll", {x}, [&] { return nll_loss(x, labels); });
  check("bce", {x}, [&] { return bce_loss(sigmoid(x), probability); });
  check("bce_with_logits", {x}, [&] { return bce_with_logits_loss(x, probability); });
  check("kl_div", {x}, [&] { return kl_div_loss(log_softmax(x, 1), probability); });
  check("focal", {x}, [&] { return focal_loss(x, labels); });
  check("triplet", {x, y, third}, [&] { return triplet_margin_loss(x, y, third); });
  check("cosine_embedding", {x, y}, [&] { return cosine_embedding_loss(x, y, signs); });
  check("hinge_embedding", {column}, [&] { return hinge_embedding_loss(column, signs); });
  check("margin_ranking", {column, signs}, [&] { return margin_ranking_loss(column, column * 0.3, signs); });
  check("poisson_nll", {x}, [&] { return poisson_nll_loss(x, probability); });
  Tensor steps = apart({4, 2, 3}), targets = from_vector<int64_t>({1, 2, 2, 1}, {2, 2}), lengths = from_vector<int64_t>({4, 3}, {2});
  check("ctc", {steps}, [&] { return ctc_loss(log_softmax(steps, 2), targets, lengths, from_vector<int64_t>({2, 1}, {2})); });
}

/// Text of the error that `call` throws.
template <class Call>
std::string errorOf(Call call) {
  try {
    call();
  } catch (const Error &error) {
    return error.text();
  }
  return "no error";
}

TEST(ModuleOptions, Errors) {
  EXPECT_EQ(errorOf([] { Conv2d(1, 1, 3, {.stride = 2, .padding = "same"}); }),
            "Conv2d: expects a stride of 1 with padding \"same\", but got 2");
  EXPECT_EQ(errorOf([] { Conv1d(1, 1, 3, {.padding = "full"}); }),
            "Conv1d: expects a padding of numbers, \"same\" or \"valid\", but got \"full\"");
  EXPECT_EQ(errorOf([] { InstanceNorm(3, {.momentum = 2}); }), "InstanceNorm: expects a momentum in [0, 1], but got 2");
  EXPECT_EQ(errorOf([] { InstanceNorm(3, {.track_running_stats = true})(zeros({2, 3})); }),
            "instance_norm: expects an input of shape [N, C, *] with a size behind the channels, but got [2, 3]");
  EXPECT_EQ(errorOf([] { LSTM(3, 4, {.dropout = 1.5}); }), "LSTM: expects a dropout in [0, 1], but got 1.500000");
  EXPECT_EQ(errorOf([] { MultiheadAttention(4, 2, {.kdim = 0}); }), "MultiheadAttention: expects a kdim of 1 or more, but got 0");
  EXPECT_EQ(errorOf([] { EmbeddingBag(5, 3, {.padding_idx = 5}); }), "EmbeddingBag: expects padding_idx inside the table, but got 5");
  EmbeddingBag means(5, 3);
  Tensor indices = zeros({4}, {kInt64}), starts = zeros({1}, {kInt64});
  EXPECT_EQ(errorOf([&] { means.forward_bag(indices, starts, ones({4})); }),
            "embedding_bag: expects per_sample_weights only with BagMode::Sum");
  EXPECT_EQ(errorOf([&] { EmbeddingBag(5, 3, {.mode = BagMode::Sum}).forward_bag(indices, starts, ones({3})); }),
            "embedding_bag: expects per_sample_weights of shape [4], that of the indices, but got [3]");
  EXPECT_EQ(errorOf([&] { Embedding(5, 3)(zeros({4})); }),
            "Embedding: expects indices that are integers, but got float32; convert them with .to(kInt64)");
  MultiheadAttention attention(4, 2);
  Tensor x = zeros({2, 3, 4});
  EXPECT_EQ(errorOf([&] { attention.forward_ext(x, x, x, AttentionMasks{.key_padding_mask = zeros({3}, {kBool})}); }),
            "multihead_attention: expects a key_padding_mask of shape [N, Lk], but got [3]");
}

/// Children are visited once, parents first, also over several roots.
TEST_F(Behaviours, WalksAndFreezing) {
  struct Pair : Module {
    std::shared_ptr<Linear> one = std::make_shared<Linear>(2, 2);
    Child<Linear> a{*this, "a", one}, b{*this, "b", one};
    Tensor forward(const Tensor &x) override { return b(a(x)); }
  };
  Pair first, second;
  std::vector<const Module *> seen;
  walk_modules(first, [&](Module &module) { seen.push_back(&module); });
  EXPECT_EQ(seen, (std::vector<const Module *>{&first, first.one.get()}));
  std::unordered_set<const Module *> visited{first.one.get()};
  size_t count = 0;
  for (Module *root : {&first, &first, &second})
    walk_modules_visited(*root, visited, [&](Module &) { ++count; });
  EXPECT_EQ(count, 3u);
  EXPECT_EQ(collect_parameters({&first, first.one.get()}).size(), 4u) << "shared parameters are there twice";

  EXPECT_FALSE(first.is_frozen());
  first.freeze();
  EXPECT_TRUE(first.is_frozen());
  EXPECT_FALSE(first(randn({1, 2})).requires_grad());
  first.thaw();
  NamedParameter weight = first.parameters()[0];
  weight.freeze();
  EXPECT_TRUE(weight.is_frozen() && !first.is_frozen());
  EXPECT_FALSE(first.one->weight.requires_grad()) << "copies share the state";
}

}  // namespace
}  // namespace nn_test
