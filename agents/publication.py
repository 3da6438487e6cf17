"""Procedure versions: legal documents, and how late ministries and provinces publish them.

A document gives a procedure a new version with a legal effect at some midnight. The ministry must
publish at least 20 days before, the province at least 5 (Decree 63/2010 Art. 15); a province can
begin only when the ministry's decision is on the National Database. A dossier submitted between
legal effect and the version's being in force where it is worked has met a gap. All of it is keyed
and settled before the run, beginning with the documents of the year before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from agents.calendar_spec import DAY_US, Calendar
from agents.draws import Quantile, draw_us, name_key, raw, tag

GAP, ON_TIME, LATE, POST_TO_DATABASE, PREPARE, CONFIGURE = (
    tag(f"publication-{purpose}")
    for purpose in ("gap", "on-time", "late", "post", "prepare", "configure")
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One publisher's rule and lateness; the share on time as a raw threshold."""

    rule_us: int
    on_time: int
    late: Quantile


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


def documents(
    history: int, procedure: str, per_year: float, gap: Quantile | None, begin_us: int, end_us: int
) -> Iterator[tuple[int, int, int]]:
    """(version, key, legal effect) of every document with an effect in [begin, end).

    `history` keys the whole history: with or without the replication's number.
    """
    if gap is None or per_year <= 0:
        return
    stream, at, version = name_key(history, "documents", procedure), begin_us, 1
    while True:
        version += 1
        key = name_key(stream, version)
        at += draw_us(gap, key, GAP)
        if at >= end_us:
            return
        yield version, key, at - at % DAY_US


def lateness_us(stage: Stage, key: int, factor: float) -> int:
    """How long after its rule's date a publisher decides: 0 when on time."""
    if raw(key, ON_TIME) < stage.on_time:
        return 0
    return round(draw_us(stage.late, key, LATE) * factor)


def ministry_document(
    rules: PublicationRules,
    procedure: str,
    version: int,
    key: int,
    effect_us: int,
    attention: float,
) -> Document:
    """The ministry's decision on a document, and its posting on the National Database."""
    late = lateness_us(rules.ministry, name_key(key, "ministry"), attention * rules.lateness)
    decided = effect_us - rules.ministry.rule_us + late
    posted = decided + draw_us(rules.post, key, POST_TO_DATABASE)
    return Document(procedure, version, effect_us, decided, posted)


def province_decision(
    rules: PublicationRules,
    document: Document,
    key: int,
    agency: str,
    attention: float,
    calendar: Calendar,
) -> Decision:
    """A province's decision: by its rule's date or late, never before it sees the ministry's."""
    own = name_key(key, agency)
    late = lateness_us(rules.province, own, attention * rules.lateness)
    ready = calendar.add_work(document.posted_us, draw_us(rules.prepare, own, PREPARE))
    decided = max(document.effect_us - rules.province.rule_us + late, ready)
    force = calendar.add_work(decided, draw_us(rules.configure, own, CONFIGURE))
    return Decision(agency, document, decided, force)
