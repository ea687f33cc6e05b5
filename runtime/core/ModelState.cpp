#include "runtime/core/ModelState.h"
#include "runtime/core/FlatParameters.h"
#include <ATen/core/LegacyTypeDispatch.h>
#include <algorithm>

namespace flodl::rt {

/// Layouts kept of each program; a further size replaces the one that was not used for longest.
static constexpr size_t maxLayouts = 8;

static std::vector<at::Tensor> tensorsOf(std::span<const detail::Handle> handles) {
  std::vector<at::Tensor> tensors;
  for (const detail::Handle &handle : handles)
    tensors.push_back(rt::tensorOf(handle));
  return tensors;
}

ModelState::ModelState(const ModelCode &code, const detail::BindRequest &request)
    : code(code), instance(request.instance), parameters(tensorsOf(request.parameters)),
      buffers(tensorsOf(request.buffers)), parameterNames(request.parameterNames), hypers(request.hypers), inputs(code),
      gradients(parameters), optimizerSlots(parameters.size(), -1) {
  // Tensors that forward took from outside do not follow the model's .to().
  for (at::Tensor &buffer : buffers)
    if (!parameters.empty() && buffer.device() != device())
      buffer = buffer.to(device());
}

const Program &ModelState::program(ProgramKind kind) const {
  const Program *programs[] = {&code.forward, &code.train, &code.step};
  return *programs[static_cast<size_t>(kind)];
}

at::Device ModelState::device() const {
  if (!parameters.empty())
    return parameters[0].device();
  return buffers.empty() ? inputDevice : buffers[0].device();
}

std::shared_ptr<const Layout> ModelState::layoutFor(ProgramKind kind, std::span<const at::Tensor> given) {
  inputs.resolve(given, device(), symbols);
  auto &list = layouts[static_cast<size_t>(kind)];
  auto found = std::find_if(list.begin(), list.end(), [&](const auto &layout) { return layout->symbols == symbols; });
  if (found != list.end()) {
    std::rotate(found, found + 1, list.end());
    return list.back();
  }
  auto layout = std::make_shared<const Layout>(code, program(kind), PlanInputs{symbols, given, parameters, buffers});
  if (list.size() == maxLayouts)
    list.erase(list.begin());
  list.push_back(layout);
  return layout;
}

static uint32_t versionOf(const at::Tensor &tensor) { return tensor.is_inference() ? 0 : tensor._version(); }

FrameLease ModelState::prepare(ProgramKind kind, std::span<const detail::Handle> given, bool wantsGradients) {
  c10::SmallVector<at::Tensor, 4> tensors;
  for (const detail::Handle &handle : given)
    tensors.push_back(rt::tensorOf(handle).contiguous());
  if (!tensors.empty())
    inputDevice = tensors[0].device();
  std::shared_ptr<const Layout> layout = layoutFor(kind, tensors);
  if (wantsGradients && !isFlat) {
    flattenParameters(parameters);
    isFlat = true;
  }

  FrameLease frame(frames, *layout);
  frame->activate(layout, device());
  frame->program = &program(kind);
  frame->inputs.assign(tensors.begin(), tensors.end());
  frame->bindAll(Source::Input, frame->inputs);
  frame->bindAll(Source::Parameter, parameters);
  frame->bindAll(Source::Buffer, buffers);

  ProgramCall &call = frame->call;
  call.model = this;
  call.flags = flags;
  call.hypers = hypers;
  call.tuned = code.tuned;
  call.forward = forwardNumber++;
  call.record = nullptr;
  call.gradientScale = 1;
  call.wantsParameters.assign(parameters.size(), 0);
  call.present.assign(parameters.size(), 0);
  call.wantsInputs.assign(code.inputs.size(), 0);
  frame->versions.clear();
  if (wantsGradients) {
    for (size_t i = 0; i < parameters.size(); ++i) {
      call.wantsParameters[i] = parameters[i].requires_grad();
      call.present[i] = call.wantsParameters[i] && layout->hasGradient[i];
    }
    for (size_t i = 0; i < given.size(); ++i)
      call.wantsInputs[i] = kind == ProgramKind::Train && rt::tensorOf(given[i]).requires_grad();
    for (const at::Tensor &tensor : frame->inputs)
      frame->versions.push_back(versionOf(tensor));
    for (const at::Tensor &parameter : parameters)
      frame->versions.push_back(versionOf(parameter));
  }
  return frame;
}

void ModelState::checkVersions(const Frame &frame) const {
  for (size_t i = 0; i < frame.versions.size(); ++i) {
    bool isInput = i < frame.inputs.size();
    const at::Tensor &tensor = isInput ? frame.inputs[i] : parameters[i - frame.inputs.size()];
    if (versionOf(tensor) == frame.versions[i])
      continue;
    std::string what = isInput ? std::string("input '") + code.inputs[i].name + "'"
                               : "parameter '" + parameterNames[i - frame.inputs.size()] + "'";
    throw Error(ErrorCode::Runtime, std::string("backward of model '") + code.name + "': " + what +
                                        " was changed in place after forward; call backward() before changing it, "
                                        "or run forward again");
  }
}

void ModelState::execute(Frame &frame, Phase phase) {
  guarded([&] {
    at::AutoDispatchBelowADInplaceOrView noAutograd;
    backend(device().type()).execute(*this, frame, phase);
  });
}

}  // namespace flodl::rt
