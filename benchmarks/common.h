// What all benchmark programs share: they read the numbers that PyTorch starts from, train, and tell the times.
//
//   mlp-fp32 --pool FILE [--warmup N] [--epochs N] [--serve] [--device cpu|cuda] [--threads N]
//
// Without --serve: the warm-up, `--epochs` timed epochs (20) and one line of JSON. With it, the protocol of
// `peers/torch_worker.py`: a line after the warm-up, then each line `epochs N` on standard input is answered with
// the times of N more epochs.
#pragma once
#include <flodl/flodl.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <vector>

#ifndef BENCH_PRECISION
#define BENCH_PRECISION "fp32"
#endif

namespace bench {

struct Arguments {
  std::string pool;
  int warmup = 3, epochs = 20;
  bool serve = false;
};

/// Reads what `flodl::init` left of the command line; a mistake ends the program with code 2.
inline Arguments parse(int argc, char **argv) {
  Arguments arguments;
  auto fail = [&](const std::string &text) {
    std::fprintf(stderr, "%s: %s\n", argv[0], text.c_str());
    std::exit(2);
  };
  for (int i = 1; i < argc; ++i) {
    std::string flag = argv[i];
    if (flag == "--serve") {
      arguments.serve = true;
      continue;
    }
    if (i + 1 == argc)
      fail("expects a value after " + flag);
    std::string value = argv[++i];
    if (flag == "--pool")
      arguments.pool = value;
    else if (flag == "--warmup")
      arguments.warmup = std::atoi(value.c_str());
    else if (flag == "--epochs")
      arguments.epochs = std::atoi(value.c_str());
    else
      fail("unknown option '" + flag + " " + value + "'");
  }
  if (arguments.pool.empty())
    fail("expects --pool FILE; `python benchmarks/peers/pool.py MODEL BATCH FILE` writes one");
  return arguments;
}

/// Initial parameters and batches; see `peers/pool.py` for the format.
struct Pool {
  std::vector<flodl::Tensor> parameters;
  std::vector<flodl::Batch> batches;
};

namespace detail {
struct Header {
  std::string kind, name, dtype;
  std::vector<int64_t> sizes;
};

/// The next `count` elements of the file, as a tensor on `device`.
template <class T>
flodl::Tensor readTensor(std::istream &file, const std::vector<int64_t> &sizes, flodl::Device device) {
  size_t count = 1;
  for (int64_t size : sizes)
    count *= static_cast<size_t>(size);
  std::vector<T> values(count);
  if (!file.read(reinterpret_cast<char *>(values.data()), static_cast<std::streamsize>(count * sizeof(T))))
    throw std::runtime_error("the pool file ends too early; delete it, it is made again");
  return flodl::from_vector(values, flodl::Shape(sizes.begin(), sizes.end()), device);
}

inline flodl::Tensor readTensor(std::istream &file, const Header &header, const std::vector<int64_t> &sizes,
                                flodl::Device device) {
  return header.dtype == "int64" ? readTensor<int64_t>(file, sizes, device) : readTensor<float>(file, sizes, device);
}
}  // namespace detail

/// Reads the pool; the batches' fields are called `input` and `target`.
inline Pool readPool(const std::string &path, flodl::Device device) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  if (!std::getline(file, line) || line != "flodl-pool 1")
    throw std::runtime_error(path + " is not a pool file: expects the first line 'flodl-pool 1'");
  std::vector<detail::Header> headers;
  while (std::getline(file, line) && line != "data") {
    detail::Header header;
    std::istringstream words(line);
    words >> header.kind >> header.name >> header.dtype;
    for (int64_t size; words >> size;)
      header.sizes.push_back(size);
    headers.push_back(std::move(header));
  }
  Pool pool;
  std::vector<std::vector<flodl::Tensor>> fields;
  for (const detail::Header &header : headers) {
    if (header.kind == "parameter") {
      pool.parameters.push_back(detail::readTensor(file, header, header.sizes, device));
      continue;
    }
    std::vector<int64_t> sizes(header.sizes.begin() + 1, header.sizes.end());
    auto &tensors = fields.emplace_back();
    for (int64_t i = 0; i < header.sizes[0]; ++i)
      tensors.push_back(detail::readTensor(file, header, sizes, device));
  }
  for (size_t i = 0; i < fields.at(0).size(); ++i)
    pool.batches.emplace_back(
        std::vector<flodl::Batch::Field>{{"input", fields[0][i]}, {"target", fields.at(1).at(i)}});
  return pool;
}

