// Classifies Fashion-MNIST with a convolutional network: batch normalisation, pooling, dropout.
//
//   tools/flodl run examples/convnet
//
// What differs from examples/quickstart: images keep their two dimensions, and the model behaves
// differently in training and in evaluation. flodlc compiles both ways; train() and eval() choose.
#include <flodl/flodl.h>
#include <cstdio>

using namespace flodl;

/// Convolution, normalisation, activation and pooling: half the height and width.
struct Stage : Module {
  Child<Conv2d> conv;
  Child<BatchNorm2d> norm;
  Child<MaxPool2d> pool;
  Stage(int64_t in, int64_t out)
      : conv(*this, "conv", in, out, 3, Conv2dOptions{.padding = 1, .bias = false}), norm(*this, "norm", out),
        pool(*this, "pool", 2) {}
  Tensor forward(const Tensor &x) override { return pool(relu(norm(conv(x)))); }
};

inline const auto convnet = flodl::model(
    "convnet",
    {.inputs = {{"image", {"batch", 1, 28, 28}}}, .targets = {{"label", kInt64, {"batch"}}}}, [] {
      Graph g = FlowBuilder::from(Stage(1, 16)).through(Stage(16, 32))  // [batch, 32, 7, 7]
                    .through(Flatten()).through(Dropout(0.2))
                    .through(Linear(32 * 7 * 7, 10)).tag("logits")
                    .build();
      g.set_loss(cross_entropy_loss).set_optimizer(AdamWOptions{.lr = 2e-3});
      return g;
    });

/// Share of the images whose largest logit is that of the label.
double accuracy(Graph &model, DataLoader &loader) {
  NoGradGuard no_grad;
  model.eval();
  double correct = 0;
  for (auto &batch : loader.epoch(0))
    correct += sum((argmax(model.forward(batch["image"]), 1) == batch["label"]).to(kFloat32)).item();
  model.train();
  return correct / static_cast<double>(loader.len());
}

int main(int argc, char **argv) {
  manual_seed(0);           // the same numbers in every run, unless --seed says otherwise
  flodl::init(argc, argv);  // takes --device, --seed, --threads and -v out of the command line
  constexpr size_t epochs = 4;

  auto model = convnet();
  auto loader = DataLoader::builder(FashionMnist::train().unflatten()).batch_size(128).build();
  auto test = DataLoader::builder(FashionMnist::test().unflatten()).batch_size(500).shuffle(false).drop_last(false).build();

  Monitor monitor(epochs);
  for (size_t epoch = 0; epoch < epochs; ++epoch) {
    for (auto &batch : loader.epoch(epoch))
      model.record_scalar("loss", model.train_step(batch).loss());
    model.flush();
    monitor.log(epoch, model, {{"accuracy", accuracy(model, test)}});
    model.optimizer().scale_lr(0.6);
  }
  monitor.finish();
  std::printf("test accuracy: %.2f %%\n", 100 * monitor.history().back().metrics.back().second);
}
