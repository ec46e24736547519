"""Which characters a font file can draw, read from its cmap table (OpenType formats 4 and 12)."""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO


@lru_cache(maxsize=32)
def characters(path: Path, index: int = 0) -> frozenset[int]:
    """Code points with a glyph of their own in face `index` of the file; the file's cmap only is read."""
    with path.open("rb") as file:
        cmap = _table(file, _face_offset(file, index), b"cmap")
    wide = _subtable(cmap, {(3, 10), (0, 4), (0, 6)})
    if wide is not None and _u16(cmap, wide) == 12:
        return _segmented(cmap, wide)
    narrow = _subtable(cmap, {(3, 1), (0, 3)})
    return _delta(cmap, narrow) if narrow is not None and _u16(cmap, narrow) == 4 else frozenset()


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _face_offset(file: BinaryIO, index: int) -> int:
    head = file.read(12)
    if head[:4] != b"ttcf":
        return 0
    file.seek(12 + 4 * index)
    return _u32(file.read(4), 0)


def _table(file: BinaryIO, face: int, tag: bytes) -> bytes:
    file.seek(face)
    count = _u16(file.read(12), 4)
    for _ in range(count):
        entry = file.read(16)
        if entry[:4] == tag:
            file.seek(_u32(entry, 8))
            return file.read(_u32(entry, 12))
    return b"\0" * 4


def _subtable(cmap: bytes, wanted: set[tuple[int, int]]) -> int | None:
    for number in range(_u16(cmap, 2)):
        at = 4 + 8 * number
        if (_u16(cmap, at), _u16(cmap, at + 2)) in wanted:
            return _u32(cmap, at + 4)
    return None


def _segmented(cmap: bytes, at: int) -> frozenset[int]:
    found: set[int] = set()
    for start, end, glyph in struct.iter_unpack(">III", cmap[at + 16 : at + 16 + 12 * _u32(cmap, at + 12)]):
        found.update(range(start if glyph else start + 1, end + 1))
    return frozenset(found)


def _delta(cmap: bytes, at: int) -> frozenset[int]:
    twice = _u16(cmap, at + 6)
    ends, starts, deltas, offsets = (at + 14, at + 16 + twice, at + 16 + 2 * twice, at + 16 + 3 * twice)
    found: set[int] = set()
    for step in range(0, twice, 2):
        offset, delta = _u16(cmap, offsets + step), _u16(cmap, deltas + step)
        start = _u16(cmap, starts + step)
        for code in range(start, _u16(cmap, ends + step) + 1):
            glyph = code if not offset else _u16(cmap, offsets + step + offset + 2 * (code - start))
            if (glyph + delta) & 0xFFFF if glyph or not offset else 0:
                found.add(code)
    return frozenset(found - {0xFFFF})
