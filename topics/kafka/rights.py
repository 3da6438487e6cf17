"""Whether a user may do what a process is about to do, asked before it begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from topics.connection import Connection
from topics.kafka.administering import administering
from topics.kafka.faults import TOPIC_FORBIDDEN, Forbidden
from topics.kafka.grants import Rights

_WHAT = "asking for this user's rights"
_MOST_TOLD = 5


def check_rights(connection: Connection, needed: Rights) -> None:
    """Return when the user has these rights, as far as the broker knows the topics.

    Raise `Forbidden` with each right that is missing, on which topic, for whom. A topic that is
    not there is nobody's fault here; who may not see one is told of rights, never of its absence.
    """
    with administering(connection, _WHAT) as admin:
        said = admin.describe_topics(sorted(needed))
    found = {each["name"]: _rights(each) for each in said}
    missing = [
        f"{right} topic {topic}"
        for topic in sorted(needed)
        for right in _lacking(needed[topic], found.get(topic))
    ]
    if missing:
        more = f" and {len(missing) - _MOST_TOLD} more" if len(missing) > _MOST_TOLD else ""
        raise Forbidden(
            f"{connection.who} at {connection.bootstrap} lacks the right to "
            f"{', '.join(missing[:_MOST_TOLD])}{more}: `lienthong topics acl list` says who has "
            "which, and the administrator gives them"
        )


def _rights(topic: Mapping[str, Any]) -> frozenset[str] | None:
    """What the user may do with it; None where the broker does not say."""
    if topic["error_code"] == TOPIC_FORBIDDEN:
        return frozenset()
    named = topic["authorized_operations"]
    if topic["error_code"] or not named:
        return None
    return frozenset(name.lower() for name in named)


def _lacking(wanted: Sequence[str], found: frozenset[str] | None) -> Iterator[str]:
    if found is not None:
        yield from (right for right in wanted if right not in found)
