// The compiled training step against eager training with the same optimizer.
#include "test/runtime/AllocationCounter.h"
#include "test/runtime/GeneratedModel.h"
#include <ATen/Parallel.h>
#include <cmath>
#include <limits>

namespace flodl::test {
namespace {

using detail::ClipKind;
using detail::OptimizerKind;

std::shared_ptr<detail::OptimizerImpl> optimizerOf(const Mlp &mlp, OptimizerKind kind, detail::OptimizerGroup group) {
  for (const at::Tensor &parameter : mlp.parameters())
    group.parameters.push_back(handle(parameter));
  return detail::runtime().optimizer(kind, {group});
}

/// Trains two copies, one by compiled steps and one through libtorch, and expects equal bits.
void expectEqualTraining(OptimizerKind kind, detail::OptimizerGroup group, ClipKind clip, double limit, int frozen = -1) {
  at::manual_seed(5);
  Mlp ours, theirs = ours.clone();
  if (frozen >= 0) {
    ours.parameters()[static_cast<size_t>(frozen)].set_requires_grad(false);
    theirs.parameters()[static_cast<size_t>(frozen)].set_requires_grad(false);
  }
  auto instance = ours.bind();
  instance->setOptimizer(optimizerOf(ours, kind, group), clip, limit);
  auto optimizer = optimizerOf(theirs, kind, group);
  for (int i = 0; i < 5; ++i) {
    at::Tensor x = at::randn({16, 3}), target = at::randn({16, 2});
    auto result = step(*instance, {x, target});

    at::Tensor loss = at::mse_loss(theirs.forward(x), target);
    optimizer->zeroGrad();
    loss.backward();
    double norm = std::numeric_limits<double>::quiet_NaN();
    if (clip != ClipKind::None) {
      std::vector<detail::Handle> parameters;
      for (const at::Tensor &parameter : theirs.parameters())
        parameters.push_back(handle(parameter));
      double before = detail::runtime().clipGradients(clip, parameters, limit);
      if (clip == ClipKind::Norm)
        norm = before;
    }
    optimizer->step();

    EXPECT_FLOAT_EQ(static_cast<float>(result->loss()), loss.item().toFloat());  // the sum's order differs
    if (std::isnan(norm))
      EXPECT_TRUE(std::isnan(result->gradNorm()));
    else
      EXPECT_EQ(result->gradNorm(), norm);
    for (size_t p = 0; p < 4; ++p) {
      EXPECT_TRUE(bitwise(ours.parameters()[p].detach(), theirs.parameters()[p].detach())) << "parameter " << p;
      EXPECT_FALSE(ours.parameters()[p].grad().defined());
    }
  }
}

TEST(Step, Sgd) { expectEqualTraining(OptimizerKind::SGD, {.lr = 0.1}, ClipKind::None, 0); }
TEST(Step, SgdMomentumDecay) {
  expectEqualTraining(OptimizerKind::SGD, {.lr = 0.1, .weightDecay = 0.01, .momentum = 0.9}, ClipKind::None, 0);
}
TEST(Step, Adam) { expectEqualTraining(OptimizerKind::Adam, {.lr = 0.01}, ClipKind::None, 0); }
TEST(Step, AdamWClippedByNorm) {
  expectEqualTraining(OptimizerKind::AdamW, {.lr = 0.01, .weightDecay = 0.1}, ClipKind::Norm, 0.05);
}
TEST(Step, ClippedByValue) { expectEqualTraining(OptimizerKind::SGD, {.lr = 0.1}, ClipKind::Value, 0.01); }
TEST(Step, FrozenParameter) { expectEqualTraining(OptimizerKind::Adam, {.lr = 0.01}, ClipKind::Norm, 0.1, 2); }

TEST(Step, RateOfTheNextStepMayChange) {
  Mlp mlp;
  auto instance = mlp.bind();
  auto optimizer = optimizerOf(mlp, OptimizerKind::SGD, {.lr = 0.1});
  instance->setOptimizer(optimizer, ClipKind::None, 0);
  optimizer->group(0).lr = 0;
  at::Tensor before = mlp.weight1.detach().clone();
  step(*instance, {at::randn({4, 3}), at::randn({4, 2})});
  EXPECT_TRUE(bitwise(mlp.weight1.detach(), before));
}

TEST(Step, BumpsVersions) {
  Mlp mlp;
  auto instance = mlp.bind();
  instance->setOptimizer(optimizerOf(mlp, OptimizerKind::SGD, {.lr = 0.1}), ClipKind::None, 0);
  at::Tensor loss = forward(*instance, {at::randn({4, 3})})[0].sum();
  step(*instance, {at::randn({4, 3}), at::randn({4, 2})});
  EXPECT_CONTAINS(errorOf([&] { loss.backward(); }), "was changed in place after forward");
}

TEST(Step, CountsForwards) {
  Mlp mlp;
  auto instance = mlp.bind();
  instance->setOptimizer(optimizerOf(mlp, OptimizerKind::SGD, {.lr = 0.1}), ClipKind::None, 0);
  EXPECT_EQ(instance->forwardNumber(), 0u);
  step(*instance, {at::randn({4, 3}), at::randn({4, 2})});
  forward(*instance, {at::randn({4, 3})});
  EXPECT_EQ(instance->forwardNumber(), 2u);
}

TEST(Step, SteadyStepAllocatesNoTensorMemory) {
  Mlp mlp;
  auto instance = mlp.bind();
  instance->setOptimizer(optimizerOf(mlp, OptimizerKind::AdamW, {.lr = 0.01}), ClipKind::Norm, 0.1);
  at::Tensor x = at::randn({64, 3}), target = at::randn({64, 2});
  step(*instance, {x, target});
  AllocationCounter counter;
  for (int i = 0; i < 10; ++i)
    step(*instance, {x, target});
  EXPECT_EQ(counter.count(), 0);
}

TEST(Step, ResultsDoNotDependOnThreads) {
  auto train = [](int threads) {
    at::manual_seed(3);
    Mlp mlp;
    at::set_num_threads(threads);
    auto instance = mlp.bind();
    instance->setOptimizer(optimizerOf(mlp, OptimizerKind::Adam, {.lr = 0.01}), ClipKind::Norm, 0.1);
    for (int i = 0; i < 3; ++i)
      step(*instance, {at::randn({32, 3}), at::randn({32, 2})});
    return mlp.weight1.detach();
  };
  int threads = at::get_num_threads();
  EXPECT_TRUE(bitwise(train(1), train(2)));
  at::set_num_threads(threads);
}

TEST(Step, NeedsAnOptimizer) {
  Mlp mlp;
  auto instance = mlp.bind();
  EXPECT_TRUE(instance->hasStep());
  EXPECT_CONTAINS(errorOf([&] { step(*instance, {at::randn({4, 3}), at::randn({4, 2})}); }), "has no optimizer yet");
  EXPECT_CONTAINS(errorOf([&] {
                    instance->setOptimizer(optimizerOf(mlp, OptimizerKind::SGD, {}), ClipKind::Norm, 0);
                  }),
                  "expects a limit above 0");
}

}  // namespace
}  // namespace flodl::test
