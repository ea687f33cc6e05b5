"""Random graphs as lists of builder calls of one width, which can be left out one by one."""
import copy

HEADER = """// {count} random graphs, seed {seed}.
#include "Harness.h"
using namespace e2e;

namespace {{

/// Moves the state up, so that a threshold is passed some time.
struct Rise : Module {{
  Param b;
  explicit Rise(int64_t n) : b(*this, "b", zeros({{n}})) {{}}
  std::string name() const override {{ return "rise"; }}
  Tensor forward(const Tensor &x) override {{ return x + sigmoid(b) + 0.25; }}
}};
/// A gated sum of what it is handed.
struct Mix : Module {{
  Child<Linear> l;
  explicit Mix(int64_t n) : l(*this, "l", n, n) {{}}
  std::string name() const override {{ return "mix"; }}
  Tensor forward_named(const Tensor &x, const Refs &refs) override {{
    Tensor sum = x;
    for (auto &[name, value] : refs.values())
      sum = sum + tanh(l(value)) * 0.5;
    return sum;
  }}
  Tensor forward(const Tensor &x) override {{ return x; }}
}};
/// Chooses by the sign of the sum of all elements.
struct BySign : Module {{
  Tensor forward(const Tensor &x) override {{ return (x.sum() > 0).to(kInt64); }}
}};
/// Publishes what it computes.
struct Telling : LoopBody {{
  Child<Linear> l;
  explicit Telling(int64_t n) : l(*this, "l", n, n) {{}}
  Tensor step(const Tensor &x, const Refs &, TraceEmit &emit) override {{
    Tensor y = tanh(l(x));
    emit.publish("told", y);
    return y;
  }}
}};

const bool models[] = {{{models}
}};

}}  // namespace
"""


class Drawing:
    """Draws modules that map `[batch, n]` to `[batch, m]`, at most `nodes` of them."""

    def __init__(self, r, nodes):
        self.r = r
        self.nodes = nodes
        self.left = 0

    def module(self, n, m, depth=0):
        r = self.r
        self.nodes -= 1
        if n == m and r.random() < 0.55:
            choice = r.choice(["Tanh()", "ReLU()", "GELU()", "SiLU()", "Sigmoid()", "Softplus()", "ELU()", "LeakyReLU()", "Mish()",
                               "Hardswish()", "Identity()", f"LayerNorm({n}, {{.eps = 0.1}})", f"RMSNorm({n}, {{.eps = 0.1}})", "Softmax(-1)", "PReLU()",
                               f"Dropout({r.choice([0.1, 0.5])})", "SELU()", f"Linear({n}, {n})", "inner"])
            if choice != "inner":
                return choice
        if depth < 2 and self.nodes > 2 and r.random() < 0.3:
            return self.graph(n, m, depth + 1)
        return f"Linear({n}, {m}{', {.bias = false}' if r.random() < 0.2 else ''})"

    def graph(self, n, m, depth):
        """A graph inside a graph, with constructs of its own."""
        calls = "".join(self.step(n, depth, [])[0] for _ in range(self.r.randint(0, 2)))
        tag = '.tag("inside")' if self.r.random() < 0.3 else ""
        return f"FlowBuilder::from({self.module(n, n, depth)}){tag}{calls}.through(Linear({n}, {m})).build()"

    def modules(self, count, n, m, depth):
        return "modules(" + ", ".join(self.module(n, m, depth) for _ in range(count)) + ")"

    def step(self, n, depth, tags):
        """One call of width n on both ends, and the tags that it uses."""
        r = self.r
        kinds = ["through", "through", "also", "also_with", "split", "for_n", "while", "until", "gate", "switch", "each", "slices",
                 "batched"]
        if depth == 0:
            kinds += ["publish"] + (["using", "using", "over"] if tags else [])
        kind = r.choice(kinds if self.nodes > 0 else ["through"])
        one = lambda: self.module(n, n, depth + 1)
        count = r.randint(2, 3)
        if kind == "through":
            return f".through({one()})", []
        if kind == "also":
            return f".also({one()})", []
        if kind == "also_with":
            return f".also_with({one()}, {one()})", []
        if kind == "split":
            width = r.randint(1, 5)
            return f".split({self.modules(count, n, width, depth + 1)}).merge(MergeOp::{r.choice(['Add', 'Mean'])}).through(Linear({width}, {n}))", []
        if kind == "for_n":
            return f".loop_body({one()}).for_n({r.randint(1, 3)}).through(Tanh())", []
        if kind == "while":
            return f".loop_body(Rise({n})).while_cond(ThresholdHalt({r.choice([0.5, 1.5])}), {r.randint(1, 4)}).through(Tanh())", []
        if kind == "until":
            halt = r.choice([f"LearnedHalt({n})", "ThresholdHalt(0.7)"])
            return f".loop_body({one()}).until_cond({halt}, {r.randint(1, 3)}).through(Tanh())", []
        if kind == "publish":
            return f".loop_body(Telling({n})).for_n({r.randint(1, 3)})", []
        if kind == "gate":
            return f".gate({r.choice(['SoftmaxRouter', 'SigmoidRouter'])}({n}, {count}), {self.modules(count, n, n, depth + 1)})", []
        if kind == "switch":
            router = r.choice([f"FixedSelector({r.randrange(count)})", f"ArgmaxSelector({n}, {count})", "BySign()"])
            return f".switch_({router}, {self.modules(count, n, n, depth + 1)})", []
        if kind == "each":
            return f".map({one()}).each()", []
        if kind == "batched":
            return f".map(Linear({n}, {n})).batched().each()", []
        if kind == "slices":
            parts = r.choice([k for k in range(1, n + 1) if n % k == 0])
            return f".map(Linear({n // parts}, {n // parts})){r.choice(['', '.batched()'])}.slices({parts})", []
        tag = r.choice(tags)
        if kind == "over":
            # The stream that the map leaves behind has a tag, so that the comparison's gradients reach it.
            self.left += 1
            return f'.tag("left{self.left}").map({one()}).over("{tag}")', [tag]
        used = sorted(set(r.choice(tags) for _ in range(2)))
        target = r.choice(["StateAdd()", f"Mix({n})"])
        return f".through({target}).using_({{{', '.join(chr(34) + t + chr(34) for t in used)}}}).through(Tanh())", used


