#!/usr/bin/env python3
"""Measures what compiling costs: a user's program, the public header, an edited pass, the whole project.

    benchmarks/compile_time.py                      # all but the whole project
    benchmarks/compile_time.py --only build         # the whole project, in a fresh folder without ccache

A measurement is repeated, and its median stands in the table beside the goal. Wall-clock times mean little on a machine
that does other work: the table therefore has the processor time and the load before each measurement as well.
Results go to a JSON file and a Markdown table in benchmarks/results.
"""

import argparse
import datetime
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

from harness import machine  # noqa: E402
from harness.statistics import summarize  # noqa: E402

KINDS = ("quickstart", "header", "pass", "build")
COMPILERS = ("clang++-22", "g++-12", "clang++-14")


@dataclass
class Row:
    """One line of the table: seconds of each repetition."""

    what: str
    goal: Optional[float]
    load: float = field(default_factory=lambda: os.getloadavg()[0])
    wall: list = field(default_factory=list)
    cpu: list = field(default_factory=list)

    def to_json(self) -> dict:
        return {"what": self.what, "goal": self.goal, "load": self.load, "wall": summarize(self.wall).to_json(),
                "cpu": summarize(self.cpu).to_json()}


def run(command: list, **options) -> tuple:
    """Runs `command`; its output, the seconds on the clock and those of processors."""
    environment = {**os.environ, "CCACHE_DISABLE": "1", "LC_ALL": "C.UTF-8", **options.pop("env", {})}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([str(word) for word in command], env=environment, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, **options)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"compile_time.py: {' '.join(map(str, command))} exited with {done.returncode}:\n{done.stdout[-4000:]}")
    return done.stdout, wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def total_of(report: str) -> float:
    """Seconds in the last line of --time-report."""
    match = re.search(r"^\s*(\d+) ms\s+total", report, re.MULTILINE)
    if not match:
        sys.exit(f"compile_time.py: expects --time-report to print 'N ms  total', but got:\n{report}")
    return int(match.group(1)) / 1000


def measure_quickstart(arguments, scratch: Path) -> list:
    flodlc = arguments.build / "bin/flodlc"
    base = [flodlc, ROOT / "examples/quickstart/model.cpp", "-o", scratch / "quickstart", "--time-report"]
    cases = [("quickstart, CPU, cold", 10, ["--device", "cpu", "--no-cache"])]
    if (arguments.build / "lib/libflodl_runtime_cuda.so").exists():
        cases += [("quickstart, CUDA for one architecture, cold", 15, ["--device", "cuda", "--cuda-arch", "9.0", "--no-cache"]),
                  ("quickstart, CUDA for all architectures, cold", 15, ["--device", "cuda", "--cuda-arch", "all", "--no-cache"])]
    cases.append(("quickstart, unchanged", 1, ["--device", "cpu", "--cache", scratch / "cache"]))
    rows = []
    for what, goal, options in cases:
        run([*base, *options])  # brings files into memory, and the program into the cache
        row = Row(what, goal)
        for _ in range(arguments.repetitions):
            report, _, cpu = run([*base, *options])
            row.wall.append(total_of(report))
            row.cpu.append(cpu)
        rows.append(row)
    return rows


def measure_header(arguments, scratch: Path) -> list:
    """The difference between a program that includes the header and one that does not."""
    (scratch / "without.cpp").write_text("int main() {}\n")
    (scratch / "with.cpp").write_text("#include <flodl/flodl.h>\nint main() {}\n")
    includes = [f"-I{root / part / 'include'}" for part in ("frontend", "ir/base") for root in (ROOT, arguments.build)]
    rows = []
    for compiler in filter(shutil.which, COMPILERS):
        command = [compiler, "-std=c++20", *includes, "-c", "-o", scratch / "out.o"]
        run([*command, scratch / "with.cpp"])
        row = Row(f"#include <flodl/flodl.h>, {compiler}", 1.5)
        for _ in range(arguments.repetitions):
            _, wall, cpu = run([*command, scratch / "with.cpp"])
            _, empty_wall, empty_cpu = run([*command, scratch / "without.cpp"])
            row.wall.append(wall - empty_wall)
            row.cpu.append(cpu - empty_cpu)
        rows.append(row)
    return rows


