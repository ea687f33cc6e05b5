// Named tensors of one run, kept in a file, and their comparison with those of another run.
#pragma once
#include <cmath>
#include <cstdio>
#include <cstring>
#include <flodl/flodl.h>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace e2e {

/// Elements of a tensor; `absent` stands for a gradient that does not exist.
struct Value {
  std::string name;
  flodl::DType dtype = flodl::kFloat32;
  bool absent = false;
  std::vector<double> elements{};
};

/// What a run computed, in order.
class Values {
 public:
  void add(std::string name, const flodl::Tensor &tensor) {
    Value value{std::move(name)};
    if (tensor.defined()) {
      value.dtype = tensor.dtype();
      value.elements = tensor.to_vector<double>();
    } else {
      value.absent = true;
    }
    list.push_back(std::move(value));
  }
  void add(std::string name, double number, flodl::DType dtype) { list.push_back({std::move(name), dtype, false, {number}}); }

  void save(const char *path) const {
    std::ofstream file(path, std::ios::binary);
    file << seed << '\n';
    for (const Value &value : list) {
      file << value.name << '\n' << flodl::dtypeName(value.dtype) << ' ' << value.absent << ' ' << value.elements.size() << '\n';
      file.write(reinterpret_cast<const char *>(value.elements.data()), value.elements.size() * sizeof(double));
    }
    if (!file.flush())
      throw std::runtime_error(std::string("cannot write ") + path);
  }
  static Values load(const char *path) {
    std::ifstream file(path, std::ios::binary);
    Values values;
    file >> values.seed;
    file.ignore();
    for (Value value; std::getline(file, value.name);) {
      std::string dtype;
      size_t count = 0;
      file >> dtype >> value.absent >> count;
      file.ignore();
      value.dtype = flodl::parseDType(dtype).value();
      value.elements.resize(count);
      file.read(reinterpret_cast<char *>(value.elements.data()), count * sizeof(double));
      values.list.push_back(value);
    }
    if (values.list.empty())
      throw std::runtime_error(std::string("no values in ") + path);
    return values;
  }

  /// What the run's random numbers came from; a run that is compared takes it over.
  uint64_t seed = 0;
  std::vector<Value> list;
};

/// How far results may lie apart, in units of `u * m`: `u` is the unit roundoff of the element type
/// (2^-24, 2^-53) and `m` the largest element of the tensor, or 1/2 when that is larger. For gradients
/// `m` is the largest element of all gradients of the call: one that is small by cancellation, as
/// before a normalisation, consists of the rounding errors of terms of that size.
///
/// Where fusion reassociates, a sum of n terms is off by at most n * u * (the sum of their sizes);
/// rounding errors have both signs, so sqrt(n) * u of it is typical. The models sum at most about
/// 100 terms at once: ten roundoffs a sum. An element passes fewer than six of them, counting the
/// way back through the layers: 64 in all, which is 4e-6 in float32 and 7e-15 in float64. Five
/// training steps add up five gradients, each scaled by a learning rate of at most 0.1.
inline constexpr double boundInRoundoffs = 64;

/// The values that share a scale: the gradients of a call, or one value.
inline std::string scaleGroup(const std::string &name) {
  size_t gradient = name.find("/gradient of ");
  return gradient == std::string::npos ? name : name.substr(0, gradient) + "/gradients";
}

/// Compares the values of this run with `expected`; prints what differs. True when nothing does.
inline bool compare(const Values &actual, const Values &expected, bool bitwise, double bound = boundInRoundoffs) {
  std::map<std::string, const Value *> byName;
  std::map<std::string, double> largest;
  for (const Value &value : expected.list) {
    byName[value.name] = &value;
    double &scale = largest.try_emplace(scaleGroup(value.name), 0.5).first->second;
    for (double e : value.elements)
      if (std::isfinite(e))
        scale = std::fmax(scale, std::fabs(e));
  }
  size_t elements = 0, failures = 0, equal = 0;
  double worst = 0;
  std::string worstName = "none";
  auto fail = [&](const Value &value, const std::string &what) {
    if (++failures <= 40)
      std::printf("FAIL %s: %s\n", value.name.c_str(), what.c_str());
  };
  for (const Value &value : actual.list) {
    auto it = byName.find(value.name);
    if (it == byName.end()) {
      fail(value, "the other run has no such value");
      continue;
    }
    const Value &other = *it->second;
    byName.erase(it);
    if (value.absent != other.absent || value.dtype != other.dtype || value.elements.size() != other.elements.size()) {
      auto text = [](const Value &v) {
        return v.absent ? std::string("absent") : std::to_string(v.elements.size()) + " of " + std::string(flodl::dtypeName(v.dtype));
      };
      fail(value, "got " + text(value) + ", expected " + text(other));
      continue;
    }
    bool same = std::memcmp(value.elements.data(), other.elements.data(), value.elements.size() * sizeof(double)) == 0;
    equal += same;
    elements += value.elements.size();
    if (same)
      continue;
    double roundoff = value.dtype == flodl::kFloat32 ? 0x1p-24 : value.dtype == flodl::kFloat64 ? 0x1p-53 : 0;
    double unit = roundoff * largest.at(scaleGroup(value.name));
    for (size_t i = 0; i < value.elements.size(); ++i) {
      double a = value.elements[i], b = other.elements[i];
      if (a == b || (std::isnan(a) && std::isnan(b)))
        continue;
      double distance = std::fabs(a - b) / unit;
      if (distance > worst)
        worst = distance, worstName = value.name;
      if (bitwise || !(distance <= bound)) {
        char text[160];
        std::snprintf(text, sizeof text, "element %zu of %zu: got %.17g, expected %.17g (%.3g roundoffs)", i,
                      value.elements.size(), a, b, distance);
        fail(value, text);
        break;
      }
    }
  }
  for (auto &[name, value] : byName)
    fail(*value, "missing in this run");
  std::printf("%zu values with %zu elements, %zu bitwise equal, %zu wrong; largest distance %.3g roundoffs at %s\n",
              actual.list.size(), elements, equal, failures, worst, worstName.c_str());
  return failures == 0;
}

}  // namespace e2e
