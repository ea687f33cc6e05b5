#!/usr/bin/env python3
"""Measures floDl's benchmark programs beside PyTorch, interleaved in one run.

For every model and precision, all contenders are started one after the other, train 3 warm-up epochs
(150 steps) from the same initial weights on the same batches, and then take turns: in each round every
contender runs one untimed epoch, to get its caches and clocks back, and some timed ones; the order
alternates from round to round. Results go to a JSON file and a Markdown table.

Run it with a python that has PyTorch 2.11: the one that `setup_peers.sh` prints, or any other.
"""

import argparse
import datetime
import glob
import json
import os
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "peers")]

try:
    import torch
except ImportError:
    sys.exit("run.py: this python has no PyTorch; run benchmarks/setup_peers.sh and use the python it prints")

from harness import machine, report
from harness.statistics import round_order, summarize
from harness.worker import Worker, WorkerError
from torch_models import MODELS, STEPS_PER_EPOCH
from torch_steps import VARIANTS, variants_for


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--models", nargs="+", default=["mlp", "residual_tower", "convnet"], metavar="MODEL[:BATCH]")
    parser.add_argument("--precision", nargs="+", choices=("fp32", "tf32", "bf16"), default=["fp32"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=4, help="timed epochs of a contender in a round")
    parser.add_argument("--peers", nargs="*", choices=VARIANTS, help="default: all that fit the device; none: no peer")
    parser.add_argument("--ours", default=os.path.join(HERE, "bin"), metavar="DIR",
                        help="folder of the built programs and libraries (see pack.sh); '' measures only peers")
    parser.add_argument("--flags", nargs="*", default=[""], metavar="'FLAGS'",
                        help="one contender of ours for each entry, run with these further flags")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads of every contender")
    parser.add_argument("--pools", default=os.path.join(tempfile.gettempdir(), "flodl-pools"),
                        help="folder that keeps initial weights and batches")
    parser.add_argument("--out", help="result file without extension; default: results/<device>-<time>")
    parser.add_argument("--title", default="Training step, floDl and PyTorch")
    args = parser.parse_args()
    for name in (text.partition(":")[0] for text in args.models):
        if name not in MODELS:
            parser.error(f"unknown model '{name}'; models: {', '.join(MODELS)}")
    return args


def environment(args: argparse.Namespace) -> dict:
    """Where our programs find their libraries, PyTorch's and those that come with PyTorch's wheel."""
    site = os.path.dirname(os.path.dirname(torch.__file__))
    folders = [os.path.abspath(args.ours)] if args.ours else []
    folders += [os.path.join(os.path.dirname(torch.__file__), "lib")]
    folders += sorted(glob.glob(os.path.join(site, "nvidia", "*", "lib")))
    folders += filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(":"))
    # Strict: a program that would fall back to eager execution fails instead of being measured.
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(folders), "OMP_NUM_THREADS": str(args.threads),
            "FLODL_STRICT": "1"}


def pool_file(args: argparse.Namespace, model: str, batch: int) -> str:
    """Path of the pool, written at first use."""
    os.makedirs(args.pools, exist_ok=True)
    path = os.path.join(args.pools, f"{model}-{batch}.pool")
    if not os.path.exists(path):
        subprocess.run([sys.executable, os.path.join(HERE, "peers", "pool.py"), model, str(batch), path], check=True)
    return path


def contenders(args: argparse.Namespace, model: str, batch: int, precision: str):
    """(side, name, command) of everything that trains `model`."""
    common = ["--device", args.device, "--threads", str(args.threads), "--pool", pool_file(args, model, batch)]
    if args.ours:
        for flags in args.flags:
            name = f"floDl {flags}".strip()
            yield "ours", name, [os.path.join(args.ours, f"{model}-{precision}"), "--serve", *common, *shlex.split(flags)]
    chosen = variants_for(MODELS[model], args.device)
    for variant in chosen if args.peers is None else [v for v in chosen if v in args.peers]:
        worker = os.path.join(HERE, "peers", "torch_worker.py")
        yield "peer", variant, [sys.executable, worker, "--model", model, "--variant", variant,
                                "--precision", precision, *common]


