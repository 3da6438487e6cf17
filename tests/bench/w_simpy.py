"""Network W in plain SimPy: a generator process per dossier, `Resource` desks, `env.timeout`.

Written as SimPy's own examples are, without tricks. Time is SimPy's clock in integer
microseconds. Dossiers reaching a desk in the same microsecond are served in the order in which
their events were scheduled.
"""

from collections.abc import Generator
from dataclasses import dataclass
from fractions import Fraction

from simpy import Environment, Event, Resource

from tests.bench.network_w import (
    AGENCIES,
    AGENCY_SERVERS,
    APPROVAL_SERVERS,
    BACKOFF_US,
    INTAKE_SERVERS,
    SPECIALIST_SERVERS,
    WDraws,
    WResult,
)

Steps = Generator[Event, object, None]


@dataclass(slots=True)
class Desks:
    """The desks of W."""

    intake: Resource
    agencies: list[Resource]
    specialist: Resource
    approval: Resource


def run(draws: WDraws) -> WResult:
    """Run W over the given numbers to the last dossier's end."""
    env = Environment()
    desks = Desks(
        intake=Resource(env, INTAKE_SERVERS),
        agencies=[Resource(env, AGENCY_SERVERS) for _ in range(AGENCIES)],
        specialist=Resource(env, SPECIALIST_SERVERS),
        approval=Resource(env, APPROVAL_SERVERS),
    )
    sojourns_us: list[int] = []
    env.process(arrivals(env, desks, draws, sojourns_us))
    env.run()
    return WResult(Fraction(sum(sojourns_us), draws.n), len(sojourns_us), draws.transitions)


def arrivals(env: Environment, desks: Desks, draws: WDraws, sojourns_us: list[int]) -> Steps:
    """Start each dossier at its arrival."""
    previous_us = 0
    for i, arrival_us in enumerate(draws.arrival_us):
        yield env.timeout(arrival_us - previous_us)
        previous_us = arrival_us
        env.process(dossier(env, desks, draws, i, sojourns_us))


def dossier(env: Environment, desks: Desks, draws: WDraws, i: int, sojourns_us: list[int]) -> Steps:
    """One dossier from arrival to done."""
    with desks.intake.request() as turn:
        yield turn
        yield env.timeout(draws.intake_us[i])
    if draws.needs_request[i]:
        yield from data_request(env, desks.agencies[draws.agency[i]], draws, i)
    with desks.specialist.request() as turn:
        yield turn
        yield env.timeout(draws.specialist_us[i])
    with desks.approval.request() as turn:
        yield turn
        yield env.timeout(draws.approval_us[i])
    yield from attempts(env, draws.sync_us, draws.sync_fails, i)
    sojourns_us.append(int(env.now) - draws.arrival_us[i])


def data_request(env: Environment, agency: Resource, draws: WDraws, i: int) -> Steps:
    """Ask the agency, wait for its desk, and wait for the reply."""
    yield from attempts(env, draws.request_out_us, draws.request_fails, i)
    with agency.request() as turn:
        yield turn
        yield env.timeout(draws.agency_us[i])
    yield env.timeout(draws.request_back_us[i])


def attempts(
    env: Environment, transit_us: list[list[int]], fails: list[list[bool]], i: int
) -> Steps:
    """Send until an attempt gets through, backing off after each failure."""
    attempt = 0
    yield env.timeout(transit_us[attempt][i])
    while fails[attempt][i]:
        yield env.timeout(BACKOFF_US[attempt])
        attempt += 1
        yield env.timeout(transit_us[attempt][i])
