"""Invented people: what the fields of a data request hold.

A value depends on nothing but the dossier's key and the field's name, so any number of processes
make the same bytes. The fields of one dossier fit together: they speak of one applicant, with one
family, one home, one enterprise and one parcel of land. Nothing is stored for a dossier.

Numbers of people, of their tax and of their insurance are of ranges that nobody should have been
given; names are made of common words, so a real person or enterprise may well bear one of them.

A new field is one function in any module of this package, registered with `field`.
"""

from __future__ import annotations

from agents.draws import mix
from agents.people.fields import (
    Case,
    Maker,
    field,
    field_tag,
    known_fields,
    maker_of,
    unknown_field,
)
from agents.people.pool import Pool, pool_of

__all__ = ["People", "Case", "Pool", "field", "known_fields", "unknown_field"]

_APPLICANT = field_tag("applicant")


class People:
    """The people of one seed. Making it costs nothing; the first `values` builds the pool.

    It holds no state but caches, and is pickled as its seed.
    """

    __slots__ = ("_pool", "_rows", "seed")

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._pool: Pool | None = None
        self._rows: dict[tuple[str, ...], tuple[Maker, ...]] = {}

    def values(self, key: int, fields: tuple[str, ...]) -> tuple[str, ...]:
        """One value for each of `fields`, in their order, for the dossier of `key`.

        The key is the 64 bits that all draws of the dossier start from: `Dossier.origin`.
        Raise `InputError` for a field that nobody has registered.
        """
        makers = self._rows.get(fields)
        if makers is None:
            makers = self._rows[fields] = tuple(map(maker_of, fields))
        pool = self._pool
        if pool is None:
            pool = self._pool = pool_of(self.seed)
        case = Case(pool, key, mix(key ^ _APPLICANT))
        return tuple([make(case) for make in makers])

    def __reduce__(self) -> tuple[type[People], tuple[int]]:
        return People, (self.seed,)
