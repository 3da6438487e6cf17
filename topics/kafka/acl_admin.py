"""Making a broker's access rules those of the catalogue."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum

from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)
from kafka.errors import KafkaError, SecurityDisabledError

from topics.connection import Connection
from topics.errors import NotSent
from topics.kafka.acl import Acl, AclPlan, compare
from topics.kafka.administering import administering
from topics.kafka.faults import client_error
from topics.kafka.grants import Host, wanted_acls

_WHAT = "administering access rules"
_AT_ONCE = 500
_IN_FORCE_S = 30.0
_LOOK_S = 0.05
_ALL = ACLFilter(
    principal=None,
    host=None,
    operation=ACLOperation.ANY,
    permission_type=ACLPermissionType.ANY,
    resource_pattern=ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
)


class RulesOff(NotSent):
    """The broker keeps no access rules: everybody may do everything."""


def plan(
    connection: Connection, prefix: str, agencies: Sequence[str], hosts: Sequence[Host] = ()
) -> AclPlan:
    """What has to be done so that the broker has just the rules for these agencies and hosts.

    Raise `InputError` for a bad prefix or agency, `RulesOff` when the broker has no authorizer, and
    `NotSent` when it does not say.
    """
    wanted = wanted_acls(prefix, agencies, hosts)
    with administering(connection, _WHAT) as admin:
        return compare(prefix, wanted, _found(admin, connection.bootstrap))


def apply(connection: Connection, plan: AclPlan, *, remove: bool = False) -> AclPlan:
    """Create what `plan` says, and return it when the broker goes by it. Again does nothing.

    With `remove`, delete the rules about the prefix that are beyond the catalogue. Those that reach
    further stay: they are other people's too. Raise `NotSent` when the broker does not do it.
    """
    created, gone = plan.of("create"), plan.of("extra") if remove else ()
    with administering(connection, _WHAT) as admin:
        for acls in _by(_AT_ONCE, created):
            failed = admin.create_acls([_kafkas(acl) for acl in acls])["failed"]
            _raise_any(failed, connection)
        for acls in _by(_AT_ONCE, gone):
            answers = admin.delete_acls([_filter(acl) for acl in acls])
            _raise_any([error for _, _, error in answers if error.errno], connection)
        if created or gone:
            _await(admin, frozenset(created), frozenset(gone), connection.bootstrap)
    return plan


def _await(
    admin: KafkaAdminClient, created: frozenset[Acl], gone: frozenset[Acl], where: str
) -> None:
    """A broker goes by new rules when the controller's news have come to it."""
    deadline_s = time.monotonic() + _IN_FORCE_S
    while True:
        there = frozenset(_found(admin, where))
        if created <= there and not gone & there:
            return
        if time.monotonic() > deadline_s:
            raise NotSent(f"{_WHAT} at {where}: they are not in force after {_IN_FORCE_S:.0f} s")
        time.sleep(_LOOK_S)


def _found(admin: KafkaAdminClient, where: str) -> list[Acl]:
    try:
        acls, _ = admin.describe_acls(_ALL)
    except SecurityDisabledError as error:
        raise RulesOff(
            f"the broker at {where} keeps no access rules: everybody may do everything there "
            "(authorizer.class.name is not set)"
        ) from error
    return [_ours(acl) for acl in acls]


def _raise_any(failed: Sequence[type[KafkaError]], connection: Connection) -> None:
    if failed:
        raise client_error(_WHAT, failed[0](), connection.bootstrap, connection.who)


def _by(size: int, acls: Sequence[Acl]) -> Iterator[Sequence[Acl]]:
    for start in range(0, len(acls), size):
        yield acls[start : start + size]


# -- Kafka's words and ours ------------------------------------------------------------------------


def _ours(acl: ACL) -> Acl:
    pattern = acl.resource_pattern
    return Acl(
        _word(pattern.resource_type),
        pattern.resource_name,
        acl.principal,
        _word(acl.operation),
        _word(pattern.pattern_type),
        _word(acl.permission_type),
        acl.host,
    )


def _word(kafkas: IntEnum) -> str:
    return kafkas.name.lower().replace("_", "-")


def _name(ours: str) -> str:
    return ours.upper().replace("-", "_")


def _kafkas(acl: Acl) -> ACL:
    return ACL(*_parts(acl), ResourcePattern(*_pattern(acl)))


def _filter(acl: Acl) -> ACLFilter:
    return ACLFilter(*_parts(acl), ResourcePatternFilter(*_pattern(acl)))


def _parts(acl: Acl) -> Iterable[object]:
    operation, permission = ACLOperation[_name(acl.operation)], ACLPermissionType
    return acl.principal, acl.host, operation, permission[_name(acl.permission)]


def _pattern(acl: Acl) -> Iterable[object]:
    pattern = ACLResourcePatternType[_name(acl.pattern)]
    return ResourceType[_name(acl.resource)], acl.name, pattern
