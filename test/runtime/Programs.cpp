// Compiled forward and backward, joined to libtorch's autograd, against libtorch itself.
#include "test/runtime/GeneratedModel.h"
#include <c10/core/GradMode.h>

namespace flodl::test {
namespace {

void expectSameGradients(const Mlp &ours, const Mlp &theirs) {
  std::vector<at::Tensor> a = gradients(ours), b = gradients(theirs);
  for (size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].defined(), b[i].defined()) << "parameter " << i;
    if (a[i].defined())
      EXPECT_TRUE(bitwise(a[i], b[i])) << "parameter " << i;
  }
}

TEST(Programs, ForwardWithoutGradients) {
  Mlp mlp;
  auto instance = mlp.bind();
  c10::NoGradGuard noGrad;
  at::Tensor x = at::randn({4, 3});
  std::vector<at::Tensor> outputs = forward(*instance, {x});
  ASSERT_EQ(outputs.size(), 2u);
  EXPECT_TRUE(bitwise(outputs[0], mlp.forward(x)));
  EXPECT_TRUE(bitwise(outputs[1], mlp.hidden(x)));
  EXPECT_FALSE(outputs[0].requires_grad());
}

TEST(Programs, OutputsStayValidAndSizesMayChange) {
  Mlp mlp;
  auto instance = mlp.bind();
  c10::NoGradGuard noGrad;
  std::vector<at::Tensor> inputs, outputs;
  for (int64_t batch : {4, 7, 1, 4, 0, 33}) {
    inputs.push_back(at::randn({batch, 3}));
    outputs.push_back(forward(*instance, {inputs.back()})[0]);
  }
  for (size_t i = 0; i < inputs.size(); ++i)
    EXPECT_TRUE(bitwise(outputs[i], mlp.forward(inputs[i])));
}

TEST(Programs, BackwardOfAnyLossOverOutputAndTag) {
  Mlp ours, theirs = ours.clone();
  auto instance = ours.bind();
  at::Tensor x = randn({4, 3}, true), xTheirs = x.detach().clone().set_requires_grad(true);
  std::vector<at::Tensor> outputs = forward(*instance, {x});
  (outputs[0].pow(2).mean() + outputs[1].sum()).backward();
  at::Tensor hidden = theirs.hidden(xTheirs);
  (at::linear(hidden, theirs.weight2, theirs.bias2).pow(2).mean() + hidden.sum()).backward();
  expectSameGradients(ours, theirs);
  EXPECT_TRUE(bitwise(x.grad(), xTheirs.grad()));
}

TEST(Programs, TagsAreReadWhenTheyAreAskedFor) {
  Mlp ours, theirs = ours.clone();
  auto instance = ours.bind();
  at::Tensor x = at::randn({4, 3});
  // The result is dropped; the tag alone leads back to the parameters, and is still there afterwards.
  instance->forward(std::vector{handle(x)});
  tensor(instance->output(1)).sum().backward();
  theirs.hidden(x).sum().backward();
  EXPECT_TRUE(bitwise(ours.weight1.grad(), theirs.weight1.grad()));
  EXPECT_TRUE(bitwise(tensor(instance->output(1)), theirs.hidden(x)));
  {
    c10::NoGradGuard noGrad;
    instance->forward(std::vector{handle(x)});
    EXPECT_FALSE(tensor(instance->output(1)).requires_grad());
  }
  instance->setOptimizer(detail::runtime().optimizer(detail::OptimizerKind::SGD, {{.parameters = {handle(ours.bias2)}}}),
                         detail::ClipKind::None, 0);
  step(*instance, {x, at::randn({4, 2})});
  EXPECT_CONTAINS(errorOf([&] { instance->output(1); }), "was called again before this tag was read");
}

