// The README's classifier with its gradient clipping, on random images.
#include "../common.h"
using namespace flodl;

inline const auto classifier = model(
    "quickstart", {.inputs = {{"input", {"batch", 784}}}, .targets = {{"target", kInt64, {"batch"}}}}, [] {
      Graph graph = FlowBuilder::from(Linear(784, 256))
                        .through(GELU())
                        .through(LayerNorm(256))
                        .also(Linear(256, 256))
                        .through(Linear(256, 10))
                        .build();
      graph.set_loss(cross_entropy_loss).set_optimizer(AdamOptions{.lr = 1e-3}).set_clip_grad_norm(1.0);
      return graph;
    });

int main(int argc, char **argv) { return bench::run(argc, argv, classifier); }
