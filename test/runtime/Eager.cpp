// Eager operations, tensors and autograd through the runtime's table.
#include "test/runtime/Eager.h"

namespace flodl::test {

std::vector<at::Tensor> applyAll(OpCode op, std::vector<Operand> operands, std::vector<AttrValue> attrs,
                                 detail::RandomState random) {
  std::vector<detail::Handle> handles;
  for (const Operand &operand : operands)
    handles.push_back(operand.tensor.defined() ? handle(operand.tensor) : detail::Handle());
  std::vector<detail::EagerOperand> list;
  for (size_t i = 0; i < operands.size(); ++i)
    list.push_back({handles[i] ? &handles[i] : nullptr, operands[i].isNumber, operands[i].number, operands[i].isInteger});
  std::vector<detail::Handle> results(opInfo(op).results.size());
  detail::runtime().apply(op, list, attrs, random, results);
  std::vector<at::Tensor> tensors;
  for (const detail::Handle &result : results)
    tensors.push_back(result ? tensor(result) : at::Tensor());
  return tensors;
}

namespace {

TEST(Eager, OperationsAreLibtorchs) {
  at::Tensor x = at::randn({4, 3}), w = at::randn({2, 3}), b = at::randn({2});
  EXPECT_TRUE(bitwise(apply(OpCode::linear, {x, w, b}), at::linear(x, w, b)));
  EXPECT_TRUE(bitwise(apply(OpCode::linear, {x, w, at::Tensor()}), at::linear(x, w)));
  EXPECT_TRUE(bitwise(apply(OpCode::expand, {b}, {Shape{4, 2}}), b.expand({4, 2})));
}

TEST(Eager, NumbersTakePartInPromotionAsNumbers) {
  at::Tensor half = at::randn({3}).to(at::kHalf), whole = at::ones({3}, at::kLong);
  EXPECT_EQ(apply(OpCode::mul, {half, 2.0}).scalar_type(), at::kHalf);
  EXPECT_EQ(apply(OpCode::mul, {2, whole}).scalar_type(), at::kLong);
  EXPECT_EQ(apply(OpCode::mul, {whole, 2.5}).scalar_type(), at::kFloat);
}

TEST(Eager, ListsOfOperands) {
  at::Tensor a = at::randn({2, 3}), b = at::randn({1, 3});
  EXPECT_TRUE(bitwise(apply(OpCode::cat, {a, b, a}, {int64_t{0}}), at::cat({a, b, a}, 0)));
}

TEST(Eager, GradientsAreLibtorchs) {
  at::Tensor x = randn({4, 3}, true), w = randn({2, 3}, true);
  at::Tensor y = apply(OpCode::relu, {apply(OpCode::linear, {x, w, at::Tensor()})});
  detail::Runtime &runtime = detail::runtime();
  runtime.backward(handle(y.sum()), nullptr, false);
  at::Tensor xTheirs = x.detach().clone().set_requires_grad(true);
  at::relu(at::linear(xTheirs, w.detach())).sum().backward();
  EXPECT_TRUE(bitwise(tensor(runtime.grad(handle(x))), xTheirs.grad()));
  EXPECT_FALSE(runtime.grad(handle(at::ones({1}))));
  runtime.setGrad(handle(x), {});
  EXPECT_FALSE(x.grad().defined());
}

TEST(Eager, ErrorsNameTheOperation) {
  EXPECT_CONTAINS(errorOf([] { apply(OpCode::add, {at::ones({2}), at::ones({3})}); }), "add: The size of tensor a");
}

TEST(Eager, BackwardOfSeveralElementsSaysWhatToDo) {
  EXPECT_EQ(errorOf([] { detail::runtime().backward(handle(randn({2, 3}, true)), nullptr, false); }),
            "backward() expects a tensor with one element, but got float32[2, 3]; reduce it first (sum, mean) or pass "
            "the gradient");
}

TEST(Tensors, HostCopies) {
  detail::Runtime &runtime = detail::runtime();
  const float values[] = {1, 2, 3, 4, 5, 6};
  const int64_t shape[] = {2, 3};
  detail::Handle t = runtime.fromHost(values, kFloat32, shape, kCPU);
  EXPECT_EQ(str(runtime.type(t)), "float32[2, 3]");
  float back[6] = {};
  runtime.toHost(handle(tensor(t).t()), back);
  EXPECT_EQ(std::vector<float>(back, back + 6), (std::vector<float>{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(tensor(runtime.to(t, kCPU, kFloat64)).scalar_type(), at::kDouble);
  EXPECT_EQ(runtime.item(handle(at::full({1, 1}, 3.5))), 3.5);
  EXPECT_CONTAINS(errorOf([&] { runtime.item(t); }), "item() expects a tensor with one element, but got float32[2, 3]");
  EXPECT_CONTAINS(errorOf([&] { runtime.copyInto(t, handle(at::ones({3}))); }), "expects a source of shape [2, 3]");
}

TEST(Tensors, InitialisersLeaveNoGraph) {
  at::Tensor p = at::zeros({100}).set_requires_grad(true);
  detail::runtime().fill(handle(p), "uniform", 2, 3);
  EXPECT_TRUE(p.is_leaf());
  EXPECT_GE(p.min().item().toDouble(), 2);
  EXPECT_CONTAINS(errorOf([&] { detail::runtime().fill(handle(p), "orthogonal", 0, 0); }), "unknown initialiser");
}

TEST(Data, RowsAndUploads) {
  detail::Runtime &runtime = detail::runtime();
  at::Tensor source = at::randn({10, 3}), rows = at::tensor({9L, 0L, 4L, 4L});
  EXPECT_TRUE(bitwise(tensor(runtime.selectRows(handle(source), handle(rows), 1, 3)), source.index_select(0, rows.slice(0, 1))));
  std::vector<detail::Handle> uploaded = runtime.upload(std::vector{handle(source)}, kCPU)->take();
  EXPECT_TRUE(bitwise(tensor(uploaded[0]), source));
  EXPECT_EQ(runtime.data(handle(source)), source.data_ptr());
  EXPECT_CONTAINS(errorOf([&] { runtime.data(handle(source.t())); }), "expects a contiguous CPU tensor");
  EXPECT_GT(runtime.memory(kCPU)->total, runtime.memory(kCPU)->free);
}

}  // namespace
}  // namespace flodl::test
