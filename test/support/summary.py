"""Prints the totals of a test run: summary.py RESULTS.json SKIPS.txt (see tools/flodl test).

RESULTS.json is lit's; SKIPS.txt holds one line for each GoogleTest case that skipped itself.
Exits with 1 when a test failed or none ran.
"""
import json
import os
import sys

results_path, skips_path = sys.argv[1:]
with open(results_path, encoding="utf-8") as file:
    tests = json.load(file)["tests"]

passed = [t for t in tests if t["code"] in ("PASS", "XFAIL", "FLAKYPASS")]
unsupported = [t for t in tests if t["code"] == "UNSUPPORTED"]
other = ("SKIPPED", "EXCLUDED")
failed = [t for t in tests if t not in passed and t not in unsupported and t["code"] not in other]

skips = [f'{t["name"]}: {t["output"].strip().splitlines()[-1] if t["output"].strip() else "unsupported here"}' for t in unsupported]
if os.path.exists(skips_path):
    with open(skips_path, encoding="utf-8") as file:
        skips += [line.rstrip("\n") for line in file]

for line in sorted(skips):
    print("skipped:", line)
for test in failed:
    print("failed:", test["name"])
print(f"{len(passed)} passed, {len(failed)} failed, {len(skips)} skipped")
sys.exit(1 if failed or not passed else 0)
