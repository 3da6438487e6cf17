"""Network W in Ciw 3.2.7: custom distributions and routes that follow the pre-drawn numbers.

As Ciw's user would draw the network, with a node for each place: the desks (intake, ten agencies,
specialist, approval), and with infinite servers the way out, its back-off, the way back, the sync
and its back-off. Ciw looks at every node after every event, so nodes cost time: putting all
delays into one node, which would say nothing of the network, makes it about 1.2 times faster.

Where Ciw must differ: its clock is in float seconds, so times carry rounding errors of about
1e-9 s and the mean sojourn agrees to 1e-6 relative, not exactly; and two services that end in
the same instant are taken in an order drawn from Python's global `random`.
"""

from collections.abc import Callable
from fractions import Fraction
from math import fsum, inf
from typing import Any

import ciw

from tests.bench.network_w import (
    AGENCIES,
    AGENCY_SERVERS,
    APPROVAL_SERVERS,
    BACKOFF_US,
    INTAKE_SERVERS,
    MICROS,
    SPECIALIST_SERVERS,
    WDraws,
    WResult,
)

# Ciw numbers its nodes from 1.
INTAKE = 1
FIRST_AGENCY = 2
SPECIALIST = FIRST_AGENCY + AGENCIES
APPROVAL = SPECIALIST + 1
OUT, OUT_BACKOFF, BACK, SYNC, SYNC_BACKOFF = range(APPROVAL + 1, APPROVAL + 6)
DESKS = [INTAKE_SERVERS, *[AGENCY_SERVERS] * AGENCIES, SPECIALIST_SERVERS, APPROVAL_SERVERS]
SERVERS = [*DESKS, *[inf] * 5]
# Ciw is measured at this many dossiers: it is two orders slower than the others.
DEFAULT_N = 20_000


class Gaps(ciw.dists.Distribution):  # type: ignore[misc]  # Ciw ships no types
    """The pre-drawn gaps between arrivals, in seconds, then none for ever."""

    def __init__(self, arrival_us: list[int]) -> None:
        pairs = zip([0, *arrival_us], arrival_us, strict=False)
        self.gaps_s = [(later - earlier) / MICROS for earlier, later in pairs]
        self.drawn = 0

    def sample(self, t: float | None = None, ind: Any = None) -> float:  # noqa: ARG002  # Ciw's signature
        """The next gap."""
        self.drawn += 1
        return self.gaps_s[self.drawn - 1] if self.drawn <= len(self.gaps_s) else inf


class Drawn(ciw.dists.Distribution):  # type: ignore[misc]  # Ciw ships no types
    """The pre-drawn service time of an individual, in seconds."""

    def __init__(self, service_us: Callable[[Any], int]) -> None:
        self.service_us = service_us

    def sample(self, t: float | None = None, ind: Any = None) -> float:  # noqa: ARG002  # Ciw's signature
        """The service time of this individual at this visit."""
        return self.service_us(ind) / MICROS


def run(draws: WDraws) -> WResult:
    """Run W over the given numbers to the last dossier's end."""
    simulation = ciw.Simulation(network(draws))
    simulation.simulate_until_max_customers(draws.n, method="Finish")
    individuals = simulation.nodes[-1].all_individuals
    sojourns_s = (
        individual.data_records[-1].exit_date - individual.data_records[0].arrival_date
        for individual in individuals
    )
    visits = sum(len(individual.data_records) for individual in individuals)
    mean_us = Fraction(fsum(sojourns_s)) * MICROS / draws.n
    return WResult(mean_us, len(individuals), visits + len(individuals))


def network(draws: WDraws) -> Any:
    """The Ciw network: servers, laws and routes."""
    return ciw.create_network(
        arrival_distributions=[Gaps(draws.arrival_us), *[None] * (len(SERVERS) - 1)],
        service_distributions=[
            Drawn(lambda ind: draws.intake_us[ind.id_number - 1]),
            *[Drawn(lambda ind: draws.agency_us[ind.id_number - 1])] * AGENCIES,
            Drawn(lambda ind: draws.specialist_us[ind.id_number - 1]),
            Drawn(lambda ind: draws.approval_us[ind.id_number - 1]),
            *[Drawn(lambda ind: ind.delays_us.pop(0))] * 5,
        ],
        number_of_servers=SERVERS,
        routing=ciw.routing.ProcessBased(lambda ind, _: route(draws, ind)),
    )


def route(draws: WDraws, ind: Any) -> list[int]:
    """The nodes after intake; leaves the delays, in the order they will be spent, on `ind`."""
    i = ind.id_number - 1
    nodes: list[int] = []
    ind.delays_us = []
    if draws.needs_request[i]:
        out_us = attempts_us(draws.request_out_us, draws.request_fails, i)
        ind.delays_us += [*out_us, draws.request_back_us[i]]
        nodes += [*alternating(OUT, OUT_BACKOFF, len(out_us)), FIRST_AGENCY + draws.agency[i], BACK]
    sync_us = attempts_us(draws.sync_us, draws.sync_fails, i)
    ind.delays_us += sync_us
    return [*nodes, SPECIALIST, APPROVAL, *alternating(SYNC, SYNC_BACKOFF, len(sync_us))]


def alternating(transit: int, backoff: int, length: int) -> list[int]:
    """The nodes transit, back-off, transit, ... of that length."""
    return [backoff if k % 2 else transit for k in range(length)]


def attempts_us(transit_us: list[list[int]], fails: list[list[bool]], i: int) -> list[int]:
    """Transit, back-off, transit, ... up to the first attempt that gets through."""
    delays_us, attempt = [transit_us[0][i]], 0
    while fails[attempt][i]:
        delays_us += [BACKOFF_US[attempt], transit_us[attempt + 1][i]]
        attempt += 1
    return delays_us