def measure_pass(arguments, _scratch: Path) -> list:
    """From an edit of a pass's source to a new flodl-opt; the three largest sources. They are restored."""
    ninja = ["ninja", "-C", arguments.build, "flodl-opt"]
    sources = sorted(ROOT.glob("passes/**/*.cpp"), key=lambda path: -path.stat().st_size)[:3]
    rows = []
    for source in sources:
        run(ninja)
        row, original = Row(f"edit {source.relative_to(ROOT)} → flodl-opt", 5), source.read_bytes()
        try:
            for repetition in range(arguments.repetitions):
                source.write_bytes(original + f"\nextern const int measuredEdit;\nconst int measuredEdit = {repetition};\n".encode())
                _, wall, cpu = run(ninja)
                row.wall.append(wall)
                row.cpu.append(cpu)
        finally:
            source.write_bytes(original)
        rows.append(row)
    run(ninja)
    return rows


def measure_build(arguments, scratch: Path) -> list:
    """Compiler and runtime in a fresh folder, once."""
    row, folder = Row("compiler and runtime from scratch, without ccache", 20 * 60), scratch / "build"
    _, configured, configured_cpu = run(["cmake", "-S", ROOT, "--preset", "release", "-B", folder])
    jobs = ["-j", arguments.jobs] if arguments.jobs else []
    _, built, built_cpu = run(["ninja", "-C", folder, *jobs, "flodl-toolchain", "flodl-opt"])
    row.wall.append(configured + built)
    row.cpu.append(configured_cpu + built_cpu)
    return [row]


def markdown(document: dict) -> str:
    facts = document["machine"]
    lines = ["# Compile time", "", f"`benchmarks/compile_time.py {document['arguments']}`, {document['date']}", "",
             f"cpu {facts['cpu']}, cores {facts['cores']}.",
             "Seconds; medians; spread = 1.4826 · MAD / median; load = that of the minute before. ✗ marks a median above its goal.", "",
             "| what | goal | median | min – max | spread | processor time | repetitions | load |", "|---|---|---|---|---|---|---|---|"]
    for row in document["rows"]:
        wall = row["wall"]
        mark = " ✗" if row["goal"] and wall["median"] > row["goal"] else ""
        lines.append(f"| {row['what']} | {row['goal']} | {wall['median']:.2f}{mark} | {wall['min']:.2f} – {wall['max']:.2f} "
                     f"| {100 * wall['spread']:.1f} % | {row['cpu']['median']:.2f} | {wall['count']} | {row['load']:.1f} |")
    return "\n".join(lines) + "\n"


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=KINDS, default=[kind for kind in KINDS if kind != "build"])
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--jobs", type=int, help="compilers at a time while the whole project is built")
    parser.add_argument("--build", type=Path, default=ROOT / "build/release", help="folder with the built project")
    parser.add_argument("--output", type=Path, help="name of the result files, without suffix")
    arguments = parser.parse_args()
    if arguments.repetitions < 1:
        parser.error(f"expects at least one repetition, but got {arguments.repetitions}")
    arguments.build = arguments.build.resolve()
    if not (arguments.build / "bin/flodlc").exists():
        parser.error(f"there is no bin/flodlc in {arguments.build}; run `tools/flodl build`, or name a folder with --build")
    return arguments


def main() -> None:
    arguments = parse_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an edited source is restored
    today = datetime.date.today().isoformat()
    output = arguments.output or HERE / f"results/compile-time-{today}"
    measure: dict[str, Callable] = {"quickstart": measure_quickstart, "header": measure_header, "pass": measure_pass,
                                    "build": measure_build}
    document = {"date": today, "machine": machine.describe("cpu"), "rows": [],
                "arguments": f"--only {' '.join(arguments.only)} --repetitions {arguments.repetitions}"}
    for kind in arguments.only:
        with tempfile.TemporaryDirectory(prefix="flodl-compile-time-") as scratch:
            rows = [row.to_json() for row in measure[kind](arguments, Path(scratch))]
        document["rows"] += rows
        for row in rows:
            print(f"{row['what']}: {row['wall']['median']:.2f} s, {row['cpu']['median']:.2f} s of processors, load {row['load']:.1f}")
    Path(f"{output}.json").write_text(json.dumps(document, indent=1) + "\n")
    Path(f"{output}.md").write_text(markdown(document))
    print(f"written: {output}.json and .md")


if __name__ == "__main__":
    main()
