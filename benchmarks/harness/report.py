"""Turns measurements into a Markdown table."""

from typing import List

from harness.statistics import paired_ratio, summarize

# How far the loss after the warm-up may be from PyTorch eager's in the same precision. Both sides start
# from the same numbers; the difference is the order of sums, carried through 150 steps of Adam. Where
# PyTorch's own variants come further apart than this, twice their distance is allowed.
LOSS_TOLERANCE = {"fp32": 2e-3, "tf32": 5e-3, "bf16": 2e-2}


def loss_difference(entry: dict, reference: dict) -> float:
    """Relative difference of the last warm-up loss."""
    a, b = entry["losses"][-1], reference["losses"][-1]
    return abs(a - b) / abs(b)


def loss_tolerance(precision: str, peers: List[dict], reference: dict) -> float:
    """Largest relative difference from `reference` that rounding explains."""
    apart = [loss_difference(e, reference) for e in peers if e["losses"] and reference["losses"]]
    return max([LOSS_TOLERANCE[precision], *(2 * difference for difference in apart)])


def _memory(entry: dict) -> str:
    value = entry.get("device_bytes") or entry.get("peak_rss_bytes")
    return f"{value / 2**20:.0f}" if value else "–"


def table(group: List[dict]) -> str:
    """Rows of one model and precision: ours first, then the peers from fast to slow."""
    ours = [e for e in group if e["side"] == "ours"]
    peers = sorted((e for e in group if e["side"] == "peer"), key=lambda e: summarize(sum(e["step_ms"], [])).median)
    reference = next((e for e in peers if e["contender"] == "eager"), peers[0] if peers else None)
    best = peers[0] if peers else None
    lines = [
        "| contender | step ms | min – max | spread | ÷ best peer (rounds) | loss after warm-up | memory MiB | start s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for entry in ours + peers:
        s = summarize(sum(entry["step_ms"], []))
        ratio = "–"
        if best is not None and entry is not best:
            r = paired_ratio(entry["step_ms"], best["step_ms"])
            ratio = f"{r.median:.3f} ({r.low:.3f} – {r.high:.3f})"
        loss = f"{entry['losses'][-1]:.6f}" if entry["losses"] else "–"
        if reference is not None and entry["losses"] and reference["losses"]:
            if loss_difference(entry, reference) > loss_tolerance(entry["precision"], peers, reference):
                loss += " ✗"
        lines.append(
            f"| {entry['contender']} | {s.median:.4f} | {s.min:.4f} – {s.max:.4f} | {100 * s.spread:.1f} % "
            f"| {ratio} | {loss} | {_memory(entry)} | {entry['start_s']:.1f} |"
        )
    return "\n".join(lines)


def markdown(result: dict) -> str:
    """The whole report of one result file."""
    machine = ", ".join(f"{key} {value}" for key, value in result["machine"].items())
    lines = [
        f"# {result['title']}",
        "",
        f"`{result['command']}`, {result['date']}",
        "",
        f"{machine}; PyTorch {result['torch']}.",
        f"{result['rounds']} rounds of {result['epochs_per_round']} epochs of {result['steps_per_epoch']} steps, "
        "contenders interleaved, order alternating; medians; spread = 1.4826 · MAD / median; ratio = median of the "
        "rounds' ratios (smallest – largest). ✗ marks a loss further from PyTorch eager's than "
        + ", ".join(f"{t:g} ({p})" for p, t in LOSS_TOLERANCE.items())
        + ", or than twice the largest distance among PyTorch's variants.",
    ]
    groups = {}
    for entry in result["entries"]:
        groups.setdefault((entry["model"], entry["batch"], entry["precision"]), []).append(entry)
    for (model, batch, precision), group in groups.items():
        lines += ["", f"## {model}, batch {batch}, {precision}", "", table(group)]
    failures = result["failures"]
    if failures:
        lines += ["", "Did not run:", ""] + [f"- {f['contender']}: {f['reason'].splitlines()[0]}" for f in failures]
    return "\n".join(lines) + "\n"
