#include "runtime/core/Instance.h"
#include "runtime/core/Clip.h"
#include "runtime/core/ProgramNode.h"
#include "runtime/core/Registry.h"
#include "runtime/core/Runtime.h"
#include <algorithm>

namespace flodl::rt {

/// An output leaves the frame as a tensor of its own, so that it stays valid.
static at::Tensor copyOutput(const Frame &frame, size_t index, const std::shared_ptr<torch::autograd::Node> &node) {
  const int view = frame.active->layout().outputs.at(index);
  if (view < 0)
    return {};
  at::Tensor copy = guarded([&] {
    c10::NoGradGuard noGrad;
    return frame.active->tensor(view).clone();
  });
  joinOutput(copy, index, node);
  return copy;
}

detail::Handle CompiledInstance::forward(std::span<const detail::Handle> inputs) {
  auto requiresGrad = [](const at::Tensor &tensor) { return tensor.requires_grad(); };
  bool wantsGradients =
      c10::GradMode::is_enabled() &&
      (std::ranges::any_of(model->parameters, requiresGrad) ||
       std::ranges::any_of(inputs, [&](const detail::Handle &input) { return requiresGrad(tensorOf(input)); }));
  if (wantsGradients && !model->code.train.run)
    throw Error(ErrorCode::Runtime, std::string("model '") + model->code.name +
                                        "' was compiled without its training program; call it under NoGradGuard");

  ProgramKind kind = wantsGradients ? ProgramKind::Train : ProgramKind::Forward;
  last = {};
  FrameLease lease = guarded([&] { return model->prepare(kind, inputs, wantsGradients); });
  Frame &frame = *lease;
  model->execute(frame, Phase::Run);
  const bool hasTags = frame.active->layout().outputs.size() > 1;
  std::shared_ptr<torch::autograd::Node> node;
  if (wantsGradients)
    node = joinAutograd(model, std::move(lease), inputs);
  detail::Handle result = handleOf(copyOutput(frame, 0, node));
  if (hasTags)
    last = {&frame, std::move(lease), std::move(node)};
  return result;
}

detail::Handle CompiledInstance::output(size_t index) {
  if (!last.frame)
    throw Error(ErrorCode::Runtime, std::string("model '") + model->code.name +
                                        "' was called again before this tag was read; read tags right after forward");
  return handleOf(copyOutput(*last.frame, index, last.node));
}

void CompiledInstance::setOptimizer(std::shared_ptr<detail::OptimizerImpl> optimizer, detail::ClipKind clip,
                                    double clipLimit) {
  auto ours = std::dynamic_pointer_cast<Optimizer>(optimizer);
  if (!ours)
    throw Error(ErrorCode::InvalidArgument, "a training step expects an optimizer made by this runtime");
  if (clip != detail::ClipKind::None)
    checkLimit(clip, clipLimit);
  for (size_t i = 0; i < model->parameters.size(); ++i)
    model->optimizerSlots[i] = ours->slotOf(model->parameters[i]);
  model->optimizer = std::move(ours);
  model->clip = clip;
  model->clipLimit = clipLimit;
}

std::shared_ptr<detail::StepResultImpl> CompiledInstance::step(std::span<const detail::Handle> inputs) {
  if (!hasStep())
    throw Error(ErrorCode::Runtime, std::string("model '") + model->code.name +
                                        "' has no compiled training step; set_loss and set_optimizer in its factory");
  if (!model->optimizer)
    throw Error(ErrorCode::Runtime, std::string("model '") + model->code.name + "' has no optimizer yet");
  last = {};
  auto record = std::make_shared<StepRecord>(model->code.terms.size());
  FrameLease frame = guarded([&] { return model->prepare(ProgramKind::Step, inputs, /*wantsGradients=*/true); });
  frame->call.record = record.get();
  frame->bindAll(Source::Gradient, model->gradients.beginStep());
  model->execute(*frame, Phase::Run);
  return record;
}

std::unique_ptr<detail::Instance> TorchRuntime::bind(const detail::BindRequest &request, std::string &why) {
  const ModelCode *code = findModel(request.name, request.signature, why);
  return code ? std::make_unique<CompiledInstance>(*code, request) : nullptr;
}

}  // namespace flodl::rt
