"""Accounts on the data-sharing platform: one for each pair of requester and provider.

Most pairs have theirs from the start; another pair's is set up at its first use, in the provider's
working time (Decree 47/2020, Art. 35: at most 5 working days).
"""

from __future__ import annotations

from agents.agency import AgencyAtWork
from agents.dossier import Dossier
from agents.draws import draw_us, name_key, raw, tag

ESTABLISHED, SETUP = tag("account-established"), tag("account-setup")


def account_ready_us(dossier: Dossier, provider: AgencyAtWork, now: int) -> int:
    """When the account of the dossier's agency with `provider` is ready, asked for at `now`."""
    world, pair = dossier.world, (dossier.unit.agency.id, provider.id)
    ready = world.ready_us.get(pair)
    if ready is None:
        key, rules = name_key(world.seed, "account", *pair), world.rules.platform
        ready = now
        if raw(key, ESTABLISHED) >= rules.established:
            work = draw_us(rules.setup, key, SETUP)
            ready = provider.people().calendar.add_work(now, work)
        world.ready_us[pair] = ready
    return ready
