"""Values of the model as plain data, for snapshots: scalars, bytes, lists, and nothing else.

A scalar stands as itself. A thread stands as its key, in bytes, since keys may need more than 64
bits. Everything else stands as ``[tag, ...]``: a list as ``["list", item, ...]``, an enumeration's
member as ``["enum", "Stage", 3]``, a part of the model that is made anew from the scenario by its
name or number: ``["unit", 17]``, ``["agency", "G01"]``.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any

from agents.agency import AgencyAtWork, Unit
from agents.dossier import Program, Step
from agents.environment import Thread
from agents.request_spec import RequestSpec
from agents.spans import Reason
from agents.thread_state import ENUMS, OPEN, UNSET, Unset, open_kind
from agents.world import World
from simulator.model.model import Model
from topics.errors import ModelError

Plain = Any
SCALARS = frozenset({int, bool, str, float, type(None)})
KEY_BYTES = 10  # 12 bits of sub-thread, 40 of arrival, the rest for streams and the first bit


def key_bytes(key: int) -> bytes:
    """A thread's key as it stands in a snapshot."""
    return key.to_bytes(KEY_BYTES, "big")


class Parts:
    """The parts of a model that no snapshot holds, by the names that stand for them."""

    def __init__(self, model: Model) -> None:
        self.world, self.units = model.world, model.units
        self.programs, self.agencies = model.programs, model.agencies
        self.specs = [spec for program in model.programs.values() for spec in specs_of(program)]
        self._spec_numbers = {id(spec): number for number, spec in enumerate(self.specs)}

    def spec_number(self, spec: RequestSpec) -> int:
        """The number of what a request asks, among all of the model."""
        number = self._spec_numbers.get(id(spec))
        if number is None:
            raise ModelError(f"no snapshot can keep the request {spec.name}: no route has it")
        return number


def specs_of(program: Program) -> Iterator[RequestSpec]:
    """Every request that a route may make, in its order."""
    for step in program.steps:
        for part in _parts_of(step):
            spec = getattr(part, "spec", part)
            if isinstance(spec, RequestSpec):
                yield spec


def _parts_of(step: Step) -> Iterator[object]:
    for field in fields(step):  # type: ignore[arg-type]
        value = getattr(step, field.name)
        yield from value if isinstance(value, tuple) else (value,)


class Writer:
    """Makes values plain, and finds every open thread that they lead to."""

    def __init__(self, parts: Parts, fixed: Mapping[int, Thread]) -> None:
        self._fixed = fixed
        self._known: dict[int, Thread] = {}
        self._todo: list[Thread] = []
        self._by_type: dict[type, Callable[[Any], Plain]] = {
            list: lambda value: ["list", *map(self.plain, value)],
            tuple: lambda value: ["tuple", *map(self.plain, value)],
            array: _plain_array,
            Reason: lambda value: ["reason", *map(self.plain, value)],
            Unset: lambda _: ["unset"],
            World: lambda _: ["world"],
            Program: lambda program: ["program", program.procedure],
            Unit: lambda unit: ["unit", unit.index],
            AgencyAtWork: lambda agency: ["agency", agency.id],
            RequestSpec: lambda spec: ["spec", parts.spec_number(spec)],
        }

    def plain(self, value: object) -> Plain:
        """The plain form of any value. Raises ModelError for what none is known of."""
        kind = type(value)
        if kind in SCALARS:
            return value
        if isinstance(value, Thread):
            return self.reference(value)
        if isinstance(value, Enum) and ENUMS.get(kind.__name__) is kind:
            return ["enum", kind.__name__, value.value]
        if kind not in self._by_type:
            raise ModelError(f"no snapshot can keep a {kind.__name__}: {value!r:.80}")
        return self._by_type[kind](value)

    def reference(self, thread: Thread) -> bytes:
        """What stands for a thread; the thread itself will be kept when it is an open one."""
        key = thread.key
        if open_kind(type(thread)) is None:
            known = self._fixed.get(key)
        elif key in self._known:
            known = self._known[key]
        else:
            known = self._known[key] = thread
            self._todo.append(thread)
        if known is not thread:
            raise ModelError(f"two threads have the key {key}; one is a {type(thread).__name__}")
        return key_bytes(key)

    def threads(self) -> dict[str, Plain]:
        """By class: the names of the kept slots, and for each thread a row of its key and them."""
        tables: dict[str, Plain] = {}
        while self._todo:
            thread = self._todo.pop()
            kind = OPEN[type(thread)]
            table = tables.setdefault(kind.cls.__name__, {"slots": list(kind.slots), "rows": []})
            slots = zip(kind.slots, kind.values(thread), strict=True)
            plain = [v if type(v) in SCALARS else self._slot(thread, s, v) for s, v in slots]
            table["rows"].append([key_bytes(thread.key), *plain])
        return dict(sorted(tables.items()))

    def _slot(self, thread: Thread, slot: str, value: object) -> Plain:
        try:
            return self.plain(value)
        except ModelError as error:
            raise ModelError(f"{type(thread).__name__}.{slot}: {error}") from error


def _plain_array(value: array[int]) -> Plain:
    if value.typecode != "q":
        raise ModelError(f"no snapshot can keep an array of {value.typecode!r}")
    return ["array", value.tobytes()]


class Reader:
    """Makes values of plain data. Threads must be there before values name them."""

    def __init__(self, parts: Parts, fixed: Mapping[int, Thread]) -> None:
        self._threads: dict[bytes, Thread] = {key_bytes(k): t for k, t in fixed.items()}
        self._by_tag: dict[str, Callable[[list[Any]], object]] = {
            "list": lambda rest: [self.value(item) for item in rest],
            "tuple": lambda rest: tuple(self.value(item) for item in rest),
            "array": lambda rest: array("q", rest[0]),
            "reason": lambda rest: Reason(*map(self.value, rest)),
            "unset": lambda _: UNSET,
            "enum": lambda rest: ENUMS[rest[0]](rest[1]),
            "world": lambda _: parts.world,
            "program": lambda rest: parts.programs[rest[0]],
            "unit": lambda rest: parts.units[rest[0]],
            "agency": lambda rest: parts.agencies[rest[0]],
            "spec": lambda rest: parts.specs[rest[0]],
        }

    def value(self, plain: Plain) -> Any:
        """The value that a plain form stands for."""
        kind = type(plain)
        if kind in SCALARS:
            return plain
        if kind is bytes:
            return self._threads[plain]
        return self._by_tag[plain[0]](plain[1:])

    def make_threads(self, tables: dict[str, Plain]) -> None:
        """Make all open threads: first blank, since they name each other, then with their slots."""
        kinds = {cls.__name__: kind for cls, kind in OPEN.items()}
        for name, table in tables.items():
            self._threads.update(
                (row[0], kinds[name].blank(int.from_bytes(row[0], "big"))) for row in table["rows"]
            )
        for name, table in tables.items():
            for key, *plain in table["rows"]:
                values = [v if type(v) in SCALARS else self.value(v) for v in plain]
                kinds[name].fill(self._threads[key], values)
        for name, table in tables.items():
            for row in table["rows"]:
                kinds[name].rebuild(self._threads[row[0]])
