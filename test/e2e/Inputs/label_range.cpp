// A class label that does not exist: an error before anything is updated.
#include <flodl/flodl.h>
#include <cstdio>
using namespace flodl;
inline const auto m = flodl::model("m", {.inputs = {{"x", {"batch", 4}}}, .targets = {{"y", kInt64, {"batch"}}}}, [] {
  Graph g = FlowBuilder::from(Linear(4, 3)).build();
  g.set_loss(cross_entropy_loss).set_optimizer(SGDOptions{.lr = 0.1});
  return g;
});
int main(int argc, char **argv) {
  flodl::init(argc, argv);
  auto model = m();
  auto before = model.parameters()[0].to_vector<float>();
  try {
    model.train_step(Batch({{"x", randn({2, 4})}, {"y", from_vector(std::vector<int64_t>{1, 7}, {2})}}));
    std::puts("NO ERROR");
  } catch (const Error &e) {
    std::puts(e.what());
  }
  std::puts(before == model.parameters()[0].to_vector<float>() ? "unchanged" : "CHANGED");
  std::printf("%f\n", model.train_step(Batch({{"x", randn({2, 4})}, {"y", from_vector(std::vector<int64_t>{1, -100}, {2})}})).loss().item());
}
