"""Prints a table of what there is for each public operation, and fails where something is missing without a stated reason.

  coverage.py OPERATIONS.json SAMPLES DIFFERENCES AUTOGRAD REASONS
  SAMPLES is what flodl-run --check-samples printed, DIFFERENCES and AUTOGRAD what its gradient checks printed for the
  examples of the descriptions. REASONS has lines `operation column: reason`.
"""
import json
import re
import sys

operations, samples, differences, autograd, reasons_file = sys.argv[1:]
with open(operations) as file:
    records = {op["name"]: op for op in json.load(file)["operations"]}


def passed(path):
    """Names in lines `ok name…`, with what follows them."""
    with open(path) as file:
        return {match[1]: match[2] for match in re.finditer(r"^ok (\w+)(.*)$", file.read(), re.MULTILINE)}


checks = {"differences": passed(differences), "autograd": passed(autograd)}
sampled = passed(samples)
with open(reasons_file) as file:
    lines = [re.fullmatch(r"(\w+) ([\w ]+): (.+)", line.strip()) for line in file if line.strip() and not line.startswith("#")]
reasons = {(line[1], line[2]): line[3] for line in lines}
errors = [f"a reason is given for '{name}', which is no operation" for name, _ in reasons if name not in records]


def example_result(op):
    """Element type of the first result in the description's example, `f32`."""
    match = re.search(r"->\s*\(?tensor<(?:[^<>]*x)?(\w+)[,>]", op["description"])
    return match[1] if match else ""


# Operations for which libtorch's CUDA kernels add with atomic operations, in another order each time, as its
# documentation of use_deterministic_algorithms says; and what is done instead.
ROWS, CELLS = "DeviceKernels::sumRows adds in order", "DeviceKernels::scatterAdd adds in order"
MEANS = "DeviceKernels::adaptiveAvgPoolBackward gathers"
SPREAD, SELECTED = "DeviceKernels::spreadGradient gathers", "DeviceKernels::selectedGradient gathers"
ORDERED = {
    "adaptive_avg_pool2d_backward": MEANS, "adaptive_avg_pool3d_backward": MEANS, "avg_pool_backward": SPREAD,
    "adaptive_max_pool2d_backward": SELECTED, "adaptive_max_pool3d_backward": SELECTED, "max_pool3d_backward": SELECTED,
    "interpolate_backward": SPREAD, "grid_sample_backward": ROWS, "embedding_backward": ROWS, "index_select_backward": ROWS,
    "gather_backward": CELLS, "index_add": ROWS, "scatter_add": CELLS,
    "cross_entropy_loss": "losses of single pixels, summed apart",
    "convolution_input_backward": "cuDNN's deterministic algorithms", "convolution_weight_backward": "cuDNN's deterministic algorithms",
    "convolution_weight_bias_backward": "cuDNN's deterministic algorithms",
}
# Those whose records must have an entry above as soon as they are there.
ATOMIC = set(ORDERED) | {"cumsum", "median_dim", "pad_backward", "embedding_bag_backward", "ctc_loss_backward", "nll_loss",
                         "scatter", "scatter_reduce", "bincount", "put"}


# Computed on the host when its operands are on a GPU, as its description says.
HOST = {"ctc_loss"}


def derived_reason(op, column):
    """What the record itself says about an empty cell."""
    if column == "captured":
        return "the shape depends on data" if "D" in op["class"] else None
    if column in ("derivative", "gradient check"):
        if "D" in op["class"]:
            return "the shape depends on data"
        if not any("Tensor" in operand["kind"] for operand in op["operands"]):
            return "no operand"
        if example_result(op).startswith("i"):
            return f"result {example_result(op)}"
        if "K" in op["class"]:
            return "only the shape of the operand counts"
    if column == "samples" and "D" in op["class"]:
        return "the shape depends on data"
    return None


def code(op, cuda):
    """How a compiled program computes it: printed from the formula, or a call of libtorch or of a kernel of the runtime."""
    call = {"Out": "into our memory", "Workspace": "with a workspace", "Allocating": "allocating", "View": "view"}[op["call"]]
    if op["scalar"]:
        return "printed kernel" if cuda else "printed loop"
    return "on the host" if cuda and op["name"] in HOST else call


def cells(op):
    """Empty texts are gaps."""
    name, eager_only = op["name"], "D" in op["class"]
    operands = ", ".join(op["differentiable"])
    counts = [int(n) for n in re.findall(r"(\d+) (?:gradients|by central)", sampled.get(name, ""))] or [0, 0]
    checked = (name in checks["autograd"] or counts[0]) and (name in checks["differences"] or counts[1])
    yield "eager", op["eager"] and "yes"
    yield "captured", "" if eager_only else "yes"
    yield "CPU code", "eager only" if eager_only else code(op, cuda=False)
    yield "CUDA code", "eager only" if eager_only else code(op, cuda=True)
    yield "derivative", operands
    yield "gradient check", "yes" if operands and checked else ""
    yield "samples", sampled.get(name, "").strip(": ").split(" against")[0]
    yield "documentation", "yes" if op["summary"] and "```mlir" in op["description"] or eager_only else ""


rows, gaps, explained = [], 0, 0
for op in records.values():
    if not op["public"]:
        continue
    row = [op["name"]]
    for column, text in cells(op):
        reason = reasons.get((op["name"], column)) or derived_reason(op, column)
        if not text and reason:
            text, explained = f"({reason})", explained + 1
        elif not text:
            errors.append(f"'{op['name']}' has nothing in the column '{column}', and there is no reason for that in its record or in "
                          "the file of reasons")
        elif (op["name"], column) in reasons:
            errors.append(f"'{op['name']}' has something in the column '{column}'; take the reason away")
        row.append(text)
    rows.append(row)
head = ["operation", "eager", "captured", "CPU code", "CUDA code", "derivative", "gradient check", "samples", "documentation"]
for row in [head, ["---"] * len(head)] + rows:
    print("| " + " | ".join(row) + " |")
print("\n| adds in any order in libtorch on CUDA | here |\n| --- | --- |")
for name in sorted(ATOMIC & set(records)):
    print(f"| {name} | {ORDERED.get(name) or reasons.get((name, 'order')) or 'as libtorch does'} |")
print(f"\n{len(rows)} public operations, {sum(bool(op['differentiable']) for op in records.values() if op['public'])} of them "
      f"differentiable; {explained} cells empty for a reason")
for error in errors:
    print("error:", error)
sys.exit(bool(errors))
