"""What a law of times is, and the registry by which scenarios find one.

Each law is a frozen value with parameters in microseconds. `quantile_us` is the inverse
distribution function, so that common random numbers stay common when a lever scales a law, and it
gives the same integers for a draw alone and in a block of any size or memory layout. That holds by
construction: the transcendental functions come from `scipy.special`, whose loops treat every
element alone. NumPy's own `exp` and `log` pick vectorised code by memory layout: on a machine with
AVX-512 `np.log` of a reversed view differs from that of its copy in the last bit. The rest is
IEEE arithmetic, which does not depend on the neighbours.

A law becomes known by `@register("name")`; `LAWS` lists them once `agents.laws` is imported.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any, ClassVar, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from topics.errors import InputError, ModelError

Uniforms: TypeAlias = npt.NDArray[np.float64]
Micros: TypeAlias = npt.NDArray[np.int64]

LONGEST_US = 100 * 365 * 86_400_000_000
"""No draw is longer than a hundred years: a guard for 64-bit integers, not a model."""


class Law(ABC):
    """A distribution of times >= 0, its parameters in microseconds."""

    __slots__ = ()
    name: ClassVar[str]

    def quantile_us(self, u: Uniforms) -> Micros:
        """The durations that uniform draws in (0, 1) stand for, rounded to microseconds.

        The shape is that of `u`. A block gives what its draws give one by one.
        """
        return whole_us(self._quantile(np.asarray(u, np.float64)))

    @abstractmethod
    def _quantile(self, u: Uniforms) -> Uniforms:
        """The inverse distribution function, microseconds, not rounded."""

    @classmethod
    def side_by_side(cls, laws: Sequence[Any]) -> Callable[[Uniforms], Micros]:
        """`quantile_us` of laws of this class, for blocks with a column for each, in their order.

        A call costs as much as two hundred draws in a block, and a procedure has dozens of laws.
        """
        return lambda u: np.stack([one.quantile_us(u[:, n]) for n, one in enumerate(laws)], axis=1)

    @abstractmethod
    def mean_us(self) -> float:
        """The exact mean of the law before rounding to microseconds."""

    @abstractmethod
    def cv2(self) -> float:
        """The squared coefficient of variation; 0 for a law that is always zero by its values."""


def whole_us(times: Uniforms) -> Micros:
    """Times as whole microseconds, none below 0 and none longer than `LONGEST_US`."""
    times = np.minimum(np.maximum(np.rint(times), 0.0), LONGEST_US)  # sooner than `np.clip`
    return times.astype(np.int64)


LAWS: dict[str, type[Law]] = {}
"""name -> law, in the order of registration."""

L = TypeVar("L", bound=type[Law])


def register(name: str) -> Callable[[L], L]:
    """Make a law known by a name. Raises `ModelError` when the name is taken."""

    def known(law: L) -> L:
        if name in LAWS:
            raise ModelError(f"law {name!r} is already registered, by {LAWS[name].__module__}")
        law.name = name
        LAWS[name] = law
        return law

    return known


def check(what: str, value: float, *, least: float = 0, above_zero: bool = False) -> None:
    """Raise `InputError` unless `value` is finite, at least `least` and, if asked, above 0."""
    if not isfinite(value) or value < least or (above_zero and value == 0):
        right = "a number above 0" if above_zero else f"a number of at least {least:g}"
        raise InputError(f"{what}: found {value}; give {right}")
