"""Write the table again: `python -m tests.net.write [--because REASON]`.

Prints what has changed, old → new. Where a line of the table has changed, it is written only with
a reason, which stands in the table from then on. With `--only TEXT` nothing is written: the lines
of the cases whose names hold the text are printed, one JSON object each.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter

from tests.net import engine, table
from tests.net.cases import cases
from tests.net.line import Case, Line, line_of
from tests.net.reached import Found, counted


def run_case(case: Case) -> tuple[engine.Ran, Line, Found]:
    """A case's run, its line, and what a generated one reached."""
    resolved = case.load()
    ran = engine.run(resolved, case.replication)
    reached = counted(ran, resolved.document) if case.of else Counter[str]()
    return ran, line_of(case, ran), reached


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--because", default="", help="the named fix by which lines changed")
    parser.add_argument("--only", default="", help="print the lines of these cases instead")
    said = parser.parse_args()
    if said.only:
        for case in cases():
            if said.only in case.name:
                print(json.dumps(run_case(case)[1]), flush=True)
        return 0
    return _renew(said.because)


def _renew(because: str) -> int:
    old, lines, reached = table.read(), [], Found()
    for case in cases():
        _, line, found = run_case(case)
        lines.append(line)
        reached.update(found)
        for change in old.judge(line) if case.name in old.lines else ():
            print(change, flush=True)
    for change in table.told_reached(old.reached, reached):
        print(change)
    try:
        table.write(table.renewed(old, lines, reached, because))
    except table.Unexplained as error:
        print(f"not written: {error}")
        return 1
    print(f"{len(lines)} cases, {len(lines) - len(old.lines):+d}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
