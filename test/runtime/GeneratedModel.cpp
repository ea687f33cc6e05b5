#include "test/runtime/GeneratedModel.h"
#include "flodl/rt/ops.h"

namespace {

using namespace flodl;
using namespace flodl::rt;

// Kernels.

struct PairArgs {
  const float *input, *target;
  float *result;
  float factor;
};

void squaredDifference(Call &call, const View &input, const View &target, const View &result) {
  if (call.cuda())
    return mse_loss(call, input, target, "mean", result);
  const float *a = input.as<float>(), *b = target.as<float>();
  double sum = 0;
  for (int64_t i = 0; i < input.numel; ++i)
    sum += static_cast<double>((a[i] - b[i]) * (a[i] - b[i]));
  *result.as<float>() = static_cast<float>(sum / static_cast<double>(input.numel));
}

void squaredDifferenceBackward(Call &call, const View &input, const View &target, const View &result) {
  if (call.cuda()) {
    sub(call, input, target, result);
    static_cast<at::Tensor *>(result.tensor)->mul_(2.0 / static_cast<double>(input.numel));
    return;
  }
  const PairArgs args{input.as<float>(), target.as<float>(), result.as<float>(), 2.f / static_cast<float>(input.numel)};
  parallelFor(
      0, input.numel, 16,
      [](const void *data, int64_t begin, int64_t end) {
        const PairArgs &args = *static_cast<const PairArgs *>(data);
        for (int64_t i = begin; i < end; ++i)
          args.result[i] = args.factor * (args.input[i] - args.target[i]);
      },
      &args);
}

// Forward.

void forwardPlan(Plan &plan) {
  const int64_t batch = plan.dim(0);
  plan.input(0, 0);                                  // x
  plan.parameter(1, 0);                              // linear_1/weight
  plan.parameter(2, 1);                              // linear_1/bias
  plan.parameter(3, 2);                              // linear_2/weight
  plan.parameter(4, 3);                              // linear_2/bias
  plan.frame(5, kFloat32, {batch, 5}, 0, 1);         // linear_1
  plan.frame(6, kFloat32, {batch, 5}, 1, 3);         // hidden
  plan.frame(7, kFloat32, {batch, 2}, 2, 3);         // linear_2
  plan.output(7, 0);
  plan.output(6, 1);
}

void forwardRun(Call &call) {
  linear(call, call.view(0), call.view(1), &call.view(2), call.view(5));
  relu(call, call.view(5), call.view(6));
  linear(call, call.view(6), call.view(3), &call.view(4), call.view(7));
}

// Forward and backward.

void trainPlan(Plan &plan) {
  const int64_t batch = plan.dim(0);
  plan.input(0, 0);
  plan.parameter(1, 0);
  plan.parameter(2, 1);
  plan.parameter(3, 2);
  plan.parameter(4, 3);
  plan.frame(5, kFloat32, {batch, 5}, 0, 1);
  plan.frame(6, kFloat32, {batch, 5}, 1, 11);
  plan.frame(7, kFloat32, {batch, 2}, 2, 3);
  plan.output(7, 0);
  plan.output(6, 1);
  plan.outputGradient(8, 0, kFloat32, {batch, 2});
  plan.outputGradient(9, 1, kFloat32, {batch, 5});
  plan.gradient(10, 0);
  plan.gradient(11, 1);
  plan.gradient(12, 2);
  plan.gradient(13, 3);
  plan.frame(14, kFloat32, {batch, 5}, 4, 7);        // d hidden through linear_2
  plan.frame(15, kFloat32, {batch, 5}, 7, 8);        // d hidden
  plan.frame(16, kFloat32, {batch, 5}, 8, 11);       // d linear_1
  plan.inputGradient(17, 0, kFloat32, {batch, 3});
}

void trainBackward(Call &call) {
  matmul(call, call.view(8), call.view(3), call.view(14));
  if (call.wantsParameter(2)) {
    const SideWork beside(call);
    linear_weight_grad(call, call.view(8), call.view(6), call.view(12));
  }
  if (call.wantsParameter(3)) {
    const SideWork beside(call);
    const int64_t shape[] = {2};
    sum_to(call, call.view(8), shape, call.view(13));
  }
  add(call, call.view(9), call.view(14), call.view(15));
  threshold_backward(call, call.view(15), call.view(6), call.view(16));
  if (call.wantsParameter(0)) {
    const SideWork beside(call);
    linear_weight_grad(call, call.view(16), call.view(0), call.view(10));
  }
  if (call.wantsParameter(1)) {
    const SideWork beside(call);
    const int64_t shape[] = {5};
    sum_to(call, call.view(16), shape, call.view(11));
  }
  if (call.wantsInput(0))
    matmul(call, call.view(16), call.view(1), call.view(17));
}

// Training step.

void stepPlan(Plan &plan) {
  const int64_t batch = plan.dim(0);
  plan.input(0, 0);
  plan.input(18, 1);                                 // target
  plan.parameter(1, 0);
  plan.parameter(2, 1);
  plan.parameter(3, 2);
  plan.parameter(4, 3);
  plan.frame(5, kFloat32, {batch, 5}, 0, 1);
  plan.frame(6, kFloat32, {batch, 5}, 1, 12);
  plan.frame(7, kFloat32, {batch, 2}, 2, 5);
  plan.frame(8, kFloat32, {}, 3, 4);                 // loss
  plan.gradient(10, 0);
  plan.gradient(11, 1);
  plan.gradient(12, 2);
  plan.gradient(13, 3);
  plan.frame(14, kFloat32, {batch, 2}, 5, 12);       // d linear_2
  plan.frame(15, kFloat32, {batch, 5}, 6, 9);        // d hidden
  plan.frame(16, kFloat32, {batch, 5}, 9, 12);       // d linear_1
}

void stepRun(Call &call) {
  forwardRun(call);
  squaredDifference(call, call.view(7), call.view(18), call.view(8));
  recordLoss(call, call.view(8));
  squaredDifferenceBackward(call, call.view(7), call.view(18), call.view(14));
  matmul(call, call.view(14), call.view(3), call.view(15));
  if (call.wantsParameter(2)) {
    const SideWork beside(call);
    linear_weight_grad(call, call.view(14), call.view(6), call.view(12));
  }
  if (call.wantsParameter(3)) {
    const SideWork beside(call);
    const int64_t shape[] = {2};
    sum_to(call, call.view(14), shape, call.view(13));
  }
  threshold_backward(call, call.view(15), call.view(6), call.view(16));
  if (call.wantsParameter(0)) {
    const SideWork beside(call);
    linear_weight_grad(call, call.view(16), call.view(0), call.view(10));
  }
  if (call.wantsParameter(1)) {
    const SideWork beside(call);
    const int64_t shape[] = {5};
    sum_to(call, call.view(16), shape, call.view(11));
  }
  joinSideWork(call);
  clipGradients(call);
  optimizerStep(call);
}

const char *const xSizes[] = {"batch", "3"};
const char *const targetSizes[] = {"batch", "2"};
const InputInfo inputs[] = {{"x", kFloat32, xSizes}, {"target", kFloat32, targetSizes}};
const char *const symbols[] = {"batch"};
const char *const outputs[] = {"", "hidden"};

const ModelCode code = {
    "mlp",
    flodl::test::mlpSignature,
    "by hand",
    inputs,
    symbols,
    outputs,
    {},
    {forwardPlan, forwardRun, nullptr, 8},
    {trainPlan, forwardRun, trainBackward, 18},
    {stepPlan, stepRun, nullptr, 19},
};
const Registration registration(code);

}  // namespace

