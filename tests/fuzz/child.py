"""`python -m tests.fuzz.child TARGET [ARGUMENT OF LIBFUZZER ...]`: one fuzzer, until it is told.

Coverage is of our own packages; libFuzzer changes the inputs.
"""

from __future__ import annotations

import sys
import warnings
from importlib import import_module

import atheris


def main(words: list[str]) -> None:
    """Fuzz; does not return."""
    warnings.simplefilter("error", RuntimeWarning)
    with atheris.instrument_imports(include=["topics", "simulator"]):
        targets = import_module("tests.fuzz.targets")
    targets.tiny()  # loaded once, before an input's time is taken
    atheris.Setup([words[0], *words[2:]], targets.TARGETS[words[1]])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
