// Positions that do not exist: class labels, rows of a table, elements to gather. Each is one clear
// error, at once on the CPU and at the next look on a GPU, and leaves the model as it was: what is
// trained afterwards equals, to the bit, a model that never saw the wrong batch.
#include <cstdio>
#include <flodl/flodl.h>
#include <functional>
using namespace flodl;

/// Rows of a table, normalised over the batch, of which one column is chosen for each sample.
struct Chosen : Module {
  Child<Embedding> table;
  Child<BatchNorm> norm;
  Ports ports{*this, {"column", "order"}};
  Chosen() : table(*this, "table", 7, 4), norm(*this, "norm", 4) {}
  Tensor forward_named(const Tensor &word, const Refs &refs) override {
    Tensor rows = norm(table(word));
    Tensor column = rows.gather(1, refs["column"]);
    return rows.index_select(1, refs["order"]) + column;
  }
};

static const auto chosen = flodl::model(
    "chosen", {.inputs = {{"word", kInt64, {"batch"}}, {"column", kInt64, {"batch", 1}}, {"order", kInt64, {5}}},
              .targets = {{"label", kInt64, {"batch"}}}}, [] {
      Graph g = FlowBuilder::from(Identity()).input({"column", "order"}).through(Chosen()).using_({"column", "order"})
                    .through(Linear(5, 3)).build();
      g.set_loss(cross_entropy_loss).set_optimizer(AdamOptions{.lr = 0.1}).set_clip_grad_norm(1.0);
      return g;
    });

static int failures = 0;
static void report(bool good, const std::string &what, int line) {
  if (!good)
    ++failures, std::printf("FAIL line %d: %s\n", line, what.c_str());
}
#define CHECK(condition) report((condition), #condition, __LINE__)

/// Text of the error that `body` throws, empty when it throws none.
static std::string errorOf(const std::function<void()> &body) {
  try {
    body();
    return {};
  } catch (const Error &error) {
    CHECK(error.code() == ErrorCode::IndexOutOfRange);
    return error.what();
  }
}

/// Where the models are (`--device`).
static Tensor placed(const Tensor &tensor) { return tensor.to(default_device()); }

struct Fields {
  std::vector<int64_t> word = {1, 6, 3, 0}, column = {0, 3, 2, 1}, order = {0, 3, 1, 2, 0}, label = {2, 0, -100, 1};
  Tensor inputs(size_t i) const {
    return placed(i == 0 ? from_vector(word, {4}) : i == 1 ? from_vector(column, {4, 1}) : from_vector(order, {5}));
  }
  Tensor target() const { return placed(from_vector(label, {4})); }
  Batch batch() const {
    return Batch({{"word", inputs(0)}, {"column", inputs(1)}, {"order", inputs(2)}, {"label", target()}});
  }
};

/// A step of the hand-written loop.
static void loopStep(Graph &g, Optimizer &optimizer, const Fields &fields) {
  Tensor output = g.forward_multi({fields.inputs(0), fields.inputs(1), fields.inputs(2)});
  Tensor loss = cross_entropy_loss(output, fields.target());
  optimizer.zero_grad();
  loss.backward();
  optimizer.step();
  loss.item();
}

/// Everything that training changes.
static std::vector<std::vector<float>> state(const Graph &g) {
  std::vector<std::vector<float>> values;
  for (const NamedParameter &parameter : g.parameters())
    values.push_back(parameter.to_vector<float>());
  for (const NamedParameter &buffer : g.buffers())
    values.push_back(buffer.to_vector<float>());
  return values;
}

/// Two models that start alike. Both take the same good steps; the first one also sees `bad`.
struct Twins {
  Graph seeing = chosen(), sparing = chosen();
  Twins() {
    NoGradGuard noGrad;
    std::vector<NamedParameter> from = seeing.parameters(), to = sparing.parameters();
    for (size_t i = 0; i < from.size(); ++i)
      to[i].set_data(from[i].detach() * 1.0);
    CHECK(seeing.is_compiled());
  }
  void bothStep(int times) {
    for (int i = 0; i < times; ++i) {
      seeing.train_step(Fields().batch()).loss().item();
      sparing.train_step(Fields().batch()).loss().item();
    }
  }
};

