"""Replications in any number, or as many as a precision target needs.

They are judged in order and those beyond the stopping point are thrown away, so that the answer is
the same for any number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Generic, TypeVar

from simulator.answer.statistics import Precision, PrecisionRule, Reached, Watched
from simulator.run.parallel import Report, in_parallel

J = TypeVar("J")
R = TypeVar("R")
BOARD = "progress"


class Replications(Generic[J, R]):
    """Runs any stretch of replications: `work` does the job that `job` gives for a number.

    `folder` exists, and holds the progress of the workers.
    """

    def __init__(
        self,
        work: Callable[[J, Report], R],
        job: Callable[[int], J],
        workers: int,
        folder: Path,
        progress: Report | None,
    ) -> None:
        self._work, self._job = work, job
        self._workers, self._board, self._progress = workers, folder / BOARD, progress

    def run(self, numbers: Sequence[int]) -> list[R]:
        """These replications, in this order. An error ends the workers and is raised as it is."""
        jobs = [self._job(number) for number in numbers]
        found = in_parallel(self._work, jobs, self._workers, self._board, self._progress)
        with closing(found):
            return list(found)

    def asked(
        self, replications: int | PrecisionRule, watched: Callable[[Sequence[R]], Watched]
    ) -> tuple[list[R], Reached | None]:
        """So many replications; or as many as a rule needs, and what became of its target.

        `watched` gives the intervals that the first replications of those found have.
        """
        if isinstance(replications, int):
            return self.run(range(replications)), None
        rule = replications
        found = self.run(range(rule.n0 + rule.look_ahead))
        precision = Precision(rule, lambda n: watched(found[:n]))
        while (enough := precision.stopping_point(len(found))) is None:
            step = min(max(self._workers, 2), rule.n_max - len(found))
            found += self.run(range(len(found), len(found) + step))
        return found[:enough], rule.reached(met=precision.met)
