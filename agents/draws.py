"""Random numbers keyed by meaning, so that a lever moves nothing but what it means to move.

A draw is a counter-based hash of (seed, replication, agency, procedure; arrival; purpose, step,
pass, attempt), read as one uniform in (0, 1), then put through a law's inverse distribution
function. Names enter by blake2b, never by rank or call order. The mixing function is the finaliser
of SplitMix64 (Steele, Lea, Flood 2014); it is written twice, for NumPy arrays and for Python
integers, and a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Times = npt.NDArray[np.int64]

_MASK = (1 << 64) - 1
_C1, _C2, GOLDEN = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0x9E3779B97F4A7C15
UNIT = 1 << 53  # a raw draw is an integer in [0, UNIT)


Block = Callable[[npt.NDArray[np.float64]], Times]


class Quantile(Protocol):
    """A law, as far as a draw needs it."""

    def quantile_us(self, u: npt.NDArray[np.float64], /) -> Times:
        """The inverse distribution function, in whole microseconds."""

    @classmethod
    def side_by_side(cls, laws: Sequence[Any], /) -> Block:
        """The same of several laws of this class, for blocks with a column for each."""


def mix(x: int) -> int:
    """SplitMix64's finaliser on one 64-bit integer."""
    x &= _MASK
    x = (x ^ (x >> 30)) * _C1 & _MASK
    x = (x ^ (x >> 27)) * _C2 & _MASK
    return x ^ (x >> 31)


def mix_array(x: Keys) -> Keys:
    """The same on an array; a new array is returned."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(_C1)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(_C2)
    return x ^ (x >> np.uint64(31))


def name_key(*names: object) -> int:
    """A 64-bit key of names and numbers, the same on every machine and in every run."""
    text = "\x1f".join(str(name) for name in names)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def tag(purpose: str, step: int = 0, turn: int = 0, attempt: int = 0) -> int:
    """The key of what a draw is for, within its dossier."""
    return mix(name_key("purpose", purpose) + (((step << 20) | turn) << 20 | attempt) * GOLDEN)


def arrival_key(stream: int, number: int) -> int:
    """The key of arrival `number` of a stream: what all draws of its dossier start from."""
    return mix(stream + number * GOLDEN)


def arrival_keys(streams: Keys, numbers: Keys) -> Keys:
    """`arrival_key` on arrays that broadcast together."""
    return mix_array(streams + numbers * np.uint64(GOLDEN))


def raw(key: int, what: int) -> int:
    """One draw as an integer in [0, UNIT); compare it with `threshold(share)`."""
    return mix(key ^ what) >> 11


def raw_array(keys: Keys, what: Keys | np.uint64) -> Keys:
    """`raw` on arrays that broadcast together."""
    return mix_array(keys ^ what) >> np.uint64(11)


def threshold(share: float) -> int:
    """The number that a raw draw stays below with probability `share`."""
    return round(share * UNIT)


def uniform(raws: Keys) -> npt.NDArray[np.float64]:
    """Raw draws as uniforms strictly inside (0, 1): the midpoints of 2**-53 wide cells.

    The topmost cell's midpoint would round to 1, so it is held at the largest double below 1.
    """
    return np.minimum((raws.astype(np.float64) + 0.5) * 2.0**-53, np.nextafter(1.0, 0.0))


def uniform_of(draw: int) -> float:
    """One raw draw as a uniform, the same double as in a block."""
    return min((draw + 0.5) * 2.0**-53, 1.0 - 2.0**-53)


def draw_us(law: Quantile, key: int, what: int) -> int:
    """One draw of a law, by the same NumPy code as a block of them."""
    return int(law.quantile_us(np.array([uniform_of(raw(key, what))]))[0])


class Columns:
    """The draws that every dossier of a procedure will surely or probably need, made in blocks.

    Each column is a law (its draws are microseconds) or None (raw integers for choices). The
    values of a column depend on nothing but its tag and the dossier's key.
    """

    __slots__ = ("_filled", "_laws", "_tags", "index")

    def __init__(self) -> None:
        self._filled: list[tuple[list[int], Block]] | None = None  # made by the first `fill`
        self._laws: list[Quantile | None] = []
        self._tags: list[int] = []
        self.index: dict[int, int] = {}

    def add(self, what: int, law: Quantile | None = None) -> int:
        """Reserve a column and return its number; the same tag gets the same column."""
        if what not in self.index:
            self.index[what] = len(self._tags)
            self._tags.append(what)
            self._laws.append(law)
            self._filled = None
        return self.index[what]

    def alike(self, other: Columns) -> bool:
        """Whether both foresee the same draws, by whatever laws."""
        return self._tags == other._tags

    def forget_unlike(self, other: Columns) -> None:
        """Take out of `index` the draws that have another law in `other`, which is alike.

        They are then made when they are needed, from the same uniforms; rows are filled as ever.
        """
        for what, mine, theirs in zip(self._tags, self._laws, other._laws, strict=True):
            if mine != theirs:
                self.index.pop(what, None)

    def __len__(self) -> int:
        return len(self._tags)

    def fill(self, keys: Keys) -> Times:
        """The draws of the dossiers `keys`, shape (len(keys), len(self)), C order."""
        raws = raw_array(keys[:, None], np.array(self._tags, dtype=np.uint64)[None, :])
        out: Any = raws.astype(np.int64)
        if self._filled is None:
            self._filled = self._blocks()
        for places, block in self._filled:
            out[:, places] = block(uniform(raws[:, places]))
        return np.ascontiguousarray(out)

    def _blocks(self) -> list[tuple[list[int], Block]]:
        """The columns of the laws of each class, and what makes them all at once."""
        places: dict[type[Quantile], list[int]] = {}
        for number, law in enumerate(self._laws):
            if law is not None:
                places.setdefault(type(law), []).append(number)
        return [
            (found, kind.side_by_side([self._laws[n] for n in found]))
            for kind, found in places.items()
        ]