TEST(Programs, UnusedTagGetsZeroGradient) {
  Mlp ours, theirs = ours.clone();
  auto instance = ours.bind();
  at::Tensor x = at::randn({4, 3});
  forward(*instance, {x})[0].sum().backward();
  theirs.forward(x).sum().backward();
  expectSameGradients(ours, theirs);
}

TEST(Programs, TwoForwardsBeforeOneBackward) {
  Mlp ours, theirs = ours.clone();
  auto instance = ours.bind();
  at::Tensor a = at::randn({4, 3}), b = at::randn({6, 3});
  at::Tensor outA = forward(*instance, {a})[0], outB = forward(*instance, {b})[0];
  (outA.pow(2).sum() + outB.pow(2).sum()).backward();
  // libtorch runs the node created last first.
  (theirs.forward(a).pow(2).sum() + theirs.forward(b).pow(2).sum()).backward();
  for (size_t i = 0; i < 4; ++i)
    EXPECT_TRUE(close(gradients(ours)[i], gradients(theirs)[i], 1e-5));
}

TEST(Programs, AccumulatesIntoPresentGradients) {
  Mlp ours, theirs = ours.clone();
  auto instance = ours.bind();
  for (int i = 0; i < 3; ++i) {
    at::Tensor x = at::randn({4, 3});
    forward(*instance, {x})[0].pow(2).mean().backward();
    theirs.forward(x).pow(2).mean().backward();
  }
  expectSameGradients(ours, theirs);
}

TEST(Programs, ZeroGradStartsAnewAndKeepsWhatTheUserHolds) {
  Mlp ours, theirs = ours.clone();
  auto instance = ours.bind();
  at::Tensor x = at::randn({4, 3}), y = at::randn({4, 3});
  forward(*instance, {x})[0].sum().backward();
  at::Tensor held = ours.weight1.grad(), value = held.clone();
  ours.zeroGrad();
  forward(*instance, {y})[0].sum().backward();
  theirs.forward(y).sum().backward();
  expectSameGradients(ours, theirs);
  EXPECT_TRUE(bitwise(held, value));
}

TEST(Programs, GradientBuffersAreReused) {
  Mlp mlp;
  auto instance = mlp.bind();
  forward(*instance, {at::randn({4, 3})})[0].sum().backward();
  const void *first = mlp.weight1.grad().data_ptr();
  mlp.zeroGrad();
  forward(*instance, {at::randn({4, 3})})[0].sum().backward();
  EXPECT_EQ(mlp.weight1.grad().data_ptr(), first);
}

TEST(Programs, FrozenParametersGetNoGradient) {
  Mlp ours, theirs = ours.clone();
  for (Mlp *mlp : {&ours, &theirs}) {
    mlp->weight2.set_requires_grad(false);
    mlp->bias1.set_requires_grad(false);
  }
  auto instance = ours.bind();
  at::Tensor x = at::randn({4, 3});
  forward(*instance, {x})[0].pow(2).sum().backward();
  theirs.forward(x).pow(2).sum().backward();
  EXPECT_FALSE(ours.weight2.grad().defined());
  expectSameGradients(ours, theirs);
}

TEST(Programs, FrozenModelPassesGradientsToItsInput) {
  Mlp mlp;
  for (at::Tensor parameter : mlp.parameters())
    parameter.set_requires_grad(false);
  auto instance = mlp.bind();
  at::Tensor x = randn({4, 3}, true), theirs = x.detach().clone().set_requires_grad(true);
  forward(*instance, {x * 2})[0].sum().backward();
  mlp.forward(theirs * 2).sum().backward();
  EXPECT_TRUE(bitwise(x.grad(), theirs.grad()));
}

TEST(Programs, ParameterSharedByTwoInstances) {
  Mlp ours, theirs = ours.clone();
  auto first = ours.bind(), second = ours.bind();
  at::Tensor x = at::randn({4, 3});
  at::Tensor y = forward(*first, {x})[0];
  forward(*second, {at::cat({y, y}, 1).slice(1, 0, 3)})[0].sum().backward();
  at::Tensor z = theirs.forward(x);
  theirs.forward(at::cat({z, z}, 1).slice(1, 0, 3)).sum().backward();
  expectSameGradients(ours, theirs);
}