/// Eager operations on a GPU: who finds the error knows the operation, but not the line that called it.
static bool foundLater = false;

static void expect(const std::string &text, const char *operand, const char *range, const char *got, int line) {
  auto has = [&](const std::string &part) { return text.find(part) != std::string::npos; };
  report(has(std::string(operand) + ": expects values from " + range + ", but got " + got), "got " + text, line);
  report(has("; correct the data, or make the indexed dimension larger"), text, line);
  report(foundLater || has("index_range.cpp:"), text, line);
}

/// One wrong value in a step, after steps that made it a replayed graph on a GPU.
static void oneStep(const Fields &bad, const char *operand, const char *range, const char *got, int line) {
  Twins twins;
  twins.bothStep(3);
  expect(errorOf([&] { twins.seeing.train_step(bad.batch()).loss().item(); }), operand, range, got, line);
  report(state(twins.seeing) == state(twins.sparing), "the wrong batch changed the model", line);
  twins.bothStep(3);
  report(state(twins.seeing) == state(twins.sparing), "training went on differently", line);
}

/// The first step of a key, which runs directly.
static void firstStep() {
  Twins twins;
  CHECK(!errorOf([&] { twins.seeing.train_step(Fields{.label = {0, 1, 2, 3}}.batch()).loss().item(); }).empty());
  twins.bothStep(2);
  CHECK(state(twins.seeing) == state(twins.sparing));
}

/// Steps behind the wrong one that were enqueued before it was noticed do nothing either.
static void unreadSteps() {
  Twins twins;
  twins.bothStep(3);
  CHECK(!errorOf([&] {
           twins.seeing.train_step(Fields{.word = {1, 7, 3, 0}}.batch());
           StepResult last = twins.seeing.train_step(Fields().batch());
           for (int i = 0; i < 5; ++i)
             last = twins.seeing.train_step(Fields().batch());
           last.loss().item();
         }).empty());
  CHECK(state(twins.seeing) == state(twins.sparing));
  twins.bothStep(2);
  CHECK(state(twins.seeing) == state(twins.sparing));
}

/// Who never reads a loss hears of it within 256 calls.
static void neverRead() {
  Graph g = chosen();
  int later = -1;
  CHECK(!errorOf([&] {
           g.train_step(Fields{.word = {1, 7, 3, 0}}.batch());
           for (later = 0; later < 1000; ++later)
             g.train_step(Fields().batch());
         }).empty());
  CHECK(later <= 256);
  CHECK(errorOf([&] { g.train_step(Fields().batch()).loss().item(); }).empty());
}

/// Other places that look: a tensor that is read, a flush, an evaluation.
static void otherReads() {
  Graph g = chosen();
  Fields bad{.column = {0, 4, 2, 1}};
  CHECK(!errorOf([&] {
           NoGradGuard noGrad;
           g.forward_multi({bad.inputs(0), bad.inputs(1), bad.inputs(2)}).to_vector<float>();
         }).empty());
  CHECK(!errorOf([&] {
           g.record_scalar("loss", g.train_step(bad.batch()).loss());
           g.flush();
         }).empty());
  CHECK(errorOf([&] { g.train_step(Fields().batch()).loss().item(); }).empty());
}

static void handWrittenLoop() {
  Twins twins;
  Adam seeing(twins.seeing.parameters(), AdamOptions{.lr = 0.1});
  Adam sparing(twins.sparing.parameters(), AdamOptions{.lr = 0.1});
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 3; ++i) {
      loopStep(twins.seeing, seeing, {});
      loopStep(twins.sparing, sparing, {});
    }
    CHECK(state(twins.seeing) == state(twins.sparing));
    std::string text = errorOf([&] { loopStep(twins.seeing, seeing, {.order = {0, 3, -1, 2, 0}}); });
    expect(text, "index_select index", "0 to 3", "-1 at position 2", __LINE__);
    CHECK(state(twins.seeing) == state(twins.sparing));
  }
}

