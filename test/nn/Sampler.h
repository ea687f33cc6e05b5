// Random calls of modules and losses, each beside the same call of libtorch.
#pragma once
#include "test/nn/Reference.h"
#include <random>

namespace nn_test {

/// Random options and inputs. Whatever is drawn under a name is part of the sample's text.
class Sampler {
 public:
  explicit Sampler(uint64_t seed);

  /// From `low` to `high`, both included.
  int64_t integer(const char *name, int64_t low, int64_t high);
  double real(const char *name, double low, double high);
  bool flag(const char *name, double probability = 0.5);
  /// The number of one of the words.
  size_t choice(const char *name, std::initializer_list<const char *> words);
  /// One number from `low` to `high` for each of `count` dimensions, at times the same for all.
  std::vector<int64_t> integers(const char *name, size_t count, int64_t low, int64_t high);
  /// One of the numbers.
  int64_t pick(const char *name, std::initializer_list<int64_t> numbers);
  /// A name of the sample for what was computed from other draws.
  void note(const char *name, const std::vector<int64_t> &numbers);
  void note(const char *name, int64_t number) { add(name, std::to_string(number)); }

  /// Sizes from 1 to 4.
  std::vector<int64_t> sizes(int64_t minRank, int64_t maxRank);
  /// `sizes(minRank, maxRank)` and then `tail`.
  std::vector<int64_t> sizes(int64_t minRank, int64_t maxRank, std::vector<int64_t> tail);

  /// Elements of a standard normal distribution; between two numbers; integers from 0 to below `limit`; 1 or -1.
  at::Tensor normal(at::IntArrayRef sizes);
  at::Tensor uniform(at::IntArrayRef sizes, double low, double high);
  at::Tensor indices(at::IntArrayRef sizes, int64_t limit);
  at::Tensor signs(at::IntArrayRef sizes) { return indices(sizes, 2).to(at::kDouble) * 2 - 1; }

  const std::string &text() const { return text_; }
  /// How the inputs lie in memory: row by row, every second element of a row, dimensions in reverse order.
  enum class Layout : uint8_t { Dense, Strided, Reversed };
  Layout layout();

 private:
  void add(const char *name, const std::string &value);
  std::mt19937_64 engine_;
  at::Generator generator_;
  std::string text_;
};

/// One call of a module or loss, and the same of libtorch. Inputs are float64 or integers; the comparison converts them.
struct Sample {
  std::shared_ptr<flodl::Module> module{};
  std::function<flodl::Tensor(const std::vector<flodl::Tensor> &)> ours{};
  /// Absent where floDl's module has no parameters.
  std::shared_ptr<torch::nn::Module> reference{};
  std::function<at::Tensor(const std::vector<at::Tensor> &)> theirs{};
  std::vector<at::Tensor> inputs{};
  bool training = true;

  /// A module of the first input.
  template <class M>
  Sample &of(M m) {
    auto shared = share(std::move(m));
    ours = [shared](const std::vector<flodl::Tensor> &in) { return (*shared)(in[0]); };
    return *this;
  }
  /// Keeps a module whose call is written in `ours`.
  template <class M>
  std::shared_ptr<M> share(M m) {
    auto shared = std::make_shared<M>(std::move(m));
    module = shared;
    return shared;
  }
  /// libtorch's module of the first input.
  template <class Holder>
  Sample &against(Holder holder) {
    reference = holder.ptr();
    theirs = [holder](const std::vector<at::Tensor> &in) mutable { return holder->forward(in[0]); };
    return *this;
  }
  /// libtorch's function of the first input.
  Sample &againstFunction(std::function<at::Tensor(const at::Tensor &)> function) {
    theirs = [function](const std::vector<at::Tensor> &in) { return function(in[0]); };
    return *this;
  }
  Sample &on(at::Tensor input) {
    inputs.push_back(std::move(input));
    return *this;
  }
};

/// The samples of each module and loss by its name in the list of the vocabulary.
using DrawSample = std::function<Sample(Sampler &)>;
std::map<std::string, DrawSample> &samples();
inline bool sampled(const char *name, DrawSample draw) { return samples().emplace(name, std::move(draw)).second; }

}  // namespace nn_test
