"""Whether the test itself was sound: its generator, its relay, its broker, its history."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.loadtest.view import View

Times = NDArray[np.int64]

_IN_TIME_US = 1_000_000  # so long after the last intended send the rate still counts as held
_RELAY_US = 5_000_000  # so long the relay may need before the end
_BROKER = "broker"  # what the names of a broker's faults begin with
_IN_HAND_US = 2_000_000  # what was sent so shortly before a fault may still have been on its way


def health_of(view: View) -> dict[str, float]:
    """Of the sends: intended and achieved a second, lag in µs, how many were never confirmed."""
    intended, at = _array(view.sends.intended_us), _array(view.sends.at_us)
    if not len(intended):
        return {"sends": 0, "planned": max(view.terms.sends, 0), "achieved_share": 0.0}
    lags = at - intended
    lag = lags[~_in_broker_faults(view, intended)]
    planned = max(view.terms.sends, len(intended))
    in_time = int(np.count_nonzero(at <= intended.max() + _IN_TIME_US))
    seconds = max(int(intended.max() - intended.min()), 1) / 1e6
    return {
        "sends": len(intended),
        "planned": planned,
        "achieved_share": in_time / planned,
        "intended_per_s": planned / seconds,
        "achieved_per_s": in_time / max(seconds, (at.max() - at.min()) / 1e6),
        "send_lag_p50_us": _quantile(lags, 50),
        "send_lag_p99_us": _quantile(lags, 99),
        "send_lag_max_us": _quantile(lags, 100),
        "send_lag_p99_undisturbed_us": _quantile(lag, 99),
        "send_lag_max_undisturbed_us": _quantile(lag, 100),
        "unconfirmed": int(np.count_nonzero(_array(view.sends.confirmed_us) < 0)),
    }


def _array(values: object) -> Times:
    return np.array(values, np.int64)


def _quantile(values: Times, percent: float) -> float:
    return float(np.percentile(values, percent)) if len(values) else 0.0


def _in_broker_faults(view: View, at_us: Times, before_us: int = 0) -> NDArray[np.bool_]:
    """The broker's faults hold the sender up, too; that is no fault of the machine."""
    within = np.zeros(len(at_us), np.bool_)
    for window in view.disturbances:
        if window.name.startswith(_BROKER):
            within |= (at_us >= window.begin_us - before_us) & (at_us <= window.end_us)
    return within


def breakdowns(view: View) -> tuple[str, ...]:
    """Why the test is an error: it did not end, or what it stands on failed."""
    found = []
    if "end" not in view.phases:
        found.append(f"the test did not come to its end{view.cut and '; ' + view.cut}")
    unconfirmed = _unconfirmed(view)
    if unconfirmed:
        found.append(f"the broker never confirmed {unconfirmed} sends, and no fault explains it")
    if (silent := _not_on_record(view)) and not (view.terms.recorded and view.audited):
        found.append(f"the relay never judged {silent} requests that the broker had confirmed")
    return tuple(found)


def _unconfirmed(view: View) -> int:
    """Sends without a confirmation, but for those that a fault of the broker may explain."""
    missing = _array(view.sends.confirmed_us) < 0
    within = _in_broker_faults(view, _array(view.sends.at_us), _IN_HAND_US)
    return int(np.count_nonzero(missing & ~within))


def _not_on_record(view: View) -> int:
    """Requests of which nothing came out of the relay, though it had the time."""
    return sum(
        x.confirmed_us >= 0
        and x.confirmed_us + _RELAY_US <= view.end_us
        and not (x.outcomes or x.deliveries or x.spoilt)
        and not view.disturbed(x.confirmed_us, x.confirmed_us, _BROKER)
        for _, x in view.asked()
    )


def shortcomings(view: View, health: dict[str, float]) -> tuple[str, ...]:
    """Why the test is invalid: the load was not the plan's."""
    terms, found = view.terms, []
    if terms.recorded:
        nothing = f"nothing of {terms.agency} was recorded that can be judged"
        return () if _concerned(view) else (nothing,)
    if not health["sends"]:
        return ("nothing was sent",)
    if health["achieved_share"] < terms.send_share:
        found.append(
            f"only {health['achieved_share']:.1%} of the load was sent in time; "
            f"{terms.send_share:.0%} is needed"
        )
    p99, most = health["send_lag_p99_undisturbed_us"], health["send_lag_max_undisturbed_us"]
    if p99 > terms.send_lag_us:
        found.append(
            f"sends were late by {p99 / 1e3:.1f} ms at the 99th percentile; "
            f"at most {terms.send_lag_us / 1e3:g} ms is allowed"
        )
    if most > terms.stall_us:
        found.append(f"the generator stalled: a send was late by {most / 1e6:.1f} s")
    return tuple(found)


def _concerned(view: View) -> bool:
    """Whether a recorded history can show anything about the connector."""
    if view.terms.role == "provider":
        return any(x.deliveries for _, x in view.conversations())
    return bool(view.read if view.terms.role == "subscriber" else view.said)


def without_evidence(view: View) -> tuple[str, ...]:
    """Why a test in which nothing went wrong is no pass: nothing shows what the connector does."""
    if _did_anything(view):
        return ()
    agency = view.terms.agency
    if view.terms.role == "provider" and not any(
        x.deliveries or x.spoilt for _, x in view.conversations()
    ):
        return (f"no evidence: nothing that was sent reached {agency}",)
    return (f"no evidence: {agency} did nothing, and nothing shows that it can",)


def _did_anything(view: View) -> bool:
    """Whether the connector wrote, buried or took a single record."""
    return (
        bool(view.said or view.dead_keys)
        or any(x.told and not x.ended for _, x in view.conversations())
        or any(one.done_us >= 0 for one in view.responses.found)
    )
