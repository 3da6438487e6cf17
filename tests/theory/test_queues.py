"""Desks against queueing theory, and against Ciw as an independent referee.

Every model is run in independent replications from fixed seeds. Theory must lie inside the 99 %
interval of their means, and the interval must be narrower than 5 % to each side, or it would show
nothing. Times are in seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from pathlib import Path

import ciw
import numpy as np
import pytest

from agents.calendar import ALWAYS
from agents.crew import Crew
from agents.desk import FifoDesk, QueueDesk
from agents.environment import KeyedEnvironment
from agents.laws import Exponential, Law, LogNormal
from agents.spans import Spans
from simulator.scenario.catalogue import DeskStep
from simulator.scenario.laws import law_of
from simulator.scenario.loader import load_scenario
from tests.theory.bench_desk import (
    CAUSE_BITS,
    SECOND_US,
    Feed,
    Job,
    Times,
    Visits,
    draw,
    run_station,
)
from tests.theory.formulas import (
    jackson_sojourn,
    mg1_priority_waits,
    mg1_wait,
    mm1_wait,
    mmc_priority_waits,
    mmc_wait,
    t_interval,
    traffic,
)

REPLICATIONS = 20
WARM_UP = 1_000  # jobs left out: at load 0.75 a start from empty is forgotten within a few dozen
SCENARIOS = Path(__file__).parents[2] / "config" / "scenarios"


def exponential(mean_s: float) -> Law:
    return Exponential.from_mean(mean_s * SECOND_US)


def arrivals(rng: np.random.Generator, rate: float, count: int) -> Times:
    return draw(exponential(1 / rate), rng, count).cumsum()


def holds(theory: float, replicate: Callable[[int], float], seed: int) -> None:
    """Theory lies inside the 99 % interval of the replications, and that interval is narrow."""
    means = [replicate(seed * 1_000 + number) for number in range(REPLICATIONS)]
    mean, half = t_interval(means)
    assert abs(mean - theory) <= half, f"{mean:.4f} +- {half:.4f} against {theory:.4f}"
    assert half < 0.05 * theory, f"half-width {half / theory:.3f} of the value"


def fifo_waits(rate: float, law: Law, servers: int, jobs: int, seed: int) -> Times:
    """The waits of all jobs at a FIFO desk, after the warm-up."""
    rng, env, spans = np.random.default_rng(seed), KeyedEnvironment(), Spans()
    desk = FifoDesk(env, spans, Crew(ALWAYS, servers), 0, 1.0)
    at = arrivals(rng, rate, jobs)
    return run_station(env, spans, desk, at, draw(law, rng, jobs)).waits_us()[WARM_UP:]


def test_mm1() -> None:
    """One server, exponential services: the mean wait is rho / (1 - rho) services."""
    rate, service = 0.7, 1.0

    def replicate(seed: int) -> float:
        return float(fifo_waits(rate, exponential(service), 1, 20_000, seed).mean()) / SECOND_US

    holds(mm1_wait(rate, service), replicate, 1)


def test_mmc() -> None:
    """Three servers: the mean wait is that of Erlang C."""
    rate, service, servers = 2.25, 1.0, 3

    def replicate(seed: int) -> float:
        waits = fifo_waits(rate, exponential(service), servers, 25_000, seed)
        return float(waits.mean()) / SECOND_US

    holds(mmc_wait(rate, service, servers), replicate, 2)


def test_mg1() -> None:
    """One server, lognormal services: the mean wait is Pollaczek and Khinchine's."""
    rate, service, cv = 0.7, 1.0, 0.8
    law = LogNormal.from_mean_cv(service * SECOND_US, cv)

    def replicate(seed: int) -> float:
        return float(fifo_waits(rate, law, 1, 20_000, seed).mean()) / SECOND_US

    holds(mg1_wait(rate, service, cv), replicate, 3)


