"""Which accidents people have answered as nothing new, and which they study. The room in which they answer tells; this
one knows nothing of it."""

from __future__ import annotations

from collections.abc import Callable

Reader = Callable[[int], set[int]]
"""From the unit on whose desk was answered to the cases so answered."""

_readers: list[Reader] = []
_studying: list[Reader] = []


def tells(reader: Reader) -> Reader:
    """Have answers read by `reader` too."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def answered(unit: int) -> frozenset[int]:
    """The cases that a unit has answered as nothing new."""
    return frozenset(case for reader in _readers for case in reader(unit))


def tells_taken_up(reader: Reader) -> Reader:
    """Have what is studied read by `reader` too: from the unit on whose desk it is to the cases."""
    if reader not in _studying:
        _studying.append(reader)
    return reader


def taken_up(unit: int) -> frozenset[int]:
    """The cases that a unit studies or has studied."""
    return frozenset(case for reader in _studying for case in reader(unit))
