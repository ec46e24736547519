"""Where the head of a plain list stands: one row of names, or several with groups over them, below titles or not. A
list without a head is told by its first row, which reads like the rows below it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.foundation.tables.figures import figure
from zhiben.foundation.tables.heads import paths
from zhiben.foundation.tables.words import is_note

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zhiben.foundation.tables.book import Grid, Raw

HEAD_WITHIN, LOOKED_AT = 20, 50
"""A head stands in one of the first rows; how wide a list is, so many tell."""
FILLED = 0.6
MOST_ROWS = 4
"""Rows of one head."""
_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T].*)?")


@dataclass(frozen=True, slots=True)
class ListHead:
    """The names of a list's columns, what their lowest head row says, and the row (from 0) at which its body begins."""

    names: tuple[str, ...]
    leaves: tuple[str, ...]
    end: int


def head_of(grid: Grid, text_of: Callable[[Raw], str]) -> ListHead | None:
    """The head of the list on a worksheet; None where no row looks like one."""
    lines = [[text_of(raw) for raw in cells] for cells in grid.rows[:LOOKED_AT]]
    place = _head_row(_spread(grid, lines))
    if place is None:
        return None
    first, end = _first(grid, lines, place), _end(grid, lines, place)
    width = max(len(grid.rows[row]) for row in range(first, end))
    heads = paths(grid, range(first, end), range(width))
    leaves = tuple(head.leaf for head in heads)
    met = Counter(leaves)
    return ListHead(tuple(one.leaf if met[one.leaf] == 1 else one.title for one in heads), leaves, end)


def _spread(grid: Grid, lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """The first rows, each cell of a merged one saying the same."""
    found = [list(line) for line in lines]
    for span in grid.merged:
        if span.top >= len(found) or span.left >= len(lines[span.top]):
            continue
        for row in range(span.top, min(span.bottom + 1, len(found))):
            for column in range(span.left, min(span.right + 1, len(found[row]))):
                found[row][column] = lines[span.top][span.left]
    return found


def _head_row(lines: Sequence[Sequence[str]]) -> int | None:
    """The first row that is nearly as wide as the list, if it holds words only, most of them once, and does not read
    like a row of the list."""
    width = max((sum(map(bool, line)) for line in lines), default=0)
    for place, line in enumerate(lines[:HEAD_WITHIN]):
        said = [text for text in line if text]
        if len(said) < max(FILLED * width, 1) or not _told_once(said) or any(map(_says_of_itself, said)):
            continue
        return None if any(map(figure, said)) or _is_entry(line, lines[place + 1 :]) else place
    return None


def _told_once(said: Sequence[str]) -> bool:
    """True for words most of which are different; a title merged over all columns says one and the same."""
    return 2 * len(set(said)) >= len(said) and len(set(said)) >= min(len(said), 2)


def _says_of_itself(text: str) -> bool:
    """填报单位：… stands above a list."""
    return text.endswith(("：", ":")) or (is_note(text) and ("：" in text or ":" in text))


def _is_entry(line: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True for a row with a day in it, with a word that its column says again further down, or with a number made like
    the one below."""
    if any(_DAY.fullmatch(text) for text in line):
        return True
    others = [one for one in below if list(one) != list(line)]
    for column, text in enumerate(line):
        under = [one[column] for one in others if column < len(one)]
        if text and (under.count(text) > 1 or (under and _shape(text) == _shape(under[0]) != text)):
            return True
    return False


def _shape(text: str) -> str:
    return re.sub(r"\d", "9", text)


def _first(grid: Grid, lines: Sequence[Sequence[str]], place: int) -> int:
    """The uppermost row of groups over the names."""
    first = min((one.top for one in grid.merged if one.top < place <= one.bottom), default=place)
    while first > 0 and place - first < MOST_ROWS - 1 and _groups(lines[first - 1], lines[first]):
        first -= 1
    return first


def _groups(line: Sequence[str], below: Sequence[str]) -> bool:
    """True for a row of a few words over the columns of the next, beginning where they begin."""
    said = [text for text in line if text]
    if len(said) < 2 or any(figure(text) or "：" in text or ":" in text for text in said):
        return False
    return all(column < len(below) and below[column] for column, text in enumerate(line) if text)


def _end(grid: Grid, lines: Sequence[Sequence[str]], place: int) -> int:
    """The first row below the names, those of groups included."""
    end = max((one.bottom + 1 for one in grid.merged if one.top <= place <= one.bottom), default=place + 1)
    while end - place < MOST_ROWS and end < len(lines) and _names_more(lines[place], lines[end]):
        end += 1
    return min(end, place + MOST_ROWS, len(grid.rows))


def _names_more(upper: Sequence[str], line: Sequence[str]) -> bool:
    """True for a row of words that stand only below names with nothing beside them: names of a group's columns."""
    names = [column for column, text in enumerate(upper) if text]
    said = [column for column, text in enumerate(line) if text]
    if not names or len(said) < 2 or any(figure(line[column]) or _DAY.fullmatch(line[column]) for column in said):
        return False
    opens = {column for column in names if column + 1 < len(line) and not (upper[column + 1 : column + 2] or [""])[0]}
    blank = {column for column in range(names[0], len(line)) if column >= len(upper) or not upper[column]}
    return not set(said) - opens - blank and bool(set(said) & blank) and len(opens) < len(names)
