#include "tools/flodl-run/Samples.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>
#include <numbers>

namespace flodl::run {

int64_t Sizes::of(const Dim &dim) const {
  return *dim.evaluate([&](std::string_view symbol) -> std::optional<int64_t> {
    auto it = sizes.find(symbol);
    return it == sizes.end() ? 5 : it->second;
  });
}

std::vector<int64_t> Sizes::of(const Shape &shape) const {
  std::vector<int64_t> out;
  for (const Dim &dim : shape)
    out.push_back(of(dim));
  return out;
}

namespace {

/// SplitMix64 (Steele, Lea, Flood 2014).
class Generator {
 public:
  explicit Generator(uint64_t state) : state(state) {}
  double uniform() {
    uint64_t x = state += 0x9E3779B97F4A7C15ull;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return static_cast<double>((x ^ (x >> 31)) >> 11) * 0x1p-53;
  }
  double normal() { return std::sqrt(-2 * std::log(1 - uniform())) * std::cos(2 * std::numbers::pi * uniform()); }

 private:
  uint64_t state;
};

uint64_t hash(const std::string &name, uint64_t seed) {
  uint64_t h = 0xCBF29CE484222325ull ^ (seed * 0x9E3779B97F4A7C15ull);  // FNV-1a
  for (char c : name)
    h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  return h;
}

int64_t product(const std::vector<int64_t> &shape) {
  int64_t n = 1;
  for (int64_t size : shape)
    n *= size;
  return n;
}

template <class T>
detail::Handle convert(const std::vector<double> &values, DType dtype, const std::vector<int64_t> &shape) {
  std::vector<T> data(values.begin(), values.end());
  return detail::runtime().fromHost(data.data(), dtype, shape, Device());
}

}  // namespace

static double realSample(Generator &generator, Domain domain) {
  switch (domain) {
  case Domain::Positive: return 0.5 + generator.uniform();
  case Domain::AboveOne: return 1.5 + generator.uniform();
  case Domain::Unit: return -0.9 + 1.8 * generator.uniform();
  case Domain::Probability: return 0.05 + 0.9 * generator.uniform();
  default: return generator.normal();
  }
}

Domain domainOf(const OpInfo &op) {
  static const std::map<std::string_view, Domain> names = {{"real", Domain::Real},
                                                           {"positive", Domain::Positive},
                                                           {"above one", Domain::AboveOne},
                                                           {"unit", Domain::Unit},
                                                           {"probability", Domain::Probability}};
  return names.at(op.domain);
}

std::vector<double> sampleValues(const TensorType &type, const Sizes &sizes, const std::string &name, uint64_t seed,
                                 Domain domain) {
  Generator generator(hash(name, seed));
  std::vector<double> values(static_cast<size_t>(product(sizes.of(type.shape))));
  for (double &value : values) {
    if (type.dtype == kBool)
      value = generator.uniform() < 0.5;
    else if (!isFloating(type.dtype) || domain == Domain::Index)
      value = std::floor(3 * generator.uniform());
    else
      value = realSample(generator, domain);
  }
  return values;
}

detail::Handle tensorFrom(const std::vector<double> &values, DType dtype, const std::vector<int64_t> &shape) {
  if (dtype == kBool)
    return convert<uint8_t>(values, dtype, shape);
  if (dtype == kInt32)
    return convert<int32_t>(values, dtype, shape);
  if (dtype == kInt64)
    return convert<int64_t>(values, dtype, shape);
  if (dtype == kFloat32)
    return convert<float>(values, dtype, shape);
  detail::Handle wide = convert<double>(values, kFloat64, shape);
  return dtype == kFloat64 ? wide : detail::runtime().to(wide, Device(), dtype);
}

std::vector<double> valuesOf(const detail::Handle &tensor) {
  detail::Runtime &runtime = detail::runtime();
  detail::Handle wide = runtime.to(runtime.detach(tensor), Device(), kFloat64);
  std::vector<double> values;
  values.resize(bytesOf(wide).size() / sizeof(double));
  runtime.toHost(wide, values.data());
  return values;
}

std::vector<char> bytesOf(const detail::Handle &tensor) {
  detail::Runtime &runtime = detail::runtime();
  TensorType type = runtime.type(tensor);
  std::vector<char> bytes(static_cast<size_t>(static_cast<int64_t>(numel(type.shape))) * itemSize(type.dtype));
  runtime.toHost(runtime.detach(tensor), bytes.data());
  return bytes;
}

double roundoff(DType dtype) {
  switch (dtype) {
  case kFloat64: return 0x1p-53;
  case kFloat32: return 0x1p-24;
  case kFloat16: return 0x1p-11;
  case kBFloat16: return 0x1p-8;
  default: return 0;
  }
}

std::string difference(const detail::Handle &expected, const detail::Handle &got, double roundings) {
  TensorType want = detail::runtime().type(expected), have = detail::runtime().type(got);
  if (!sameType(want, have))
    return "expected " + str(want) + ", but got " + str(have);
  if (bytesOf(expected) == bytesOf(got))
    return {};
  std::vector<double> wanted = valuesOf(expected), values = valuesOf(got);
  double largest = 1;
  for (double value : wanted)
    if (std::isfinite(value))
      largest = std::max(largest, std::fabs(value));
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == values[i] || (std::isnan(wanted[i]) && std::isnan(values[i])))
      continue;
    double unit = roundoff(want.dtype) * largest;
    if (!(std::fabs(wanted[i] - values[i]) <= roundings * unit))
      return llvm::formatv("element {0}: expected {1:e9}, but got {2:e9} ({3:f1} roundings of the largest element, or of 1)", i, wanted[i], values[i],
                           std::fabs(wanted[i] - values[i]) / unit);
  }
  return {};
}

}  // namespace flodl::run
