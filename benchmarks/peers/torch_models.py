"""The benchmark models in PyTorch, with the sizes, losses and optimizers of the comparison.

Parameters are listed by `named_parameters()` in the order in which floDl's models list theirs; the
programs in `benchmarks/models/` are the same models.
"""

from dataclasses import dataclass
from typing import Callable, Optional, Tuple

import torch
from torch import nn
from torch.nn import functional as F

STEPS_PER_EPOCH = 50


def block(inputs: int, outputs: int) -> nn.Sequential:
    """Linear, GELU (erf), LayerNorm."""
    return nn.Sequential(nn.Linear(inputs, outputs), nn.GELU(), nn.LayerNorm(outputs))


class Residual(nn.Module):
    """`x + body(x)`."""

    def __init__(self, body: nn.Module):
        super().__init__()
        self.body = body

    def forward(self, x):
        return x + self.body(x)


def mlp() -> nn.Module:
    return nn.Sequential(block(1024, 2048), *(block(2048, 2048) for _ in range(3)), nn.Linear(2048, 1024))


def residual_tower() -> nn.Module:
    tower = (Residual(block(1024, 1024)) for _ in range(12))
    return nn.Sequential(nn.Linear(1024, 1024), *tower, nn.Linear(1024, 1024))


def convnet() -> nn.Module:
    def stage(inputs, outputs, *pool):
        return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(), *pool)

    return nn.Sequential(
        *(stage(i, o, nn.MaxPool2d(2)) for i, o in ((3, 64), (64, 128), (128, 256), (256, 512))),
        stage(512, 512),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(512, 100),
    )


def quickstart() -> nn.Module:
    return nn.Sequential(
        nn.Linear(784, 256), nn.GELU(), nn.LayerNorm(256), Residual(nn.Linear(256, 256)), nn.Linear(256, 10)
    )


@dataclass(frozen=True)
class Model:
    """One benchmark model and how it is trained. Sizes are without the batch dimension."""

    name: str
    build: Callable[[], nn.Module]
    parameters: int  # documented number of trainable elements
    batch: int
    input: Tuple[int, ...]
    target: Tuple[int, ...]  # () for a class index
    loss: Callable = F.mse_loss
    classes: int = 0
    lr: float = 1e-3
    clip: Optional[float] = None  # limit of the global gradient norm
    images: bool = False  # has convolutions, so channels-last variants make sense


MODELS = {
    m.name: m
    for m in (
        Model("mlp", mlp, 16_802_816, 256, (1024,), (1024,)),
        Model("residual_tower", residual_tower, 14_718_976, 256, (1024,), (1024,)),
        Model("convnet", convnet, 3_965_028, 128, (3, 64, 64), (100,), images=True),
        Model("quickstart", quickstart, 269_834, 128, (784,), (), F.cross_entropy, classes=10, clip=1.0),
    )
}


def initial_model(model: Model, seed: int = 0) -> nn.Module:
    """The model with PyTorch's default initial values, equal on every machine for one seed."""
    torch.manual_seed(seed)
    return model.build()


def batches(model: Model, batch: int, seed: int = 1):
    """The pool: `STEPS_PER_EPOCH` random batches as two tensors `[steps, batch, ...]` on the CPU."""
    generator = torch.Generator().manual_seed(seed)
    lead = (STEPS_PER_EPOCH, batch)
    inputs = torch.randn(*lead, *model.input, generator=generator)
    if model.classes:
        targets = torch.randint(model.classes, lead, generator=generator)
    else:
        targets = torch.randn(*lead, *model.target, generator=generator)
    return inputs, targets
