"""`python -m tests.bench.run [NAME ...]`: run the benches, print their figures, keep the table.

Without a name every bench is run and the table in `tests/bench/README.md` is rewritten; with
names the table is left as it is. Exit status: 0 all targets met, 1 one was missed, 2 no bench of
that name.
"""

import os
import platform
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from pkgutil import iter_modules
from time import perf_counter

from tests.bench.harness import REGISTRY, Figure, number

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- bench table: begin -->", "<!-- bench table: end -->"
HEAD = "| figure | measured | target | met | made of |\n|---|---|---|---|---|"


def main(names: Sequence[str]) -> int:
    """Run the named benches, or all; return the exit status."""
    find_benches()
    unknown = [name for name in names if name not in REGISTRY]
    if unknown:
        print(complaint(unknown[0]), file=sys.stderr)
        return 2
    start = perf_counter()
    figures = [figure for name in names or REGISTRY for figure in run_bench(name)]
    if not names:
        write_table(README, figures, perf_counter() - start)
    missed = [figure.name for figure in figures if not figure.met]
    if missed:
        print(f"not met: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


def find_benches() -> None:
    """Import every `tests/bench/bench_*.py`, in order of name, so that its benches register."""
    for module in sorted(info.name for info in iter_modules([str(Path(__file__).parent)])):
        if module.startswith("bench_"):
            import_module(f"tests.bench.{module}")


def complaint(name: str) -> str:
    """What to say about a name that no bench has."""
    close = get_close_matches(name, REGISTRY, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(REGISTRY)}"
    return f"no bench is called {name}; {hint}"


def run_bench(name: str) -> list[Figure]:
    """Run one bench; print a line for each of its figures, and how long they took on stderr."""
    start = perf_counter()
    figures = REGISTRY[name]()
    for figure in figures:
        print(figure.line(), flush=True)
    print(f"{name} took {perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    return figures


def write_table(readme: Path, figures: Sequence[Figure], seconds: float) -> None:
    """Replace what stands between the markers of a README; ValueError when they are missing."""
    text = readme.read_text(encoding="utf-8")
    before, found_begin, rest = text.partition(BEGIN)
    _, found_end, after = rest.partition(END)
    if not (found_begin and found_end):
        raise ValueError(f"{readme.name} lacks the markers {BEGIN} and {END}")
    rows = "\n".join(row(figure) for figure in figures)
    took = f"{machine()}; the whole took {seconds:.0f} s."
    table = f"{BEGIN}\n{took}\n\n{HEAD}\n{rows}\n{END}"
    readme.write_text(before + table + after, encoding="utf-8")


def row(figure: Figure) -> str:
    """One row of the table."""
    met = "yes" if figure.met else "**no**"
    target = f"{figure.relation} {number(figure.target)}"
    return f"| {figure.name} | {number(figure.value)} | {target} | {met} | {figure.detail} |"


def machine() -> str:
    """Processor, cores and versions; nothing that names this computer."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("simpy", "ciw", "numpy"))
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"Machine: {processor()}, {os.cpu_count()} cores; {python}, {packages}"


def processor() -> str:
    """The processor's model name; its architecture where the system does not tell."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
