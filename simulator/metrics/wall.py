"""What is of the real world: whoever paces, carries or exports a run says it here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from simulator.metrics.catalogue import WALL
from simulator.metrics.reading import Reading, Value
from topics.errors import CULPRITS

OUTCOMES = ("accepted", "refused")  # of acts
BLAMED = ("silent", "late", "failed")  # what a provider elsewhere can do


def _none_of(labels: Iterable[str]) -> Callable[[], Counter[str]]:
    """Counters that are told from the start: one that is born at 1 never grew, for Prometheus."""
    return lambda: Counter(dict.fromkeys(labels, 0))


@dataclass(slots=True)
class Wall:
    """Set by the engine's thread, between ticks. What is None is not known, and not told.

    Counters by culprit, or by outcome; `blamed` by (provider, outcome).
    """

    speed_ratio: float | None = None
    drift_seconds: float | None = None
    transport_lag_records: int | None = None
    scrape_seconds: float | None = None
    dead_letters: Counter[str] = field(default_factory=_none_of(CULPRITS))
    acts: Counter[str] = field(default_factory=_none_of(OUTCOMES))  # all, those of the pace too
    faults: Counter[str] = field(default_factory=_none_of(OUTCOMES))
    levers: Counter[str] = field(default_factory=_none_of(OUTCOMES))
    blamed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def elsewhere(self, providers: Iterable[str]) -> None:
        """These work elsewhere: what they can be blamed for has not happened yet."""
        self.blamed.update({(provider, what): 0 for provider in providers for what in BLAMED})

    def dead_lettered(self, by_error: Mapping[str, int]) -> None:
        """Set the dead letters from counts by error, each `culprit.class.reason`."""
        self.dead_letters = _none_of(CULPRITS)()
        for error, count in by_error.items():
            self.dead_letters[error.partition(".")[0]] += count

    def add_to(self, reading: Reading) -> None:
        """Say what is known."""
        reading.put(f"{WALL}dead_letters_total", _counted(self.dead_letters))
        for name in ("transport_lag_records", "speed_ratio", "drift_seconds", "scrape_seconds"):
            if (value := getattr(self, name)) is not None:
                reading.put(WALL + name, {(): value})
        reading.put(f"{WALL}acts_total", _counted(self.acts))
        reading.put(f"{WALL}faults_total", _counted(self.faults))
        reading.put(f"{WALL}levers_total", _counted(self.levers))
        reading.put(f"{WALL}blamed_total", {(*who,): n for who, n in sorted(self.blamed.items())})


def _counted(counter: Counter[str]) -> dict[tuple[str, ...], Value]:
    return {(label,): count for label, count in counter.items()}
