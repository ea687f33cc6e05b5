// Twelve residual blocks of width 1024: a long chain of small kernels.
#include "../common.h"
#include "block.h"
using namespace flodl;

inline const auto tower = model(
    "residual_tower", {.inputs = {{"input", {"batch", 1024}}}, .targets = {{"target", {"batch", 1024}}}}, [] {
      auto flow = FlowBuilder::from(Linear(1024, 1024));
      for (int i = 0; i < 12; ++i)
        flow.also(Block(1024, 1024));
      Graph graph = flow.through(Linear(1024, 1024)).build();
      graph.set_loss(mse_loss).set_optimizer(AdamOptions{.lr = 1e-3});
      return graph;
    });

int main(int argc, char **argv) { return bench::run(argc, argv, tower); }
