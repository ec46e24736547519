"""A plain list on a worksheet: its head, perhaps of several rows and below titles, and rows of texts under it with
the numbers that a person sees. What a merged cell says holds for every row that it covers; totals and notes are left
out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from zhiben.analysis.columnar import Rows
from zhiben.foundation.tables.figures import figure, says_nothing
from zhiben.foundation.tables.list_heads import head_of
from zhiben.foundation.tables.words import grade, is_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.foundation.tables.book import Grid, Raw

FEW_CELLS = 3
"""So many cells a note below a list may fill, whatever the list's width."""
ITEMS = frozenset("甲乙丙丁戊己庚辛壬癸")

RowNumber = int | str
"""The number of a row on its worksheet; with the worksheet's name before it where a file has several."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: its headings, its rows as texts, each as long as the headings, and the number of each row on the
    worksheet, from 1. `totals`, `notes`: numbers of rows that hold sums, or notes, repeated heads, numbers of columns;
    both are left out."""

    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]] = field(repr=False)
    numbers: list[RowNumber] = field(repr=False)
    totals: tuple[RowNumber, ...] = ()
    notes: tuple[RowNumber, ...] = ()


def listed(grid: Grid) -> Listed | None:
    """The list on a worksheet; None where no row looks like a head."""
    head = head_of(grid, text_of)
    if head is None:
        return None
    headings, leaves = _headings(list(head.names)), [_closed(leaf) for leaf in head.leaves]
    if isinstance(grid.rows, Rows):
        return _listed_at_once(grid.rows, headings, leaves, head.end)
    width, held = len(headings), _held(grid, head.end)
    rows, numbers, totals, notes = list[tuple[str, ...]](), list[RowNumber](), list[RowNumber](), list[RowNumber]()
    for number in range(head.end, len(grid.rows)):
        cells = grid.rows[number][:width]
        row = tuple([raw.strip() if isinstance(raw, str) else text_of(raw) for raw in cells])
        kind = _kind(row, width, leaves, first=not rows)
        if kind is Kind.TOTAL:
            totals.append(number + 1)
        elif kind is Kind.NOTE:
            notes.append(number + 1)
        elif kind is Kind.ENTRY:
            row += ("",) * (width - len(row))
            rows.append(_covered(row, held[number]) if number in held else row)
            numbers.append(number + 1)
    return Listed(headings, rows, numbers, tuple(totals), tuple(notes))


