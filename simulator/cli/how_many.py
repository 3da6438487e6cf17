"""How many replications: a number, or a precision that decides it."""

from __future__ import annotations

from simulator.answer.statistics import PrecisionRule
from topics.errors import InputError


def at_least(count: int | PrecisionRule) -> int:
    """How many replications there will be at the least."""
    return count.n0 if isinstance(count, PrecisionRule) else count


def how_many(replications: int | None, precision: str | None) -> int | PrecisionRule | None:
    """The number asked for, the rule asked for, or None to leave it to the scenario."""
    if precision is None:
        return replications
    if replications is not None:
        raise InputError("--replications and --precision exclude one another: choose one")
    return PrecisionRule(_share(precision))


def _share(text: str) -> float:
    """0.05 of `5%` or `0.05`."""
    number = text.strip().removesuffix("%")
    try:
        return float(number) / (100 if text.strip().endswith("%") else 1)
    except ValueError as error:
        raise InputError(f"--precision: found {text!r}; expected a share such as 5%") from error
