"""`lienthong check`: of a run's history its audit, of a load test's history everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from simulator.cli.terminal import print_json
from simulator.cli.verdicts import print_verdict
from simulator.ledger.runfolder import check_writable
from simulator.loadtest import junit
from simulator.loadtest.history import is_history
from simulator.loadtest.verdict import judge
from simulator.relay.audit import Head, verify
from simulator.report.printing import say
from topics.audit import Audited
from topics.errors import CheckFailed, InputError
from topics.history import HistoryReader


class _Chain:
    """The audit records of a history, and where they end."""

    def __init__(self, path: Path) -> None:
        self._reader, self.head = HistoryReader(path), Head()

    def __iter__(self) -> Iterator[Audited]:
        for record in self._reader:
            if isinstance(record.event, Audited):
                yield record.event
                self.head = Head(record.event.number + 1, record.event.hash)


def check_history(path: Path, head: str | None, printed: str, *, audit: bool) -> None:
    """Verify the audit of a history. Raise `CheckFailed` with the first broken link."""
    chain = _Chain(path)
    if not audit:
        raise InputError(f"{path}: the history of a run; --audit verifies the chain of its audit")
    if printed == "github":
        raise InputError("check --audit: --format github is of load tests; expected text or json")
    broken = verify(chain, None if head is None else Head.parse(head))
    if printed == "json":
        wrong = broken and {"number": broken.number, "what": broken.what, "why": broken.message}
        print_json({"audit": {"holds": broken is None, "head": str(chain.head), "broken": wrong}})
    if broken is not None:
        raise CheckFailed(f"{path}: the audit is broken: {broken.message}")
    if printed == "text":
        say(f"the audit holds: {chain.head.count} records, head {chain.head}")


def is_load_test(path: Path) -> bool:
    """Whether a file is the history of a load test."""
    return is_history(path)


def check_load_test(
    path: Path, only: Sequence[str], printed: str, expected: str | None, to_junit: Path | None
) -> None:
    """Judge the history of a load test again; the exit status is the verdict's.

    With `expected` it is 0 when the verdict is that one, and 1 when it is another.
    """
    check_writable("--junit", to_junit)
    verdict = judge(path, only=only)
    if to_junit is not None:
        junit.write(verdict, to_junit)
    print_verdict(verdict, printed)
    if expected is None:
        status = verdict.exit_status
    else:
        status = 0 if verdict.word == expected else CheckFailed.exit_status
    if status:
        raise SystemExit(status)
