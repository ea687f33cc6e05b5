// What one training step costs at least on this CPU: the matrix products of a chain of Linear layers by both
// libraries inside libtorch, the optimizer's pass over the parameters, and the cost of entering a parallel region.
// `benchmarks/README.md` derives the prediction for the compiled step from its output.
//
//   cpu_floor THREADS BATCH WIDTH WIDTH...     e.g. cpu_floor 2 32 1024 2048 2048 2048 2048 1024
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <vector>

/// libgomp, whose threads libtorch computes with.
extern "C" void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);

namespace at::native {
/// oneDNN's product of two strided matrices into `result`; exported by libtorch, declared in no installed header.
TORCH_API void mkldnn_matmul(const Tensor &mat1, const Tensor &mat2, const Tensor &result, float beta, float alpha);
}  // namespace at::native

namespace {

/// Smallest time of one call in microseconds: a floor must not contain what else the machine does.
double microseconds(const std::function<void()> &body, int repetitions = 41) {
  double smallest = std::numeric_limits<double>::infinity();
  for (int i = 0; i < repetitions; ++i) {
    auto begin = std::chrono::steady_clock::now();
    body();
    std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - begin;
    smallest = std::min(smallest, time.count());
  }
  return smallest;
}

struct Totals {
  double mkl = 0, onednn = 0, best = 0;
};

/// Measures `a @ b` into `out` by both libraries, prints a row and adds to `totals`.
void product(const char *what, const at::Tensor &a, const at::Tensor &b, at::Tensor out, Totals &totals) {
  double mkl = microseconds([&] { at::mm_out(out, a, b); });
  double onednn = microseconds([&] { at::native::mkldnn_matmul(a, b, out, 0.f, 1.f); });
  double flops = 2e-3 * static_cast<double>(a.size(0) * a.size(1) * b.size(1));
  std::printf("| %s %ld×%ld×%ld | %.0f (%.0f) | %.0f (%.0f) |\n", what, static_cast<long>(a.size(0)),
              static_cast<long>(a.size(1)), static_cast<long>(b.size(1)), mkl, flops / mkl, onednn, flops / onednn);
  totals.mkl += mkl;
  totals.onednn += onednn;
  totals.best += std::min(mkl, onednn);
}

/// Forward, input-gradient and weight-gradient products of all layers.
Totals products(int64_t batch, const std::vector<int64_t> &widths) {
  std::printf("| product m×k×n | MKL µs (GFLOP/s) | oneDNN µs (GFLOP/s) |\n|---|---|---|\n");
  Totals totals;
  for (size_t i = 0; i + 1 < widths.size(); ++i) {
    int64_t in = widths[i], out = widths[i + 1];
    at::Tensor x = at::randn({batch, in}), w = at::randn({out, in}), dy = at::randn({batch, out});
    product("forward", x, w.t(), at::empty({batch, out}), totals);
    if (i > 0)  // nobody needs the gradient of the input
      product("input gradient", dy, w, at::empty({batch, in}), totals);
    product("weight gradient", dy.t(), x, at::empty({out, in}), totals);
  }
  std::printf("| all | %.0f | %.0f |\n\nbest of the two for each product: %.0f µs\n", totals.mkl, totals.onednn,
              totals.best);
  return totals;
}

/// libtorch's fused Adam over one flat tensor of `count` parameters.
double adam(int64_t count) {
  std::vector<at::Tensor> parameters{at::randn({count})}, gradients{at::randn({count})}, averages{at::zeros({count})},
      squares{at::zeros({count})}, none, steps{at::ones({})};
  double time = microseconds(
      [&] {
        at::_fused_adam_(parameters, gradients, averages, squares, none, steps, 1e-3, 0.9, 0.999, 0., 1e-8, false,
                         false);
      },
      21);
  std::printf("Adam over %ld parameters: %.0f µs, %.3f ns a parameter, %.0f GB/s at 28 bytes\n",
              static_cast<long>(count), time, 1e3 * time / count, 28e-3 * count / time);
  return time;
}

}  // namespace

int main(int argc, char **argv) {
  if (argc < 5) {
    std::fprintf(stderr, "usage: cpu_floor THREADS BATCH WIDTH WIDTH...\n");
    return 2;
  }
  at::set_num_threads(std::atoi(argv[1]));
  int64_t batch = std::atoll(argv[2]);
  std::vector<int64_t> widths;
  for (int i = 3; i < argc; ++i)
    widths.push_back(std::atoll(argv[i]));

  Totals totals = products(batch, widths);
  int64_t parameters = 0;
  for (size_t i = 0; i + 1 < widths.size(); ++i)
    parameters += widths[i + 1] * (widths[i] + 1);
  double optimizer = adam(parameters);
  double region = microseconds([] { GOMP_parallel([](void *) {}, nullptr, 0, 0); }, 1001);
  std::printf("entering and leaving a parallel region: %.1f µs\n", region);
  std::printf("products and Adam one after the other: %.0f µs with MKL, %.0f µs with the best\n",
              totals.mkl + optimizer, totals.best + optimizer);
}
