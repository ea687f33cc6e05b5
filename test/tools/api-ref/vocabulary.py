"""Checks test/ir/ops/vocabulary.txt, what covers each operation of the specification's list, against api-ref.json."""
import json
import re
import sys

api_ref, vocabulary = sys.argv[1:]
with open(api_ref) as file:
    names = {entry["name"] for entry in json.load(file)["entries"]}
covered, missing, left_out, errors, numbers = 0, [], 0, [], []
with open(vocabulary) as file:
    for line in file:
        if line.startswith("#") or not line.strip():
            continue
        number, name, covers = line.split(maxsplit=2)
        numbers.append(int(number))
        covers = covers.strip()
        if covers.startswith("none: "):
            left_out += 1
        elif covers.startswith("not yet: "):
            if any(one in names for one in covers.removeprefix("not yet: ").split(" or ")):
                covered += 1
            else:
                missing.append(name)
        else:
            wrong = [one for one in re.split(", ", covers) if one not in names]
            errors += [f"{name}: '{one}' is not in the list of api-ref" for one in wrong]
            covered += not wrong
if numbers != list(range(1, 281)):
    errors.append("expects the rows 1 to 280 in order")
print(f"{covered} of {len(numbers)} operations covered, {left_out} left out for a stated reason, {len(missing)} not yet:")
print("  " + ", ".join(missing))
for error in errors:
    print("error:", error)
sys.exit(bool(errors))
