"""Where the words stand in a narrative that no past one has. Studies keep the places, never the words, and pages mark
them as long as the narrative is the one that was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from zhiben.insight.texts import digest

Places = Sequence[Sequence[int]]
"""First and last place of each word, in order."""


def places(text: str, words: Sequence[str]) -> list[list[int]]:
    """Where the words stand in the text. A word that was told in another writing (a synonym was put in its place) is
    not found."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    if not wanted:
        return []
    found = re.finditer("|".join(map(re.escape, wanted)), text, re.IGNORECASE)
    return [[one.start(), one.end()] for one in found]


def pieces(text: str, marks: Places | Sequence[str], read: str = "") -> list[tuple[str, bool]]:
    """The text cut into parts, each with whether it is marked. `marks` are places in the text whose digest is `read`
    (none is marked in another text), or words, as older studies keep them."""
    if marks and isinstance(marks[0], str):
        marks = places(text, [str(mark) for mark in marks])
    elif digest(text) != read:
        marks = []
    cuts = [0, *(int(place) for mark in marks for place in mark), len(text)]
    parts = [(text[first:last], number % 2 == 1) for number, (first, last) in enumerate(pairwise(cuts))]
    return [part for part in parts if part[0]]


def words_of(parts: Sequence[tuple[str, bool]]) -> list[str]:
    """What is marked, each once."""
    return list(dict.fromkeys(text for text, marked in parts if marked))
