#include "runtime/core/ProgramNode.h"
#include <torch/csrc/autograd/engine.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/variable.h>

namespace flodl::rt {

namespace {

using torch::autograd::variable_list;

/// Parameter gradients go straight into the persistent buffers that become `.grad`; only gradients
/// of inputs travel along the graph's edges, one per input.
class ProgramNode final : public torch::autograd::Node {
 public:
  ProgramNode(std::shared_ptr<ModelState> model, FrameLease lease) : model(std::move(model)), frame(std::move(lease)) {}

  std::string name() const override { return std::string("FlodlBackward(") + model->code.name + ")"; }

  variable_list apply(variable_list &&grads) override {
    if (!frame)
      refuse("was already run for this forward");
    if (torch::autograd::get_current_graph_task_keep_graph() || c10::GradMode::is_enabled())
      refuse("cannot keep its graph (retain_graph, create_graph)");
    model->checkVersions(*frame);
    bindOutputGradients(grads);  // `grads` keeps what is bound alive
    variable_list inputGradients = bindInputGradients();
    ProgramCall &call = frame->call;
    frame->bindAll(Source::Gradient, model->gradients.beginBackward(call.present));
    model->execute(*frame, Phase::Backward);
    model->gradients.endBackward(call.present);
    frame.release();
    return inputGradients;
  }

  void release_variables() override { frame.release(); }

 private:
  [[noreturn]] void refuse(const char *what) const {
    throw Error(ErrorCode::Runtime, std::string("the compiled backward of model '") + model->code.name + "' " + what +
                                        "; call set_eager(true) on the model to run it through libtorch");
  }

  /// Points the program at the given gradients, which stay in `grads`; at zeros where libtorch has none.
  void bindOutputGradients(variable_list &grads) {
    const Layout &layout = frame->active->layout();
    for (size_t i = 0; i < layout.outputGradients.size(); ++i) {
      int view = layout.outputGradients[i];
      if (view < 0)
        continue;
      const ViewLayout &expected = layout.views[static_cast<size_t>(view)];
      at::Tensor &gradient = grads[i];  // one per output: the engine fills the list up
      if (!gradient.defined())
        gradient = at::zeros(expected.sizes, at::TensorOptions(scalarType(expected.dtype)).device(model->device()));
      else if (!gradient.is_contiguous() || gradient.sizes() != at::IntArrayRef(expected.sizes) ||
               gradient.scalar_type() != scalarType(expected.dtype))
        gradient = gradient.expand(expected.sizes).to(scalarType(expected.dtype)).contiguous();
      frame->active->bind(Source::OutputGradient, i, gradient.data_ptr());
    }
  }

  variable_list bindInputGradients() {
    const Layout &layout = frame->active->layout();
    variable_list gradients(num_outputs());
    for (size_t i = 0; i < layout.inputGradients.size() && i < gradients.size(); ++i) {
      int view = layout.inputGradients[i];
      if (view < 0 || !frame->call.wantsInputs[i])
        continue;
      const ViewLayout &expected = layout.views[static_cast<size_t>(view)];
      gradients[i] = at::empty(expected.sizes, at::TensorOptions(scalarType(expected.dtype)).device(model->device()));
      frame->active->bind(Source::InputGradient, i, gradients[i].data_ptr());
    }
    return gradients;
  }

  std::shared_ptr<ModelState> model;  // outlives the frame, which goes back to its pool
  FrameLease frame;
};

}  // namespace

/// Integers, such as a tagged index, have no gradient.
static bool hasGradient(const at::Tensor &output) { return output.defined() && output.is_floating_point(); }

std::shared_ptr<torch::autograd::Node> joinAutograd(std::shared_ptr<ModelState> model, FrameLease frame,
                                                    std::span<const detail::Handle> given) {
  const Binding &binding = *frame->active;
  auto node = std::shared_ptr<ProgramNode>(new ProgramNode(std::move(model), std::move(frame)),
                                           torch::autograd::deleteNode);
  for (const detail::Handle &input : given) {
    const at::Tensor &tensor = tensorOf(input);
    node->add_next_edge(tensor.requires_grad() ? torch::autograd::impl::gradient_edge(tensor) : torch::autograd::Edge());
  }
  for (int view : binding.layout().outputs)
    if (at::Tensor output = view < 0 ? at::Tensor() : binding.tensor(view); hasGradient(output))
      node->add_input_metadata(output);
    else
      node->add_input_metadata(torch::autograd::Node::undefined_input());
  return node;
}

void joinOutput(const at::Tensor &copy, size_t index, const std::shared_ptr<torch::autograd::Node> &node) {
  if (node && hasGradient(copy))
    torch::autograd::impl::set_gradient_edge(copy, {node, static_cast<uint32_t>(index)});
}

}  // namespace flodl::rt
