// Losses in eager execution against torch.nn.functional: values and gradients, with options, on new random inputs.
#include "test/nn/Reference.h"

namespace nn_test {
namespace {

namespace F = torch::nn::functional;
using flodl::Tensor;
using Ours = std::function<Tensor(const std::vector<Tensor> &)>;
using Theirs = std::function<at::Tensor(const std::vector<at::Tensor> &)>;

/// Distance of two results in units of u * m: u is the roundoff of the element type, m the largest element and not
/// below 1. A loss is an expression of fewer than 16 roundings on each side, and then a sum of at most 60 terms, whose
/// rounding errors have both signs: 32 + 2 * sqrt(60) < 64.
constexpr double bound = 64;

void expectClose(const at::Tensor &ours, const at::Tensor &theirs, const std::string &what) {
  ASSERT_TRUE(ours.defined() && theirs.defined()) << what;
  ASSERT_EQ(ours.scalar_type(), theirs.scalar_type()) << what;
  ASSERT_EQ(ours.sizes(), theirs.sizes()) << what;
  at::Tensor a = ours.detach().to(at::kDouble), b = theirs.detach().to(at::kDouble);
  double unit = ours.scalar_type() == at::kDouble ? 0x1p-53 : 0x1p-24;
  double scale = b.numel() ? std::max(1.0, b.abs().max().item<double>()) : 1;
  EXPECT_LE((a - b).abs().max().item<double>(), bound * unit * scale) << what << "\n" << ours << "\n" << theirs;
}

/// Compares values and gradients in both element types; integers stay what they are.
void compare(const std::vector<at::Tensor> &inputs, const Ours &ours, const Theirs &theirs) {
  for (at::ScalarType type : {at::kFloat, at::kDouble}) {
    std::vector<at::Tensor> a, b;
    std::vector<Tensor> arguments;
    for (const at::Tensor &input : inputs) {
      bool real = at::isFloatingType(input.scalar_type());
      for (std::vector<at::Tensor> *list : {&a, &b})
        list->push_back(real ? input.detach().to(type).clone().requires_grad_() : input);
      arguments.push_back(flodl::from_torch(a.back()));
    }
    at::Tensor x = flodl::to_torch(ours(arguments)), y = theirs(b);
    expectClose(x, y, "value");
    at::Tensor weights = at::randn(y.sizes(), y.options());
    (x * weights).sum().backward();
    (y * weights).sum().backward();
    for (size_t i = 0; i < inputs.size(); ++i)
      if (b[i].grad().defined())
        expectClose(a[i].grad(), b[i].grad(), "gradient " + std::to_string(i));
  }
}

at::Tensor real(at::IntArrayRef sizes) { return at::randn(sizes, at::kDouble); }
at::Tensor probability(at::IntArrayRef sizes) { return at::rand(sizes, at::kDouble) * 0.98 + 0.01; }
at::Tensor classes(at::IntArrayRef sizes, int64_t count) { return at::randint(count, sizes, at::kLong); }
at::Tensor signs(at::IntArrayRef sizes) { return at::randint(2, sizes, at::kDouble) * 2 - 1; }

constexpr flodl::Reduction reductions[] = {flodl::Reduction::None, flodl::Reduction::Mean, flodl::Reduction::Sum};
/// libtorch's option of a reduction.
template <class Options>
Options reduced(Options options, flodl::Reduction reduction) {
  if (reduction == flodl::Reduction::None)
    return options.reduction(torch::kNone);
  return reduction == flodl::Reduction::Mean ? options.reduction(torch::kMean) : options.reduction(torch::kSum);
}

TEST(Losses, OfPairs) {
  for (flodl::Reduction r : reductions) {
    auto pair = [&](auto loss, auto theirs) {
      compare({real({5, 4}), real({5, 4})}, [&](auto &in) { return loss(in[0], in[1], r); },
              [&](auto &in) { return theirs(in[0], in[1]); });
    };
    pair(flodl::mse_loss, [&](auto &a, auto &b) { return F::mse_loss(a, b, reduced(F::MSELossFuncOptions(), r)); });
    pair(flodl::l1_loss, [&](auto &a, auto &b) { return F::l1_loss(a, b, reduced(F::L1LossFuncOptions(), r)); });
    for (double beta : {0.0, 0.3, 1.0})
      compare({real({5, 4}), real({5, 4})},
              [&](auto &in) { return flodl::smooth_l1_loss(in[0], in[1], {.beta = beta, .reduction = r}); },
              [&](auto &in) { return F::smooth_l1_loss(in[0], in[1], reduced(F::SmoothL1LossFuncOptions(), r), beta); });
  }
}

TEST(Losses, BinaryCrossEntropy) {
  for (flodl::Reduction r : reductions) {
    compare({probability({5, 4}), probability({5, 4})}, [&](auto &in) { return flodl::bce_loss(in[0], in[1], r); },
            [&](auto &in) { return F::binary_cross_entropy(in[0], in[1], reduced(F::BinaryCrossEntropyFuncOptions(), r)); });
    compare({probability({5, 4}), probability({5, 4})},
            [&](auto &in) { return flodl::bce_loss(in[0], in[1], {.weight = in[1].detach(), .reduction = r}); },
            [&](auto &in) {
              auto options = F::BinaryCrossEntropyFuncOptions().weight(in[1].detach());
              return F::binary_cross_entropy(in[0], in[1], reduced(options, r));
            });
    compare({real({5, 4}), probability({5, 4}), probability({4}), probability({5, 1})},
            [&](auto &in) {
              return flodl::bce_with_logits_loss(
                  in[0], in[1], {.weight = in[3].detach(), .pos_weight = in[2].detach() * 3.0, .reduction = r});
            },
            [&](auto &in) {
              auto options = F::BinaryCrossEntropyWithLogitsFuncOptions().weight(in[3].detach()).pos_weight(in[2].detach() * 3);
              return F::binary_cross_entropy_with_logits(in[0], in[1], reduced(options, r));
            });
  }
}

TEST(Losses, CrossEntropyWithClassWeights) {
  for (flodl::Reduction r : reductions)
    for (double smoothing : {0.0, 0.2})
      for (at::IntArrayRef sizes : {at::IntArrayRef({6, 4}), at::IntArrayRef({3, 4, 2}), at::IntArrayRef({2, 4, 3, 2})}) {
        std::vector<int64_t> targets = sizes.vec();
        targets.erase(targets.begin() + 1);
        compare({real(sizes), classes(targets, 4), probability({4})},
                [&](auto &in) {
                  return flodl::cross_entropy_loss(
                      in[0], in[1],
                      {.label_smoothing = smoothing, .ignore_index = 1, .reduction = r, .weight = in[2].detach()});
                },
                [&](auto &in) {
                  auto options = F::CrossEntropyFuncOptions().label_smoothing(smoothing).ignore_index(1).weight(in[2].detach());
                  return F::cross_entropy(in[0], in[1], reduced(options, r));
                });
      }
}

TEST(Losses, CrossEntropyOfProbabilities) {
  for (flodl::Reduction r : reductions)
    for (double smoothing : {0.0, 0.2})
      for (at::IntArrayRef sizes : {at::IntArrayRef({6, 4}), at::IntArrayRef({4}), at::IntArrayRef({2, 4, 3})})
        compare({real(sizes), probability(sizes), probability({4})},
                [&](auto &in) {
                  return flodl::cross_entropy_loss(in[0], in[1],
                                                   {.label_smoothing = smoothing, .reduction = r, .weight = in[2].detach()});
                },
                [&](auto &in) {
                  auto options = F::CrossEntropyFuncOptions().label_smoothing(smoothing).weight(in[2].detach());
                  return F::cross_entropy(in[0], in[1], reduced(options, r));
                });
}

TEST(Losses, NegativeLogLikelihood) {
  for (flodl::Reduction r : reductions)
    for (at::IntArrayRef sizes : {at::IntArrayRef({6, 4}), at::IntArrayRef({3, 4, 2}), at::IntArrayRef({2, 4, 3, 2})}) {
      std::vector<int64_t> targets = sizes.vec();
      targets.erase(targets.begin() + 1);
      compare({real(sizes), classes(targets, 4), probability({4})},
              [&](auto &in) {
                return flodl::nll_loss(in[0], in[1], {.weight = in[2].detach(), .ignore_index = 2, .reduction = r});
              },
              [&](auto &in) {
                auto options = F::NLLLossFuncOptions().weight(in[2].detach()).ignore_index(2);
                return F::nll_loss(in[0], in[1], reduced(options, r));
              });
    }
}

TEST(Losses, KullbackLeibler) {
  auto options = [](bool log) { return F::KLDivFuncOptions().log_target(log); };
  for (bool log : {false, true}) {
    std::vector<at::Tensor> inputs{real({5, 4}), log ? real({5, 4}) : probability({5, 4})};
    compare(inputs, [&](auto &in) { return flodl::kl_div_loss(in[0], in[1], {.log_target = log}); },
            [&](auto &in) { return F::kl_div(in[0], in[1], options(log).reduction(torch::kBatchMean)); });
    for (flodl::Reduction r : reductions)
      compare(inputs, [&](auto &in) { return flodl::kl_div_loss(in[0], in[1], {.reduction = r, .log_target = log}); },
              [&](auto &in) { return F::kl_div(in[0], in[1], reduced(options(log), r)); });
  }
  Tensor zero = flodl::zeros({2, 2});
  zero.set_requires_grad();
  flodl::kl_div_loss(zero, zero).backward();
  EXPECT_EQ(zero.grad().to_vector<double>(), std::vector<double>(4, 0)) << "0 ln 0 has a finite gradient";
}

TEST(Losses, TemporalClassification) {
  at::Tensor lengths = at::tensor({8, 5, 8}, at::kLong), targetLengths = at::tensor({3, 2, 0}, at::kLong);
  auto options = [](bool zero) { return F::CTCLossFuncOptions().blank(4).zero_infinity(zero); };
  auto both = [&](const at::Tensor &targets, flodl::Reduction r, bool zero, const at::Tensor &given) {
    compare({real({8, 3, 5}), targets, given, targetLengths},
            [&](auto &in) {
              return flodl::ctc_loss(log_softmax(in[0], 2), in[1], in[2], in[3],
                                     {.blank = 4, .reduction = r, .zero_infinity = zero});
            },
            [&](auto &in) {
              return F::ctc_loss(in[0].log_softmax(2), in[1], in[2], in[3], reduced(options(zero), r));
            });
  };
  for (flodl::Reduction r : reductions) {
    both(classes({3, 3}, 4), r, false, lengths);
    both(classes({5}, 4), r, false, lengths);
    // Too few steps for the first target.
    both(classes({3, 3}, 4), r, true, at::tensor({2, 5, 8}, at::kLong));
  }
}

TEST(Losses, OfDistances) {
  for (flodl::Reduction r : reductions) {
    for (bool swap : {false, true})
      for (double p : {1.0, 2.0, 3.0})
        compare({real({6, 4}), real({6, 4}), real({6, 4})},
                [&](auto &in) {
                  return flodl::triplet_margin_loss(in[0], in[1], in[2], {.margin = 0.7, .p = p, .swap = swap, .reduction = r});
                },
                [&](auto &in) {
                  auto options = F::TripletMarginLossFuncOptions().margin(0.7).p(p).swap(swap);
                  return F::triplet_margin_loss(in[0], in[1], in[2], reduced(options, r));
                });
    compare({real({6, 4}), real({6, 4}), signs({6})},
            [&](auto &in) {
              return flodl::cosine_embedding_loss(in[0], in[1], in[2].detach(), {.margin = 0.1, .reduction = r});
            },
            [&](auto &in) {
              auto options = F::CosineEmbeddingLossFuncOptions().margin(0.1);
              return F::cosine_embedding_loss(in[0], in[1], in[2].detach(), reduced(options, r));
            });
    compare({real({6, 4}), at::randint(-1, 2, {6, 4}, at::kDouble)},
            [&](auto &in) { return flodl::hinge_embedding_loss(in[0], in[1].detach(), {.margin = 0.8, .reduction = r}); },
            [&](auto &in) {
              auto options = F::HingeEmbeddingLossFuncOptions().margin(0.8);
              return F::hinge_embedding_loss(in[0], in[1].detach(), reduced(options, r));
            });
    compare({real({6, 4}), real({6, 4}), signs({6, 4})},
            [&](auto &in) { return flodl::margin_ranking_loss(in[0], in[1], in[2], {.margin = 0.2, .reduction = r}); },
            [&](auto &in) {
              auto options = F::MarginRankingLossFuncOptions().margin(0.2);
              return F::margin_ranking_loss(in[0], in[1], in[2], reduced(options, r));
            });
  }
}

TEST(Losses, Poisson) {
  for (flodl::Reduction r : reductions)
    for (bool log : {false, true})
      for (bool full : {false, true})
        compare({probability({5, 4}), real({5, 4}).abs() * 3},
                [&](auto &in) {
                  return flodl::poisson_nll_loss(in[0], in[1], {.log_input = log, .full = full, .eps = 1e-6, .reduction = r});
                },
                [&](auto &in) {
                  auto options = F::PoissonNLLLossFuncOptions().log_input(log).full(full).eps(1e-6);
                  return F::poisson_nll_loss(in[0], in[1], reduced(options, r));
                });
}

TEST(Losses, Focal) {
  for (double gamma : {0.0, 0.5, 2.0})
    compare({real({6, 4}), classes({6}, 4)},
            [&](auto &in) { return flodl::focal_loss(in[0], in[1], {.alpha = 0.3, .gamma = gamma}); },
            [&](auto &in) {
              at::Tensor logp = in[0].log_softmax(1).gather(1, in[1].unsqueeze(1)).squeeze(1);
              return (-0.3 * (1 - logp.exp()).pow(gamma) * logp).mean();
            });
  Tensor sure = flodl::from_vector<float>({200, 0, 0, 200}, {2, 2}), label = flodl::from_vector<int64_t>({0, 1}, {2});
  sure.set_requires_grad();
  flodl::focal_loss(sure, label, {.gamma = 0.5}).backward();
  EXPECT_EQ(sure.grad().to_vector<double>(), std::vector<double>(4, 0)) << "a probability of 1 has a finite gradient";
}

Tensor numbers(const std::vector<double> &values, const flodl::Shape &shape) {
  return flodl::from_vector(values, shape);
}

/// Known values, to the digits that they are given with.
TEST(Losses, Values) {
  using namespace flodl;
  constexpr double digits = 5.1e-8;
  Tensor logits = numbers({2, 1, 1, 3}, {2, 2}), labels = from_vector<int64_t>({0, 1}, {2});
  EXPECT_NEAR(cross_entropy_loss(logits, labels).item(), 0.2200948, digits);
  EXPECT_NEAR(cross_entropy_loss(logits, numbers({1, 0, 0, 1}, {2, 2})).item(), 0.2200948, digits);
  EXPECT_NEAR(cross_entropy_loss(logits, labels, {.label_smoothing = 0.1}).item(), 0.2950948, digits);
  EXPECT_EQ(cross_entropy_loss(numbers({2, 1, 1, 3, 5, 6}, {3, 2}), from_vector<int64_t>({0, 1, -100}, {3})).item(),
            cross_entropy_loss(logits, labels).item());
  EXPECT_NEAR(bce_with_logits_loss(numbers({0}, {1}), numbers({1}, {1})).item(), 0.6931472, digits);
  EXPECT_NEAR(bce_loss(numbers({.9, .1, .8, .2}, {4}), numbers({1, 0, 1, 0}, {4})).item(), 0.1642520, digits);
  EXPECT_NEAR(smooth_l1_loss(numbers({1, 5}, {2}), numbers({1.5, 2}, {2})).item(), 1.3125, digits);
  EXPECT_NEAR(mse_loss(numbers({1, 2, 3}, {3}), numbers({1.5, 2.5, 3.5}, {3})).item(), 0.25, digits);
  Tensor rows = log_softmax(numbers({2, 1, .1, .5, 1.5, .3}, {2, 3}), 1);
  EXPECT_NEAR(kl_div_loss(rows, numbers(std::vector<double>(6, 1.0 / 3), {2, 3})).item(), 0.2160371, digits);
  EXPECT_NEAR(triplet_margin_loss(numbers({1, 0}, {1, 2}), numbers({.9, .1}, {1, 2}), numbers({0, 1}, {1, 2}),
                                  {.margin = 2, .eps = 0})
                  .item(),
              0.7272078, digits);
  Tensor counts = numbers({1, 2, 3}, {3});
  EXPECT_NEAR(poisson_nll_loss(counts, counts).item(), 5.3976250, digits);
  EXPECT_NEAR(poisson_nll_loss(counts, counts, {.log_input = false}).item(), 0.4392896, digits);
  Tensor scores = numbers({2, .5, -1, -.5, 1.5, .3}, {2, 3});
  EXPECT_NEAR(focal_loss(scores, labels).item(), 0.0055677, digits);
  EXPECT_NEAR(focal_loss(scores, labels, {.alpha = 1, .gamma = 0}).item(), 0.3017707, digits);
  EXPECT_NEAR(cross_entropy_loss(scores, labels).item(), 0.3017707, digits);
  EXPECT_NEAR(hinge_embedding_loss(numbers({.5, 2}, {2}), numbers({-1, -1}, {2})).item(), 0.25, digits);
  EXPECT_NEAR(margin_ranking_loss(numbers({1, 3}, {2}), numbers({2, 1}, {2}), numbers({1, 1}, {2})).item(), 0.5, digits);
}

TEST(Losses, TripletWithEqualAnchorHasAFiniteGradient) {
  at::Tensor anchor = real({3, 4}).to(at::kFloat).requires_grad_();
  Tensor a = flodl::from_torch(anchor), same = flodl::from_torch(anchor.detach().clone());
  flodl::triplet_margin_loss(a, same, flodl::from_torch(real({3, 4}).to(at::kFloat))).backward();
  EXPECT_TRUE(anchor.grad().isfinite().all().item<bool>());
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

TEST(Losses, Errors) {
  using namespace flodl;
  Tensor a = zeros({4, 3}), b = zeros({4, 1}), labels = from_vector<int64_t>({0, 1, 2, 7}, {4});
  EXPECT_EQ(errorOf([&] { smooth_l1_loss(a, a, {.beta = -1}); }),
            "[smooth_l1_loss] expects a beta of 0 or more, but got -1.000000");
  EXPECT_EQ(errorOf([&] { kl_div_loss(a, b); }),
            "[kl_div_loss] expects 'input' and 'target' of equal shapes, but got [4, 3] and [4, 1]");
  EXPECT_EQ(errorOf([&] { poisson_nll_loss(a, a.to(kFloat64)); }),
            "[poisson_nll_loss] expects 'input' and 'target' of one floating-point type, but got float32 and float64");
  EXPECT_EQ(errorOf([&] { mse_loss(a, a, Reduction::BatchMean); }),
            "the reduction BatchMean is for kl_div_loss; use Reduction::Mean, or Sum and divide by the batch");
  EXPECT_EQ(errorOf([&] { cross_entropy_loss(a, a, {.weight = zeros({4})}); }),
            "[cross_entropy_loss] expects 'weight' of shape [3], one for each class, but got [4]");
  EXPECT_NE(errorOf([&] { nll_loss(a, labels); }).find("expects values from 0 to 2"), std::string::npos);
  EXPECT_NE(errorOf([&] { bce_loss(a + 1.5, a); }).find("bce_loss: all elements of input should be between 0 and 1"),
            std::string::npos);
  Tensor steps = zeros({5, 2, 3}), targets = from_vector<int64_t>({1, 2, 1, 1}, {2, 2});
  auto lengths = [](int64_t x, int64_t y) { return from_vector<int64_t>({x, y}, {2}); };
  EXPECT_NE(errorOf([&] { ctc_loss(steps, targets, lengths(5, 6), lengths(2, 2)); })
                .find("expects 'input_lengths' between 0 and 5, but got 6"),
            std::string::npos);
  EXPECT_NE(errorOf([&] { ctc_loss(steps, targets, lengths(5, 5), lengths(2, 2), {.blank = 3}); })
                .find("expects 'blank' to be a class, from 0 to 2, but got 3"),
            std::string::npos);
}

}  // namespace
}  // namespace nn_test
