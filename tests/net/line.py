"""What the table says of one case: hashes that must be equal, and counts that a person can read."""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.net.engine import (
    CAUSES,
    Message,
    Ran,
    ResolvedScenario,
    run,
    run_interrupted,
    start_us,
)

Line = dict[str, Any]
DIGITS = 6  # of a summary's number that are compared; its last ones hang on the machine
HEX = 16
"""How much of a hash stands in the table: 64 bits."""


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table: a scenario and which replication of it is run."""

    name: str
    load: Callable[[], ResolvedScenario]
    replication: int = 0
    is_slow: bool = False  # left to `make test-full`
    of: str = ""  # a hash of what was written, where that is generated


def line_of(case: Case, ran: Ran) -> Line:
    """The line of a case."""
    told = [message for message in ran.messages if not message.is_audit]
    kinds = Counter(message.kind for message in ran.messages)
    return {
        "case": case.name,
        **({"of": case.of[:HEX]} if case.of else {}),
        "rows": ran.digest[:HEX],
        "messages": messages_hash(ran.messages),
        "told": messages_hash(told),
        "people": _hash(message.event.get("values", ()) for message in told),
        "indicators": _hash([rounded(ran.indicators)]),
        "summary": _hash([rounded(ran.summary)]),
        "events": ran.events,
        "dossiers": len(ran.rows),
        "unfinished": ran.unfinished,
        "end": (ran.end_us - ran.end_us % 1_000_000) // 1_000_000,
        "minutes": _minutes(ran),
        "kinds": dict(sorted(kinds.items())),
    }


def _minutes(ran: Ran) -> dict[str, int]:
    """All dossiers' time by cause, whole minutes; causes without any are left out."""
    total = (ran.rows["open_us"] + ran.rows["closed_us"]).sum(axis=0).tolist()
    return {cause: us // 60_000_000 for cause, us in zip(CAUSES, total, strict=True) if us}


def messages_hash(messages: Iterable[Message]) -> str:
    """Of all messages in their order, without the invented values of people but with their number.

    Those come from another library's lists, so they have a hash of their own (`people`).
    """
    return _hash(
        [m.at_us, m.topic, m.key, m.kind,
         {k: len(v) if k == "values" else v for k, v in m.event.items()}]
        for m in messages
    )  # fmt: skip


def _hash(parts: Iterable[Any]) -> str:
    sha = hashlib.sha256()
    for part in parts:
        text = json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        sha.update(text.encode() + b"\n")
    return sha.hexdigest()[:HEX]


def rounded(node: Any) -> Any:
    """The same with six significant digits of each number; what is smaller than 1e-9 is 0."""
    if isinstance(node, dict):
        return {key: rounded(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [rounded(value) for value in node]
    if isinstance(node, float):
        return f"{node:.{DIGITS}g}" if math.isfinite(node) and abs(node) > 1e-9 else "0"
    return node


# -- the other ways in which a run may be computed -------------------------------------------------


def interrupted_at(case: Case, ran: Ran, resolved: ResolvedScenario) -> int:
    """A random instant, or that of a message, by turns: a snapshot is taken just before it."""
    chance = random.Random(case.name)
    if chance.randrange(2) and ran.messages:
        return chance.choice(ran.messages).at_us
    return chance.randrange(start_us(resolved), ran.end_us)


def differences(case: Case, ran: Ran, resolved: ResolvedScenario) -> list[str]:
    """In what the same run differs when it is computed otherwise; nothing, if all is well.

    It is interrupted once and taken up from its snapshot, and run with draws in blocks of 3 and
    every queue and push lived through.
    """
    at_us = interrupted_at(case, ran, resolved)
    again, _ = run_interrupted(resolved, case.replication, at_us)
    whole = line_of(case, ran)
    found = [
        f"{what} after a snapshot at {at_us}"
        for what, value in line_of(case, again).items()
        if what not in ("messages", "kinds") and value != whole[what]
    ]
    lived = run(resolved, case.replication, draw_block=3, elide=False)
    if lived.digest != ran.digest:
        found.append("rows with small blocks and without elision")
    return found
