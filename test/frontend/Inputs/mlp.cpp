// The thinnest trained model: three affine maps and a residual.
#include <flodl/flodl.h>
using namespace flodl;

inline const auto classifier = flodl::model(
    "classifier",
    {.inputs = {{"image", {"batch", 784}}}, .targets = {{"label", kInt64, {"batch"}}}}, [] {
      Graph g = FlowBuilder::from(Linear(784, 256))
                    .through(ReLU())
                    .also(Linear(256, 256))
                    .through(Linear(256, 10))
                    .tag("logits")
                    .build();
      g.set_loss(cross_entropy_loss).set_optimizer(AdamOptions{.lr = 1e-3});
      return g;
    });
