"""Every error of Lienthong, in Python and on the wire.

In Python, one tree. The number is the exit status of the command that it ends::

    LienthongError                 3
    ├── CheckFailed                1  a check or an objective does not hold
    ├── InputError                 2  a file or an argument is wrong; says where and what is right
    │   ├── Malformed              2  bytes that are not an event or record we know
    │   └── ScenarioErrors         2  all that is wrong in a scenario, each with its place
    ├── EnvironmentFailed          3  disk, network, another program
    │   ├── PartMissing            3  a program of others that is neither here nor to be had
    │   ├── OtherJars              3  what was fetched is not what was expected
    │   └── TransportError         3  the bus did not do what was asked
    │       ├── NotSent            3  definite: it did not happen, and may be tried again
    │       │   ├── BrokerAbsent   3  nobody answers there
    │       │   ├── LoginRefused   3  the broker does not let this user in
    │       │   ├── TlsRefused     3  one side does not accept the other's certificate
    │       │   ├── Forbidden      3  the broker knows the user, who may not do this
    │       │   ├── RulesOff       3  the broker keeps no access rules
    │       │   └── TakenOver      3  another process has taken the place of this one
    │       └── MaybeSent          3  indefinite: it may have happened
    ├── ModelError                 3  an invariant of the model broke: a fault of ours
    ├── RecordKills                3  the relay fails at a record, by a fault of ours
    └── RunInvalid                 4  the run does not show what it set out to show

Each stands where it is raised; this module has those that everybody catches.

On the wire, an `ErrorCode`: ``culprit.class.reason``, such as ``provider.business.not_found``.
The culprit says who has to act; the class, what kind of remedy; the reason, what happened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

CULPRITS = ("requester", "provider", "bus", "portal", "person")
CLASSES = (
    "protocol",
    "authority",
    "addressing",
    "business",
    "capacity",
    "time",
    "transport",
    "integrity",
    "wait",
)
_REASON = re.compile(r"[a-z][a-z0-9_]*")


class LienthongError(Exception):
    """The root. `exit_status` is what the command line ends with."""

    exit_status: ClassVar[int] = 3


class CheckFailed(LienthongError):
    """A checker found an anomaly, or an objective was missed."""

    exit_status = 1


class InputError(LienthongError):
    """Bad input or usage. The message names place, what was found and what would be right."""

    exit_status = 2


class Malformed(InputError):
    """Bytes that do not decode to an event or a record; `reason` is a reason of the wire."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class EnvironmentFailed(LienthongError):
    """Something outside failed: a full disk, a broker that does not answer."""


class TransportError(EnvironmentFailed):
    """The bus did not do what was asked of it."""


class NotSent(TransportError):
    """Definite: it did not happen. Trying again cannot duplicate anything."""


class MaybeSent(TransportError):
    """Indefinite: it may have happened. Trying again may duplicate it."""


class ModelError(LienthongError):
    """An invariant of the model broke, such as a gap in the ledger."""


class RunInvalid(LienthongError):
    """The run ended, but its result proves nothing (the offered rate was not reached, …)."""

    exit_status = 4


@dataclass(frozen=True, slots=True, order=True)
class ErrorCode:
    """A wire error. Make one with `parse`, or directly from words that are known to be right."""

    culprit: str
    error_class: str
    reason: str

    def __post_init__(self) -> None:
        _one_of("culprit", self.culprit, CULPRITS)
        _one_of("class", self.error_class, CLASSES)
        if not _REASON.fullmatch(self.reason):
            raise InputError(
                f"error code: reason {self.reason!r} is not a word; expected lower-case letters, "
                "digits and _, beginning with a letter"
            )

    def __str__(self) -> str:
        return f"{self.culprit}.{self.error_class}.{self.reason}"

    @classmethod
    def parse(cls, text: str) -> ErrorCode:
        """Read ``culprit.class.reason``. Raise `InputError` for any other text."""
        parts = text.split(".")
        if len(parts) != 3:
            raise InputError(f"error code {text!r}: expected culprit.class.reason")
        return cls(*parts)

    @property
    def retryable(self) -> bool:
        """Whether the same message may be sent again with hope. Unknown reasons: no."""
        return REASONS.get((self.error_class, self.reason), False)


def _one_of(what: str, found: str, allowed: tuple[str, ...]) -> None:
    if found not in allowed:
        raise InputError(f"error code: {what} {found!r}; expected one of {', '.join(allowed)}")


REASONS: dict[tuple[str, str], bool] = {}
"""(class, reason) -> retryable, of every reason registered."""


def register_reason(error_class: str, reason: str, *, retryable: bool) -> None:
    """Make a reason known. Raise `InputError` if it is known with the other `retryable`."""
    ErrorCode("bus", error_class, reason)  # validates the words
    if REASONS.setdefault((error_class, reason), retryable) is not retryable:
        raise InputError(
            f"error reason {error_class}.{reason} is known with retryable={not retryable}"
        )


_RETRYABLE = {
    "addressing": "maintenance",
    "capacity": "queue_full rate_limited outside_office_hours quota",
    "time": "no_reply",
    "transport": "lost outage broker_refused no_leader",
}
_FINAL = {
    "protocol": (
        "invalid_json invalid_fields missing_header unknown_type unknown_schema too_large "
        "quarantined"
    ),
    "authority": "no_legal_basis no_consent not_entitled excess_fields wrong_sender",
    "addressing": "unknown_agency unknown_service not_serviced disabled",
    "business": (
        "not_found ambiguous mismatch dossier_closed update_before_create created_twice refused"
    ),
    "time": "deadline_passed attempts_exhausted late_reply in_future",
    "integrity": "bad_hash duplicate_differs out_of_order foreign_record unsolicited_reply",
    "wait": "supplement fee account_setup",
}
for _table, _again in ((_RETRYABLE, True), (_FINAL, False)):
    for _class, _words in _table.items():
        for _word in _words.split():
            register_reason(_class, _word, retryable=_again)
