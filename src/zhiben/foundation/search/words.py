"""What a text comes down to when it is searched: width and case of characters, and spaces, make no difference; what is
kept are its characters and its pairs of neighbouring characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

MOST_WORDS = 8


def fold(text: str) -> str:
    """The text as it is compared: compatible forms alike, no case, nothing that cannot be seen."""
    if text.isprintable() and " " not in text and unicodedata.is_normalized("NFKC", text):
        return text.casefold()
    return "".join(
        char for char in unicodedata.normalize("NFKC", text).casefold() if char.isprintable() and char != " "
    )


def grams(text: str) -> Iterator[str]:
    """The characters of a folded text, and its pairs of neighbours."""
    yield from text
    yield from map("".join, pairwise(text))


def asked(query: str) -> tuple[str, ...]:
    """The words of a query, folded; no more than eight."""
    words = (fold(word) for word in query.split())
    return tuple(dict.fromkeys(word for word in words if word))[:MOST_WORDS]


def needed(word: str) -> list[str]:
    """What a text must hold to hold a folded word: the word itself up to two characters, else its pairs."""
    return [word] if len(word) <= 2 else [word[place : place + 2] for place in range(len(word) - 1)]
