"""Network W as the best bare `heapq` loop: at most one event per visit to a desk, nothing else.

A FIFO desk is resolved when a dossier reaches it: service starts at the later of now and the
earliest moment a server is free (Lindley 1952 for one server, Kiefer and Wolfowitz 1955 for
several), so no queue is kept and no completion is an event. Transits, back-offs and the whole
status sync meet no contention and are arithmetic. Arrivals are in order already and stay out of
the heap. That leaves 3.4 events per dossier, 2.4 of them through the heap.

`tests.bench.w_heapq_visits` is the same loop with every transit and back-off as an event.

An event is `(time_us, desk, dossier)`: the dossier reaches the desk. Two dossiers that reach one
desk in the same microsecond are served in order of arrival number.
"""

# ruff: noqa: FURB136  # max() is a call: the whole loop takes a fifth longer with it

from fractions import Fraction
from heapq import heappop, heappush, heapreplace
from itertools import chain

from tests.bench.network_w import (
    AGENCIES,
    APPROVAL_SERVERS,
    BACKOFF_US,
    INTAKE_SERVERS,
    SPECIALIST_SERVERS,
    WDraws,
    WResult,
)

# Agencies are desks 0..9.
SPECIALIST, APPROVAL = AGENCIES, AGENCIES + 1
# A desk is a heap of the moments its servers are free; the agencies are one list, a server each.
SERVERS = (INTAKE_SERVERS, AGENCIES, SPECIALIST_SERVERS, APPROVAL_SERVERS)
NEVER_US = 1 << 62


def run(draws: WDraws) -> WResult:
    """Run W over the given numbers to the last dossier's end."""
    intake_us, needs_request, agency = draws.intake_us, draws.needs_request, draws.agency
    out_us, out_fails = draws.request_out_us[0], draws.request_fails[0]
    agency_us, back_us = draws.agency_us, draws.request_back_us
    specialist_us, approval_us = draws.specialist_us, draws.approval_us
    sync_us, sync_fails = draws.sync_us[0], draws.sync_fails[0]
    intakes, agencies, specialists, approvers = ([0] * servers for servers in SERVERS)
    events, done_us, n = [(NEVER_US, 0, 0)], 0, draws.n
    for i, arrival in enumerate(chain(draws.arrival_us, (NEVER_US - 1,))):
        while events[0][0] < arrival:
            now, desk, j = events[0]
            if desk == SPECIALIST:
                end = (now if now > specialists[0] else specialists[0]) + specialist_us[j]
                heapreplace(specialists, end)
                heapreplace(events, (end, APPROVAL, j))
            elif desk == APPROVAL:
                heappop(events)
                end = (now if now > approvers[0] else approvers[0]) + approval_us[j]
                heapreplace(approvers, end)
                done_us += end + sync_us[j]
                if sync_fails[j]:
                    done_us += _retries_us(draws.sync_us, draws.sync_fails, j)
            else:
                free = agencies[desk]
                agencies[desk] = end = (free if free > now else now) + agency_us[j]
                heapreplace(events, (end + back_us[j], SPECIALIST, j))
        if i == n:
            break
        end = (arrival if arrival > intakes[0] else intakes[0]) + intake_us[i]
        heapreplace(intakes, end)
        if needs_request[i]:
            end += out_us[i]
            if out_fails[i]:
                end += _retries_us(draws.request_out_us, draws.request_fails, i)
            heappush(events, (end, agency[i], i))
        else:
            heappush(events, (end, SPECIALIST, i))
    return WResult(Fraction(done_us - sum(draws.arrival_us), n), n, draws.transitions)


def _retries_us(transit_us: list[list[int]], fails: list[list[bool]], i: int) -> int:
    """Back-offs and further transits after a first attempt that failed."""
    attempt, total_us = 0, 0
    while fails[attempt][i]:
        total_us += BACKOFF_US[attempt]
        attempt += 1
        total_us += transit_us[attempt][i]
    return total_us
