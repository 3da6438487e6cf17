"""Fault rules of the relay: what becomes of a message that was judged sound.

A rule is a value with a lifetime: which messages it matches, in which window of time, and a fault.
Whether it strikes one of them is a keyed draw of (seed, rule, message), so that it depends on no
order and no speed. Delays overlap: each message waits for itself, and two rules that delay the
same one make it wait for the longer. A fault is found by name; a new one is a new module in
`simulator.relay.faults` (or in a package of your own) with a class decorated by `fault`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypeVar

from agents.draws import UNIT, mix, name_key, raw, threshold
from topics.discovery import load_package
from topics.errors import InputError

FAULT_PACKAGE = "simulator.relay.faults"
FOR_EVER_US = 1 << 62

# -- what a rule may say -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deliver:
    """Nothing happens to it."""


@dataclass(frozen=True, slots=True)
class Delay:
    """It comes so much later; others do not wait for it."""

    us: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """It comes so many times more."""

    copies: int = 1


@dataclass(frozen=True, slots=True)
class Lose:
    """It never comes."""


@dataclass(frozen=True, slots=True)
class Corrupt:
    """It comes spoilt; `how` is a name of `simulator.relay.corruption`."""

    how: str


Verdict = Deliver | Delay | Duplicate | Lose | Corrupt


class Fault(Protocol):
    """What happens to a message that is struck; `draw` in [0, 2**53) is the message's own."""

    def strike(self, draw: int) -> Verdict:
        """The verdict."""
        ...


F = TypeVar("F", bound=Callable[..., Fault])
_faults: dict[str, Callable[..., Fault]] = {}
FAULTS: Mapping[str, Callable[..., Fault]] = MappingProxyType(_faults)
"""Name -> what makes a fault from its settings, of every fault registered."""


def fault(name: str) -> Callable[[F], F]:
    """Register the decorated class as the fault `name`."""

    def register(maker: F) -> F:
        _faults[name] = maker
        return maker

    return register


def make_fault(name: str, settings: Mapping[str, Any], package: str = FAULT_PACKAGE) -> Fault:
    """The fault `name` with these settings. Raise `InputError` for one that is not known so."""
    load_package(package)
    if name not in _faults:
        known = ", ".join(sorted(_faults))
        raise InputError(f"fault {name!r} is not known; expected one of {known}")
    try:
        return _faults[name](**settings)
    except TypeError as error:
        raise InputError(f"fault {name!r}: {error}") from error


# -- which messages ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """What a rule sees of a message: no personal value.

    `id` is made of what the message means (type, request, attempt, how many times it was sent on),
    so it is the same in every run, whatever its sender calls it.
    """

    id: str
    topic: Literal["exchange", "status"]
    event: str  # the last word but one of its type: request, reply, create, progress
    sender: str
    receiver: str
    procedure: str


@dataclass(frozen=True, slots=True)
class Match:
    """Which messages; None matches any. `agency` sends or receives it.

    `nth` strikes just that one of the messages that match, counted from 1 in the order in which
    the relay reads them; the others are never struck.
    """

    topic: str | None = None
    agency: str | None = None
    procedure: str | None = None
    event: str | None = None
    nth: int | None = None

    def fits(self, message: Message) -> bool:
        """Whether it is about this message, apart from its number."""
        return (
            self.topic in (None, message.topic)
            and self.agency in (None, message.sender, message.receiver)
            and self.procedure in (None, message.procedure)
            and self.event in (None, message.event)
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """`fault` strikes a `share` of the messages of `match` from `begin_us` until before `end_us`.

    `name` tells it from other rules, and is what its draws are keyed with.
    """

    name: str
    fault: Fault
    match: Match = field(default_factory=Match)
    share: float = 1.0
    begin_us: int = 0
    end_us: int = FOR_EVER_US

    def __post_init__(self) -> None:
        if not 0.0 <= self.share <= 1.0:
            raise InputError(f"rule {self.name}: share {self.share:g}; expected 0 to 1")
        if self.begin_us >= self.end_us:
            raise InputError(f"rule {self.name}: its window ends before it begins")

    def verdict(self, seed: int, message: Message, number: int) -> Verdict:
        """What it does to the `number`-th message that matched it, counted from 1."""
        if self.match.nth not in (None, number):
            return Deliver()
        key = mix(name_key(seed, self.name, message.id))
        if raw(key, _WHETHER) >= threshold(self.share):
            return Deliver()
        return self.fault.strike(raw(key, _HOW) % UNIT)


_WHETHER, _HOW = name_key("fault", "whether"), name_key("fault", "how")


# -- what becomes of one message ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fate:
    """All that rules did to a message; `rules` are those that struck, in their order."""

    rules: tuple[str, ...] = ()
    lost: bool = False
    delay_us: int = 0
    copies: int = 1
    spoilt: tuple[str, ...] = ()


UNTOUCHED = Fate()


def fate_of(
    rules: Sequence[Rule], seed: int, message: Message, now_us: int, counts: dict[str, int]
) -> Fate:
    """What the rules do to a message now. `counts`, by rule, is advanced for those it matches."""
    struck: list[tuple[str, Verdict]] = []
    for rule in rules:
        if not (rule.begin_us <= now_us < rule.end_us and rule.match.fits(message)):
            continue
        counts[rule.name] = counts.get(rule.name, 0) + 1
        verdict = rule.verdict(seed, message, counts[rule.name])
        if not isinstance(verdict, Deliver):
            struck.append((rule.name, verdict))
    return _together(struck) if struck else UNTOUCHED


def _together(struck: Iterable[tuple[str, Verdict]]) -> Fate:
    names, verdicts = zip(*struck, strict=True)
    return Fate(
        rules=names,
        lost=any(isinstance(verdict, Lose) for verdict in verdicts),
        delay_us=max((verdict.us for verdict in verdicts if isinstance(verdict, Delay)), default=0),
        copies=1 + sum(verdict.copies for verdict in verdicts if isinstance(verdict, Duplicate)),
        spoilt=tuple(verdict.how for verdict in verdicts if isinstance(verdict, Corrupt)),
    )


# -- rules as text -----------------------------------------------------------------------------

_MATCH = tuple(found.name for found in fields(Match))
_WINDOW = ("share", "begin_us", "end_us", "name")


def parse_rule(text: str, package: str = FAULT_PACKAGE) -> Rule:
    """The rule of a text such as ``delay:us=5000000,share=0.1,agency=G01,event=reply``.

    Keys are those of `Match`, of the window, and of the fault. Raise `InputError` otherwise.
    """
    kind, _, rest = text.partition(":")
    given = dict(_pair(text, part) for part in rest.split(",") if part)
    match = Match(**{key: given.pop(key) for key in _MATCH if key in given})
    window = {key: given.pop(key) for key in _WINDOW if key in given}
    return Rule(**{"name": text, **window}, fault=make_fault(kind, given, package), match=match)


def _pair(text: str, part: str) -> tuple[str, Any]:
    key, sign, value = part.partition("=")
    if not (key and sign and value):
        raise InputError(f"rule {text!r}: {part!r}; expected KEY=VALUE")
    return key, _number_or_text(value)


def _number_or_text(value: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value
