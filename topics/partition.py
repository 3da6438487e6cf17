"""Which partition a key goes to: Kafka's own choice, so that every transport agrees with it.

The hash is murmur2 (Austin Appleby, 32 bits) with Kafka's seed; the partition is its lower 31
bits modulo the number of partitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_SEED = 0x9747B28C
_M = 0x5BD1E995
_MASK = 0xFFFFFFFF
_POSITIVE = 0x7FFFFFFF
_KEYS_CACHED = 8192
# Below this many keys the fixed cost of the array code is more than it saves.
_WORTH_AN_ARRAY = 24

Hashes = NDArray[np.uint32]


def murmur2(data: bytes) -> int:
    """The hash of some bytes, 0 to 2**32 - 1."""
    length = len(data)
    h = (_SEED ^ length) & _MASK
    whole = length & ~3
    for start in range(0, whole, 4):
        k = (int.from_bytes(data[start : start + 4], "little") * _M) & _MASK
        k = ((k ^ (k >> 24)) * _M) & _MASK
        h = ((h * _M) & _MASK) ^ k
    if whole < length:
        h = ((h ^ int.from_bytes(data[whole:], "little")) * _M) & _MASK
    h = ((h ^ (h >> 13)) * _M) & _MASK
    return h ^ (h >> 15)


@lru_cache(_KEYS_CACHED)
def _hash_of(key: str) -> int:
    return murmur2(key.encode(errors="surrogateescape"))


def partition_of(key: str, partitions: int) -> int:
    """The partition, 0 to `partitions` - 1, of one key."""
    return (_hash_of(key) & _POSITIVE) % partitions


def partitions_of(keys: Sequence[str], partitions: int) -> NDArray[np.intp]:
    """The partition of each key, shape (len(keys),). The same as `partition_of`, but faster."""
    if partitions == 1:
        return np.zeros(len(keys), np.intp)
    if len(keys) < _WORTH_AN_ARRAY:
        return np.array([partition_of(key, partitions) for key in keys], np.intp)
    hashes = _hash_many(keys)
    return ((hashes & np.uint32(_POSITIVE)) % np.uint32(partitions)).astype(np.intp)


def positive_hashes(keys: Sequence[str]) -> list[int]:
    """Of each key what its partition is the remainder of: the lower 31 bits of its hash.

    Bytes that are no text come as text by `surrogateescape`.
    """
    if len(keys) < _WORTH_AN_ARRAY:
        return [_hash_of(key) & _POSITIVE for key in keys]
    found: list[int] = (_hash_many(keys) & np.uint32(_POSITIVE)).tolist()
    return found


def _hash_many(keys: Sequence[str]) -> Hashes:
    lengths = np.fromiter(map(len, keys), np.intp, len(keys))
    data = "".join(keys).encode(errors="surrogateescape")
    if len(data) != lengths.sum():  # not all of it is ASCII, where a letter is a byte
        encoded = [key.encode(errors="surrogateescape") for key in keys]
        lengths, data = np.fromiter(map(len, encoded), np.intp, len(keys)), b"".join(encoded)
    letters, begins = np.frombuffer(data, np.uint8), lengths.cumsum() - lengths
    different = np.unique(lengths).tolist()
    if len(different) == 1:
        return _hash_equal(letters.reshape(-1, different[0]))
    hashes = np.empty(len(keys), np.uint32)
    for length in different:
        places = np.flatnonzero(lengths == length)
        hashes[places] = _hash_equal(letters[begins[places, None] + np.arange(length)])
    return hashes


def _hash_equal(table: NDArray[np.uint8]) -> Hashes:
    """`murmur2` of keys of the same length, one a row, word by word over all of them."""
    count, length = table.shape
    whole, m = length & ~3, np.uint32(_M)
    words = np.ascontiguousarray(table[:, :whole].reshape(count, whole // 4, 4))
    h = np.full(count, (_SEED ^ length) & _MASK, np.uint32)
    for word in words.view("<u4")[:, :, 0].T:
        k = word.astype(np.uint32) * m
        k = (k ^ (k >> np.uint32(24))) * m
        h = (h * m) ^ k
    if whole < length:
        for place in range(whole, length):
            h ^= table[:, place].astype(np.uint32) << np.uint32(8 * (place - whole))
        h *= m
    h = (h ^ (h >> np.uint32(13))) * m
    return h ^ (h >> np.uint32(15))
