// Parameters move into one block at the first training call, and nobody who holds one notices.
#include "runtime/core/FlatParameters.h"
#include "test/runtime/GeneratedModel.h"
#include <c10/core/GradMode.h>

namespace flodl::test {
namespace {

bool isIn(const at::Tensor &parameter, const at::Tensor &other) {
  return parameter.storage().unsafeGetStorageImpl() == other.storage().unsafeGetStorageImpl();
}

TEST(FlatParameters, TrainingMovesThemIntoOneBlock) {
  Mlp mlp, copy = mlp.clone();
  auto instance = mlp.bind();
  forward(*instance, {at::randn({4, 3})})[0].sum().backward();
  std::vector<at::Tensor> parameters = mlp.parameters();
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_TRUE(isIn(parameters[i], parameters[0]));
    EXPECT_EQ(reinterpret_cast<uintptr_t>(parameters[i].data_ptr()) % 64, 0u);
    EXPECT_TRUE(bitwise(parameters[i].detach(), copy.parameters()[i].detach()));
    EXPECT_TRUE(parameters[i].is_leaf() && parameters[i].requires_grad() && parameters[i].grad().defined());
    for (size_t k = 0; k < i; ++k)
      EXPECT_GE(parameters[i].storage_offset(), parameters[k].storage_offset() + parameters[k].numel());
  }
}

TEST(FlatParameters, EvaluationLeavesThemAlone) {
  Mlp mlp;
  const void *before = mlp.weight1.data_ptr();
  auto instance = mlp.bind();
  c10::NoGradGuard noGrad;
  forward(*instance, {at::randn({4, 3})});
  EXPECT_EQ(mlp.weight1.data_ptr(), before);
}

TEST(FlatParameters, MemoryThatIsSeenElsewhereStays) {
  Mlp mlp;
  at::Tensor view = mlp.weight1.detach();
  auto instance = mlp.bind();
  forward(*instance, {at::randn({4, 3})});
  EXPECT_TRUE(isIn(mlp.weight1, view));
  EXPECT_TRUE(isIn(mlp.weight2, mlp.bias1));
  // Changes through the view are still changes of the parameter.
  view.fill_(2);
  EXPECT_EQ(mlp.weight1.detach().min().item().toFloat(), 2);
}

TEST(FlatParameters, AnotherModelsBlockStays) {
  Mlp first, second;
  second.weight1 = first.weight1;
  EXPECT_EQ(rt::flattenParameters(first.parameters()), 4u);
  EXPECT_EQ(rt::flattenParameters(second.parameters()), 3u);
  EXPECT_TRUE(isIn(second.weight1, first.weight2));
  EXPECT_TRUE(isIn(second.weight2, second.bias1));
  EXPECT_EQ(rt::flattenParameters(first.parameters()), 0u);
}

TEST(FlatParameters, EachElementTypeHasItsBlock) {
  std::vector<at::Tensor> list = {randn({3}, true), randn({4}, true), randn({5}, true).to(at::kDouble).detach(),
                                  at::randn({2, 6}, at::kDouble), at::randn({6, 2}).t()};
  EXPECT_EQ(rt::flattenParameters(list), 4u);
  EXPECT_TRUE(isIn(list[0], list[1]) && isIn(list[2], list[3]) && !isIn(list[0], list[2]));
}

}  // namespace
}  // namespace flodl::test
