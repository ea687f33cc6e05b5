// SGD, Adam and AdamW against libtorch's own, and their rules on absent gradients.
#include "test/runtime/Support.h"
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

namespace flodl::test {
namespace {

using detail::ClipKind;
using detail::OptimizerGroup;
using detail::OptimizerKind;

std::vector<at::Tensor> parameters(at::ScalarType type) {
  // The last one is larger than a block of the multi-tensor loop.
  std::vector<at::Tensor> list = {at::randn({3, 4}), at::randn({7}), at::randn({}), at::randn({200, 171})};
  for (at::Tensor &tensor : list)
    tensor = tensor.to(type).set_requires_grad(true);
  return list;
}

std::vector<at::Tensor> copies(const std::vector<at::Tensor> &list) {
  std::vector<at::Tensor> result;
  for (const at::Tensor &tensor : list)
    result.push_back(tensor.detach().clone().set_requires_grad(true));
  return result;
}

std::vector<detail::Handle> handles(const std::vector<at::Tensor> &list) {
  std::vector<detail::Handle> result;
  for (const at::Tensor &tensor : list)
    result.push_back(handle(tensor));
  return result;
}

/// Seven steps with the same gradients; `bound` covers the different order of a few roundings.
template <class Theirs>
void compare(OptimizerKind kind, OptimizerGroup group, at::ScalarType type, double bound, Theirs makeTheirs) {
  std::vector<at::Tensor> ours = parameters(type), theirs = copies(ours);
  group.parameters = handles(ours);
  auto optimizer = detail::runtime().optimizer(kind, {group});
  auto reference = makeTheirs(theirs);
  for (int step = 0; step < 7; ++step) {
    for (size_t i = 0; i < ours.size(); ++i)
      ours[i].mutable_grad() = theirs[i].mutable_grad() = at::randn_like(ours[i].detach());
    optimizer->step();
    reference->step();
    for (size_t i = 0; i < ours.size(); ++i)
      ASSERT_TRUE(close(ours[i].detach(), theirs[i].detach(), bound)) << "step " << step << ", parameter " << i;
  }
}

TEST(Optimizers, SgdLikeLibtorch) {
  for (double momentum : {0.0, 0.9})
    for (double decay : {0.0, 0.1}) {
      auto make = [&](std::vector<at::Tensor> list) {
        return std::make_unique<torch::optim::SGD>(
            list, torch::optim::SGDOptions(0.05).momentum(momentum).weight_decay(decay));
      };
      OptimizerGroup group{.lr = 0.05, .weightDecay = decay, .momentum = momentum};
      compare(OptimizerKind::SGD, group, at::kFloat, 1e-6, make);
      compare(OptimizerKind::SGD, group, at::kDouble, 1e-14, make);
    }
}

TEST(Optimizers, AdamLikeLibtorch) {
  for (double decay : {0.0, 0.1}) {
    auto make = [&](std::vector<at::Tensor> list) {
      return std::make_unique<torch::optim::Adam>(
          list, torch::optim::AdamOptions(0.01).betas({0.8, 0.99}).eps(1e-6).weight_decay(decay));
    };
    OptimizerGroup group{.lr = 0.01, .weightDecay = decay, .beta1 = 0.8, .beta2 = 0.99, .eps = 1e-6};
    compare(OptimizerKind::Adam, group, at::kFloat, 1e-6, make);
    compare(OptimizerKind::Adam, group, at::kDouble, 1e-13, make);
  }
}

TEST(Optimizers, AdamWLikeLibtorch) {
  auto make = [](std::vector<at::Tensor> list) {
    return std::make_unique<torch::optim::AdamW>(list, torch::optim::AdamWOptions(0.01).weight_decay(0.1));
  };
  compare(OptimizerKind::AdamW, {.lr = 0.01, .weightDecay = 0.1}, at::kFloat, 1e-6, make);
  compare(OptimizerKind::AdamW, {.lr = 0.01, .weightDecay = 0.1}, at::kDouble, 1e-13, make);
}

TEST(Optimizers, HalfPrecisionRoundsOnce) {
  at::Tensor half = at::randn({50}).to(at::kBFloat16).set_requires_grad(true);
  at::Tensor wide = half.detach().to(at::kFloat);
  half.mutable_grad() = at::randn({50}).to(at::kBFloat16);
  at::Tensor expected = (wide - 0.1f * half.grad().to(at::kFloat)).to(at::kBFloat16);
  detail::runtime().optimizer(OptimizerKind::SGD, {{.parameters = {handle(half)}, .lr = 0.1}})->step();
  EXPECT_TRUE(close(half.detach(), expected, 1e-2));
}

TEST(Optimizers, AbsentGradientsAndFrozenParametersKeepTheirCount) {
  at::Tensor late = at::ones({3}).set_requires_grad(true), always = at::ones({3}).set_requires_grad(true);
  auto optimizer =
      detail::runtime().optimizer(OptimizerKind::Adam, {{.parameters = {handle(late), handle(always)}, .lr = 0.1}});
  for (int step = 0; step < 5; ++step) {
    always.mutable_grad() = at::ones({3});
    optimizer->step();
  }
  EXPECT_TRUE(bitwise(late.detach(), at::ones({3})));
  late.mutable_grad() = at::ones({3});
  late.set_requires_grad(false);
  optimizer->step();
  EXPECT_TRUE(bitwise(late, at::ones({3})));
  // The first update of Adam moves by the rate, whenever it happens.
  late.set_requires_grad(true);
  optimizer->step();
  EXPECT_TRUE(close(late.detach(), at::full({3}, 0.9), 1e-6));
}

TEST(Optimizers, GradientInAnotherOrderOfMemory) {
  at::Tensor parameter = at::zeros({2, 3}).set_requires_grad(true);
  at::Tensor gradient = at::arange(6, at::kFloat).view({3, 2}).t();
  parameter.mutable_grad() = gradient;
  detail::runtime().optimizer(OptimizerKind::SGD, {{.parameters = {handle(parameter)}, .lr = 1}})->step();
  EXPECT_TRUE(bitwise(parameter.detach(), -gradient));
}

TEST(Optimizers, GroupsHaveTheirOwnRates) {
  at::Tensor a = at::zeros({2}).set_requires_grad(true), b = at::zeros({2}).set_requires_grad(true);
  auto optimizer = detail::runtime().optimizer(
      OptimizerKind::SGD, {{.parameters = {handle(a)}, .lr = 1}, {.parameters = {handle(b)}, .lr = 2}});
  a.mutable_grad() = b.mutable_grad() = at::ones({2});
  optimizer->group(0).lr = 3;
  optimizer->step();
  EXPECT_TRUE(bitwise(a.detach(), at::full({2}, -3.)));
  EXPECT_TRUE(bitwise(b.detach(), at::full({2}, -2.)));
  optimizer->zeroGrad();
  EXPECT_FALSE(a.grad().defined());
}

TEST(Optimizers, WhatConstructionRefuses) {
  detail::Handle p = handle(at::zeros({2}));
  auto text = [&](OptimizerGroup group) {
    group.parameters.push_back(p);
    return errorOf([&] { detail::runtime().optimizer(OptimizerKind::Adam, {group}); });
  };
  EXPECT_CONTAINS(text({.lr = -1}), "expects lr of at least 0, but got -1");
  EXPECT_CONTAINS(text({.beta1 = 1}), "expects beta1 in [0, 1)");
  EXPECT_CONTAINS(text({.parameters = {p}}), "got a parameter of shape [2] twice");
}

TEST(Clipping, ByNorm) {
  std::vector<at::Tensor> list = parameters(at::kFloat);
  at::Tensor total = at::zeros({}, at::kDouble);
  std::vector<at::Tensor> gradients;
  for (at::Tensor &tensor : list) {
    tensor.mutable_grad() = at::randn_like(tensor.detach());
    gradients.push_back(tensor.grad().clone());
    total += tensor.grad().to(at::kDouble).pow(2).sum();
  }
  double norm = total.sqrt().item().toDouble();
  // Sums of 2^14/16 squares in float32, those in float64.
  EXPECT_NEAR(detail::runtime().clipGradients(ClipKind::Norm, handles(list), 0.5), norm, norm * 1e-5);
  for (size_t i = 0; i < list.size(); ++i)
    EXPECT_TRUE(close(list[i].grad(), gradients[i] * (0.5 / (norm + 1e-6)), 1e-5));
  EXPECT_NEAR(detail::runtime().clipGradients(ClipKind::Norm, handles(list), 1), 0.5, 1e-5);
}

TEST(Clipping, NonFiniteNormLeavesGradientsAlone) {
  at::Tensor p = at::zeros({3}).set_requires_grad(true);
  p.mutable_grad() = at::tensor({1.f, std::numeric_limits<float>::infinity(), 2.f});
  at::Tensor before = p.grad().clone();
  EXPECT_TRUE(std::isinf(detail::runtime().clipGradients(ClipKind::Norm, std::vector{handle(p)}, 1)));
  EXPECT_TRUE(bitwise(p.grad(), before));
}

TEST(Clipping, ByValue) {
  at::Tensor p = at::zeros({4}).set_requires_grad(true);
  p.mutable_grad() = at::tensor({-3.f, 0.5f, 2.f, -0.1f});
  EXPECT_EQ(detail::runtime().clipGradients(ClipKind::Value, std::vector{handle(p)}, 1), 3);
  EXPECT_TRUE(bitwise(p.grad(), at::tensor({-1.f, 0.5f, 1.f, -0.1f})));
}

TEST(Clipping, NothingToClip) {
  EXPECT_EQ(detail::runtime().clipGradients(ClipKind::Norm, {}, 1), 0);
  EXPECT_CONTAINS(errorOf([] { detail::runtime().clipGradients(ClipKind::Norm, {}, -1); }), "expects a limit above 0");
}

}  // namespace
}  // namespace flodl::test
