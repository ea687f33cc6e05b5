"""The file through which both sides start from the same numbers.

A text header, one line per tensor, and the raw little-endian elements in the same order:

    flodl-pool 1
    parameter 0.0.weight float32 2048 1024
    ...
    inputs inputs float32 50 256 1024
    targets targets int64 50 256
    data
    <bytes>

`benchmarks/common.h` reads it. `python pool.py MODEL BATCH FILE` writes one.
"""

import os
import sys

import torch

import torch_models

MAGIC = "flodl-pool 1"
DTYPES = {torch.float32: "float32", torch.int64: "int64"}


def write(path: str, model: torch_models.Model, batch: int) -> None:
    """Writes initial parameters and batches of `model`; the file appears complete or not at all."""
    inputs, targets = torch_models.batches(model, batch)
    tensors = [("parameter", name, p.detach()) for name, p in torch_models.initial_model(model).named_parameters()]
    tensors += [("inputs", "inputs", inputs), ("targets", "targets", targets)]
    part = f"{path}.{os.getpid()}.part"
    with open(part, "wb") as file:
        lines = [MAGIC] + [" ".join([kind, name, DTYPES[t.dtype], *map(str, t.shape)]) for kind, name, t in tensors]
        file.write(("\n".join([*lines, "data"]) + "\n").encode())
        for _, _, tensor in tensors:
            file.write(tensor.contiguous().numpy().tobytes())
    os.replace(part, path)


def read(path: str):
    """Returns ({name: parameter}, inputs, targets)."""
    dtypes = {name: dtype for dtype, name in DTYPES.items()}
    parameters, rest, headers = {}, {}, []
    with open(path, "rb") as file:
        if file.readline().decode().strip() != MAGIC:
            raise ValueError(f"{path} is not a pool file: expects the first line '{MAGIC}'")
        while (line := file.readline().decode().split()) != ["data"]:
            headers.append(line)
        for kind, name, dtype, *sizes in headers:
            shape = [int(size) for size in sizes]
            tensor = torch.empty(shape, dtype=dtypes[dtype])
            if file.readinto(tensor.view(-1).numpy().data) != tensor.nbytes:
                raise ValueError(f"{path} ends inside '{name}'; delete it, it is made again")
            (parameters if kind == "parameter" else rest)[name] = tensor
    return parameters, rest["inputs"], rest["targets"]


if __name__ == "__main__":
    write(sys.argv[3], torch_models.MODELS[sys.argv[1]], int(sys.argv[2]))
