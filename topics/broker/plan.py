"""What broker is wanted."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from topics.errors import InputError

LOOPBACK = "127.0.0.1"
INTERNAL = "lienthong-broker"  # what the broker calls itself to itself
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # also a file name


@dataclass(frozen=True, slots=True)
class Tls:
    """PEM files: the broker's key (PKCS 8), its certificate chain, and the authority that signed.

    The certificate must be valid for 127.0.0.1.
    """

    key: Path
    certificate: Path
    authority: Path


@dataclass(frozen=True, slots=True)
class BrokerPlan:
    """One node in `folder`, which is made if need be; what is there is used again.

    `port` 0 means any that is free. With `sasl`, or users in `scram` (name -> password), clients
    log in by SCRAM-SHA-512 and may do only what ACLs allow, except `admin`, who may do everything
    and gets a random password if it has none here. `settings` go into server.properties and
    overrule what is there. `timeout_s` is for the broker to answer, after it was started.
    """

    folder: Path
    port: int = 0
    heap_mb: int = 256
    sasl: bool = False
    scram: Mapping[str, str] = field(default_factory=dict, repr=False)
    admin: str = "admin"
    tls: Tls | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = 120.0

    def __post_init__(self) -> None:
        for name in (self.admin, *self.scram):
            if not _NAME.fullmatch(name) or name == INTERNAL:
                raise InputError(
                    f"broker user {name!r}: expected letters, digits, '.', '_' and '-', "
                    f"and not {INTERNAL}"
                )
        for name, password in self.scram.items():
            if not password or not password.isprintable():
                raise InputError(f"broker user {name}: the password is empty or not printable")

    @property
    def protocol(self) -> str:
        """Kafka's name for how clients talk to it."""
        kind = "SSL" if self.tls else "PLAINTEXT"
        return f"SASL_{kind}" if self.sasl or self.scram else kind


def new_users(plan: BrokerPlan) -> dict[str, str]:
    """All users and passwords, the broker's own included; empty without SASL."""
    if not plan.protocol.startswith("SASL"):
        return {}
    made = {name: secrets.token_urlsafe(24) for name in (plan.admin, INTERNAL)}
    return made | dict(plan.scram)
