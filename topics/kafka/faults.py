"""What Kafka's errors mean to us.

Both clients give an error the number that the protocol gives it, so one table serves both.
"""

from __future__ import annotations

from collections import Counter

from topics.connection import LoginRefused
from topics.errors import NotSent, TransportError

# Of the protocol: https://kafka.apache.org/protocol#protocol_error_codes
UNKNOWN_TOPIC = 3
TOO_LARGE = 10
INVALID_TOPIC = 17
BATCH_TOO_LARGE = 18
ILLEGAL_GENERATION = 22
UNKNOWN_MEMBER = 25
REBALANCING = 27
TOPIC_FORBIDDEN = 29
GROUP_FORBIDDEN = 30
CLUSTER_FORBIDDEN = 31
TRANSACTION_FORBIDDEN = 53
BAD_TIMESTAMP = 32
POLICY = 44
LOGIN_FAILED = 58
FENCED_INSTANCE = 82
BAD_RECORD = 87

TOPIC_REFUSED = {
    UNKNOWN_TOPIC: "there is no such topic on the broker",
    INVALID_TOPIC: "the broker does not accept its name",
    TOPIC_FORBIDDEN: "{} lacks the right to {} it",
    CLUSTER_FORBIDDEN: "{} lacks the right to write to this cluster",
}
"""Errors that every record of the topic would get."""

RECORD_REFUSED = {
    TOO_LARGE: "larger than the topic allows",
    BATCH_TOO_LARGE: "larger than the broker allows",
    BAD_TIMESTAMP: "its time is not one that the topic accepts",
    POLICY: "the broker's policy forbids it",
    BAD_RECORD: "not one that the topic accepts",
}
"""Errors of some record of a batch; the others of the batch get them as well."""

FORBIDDEN = {
    TOPIC_FORBIDDEN: "read or write topic {}",
    GROUP_FORBIDDEN: "read group {}",
    CLUSTER_FORBIDDEN: "alter the cluster",
    TRANSACTION_FORBIDDEN: "write transactional id {}",
}
"""The user may not do it: which right is missing, and on what kind of thing."""

ELECTING = {5, 6, -156}
"""A partition has no leader yet, or another one: it will have.

The last is librdkafka's own, for when none of them has: their broker has just come back.
"""

GROUP_MOVED_ON = {ILLEGAL_GENERATION, UNKNOWN_MEMBER, REBALANCING, FENCED_INSTANCE}


_MOST_SHOWN = 200


class Forbidden(NotSent):
    """The broker knows who we are, and this user may not do this."""


class Refusals:
    """Records that were refused for certain, until they are reported."""

    def __init__(self) -> None:
        self._first: NotSent | None = None
        self._counts: Counter[str] = Counter()

    def add(self, error: NotSent) -> None:
        """One record was refused, with this error."""
        self._first = self._first or error
        self._counts[str(error)] += 1

    def raise_any(self, rest: str) -> None:
        """Raise `NotSent`, of the first one's kind, that tells and counts all; then forget them.

        `rest` says what became of the others.
        """
        first, counts = self._first, self._counts
        if first is not None:
            self._first, self._counts = None, Counter()
            said = "; ".join(f"{text} ({count:,} not sent)" for text, count in counts.items())
            raise type(first)(f"{said}; {rest}")


def code_of(error: BaseException) -> int | None:
    """The number of an error of either client: the protocol's, or librdkafka's own below 0."""
    found = getattr(error, "errno", None)  # kafka-python
    if found is None and error.args and hasattr(error.args[0], "code"):
        found = error.args[0].code()  # KafkaException(KafkaError) of confluent
    if found is None and hasattr(error, "code"):
        found = error.code()  # KafkaError of confluent
    return found if isinstance(found, int) else None


def topic_error(
    topic: str, code: int, where: str, who: str = "this user", right: str = "use"
) -> NotSent:
    """The error for a topic that the broker refuses, or keeps from us, as a whole.

    `who` wanted to do what needs that `right`.
    """
    why = TOPIC_REFUSED.get(code, f"Kafka's error {code}").format(who, right)
    kind = Forbidden if code in (TOPIC_FORBIDDEN, CLUSTER_FORBIDDEN) else NotSent
    return kind(f"topic {topic} at {where}: {why}")


def record_error(topic: str, code: int | None, where: str, otherwise: str = "refused") -> NotSent:
    """The error for a record that the broker or the client refuses."""
    why = otherwise if code is None else RECORD_REFUSED.get(code, otherwise)
    return NotSent(f"a record for {topic} at {where}: {why}")


def client_error(
    what: str, error: BaseException, where: str, who: str = "this user", name: str = ""
) -> TransportError:
    """The error for anything else that a client raises; `what` is what was being done, by `who`.

    `name` is the group or transactional id with which it was done.
    """
    code = code_of(error)
    if code == LOGIN_FAILED:
        return LoginRefused(f"the broker at {where} refused the login")
    if code in FORBIDDEN:
        lacking = FORBIDDEN[code].format(_named(code, error, name)).rstrip()
        return Forbidden(f"{what} at {where}: {who} lacks the right to {lacking}")
    return NotSent(f"{what} at {where}: {described(error)}")


def _named(code: int, error: BaseException, name: str) -> str:
    """What the error is about, as far as the client or we know."""
    said = error.args[0] if error.args else None
    if isinstance(said, set | frozenset | list | tuple) and said:
        return str(min(said))
    if code in (GROUP_FORBIDDEN, TRANSACTION_FORBIDDEN):
        return name or (said if isinstance(said, str) and " " not in said else "")
    return ""


def described(error: BaseException) -> str:
    """A client's error in words: one line, and not the names of all partitions."""
    text = " ".join(str(error).split())
    if len(text) > _MOST_SHOWN:
        text = f"{text[:_MOST_SHOWN]}…"
    return text or type(error).__name__
