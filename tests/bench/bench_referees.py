"""The referees of network W against one another."""

from tests.bench import w_heapq, w_heapq_visits, w_simpy
from tests.bench.harness import Figure, bench
from tests.bench.versus import versus


@bench("heapq-vs-simpy")
def heapq_vs_simpy() -> list[Figure]:
    """The bare loop, contention-free legs as arithmetic, is at least 4 times plain SimPy."""
    return [versus("heapq-vs-simpy", w_heapq.run, w_simpy.run, 4.0)]


@bench("heapq-visits-vs-simpy")
def heapq_visits_vs_simpy() -> list[Figure]:
    """The bare loop with an event for every visit is at least 4 times plain SimPy as well."""
    return [versus("heapq-visits-vs-simpy", w_heapq_visits.run, w_simpy.run, 4.0)]
