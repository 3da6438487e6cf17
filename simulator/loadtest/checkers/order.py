"""Order and place in the topics, and what the connector commits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from simulator.loadtest.entries import Commit
from simulator.loadtest.findings import Evidence, Finding, checker, record
from simulator.loadtest.parts import Exchange, Said
from simulator.loadtest.refusals import refused
from simulator.loadtest.view import View
from topics.catalogue import parse_topic
from topics.events import DataReply, DataRequest, StatusProgress
from topics.partition import partitions_of

_CLOCKS_US = 20_000  # two clocks in milliseconds, and the way of an answer
_KILLED_US = 5_000_000  # what was in hand when a process was killed was read not longer before


@checker("out-of-order", says="Records with one key are written in the order of what they tell.")
def out_of_order(view: View) -> Iterator[Finding]:
    """A status of an earlier time after one of a later; an earlier attempt after a later."""
    told: set[tuple[str, int, int]] = set()
    for dossier, pushes in view.pushes.items():
        for later, earlier in _turned_round(pushes):
            told.add(earlier.where)
            yield Finding(
                f"a status of dossier {dossier} was pushed after a later one",
                (record("later", later.place), record("earlier", earlier.place)),
            )
    for name, x in view.conversations():
        if len(x.replies) > 1 or len(x.asks) > 1:
            yield from _attempts(name, x.replies)
            yield from _attempts(name, x.asks)
    yield from refused(view, ("integrity.out_of_order",), told)


def _turned_round(pushes: list[Said]) -> Iterator[tuple[Said, Said]]:
    """Each status pushed after one of a later time, with that; what is pushed again is not."""
    latest: tuple[int, Said] | None = None
    before = set()
    for said in pushes:
        event = said.event
        if not isinstance(event, StatusProgress) or event in before:
            continue
        before.add(event)
        if latest is not None and event.at_us < latest[0]:
            yield latest[1], said
        else:
            latest = event.at_us, said


def _attempts(name: str, said: Sequence[Said]) -> Iterator[Finding]:
    seen: set[int] = set()
    for before, after in pairwise(said):
        seen.add(_attempt(before))
        if _attempt(after) < max(seen) and _attempt(after) not in seen:
            yield Finding(
                f"request {name}: attempt {_attempt(after)} comes after a later one",
                (record("later", before.place), record("earlier", after.place)),
            )


def _attempt(said: Said) -> int:
    return said.event.attempt if isinstance(said.event, DataReply | DataRequest) else 0


@checker("wrong-partition", says="The key decides the partition, as Kafka's own clients do it.")
def wrong_partition(view: View) -> Iterator[Finding]:
    """By murmur2 of the key, modulo the partitions that the catalogue has for the topic."""
    by_topic: dict[str, list[Said]] = {}
    for said in view.said:
        by_topic.setdefault(said.place.topic, []).append(said)
    for topic, written in by_topic.items():
        count = parse_topic(topic).spec.partitions
        right = partitions_of([said.place.key for said in written], count).tolist()
        for said, wanted in zip(written, right, strict=True):
            if said.place.partition != wanted:
                yield Finding(
                    f"a record is in partition {said.place.partition}; its key's is {wanted}",
                    (record("written", said.place),),
                )


@checker("committed-before-effect", says="An offset is committed only when its reply is written.")
def committed_before_effect(view: View) -> Iterator[Finding]:
    """Committed past a request whose reply came later, or was lost with the process."""
    if not view.commits or view.terms.role != "provider":
        return
    by_place: dict[tuple[str, int], list[tuple[int, str, Exchange]]] = {}
    for name, x in view.exchanges.items():
        for delivered in x.deliveries:
            place = delivered.topic, delivered.partition
            by_place.setdefault(place, []).append((delivered.offset, name, x))
    for place, commits in view.commits.items():
        taken = sorted(by_place.get(place, []), key=lambda one: one[0])
        yield from _before(view, taken, commits)


def _before(
    view: View, taken: list[tuple[int, str, Exchange]], commits: list[Commit]
) -> Iterator[Finding]:
    """Each request against the first time at which its offset was seen to be committed."""
    at = 0
    for commit in commits:
        while at < len(taken) and taken[at][0] < commit.offset:
            _, name, x = taken[at]
            at += 1
            if _too_early(view, x, commit):
                yield Finding(
                    f"request {name} was committed before it was replied to",
                    (
                        record("delivered", x.deliveries[0]),
                        Evidence(
                            f"committed up to {commit.offset}", commit.at_us, commit.topic,
                            commit.partition, commit.offset,
                        ),
                        *(record("replied", said.place) for said in x.replies[:1]),
                    ),
                )  # fmt: skip


def _too_early(view: View, x: Exchange, commit: Commit) -> bool:
    if x.replies:
        return view.said_us(x.replies[0]) > commit.at_us + _CLOCKS_US
    delivered = view.at(x.deliveries[0])
    return any(
        process.name == "killed" and delivered <= process.at_us <= delivered + _KILLED_US
        for process in view.processes
    )
