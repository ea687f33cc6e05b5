#!/usr/bin/env python3
"""Every module, activation and loss of api-ref has samples, and nothing else has.

  vocabulary.py API_REF.json TEST_LIST      TEST_LIST: what the program of samples prints for --gtest_list_tests
"""
import json
import re
import sys

with open(sys.argv[1]) as file:
    listed = {e["name"] for e in json.load(file)["entries"] if e["category"] in ("module", "activation", "loss")}
with open(sys.argv[2]) as file:
    sampled = set(re.findall(r"^  AgainstLibtorch/(\w+)", file.read(), re.MULTILINE))
for name in sorted(listed - sampled):
    print(f"error: '{name}' has no samples; add sampled(\"{name}\", …) in test/nn/*Samples.cpp")
for name in sorted(sampled - listed):
    print(f"error: '{name}' has samples but is not in the list of api-ref")
sys.exit(listed != sampled)
