"""A procedure's compiled route: its steps, and what is found out beforehand for speed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from agents.draws import Columns, tag

if TYPE_CHECKING:
    from agents.dossier import Dossier

FATE = tuple(tag("sync-fate", status) for status in range(11))
TRANSIT = tuple(tag("sync-transit", status) for status in range(11))
"""What the draws of a push of each status are for; 0 is the create (see `agents.sync`)."""


class Step(Protocol):
    """One step of a compiled route, shared by all dossiers of its procedure."""

    def enter(self, dossier: Dossier, now: int) -> None:
        """Begin the step."""

    def resume(self, dossier: Dossier, now: int) -> None:
        """Go on after the dossier fired."""


Fire = tuple[Callable[["Dossier"], None]]


class GoesOn:
    """A step after which the dossier simply enters the next one."""

    __slots__ = ()

    def resume(self, dossier: Dossier, now: int) -> None:
        """What was waited for has happened."""
        dossier.go(dossier.pc + 1, now)


@runtime_checkable
class Arriving(Protocol):
    """A step that says itself how a dossier comes to it from one that `GoesOn`."""

    def arrive(self, pc: int, fire: Fire) -> Callable[[Dossier], None]:
        """`Dossier.go` to this step, which stands at `pc` and fires by `fire`, in one function."""


@dataclass(slots=True)
class Program:
    """A procedure's compiled route; the same for all its dossiers.

    `fires` is what a dossier does that fires in each step, made once so that most events need no
    search for what comes next. `pushes` are the columns of (fate, transit) of the first attempt to
    push each status, 0 being the create; None where they are not foreseen.
    """

    procedure: str
    index: int
    limit: tuple[float, str]
    steps: tuple[Step, ...]
    columns: Columns
    rank: int  # class of priority: 0 for same-day procedures
    due_us: dict[int, int] = field(default_factory=dict)  # by the day on which the clock starts
    fires: tuple[Fire, ...] = field(init=False)
    pushes: tuple[tuple[int, int] | None, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.compile()

    def compile(self) -> None:
        """Make `fires` and `pushes`; again after `steps` or `columns` have become others.

        Open dossiers then have to `follow`.
        """
        index = self.columns.index
        self.pushes = tuple(
            (index[fate], index[transit]) if fate in index and transit in index else None
            for fate, transit in zip(FATE, TRANSIT, strict=True)
        )
        fires: list[Fire] = []
        for pc in reversed(range(len(self.steps))):
            fires.insert(0, (self._fire_of(pc, fires),))
        self.fires = tuple(fires)

    def _fire_of(self, pc: int, after: list[Fire]) -> Callable[[Dossier], None]:
        """What a dossier does that fires in step `pc`; `after` is of the steps behind it."""
        steps, following = self.steps, pc + 1
        resume = steps[pc].resume
        if getattr(type(steps[pc]), "resume", None) is not GoesOn.resume or not after:
            return lambda dossier: resume(dossier, dossier.world.env._now)
        if isinstance(arriving := steps[following], Arriving):
            return arriving.arrive(following, after[0])
        enter, fire = steps[following].enter, after[0]

        def go_on(dossier: Dossier) -> None:
            """`GoesOn.resume` and `Dossier.go`, without their calls."""
            dossier.pc, dossier.stage, dossier.FIRE = following, 0, fire
            enter(dossier, dossier.world.env._now)

        return go_on
