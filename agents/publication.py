"""Procedure versions: legal documents, and how late ministries and provinces publish them.

A document gives a procedure a new version with a legal effect at some midnight. The ministry must
publish at least 20 days before, the province at least 5 (Decree 63/2010 Art. 15); a province can
begin only when the ministry's decision is on the National Database. A dossier submitted between
legal effect and the version's being in force where it is worked has met a gap. All of it is keyed
and settled before the run, beginning with the documents of the year before.

Everything here is of many histories at once: a history is a key, and arrays have one element for
each document of each history. A history alone is the same, to the microsecond, as within a block.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from agents.calendar_spec import DAY_US
from agents.draws import (
    Keys,
    Quantile,
    Times,
    arrival_key,
    arrival_keys,
    mix_array,
    name_key,
    raw_array,
    tag,
    uniform,
)
from agents.open_hours import OpenHours

GAP, ON_TIME, LATE, POST_TO_DATABASE, PREPARE, CONFIGURE = (
    tag(f"publication-{purpose}")
    for purpose in ("gap", "on-time", "late", "post", "prepare", "configure")
)
MINISTRY = name_key("publisher", "ministry")
FIRST_VERSION = 2  # of the first document; version 1 is what was in force before


@dataclass(frozen=True, slots=True)
class Stage:
    """One publisher's rule and lateness; the share on time as a raw threshold."""

    rule_us: int
    on_time: int
    late: Quantile
    earlier_us: int = 0  # every decision comes so much sooner

    @property
    def before_us(self) -> int:
        """How long before legal effect it decides when it is not late."""
        return self.rule_us + self.earlier_us


@dataclass(frozen=True, slots=True)
class PublicationRules:
    """All laws of the publication chain; `lateness` scales every delay past a rule."""

    ministry: Stage
    province: Stage
    post: Quantile
    prepare: Quantile
    configure: Quantile
    lateness: float


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of one procedure in many histories, in order of (history, version).

    `history` is the row of its key among those asked for, `keys` each document's own; instants are
    local microseconds. All are of shape (documents,).
    """

    procedure: str
    history: Times
    version: Times
    keys: Keys
    effect_us: Times


@dataclass(frozen=True, slots=True)
class Document:
    """A new version of a procedure: when it has legal effect and when the ministry published it."""

    procedure: str
    version: int
    effect_us: int
    decided_us: int
    posted_us: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A publication by one agency: decided, and in force in its systems."""

    agency: str
    document: Document
    decided_us: int
    force_us: int


@dataclass(slots=True)
class Versions:
    """The versions of one procedure at one place: legal effects in order, and when in force."""

    effects_us: list[int] = field(default_factory=list)
    force_us: list[int] = field(default_factory=list)

    def gap_end_us(self, submitted_us: int) -> int:
        """When the version that governs a dossier submitted now is in force; 0 if it is already."""
        i = bisect_right(self.effects_us, submitted_us) - 1
        if i < 0 or self.force_us[i] <= submitted_us:
            return 0
        return self.force_us[i]

    def gaps_us(self) -> Iterator[tuple[int, int]]:
        """[begin, end) of each stretch in which a dossier submitted meets a gap, in order."""
        for number, (effect, force) in enumerate(zip(self.effects_us, self.force_us, strict=True)):
            end = min([force, *self.effects_us[number + 1 : number + 2]])
            if effect < end:
                yield effect, end


def history_key(seed: int, number: int) -> int:
    """The key of history `number` of a seed."""
    return arrival_key(name_key(seed, "publication"), number)


def history_keys(seed: int, numbers: npt.NDArray[np.int64]) -> Keys:
    """`history_key` on an array."""
    seeds = np.full(numbers.shape, name_key(seed, "publication"), np.uint64)
    return arrival_keys(seeds, numbers.astype(np.uint64))


def documents(
    histories: Keys, procedure: str, gap: Quantile | None, begin_us: int, end_us: int
) -> Documents:
    """Every document with a legal effect in [begin, end), in each of `histories`.

    `gap` is the law of the time between two; without one there are none.
    """
    rows = np.arange(len(histories) if gap is not None else 0)
    streams = mix_array(histories[: len(rows)] ^ np.uint64(name_key("documents", procedure)))
    at = np.full(len(rows), begin_us, np.int64)
    found: list[tuple[Times, Times, Keys, Times]] = []
    version = FIRST_VERSION
    while len(rows) and gap is not None:
        keys = arrival_keys(streams, np.full(len(rows), version, np.uint64))
        at = at + _draws(gap, keys, GAP)
        here = at < end_us
        rows, streams, at, keys = rows[here], streams[here], at[here], keys[here]
        found.append((rows, np.full(len(rows), version, np.int64), keys, at - at % DAY_US))
        version += 1
    return _in_order(procedure, found)


def _in_order(procedure: str, found: list[tuple[Times, Times, Keys, Times]]) -> Documents:
    if not found:
        none = np.empty(0, np.int64)
        return Documents(procedure, none, none, np.empty(0, np.uint64), none)
    history, version, keys, effect = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((version, history))
    return Documents(procedure, history[order], version[order], keys[order], effect[order])


def lateness_us(stage: Stage, keys: Keys, factor: float) -> Times:
    """How long after its rule's date a publisher decides: 0 when on time."""
    late = raw_array(keys, np.uint64(ON_TIME)) >= np.uint64(stage.on_time)
    out = np.zeros(len(keys), np.int64)
    out[late] = np.rint(_draws(stage.late, keys[late], LATE) * factor).astype(np.int64)
    return out


def ministry_decisions(
    rules: PublicationRules, made: Documents, attention: float
) -> tuple[Times, Times]:
    """(decided, posted on the National Database) of each document by its ministry."""
    own = mix_array(made.keys ^ np.uint64(MINISTRY))
    late = lateness_us(rules.ministry, own, attention * rules.lateness)
    decided = made.effect_us - rules.ministry.before_us + late
    return decided, decided + _draws(rules.post, made.keys, POST_TO_DATABASE)


def province_decisions(
    rules: PublicationRules,
    made: Documents,
    posted_us: Times,
    agency: str,
    attention: float,
    hours: OpenHours,
) -> tuple[Times, Times]:
    """(decided, in force) of each document in a province.

    It decides by its rule's date or late, never before it has seen the ministry's decision.
    """
    own = mix_array(made.keys ^ np.uint64(name_key("publisher", agency)))
    late = lateness_us(rules.province, own, attention * rules.lateness)
    ready = hours.add_work(posted_us, _draws(rules.prepare, own, PREPARE))
    decided = np.maximum(made.effect_us - rules.province.before_us + late, ready)
    return decided, hours.add_work(decided, _draws(rules.configure, own, CONFIGURE))


def _draws(law: Quantile, keys: Keys, what: int) -> Times:
    return law.quantile_us(uniform(raw_array(keys, np.uint64(what))))
