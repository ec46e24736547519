"""The random draw that everybody can repeat: from the same frame and the same seed it takes the same names, on any
machine and in any order of asking.

The frame is the names to draw from, each once, sorted by code point, joined by line feeds; its digest is the SHA-256 of
that text in UTF-8. Every name gets the ticket SHA-256(seed, line feed, digest, line feed, name), and the names with the
smallest tickets are drawn, in the order of their tickets. Who has the frame and the seed can check it with any tool."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn, in its order, from which frame, with which seed."""

    seed: str
    frame: tuple[str, ...]
    digest: str
    drawn: tuple[str, ...]


def draw(names: Iterable[str], *, seed: str, size: int) -> Draw:
    """`size` of `names`, or all where there are not so many. Raises ValueError for a name that occurs twice or contains
    a line feed, without a seed, and for a size below zero."""
    frame = tuple(sorted(names))
    if len(set(frame)) != len(frame) or any("\n" in name for name in frame):
        raise ValueError("every name stands in the frame once, on one line")
    if not seed or "\n" in seed or size < 0:
        raise ValueError("a draw needs a seed of one line and a size")
    digest = digest_of(frame)
    return Draw(seed, frame, digest, tuple(sorted(frame, key=lambda name: (ticket(seed, digest, name), name))[:size]))


def digest_of(frame: Iterable[str]) -> str:
    """The digest of a sorted frame, hexadecimal."""
    return hashlib.sha256("\n".join(frame).encode()).hexdigest()


def ticket(seed: str, digest: str, name: str) -> str:
    """The lot of one name, hexadecimal."""
    return hashlib.sha256(f"{seed}\n{digest}\n{name}".encode()).hexdigest()