class Graph:
    """A graph as calls that keep its width."""

    def __init__(self, name, width, batches, inputs):
        self.name, self.width, self.batches, self.inputs = name, width, batches, inputs
        self.calls = []  # (text, tags used, tags defined)

    def reductions(self):
        """Graphs with one call less; calls that use its tags go with it."""
        for i in range(len(self.calls)):
            smaller = copy.copy(self)
            smaller.calls = self.calls[:i] + self.calls[i + 1:]
            known = set(self.inputs) | {t for call in smaller.calls for t in call[2]}
            smaller.calls = [call for call in smaller.calls if set(call[1]) <= known]
            yield smaller

    def text(self):
        start = ".input({%s})" % ", ".join(f'"{n}"' for n in self.inputs) if self.inputs else ""
        calls = "".join("\n          " + call[0] for call in self.calls)
        return f"FlowBuilder::from(Linear({self.width}, {self.width})){start}{calls}"

    def model(self):
        inputs = "".join(f', {{"{n}", {{"batch", {self.width}}}}}' for n in self.inputs)
        sizes = f'{{"batch", {self.width}}}'
        batches = ", ".join(str(n) for n in self.batches)
        return f"""
    testCase("{self.name}", {{.inputs = {{{{"x", {sizes}}}{inputs}}}, .targets = {{{{"y", {sizes}}}}}}}, [] {{
      Graph g = {self.text()}
          .through(Linear({self.width}, {self.width})).build();
      g.set_loss(mse_loss).set_optimizer(SGDOptions{{.lr = 0.05, .momentum = 0.9}});
      return g;
    }}, {{.batches = {{{batches}}}}}),"""


def draw_graph(r, name, max_nodes):
    width = r.choice([1, 2, 3, 4, 5, 6, 8])
    drawing = Drawing(r, r.randint(1, max_nodes))
    inputs = ["extra"] if r.random() < 0.2 else []
    carried = r.random() < 0.35
    graph = Graph(name, width, [r.randint(1, 5)] * 3 if carried else [r.randint(1, 7) for _ in range(3)], inputs)
    tags, pending = list(inputs), []
    for i in range(r.randint(1, 8)):
        text, used = drawing.step(width, 0, tags)
        defined = []
        if carried and r.random() < 0.4:
            later = f"carried{i}"
            pending.append(later)
            text += f'.through({r.choice(["StateAdd()", f"Mix({width})"])}).using_({{"{later}"}}).through(Tanh())'
            used = used + [later]
        if r.random() < 0.4:
            tag = f"t{i}"
            text += f'.tag("{tag}")' if r.random() < 0.7 else f'.fork({drawing.module(width, width, 1)}).tag("{tag}")'
            tags.append(tag)
            defined.append(tag)
        graph.calls.append((text, used, defined))
    for tag in pending:
        graph.calls.append((f'.through({drawing.module(width, width, 1)}).tag("{tag}")', [], [tag]))
    return graph


def program(graphs, seed):
    return HEADER.format(count=len(graphs), seed=seed, models="".join(g.model() for g in graphs))
