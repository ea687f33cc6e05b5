#include "runtime/core/InputSignature.h"
#include <algorithm>

namespace flodl::rt {

InputSignature::InputSignature(const ModelCode &code) : code(code) {
  for (const InputInfo &input : code.inputs) {
    std::vector<Size> &list = sizes.emplace_back();
    for (std::string_view text : input.sizes) {
      Size size;
      auto symbol = std::find(code.symbols.begin(), code.symbols.end(), text);
      std::optional<Dim> dim = Dim::parse(text);
      if (!dim)
        throw Error(ErrorCode::Internal, "compiled model '" + std::string(code.name) + "' has an input size '" +
                                             std::string(text) + "' that is no expression");
      if (symbol != code.symbols.end())
        size.symbol = static_cast<int>(symbol - code.symbols.begin());
      else if (dim->isConstant())
        size.value = *dim->constant();
      else
        size.expression = *dim;
      list.push_back(std::move(size));
    }
  }
}

std::string InputSignature::text(size_t input) const {
  std::string result = std::string(dtypeName(code.inputs[input].dtype)) + "[";
  for (size_t i = 0; i < code.inputs[input].sizes.size(); ++i)
    result += (i ? ", " : "") + std::string(code.inputs[input].sizes[i]);
  return result + "]";
}

std::string InputSignature::prefix(size_t input, const at::Tensor &tensor) const {
  return "model '" + std::string(code.name) + "': '" + code.inputs[input].name + "' expects " + text(input) +
         ", but got " + describe(tensor);
}

void InputSignature::resolve(std::span<const at::Tensor> inputs, at::Device device,
                             std::vector<int64_t> &symbols) const {
  if (inputs.size() > code.inputs.size())
    throw Error(ErrorCode::InvalidArgument, "model '" + std::string(code.name) + "' expects " +
                                                std::to_string(code.inputs.size()) + " inputs and targets, but got " +
                                                std::to_string(inputs.size()));
  symbols.assign(code.symbols.size(), -1);
  bool expressions = false;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const at::Tensor &tensor = inputs[i];
    if (dtypeOf(tensor.scalar_type()) != code.inputs[i].dtype)
      throw Error(ErrorCode::DTypeMismatch, prefix(i, tensor));
    if (tensor.device() != device)
      throw Error(ErrorCode::InvalidArgument, prefix(i, tensor) + " on " + tensor.device().str() +
                                                  "; the model is on " + device.str() + ", move the tensor with .to()");
    if (tensor.dim() != static_cast<int64_t>(sizes[i].size()))
      throw Error(ErrorCode::ShapeMismatch, prefix(i, tensor) + ": " + std::to_string(tensor.dim()) + " dimensions, not " +
                                                std::to_string(sizes[i].size()));
    for (size_t d = 0; d < sizes[i].size(); ++d) {
      const Size &size = sizes[i][d];
      int64_t got = tensor.size(static_cast<int64_t>(d));
      if (size.symbol >= 0) {
        int64_t &known = symbols[static_cast<size_t>(size.symbol)];
        if (known >= 0 && known != got)
          throw Error(ErrorCode::ShapeMismatch, prefix(i, tensor) + ": '" + code.symbols[static_cast<size_t>(size.symbol)] +
                                                    "' is " + std::to_string(got) + " here and " +
                                                    std::to_string(known) + " in another input of this call");
        known = got;
      } else if (size.value < 0) {
        expressions = true;
      } else if (size.value != got) {
        throw Error(ErrorCode::ShapeMismatch, prefix(i, tensor) + ": dimension " + std::to_string(d) + " is " +
                                                  std::to_string(got) + ", not " + std::to_string(size.value));
      }
    }
  }
  if (!expressions)
    return;
  auto sizeOf = [&](std::string_view name) -> std::optional<int64_t> {
    auto symbol = std::find(code.symbols.begin(), code.symbols.end(), name);
    if (symbol == code.symbols.end() || symbols[static_cast<size_t>(symbol - code.symbols.begin())] < 0)
      return std::nullopt;
    return symbols[static_cast<size_t>(symbol - code.symbols.begin())];
  };
  for (size_t i = 0; i < inputs.size(); ++i)
    for (size_t d = 0; d < sizes[i].size(); ++d) {
      const Size &size = sizes[i][d];
      if (size.symbol >= 0 || size.value >= 0)
        continue;
      std::optional<int64_t> expected = size.expression.evaluate(sizeOf);
      int64_t got = inputs[i].size(static_cast<int64_t>(d));
      if (!expected)
        throw Error(ErrorCode::ShapeMismatch, prefix(i, inputs[i]) + ": no input has a dimension that is a symbol of '" +
                                                  size.expression.str() + "' alone");
      if (*expected != got)
        throw Error(ErrorCode::ShapeMismatch, prefix(i, inputs[i]) + ": dimension " + std::to_string(d) + " is " +
                                                  std::to_string(got) + ", not " + std::to_string(*expected));
    }
}

}  // namespace flodl::rt
