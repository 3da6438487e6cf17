"""What fuzzing starts from: a sound input of each kind, and those that once did harm elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from simulator.resources import shipped
from tests.fuzz.framing import TOPICS, frame, sequence
from tests.simulator.loadtest.histories import Story, asked, recorded
from tests.simulator.relay.hostile import RECORDS as HOSTILE
from tests.simulator.relay.malformed import CASES, before
from tests.simulator.relay.worlds import PREFIX
from tests.topics.envelope_samples import RECORDS
from topics.envelope import to_structured, to_wire
from topics.history import Header
from topics.record import canonical_bytes

MOST_BYTES = 4_096
"""Of a seed: what is larger has a test of its own, and slows every change of it."""


def records() -> Iterator[bytes]:
    """Records: of every type in both modes, malformed ones, hostile ones."""
    for record in RECORDS:
        moved = msgspec.structs.replace(record, topic=record.topic.replace("sim.", f"{PREFIX}."))
        yield frame(to_wire(moved))
        yield frame(to_structured(moved))
    for case in CASES:
        made = case.wire(PREFIX)
        if made.topic in TOPICS:
            yield frame(made)
    for made in before(PREFIX):
        yield frame(made)
        yield frame(made, addressed=True)
    for made in HOSTILE.values():
        yield frame(made)


def sequences() -> Iterator[bytes]:
    """What an exchange is, and each malformed record after it."""
    said = [frame(wire, addressed=True) for wire in before(PREFIX)]
    yield sequence(said)
    for case in CASES:
        made = case.wire(PREFIX)
        if made.topic in TOPICS:
            yield sequence([*said, frame(made)])


def histories() -> Iterator[bytes]:
    """Of a run, and of load tests that need few lines."""
    head = msgspec.json.encode(Header(source="simulated"))
    yield b"\n".join([head, *map(canonical_bytes, RECORDS), b""])
    with TemporaryDirectory() as folder:
        for story in (Story().begin(1), recorded(1), _with_faults()):
            yield story.write(Path(folder) / "history").read_bytes()


def _with_faults() -> Story:
    story = Story().begin(0)
    story.fault("kill", 2_000_000, 3_000_000)
    story.process(1_000_000, "started")
    story.commit(2_500_000, 3)
    story.exchange(2_600_000, asked(7))
    return story


def documents() -> Iterator[bytes]:
    """Every scenario that is shipped and short, and what YAML has that scenarios have not."""
    for path in shipped("scenarios").values():
        yield path.read_bytes()
    yield b"extends: tiny\nname: x\nsharing: {reuse: 0,5}\noffices: [{id: commune, desks: []}]\n"
    yield b"a: &a [1, 2]\nb: {<<: {c: *a}}\nd: |\n  text\n? [x]\n: !!str 1\n---\n..."


SEEDS: Mapping[str, Callable[[], Iterator[bytes]]] = {
    "records": records,
    "sequences": sequences,
    "histories": histories,
    "documents": documents,
}


def seeds(kind: str) -> list[bytes]:
    """The seeds of a kind of input, without those that are large."""
    return [seed for seed in SEEDS[kind]() if len(seed) <= 4 * MOST_BYTES]
