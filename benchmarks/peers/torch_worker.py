"""Measures one PyTorch variant on one model, on command.

Reads a pool file, trains the warm-up epochs, prints a line of JSON, and then answers each line
`epochs N` on standard input with the times of N more epochs. Programs built from
`benchmarks/models/` with `--serve` speak the same protocol.
"""

import argparse
import json
import os
import resource
import sys
import time

# Nothing but JSON may reach standard output: libraries that print there go to standard error.
protocol = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import torch

import pool
from torch_models import MODELS, STEPS_PER_EPOCH
from torch_steps import VARIANTS, make_step, set_precision


def say(**fields):
    protocol.write(json.dumps(fields) + "\n")
    protocol.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=MODELS, required=True)
    parser.add_argument("--variant", choices=VARIANTS, required=True)
    parser.add_argument("--device", choices=("cpu", "cuda"), required=True)
    parser.add_argument("--precision", choices=("fp32", "tf32", "bf16"), default="fp32")
    parser.add_argument("--pool", required=True, help="pool file, see pool.py")
    parser.add_argument("--threads", type=int, default=2, help="threads of CPU operations")
    parser.add_argument("--warmup", type=int, default=3, help="epochs before the first time is taken")
    args = parser.parse_args()

    started = time.perf_counter()
    torch.set_num_threads(args.threads)
    model, variant = MODELS[args.model], VARIANTS[args.variant]
    set_precision(args.precision, tuned=args.variant != "eager")

    parameters, inputs, targets = pool.read(args.pool)
    module = model.build()
    module.load_state_dict(parameters, strict=False)
    module.to(args.device)
    xs, ys = list(inputs.to(args.device)), list(targets.to(args.device))
    if variant.channels_last:
        xs = [x.contiguous(memory_format=torch.channels_last) for x in xs]
    step = make_step(model, module, variant, args.device, args.precision)
    synchronize = torch.cuda.synchronize if args.device == "cuda" else (lambda: None)

    def epoch():
        """One epoch; returns milliseconds and the loss of its last step."""
        begin = time.perf_counter_ns()
        for x, y in zip(xs, ys):
            loss = step(x, y)
        synchronize()
        return (time.perf_counter_ns() - begin) / 1e6, loss.item()

    losses = [epoch()[1] for _ in range(args.warmup)]
    say(
        ready=True,
        steps_per_epoch=STEPS_PER_EPOCH,
        losses=losses,
        start_s=time.perf_counter() - started,
        peak_bytes=torch.cuda.max_memory_reserved() if args.device == "cuda" else None,
        peak_rss_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        device=torch.cuda.get_device_name() if args.device == "cuda" else "cpu",
        version=torch.__version__,
    )
    for line in sys.stdin:
        command = line.split()
        if command[:1] != ["epochs"]:
            sys.exit(f"torch_worker.py: expects 'epochs N', but got '{line.strip()}'")
        say(epoch_ms=[epoch()[0] for _ in range(int(command[1]))])


main()
