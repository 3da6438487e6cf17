"""Text that is not shown by accident."""

from __future__ import annotations


class Secret(str):
    """A password for a library that tells its settings: its repr, also within others', is stars.

    Everything else of it is the text's, so whoever means to print it can.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"
