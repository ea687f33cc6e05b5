// Registration of members, and checks of constructor arguments.
#include "Support.h"

using namespace flodl;
using namespace flodl::test;

namespace {

struct Modules : Recorded {};

struct Block : Module {
  Child<Linear> up, down;
  Param scale;
  Children<Linear> heads{*this, "heads"};
  explicit Block(int64_t n)
      : up(*this, "up", n, 4 * n), down(*this, "down", 4 * n, n, LinearOptions{.bias = false}),
        scale(*this, "scale", ones({n})) {
    heads.add(n, n);
    heads.add(n, n);
  }
  Tensor forward(const Tensor &x) override {
    Tensor y = x + scale * down(relu(up(x)));
    for (Linear &head : heads)
      y = head(y);
    return y;
  }
};

TEST_F(Modules, membersRegisterThemselvesAndSurviveMoves) {
  Block first(4);
  Block block(std::move(first));
  std::vector<std::string> names;
  for (auto &[name, tensor] : block.named_parameters())
    names.push_back(name + " " + str(tensor.shape()));
  EXPECT_EQ(names, (std::vector<std::string>{"scale [4]", "up.weight [16, 4]", "up.bias [16]", "down.weight [4, 16]",
                                             "heads.0.weight [4, 4]", "heads.0.bias [4]", "heads.1.weight [4, 4]",
                                             "heads.1.bias [4]"}));
  Graph g = FlowBuilder::from(std::move(block)).build();
  std::vector<std::string> paths;
  for (const detail::RecordedOp &op : record(g, {{"x", {"n", 4}}}).ops)
    paths.push_back(op.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"module_1/up", "module_1", "module_1/down", "module_1", "module_1",
                                             "module_1/heads.0", "module_1/heads.1"}));
}

TEST_F(Modules, parametersStartAsLeavesThatWantGradients) {
  Linear linear(2, 3);
  EXPECT_TRUE(linear.weight.requires_grad());
  EXPECT_EQ(str(linear.weight.shape()), "[3, 2]");
  BatchNorm norm(4);
  EXPECT_FALSE(norm.running_mean.requires_grad());
  DefaultDtypeGuard guard(kFloat64);
  EXPECT_EQ(Linear(2, 3).weight.dtype(), kFloat64);
}

TEST_F(Modules, twoMembersOfOneNameAreAnError) {
  struct Twice : Module {
    Param a{*this, "w", ones({1})};
    Param b{*this, "w", ones({1})};
  };
  errorOf([] { Twice(); }, "two members named \"w\"");
}

TEST_F(Modules, trainReachesChildrenAndNestedGraphs) {
  Graph inner = FlowBuilder::from(Dropout(0.5)).build();
  Graph g = FlowBuilder::from(std::move(inner)).through(Block(4)).build();
  g.eval();
  size_t modules = 0;
  g.walk([&](Module &module) {
    ++modules;
    EXPECT_FALSE(module.is_training()) << module.name();
  });
  EXPECT_EQ(modules, 9u);
}

TEST_F(Modules, constructorsNameModuleAndValue) {
  errorOf([] { Linear(0, 3); }, "Linear: expects in_features of 1 or more, but got 0");
  errorOf([] { Dropout(1.5); }, "Dropout: expects a probability in [0, 1], but got 1.5");
  errorOf([] { Conv2d(3, 8, 3, {.groups = 2}); }, "Conv2d: expects in_channels that groups divides, but got 3");
  errorOf([] { Conv2d(3, 8, {3, 0}); }, "Conv2d: expects a kernel of 1 or more, but got 0");
  errorOf([] { ConvTranspose2d(3, 8, 3, {.output_padding = 1}); }, "ConvTranspose2d: expects an output_padding");
  errorOf([] { MaxPool2d(3, {.padding = 2}); }, "MaxPool2d: expects a padding from 0 to half the kernel, but got 2");
  errorOf([] { BatchNorm(4, {.eps = 0}); }, "BatchNorm: expects eps above 0");
  errorOf([] { LayerNorm(0); }, "LayerNorm: expects a size of 1 or more");
  errorOf([] { Embedding(10, 4, {.padding_idx = 10}); }, "Embedding: expects padding_idx inside the table, but got 10");
  errorOf([] { MultiheadAttention(10, 3); }, "MultiheadAttention: expects an embed_dim that num_heads divides");
  errorOf([] { GRUCell(4, 0); }, "GRUCell: expects a hidden size of 1 or more");
}

