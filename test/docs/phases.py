"""Checks that a page shows what the compiler prints.

usage: phases.py PAGE FOLDER

A fenced block whose first line is ```lang FILE shows FILE of FOLDER: each of its lines stands in that
file, in the same order, up to indentation. A line that ends with "…" may go on; a line "…" alone
stands for any lines.
"""
import pathlib
import re
import sys


def blocks(page: str):
    for match in re.finditer(r"^```\w+ (\S+)\n(.*?)^```$", page, re.M | re.S):
        yield match.group(1), match.group(2).splitlines()


def first_missing(shown: list[str], real: list[str]) -> str | None:
    at = 0
    for line in (line.strip() for line in shown):
        if line in ("", "…"):
            continue
        start = line.removesuffix("…").rstrip()
        while at < len(real) and not (real[at].startswith(start) if line.endswith("…") else real[at] == line):
            at += 1
        if at == len(real):
            return line
        at += 1
    return None


def main() -> int:
    page, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    count = failed = 0
    for name, shown in blocks(page.read_text()):
        count += 1
        real = [line.strip() for line in (folder / name).read_text().splitlines()]
        missing = first_missing(shown, real)
        if missing is not None:
            failed += 1
            print(f"{page.name}: {name} does not hold, at this place: {missing}")
    print(f"{count} blocks, {failed} stale")
    return 1 if failed or not count else 0


sys.exit(main())
