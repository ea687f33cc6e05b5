// Named tensors.
#include "flodl/batch.h"
#include <algorithm>

namespace flodl {

static std::string listed(const std::vector<std::string> &names) {
  std::string text;
  for (const std::string &name : names)
    text += (text.empty() ? "\"" : ", \"") + name + "\"";
  return text.empty() ? "none" : text;
}

Batch::Batch(std::vector<Field> fields, SourceLoc loc) : fields_(std::move(fields)) {
  for (size_t i = 0; i < fields_.size(); ++i) {
    const std::string &name = fields_[i].first;
    if (name.empty())
      throw Error(ErrorCode::InvalidArgument, "batch: field " + std::to_string(i) + " has an empty name", loc);
    for (size_t k = 0; k < i; ++k)
      if (fields_[k].first == name)
        throw Error(ErrorCode::InvalidArgument, "batch: two fields are named \"" + name + "\"", loc);
  }
}

Batch Batch::of(std::vector<Tensor> tensors) {
  Batch batch;
  for (size_t i = 0; i < tensors.size(); ++i)
    batch.fields_.emplace_back(std::to_string(i), std::move(tensors[i]));
  return batch;
}

const Tensor *Batch::find(std::string_view name) const {
  auto it = std::find_if(fields_.begin(), fields_.end(), [&](const Field &field) { return field.first == name; });
  return it == fields_.end() ? nullptr : &it->second;
}

const Tensor &Batch::operator[](std::string_view name) const {
  if (const Tensor *tensor = find(name))
    return *tensor;
  throw Error(ErrorCode::InvalidArgument,
              "batch: no field \"" + std::string(name) + "\"; its fields: " + listed(names()));
}

const Tensor &Batch::operator[](size_t index) const {
  if (index >= fields_.size())
    throw Error(ErrorCode::InvalidArgument, "batch: field " + std::to_string(index) + " of a batch with " +
                                                std::to_string(fields_.size()) + " fields: " + listed(names()));
  return fields_[index].second;
}

std::vector<std::string> Batch::names() const {
  std::vector<std::string> names;
  for (const Field &field : fields_)
    names.push_back(field.first);
  return names;
}

bool Batch::has_default_names() const {
  for (size_t i = 0; i < fields_.size(); ++i)
    if (fields_[i].first != std::to_string(i))
      return false;
  return true;
}

void Batch::set(std::string name, Tensor tensor) {
  for (Field &field : fields_)
    if (field.first == name) {
      field.second = std::move(tensor);
      return;
    }
  fields_.emplace_back(std::move(name), std::move(tensor));
}

Batch Batch::to(Device device) const {
  Batch batch = *this;
  for (Field &field : batch.fields_)
    field.second = field.second.to(device);
  return batch;
}

std::vector<Tensor> Batch::into_vec() && {
  std::vector<Tensor> tensors;
  for (Field &field : fields_)
    tensors.push_back(std::move(field.second));
  fields_.clear();
  return tensors;
}

std::string Batch::str() const {
  std::string text = "Batch(";
  for (const Field &field : fields_)
    text += (&field == &fields_.front() ? "" : ", ") + field.first;
  return text + ")";
}

}  // namespace flodl
