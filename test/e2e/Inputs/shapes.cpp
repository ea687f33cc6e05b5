// Models whose forward reduces, rearranges, scatters and sorts.
#include "Harness.h"
using namespace e2e;

namespace {

/// `forward` of a module from a function.
struct Function : Module {
  std::function<Tensor(const Tensor &)> body;
  explicit Function(std::function<Tensor(const Tensor &)> body) : body(std::move(body)) {}
  std::string name() const override { return "function"; }
  Tensor forward(const Tensor &x) override { return body(x); }
};

/// A model of 6 features: an affine map to 8, `body`, and an affine map from `width` to 2.
bool rowCase(const char *name, int64_t width, Tensor (*body)(const Tensor &)) {
  return testCase(name, {.inputs = {{"x", {"batch", 6}}}, .targets = {{"y", {"batch", 2}}}}, [=] {
    Graph g = FlowBuilder::from(Linear(6, 8)).through(Function(body)).through(Linear(width, 2)).build();
    g.set_loss(mse_loss).set_optimizer(SGDOptions{.lr = 0.005});
    return g;
  });
}

/// `[batch, 8]` as images of two channels, four times two.
Tensor images(const Tensor &x) { return reshape(x, {x.size(0), 2, 2, 2}); }

const bool models[] = {
    rowCase("extremes", 8, [](const Tensor &x) {
      return x * max(x) - min(x) * 0.5 + amax(x, {1}, true) + amin(x, {0}, true) + min(x, 1, true)[0] + median(x) +
             median(x, 1, true)[0];
    }),
    rowCase("positions", 8, [](const Tensor &x) {
      return x * argmin(x, 1, true) + gather(x, 1, x.argsort(-1, true)) + argmax(x) * 0.1;
    }),
    rowCase("products", 8, [](const Tensor &x) {
      return cumprod(x + 1.5, 1) * 0.1 + cumsum(x, 0) + cumsum(x, -1) + prod(x + 1, 1, true) * 0.1;
    }),
    rowCase("statistics", 8, [](const Tensor &x) {
      return x / (stddev(x, {1}, 1, true) + 1) + norm(x, 2, {1}, true) + norm(x, 1, {0}, true) * 0.1 + norm(x, 3, {}, false) +
             norm(x, std::numeric_limits<double>::infinity(), {-1}, true);
    }),
    rowCase("counts", 8, [](const Tensor &x) {
      Tensor positive = x > 0;
      return where(unsqueeze(any(positive, {1}), 1), x * 2, x) + count_nonzero(positive, {0}) * 0.1 +
             where(all(x > -0.5, {1}, true), x, -x);
    }),
    rowCase("orders", 16, [](const Tensor &x) {
      return cat({flip(x, {1}) + roll(x, {3}, {1}), roll(flip(x, {0, 1}), {-2, 1}, {1, 0}) * roll(x, {5})}, 1);
    }),
    rowCase("triangles", 8, [](const Tensor &x) {
      Tensor square = matmul(reshape(x, {x.size(0), 4, 2}), reshape(x, {x.size(0), 2, 4}));
      return cat({sum(triu(square, 1), {2}), diagonal(tril(square), 0, -2, -1)}, 1);
    }),
    rowCase("copies", 8, [](const Tensor &x) {
      Tensor twice = repeat(x, {1, 2}), thrice = tile(unsqueeze(x, 1), {3, 1});
      return narrow(twice, 1, 3, 8) + sum(thrice * arange(3).reshape({3, 1}), {1});
    }),
    rowCase("pieces", 8, [](const Tensor &x) {
      std::vector<Tensor> halves = chunk(x, 2, 1), columns = unbind(x, 1), uneven = split(x, {3, 5}, 1);
      Tensor a = cat({halves[1], halves[0]}, 1), b = stack({columns[7], columns[0], columns[7], columns[3]}, 1);
      return a + cat({b, split(x, 3, 1)[2], sum(uneven[1], {1}, true), mean(uneven[0], {1}, true)}, 1);
    }),
    rowCase("pieces_of_symbols", 8, [](const Tensor &x) {
      Tensor twice = cat({x, x * 2}, 0);
      std::vector<Tensor> parts = chunk(twice, 2), again = batches(twice, x.size(0));
      return parts[1] * again[0];
    }),
    rowCase("dimensions", 8, [](const Tensor &x) {
      Tensor moved = movedim(reshape(x, {x.size(0), 2, 4}), {0, 2}, {2, 0});
      return flatten(movedim(squeeze(unsqueeze(moved, {0, -1}), {0, -1}), 2, 0), 1, -1);
    }),
    rowCase("grids", 8, [](const Tensor &x) {
      std::vector<Tensor> grid = meshgrid({select(x, 1, 0), arange(8) * 0.1});
      return grid[0] * x + grid[1];
    }),
    rowCase("margins", 12, [](const Tensor &x) { return pad(x, {1, 3}) + pad(x, {-1, 5}, "constant", 0.5); }),
    rowCase("mirrors", 12, [](const Tensor &x) {
      return pad(x, {2, 2}, "reflect") + pad(x, {1, 3}, "replicate") * pad(x, {4, 0}, "circular");
    }),
    rowCase("mirrored_images", 32, [](const Tensor &x) {
      Tensor image = images(x);
      return flatten(pad(image, {1, 1, 1, 1}, "reflect") + pad(image, {1, 1, 2, 0}, "replicate") *
                                                             pad(image, {0, 2, 1, 1}, "circular"), 1);
    }),
    rowCase("scatters", 8, [](const Tensor &x) {
      Tensor order = argsort(x), every = arange(8).repeat({x.size(0), 1});
      Tensor placed = scatter(x, 1, order, x * 2) + scatter_add(x, 1, argmax(x, 1, true), x.narrow(1, 0, 1));
      return placed + scatter_add(zeros_like(x), 1, order, x) * every * 0.1;
    }),
    rowCase("slices_replaced", 8, [](const Tensor &x) {
      Tensor changed = select_scatter(x, sum(x, {1}), 1, -1);
      return slice_scatter(changed, x.narrow(1, 0, 3) * 2, 1, 2) + index_add(x, 1, arange(3) * 2, x.narrow(1, 5, 3));
    }),
    rowCase("sorted", 8, [](const Tensor &x) {
      auto [values, indices] = sort(x, 1, true);
      auto [top, places] = topk(x, 3);
      return values * (indices + 1) + pad(top, {0, 5}) + pad(topk(x, 2, 1, false)[0] * places.narrow(1, 0, 2), {6, 0});
    }),
    rowCase("searched", 8, [](const Tensor &x) { return x + searchsorted(arange(-2, 3).to(x.dtype()), x) * 0.1; }),
    rowCase("distances", 8, [](const Tensor &x) {
      Tensor points = reshape(x, {x.size(0), 4, 2});
      Tensor far = cdist(points, flip(points, {1}), 1.5);
      return cat({sum(far, {2}), pairwise_distance(points, roll(points, {1}, {1}))}, 1);
    }),
    rowCase("similarities", 8, [](const Tensor &x) {
      Tensor points = reshape(x, {x.size(0), 4, 2});
      return flatten(normalize(points, 2, -1) * cosine_similarity(points, x.narrow(1, 0, 2).unsqueeze(1), -1).unsqueeze(-1) +
                     normalize(points, 1, 1), 1);
    }),
    rowCase("in_place", 8, [](const Tensor &x) {
      Tensor y = x * 2, copy = y;
      y.add_(x).mul_(0.5);
      Tensor z = zeros_like(x);
      z.copy_(x.narrow(1, 0, 1)).sub_(1).div_(copy * copy + 1);
      return copy + z.fill_(0.25) * x + z;
    }),
};

}  // namespace
