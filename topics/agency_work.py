"""What an agency of a live run has open, on a compacted topic of its own: its memory after a crash.

Only the process that hosts the agency may read it: people's data are in it.
"""

from __future__ import annotations

from topics.events import Event, event_type


@event_type("vn.lienthong.agency.work.v1")
class AgencyWork(Event, frozen=True, kw_only=True):
    """One piece of work, under the record's key; when it is done, a record without a value.

    `kind`: a ``dossier``, a ``request`` that is being answered, a ``desk``, or the agency's
    ``cursor``. `step` is the place in the dossier's route, `since_us` when its present step began
    to wait, `due_us` when it goes on by itself (-1: it waits for others), `attempt` of a request,
    `awaits` the requests that it waits for. `state` is all of it, for the process alone.
    """

    agency: str
    kind: str
    step: int
    since_us: int
    due_us: int
    attempt: int
    awaits: tuple[str, ...]
    state: str
