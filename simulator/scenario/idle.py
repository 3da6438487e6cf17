"""Which keys of a scenario change no dossier as things are: rules, found by registration.

A rule is of a key and of all below it. In its path `*` stands for any name, which the rule is
given; it returns why the key changes nothing, or None where it may change something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from simulator.scenario.reach import Reach
from topics.discovery import load_package
from topics.errors import ModelError

Rule = Callable[..., str | None]

_RULES: dict[tuple[str, ...], Rule] = {}


def idle(*paths: str) -> Callable[[Rule], Rule]:
    """Register a rule for keys such as `offices.*.desks.*`.

    Raises `ModelError` for a key that has one.
    """

    def known(rule: Rule) -> Rule:
        for path in paths:
            parts = tuple(path.split("."))
            if parts in _RULES:
                raise ModelError(f"the key {path} has a rule already")
            _RULES[parts] = rule
        return rule

    return known


@cache
def _rules() -> dict[tuple[str, ...], Rule]:
    load_package("simulator.scenario.checks")
    return _RULES


def why_idle(reach: Reach, path: Sequence[str]) -> tuple[int, str] | None:
    """How many parts of `path` make the key that changes nothing, and why; None if it may."""
    for pattern, rule in _rules().items():
        pairs = list(zip(pattern, path, strict=False))
        if len(pairs) == len(pattern) and all(want in ("*", part) for want, part in pairs):
            why = rule(reach, *(part for want, part in pairs if want == "*"))
            if why is not None:
                return len(pattern), why
    return None
