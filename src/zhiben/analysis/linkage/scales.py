"""Columns that two ledgers tell in different scales: a share as 95% or 95 in one, as 0.95 in the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhiben.analysis.linkage.ledgers import Comparison

SHARE = re.compile(r"率|比例|比重|占比|百分|%|rate|ratio|percent", re.IGNORECASE)
FIGURE = re.compile(r"-?\d+(?:\.\d+)?%?")
LIKE = 1e-6
NAMED = 20
"""So many rows a sentence names."""


@dataclass(frozen=True, slots=True)
class TwoScales:
    """Rows that are one by their places, of which one says a hundred times what the other says, and how it does."""

    column: str
    pairs: tuple[tuple[int, int], ...]
    example: tuple[str, str]

    def told(self, left: Sequence[object], right: Sequence[object]) -> dict[str, str]:
        """The words of a sentence, from the number of each row of either ledger."""
        return {
            "column": self.column,
            "one": self.example[0],
            "other": self.example[1],
            "left": "、".join(str(left[one]) for one, _other in self.pairs[:NAMED]),
            "right": "、".join(str(right[other]) for _one, other in self.pairs[:NAMED]),
        }


def two_scales(found: Comparison) -> Iterator[TwoScales]:
    """The columns of shares in which that is so in any two rows that are, or may be, one."""
    shares = [one for one in found.coded if SHARE.search(one.name) or one.texts.str.ends_with("%").any()]
    likely = sorted({pair[:2] for pair in (*found.differ, *found.review)}) if shares else []
    for column in shares:
        said = [(column.words[column.left[one]], column.words[column.right[other]]) for one, other in likely]
        pairs = [place for place, words in enumerate(said) if _hundredfold(*words)]
        if pairs:
            yield TwoScales(column.name, tuple(likely[place] for place in pairs), said[pairs[0]])


def _hundredfold(one: str, other: str) -> bool:
    """95% and 95 have the same figure, and say the same of a share; 95 and 0.95 do not."""
    if not (FIGURE.fullmatch(one) and FIGURE.fullmatch(other)):
        return False
    here, there = (abs(float(said.rstrip("%"))) for said in (one, other))
    fewer, more = min(here, there), max(here, there)
    return fewer > 0 and abs(more / fewer - 100) < LIKE * 100
