"""The rules by which a key of the scenario changes no dossier; see `simulator.scenario.idle`."""

from __future__ import annotations

from simulator.scenario.catalogue import FeeStep, SupplementStep
from simulator.scenario.idle import idle
from simulator.scenario.reach import Reach
from simulator.scenario.suggest import did_you_mean, listed

_OF_ATTEMPTS = ("failure", "timeout", "retry", "fallback", "refusal", "established")
_NO_PLATFORM = "no request that is ever made goes over the platform"
_NOTHING = "no route ever asks another agency for data"
_NO_LETTER = "nobody ever writes a letter"


# -- who takes part, and where -----------------------------------------------------------------


@idle("agencies.override.*")
def _agency(reach: Reach, agency: str) -> str | None:
    return None if agency in reach.agencies else f"{agency} takes no part"


@idle("procedures.override.*")
def _procedure(reach: Reach, procedure: str) -> str | None:
    if procedure in reach.worked:
        return None
    return f"nobody asks for {procedure}{did_you_mean(procedure, reach.worked)}"


@idle("offices.*")
def _level(reach: Reach, level: str) -> str | None:
    if level in reach.levels:
        return None
    return f"no procedure that people ask for is worked at level {level}"


@idle("offices.*.desks.*")
def _desk(reach: Reach, level: str, desk: str) -> str | None:
    if (level, desk) in reach.desks:
        return None
    used = sorted(name for at, name in reach.desks if at == level)
    guess = did_you_mean(desk, used)
    return f"no route goes to the desk {desk!r} of level {level}, only to {listed(used)}{guess}"


@idle("answering.*")
def _answering(reach: Reach, who: str) -> str | None:
    if any(branch == (who == "branch") for _, branch in reach.answering):
        return None
    place = "a branch or a province" if who == "branch" else "the centre of an agency"
    return f"nobody ever writes a letter to {place}"


@idle("attention.*")
def _attention(reach: Reach, agency: str) -> str | None:
    own = reach.agencies.get(agency)  # of one without, or with an owner, `idle_attention` tells
    if own is None or own.owner is not None or agency in reach.heeded:
        return None
    return f"nobody asks {agency} for anything, and it publishes nothing that people ask for"


@idle("outages.*")
def _outage(reach: Reach, outage: str) -> str | None:
    target = next((o.target for o in reach.scenario.outages if o.id == outage), "portal")
    if target == "portal":
        return None
    if target == "platform":
        return None if reach.over_platform else _NO_PLATFORM
    if target not in reach.agencies or target in reach.providers(reach.over_platform):
        return None  # of one that takes no part, `idle_outages` tells
    return f"nobody asks {target} for data over the platform"


# -- people ------------------------------------------------------------------------------------


@idle("arrivals.hours.*")
def _hours(reach: Reach, channel: str) -> str | None:
    return None if reach.scenario.arrivals.channels.get(channel) else f"nobody comes by {channel}"  # type: ignore[call-overload]


@idle("applicants.supplement", "applicants.withdraw")
def _supplement(reach: Reach) -> str | None:
    return None if reach.takes(SupplementStep) else "no route ever asks for more papers"


@idle("applicants.pay")
def _fee(reach: Reach) -> str | None:
    return None if reach.takes(FeeStep) else "no route ever asks for a fee"


@idle("applicants.collect")
def _collect(reach: Reach) -> str | None:
    return None if reach.share("counter") else "nobody applies at a counter"


@idle("applicants.patience", "applicants.enquiries_max")
def _online(reach: Reach) -> str | None:
    return None if reach.share("online") else "nobody applies online"


@idle("applicants.portal_outage")
def _portal_outage(reach: Reach) -> str | None:
    has = any(outage.target == "portal" for outage in reach.scenario.outages)
    return _online(reach) or _unless(has, "the portal has no outage")


@idle("applicants.enquiry")
def _enquiry(reach: Reach) -> str | None:
    return _online(reach) or (
        None if reach.scenario.applicants.enquiries_max else "nobody enquires (enquiries_max: 0)"
    )


@idle("paper.scan")
def _scan(reach: Reach) -> str | None:
    return None if reach.share("online") < 1 else "everybody applies online"


@idle("paper.post")
def _post(reach: Reach) -> str | None:
    return None if reach.share("post") else "nobody applies by post"


# -- data of other agencies --------------------------------------------------------------------


@idle("sharing.reuse")
def _reuse(reach: Reach) -> str | None:
    if any(step.reuse is None for _, step in reach.requests):
        return None
    return "every request that is ever made has a reuse of its own" if reach.requests else _NOTHING


@idle("sharing.platform.share")
def _platform_share(reach: Reach) -> str | None:
    left = [step for _, step in reach.requests if reach.reused(step) < 1]
    if any(step.platform is None for step in left):
        return None
    return "every request that is ever made has a platform share of its own" if left else _NOTHING


@idle("sharing.platform.setup")
def _setup(reach: Reach) -> str | None:
    return _platform(reach) or _unless(
        reach.scenario.sharing.platform.established < 1, "every account is there from the start"
    )


@idle(*(f"sharing.platform.{key}" for key in _OF_ATTEMPTS))
def _platform(reach: Reach) -> str | None:
    return None if reach.over_platform else _NO_PLATFORM


@idle("sharing.letter.carry", "sharing.letter.answer", "sharing.letter.refusal")
def _letter(reach: Reach) -> str | None:
    return None if reach.answering else _NO_LETTER


@idle("sharing.letter.pick_up", "sharing.letter.expiry")
def _asked_by_letter(reach: Reach) -> str | None:
    return None if reach.lettered else _NO_LETTER


# -- publication -------------------------------------------------------------------------------


@idle("publication.documents_per_year")
def _rate(reach: Reach) -> str | None:
    own = all(procedure.amended_per_year is not None for procedure in reach.asked)
    return "every procedure that people ask for has a rate of its own" if own else None


@idle("publication.guidance")
def _guidance(reach: Reach) -> str | None:
    return _documents(reach) or _unless(
        reach.scenario.publication.policy.guidance > 0, "nobody asks for guidance (policy)"
    )


@idle("publication.province", "publication.prepare", "publication.configure")
def _provincial(reach: Reach) -> str | None:
    local = any(procedure.level != "central" for procedure in reach.asked)
    return _documents(reach) or _unless(local, "every procedure is worked at the centre")


@idle("publication.lateness", "publication.ministry", "publication.post", "publication.policy")
def _documents(reach: Reach) -> str | None:
    return None if reach.documents else "no procedure that people ask for is ever amended"


# -- the portal and the legal clock ------------------------------------------------------------


@idle("sync.delay")
def _delay(reach: Reach) -> str | None:
    return _unless(reach.scenario.sync.delayed > 0, "no message is delayed (delayed: 0)")


@idle("sync.retry", "sync.reconciliation")
def _retry(reach: Reach) -> str | None:
    return _unless(reach.scenario.sync.loss > 0, "no message is lost (loss: 0)")


@idle("legal_clock.extension")
def _extension(reach: Reach) -> str | None:
    reschedule = reach.scenario.legal_clock.reschedule
    return _unless(reschedule > 0, "no dossier gets a new date (reschedule: 0)")


def _unless(happens: bool, why: str) -> str | None:
    return None if happens else why
