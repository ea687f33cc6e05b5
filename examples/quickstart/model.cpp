// Classifies Fashion-MNIST with a small residual network.
//
//   tools/flodl run examples/quickstart                     the whole step as one compiled program
//   tools/flodl run examples/quickstart -- --own-loop       forward and backward compiled, loop by hand
//
// Both train the same model to the same accuracy. The first is the faster one; the second is the
// loop that users of PyTorch know, and any loss can be written in it.
#include <flodl/flodl.h>
#include <cstdio>
#include <cstring>

using namespace flodl;

// What flodlc compiles. The factory runs twice: once at compile time with symbols in place of
// numbers, and in this program to make a model with parameters of its own.
inline const auto classifier = flodl::model(
    "classifier",
    {.inputs = {{"image", {"batch", 784}}}, .targets = {{"label", kInt64, {"batch"}}}}, [] {
      Graph g = FlowBuilder::from(Linear(784, 256)).through(GELU()).through(LayerNorm(256))
                    .also(Linear(256, 256))  // residual: x + linear(x)
                    .through(Linear(256, 10)).tag("logits")
                    .build();
      // Only train_step needs these three; forward and backward work without.
      g.set_loss(cross_entropy_loss).set_optimizer(AdamOptions{.lr = 1e-3}).set_clip_grad_norm(1.0);
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

/// An epoch in which each step is one call: forward, loss, backward, clipping and update.
void train_compiled(Graph &model, Epoch epoch) {
  for (auto &batch : epoch)
    model.record_scalar("loss", model.train_step(batch).loss());  // read when the epoch is flushed
}

/// The same epoch step by step.
void train_by_hand(Graph &model, Optimizer &optimizer, Epoch epoch) {
  for (auto &batch : epoch) {
    auto loss = cross_entropy_loss(model.forward(batch["image"]), batch["label"]);
    optimizer.zero_grad();
    loss.backward();  // runs the compiled backward
    clip_grad_norm(model.parameters(), 1.0);
    optimizer.step();
    model.record_scalar("loss", loss);
  }
}

int main(int argc, char **argv) {
  manual_seed(0);           // the same numbers in every run, unless --seed says otherwise
  flodl::init(argc, argv);  // takes --device, --seed, --threads and -v out of the command line
  bool ownLoop = argc > 1 && std::strcmp(argv[1], "--own-loop") == 0;
  constexpr size_t epochs = 10;

  auto model = classifier();
  auto optimizer = Adam(model.parameters(), AdamOptions{.lr = 1e-3});
  Optimizer &active = ownLoop ? optimizer : model.optimizer();
  auto loader = DataLoader::builder(FashionMnist::train()).batch_size(128).shuffle(true).build();
  auto test = DataLoader::builder(FashionMnist::test()).batch_size(1000).shuffle(false).drop_last(false).build();

  Monitor monitor(epochs);
  for (size_t epoch = 0; epoch < epochs; ++epoch) {
    if (epoch == 7)
      active.set_lr(1e-4);  // small steps at the end
    if (ownLoop)
      train_by_hand(model, optimizer, loader.epoch(epoch));
    else
      train_compiled(model, loader.epoch(epoch));
    model.flush();
    monitor.log(epoch, model);
  }
  monitor.finish();
  std::printf("test accuracy: %.2f %%\n", 100 * accuracy(model, test));
}