def priority_waits(
    rates: list[float], laws: list[Law], servers: int, jobs: int, seed: int
) -> list[float]:
    """The mean wait of each class, seconds; a job's class is drawn in proportion to the rates."""
    rng, env, spans = np.random.default_rng(seed), KeyedEnvironment(), Spans()
    desk = QueueDesk(2, env, spans, Crew(ALWAYS, servers), 0, 1.0, "priority")
    at = arrivals(rng, sum(rates), jobs)
    classes = rng.choice(len(rates), size=jobs, p=np.array(rates) / sum(rates))
    services = np.choose(classes, [draw(law, rng, jobs) for law in laws])
    waits = run_station(env, spans, desk, at, services, classes).waits_us()[WARM_UP:]
    return [float(waits[classes[WARM_UP:] == k].mean()) / SECOND_US for k in range(len(rates))]


def all_hold(theory: list[float], replicate: Callable[[int], list[float]], seed: int) -> None:
    runs = {n: replicate(n) for n in range(seed * 1_000, seed * 1_000 + REPLICATIONS)}
    for number, value in enumerate(theory):
        holds(value, lambda n, k=number: runs[n][k], seed)  # type: ignore[misc]


def test_priorities_with_one_server() -> None:
    """Three classes of different services before one server wait as Cobham found."""
    rates, means, cvs = [0.2, 0.2, 0.2], [0.8, 1.0, 1.7], [1.0, 0.5, 0.8]
    laws = [exponential(0.8), *map(lognormal_s, means[1:], cvs[1:])]

    def replicate(seed: int) -> list[float]:
        return priority_waits(rates, laws, 1, 25_000, seed)

    all_hold(mg1_priority_waits(rates, means, cvs), replicate, 4)


def lognormal_s(mean_s: float, cv: float) -> Law:
    return LogNormal.from_mean_cv(mean_s * SECOND_US, cv)


def test_priorities_with_two_servers() -> None:
    """Two classes of one exponential service before two servers wait as Cobham found."""
    rates = [0.5, 0.95]

    def replicate(seed: int) -> list[float]:
        return priority_waits(rates, [exponential(1.0)] * 2, 2, 25_000, seed)

    all_hold(mmc_priority_waits(rates, 1.0, 2), replicate, 5)


# -- networks --------------------------------------------------------------------------------------

OUTSIDE = [0.5, 0.2, 0.0]
ROUTING = [[0.0, 0.6, 0.3], [0.0, 0.1, 0.7], [0.25, 0.0, 0.0]]  # what lacks to 1 leaves
SERVICES = [0.9, 1.4, 1.0]
SERVERS = [1, 2, 1]


def test_jackson_network() -> None:
    """Three stations with feedback: the mean time inside is that of stations on their own."""
    loads = np.array(traffic(OUTSIDE, ROUTING)) * SERVICES / SERVERS
    assert loads.max() < 0.8

    def replicate(seed: int) -> float:
        return jackson_run(20_000, seed)

    holds(jackson_sojourn(OUTSIDE, ROUTING, SERVICES, SERVERS), replicate, 6)


def jackson_run(jobs: int, seed: int) -> float:
    """The mean time from entering to leaving, seconds. Services and ways are drawn by visit."""
    rng, env, spans = np.random.default_rng(seed), KeyedEnvironment(), Spans()
    desks = [FifoDesk(env, spans, Crew(ALWAYS, c), n, 1.0) for n, c in enumerate(SERVERS)]
    works = [iter(draw(exponential(mean), rng, 8 * jobs).tolist()) for mean in SERVICES]
    ways = iter(rng.random(16 * jobs).tolist())
    upto = np.array(ROUTING).cumsum(axis=1).tolist()
    first = rng.choice(3, size=jobs, p=np.array(OUTSIDE) / sum(OUTSIDE)).tolist()
    at, left = arrivals(rng, sum(OUTSIDE), jobs), np.zeros(jobs, np.int64)
    place = dict(enumerate(first))

    def visit(job: Job) -> None:
        station = place[job.number]
        desks[station].admit(job, env._now, next(works[station]), job.number << CAUSE_BITS)

    def onward(job: Job) -> None:
        draw_, bounds = next(ways), upto[place[job.number]]
        station = next((k for k, bound in enumerate(bounds) if draw_ < bound), None)
        if station is None:
            left[job.number] = env.now
        else:
            place[job.number] = station
            visit(job)

    Feed(env, at, visit, onward)
    env.run()
    return float((left - at)[WARM_UP:].mean()) / SECOND_US


