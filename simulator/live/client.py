"""The other end of the control API: what `lienthong live ctl` says to a live run."""

from __future__ import annotations

import http.client
import json
from typing import Any

from simulator.live.door import Door
from simulator.live.server import HOST, PATIENCE_S
from topics.errors import EnvironmentFailed, InputError

_WAIT_S = PATIENCE_S + 5.0
Document = dict[str, Any]


class Client:
    """Asks one live run. Raises `InputError` for a refusal, `EnvironmentFailed` without answer."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def status(self) -> Document:
        """How the run is."""
        return self._ask("GET", "/v1/status")

    def offers(self) -> Document:
        """Its levers and faults."""
        return self._ask("GET", "/v1/offers")

    def act(self, kind: str, name: str = "", settings: dict[str, str] | None = None) -> Document:
        """Do something; the act as it took effect."""
        return self._ask(
            "POST", "/v1/acts", {"act": kind, "name": name, "settings": settings or {}}
        )

    def _ask(self, method: str, path: str, body: Document | None = None) -> Document:
        connection = http.client.HTTPConnection(HOST, self._door.port, timeout=_WAIT_S)
        try:
            connection.request(
                method, path, None if body is None else json.dumps(body),
                {"Authorization": f"Bearer {self._door.token}"},
            )  # fmt: skip
            response = connection.getresponse()
            return _checked(response.status, json.loads(response.read()))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise EnvironmentFailed(
                f"the live run at port {self._door.port} (pid {self._door.pid}) does not answer: "
                f"{error}"
            ) from error
        finally:
            connection.close()


def _checked(status: int, document: Document) -> Document:
    if status == 400:
        raise InputError(document["error"])
    if status != 200:
        raise EnvironmentFailed(document["error"])
    return document
