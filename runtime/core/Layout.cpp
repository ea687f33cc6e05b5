#include "runtime/core/Layout.h"
#include "runtime/core/MemoryPlan.h"

namespace flodl::rt {

int64_t numelOf(at::IntArrayRef sizes) {
  int64_t count = 1;
  for (int64_t size : sizes)
    count *= size;
  return count;
}

std::vector<int64_t> contiguousStrides(at::IntArrayRef sizes) {
  std::vector<int64_t> strides(sizes.size());
  int64_t stride = 1;
  for (size_t i = sizes.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= std::max<int64_t>(sizes[i], 1);
  }
  return strides;
}

namespace {

using Sizes = std::initializer_list<int64_t>;

/// Fills a Layout from the calls of a generated `plan`.
class Planner final : public Plan {
 public:
  Planner(const ModelCode &code, const PlanInputs &given, Layout &layout) : code(code), given(given), layout(layout) {}

  int64_t dim(int symbol) const override { return given.symbols[static_cast<size_t>(symbol)]; }

  void require(bool holds, const char *shown, const char *text, const char *place) override {
    if (holds)
      return;
    std::string sizes;
    for (size_t i = 0; i < given.symbols.size(); ++i)
      if (given.symbols[i] >= 0)
        sizes += (sizes.empty() ? "" : ", ") + std::string(code.symbols[i]) + " = " + std::to_string(given.symbols[i]);
    throw Error(ErrorCode::ShapeMismatch, std::string(text) + ": expects " + shown + ", but got " + sizes +
                                              (*place ? std::string(" (checked at ") + place + ")" : ""));
  }

  void input(int view, int index) override {
    if (static_cast<size_t>(index) >= given.inputs.size())
      throw Error(ErrorCode::InvalidArgument, std::string("model '") + code.name + "' expects '" +
                                                  code.inputs[static_cast<size_t>(index)].name +
                                                  "', but the call has " + std::to_string(given.inputs.size()) +
                                                  " inputs");
    const at::Tensor &tensor = given.inputs[static_cast<size_t>(index)];
    declare(view, Source::Input, index, dtypeOf(tensor.scalar_type()), tensor.sizes());
  }

  void parameter(int view, int index) override {
    strided(view, Source::Parameter, index, given.parameters[static_cast<size_t>(index)]);
  }
  void buffer(int view, int index) override {
    strided(view, Source::Buffer, index, given.buffers[static_cast<size_t>(index)]);
  }
  void gradient(int view, int index) override {
    const at::Tensor &tensor = given.parameters[static_cast<size_t>(index)];
    declare(view, Source::Gradient, index, dtypeOf(tensor.scalar_type()), tensor.sizes());
    layout.hasGradient[static_cast<size_t>(index)] = 1;
  }

  void inputGradient(int view, int index, DType dtype, Sizes sizes) override {
    declare(view, Source::InputGradient, index, dtype, sizes);
    remember(layout.inputGradients, view, index);
  }
  void outputGradient(int view, int index, DType dtype, Sizes sizes) override {
    declare(view, Source::OutputGradient, index, dtype, sizes);
    remember(layout.outputGradients, view, index);
  }

  void frame(int view, DType dtype, Sizes sizes, int first, int last) override {
    declare(view, Source::Frame, static_cast<int>(lifetimes.size()), dtype, sizes);
    lifetimes.push_back({static_cast<size_t>(numelOf(sizes)) * itemSize(dtype), first, last});
  }

  void alias(int view, int base, Sizes sizes, Sizes strides, int64_t offset) override {
    const ViewLayout &from = layout.views[static_cast<size_t>(base)];
    if (!from.declared)
      throw Error(ErrorCode::Internal, "a view aliases one that is not declared yet");
    layout.views[static_cast<size_t>(view)] = {from.source, from.index, from.dtype, sizes, strides,
                                               from.offset + static_cast<size_t>(offset) * itemSize(from.dtype), true};
  }

  void output(int view, int index) override { remember(layout.outputs, view, index); }

  void place() {
    layout.frameBytes = planMemory(lifetimes);
    for (ViewLayout &view : layout.views)
      if (view.declared && view.source == Source::Frame)
        view.offset += lifetimes[static_cast<size_t>(view.index)].offset;
  }

 private:
  void declare(int view, Source source, int index, DType dtype, at::IntArrayRef sizes) {
    for (int64_t size : sizes)
      if (size < 0)
        unknownSize();
    layout.views[static_cast<size_t>(view)] = {source, index, dtype, sizes.vec(), contiguousStrides(sizes), 0, true};
    size_t &count = layout.slots[static_cast<size_t>(source)];
    count = std::max(count, static_cast<size_t>(index) + 1);
  }
  [[noreturn]] void unknownSize() const {
    for (size_t i = 0; i < given.symbols.size(); ++i)
      if (given.symbols[i] < 0)
        throw Error(ErrorCode::InvalidArgument, std::string("model '") + code.name + "' needs the size '" +
                                                    code.symbols[i] + "', which no input of this call determines");
    throw Error(ErrorCode::ShapeMismatch, std::string("model '") + code.name +
                                              "' has a negative size for these inputs; they are too small for it");
  }
  void strided(int view, Source source, int index, const at::Tensor &tensor) {
    declare(view, source, index, dtypeOf(tensor.scalar_type()), tensor.sizes());
    layout.views[static_cast<size_t>(view)].strides = tensor.strides().vec();
  }
  static void remember(std::vector<int> &list, int view, int index) {
    if (list.size() <= static_cast<size_t>(index))
      list.resize(static_cast<size_t>(index) + 1, -1);
    list[static_cast<size_t>(index)] = view;
  }

  const ModelCode &code;
  const PlanInputs &given;
  Layout &layout;
  std::vector<Lifetime> lifetimes;
};

}  // namespace

Layout::Layout(const ModelCode &code, const Program &program, const PlanInputs &inputs)
    : symbols(inputs.symbols.begin(), inputs.symbols.end()), views(static_cast<size_t>(program.views)),
      hasGradient(inputs.parameters.size()) {
  Planner planner(code, inputs, *this);
  program.plan(planner);
  planner.place();
}

}  // namespace flodl::rt