@pytest.mark.parametrize("discipline", ["fifo", "priority"])
def test_littles_law_is_an_identity(discipline: str) -> None:
    """The integral of the number present equals the sum of all sojourns, to the microsecond."""
    rng, env, spans, jobs = np.random.default_rng(7), KeyedEnvironment(), Spans(), 5_000
    desk = QueueDesk(2, env, spans, Crew(ALWAYS, 2), 0, 1.0, discipline)
    at, works = arrivals(rng, 1.5, jobs), draw(exponential(1.0), rng, jobs).tolist()
    present = Present(env)

    def enter(job: Job) -> None:
        present.change(+1)
        desk.admit(job, env._now, works[job.number], job.number << CAUSE_BITS, job.number % 2)

    Feed(env, at, enter, lambda _: present.change(-1))
    env.run()
    visits = Visits.of(spans)
    assert present.number == 0
    assert len(visits.jobs) == jobs
    assert present.integral_us == int((visits.ended_us - visits.arrived_us).sum())


class Present:
    """Counts who is there by what happens, not by what is written down."""

    def __init__(self, env: KeyedEnvironment) -> None:
        self.env, self.number, self.integral_us, self.since_us = env, 0, 0, 0

    def change(self, by: int) -> None:
        self.integral_us += self.number * (int(self.env.now) - self.since_us)
        self.since_us, self.number = int(self.env.now), self.number + by


# -- the referee -----------------------------------------------------------------------------------


def shipped_desk() -> tuple[Law, int, float]:
    """Law, people and pace of the one-stop desk of a commune of the largest province (H29)."""
    resolved = load_scenario(SCENARIOS / "base.yaml")
    office = next(office for office in resolved.scenario.offices if office.id == "commune")
    desk = next(desk for desk in office.desks if desk.id == "one_stop")
    province = max(resolved.agencies, key=lambda agency: agency.population or 0)
    people = (province.population or 0) / province.communes
    birth = next(p for p in resolved.procedures if p.id == "birth_registration")
    step = birth.route[0]
    assert isinstance(step, DeskStep)
    return law_of(step.law), ceil(desk.staff.people(people)), desk.pace


def ciw_waits(gaps_s: list[float], services_s: list[float], servers: int) -> list[float]:
    """Ciw's waits, in order of arrival, seconds."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps_s, float("inf")])],
        service_distributions=[ciw.dists.Sequential(services_s)],
        number_of_servers=[servers],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(len(gaps_s), method="Finish")
    records = sorted(simulation.get_all_records(), key=lambda record: record.arrival_date)
    return [record.waiting_time for record in records]


def test_ciw_agrees_on_a_shipped_desk() -> None:
    """A shipped commune's one-stop desk, always open, makes each job wait as long as Ciw does."""
    law, servers, pace = shipped_desk()
    jobs, rng, env, spans = 4_000, np.random.default_rng(8), KeyedEnvironment(), Spans()
    rate = 0.8 * servers * pace / (law.mean_us() / SECOND_US)
    gaps, services = draw(exponential(1 / rate), rng, jobs), draw(law, rng, jobs)
    assert len(np.unique(gaps.cumsum())) == jobs
    desk = FifoDesk(env, spans, Crew(ALWAYS, servers), 0, pace)
    ours = run_station(env, spans, desk, gaps.cumsum(), services).waits_us() / SECOND_US
    paced = [round(service / pace) / SECOND_US for service in services.tolist()]
    theirs = np.array(ciw_waits((gaps / SECOND_US).tolist(), paced, servers))
    assert (ours > 0).mean() > 0.3
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)
