"""PyTorch's ways to run one training step, from the default to a hand-captured CUDA graph.

A step is a callable `(input, target) -> loss`, where the loss is a tensor that stays valid until the
next call.
"""

import contextlib
import copy
from dataclasses import dataclass
from typing import Callable, Dict

import torch
from torch import nn

from torch_models import Model


@dataclass(frozen=True)
class Variant:
    """One way to run PyTorch. `graph` captures the whole step in one CUDA graph."""

    fused: bool = True
    compile: str = ""  # mode of torch.compile, empty: not compiled
    graph: bool = False
    channels_last: bool = False
    devices: tuple = ("cuda",)
    describe: str = ""


VARIANTS: Dict[str, Variant] = {
    "eager": Variant(fused=False, devices=("cpu", "cuda"), describe="as written, default Adam"),
    "eager_fused": Variant(devices=("cpu", "cuda"), describe="as written, fused Adam"),
    "compile_cpu": Variant(compile="default", devices=("cpu",), describe="torch.compile, fused Adam"),
    "compile": Variant(compile="reduce-overhead", describe="torch.compile(reduce-overhead), fused Adam"),
    "graph": Variant(graph=True, describe="whole step in one hand-captured CUDA graph, fused Adam"),
    "graph_compile": Variant(graph=True, compile="default", describe="that graph over torch.compile's kernels"),
    "graph_nhwc": Variant(graph=True, channels_last=True, describe="the graph, channels-last"),
    "graph_compile_nhwc": Variant(
        graph=True, compile="default", channels_last=True, describe="the graph over torch.compile, channels-last"
    ),
}


def variants_for(model: Model, device: str):
    """Names of the variants that make sense for `model` on `device`, in the order of VARIANTS."""
    return [n for n, v in VARIANTS.items() if device in v.devices and (model.images or not v.channels_last)]


def set_precision(precision: str, tuned: bool) -> None:
    """fp32: PyTorch's defaults (TF32 only inside cuDNN); tf32: everywhere; bf16: autocast.

    Everything but plain eager may also let cuDNN measure its algorithms.
    """
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = tuned


def make_step(model: Model, module: nn.Module, variant: Variant, device: str, precision: str) -> Callable:
    """Builds the step of `variant`; `module` and its optimizer state start untouched."""
    if variant.channels_last:
        module.to(memory_format=torch.channels_last)

    def forward_loss(x, y):
        return model.loss(module(x), y)

    if variant.compile:
        forward_loss = torch.compile(forward_loss, mode=variant.compile)

    parameters = list(module.parameters())
    options = {"fused": True} if variant.fused else {}
    if variant.graph:
        options["capturable"] = True
    optimizer = torch.optim.Adam(parameters, lr=model.lr, **options)

    def autocast():
        if precision != "bf16":
            return contextlib.nullcontext()
        # A captured step must not reuse casts that were made outside of the graph.
        return torch.autocast(device, torch.bfloat16, cache_enabled=not variant.graph)

    def step(x, y):
        optimizer.zero_grad(set_to_none=True)
        if variant.compile == "reduce-overhead":
            torch.compiler.cudagraph_mark_step_begin()
        with autocast():
            loss = forward_loss(x, y)
        loss.backward()
        if model.clip is not None:
            nn.utils.clip_grad_norm_(parameters, model.clip)
        optimizer.step()
        return loss.detach()

    return _captured(step, module, optimizer) if variant.graph else step


def _captured(step: Callable, module: nn.Module, optimizer: torch.optim.Optimizer) -> Callable:
    """Captures `step` at the first call, for that call's shapes, and replays it from then on."""
    graph = torch.cuda.CUDAGraph()
    state = {}

    def capture(x, y):
        state["x"], state["y"] = x.clone(), y.clone()
        initial = copy.deepcopy(module.state_dict())
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                step(state["x"], state["y"])
        torch.cuda.current_stream().wait_stream(side)
        with torch.cuda.graph(graph):
            state["loss"] = step(state["x"], state["y"])
        # The warm-up trained the model: back to the start, in place, since the graph holds addresses.
        module.load_state_dict(initial)
        for values in optimizer.state.values():
            for value in values.values():
                value.zero_()

    def run(x, y):
        if not state:
            capture(x, y)
        state["x"].copy_(x)
        state["y"].copy_(y)
        graph.replay()
        return state["loss"]

    return run
