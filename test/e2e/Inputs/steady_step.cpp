// What steady training steps ask for: run with the library of test/support/StepCounter.cpp preloaded.
#include <cstdio>
#include <dlfcn.h>
#include <flodl/flodl.h>
using namespace flodl;

static Graph classifier(FlowBuilder flow) {
  Graph g = std::move(flow).build();
  g.set_loss(cross_entropy_loss).set_optimizer(AdamWOptions{.lr = 1e-3}).set_clip_grad_norm(1.0);
  return g;
}
static const std::vector<InputSpec> label = {{"label", kInt64, {"batch"}}};

static const auto rows = flodl::model("rows", {.inputs = {{"x", {"batch", 12}}}, .targets = label}, [] {
  return classifier(std::move(FlowBuilder::from(Linear(12, 16)).through(GELU()).through(LayerNorm(16))
                                  .also(Linear(16, 16)).through(Dropout(0.1)).through(Linear(16, 3))));
});
static const auto images = flodl::model("images", {.inputs = {{"x", {"batch", 3, 8, 8}}}, .targets = label}, [] {
  return classifier(std::move(FlowBuilder::from(Conv2d(3, 8, 3, {.padding = 1, .bias = false})).through(BatchNorm2d(8))
                                  .through(ReLU()).through(MaxPool2d(2)).through(AdaptiveAvgPool2d(1))
                                  .through(Flatten()).through(Linear(8, 3))));
});
static const auto words = flodl::model("words", {.inputs = {{"x", kInt64, {"batch", 5}}}, .targets = label}, [] {
  return classifier(std::move(FlowBuilder::from(Embedding(20, 8)).through(Flatten()).through(Linear(40, 3))));
});

int main(int argc, char **argv) {
  flodl::init(argc, argv);
  auto begin = reinterpret_cast<void (*)()>(dlsym(RTLD_DEFAULT, "flodl_count_begin"));
  auto end = reinterpret_cast<const char *(*)()>(dlsym(RTLD_DEFAULT, "flodl_count_end"));
  if (!begin || !end)
    return std::puts("the counting library is not loaded"), 2;
  auto run = [&](const char *name, Graph g, const Tensor &x) {
    Tensor y = from_vector<int64_t>({0, 1, 2, 1}, {4});
    Batch batch = Batch::of({x.to(default_device()), y.to(default_device())});
    for (int i = 0; i < 4; ++i)  // makes frames and optimizer state; on a GPU also records the graph
      g.train_step(batch).loss().item();
    begin();
    for (int i = 0; i < 600; ++i)  // more than a GPU keeps under way
      g.train_step(batch);
    std::printf("%s\n%s", name, end());
  };
  run("rows", rows(), randn({4, 12}));
  run("images", images(), randn({4, 3, 8, 8}));
  run("words", words(), ones({4, 5}).to(kInt64));
  std::puts("end");
}
