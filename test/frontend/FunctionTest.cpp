// Functions that choose among operations or check their arguments, recorded without a runtime.
#include "Support.h"

using namespace flodl;
using namespace flodl::test;

namespace {

struct Functions : Recorded {
  struct Body : Module {
    std::function<Tensor(const Tensor &)> body;
    explicit Body(std::function<Tensor(const Tensor &)> body) : body(std::move(body)) {}
    Tensor forward(const Tensor &x) override { return body(x); }
  };
  /// The operations that `body` records on an input `[n, 4]`, and the type of what it returns.
  std::vector<std::string> recorded(std::function<Tensor(const Tensor &)> body, DType dtype = kFloat32) {
    Graph g = FlowBuilder::from(Body(std::move(body))).build();
    detail::Recording recording = record(g, {{"x", dtype, {"n", 4}}});
    std::vector<std::string> names;
    for (const detail::RecordedOp &op : recording.ops)
      names.push_back(std::string(opInfo(op.code).name));
    names.push_back(str(recording.values[recording.outputs[0].value]));
    return names;
  }
};
using Names = std::vector<std::string>;

TEST_F(Functions, powersOfNumbersAndTensors) {
  EXPECT_EQ(recorded([](const Tensor &x) { return pow(x, 2); }), (Names{"pow", "float32[n, 4]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return pow(x, x); }), (Names{"pow_tensor", "float32[n, 4]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return pow(2, x); }), (Names{"full", "pow_tensor", "float32[n, 4]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return pow(x, 2); }, kInt64), (Names{"full", "pow_tensor", "int64[n, 4]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return x.pow(2.0); }, kInt64), (Names{"pow", "float32[n, 4]"}));
  errorOf([&] { recorded([](const Tensor &x) { return pow(x, -1); }, kInt64); },
          "pow: expects an exponent of 0 or more for integers, but got -1; write it as a floating-point number");
}

TEST_F(Functions, limitsOfIntegersStayIntegers) {
  EXPECT_EQ(recorded([](const Tensor &x) { return clamp(x, 0, 1); }), (Names{"clamp", "float32[n, 4]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return clamp(x, 0, 1); }, kInt64),
            (Names{"full", "maximum", "full", "minimum", "int64[n, 4]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return x.clamp(0, 1.5); }, kInt64).back(), "float32[n, 4]");
  EXPECT_EQ(recorded([](const Tensor &x) { return clamp_min(x, 3); }, kInt64), (Names{"full", "maximum", "int64[n, 4]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return clamp_max(x, 3); }), (Names{"clamp", "float32[n, 4]"}));
}

TEST_F(Functions, roundedQuotients) {
  EXPECT_EQ(recorded([](const Tensor &x) { return div(x, 2, "floor"); }), (Names{"full", "floor_divide", "float32[n, 4]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return div(x, 2, "trunc"); }, kInt32), (Names{"full", "div_trunc", "int32[n, 4]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return x % 2; }, kInt32), (Names{"full", "remainder", "int32[n, 4]"}));
  errorOf([&] { recorded([](const Tensor &x) { return div(x, 2, "round"); }); },
          "div: expects the rounding mode \"floor\" or \"trunc\", but got \"round\"");
}

TEST_F(Functions, createdWithSymbolicSizes) {
  EXPECT_EQ(recorded([](const Tensor &x) { return eye(x.size(0)); }), (Names{"eye", "float32[n, n]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return linspace(0, 1, x.size(0)); }), (Names{"linspace", "float32[n]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return arange(1, x.size(0), 2); }).back(), "int64[floordiv(n, 2)]");
  EXPECT_EQ(recorded([](const Tensor &x) { return full_like(x, 2, kBool); }), (Names{"full", "bool[n, 4]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return rand_like(x); }), (Names{"rand", "float32[n, 4]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return randint(0, 5, x.shape()); }), (Names{"randint", "int64[n, 4]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return randperm(x.size(0)); }), (Names{"randperm", "int64[n]"}));
  EXPECT_EQ(recorded([](const Tensor &x) { return one_hot(x, 7); }, kInt64).back(), "int64[n, 4, 7]");
}

TEST_F(Functions, mistakesInCreation) {
  errorOf([] { arange(0, 5, -1); }, "arange: expects a step from start towards end, but got -1 from 0 to 5");
  errorOf([] { arange(0, 5, 0); }, "arange: expects a step from start towards end, but got 0 from 0 to 5");
  errorOf([] { arange(0.0, 1.0, -0.5); }, "arange: expects a finite step from start towards end");
  errorOf([] { randint(3, 3, {2}); }, "randint: expects low below high by at most 2^32, but got 3 and 3");
  std::vector<float> values(3);
  errorOf([&] { from_blob(std::as_bytes(std::span(values)), {2, 2}); },
          "from_blob: expects 16 bytes for float32[2, 2], but got 12");
  errorOf([&] { from_vector(values, {2, 2}); }, "from_vector: expects 4 values for shape [2, 2], but got 3");
  errorOf([&] { recorded([](const Tensor &x) { return one_hot(x, 0); }, kInt64); }, "one_hot: expects one class or more, but got 0");
}

TEST_F(Functions, activationsCheckTheirArguments) {
  errorOf([&] { recorded([](const Tensor &x) { return glu(narrow(x, 1, {0, 3})); }); },
          "glu: expects an even size to split, but dimension -1 of [n, 3] is 3");
  errorOf([&] { recorded([](const Tensor &x) { return prelu(x, ones({3})); }); },
          "expects 'weight' to have one slope or one for each channel of 'input', but got [1, 3] for [n, 4]");
  errorOf([&] { recorded([](const Tensor &x) { return prelu(select(x, 0, 0), ones({4})); }); },
          "prelu: expects a weight of shape [1] or [C], with C of dimension 1 of the input, but got [4] for [4]");
  errorOf([&] { recorded([](const Tensor &x) { return feature_dropout(select(x, 0, 0), 0.5, true); }); },
          "feature_dropout: expects an input of shape [N, C, *], but got [4]");
  errorOf([] { PReLU(0); }, "PReLU: expects one parameter or more, but got 0");
  errorOf([] { Softplus(0); }, "Softplus: expects a beta above 0, but got 0");
  errorOf([] { CELU(0); }, "CELU: expects an alpha other than 0, but got 0");
  errorOf([] { Hardtanh(2, 1); }, "Hardtanh: expects min_val below max_val, but got 2");
}

TEST_F(Functions, activationsHaveNames) {
  std::vector<std::string> names;
  for (const std::shared_ptr<Module> &module : std::initializer_list<std::shared_ptr<Module>>{
           std::make_shared<LeakyReLU>(), std::make_shared<ELU>(), std::make_shared<SELU>(), std::make_shared<CELU>(),
           std::make_shared<Mish>(), std::make_shared<Softplus>(), std::make_shared<Hardswish>(), std::make_shared<Hardsigmoid>(),
           std::make_shared<Hardtanh>(), std::make_shared<ReLU6>(), std::make_shared<LogSigmoid>(), std::make_shared<GLU>(),
           std::make_shared<Softsign>(), std::make_shared<Tanhshrink>(), std::make_shared<Threshold>(0, 0), std::make_shared<PReLU>()})
    names.push_back(module->name());
  EXPECT_EQ(names, (Names{"leaky_relu", "elu", "selu", "celu", "mish", "softplus", "hardswish", "hardsigmoid", "hardtanh", "relu6",
                          "logsigmoid", "glu", "softsign", "tanhshrink", "threshold", "prelu"}));
}

// Slopes are run-time arguments: models that differ in them alone share their program.
TEST_F(Functions, slopesAreNoPartOfTheSignature) {
  auto signatureOfSlope = [&](double slope) {
    Graph g = FlowBuilder::from(LeakyReLU(slope)).build();
    return signature(g, {{"x", {"n", 4}}});
  };
  EXPECT_EQ(signatureOfSlope(0.1), signatureOfSlope(0.2));
}

}  // namespace
