"""What one ledger says twice: rows that are the same in all its columns, or that bear the same number of an entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.fabrication import groups
from zhiben.analysis.linkage.coding import Codes, coded, numbered
from zhiben.analysis.linkage.columns import COUNTS, Ledger
from zhiben.analysis.linkage.keys import is_number, is_of_entry, numbers_entries, silenced

Numbers = NDArray[np.integer[Any]]
Groups = tuple[tuple[int, ...], ...]


def twice(ledger: Ledger, known: Mapping[int, Codes]) -> Groups:
    """Groups of rows by their places. `known`: columns that have been coded already."""
    pairs: list[tuple[int, int]] = []
    for codes in (_whole(ledger, known), *_numbers(ledger)):
        order = np.argsort(codes, kind="stable")
        same = (codes[order][1:] == codes[order][:-1]) & (codes[order][1:] > 0)
        pairs += zip(order[:-1][same].tolist(), order[1:][same].tolist(), strict=True)
    return tuple(map(tuple, groups(pairs)))


def _whole(ledger: Ledger, known: Mapping[int, Codes]) -> Numbers:
    """A number for what a row says, but for how it is counted; 0 for nothing."""
    places = [place for place, name in enumerate(ledger.headings) if not name or name.casefold() not in COUNTS]
    columns = [known[place] if place in known else coded("", ledger.column(place), ()).left for place in places]
    return numbered(columns)[0] if columns else np.zeros(len(ledger.rows), np.int64)


def _numbers(ledger: Ledger) -> list[Numbers]:
    found: list[Numbers] = []
    for place, name in enumerate(ledger.headings):
        if is_number(name):
            column = coded("", ledger.column(place), ())
            codes = silenced(column.left, column.words)
            if numbers_entries(codes, own=is_of_entry(name)):
                found.append(codes)
    return found
