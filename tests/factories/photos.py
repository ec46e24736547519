"""Small real pictures, all different, cheap enough to bring one along at every step of a test."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from itertools import count

WIDTH, HEIGHT = 48, 36
_next = count(1_000_000)


@cache
def photo_bytes(seed: int) -> bytes:
    """A PNG with sixteen by twelve fields of grey that hang on `seed` alone; two seeds have nothing to do with one
    another."""
    state, fields = seed * 2_654_435_761 + 12_345, []
    for _ in range(16 * 12):
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        fields.append(state >> 56)
    rows = [b"\0" + bytes(fields[16 * (y // 3) + x // 3] for x in range(WIDTH)) for y in range(HEIGHT)]
    return _png(WIDTH, HEIGHT, zlib.compress(b"".join(rows), 1))


def another_photo() -> bytes:
    """A picture that nobody has brought before."""
    return photo_bytes(next(_next))


def blank(shade: int) -> bytes:
    """A PNG in one shade of grey, 0 (black) to 255."""
    return _png(WIDTH, HEIGHT, zlib.compress((b"\0" + bytes([shade]) * WIDTH) * HEIGHT))


def bomb(pixels: int) -> bytes:
    """A PNG of a few bytes that declares more than so many pixels."""
    return _png(pixels // 10_000 + 1, 10_000, zlib.compress(b"\0"))


def _png(width: int, height: int, body: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


PNG = photo_bytes(0)
"""One for whoever needs just any; with some bytes behind its end it is another file."""
