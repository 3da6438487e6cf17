"""Every metric: its name, kind, labels, and in plain words what it means.

Names are as PromQL has them, but for histograms and summaries, whose series add `_bucket`, `_sum`
and `_count`. Labels are those of the design; none is ever an id of a dossier or a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["counter", "gauge", "histogram", "summary"]
SIM, WALL = "lienthong_sim_", "lienthong_wall_"
OTHER = "other"  # the label of what is told together, where series would be too many


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. `labels` are in the order of the label values of a reading."""

    name: str
    kind: Kind
    labels: tuple[str, ...]
    help: str

    @property
    def family(self) -> str:
        """The name that OpenMetrics gives its family: a counter's without `_total`."""
        return self.name.removesuffix("_total") if self.kind == "counter" else self.name

    @property
    def series(self) -> tuple[str, ...]:
        """The names of its series."""
        if self.kind == "histogram":
            return tuple(f"{self.name}_{part}" for part in ("bucket", "sum", "count"))
        if self.kind == "summary":
            return f"{self.name}_sum", f"{self.name}_count"
        return (self.name,)

    @property
    def simulated(self) -> bool:
        """Whether it is of the simulated world, and not of the real one."""
        return self.name.startswith(SIM)


_OTHER_GROUPS = "where series would be too many, small groups of procedures are told as other"
_PAIRS = "pairs of agencies with the most requests; the rest is other"


def _metric(kind: Kind, name: str, labels: str, told: str) -> Metric:
    return Metric(f"lienthong_{name}", kind, tuple(labels.split()), told)


