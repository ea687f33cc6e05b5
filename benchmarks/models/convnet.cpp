// Five convolutions with BatchNorm, ReLU and pooling: bound by reading and writing activations.
#include "../common.h"
using namespace flodl;

inline const auto convnet = model(
    "convnet", {.inputs = {{"input", {"batch", 3, 64, 64}}}, .targets = {{"target", {"batch", 100}}}}, [] {
      auto stage = [](FlowBuilder &flow, int64_t inputs, int64_t outputs) -> FlowBuilder & {
        return flow.through(Conv2d(inputs, outputs, 3, {.padding = 1})).through(BatchNorm2d(outputs)).through(ReLU());
      };
      auto flow = FlowBuilder::start();
      int64_t channels = 3;
      for (int64_t outputs : {64, 128, 256, 512}) {
        stage(flow, channels, outputs).through(MaxPool2d(2));
        channels = outputs;
      }
      stage(flow, channels, 512);
      Graph graph = flow.through(AdaptiveAvgPool2d(1)).through(Flatten()).through(Linear(512, 100)).build();
      graph.set_loss(mse_loss).set_optimizer(AdamOptions{.lr = 1e-3});
      return graph;
    });

int main(int argc, char **argv) { return bench::run(argc, argv, convnet); }
