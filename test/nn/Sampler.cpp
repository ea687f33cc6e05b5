#include "test/nn/Sampler.h"
#include <ATen/CPUGeneratorImpl.h>

namespace nn_test {

Sampler::Sampler(uint64_t seed) : engine_(seed), generator_(at::make_generator<at::CPUGeneratorImpl>(seed)) {}

void Sampler::add(const char *name, const std::string &value) {
  if (*name)
    text_ += (text_.empty() ? "" : ", ") + (name + (" = " + value));
}

int64_t Sampler::integer(const char *name, int64_t low, int64_t high) {
  int64_t number = std::uniform_int_distribution<int64_t>(low, high)(engine_);
  add(name, std::to_string(number));
  return number;
}
double Sampler::real(const char *name, double low, double high) {
  double number = std::uniform_real_distribution<double>(low, high)(engine_);
  add(name, std::to_string(number));
  return number;
}
bool Sampler::flag(const char *name, double probability) {
  bool on = std::bernoulli_distribution(probability)(engine_);
  add(name, on ? "true" : "false");
  return on;
}
size_t Sampler::choice(const char *name, std::initializer_list<const char *> words) {
  size_t number = size_t(integer("", 0, int64_t(words.size()) - 1));
  add(name, words.begin()[number]);
  return number;
}
int64_t Sampler::pick(const char *name, std::initializer_list<int64_t> numbers) {
  int64_t number = numbers.begin()[integer("", 0, int64_t(numbers.size()) - 1)];
  add(name, std::to_string(number));
  return number;
}
std::vector<int64_t> Sampler::integers(const char *name, size_t count, int64_t low, int64_t high) {
  std::vector<int64_t> list(count, integer("", low, high));
  if (flag("", 0.6))
    for (int64_t &number : list)
      number = integer("", low, high);
  note(name, list);
  return list;
}
void Sampler::note(const char *name, const std::vector<int64_t> &numbers) {
  std::string text = "[";
  for (int64_t number : numbers)
    text += (text.size() > 1 ? ", " : "") + std::to_string(number);
  add(name, text + "]");
}

std::vector<int64_t> Sampler::sizes(int64_t minRank, int64_t maxRank, std::vector<int64_t> tail) {
  std::vector<int64_t> list(size_t(integer("", minRank, maxRank)));
  for (int64_t &size : list)
    size = integer("", 1, 4);
  list.insert(list.end(), tail.begin(), tail.end());
  return list;
}
std::vector<int64_t> Sampler::sizes(int64_t minRank, int64_t maxRank) { return sizes(minRank, maxRank, {}); }

at::Tensor Sampler::normal(at::IntArrayRef sizes) { return at::randn(sizes, generator_, at::kDouble); }
at::Tensor Sampler::uniform(at::IntArrayRef sizes, double low, double high) {
  return at::rand(sizes, generator_, at::kDouble) * (high - low) + low;
}
at::Tensor Sampler::indices(at::IntArrayRef sizes, int64_t limit) { return at::randint(0, limit, sizes, generator_, at::kLong); }

Sampler::Layout Sampler::layout() {
  return flag("", 0.5) ? Layout::Dense : flag("", 0.5) ? Layout::Strided : Layout::Reversed;
}

std::map<std::string, DrawSample> &samples() {
  static std::map<std::string, DrawSample> map;
  return map;
}

}  // namespace nn_test