/// Result type of one module on one input.
template <class M>
std::string resultOf(M module, std::vector<InputSpec> inputs) {
  Graph g = FlowBuilder::from(std::move(module)).build();
  detail::Recording r = detail::recordGraph(g, inputs, {}, true).at(0).recording;
  return str(r.values[r.outputs[0].value]);
}

TEST_F(Modules, twoSizesWhereOneStandsForBoth) {
  std::vector<InputSpec> image = {{"x", {"n", 4, 9, 12}}};
  EXPECT_EQ(resultOf(MaxPool2d(2, {.stride = {2, 1}}), image), "float32[n, 4, 4, 11]");
  EXPECT_EQ(resultOf(MaxPool2d({3, 2}, {.stride = 3, .padding = {1, 0}, .dilation = {1, 2}}), image),
            "float32[n, 4, 3, 4]");
  EXPECT_EQ(resultOf(MaxPool2d({3, 2}, {.stride = {}}), image), "float32[n, 4, 3, 6]") << "without a stride: the kernel";
  EXPECT_EQ(resultOf(Conv2d(4, 2, {3, 5}, {.stride = {2, 1}, .padding = {1, 2}, .dilation = {1, 2}}), image),
            "float32[n, 2, 5, 8]");
  EXPECT_EQ(resultOf(ConvTranspose2d(4, 2, {3, 2}, {.stride = {2, 3}, .padding = {1, 0}, .output_padding = {1, 2},
                                                    .dilation = {1, 2}}), image),
            "float32[n, 2, 18, 38]");
  EXPECT_EQ(resultOf(AdaptiveAvgPool2d({2, 3}), image), "float32[n, 4, 2, 3]");
}

TEST_F(Modules, shapesOfResults) {
  EXPECT_EQ(resultOf(Conv2d(1, 2, 3), {{"x", {"n", 1, 5, 5}}}), "float32[n, 2, 3, 3]");
  EXPECT_EQ(resultOf(ConvTranspose2d(2, 1, 3), {{"x", {"n", 2, 3, 3}}}), "float32[n, 1, 5, 5]");
  EXPECT_EQ(resultOf(MaxPool2d(3, {.stride = 2, .padding = 1}), {{"x", {"n", 4, 8, 8}}}), "float32[n, 4, 4, 4]");
  EXPECT_EQ(resultOf(AdaptiveAvgPool2d({1, 1}), {{"x", {"n", 4, "h", "w"}}}), "float32[n, 4, 1, 1]");
  EXPECT_EQ(resultOf(Embedding(10, 6), {{"x", kInt64, {"n", "l"}}}), "float32[n, l, 6]");
  EXPECT_EQ(resultOf(MultiheadAttention(8, 2), {{"x", {"n", "l", 8}}}), "float32[n, l, 8]");
  EXPECT_EQ(resultOf(GRUCell(4, 6), {{"x", {"n", 4}}}), "float32[n, 6]");
  EXPECT_EQ(resultOf(Flatten(), {{"x", {"n", 4, 3}}}), "float32[n, 12]");
  EXPECT_EQ(resultOf(Reshape({"n", 2, -1}), {{"x", {"n", 4, 3}}}), "float32[n, 2, 6]");
  EXPECT_EQ(resultOf(LayerNorm(3), {{"x", {"n", 4, 3}}}), "float32[n, 4, 3]");
  EXPECT_EQ(resultOf(GELU(GELU::Tanh), {{"x", {"n"}}}), "float32[n]");
}

}  // namespace