/// Largest resident set of this process so far.
inline long long peakRssBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss * 1024LL;
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  size_t n = values.size();
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/// `[1.5, 2]`
inline std::string list(const std::vector<double> &values) {
  std::ostringstream out;
  out.precision(9);
  for (size_t i = 0; i < values.size(); ++i)
    out << (i ? ", " : "[") << values[i];
  return values.empty() ? "[]" : out.str() + "]";
}

/// Trains `model` over the pool and measures epochs.
class Trainer {
 public:
  Trainer(flodl::Graph model, const Arguments &arguments)
      : model_(std::move(model)), device_(flodl::default_device()) {
    Pool pool = readPool(arguments.pool, device_);
    batches_ = std::move(pool.batches);
    auto parameters = model_.parameters();
    if (parameters.size() != pool.parameters.size())
      throw std::runtime_error("the pool has " + std::to_string(pool.parameters.size()) + " parameters, the model " +
                               std::to_string(parameters.size()) + "; is it the pool of another model?");
    for (size_t i = 0; i < parameters.size(); ++i)
      parameters[i].set_data(pool.parameters[i]);
  }

  /// One epoch: its time in milliseconds, until the device has finished.
  double epoch() {
    auto begin = std::chrono::steady_clock::now();
    for (const flodl::Batch &batch : batches_)
      last_ = model_.train_step(batch);
    flodl::detail::runtime().synchronize(device_);
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  }
  std::vector<double> epochs(int count) {
    std::vector<double> times;
    for (int i = 0; i < count; ++i)
      times.push_back(epoch());
    return times;
  }
  /// Loss of the last step.
  double loss() const { return last_.value().loss().item(); }
  size_t stepsPerEpoch() const { return batches_.size(); }

 private:
  flodl::Graph model_;
  flodl::Device device_;
  std::vector<flodl::Batch> batches_;
  std::optional<flodl::StepResult> last_;
};

/// The fields that both modes print.
inline std::string facts(const Trainer &trainer, const std::vector<double> &losses) {
  std::ostringstream out;
  out << "\"device\": \"" << (flodl::default_device().isCuda() ? "cuda" : "cpu") << "\", \"precision\": \"" BENCH_PRECISION
      << "\", \"steps_per_epoch\": " << trainer.stepsPerEpoch() << ", \"losses\": " << list(losses)
      << ", \"peak_rss_bytes\": " << peakRssBytes();
  return out.str();
}

/// The main function of a benchmark program.
template <class Model>
int run(int argc, char **argv, const Model &model) {
  auto started = std::chrono::steady_clock::now();
  flodl::init(argc, argv);
  flodl::set_float32_matmul_precision(std::string_view(BENCH_PRECISION) == "tf32" ? "high" : "highest");
  Arguments arguments = parse(argc, argv);
  try {
    Trainer trainer(model(), arguments);
    std::vector<double> losses;
    for (int i = 0; i < arguments.warmup; ++i) {
      trainer.epoch();
      losses.push_back(trainer.loss());
    }
    if (!arguments.serve) {
      std::vector<double> times = trainer.epochs(arguments.epochs);
      double middle = median(times);
      std::vector<double> deviations;
      for (double time : times)
        deviations.push_back(std::abs(time - middle));
      std::printf("{\"epoch_ms\": {\"median\": %.4f, \"min\": %.4f, \"max\": %.4f, \"spread\": %.4f}, %s}\n", middle,
                  *std::min_element(times.begin(), times.end()), *std::max_element(times.begin(), times.end()),
                  1.4826 * median(deviations) / middle, facts(trainer, losses).c_str());
      return 0;
    }
    std::chrono::duration<double> start = std::chrono::steady_clock::now() - started;
    std::printf("{\"ready\": true, \"start_s\": %.3f, %s}\n", start.count(), facts(trainer, losses).c_str());
    std::fflush(stdout);
    std::string command;
    for (int count = 0; std::cin >> command >> count;) {
      std::printf("{\"epoch_ms\": %s}\n", list(trainer.epochs(count)).c_str());
      std::fflush(stdout);
    }
    return 0;
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 1;
  }
}

}  // namespace bench
