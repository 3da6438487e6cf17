"""Network W as a bare `heapq` loop with exactly one event per visit, transits included.

As `tests.bench.w_heapq`, except that no leg is arithmetic: every transit, back-off and sync
attempt is a visit to a place without contention and has an event, its end. FIFO desks are still
resolved when a dossier reaches them, so a desk too has one event, the end of the service. 6.5
events per dossier, 5.5 of them through the heap.

An event is `(time_us, visit, dossier, attempt)`: that visit of the dossier ends. Two dossiers that
reach one desk in the same microsecond are served by visit number, then by arrival number.
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

INTAKE, OUT, AGENCY, BACK, SPECIALIST, APPROVAL, SYNC, OUT_BACKOFF, SYNC_BACKOFF = range(9)
# A desk is a heap of the moments its servers are free; the agencies are one list, a server each.
SERVERS = (INTAKE_SERVERS, AGENCIES, SPECIALIST_SERVERS, APPROVAL_SERVERS)
NEVER_US = 1 << 62


def run(draws: WDraws) -> WResult:
    """Run W over the given numbers to the last dossier's end."""
    needs_request, agency, agency_us = draws.needs_request, draws.agency, draws.agency_us
    specialist_us, approval_us, intake_us = draws.specialist_us, draws.approval_us, draws.intake_us
    out_us, out_fails = draws.request_out_us[0], draws.request_fails
    sync_us, sync_fails = draws.sync_us[0], draws.sync_fails
    intakes, agencies, specialists, approvers = ([0] * servers for servers in SERVERS)
    events, done_us, n = [(NEVER_US, 0, 0, 0)], 0, draws.n
    for i, arrival in enumerate(chain(draws.arrival_us, (NEVER_US - 1,))):
        while events[0][0] < arrival:
            now, visit, j, k = events[0]
            if visit == BACK or (visit == INTAKE and not needs_request[j]):
                end = (now if now > specialists[0] else specialists[0]) + specialist_us[j]
                heapreplace(specialists, end)
                heapreplace(events, (end, SPECIALIST, j, 0))
            elif visit == INTAKE:
                heapreplace(events, (now + out_us[j], OUT, j, 0))
            elif visit == SPECIALIST:
                end = (now if now > approvers[0] else approvers[0]) + approval_us[j]
                heapreplace(approvers, end)
                heapreplace(events, (end, APPROVAL, j, 0))
            elif visit == APPROVAL:
                heapreplace(events, (now + sync_us[j], SYNC, j, 0))
            elif visit == SYNC and not sync_fails[k][j]:
                heappop(events)
                done_us += now
            elif visit == OUT and not out_fails[k][j]:
                free = agencies[agency[j]]
                agencies[agency[j]] = end = (free if free > now else now) + agency_us[j]
                heapreplace(events, (end, AGENCY, j, 0))
            elif visit == AGENCY:
                heapreplace(events, (now + draws.request_back_us[j], BACK, j, 0))
            else:
                heapreplace(events, _retried(draws, now, visit, j, k))
        if i == n:
            break
        end = (arrival if arrival > intakes[0] else intakes[0]) + intake_us[i]
        heapreplace(intakes, end)
        heappush(events, (end, INTAKE, i, 0))
    return WResult(Fraction(done_us - sum(draws.arrival_us), n), n, draws.transitions)


def _retried(
    draws: WDraws, now: int, visit: int, j: int, attempt: int
) -> tuple[int, int, int, int]:
    """What follows a failed attempt: its back-off; what follows a back-off: the next attempt."""
    if visit == OUT:
        return now + BACKOFF_US[attempt], OUT_BACKOFF, j, attempt + 1
    if visit == SYNC:
        return now + BACKOFF_US[attempt], SYNC_BACKOFF, j, attempt + 1
    if visit == OUT_BACKOFF:
        return now + draws.request_out_us[attempt][j], OUT, j, attempt
    return now + draws.sync_us[attempt][j], SYNC, j, attempt