/// The model's own forward: the same errors at the user's line, and no parameter moves. Statistics that were
/// written before the error stay written, as in PyTorch.
static void eager() {
  foundLater = default_device().isCuda();
  Graph g = chosen();
  g.set_eager(true);
  auto parameters = [&] {
    std::vector<std::vector<float>> values;
    for (const NamedParameter &parameter : g.parameters())
      values.push_back(parameter.to_vector<float>());
    return values;
  };
  struct {
    Fields bad;
    const char *operand, *range, *got;
  } cases[] = {
      {{.word = {1, 7, 3, 0}}, "embedding indices", "0 to 6", "7 at position 1"},
      {{.column = {0, -1, 2, 1}}, "gather index", "0 to 3", "-1 at position 1"},
      {{.order = {0, 3, 1, 2, 4}}, "index_select index", "0 to 3", "4 at position 4"},
      {{.label = {2, 3, -100, 1}}, "cross_entropy_loss target", "0 to 2 (or -100, which is ignored)", "3 at position 1"},
  };
  for (auto &wrong : cases) {
    g.train_step(Fields().batch()).loss().item();
    auto before = parameters();
    expect(errorOf([&] { g.train_step(wrong.bad.batch()).loss().item(); }), wrong.operand, wrong.range, wrong.got, __LINE__);
    CHECK(parameters() == before);
    if (wrong.bad.label == Fields().label)
      expect(errorOf([&] {
               NoGradGuard noGrad;
               g.forward_multi({wrong.bad.inputs(0), wrong.bad.inputs(1), wrong.bad.inputs(2)}).to_vector<float>();
             }),
             wrong.operand, wrong.range, wrong.got, __LINE__);
  }
  // Outside of any model, and of several dimensions.
  auto positions = [](std::vector<int64_t> values, const Shape &shape) { return placed(from_vector(values, shape)); };
  Tensor rows = placed(ones({2, 3})), planes = placed(ones({2, 3, 2}));
  expect(errorOf([&] { cross_entropy_loss(planes, positions({1, 0, 2, 3}, {2, 2})).item(); }),
         "cross_entropy_loss target", "0 to 2 (or -100, which is ignored)", "3 at position 3", __LINE__);
  expect(errorOf([&] { rows.gather(0, positions({0, 2, 1, 1}, {2, 2})).to_vector<float>(); }),
         "gather index", "0 to 1", "2 at position 1", __LINE__);
  expect(errorOf([&] { rows.index_select(-1, positions({3}, {1})).to_vector<float>(); }),
         "index_select index", "0 to 2", "3 at position 0", __LINE__);
}

int main(int argc, char **argv) {
  flodl::init(argc, argv);
  manual_seed(1);
  oneStep({.word = {1, 7, 3, 0}}, "embedding indices", "0 to 6", "7 at position 1", __LINE__);
  oneStep({.word = {1, 6, -1, 0}}, "embedding indices", "0 to 6", "-1 at position 2", __LINE__);
  oneStep({.column = {0, 3, 2, 4}}, "gather index", "0 to 3", "4 at position 3", __LINE__);
  oneStep({.order = {4, 3, 1, 2, 0}}, "index_select index", "0 to 3", "4 at position 0", __LINE__);
  oneStep({.label = {2, 3, -100, 1}}, "cross_entropy_loss target", "0 to 2 (or -100, which is ignored)",
          "3 at position 1", __LINE__);
  firstStep();
  unreadSteps();
  neverRead();
  otherReads();
  handWrittenLoop();
  eager();
  std::printf(failures ? "%d failures\n" : "passed\n", failures);
  return failures ? 1 : 0;
}