def _listed_at_once(rows: Rows, headings: tuple[str, ...], leaves: Sequence[str], start: int) -> Listed:
    """The list below a head in rows kept by columns: only those that may be something else are looked at singly."""
    import polars as pl

    width, kinds = len(headings), dict[int, Kind]()
    body = rows.frame[start:, :width].with_columns(pl.all().str.strip_chars())
    first = pl.coalesce(pl.when(pl.all() != "").then(pl.all()))
    closed = first.str.replace_all(r"\s", "")
    few = pl.sum_horizontal(pl.all() != "") <= max(FEW_CELLS, width // 2)
    for place in body.select(few | first.str.contains("计") | closed.is_in(leaves)).to_series().arg_true():
        kinds[place] = _kind(body.row(place), width, leaves, first=False)
    for place in range(body.height):
        kinds[place] = _kind(body.row(place), width, leaves, first=True)
        if kinds[place] is Kind.ENTRY:
            break
    kinds = {place: kind for place, kind in kinds.items() if kind is not Kind.ENTRY}
    kept = [place for place in range(body.height) if place not in kinds]
    totals, notes = (
        tuple(place + start + 1 for place in sorted(kinds) if kinds[place] is kind) for kind in (Kind.TOTAL, Kind.NOTE)
    )
    body = body[kept] if kinds else body
    return Listed(headings, Rows(body), [place + start + 1 for place in kept], totals, notes)


class Kind(Enum):
    """What a row below a head is."""

    BLANK, TOTAL, NOTE, ENTRY = range(4)


def _kind(row: Sequence[str], width: int, leaves: Sequence[str], *, first: bool) -> Kind:
    """`first`: no entry stands above it."""
    said = list(filter(None, row))
    if not said:
        return Kind.BLANK
    if _is_total(said, width):
        return Kind.TOTAL
    if _is_note(said, width) or _is_head_again(row, leaves) or (first and _counts_columns(said)):
        return Kind.NOTE
    return Kind.ENTRY


def is_filled(grid: Grid) -> bool:
    """True for a worksheet on which anything stands."""
    return any(text_of(raw) for cells in grid.rows for raw in cells)


def is_crowded(grid: Grid) -> bool:
    """True for a worksheet with rows of several cells: more than a cover or an explanation."""
    return sum(sum(bool(text_of(raw)) for raw in cells) >= FEW_CELLS for cells in grid.rows) > 1


def together(pages: Sequence[tuple[str, Listed]]) -> Listed | None:
    """Lists of several worksheets as one, in the order of the first one's headings; None where another's headings are
    not the same. Each row's number has its worksheet's name before it."""
    (_title, first), *others = pages
    if any(sorted(one.headings) != sorted(first.headings) for _name, one in others):
        return None
    rows, numbers = list[tuple[str, ...]](), list[RowNumber]()
    totals, notes = list[RowNumber](), list[RowNumber]()
    for title, one in pages:
        places = [one.headings.index(name) for name in first.headings]
        rows.extend(tuple(row[place] for place in places) for row in one.rows)
        numbers.extend(_named(title, one.numbers))
        totals += _named(title, one.totals)
        notes += _named(title, one.notes)
    return Listed(first.headings, rows, numbers, tuple(totals), tuple(notes))


def _named(title: str, numbers: Iterable[RowNumber]) -> list[RowNumber]:
    return [f"{title}!{number}" for number in numbers]


def _headings(said: list[str]) -> tuple[str, ...]:
    """As they are written; one that stands there again with a number behind it."""
    while said and not said[-1]:
        said = said[:-1]
    met: Counter[str] = Counter()
    found = []
    for name in said:
        met[name] += 1
        found.append(f"{name}#{met[name]}" if name and met[name] > 1 else name)
    return tuple(found)


def _held(grid: Grid, start: int) -> dict[int, dict[int, str]]:
    """By row and column what a merged cell that begins further up says."""
    held: dict[int, dict[int, str]] = {}
    for span in grid.merged:
        if span.bottom == span.top or span.top < start or span.top >= len(grid.rows):
            continue
        said = text_of(grid.at(span.top, span.left))
        for row in range(span.top + 1, min(span.bottom + 1, len(grid.rows))):
            if span.left in held.setdefault(row, {}):
                break  # merged cells don't overlap, except in a file made to keep a reader busy
            held[row][span.left] = said
    return held


def _covered(row: tuple[str, ...], held: dict[int, str]) -> tuple[str, ...]:
    return tuple(said or held.get(place, "") for place, said in enumerate(row))


def _is_total(said: Sequence[str], width: int) -> bool:
    """True for a row that begins with a total's name and has nothing but figures behind it, or little at all."""
    first, *rest = said
    if "计" not in first or not grade(first):
        return False
    return all(figure(one) is not None or says_nothing(one) for one in rest) or len(rest) < FEW_CELLS < width // 2


def _is_note(said: Sequence[str], width: int) -> bool:
    """填表人：…, 审核：… and the like, as far as most of what the row says is of that kind."""
    if len(said) > max(FEW_CELLS, width // 2):
        return False
    return is_note(said[0]) and 2 * sum(map(is_note, said)) >= len(said)


def _is_head_again(row: Sequence[str], leaves: Sequence[str]) -> bool:
    """The head printed once more, on another page."""
    for said, leaf in zip(row, leaves, strict=False):
        if said and said != leaf and _closed(said) != leaf:
            return False
    return sum(map(bool, row)) > 1


def _closed(name: str) -> str:
    return "".join(name.split())


def _counts_columns(cells: Sequence[str]) -> bool:
    """1, 2, 3 … or 甲, 乙, 1, 2 … below the head."""
    said = [one.strip("()（）. ") for one in cells]
    numbers = [int(one) for one in said if one.isdecimal()]
    items = sum(one in ITEMS for one in said)
    return len(said) >= FEW_CELLS and len(numbers) + items == len(said) and numbers == list(range(1, len(numbers) + 1))


def text_of(raw: Raw) -> str:
    """A cell as a text: whole numbers without a point, days as 2024-03-01."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.isoformat(sep=" ") if raw.time() != datetime.min.time() else raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    return str(raw).strip()