def start(args: argparse.Namespace, side: str, name: str, command: list):
    """Starts one contender; returns it with what it reported after its warm-up."""
    used = machine.gpu_used_bytes() if args.device == "cuda" else None
    print(f"  start {name} …", end="", flush=True)
    worker = Worker(name, command, environment(args))
    print(f" {worker.ready['start_s']:.1f} s, loss {worker.ready['losses'][-1]:.6f}", flush=True)
    after = machine.gpu_used_bytes() if args.device == "cuda" else None
    # All memory that the process took on the device: context, code, library workspaces, tensors.
    taken = after - used if None not in (used, after) else None
    return worker, {"side": side, "contender": name, **worker.ready, "device_bytes": taken, "step_ms": []}


def measure(args: argparse.Namespace, model: str, batch: int, precision: str, failures: list):
    """Entries of one model and precision; a contender that fails is left out and told in `failures`."""
    field = []

    def failed(name: str, error: WorkerError) -> None:
        print(f" failed: {error}", flush=True)
        failures.append({"contender": f"{name}, {model}, {precision}", "reason": str(error)})

    try:
        for side, name, command in contenders(args, model, batch, precision):
            try:
                field.append(start(args, side, name, command))
            except WorkerError as error:
                failed(name, error)
        for index in range(args.rounds):
            gone = []
            for position in round_order(len(field), index):
                worker, entry = field[position]
                try:
                    worker.epochs(1)
                    entry["step_ms"].append([t / STEPS_PER_EPOCH for t in worker.epochs(args.epochs)])
                except WorkerError as error:
                    failed(worker.name, error)
                    gone.append(worker)
            for worker in gone:
                worker.close()
            field = [(worker, entry) for worker, entry in field if worker not in gone]
            medians = ", ".join(f"{e['contender']} {summarize(e['step_ms'][-1]).median:.4f}" for _, e in field)
            print(f"  round {index + 1}/{args.rounds}: {medians}", flush=True)
    finally:
        for worker, _ in field:
            worker.close()
    return [
        {"model": model, "batch": batch, "precision": precision, **entry,
         "summary": summarize(sum(entry["step_ms"], [])).to_json()}
        for _, entry in field
    ]


def main() -> int:
    args = parse_arguments()
    now = datetime.datetime.now(datetime.timezone.utc)
    result = {
        "title": args.title,
        "command": shlex.join(["benchmarks/run.py", *sys.argv[1:]]),
        "date": now.strftime("%Y-%m-%d"),
        "machine": machine.describe(args.device),
        "torch": torch.__version__,
        "device": args.device,
        "rounds": args.rounds,
        "epochs_per_round": args.epochs,
        "steps_per_epoch": STEPS_PER_EPOCH,
        "entries": [],
        "failures": [],
    }
    stem = args.out or os.path.join(HERE, "results", f"{args.device}-{now.strftime('%Y%m%d-%H%M%S')}")
    os.makedirs(os.path.dirname(os.path.abspath(stem)), exist_ok=True)
    for precision in args.precision:
        for text in args.models:
            model, _, batch = text.partition(":")
            batch = int(batch) if batch else MODELS[model].batch
            print(f"{model}, batch {batch}, {precision}", flush=True)
            result["entries"] += measure(args, model, batch, precision, result["failures"])
            # After every group, so that a run which is cut off keeps what it has.
            with open(f"{stem}.json", "w") as file:
                json.dump(result, file, indent=1)
                file.write("\n")
            with open(f"{stem}.md", "w") as file:
                file.write(report.markdown(result))
    print(report.markdown(result))
    print(f"written: {stem}.json, {stem}.md")
    return 1 if result["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
