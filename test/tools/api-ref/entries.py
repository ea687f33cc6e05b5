"""Checks that api-ref.json is whole: the fields of each entry, and all records."""
import json
import sys

api_ref, operations = sys.argv[1:]
with open(api_ref) as file:
    entries = json.load(file)["entries"]
with open(operations) as file:
    records = {op["name"]: op for op in json.load(file)["operations"] if op["public"]}
errors = []
by_name = {}
for entry in entries:
    by_name.setdefault(entry["name"], []).append(entry)
    for field, kind in {"name": str, "category": str, "cpu": bool, "cuda": bool, "differentiable": bool, "shapes": str,
                        "summary": str, "signatures": list, "header": str}.items():
        if not isinstance(entry.get(field), kind):
            errors.append(f"{entry['name']}: expects '{field}' of type {kind.__name__}, but got {entry.get(field)!r}")
    if not entry["summary"]:
        errors.append(f"{entry['name']} ({entry['header']}) has no documentation comment")
for name, record in records.items():
    # Operations without a tensor operand are functions written by hand, and so are losses.
    found = [e for e in by_name.get(record.get("function", name), []) if e["category"] in ("operation", "creation", "loss")]
    if not found:
        errors.append(f"the operation '{name}' is not in the list")

for category, least in {"module": 14, "activation": 7, "loss": 4, "initialiser": 7}.items():
    found = [e for e in entries if e["category"] == category]
    if len(found) < least or not any(e["pytorch"] for e in found):
        errors.append(f"expects {least} entries of category '{category}' or more, with PyTorch's names, but got {len(found)}")
counts = {}
for entry in entries:
    counts[entry["category"]] = counts.get(entry["category"], 0) + 1
print(", ".join(f"{count} of category {category}" for category, count in counts.items()))
for error in errors:
    print("error:", error)
sys.exit(bool(errors))
