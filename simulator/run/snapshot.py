"""A run laid down between two events and taken up again, in a new process, to the same end.

A snapshot is plain data: a first line with the format's version, the sha256 of what follows, and
one MessagePack map (`Snapshot`). It holds what the run has become: clock, queue, open threads,
desks, totals, counters. What is made from the scenario is made anew and referred to by name or
number (see `simulator.run.plain`), so a snapshot fits only the same resolved scenario, replication
and version. Rows of finished dossiers stay in their file; the snapshot has their number and sha256.
A history is not part of it: that of a restored run begins where the snapshot was taken.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import IO, Any

import msgspec

from agents.background import Incoming
from agents.environment import Thread
from agents.thread_state import OPEN, fixed_threads
from agents.world import World
from simulator.model.model import Inputs
from simulator.model.source import Source
from simulator.run.engine import Engine, Publisher
from simulator.run.plain import Parts, Plain, Reader, Writer
from topics.errors import EnvironmentFailed, InputError, ModelError
from topics.unshared import part_of

FORMAT = b"lienthong-snapshot"
VERSION = 3
_SHA256_BYTES = 32
_WORLD_KEPT = {"ended", "sync", "ready_us", "open"}
_WORLD_MADE = {"env", "spans", "post", "rules", "portal", "platform", "office", "seed", "people"}
_WORLD_MADE |= {"elide", "elsewhere", "done"}  # finished dossiers are rows by then
_WORLD_MADE |= {"opened", "moves"}  # empty by then
_WORLD_MADE |= {"request_us", "sends"}  # of this process: counters of metrics
_WORLD_MADE |= {"remote"}  # no snapshot is taken where agencies work elsewhere

fixed_threads(Source)
fixed_threads(Publisher)
fixed_threads(Incoming)


class About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which run a snapshot is of; one can be taken up only where all of this is the same."""

    scenario_sha256: str
    seed: int
    replication: int
    elide: bool
    trace: list[str]
    byte_order: str
    model_sha256: str  # of the model's outline, which another version may make differently


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run has become. `Plain` values are those of `simulator.run.plain`."""

    about: About
    now_us: int
    queue: list[tuple[int, int, bytes]]  # (time, phase, thread) in the order in which it will run
    open: list[bytes]  # dossiers not returned, in order of submission
    desks: list[dict[str, Plain]]  # in the order in which the model makes them
    background: list[int]  # jobs that had come to each desk with a background, in the same order
    threads: dict[str, dict[str, list[Plain]]]  # by class: slots' names, and rows of key and slots
    source: dict[str, Any]
    published: int
    ledger: dict[str, Any]
    records: int
    messages: dict[str, int]
    requests: list[tuple[tuple[str, str, str, str, float], int]]  # ended, as in the world
    accounts: list[tuple[list[str], int]]  # (requester, provider), from when it can ask
    held: list[tuple[int, str, str, str, bytes]]  # messages settled for later
    sync: dict[str, int | list[int]]


def snapshot(engine: Engine) -> bytes:
    """Everything that `restore` needs; the rows of finished dossiers go to their file.

    Raises ModelError when the run is over, or holds something that no snapshot can keep.
    """
    engine.advance(engine.now_us)  # brings ledger and bus up to date, and runs nothing
    model, world, fixed = engine.model, engine.model.world, _fixed(engine)
    _check_world()
    ledger = model.ledger.state()
    writer = Writer(Parts(model), fixed)
    queue = [(at, phase, writer.reference(thread)) for at, phase, thread in _pending(engine)]
    kept = Snapshot(
        about=_about(engine),
        now_us=engine.now_us,
        queue=queue,
        open=[writer.reference(dossier) for dossier in world.open.values()],
        desks=[
            {name: writer.plain(value) for name, value in place.at.state().items()}
            for place in model.offices.places
        ],
        background=[each.given for each in model.unseen.by_place.values()],
        threads=writer.threads(),
        source=model.source.state(),
        published=engine.publisher.next,
        ledger=ledger,
        records=model.relay.seq,
        messages=dict(model.relay.counts),
        held=model.relay.held(),
        requests=list(world.ended.items()),
        accounts=[(list(pair), ready) for pair, ready in world.ready_us.items()],
        sync={field.name: getattr(world.sync, field.name) for field in fields(world.sync)},
    )
    return _sealed(msgspec.msgpack.encode(kept))


def write_snapshot(engine: Engine, path: Path) -> None:
    """Put a snapshot into a file: rows first, so that what it counts is on disk; then the whole.

    The file has its name only once it is whole. Raises EnvironmentFailed when the disk refuses.
    """
    data = snapshot(engine)
    part = part_of(path)
    try:
        engine.model.ledger.sync()
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise EnvironmentFailed(f"snapshot {path}: {error.strerror or error}") from error


def restore(inputs: Inputs, data: bytes, out: IO[bytes]) -> Engine:
    """The engine as it was, ready to `advance` or `finish`; `begin` was called long ago.

    Args:
        inputs: as of the run that was kept; `draw_block`, `bus`, `prefix` and `history` may differ.
        data: what `snapshot` gave.
        out: the rows file, open for reading and writing. Rows after the snapshot's are cut off.

    Raises:
        InputError: not a whole snapshot of this version and this run, or not its rows file.
    """
    kept = _opened(data)
    _check_inputs(kept.about, inputs)
    engine = Engine(inputs, out)
    if kept.about != _about(engine):
        raise InputError("snapshot: it was taken by another version of lienthong; use that one")
    engine.model.ledger.restore(kept.ledger)
    _fill(engine, kept)
    return engine


def _fill(engine: Engine, kept: Snapshot) -> None:
    model, world = engine.model, engine.model.world
    model.env._now = kept.now_us
    reader = Reader(Parts(model), _fixed(engine))
    reader.make_threads(kept.threads)
    for key in kept.open:
        dossier = reader.value(key)
        world.open[dossier.key] = dossier
    for background, given in zip(model.unseen.by_place.values(), kept.background, strict=True):
        background.restore(given)
    for place, state in zip(model.offices.places, kept.desks, strict=True):
        place.at.restore({name: reader.value(plain) for name, plain in state.items()})
    model.source.restore(kept.source)
    engine.publisher.next = kept.published
    model.relay.seq = kept.records
    model.relay.counts.update(kept.messages)
    model.relay.hold(kept.held)
    world.ended.update(dict(kept.requests))
    for (requester, provider), ready in kept.accounts:
        world.ready_us[requester, provider] = ready
    for name, number in kept.sync.items():
        setattr(world.sync, name, number)
    for at, phase, key in kept.queue:
        model.env.arm(reader.value(key), at, phase)


# -- what it is of ---------------------------------------------------------------------------------


def _about(engine: Engine) -> About:
    inputs = engine.inputs
    return About(
        scenario_sha256=inputs.resolved.sha256,
        seed=inputs.resolved.scenario.seed,
        replication=inputs.replication,
        elide=inputs.options.elide,
        trace=sorted(inputs.options.trace),
        byte_order=sys.byteorder,
        model_sha256=_outline(engine),
    )


def _outline(engine: Engine) -> str:
    """The sha256 of all that a snapshot refers to by name or number, in order."""
    model = engine.model
    routes = [
        [name, [type(step).__name__ for step in program.steps], list(program.columns.index)]
        for name, program in model.programs.items()
    ]
    holders = [holder.name for holder in model.ledger.holders]
    kinds = sorted((cls.__name__, kind.slots) for cls, kind in OPEN.items())
    outline = [routes, [unit.id for unit in model.units], list(model.agencies), holders, kinds]
    return hashlib.sha256(msgspec.msgpack.encode(outline)).hexdigest()


def _check_inputs(about: About, inputs: Inputs) -> None:
    """Raise InputError for the first thing in which the run that was kept is another."""
    resolved = inputs.resolved
    for what, found, expected in (
        ("seed", about.seed, resolved.scenario.seed),
        ("scenario (sha256)", about.scenario_sha256, resolved.sha256),
        ("replication", about.replication, inputs.replication),
        ("elision", about.elide, inputs.options.elide),
        ("set of traced dossiers", about.trace, sorted(inputs.options.trace)),
        ("byte order", about.byte_order, sys.byteorder),
    ):
        if found != expected:
            raise InputError(f"snapshot: its {what} is {found}, that of this run is {expected}")


def _check_world() -> None:
    """A field of the world that nobody thought of would be lost: better stop."""
    known = _WORLD_KEPT | _WORLD_MADE
    if unknown := [field.name for field in fields(World) if field.name not in known]:
        raise ModelError(
            f"no snapshot keeps World.{unknown[0]}; simulator.run.snapshot must know it"
        )


def _fixed(engine: Engine) -> Mapping[int, Thread]:
    """The threads that are made with the model, by key."""
    desks = [place.at for place in engine.model.offices.places]
    incoming = engine.model.unseen.incoming.values()
    threads = [engine.model.source, engine.publisher, *desks, *incoming]
    return {thread.key: thread for thread in threads if isinstance(thread, Thread)}


def _pending(engine: Engine) -> list[tuple[int, int, Thread]]:
    pending: list[tuple[int, int, Any]] = engine.model.env.pending()  # plain SimPy's, too
    for _, _, thread in pending:
        if not isinstance(thread, Thread):
            name = type(thread).__name__
            raise ModelError(f"no snapshot can keep a pending {name}: it is not a Thread")
    return pending


# -- the file --------------------------------------------------------------------------------------


def _sealed(body: bytes) -> bytes:
    return b"%b %d\n" % (FORMAT, VERSION) + hashlib.sha256(body).digest() + body


def _opened(data: bytes) -> Snapshot:
    """The data behind a seal. Raises InputError for another format or version, and for damage."""
    first, _, rest = data.partition(b"\n")
    name, _, version = first.partition(b" ")
    if name != FORMAT:
        raise InputError(f"snapshot: it begins with {first[:30]!r}, not with {FORMAT.decode()!r}")
    if version != b"%d" % VERSION:
        found = version.decode(errors="replace")
        raise InputError(f"snapshot: found version {found}; this lienthong reads {VERSION}")
    body = rest[_SHA256_BYTES:]
    if hashlib.sha256(body).digest() != rest[:_SHA256_BYTES]:
        raise InputError("snapshot: damaged or cut short; its bytes do not have its sha256")
    try:
        return msgspec.msgpack.decode(body, type=Snapshot)
    except msgspec.DecodeError as error:
        raise InputError(f"snapshot: not the data of version {VERSION}: {error}") from error
