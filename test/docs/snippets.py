"""Compiles the C++ snippets of documentation pages.

usage: snippets.py OUT PAGE... -- COMPILER ARGS...

A snippet with an #include is a whole program. The others of a page continue each other: each is a
scope inside the one before it, so that it sees what was declared and may use a name again. Errors
point at the page, since every snippet carries a #line.
"""
import pathlib
import re
import subprocess
import sys

FENCE = re.compile(r"^```cpp\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def snippets(page):
    text = page.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start(1)) + 1
        yield f'#line {line} "{page}"\n{match.group(1)}'


def programs(page):
    """One text per program: the whole ones, then the one that joins the rest."""
    joined = []
    for snippet in snippets(page):
        if "#include" in snippet:
            yield snippet
        else:
            joined.append(snippet)
    if joined:
        head = "#include <flodl/flodl.h>\n#include <cstdio>\nusing namespace flodl;\nint main() {\n"
        yield head + "{\n".join(joined) + "}" * len(joined) + "\n"


def main():
    split = sys.argv.index("--")
    out, pages, compiler = pathlib.Path(sys.argv[1]), sys.argv[2:split], sys.argv[split + 1:]
    out.mkdir(parents=True, exist_ok=True)
    count = failed = 0
    for name in pages:
        page = pathlib.Path(name)
        for number, text in enumerate(programs(page)):
            source = out / f"{page.stem}_{number}.cpp"
            source.write_text(text, encoding="utf-8")
            count += 1
            failed += subprocess.run([*compiler, str(source)], check=False).returncode != 0
    print(f"{count} programs from {len(pages)} pages, {failed} failed")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
