"""What a measurement ran on."""

import os
import platform
import subprocess
from typing import Optional


def _query_gpu(fields: str) -> Optional[list]:
    command = ["nvidia-smi", f"--query-gpu={fields}", "--format=csv,noheader,nounits", "--id=0"]
    try:
        out = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return [field.strip() for field in out.strip().splitlines()[0].split(",")]


def gpu_used_bytes() -> Optional[int]:
    """Memory in use on the first GPU by all processes, contexts included."""
    used = _query_gpu("memory.used")
    return int(used[0]) * 2**20 if used and used[0].isdigit() else None


def describe(device: str) -> dict:
    """Hardware and versions, for the head of a result file."""
    cpu = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as file:
            cpu = next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    facts = {"cpu": cpu, "cores": len(os.sched_getaffinity(0))}
    if device == "cuda":
        gpu = _query_gpu("name,driver_version,clocks.max.sm,clocks.max.mem")
        if gpu:
            facts.update(zip(("gpu", "driver", "max_sm_mhz", "max_memory_mhz"), gpu))
    return facts
