"""Words that two offices use for one thing: where rows that are one say 已整改 in one ledger and 已完成 in the other,
again and again, and one of the words is none of the other ledger's. Proposed to a person; what people have said to mean
one is compared as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from zhiben.analysis.linkage.days import tells_day
from zhiben.analysis.linkage.keys import is_number
from zhiben.analysis.linkage.words import NUMBER, plain

if TYPE_CHECKING:
    from zhiben.analysis.linkage.ledgers import Comparison

FEW_WORDS = 80
"""A column of more different words tells no states or kinds; ours."""
OFTEN, MOSTLY = 5, 0.5
"""Two words are proposed where so many rows that are one say them, and at least this share of those that say the first
of them; ours."""

Pairs = Iterable[tuple[str, str, str]]
"""A heading of the left ledger, and the words of the left and of the right one there."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Two words of a column, in their plain form: `rows` pairs of rows say them, `of` say the left one's in the left
    ledger and anything in the other."""

    column: str
    left: str
    right: str
    rows: int
    of: int


def wordings(found: Comparison) -> Iterator[Wording]:
    """The words that may mean one, by columns, those of most rows first."""
    sure = np.array([pair[:2] for pair in (*found.agree, *found.differ)], np.int64).reshape(-1, 2)
    for column, names in zip(found.coded, found.columns, strict=True):
        if len(column.texts) > FEW_WORDS or tells_day(names) or any(map(is_number, names)):
            continue
        words = column.words
        here, there = column.left[sure[:, 0]], column.right[sure[:, 1]]
        rows = np.zeros((len(words), len(words)), np.int64)
        np.add.at(rows, (here, there), 1)
        rows[0], rows[:, 0] = 0, 0
        of = rows.sum(axis=1)
        often = (rows >= OFTEN) & (rows >= MOSTLY * of[:, None])
        foreign = ~np.isin(np.arange(len(words)), column.right)[:, None] | ~np.isin(np.arange(len(words)), column.left)
        figures = np.array([bool(NUMBER.match(word)) for word in words])
        often &= foreign & ~(figures[:, None] & figures)
        places = sorted(np.argwhere(often).tolist(), key=lambda pair: -rows[pair[0], pair[1]])
        for one, other in places:
            if one != other:
                yield Wording(column.name, words[one], words[other], int(rows[one, other]), int(of[one]))


def meanings(pairs: Pairs) -> dict[str, dict[str, str]]:
    """By column, for each word that people have said to mean another the one word that stands for all of them."""
    found: dict[str, dict[str, str]] = {}
    for column, left, right in pairs:
        means = found.setdefault(column, {})
        one, other = (_meant(means, plain(word)) for word in (left, right))
        if one != other:
            means[other] = one
    return {column: {word: _meant(means, word) for word in means} for column, means in found.items()}


def _meant(means: Mapping[str, str], word: str) -> str:
    while word in means:
        word = means[word]
    return word
