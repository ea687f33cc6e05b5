#!/usr/bin/env python3
"""Writes models of single modules and losses with random options, and of random pairs of modules that fit, as programs of
this folder's harness: FOLDER/sampled_0.cpp and so on, and prints their paths.

  sampled_models.py FOLDER [--seed N] [--options N] [--pairs N] [--files N] [--only NAME]
  sampled_models.py --list                         names of the modules and losses that it knows
"""
import argparse
import os
import random
import sys

from sampled_vocabulary import LOSSES, MODULES

# A loss over sequences, whose inputs are lengths.
CTC = """
    testCase("{name}", {{.inputs = {{{{"x", {{7, "batch", 5}}}}, {{"steps", kInt64, {{"batch"}}}}, {{"lengths", kInt64, {{"batch"}}}}}},
              .targets = {{{{"y", kInt64, {{"batch", 3}}}}}}}}, [] {{
      Graph g = FlowBuilder::start().input({{"steps", "lengths"}}).through(Linear(5, 4)).build();
      g.set_loss([](const LossContext &c) {{
         return ctc_loss(log_softmax(c.output, 2), c.target(), c.batch["steps"] + 5, c.batch["lengths"],
                         {{.blank = 3, .reduction = {reduction}, .zero_infinity = {zero}}}){after};
       }}).set_optimizer(SGDOptions{{.lr = 0.05}});
      return g;
    }}),"""

HEADER = """// {count} models with random options; sampled_models.py --seed {seed} writes them again.
#include "Harness.h"
using namespace e2e;

namespace {{

/// 1 or -1.
[[maybe_unused]] Tensor sign(const Tensor &x) {{ return where(x > 0, x * 0 + 1, x * 0 - 1); }}
/// Factors of four classes.
[[maybe_unused]] Tensor classFactors(const Tensor &like) {{
  return from_vector<double>({{0.5, 2, 1, 0.25}}, {{4}}).to(like.dtype()).to(like.device());
}}

const bool models[] = {{{models}
}};

}}  // namespace
"""


def cpp_shape(shape):
    return "{" + ", ".join(f'"{n}"' if isinstance(n, str) else str(n) for n in shape) + "}"


def chain_model(name, shape, pieces):
    """A model of modules one after the other; inputs of their ports are inputs of the model."""
    kind = "kInt64, " if pieces[0].integers else ""
    inputs, ports, calls = [f'{{"x", {kind}{cpp_shape(shape)}}}'], [], ""
    for number, piece in enumerate(pieces):
        names = [f"port{number}{i}" for i in range(len(piece.ports))]
        inputs += [f'{{"{n}", {cpp_shape(s)}}}' for n, s in zip(names, piece.ports)]
        ports += names
        calls += f".through({piece.text})" + (".using_({%s})" % ", ".join(f'"{n}"' for n in names) if names else "")
    # No gradient passes a blur: something behind it has to be trained.
    if any("GaussianBlur" in piece.text for piece in pieces):
        calls += ".through(PReLU())"
    start = ".input({%s})" % ", ".join(f'"{n}"' for n in ports) if ports else ""
    options = []
    if pieces[0].integers:
        options.append(f".classes = {pieces[0].integers}")
    # The statistics of a batch need more than one row.
    if any(piece.text.startswith("BatchNorm") for piece in pieces):
        options.append(".batches = {4, 3, 7}")
    tail = f",\n             {{{', '.join(options)}}}" if options else ""
    return f"""
    testCase("{name}", {{.inputs = {{{', '.join(inputs)}}}}},
             [] {{ return FlowBuilder::start(){start}{calls}.build(); }}{tail}),"""


def loss_model(r, name, loss):
    if loss == "ctc_loss":
        word, after = r.choice([("Reduction::Mean", ""), ("Reduction::Sum", " * 0.05"), ("Reduction::None", ".mean()")])
        return CTC.format(name=name, reduction=word, after=after, zero=r.choice(["true", "false"]))
    build, classes = LOSSES[loss]
    target = '{"t", kInt64, {"batch"}}' if classes else '{"t", {"batch", 4}}'
    return f"""
    testCase("{name}", {{.inputs = {{{{"x", {{"batch", 6}}}}}}, .targets = {{{target}}}}}, [] {{
      Graph g = FlowBuilder::from(Linear(6, 4)).build();
      g.set_loss([](const Tensor &y, const Tensor &t) {{ return {build(r, loss)}; }}).set_optimizer(SGDOptions{{.lr = 0.05}});
      return g;
    }}, {{.classes = 4}}),"""


def single(r, entry):
    while True:
        shape = entry.shape(r)
        piece = entry.build(r, shape)
        if piece:
            return shape, piece


def pair(r):
    """Two modules, the second among those that take what the first gives."""
    while True:
        first = r.choice(list(MODULES.values()))
        shape, piece = single(r, first)
        fitting = [e for e in MODULES.values() if len(piece.shape) in e.ranks and max(piece.shape[1:], default=0) <= 64]
        r.shuffle(fitting)
        for second in fitting:
            if then := second.build(r, piece.shape):
                return f"{first.name}_{second.name}", shape, [piece, then]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--seed", type=int, default=None, help="default: $FLODL_SAMPLE_SEED, or a fresh one, which the files name")
    parser.add_argument("--options", type=int, default=1, help="models for each module and loss")
    parser.add_argument("--pairs", type=int, default=0)
    parser.add_argument("--files", type=int, default=1)
    parser.add_argument("--only", help="only models of this module or loss")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if options.list:
        print("\n".join(f"  AgainstLibtorch/{name}" for name in [*MODULES, *LOSSES, "ctc_loss"]))
        return
    given = options.seed if options.seed is not None else os.environ.get("FLODL_SAMPLE_SEED")
    seed = int(given) if given is not None else random.SystemRandom().randrange(2**32)
    r = random.Random(seed)
    models = []
    for i in range(options.options):
        for name, entry in MODULES.items():
            if options.only in (None, name):
                shape, piece = single(r, entry)
                models.append(chain_model(f"{name}_{i}", shape, [piece]))
        models += [loss_model(r, f"{name}_{i}", name) for name in [*LOSSES, "ctc_loss"] if options.only in (None, name)]
    for i in range(options.pairs):
        name, shape, pieces = pair(r)
        models.append(chain_model(f"{name}_{i}", shape, pieces))
    os.makedirs(options.folder, exist_ok=True)
    for i in range(options.files):
        part = models[i::options.files]
        path = os.path.join(options.folder, f"sampled_{i}.cpp")
        with open(path, "w") as file:
            file.write(HEADER.format(count=len(part), seed=seed, models="".join(part)))
        print(path)
    print(f"seed {seed}", file=sys.stderr)


if __name__ == "__main__":
    main()