TEST(Programs, DroppedForwardReturnsItsFrame) {
  Mlp mlp;
  auto instance = mlp.bind();
  testing::internal::CaptureStderr();
  for (int i = 0; i < 3; ++i)
    forward(*instance, {at::randn({4, 3})});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Programs, BackwardOutlivesTheInstance) {
  Mlp ours, theirs = ours.clone();
  at::Tensor x = at::randn({4, 3}), loss;
  {
    auto instance = ours.bind();
    loss = forward(*instance, {x})[0].sum();
  }
  loss.backward();
  theirs.forward(x).sum().backward();
  expectSameGradients(ours, theirs);
}

TEST(Programs, SecondBackwardNamesTheWayOut) {
  Mlp mlp;
  auto instance = mlp.bind();
  at::Tensor loss = forward(*instance, {at::randn({4, 3})})[0].sum();
  EXPECT_CONTAINS(errorOf([&] { detail::runtime().backward(handle(loss), nullptr, true); }), "set_eager(true)");
  at::Tensor out = forward(*instance, {at::randn({4, 3})})[0];
  out.sum().backward();
  EXPECT_CONTAINS(errorOf([&] { detail::runtime().backward(handle(out.sum()), nullptr, false); }), "set_eager(true)");
}

TEST(Programs, ChangedParameterIsAnError) {
  Mlp mlp;
  auto instance = mlp.bind();
  at::Tensor loss = forward(*instance, {at::randn({4, 3})})[0].sum();
  {
    c10::NoGradGuard noGrad;
    mlp.bias2.add_(1);
  }
  EXPECT_CONTAINS(errorOf([&] { loss.backward(); }), "parameter 'linear_2/bias' was changed in place");
}

TEST(Programs, InputsThatDoNotFit) {
  Mlp mlp;
  auto instance = mlp.bind();
  auto text = [&](std::vector<at::Tensor> inputs) { return errorOf([&] { forward(*instance, inputs); }); };
  EXPECT_EQ(text({at::randn({4, 5})}),
            "model 'mlp': 'x' expects float32[batch, 3], but got float32[4, 5]: dimension 1 is 5, not 3");
  EXPECT_EQ(text({at::randn({4})}), "model 'mlp': 'x' expects float32[batch, 3], but got float32[4]: 1 dimensions, not 2");
  EXPECT_EQ(text({at::randn({4, 3}, at::kDouble)}),
            "model 'mlp': 'x' expects float32[batch, 3], but got float64[4, 3]");
  EXPECT_CONTAINS(text({at::randn({4, 3}), at::randn({5, 2})}), "'batch' is 5 here and 4 in another input");
  EXPECT_EQ(text({}), "model 'mlp' expects 'x', but the call has 0 inputs");
}

TEST(Programs, StridedInputs) {
  Mlp mlp;
  auto instance = mlp.bind();
  c10::NoGradGuard noGrad;
  at::Tensor x = at::randn({3, 4}).t();
  EXPECT_TRUE(close(forward(*instance, {x})[0], mlp.forward(x), 1e-6));
}

TEST(Binding, UnknownSignatureNamesTheFirstDifference) {
  std::string why;
  detail::BindRequest request = Mlp().request();
  request.signature = "model mlp\n%0 = linear\n%1 = gelu\n";
  EXPECT_EQ(detail::runtime().bind(request, why), nullptr);
  EXPECT_EQ(why, "line 3 of its recording is `%1 = gelu`, but the nearest compiled recording has `%1 = relu`");
  request.name = "other";
  EXPECT_EQ(detail::runtime().bind(request, why), nullptr);
  EXPECT_EQ(why, "no model named 'other' was compiled");
}

}  // namespace
}  // namespace flodl::test
