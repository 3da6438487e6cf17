"""The cases of the table: every shipped scenario, overlay and lever, and the generated ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.net import engine
from tests.net.generated import generated
from tests.net.line import Case

GENERATED = 96
"""How many generated scenarios there are: whole turns through the themes."""
SMALL: dict[str, tuple[str, ...]] = {
    "tiny": (),
    "demo": ("start=2023-08-10", "warmup=2d", "duration=5d", "drain=20d"),
    "baseline-2023": (
        "start=2023-08-14", "warmup=0d", "duration=1d", "drain=25d", "scale=0.01",
        "arrivals.catalogue_per_1000_per_month=0.3",
    ),
    "structure-2025": (
        "warmup=0d", "duration=1d", "drain=25d", "scale=0.01",
        "arrivals.catalogue_per_1000_per_month=0.3",
    ),
}  # fmt: skip
"""The scenarios that overlays are for, and what makes them small: all meet `sync-outage`."""
OVERLAYS = ("better-sharing", "both", "faster-publication", "sync-outage")
LEVERS = {
    "attentive-tax": 3, "old-version": 3, "fixed-history": 3, "land-sooner": 2,
    "justice-in-time": 3, "no-boundary": 3, "police-justice": 3,
}  # fmt: skip
"""The levers of `demo`, each with a replication in which it changes something."""
REPLICATIONS = {"tiny": 3, "demo": 3, "baseline-2023": 0}
"""One of each in which every overlay changes something."""
SLOW = ("baseline-2023", "demo")


def cases() -> list[Case]:
    """All, in the order of the table."""
    return [*_shipped(), *map(of_number, range(GENERATED))]


def of_number(number: int) -> Case:
    """The case of a generated scenario."""
    scenario = generated(number)
    load = partial(engine.load_generated, scenario)
    name = f"{number:03d} {scenario.theme}"
    return Case(name, load, replication=number % 3, of=scenario.sha256)


def _shipped() -> Iterator[Case]:
    for name, like in (("base", "baseline-2023"), ("structure-2025", "structure-2025")):
        yield Case(name, partial(engine.load_shipped, name, SMALL[like]), is_slow=True)
    for base, replication in REPLICATIONS.items():
        load = partial(engine.load_shipped, base, SMALL[base])
        yield Case(base, load, replication, is_slow=base in SLOW)
        for overlay in OVERLAYS:
            load = partial(engine.load_shipped, overlay, SMALL[base], onto=base)
            yield Case(f"{base} + {overlay}", load, replication, is_slow=base in SLOW)
    load = partial(engine.load_shipped, "demo", SMALL["demo"])
    yield Case("demo, replication 2", load, 2)
    for lever, replication in LEVERS.items():
        load = partial(engine.load_shipped, "demo", SMALL["demo"], (lever,))
        yield Case(f"demo:{lever}", load, replication, is_slow=True)
