"""What a data request and its reply say on the bus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topics.envelope import hash_of_asked
from topics.events import DataReply, DataRequest

if TYPE_CHECKING:
    from agents.exchange import Request


def asking(request: Request, deadline_us: int) -> DataRequest:
    """One attempt of a request; `deadline_us` is until when its reply is waited for."""
    dossier, spec = request.dossier, request.spec
    return DataRequest(
        request=request.id,
        dossier=dossier.code,
        procedure=dossier.program.procedure,
        requester=dossier.unit.agency.id,
        provider=request.provider.id,
        fields=spec.fields,
        basis=spec.basis,
        purpose=spec.purpose,
        deadline_us=deadline_us,
        attempt=request.attempt,
        mode="letter" if request.letter else "platform",
    )


def answering(request: Request, outcome: str) -> DataReply:
    """The reply to the present attempt: `outcome` is ``answered`` or ``refused``."""
    dossier, spec = request.dossier, request.spec
    answered = outcome == "answered"
    requester, provider = dossier.unit.agency.id, request.provider.id
    return DataReply(
        request=request.id,
        dossier=dossier.code,
        requester=requester,
        provider=provider,
        outcome="answered" if answered else "refused",
        error=None if answered else "provider.business.refused",
        fields=spec.fields if answered else (),
        values=dossier.world.people.values(dossier.origin, spec.fields) if answered else (),
        attempt=request.attempt,
        request_hash=hash_of_asked(
            f"{request.id}\n{dossier.code}\n{dossier.program.procedure}\n{requester}\n{provider}",
            spec.what,
        ),
    )
