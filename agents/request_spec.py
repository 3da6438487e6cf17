"""What a data request asks, compiled: the same for all dossiers of a procedure."""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.draws import Quantile, tag
from agents.spans import Cause
from topics.envelope import what_is_asked


@dataclass(frozen=True, slots=True)
class RequestTags:
    """What the draws of a request are for (see `agents.draws.tag`), by attempt."""

    outcome: tuple[int, ...]
    transit: tuple[int, ...]
    jitter: tuple[int, ...]
    carry: int
    back: int
    pick_up: int
    answer: int
    refusal: int
    supplement: int


def request_tags(step: int, attempts: int) -> RequestTags:
    """The tags of the request at route step `step`, for up to `attempts` attempts."""

    def by_attempt(purpose: str) -> tuple[int, ...]:
        return tuple(tag(purpose, step, 0, k) for k in range(attempts))

    one = {p: tag(f"letter-{p}", step) for p in ("carry", "back", "pick_up", "answer", "refusal")}
    return RequestTags(
        by_attempt("platform-outcome"),
        by_attempt("platform-transit"),
        by_attempt("request-jitter"),
        supplement=tag("refused-supplement", step),
        **one,
    )


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """What is asked, compiled: the same for all dossiers of a procedure."""

    name: str
    number: int  # of the request within its procedure, from 0
    fields: tuple[str, ...]
    basis: str
    purpose: str
    limit: tuple[float, str] | None
    tags: RequestTags
    carry: Quantile
    pick_up: Quantile
    answer: Quantile
    cause: Cause = Cause.COORDINATION  # guidance asked of the ministry is PUBLICATION
    what: bytes = field(init=False)  # as it stands in a request's hash

    def __post_init__(self) -> None:
        object.__setattr__(self, "what", what_is_asked(self.basis, self.purpose, self.fields))
