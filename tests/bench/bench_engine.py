"""Our engine against the referees of network W, with messages, ledger and metrics on."""

from tests.bench import w_ciw, w_engine, w_heapq_visits, w_simpy
from tests.bench.harness import Figure, bench
from tests.bench.versus import versus


@bench("engine-vs-simpy")
def engine_vs_simpy() -> list[Figure]:
    """At least 3 times plain SimPy."""
    return [versus("engine-vs-simpy", w_engine.run, w_simpy.run, 3.0)]


@bench("engine-vs-heapq")
def engine_vs_heapq() -> list[Figure]:
    """At least half of a bare loop with one event per visit, transits included, and no duties."""
    return [versus("engine-vs-heapq", w_engine.run, w_heapq_visits.run, 0.5)]


@bench("engine-vs-ciw")
def engine_vs_ciw() -> list[Figure]:
    """At least 30 times Ciw."""
    return [versus("engine-vs-ciw", w_engine.run, w_ciw.run, 30.0)]
