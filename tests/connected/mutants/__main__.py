"""A connector as a program: ``python -m tests.connected.mutants ROLE|FLAW``."""

from __future__ import annotations

import sys

from tests.connected.mutants import processes, providers, tellers  # noqa: F401 - they register
from tests.connected.mutants.registry import MUTANTS
from tests.connected.mutants.sound import SOUND

if __name__ == "__main__":
    name = sys.argv[1]
    program = SOUND[name] if name in SOUND else MUTANTS[name].program
    program().run()
