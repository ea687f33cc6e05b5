// Compiled programs on the GPU: direct runs, replays, and the CPU.
#include "test/cuda/Support.h"
#include <c10/cuda/CUDACachingAllocator.h>

namespace flodl::test {
namespace {

using detail::ClipKind;
using detail::OptimizerKind;

std::shared_ptr<detail::OptimizerImpl> optimizerOf(const Mlp &mlp, OptimizerKind kind, detail::OptimizerGroup group) {
  for (const at::Tensor &parameter : mlp.parameters())
    group.parameters.push_back(handle(parameter));
  return detail::runtime().optimizer(kind, {group});
}

struct Trained {
  Mlp mlp;
  std::vector<double> losses, norms;
};

Trained train(const Mlp &start, bool onGpu, OptimizerKind kind, detail::OptimizerGroup group, ClipKind clip, int steps) {
  Trained trained{onGpu ? gpu(start) : start.clone(), {}, {}};
  auto instance = trained.mlp.bind();
  auto optimizer = optimizerOf(trained.mlp, kind, group);
  instance->setOptimizer(optimizer, clip, 0.05);
  at::manual_seed(7);
  std::vector<std::shared_ptr<detail::StepResultImpl>> results;
  for (int i = 0; i < steps; ++i) {
    if (i == steps / 2)
      optimizer->group(0).lr *= 0.5;
    int64_t batch = i % 3 == 2 ? 9 : 16;
    at::Tensor x = at::randn({batch, 3}), target = at::randn({batch, 2});
    results.push_back(step(*instance, {onGpu ? gpu(x) : x, onGpu ? gpu(target) : target}));
  }
  for (auto &result : results) {
    trained.losses.push_back(result->loss());
    trained.norms.push_back(clip == ClipKind::Norm ? result->gradNorm() : 0);
  }
  return trained;
}

void expectSame(OptimizerKind kind, detail::OptimizerGroup group, ClipKind clip) {
  Mlp start;
  Trained ours = train(start, true, kind, group, clip, 12), again = train(start, true, kind, group, clip, 12);
  Trained reference = train(start, false, kind, group, clip, 12);
  EXPECT_EQ(ours.losses, again.losses);
  EXPECT_EQ(ours.norms, again.norms);
  for (size_t i = 0; i < 12; ++i) {
    EXPECT_NEAR(ours.losses[i], reference.losses[i], 1e-4 * std::abs(reference.losses[i]));
    EXPECT_NEAR(ours.norms[i], reference.norms[i], 1e-4 * std::abs(reference.norms[i]));
  }
  for (size_t p = 0; p < 4; ++p) {
    EXPECT_TRUE(bitwise(ours.mlp.parameters()[p].detach(), again.mlp.parameters()[p].detach()));
    EXPECT_TRUE(close(ours.mlp.parameters()[p].detach().cpu(), reference.mlp.parameters()[p].detach(), 1e-4));
  }
}

// eps is large so that rounding of tiny gradients is not magnified.
TEST(CudaStep, Sgd) { NEEDS_GPU(); expectSame(OptimizerKind::SGD, {.lr = 0.1, .momentum = 0.9}, ClipKind::None); }
TEST(CudaStep, Adam) { NEEDS_GPU(); expectSame(OptimizerKind::Adam, {.lr = 0.01, .eps = 1e-2}, ClipKind::None); }
TEST(CudaStep, AdamWByNorm) {
  NEEDS_GPU();
  expectSame(OptimizerKind::AdamW, {.lr = 0.01, .weightDecay = 0.1, .eps = 1e-2}, ClipKind::Norm);
}
TEST(CudaStep, SgdByValue) { NEEDS_GPU(); expectSame(OptimizerKind::SGD, {.lr = 0.1}, ClipKind::Value); }

TEST(CudaStep, ReplayEqualsDirectRun) {
  NEEDS_GPU();
  Mlp start, direct = gpu(start), replayed = gpu(start);
  at::Tensor x = gpu(at::randn({16, 3})), target = gpu(at::randn({16, 2}));
  auto b = replayed.bind();
  b->setOptimizer(optimizerOf(replayed, OptimizerKind::Adam, {.lr = 0.01}), ClipKind::Norm, 0.05);
  for (int i = 0; i < 4; ++i) {
    // An instance's first step runs directly. It starts each time where the other one is.
    Mlp copy = {gpu(replayed.weight1.detach().clone().set_requires_grad(true)),
                gpu(replayed.bias1.detach().clone().set_requires_grad(true)),
                gpu(replayed.weight2.detach().clone().set_requires_grad(true)),
                gpu(replayed.bias2.detach().clone().set_requires_grad(true))};
    std::vector<at::Tensor> before;
    for (const at::Tensor &parameter : copy.parameters())
      before.push_back(parameter.detach().clone());
    auto a = copy.bind();
    a->setOptimizer(optimizerOf(copy, OptimizerKind::SGD, {.lr = 0}), ClipKind::Norm, 0.05);
    double first = step(*a, {x, target})->loss(), second = step(*b, {x, target})->loss();
    EXPECT_EQ(first, second) << "step " << i;
  }
}

TEST(CudaPrograms, BackwardReplaysAndAccumulates) {
  NEEDS_GPU();
  Mlp start, ours = gpu(start), theirs = start.clone();
  auto instance = ours.bind();
  std::vector<at::Tensor> first;
  at::Tensor x = at::randn({4, 3}), y = at::randn({4, 3});
  for (int i = 0; i < 4; ++i) {
    ours.zeroGrad();
    at::Tensor a = forward(*instance, {gpu(x)})[0], b = forward(*instance, {gpu(y)})[0];
    (a.pow(2).sum() + b.pow(2).sum()).backward();
    if (i == 0)
      for (const at::Tensor &gradient : gradients(ours))
        first.push_back(gradient.clone());
    for (size_t p = 0; p < 4; ++p)
      EXPECT_TRUE(bitwise(gradients(ours)[p], first[p])) << "run " << i;
  }
  (theirs.forward(x).pow(2).sum() + theirs.forward(y).pow(2).sum()).backward();
  for (size_t p = 0; p < 4; ++p)
    EXPECT_TRUE(close(gradients(ours)[p].cpu(), gradients(theirs)[p], 1e-4));
}

TEST(CudaStep, SteadyStepAllocatesNothing) {
  NEEDS_GPU();
  Mlp mlp = gpu(Mlp());
  auto instance = mlp.bind();
  instance->setOptimizer(optimizerOf(mlp, OptimizerKind::AdamW, {.lr = 0.01}), ClipKind::Norm, 0.1);
  at::Tensor x = gpu(at::randn({64, 3})), target = gpu(at::randn({64, 2}));
  for (int i = 0; i < 3; ++i)
    step(*instance, {x, target});
  auto allocations = [] { return c10::cuda::CUDACachingAllocator::getDeviceStats(0).allocation[0].allocated; };
  auto before = allocations();
  for (int i = 0; i < 300; ++i)  // more steps than the ring has entries
    step(*instance, {x, target});
  EXPECT_EQ(allocations(), before);
  detail::runtime().synchronize(kCUDA);
}

}  // namespace
}  // namespace flodl::test
