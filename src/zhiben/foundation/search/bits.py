"""A set of ids as the bits of a number, block by block, and how such a number is stored: as it is where it is full, as
a list of places where few bits are set."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from sys import byteorder

WIDTH = 12
SIZE = 1 << WIDTH
"""Records of a block."""
FEW = 200
"""Up to so many places are stored one by one, two bytes each."""


def split(record: int) -> tuple[int, int]:
    """The block of a record, and its bit in it."""
    return record >> WIDTH, 1 << (record & SIZE - 1)


def records(block: int, bits: int) -> Iterator[int]:
    """The ids that are set, in their order."""
    while bits:
        low = bits & -bits
        yield (block << WIDTH) + low.bit_length() - 1
        bits ^= low


def packed(bits: int) -> bytes:
    """As stored: a leading 1 before places, a leading 0 before bits."""
    if bits.bit_count() > FEW:
        return b"\0" + bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    places = array("H", records(0, bits))
    if byteorder == "big":
        places.byteswap()
    return b"\1" + places.tobytes()


def unpacked(stored: bytes | memoryview) -> int:
    """The number that was packed."""
    raw = bytes(stored)
    if raw[:1] != b"\1":
        return int.from_bytes(raw[1:], "little")
    places = array("H", raw[1:])
    if byteorder == "big":
        places.byteswap()
    bits = 0
    for place in places:
        bits |= 1 << place
    return bits
