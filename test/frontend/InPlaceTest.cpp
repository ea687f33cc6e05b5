// In-place operations and pieces of tensors in recordings.
#include "Support.h"

using namespace flodl;
using namespace flodl::test;

namespace {

struct Function : Module {
  std::function<Tensor(const Tensor &)> body;
  explicit Function(std::function<Tensor(const Tensor &)> body) : body(std::move(body)) {}
  Tensor forward(const Tensor &x) override { return body(x); }
};

struct InPlace : Recorded {
  std::string recorded(std::function<Tensor(const Tensor &)> body, Shape shape = {"n", 4}) {
    Graph g = FlowBuilder::from(Function(std::move(body))).build();
    return signature(g, {{"x", kFloat32, std::move(shape)}});
  }
  Error refused(std::function<Tensor(const Tensor &)> body, const std::string &part) {
    return errorOf([&] { recorded(std::move(body)); }, part);
  }
};

TEST_F(InPlace, copiesOfTheTensorFollow) {
  EXPECT_EQ(recorded([](const Tensor &x) {
              Tensor y = relu(x), copy = y;
              y.add_(x).mul_(y);
              return copy;
            }),
            "input %0 \"x\" float32[n, 4]\n"
            "%1 = relu(%0) : float32[n, 4]\n"
            "%2 = add(%1, %0) : float32[n, 4]\n"
            "%3 = mul(%2, %2) : float32[n, 4]\n"
            "output \"\" %3\n"
            "end\n");
}

TEST_F(InPlace, whatWasComputedBeforeStays) {
  std::string text = recorded([](const Tensor &x) {
    Tensor y = relu(x), before = sin(y);
    y.zero_();
    return before + y;
  });
  EXPECT_NE(text.find("%2 = sin(%1)"), std::string::npos) << text;
  EXPECT_NE(text.find("add(%2, %3)"), std::string::npos) << text;
}

TEST_F(InPlace, viewsMustNotOutliveTheChange) {
  refused([](const Tensor &x) {
    Tensor y = relu(x), part = y.narrow(1, 0, 2);
    y.add_(1);
    return part;
  }, "add_ would change two tensors, one a view of the other");
  refused([](const Tensor &x) {
    Tensor y = relu(x);
    y.transpose(0, 1).reshape({4, -1}).zero_();
    return y;
  }, "zero_ would change two tensors");
  EXPECT_NO_THROW(recorded([](const Tensor &x) {
    Tensor y = relu(x), sum = y.narrow(1, 0, 2).sum();
    return y.add_(sum);
  }));
}

TEST_F(InPlace, copyHasMemoryOfItsOwn) {
  std::string text = recorded([](const Tensor &x) {
    Tensor y = relu(x);
    y.copy_(x.narrow(1, 0, 1)).add_(1);
    return y;
  });
  EXPECT_NE(text.find("contiguous"), std::string::npos) << text;
}

TEST_F(InPlace, buffersAreWrittenAndParametersAreNot) {
  struct Counting : Module {
    Buf count{*this, "count", zeros({1})};
    Param scale{*this, "scale", ones({4})};
    bool wrong;
    explicit Counting(bool wrong) : wrong(wrong) {}
    Tensor forward(const Tensor &x) override {
      count.add_(1);
      if (wrong)
        scale.mul_(2);
      return x * scale + count;
    }
  };
  Graph g = FlowBuilder::from(Counting(false)).build();
  std::string text = signature(g, {{"x", {"n", 4}}});
  EXPECT_NE(text.find("write_buffer 0("), std::string::npos) << text;
  Graph wrong = FlowBuilder::from(Counting(true)).build();
  errorOf([&] { signature(wrong, {{"x", {"n", 4}}}); }, "mul_ changes a parameter in module_1");
}

TEST_F(InPlace, resultsMustFit) {
  refused([](const Tensor &x) { return x.narrow(1, 0, 1).add_(x); }, "expects a result of the tensor's own shape [n, 1], but got [n, 4]");
  refused([](const Tensor &x) { return x + arange(4).div_(2); }, "expects a result that int64 can hold, but got float32");
}

TEST_F(InPlace, piecesHaveKnownNumbers) {
  EXPECT_NO_THROW(recorded([](const Tensor &x) { return cat({x, x}, 0).chunk(2)[1]; }));
  EXPECT_NO_THROW(recorded([](const Tensor &x) { return cat({x, x, x}, 0).batches(x.size(0))[2]; }));
  refused([](const Tensor &x) { return x.split(2)[0]; }, "expects a dimension whose size is a known multiple of the pieces', but got n and 2");
  refused([](const Tensor &x) { return x.chunk(3)[0]; }, "but got n in [n, 4]");
  refused([](const Tensor &x) { return x.unbind()[0]; }, "[unbind] expects a dimension whose size is a number, but got n in [n, 4]");
  refused([](const Tensor &x) { return x.split(0, 1)[0]; }, "[split] expects pieces of a size above 0, but got 0");
  refused([](const Tensor &x) { return x.chunk(0, 1)[0]; }, "[chunk] expects a number of pieces above 0, but got 0");
  refused([](const Tensor &x) { return x.split({1, 2}, 1)[0]; }, "[split] expects sizes that add up to 4, but got [1, 2]");
  refused([](const Tensor &x) { return x.squeeze(); }, "n");
  refused([](const Tensor &x) { return x.movedim({0, 1}, {1}); }, "expects as many destinations as sources, but got 1 and 2");
  refused([](const Tensor &x) { return x.movedim({0, 0}, {0, 1}); }, "[movedim] expects each dimension once, but got 0 again");
  refused([](const Tensor &x) { return meshgrid({x})[0]; }, "[meshgrid] expects inputs of rank 1, but got one of shape [n, 4]");
  refused([](const Tensor &x) { return x.unsqueeze({0, 4}); }, "[unsqueeze] expects a dimension in [-4, 3], but got 4");
}

}  // namespace