namespace flodl::test {

Mlp Mlp::clone() const {
  auto copy = [](const at::Tensor &t) { return t.detach().clone().set_requires_grad(true); };
  return {copy(weight1), copy(bias1), copy(weight2), copy(bias2)};
}

void Mlp::zeroGrad() const {
  for (const at::Tensor &parameter : parameters())
    parameter.mutable_grad().reset();
}

detail::BindRequest Mlp::request() const {
  detail::BindRequest request;
  request.name = "mlp";
  request.signature = mlpSignature;
  for (const at::Tensor &parameter : parameters())
    request.parameters.push_back(handle(parameter));
  request.parameterNames = {"linear_1/weight", "linear_1/bias", "linear_2/weight", "linear_2/bias"};
  return request;
}

std::unique_ptr<detail::Instance> Mlp::bind() const {
  std::string why;
  auto instance = detail::runtime().bind(request(), why);
  EXPECT_TRUE(instance) << why;
  return instance;
}

std::vector<at::Tensor> gradients(const Mlp &mlp) {
  std::vector<at::Tensor> list;
  for (const at::Tensor &parameter : mlp.parameters())
    list.push_back(parameter.grad());
  return list;
}

static std::vector<detail::Handle> handles(std::vector<at::Tensor> tensors) {
  std::vector<detail::Handle> list;
  for (at::Tensor &tensor : tensors)
    list.push_back(handle(std::move(tensor)));
  return list;
}

std::vector<at::Tensor> forward(detail::Instance &instance, std::vector<at::Tensor> inputs, size_t outputs) {
  std::vector<at::Tensor> list = {tensor(instance.forward(handles(std::move(inputs))))};
  while (list.size() < outputs) {
    const detail::Handle output = instance.output(list.size());
    list.push_back(output ? tensor(output) : at::Tensor());
  }
  return list;
}

std::shared_ptr<detail::StepResultImpl> step(detail::Instance &instance, std::vector<at::Tensor> inputs) {
  return instance.step(handles(std::move(inputs)));
}

}  // namespace flodl::test
