// Aliases, buffers, flags, hyper-parameters, random keys and sizes that are expressions, in a
// model written by hand in the style of generated code.
#include "flodl/rt/ops.h"
#include "test/runtime/Eager.h"
#include "test/runtime/GeneratedModel.h"
#include <c10/core/GradMode.h>

namespace {

using namespace flodl;
using namespace flodl::rt;

void plan(Plan &plan) {
  const int64_t batch = plan.dim(0);
  [[maybe_unused]] const int64_t onlyInTargets = plan.dim(1);
  plan.input(0, 0);
  plan.alias(1, 0, {2 * batch, 3}, {3, 1}, 0);      // the rows cut in two
  plan.alias(2, 0, {batch, 3}, {6, 1}, 3);          // the right half
  plan.buffer(3, 0);
  plan.frame(4, kFloat32, {2 * batch, 3}, 0, 1);
  plan.alias(5, 4, {batch, 6}, {6, 1}, 0);
  plan.frame(6, kFloat32, {batch, 6}, 1, 2);
  plan.input(7, 1);
  plan.output(6, 0);
  plan.output(2, 1);
  plan.output(7, 3);                                // output 2 does not exist
}

void run(Call &call) {
  add(call, call.view(1), call.view(1), call.view(4));
  dropout(call, call.view(5), call.hyper(0), call.flag(0), call.random("dropout_1", 0), call.view(6));
  if (call.flag(0)) {
    const int64_t shape[] = {3};
    sum_to(call, call.view(2), shape, call.view(3));
  }
}

const char *const xSizes[] = {"batch", "6"};
const char *const doubledSizes[] = {"2*batch"};
const char *const targetSizes[] = {"batch", "classes"};
const InputInfo inputs[] = {{"x", kFloat32, xSizes}, {"doubled", kInt64, doubledSizes}, {"target", kFloat32, targetSizes}};
const char *const symbols[] = {"batch", "classes"};
const char *const outputs[] = {"", "right", "gone", "doubled"};
const ModelCode code = {"views", "model views\n", "by hand", inputs, symbols, outputs, {}, {plan, run, nullptr, 8}, {}, {}};
const Registration registration(code);

}  // namespace

namespace flodl::test {
namespace {

struct Views : ::testing::Test {
  Views() {
    detail::BindRequest request;
    request.name = "views";
    request.signature = "model views\n";
    request.buffers = {handle(buffer)};
    request.hypers = {0.5};
    request.instance = 9;
    std::string why;
    instance = detail::runtime().bind(request, why);
    setTraining(false);
  }
  void setTraining(bool on) {
    const uint8_t flag = on;
    instance->setFlags({&flag, 1});
  }
  std::vector<at::Tensor> call(const at::Tensor &x) {
    return forward(*instance, {x, at::arange(2 * x.size(0), at::kLong)}, 4);
  }
  at::Tensor buffer = at::zeros({3});
  std::unique_ptr<detail::Instance> instance;
};

TEST_F(Views, AliasesFollowTheirBase) {
  for (int64_t batch : {2, 5, 2}) {
    at::Tensor x = at::randn({batch, 6});
    std::vector<at::Tensor> results = call(x);
    ASSERT_EQ(results.size(), 4u);
    EXPECT_TRUE(bitwise(results[0], x + x));
    EXPECT_TRUE(bitwise(results[1], x.slice(1, 3)));
    EXPECT_FALSE(results[2].defined());
    EXPECT_TRUE(bitwise(results[3], at::arange(2 * batch, at::kLong)));
  }
}

TEST_F(Views, FlagsAndBuffers) {
  at::Tensor x = at::randn({4, 6});
  call(x);
  EXPECT_TRUE(bitwise(buffer, at::zeros({3})));
  setTraining(true);
  call(x);
  EXPECT_TRUE(bitwise(buffer, x.slice(1, 3).sum(0)));
}

TEST_F(Views, RandomDrawsEqualEagerOnes) {
  detail::runtime().manualSeed(11);
  setTraining(true);
  at::Tensor x = at::randn({4, 6});
  for (uint64_t forward : {0, 1}) {
    at::Tensor eager = apply(OpCode::dropout, {x + x, 0.5, true}, {std::string("dropout_1"), int64_t{0}}, {9, forward});
    EXPECT_TRUE(bitwise(call(x)[0], eager));
  }
  instance->setForwardNumber(0);
  at::Tensor again = call(x)[0];
  instance->setForwardNumber(0);
  EXPECT_TRUE(bitwise(call(x)[0], again));
}

TEST_F(Views, HyperParametersMayChange) {
  setTraining(true);
  const double none = 0;
  instance->setHypers({&none, 1});
  at::Tensor x = at::randn({4, 6});
  EXPECT_TRUE(bitwise(call(x)[0], x + x));
}

TEST_F(Views, SizesThatAreExpressions) {
  EXPECT_EQ(errorOf([&] { forward(*instance, {at::randn({4, 6}), at::arange(7, at::kLong)}, 4); }),
            "model 'views': 'doubled' expects int64[2*batch], but got int64[7]: dimension 0 is 7, not 8");
}

TEST_F(Views, ProgramsThatWereNotCompiled) {
  at::Tensor x = randn({4, 6}, true);
  EXPECT_CONTAINS(errorOf([&] { call(x); }), "was compiled without its training program");
  EXPECT_FALSE(instance->hasStep());
  EXPECT_CONTAINS(errorOf([&] { step(*instance, {x}); }), "has no compiled training step");
}

}  // namespace
}  // namespace flodl::test