_ALL = (
    _metric(
        "gauge", "sim_clock_seconds", "",
        "The simulated instant, in seconds since 1970-01-01 UTC.",
    ),
    _metric(
        "gauge", "sim_info", "scenario",
        "Always 1; its label names the scenario that runs.",
    ),
    _metric(
        "counter", "sim_dossiers_submitted_total", "agency group channel",
        f"Dossiers submitted, by the agency that received them; {_OTHER_GROUPS}.",
    ),
    _metric(
        "counter", "sim_dossiers_ended_total", "agency group outcome",
        "Dossiers returned, refused or withdrawn, on time or late by their due date; "
        f"{_OTHER_GROUPS}.",
    ),
    _metric(
        "gauge", "sim_dossiers_open", "agency status",
        "Dossiers not yet ended, by portal status (1 new, 2 accepted, 4 in process, 5 supplement, "
        "6 fee, 9 processed).",
    ),
    _metric(
        "histogram", "sim_cycle_time_seconds", "level group",
        "Simulated calendar seconds from submission to the end, of ended dossiers.",
    ),
    _metric(
        "histogram", "sim_processing_time_seconds", "level group",
        "Simulated seconds that the legal clock counted, of ended dossiers.",
    ),
    _metric(
        "counter", "sim_ledger_seconds_total", "agency cause",
        "Simulated seconds of cycle time by what caused them, of ended dossiers.",
    ),
    _metric(
        "counter", "sim_desk_busy_seconds_total", "agency desk",
        "Simulated seconds of work done, all desks of that name of the agency's units together.",
    ),
    _metric(
        "counter", "sim_desk_capacity_seconds_total", "agency desk",
        "Simulated seconds of open time times people, absences not taken off; busy over capacity "
        "is utilisation.",
    ),
    _metric(
        "gauge", "sim_desk_queue", "agency desk",
        "Jobs that wait and are not begun, also while the office is closed; not told where desks "
        "settle their work at admission (elision), because it is not known there.",
    ),
    _metric(
        "counter", "sim_requests_total", "requester provider mode outcome",
        f"Data requests that came to their end, and how; {_PAIRS}. A reply that comes after the "
        "end does not count.",
    ),
    _metric(
        "gauge", "sim_requests_open", "provider mode",
        "Data requests not yet ended, by the way they go at present.",
    ),
    _metric(
        "summary", "sim_request_seconds", "requester provider mode",
        "Simulated seconds from the wish to ask to the end of a data request, by the way that "
        f"decided it; {_PAIRS}.",
    ),
    _metric(
        "counter", "sim_request_attempts_total", "mode",
        "Data requests sent, every attempt counted.",
    ),
    _metric(
        "counter", "sim_status_changes_total", "agency",
        "Status changes that the portal has to learn of.",
    ),
    _metric(
        "counter", "sim_status_synced_total", "agency",
        "Status changes that the portal has; synced over changes is its completeness.",
    ),
    _metric(
        "counter", "sim_status_lag_seconds_total", "agency",
        "Simulated seconds from a status change to its being at the portal, of the synced.",
    ),
    _metric(
        "counter", "sim_publications_total", "agency",
        "Versions of procedures published by a ministry or province.",
    ),
    _metric(
        "counter", "sim_publication_lag_seconds_total", "agency",
        "Simulated seconds from legal effect to publication; nothing when it was early.",
    ),
    _metric(
        "counter", "sim_messages_total", "topic",
        "Messages put on the bus, by kind of topic, without prefix and agency.",
    ),
    _metric(
        "counter", "wall_dead_letters_total", "culprit",
        "Records put aside because nobody could use them, by who has to act.",
    ),
    _metric(
        "gauge", "wall_transport_lag_records", "",
        "Records sent whose copies have not come back from the broker; where agencies are hosted, "
        "records that lie unread in their inboxes.",
    ),
    _metric(
        "counter", "wall_blamed_total", "provider outcome",
        "What agencies that work elsewhere did to those hosted here: silent, an attempt without a "
        "reply in time; late, a reply after that; failed, a reply that it could not answer.",
    ),
    _metric(
        "gauge", "wall_speed_ratio", "",
        "Simulated seconds asked for in a real second; 0 when paused, +Inf without a pace.",
    ),
    _metric(
        "gauge", "wall_drift_seconds", "",
        "Real seconds by which the run is behind its pace.",
    ),
    _metric(
        "gauge", "wall_scrape_seconds", "",
        "Real seconds that it took to read the model and write the last exposition.",
    ),
    _metric(
        "counter", "wall_acts_total", "outcome",
        "Acts of operators, accepted or refused: faults, levers, pauses and changes of speed.",
    ),
    _metric(
        "counter", "wall_faults_total", "outcome",
        "Faults that operators, or the plan of a load test, injected, accepted or refused.",
    ),
    _metric(
        "counter", "wall_levers_total", "outcome",
        "Levers that operators pulled, accepted or refused.",
    ),
)  # fmt: skip
_OF_RELAYS = (
    _metric(
        "counter", "wall_relayed_total", "outcome",
        "Records read by a relay from what agencies wrote, and what it wrote of them: delivered, "
        "put_off, dead_lettered, audited; quarantined are dead letters at which it ended twice. "
        "Only what was committed.",
    ),
    _metric(
        "gauge", "wall_relay_rows", "",
        "Rows that a relay remembers: requests, dossiers, messages put off.",
    ),
)  # fmt: skip
RELAY_METRICS: Mapping[str, Metric] = {metric.name: metric for metric in _OF_RELAYS}
"""What a relay in a process of its own exports, and no run does."""

METRICS: Mapping[str, Metric] = {metric.name: metric for metric in (*_ALL, *_OF_RELAYS)}
"""What runs and relays export, by name, in the order of exposition."""

_OF_LOAD_TESTS = (
    _metric(
        "counter", "wall_connector_sent_total", "group",
        "Messages that a load test sent to the connector under test, or work that it gave to it.",
    ),
    _metric(
        "counter", "wall_connector_answered_total", "group",
        "Those to which the awaited answer came.",
    ),
    _metric(
        "histogram", "wall_connector_response_seconds", "group",
        "Real seconds from the moment for which a message was intended to its answer.",
    ),
    _metric(
        "counter", "wall_connector_errors_total", "culprit",
        "Answers that were errors, by who has to act.",
    ),
    _metric(
        "gauge", "wall_connector_send_lag_seconds", "",
        "Real seconds by which the latest message was sent late.",
    ),
)  # fmt: skip
LOADTEST_METRICS: Mapping[str, Metric] = {metric.name: metric for metric in _OF_LOAD_TESTS}
"""What a load test of a real connector exports, and no run does."""
