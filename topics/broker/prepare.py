"""Filling the folder of a broker that is about to start."""

from __future__ import annotations

from topics.broker.folder import Folder, Known, write_private
from topics.broker.formatting import format_data
from topics.broker.jars import find_jars
from topics.broker.java import find_java
from topics.broker.parts import Report
from topics.broker.plan import INTERNAL, BrokerPlan, new_users
from topics.broker.ports import free_port, refuse_taken
from topics.broker.settings import client_properties, properties, server_properties
from topics.errors import InputError


def prepare(plan: BrokerPlan, folder: Folder, report: Report) -> Known:
    """Write all settings, format the data folder unless it is, and say how to start.

    Raises:
        EnvironmentFailed: the port is taken, or a part is missing (`PartMissing`).
        InputError: the folder was made for other users.
    """
    if plan.port:
        refuse_taken(plan.port)
    java, jars = find_java(), find_jars(report=report)
    users = _users(plan, folder)
    port = plan.port or free_port()
    text = server_properties(plan, folder.path, port, _another_port(port), users)
    write_private(folder.properties, text)
    known = Known(
        java=str(java),
        jars=str(jars),
        heap_mb=plan.heap_mb,
        port=port,
        protocol=plan.protocol,
        admin=plan.admin,
        users=users,
        authority=str(plan.tls.authority.resolve()) if plan.tls else None,
    )
    _write_secrets(plan, folder, known)
    folder.remember(known)
    if not folder.formatted:
        report("making a new broker")
        format_data(java, jars, folder, users)
    return known


def _another_port(port: int) -> int:
    while (other := free_port()) == port:
        pass
    return other


def _users(plan: BrokerPlan, folder: Folder) -> dict[str, str]:
    """Those that the data was made with; a new broker gets the plan's."""
    users = new_users(plan)
    known = folder.known() if folder.formatted else None
    if known is None:
        return users
    if known.users.keys() != users.keys() or not plan.scram.items() <= known.users.items():
        raise InputError(
            f"the broker in {folder.path} was made for other users or passwords; "
            "use these, another folder, or delete this one"
        )
    return known.users


def _write_secrets(plan: BrokerPlan, folder: Folder, known: Known) -> None:
    if plan.tls:
        pem = plan.tls.key.read_bytes() + plan.tls.certificate.read_bytes()
        write_private(folder.path / "keystore.pem", pem)
    if not known.users:
        settings = client_properties(plan.protocol, None, known.authority)
        write_private(folder.client(None), properties(settings))
    for user, password in known.users.items():
        if user != INTERNAL:
            settings = client_properties(plan.protocol, (user, password), known.authority)
            write_private(folder.client(user), properties(settings))
