// Five Linear layers of up to 2048, GELU and LayerNorm between them: bound by the optimizer's state.
#include "../common.h"
#include "block.h"
using namespace flodl;

inline const auto mlp = model("mlp", {.inputs = {{"input", {"batch", 1024}}}, .targets = {{"target", {"batch", 1024}}}}, [] {
  auto flow = FlowBuilder::from(Block(1024, 2048));
  for (int i = 0; i < 3; ++i)
    flow.through(Block(2048, 2048));
  Graph graph = flow.through(Linear(2048, 1024)).build();
  graph.set_loss(mse_loss).set_optimizer(AdamOptions{.lr = 1e-3});
  return graph;
});

int main(int argc, char **argv) { return bench::run(argc, argv, mlp); }
