"""Which rows below a head are rows of the table, and what stands in them: merged cells hold for all they cover;
totals, notes, group titles, repeats and rows that are merely numbered are left out and told.

A row in which every required column is filled is never left out, whatever its words, save as the repeat of another.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhiben.foundation.importing.gathering import ranges
from zhiben.foundation.importing.headings import heading
from zhiben.foundation.importing.values import shown
from zhiben.foundation.tables import address, squeeze
from zhiben.foundation.tables.words import grade, is_note, is_order, outline
from zhiben.kernel.errors import CellProblem

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from zhiben.foundation.importing.headings import Block
    from zhiben.foundation.tables import Grid, Raw
    from zhiben.kernel.sheet import Sheet

MOST_REPEATS = 200
"""Repeats that are named one by one."""

WIDE = 3
"""A line merged over so many columns is a title over rows, not a cell."""

_ITEMS = frozenset("甲乙丙丁戊己庚辛壬癸")


@dataclass(frozen=True, slots=True)
class RawRow:
    """One data row with its number on the worksheet."""

    number: int
    cells: Sequence[Raw]


class Body:
    """The rows below one head. Ask for `rows` first, then for `warnings`."""

    def __init__(self, grid: Grid, block: Block, sheet: Sheet, positions: dict[str, int]) -> None:
        self.grid, self.start = grid, block.end
        self.places = sorted(positions.values())
        self.leaves = {place: heading(block.heads[place].leaf) for place in self.places}
        self.needed = [positions[c.key] for c in sheet.columns if c.required and c.key in positions]
        self.numbers = {
            place
            for key, place in positions.items()
            if sheet.by_key[key].kind in ("text", "integer") and is_order(block.heads[place].leaf)
        }
        self.key = [positions[key] for key in sheet.key if key in positions]
        held = [place for key, place in positions.items() if sheet.by_key[key].kind not in ("integer", "decimal")]
        self.held = self._held(held)
        self.wide = {(one.top, one.left) for one in grid.merged if one.right - one.left + 1 >= WIDE}
        self.left: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.repeats: list[tuple[int, int]] = []
        self.seen: dict[tuple[Hashable, ...], RawRow] = {}
        self.gap = False

    def _held(self, places: Iterable[int]) -> dict[int, dict[int, Raw]]:
        """By row and column what a merged cell further up says; a figure holds only where it stands."""
        wanted, held = set(places), dict[int, dict[int, "Raw"]]()
        for span in self.grid.merged:
            if span.bottom == span.top or span.left not in wanted or span.bottom < self.start:
                continue
            value = self.grid.at(span.top, span.left) if span.top < len(self.grid.rows) else ""
            for row in range(span.top + 1, min(span.bottom + 1, len(self.grid.rows))):
                if span.left in held.setdefault(row, {}):
                    break  # merged cells don't overlap, except in a file made to keep a reader busy
                held[row][span.left] = value
        return held

    def rows(self) -> Iterator[RawRow]:
        """The rows that say something of their own."""
        before = True
        for number in range(self.start, len(self.grid.rows)):
            own = self.grid.rows[number]
            filled = [place for place in self.places if place < len(own) and _filled(own[place])]
            if not filled:
                self._pass_by(number, own)
                continue
            cells = self._whole(number, own)
            why = self._left_out(number, own, cells, filled, first=before)
            before = before and bool(why)
            self.gap = self.gap and bool(why)
            if why:
                self._leave_out(why, number, own)
            elif not self._repeats(row := RawRow(number + 1, cells)):
                yield row

    def _pass_by(self, number: int, own: Sequence[Raw]) -> None:
        """A row without a word in the known columns: blank, or told like any other that is left out."""
        if not any(map(_filled, own)):
            self.gap = True
            return
        why = self._aside(number, own, numbered=False)
        texts = [shown(cell) for cell in own if _filled(cell)]
        if len(texts) == 1 and texts[0].isdecimal():
            why = "only_number"
        elif why not in ("total_row", "note_row"):
            why = "elsewhere"
        self._leave_out(why, number, own)

    def _leave_out(self, why: str, number: int, own: Sequence[Raw]) -> None:
        first = next(place for place, cell in enumerate(own) if _filled(cell))
        self.left[why].append((number + 1, first))

    def _whole(self, number: int, own: Sequence[Raw]) -> Sequence[Raw]:
        held = self.held.get(number)
        if not held:
            return own
        cells = [*own, *[""] * (max(held) + 1 - len(own))]
        for place, value in held.items():
            if not _filled(cells[place]):
                cells[place] = value
        return cells

    def _left_out(
        self, number: int, own: Sequence[Raw], cells: Sequence[Raw], filled: Sequence[int], *, first: bool
    ) -> str:
        """Why a row is none of the table, or ""."""
        if first and _numbers_columns([own[place] for place in filled]):
            return "column_numbers"
        if len(filled) > 1 and all(heading(own[place]) == self.leaves[place] for place in filled):
            return "head_again"
        if self.needed and all(place < len(cells) and _filled(cells[place]) for place in self.needed):
            return ""
        return self._aside(number, own, numbered=self.numbers.issuperset(filled))

    def _aside(self, number: int, own: Sequence[Raw], *, numbered: bool) -> str:
        """What a row that lacks something may be instead."""
        if why := total_or_note(own):
            return why
        filled = [(place, cell) for place, cell in enumerate(own) if _filled(cell)]
        texts = [cell for _place, cell in filled if isinstance(cell, str)]
        first = texts[0] if texts else ""
        alone = len(filled) == 1
        if alone and ((number, filled[0][0]) in self.wide or outline(first)):
            return "heading_row"
        if numbered and any(character.isdigit() for _place, cell in filled for character in shown(cell)):
            return "only_number"
        return "note_row" if alone and self.gap and texts else ""

    def _repeats(self, row: RawRow) -> bool:
        """True for a row every known cell of which reads as that of a row above."""
        key = self._key(row.cells, self.key)
        first = self.seen.setdefault(key if any(key) else self._key(row.cells, self.places), row)
        if first is row or self._key(first.cells, self.places) != self._key(row.cells, self.places):
            return False
        self.repeats.append((row.number, first.number))
        return True

    def _key(self, cells: Sequence[Raw], places: Iterable[int]) -> tuple[Hashable, ...]:
        return tuple(squeeze(shown(cells[place])) if place < len(cells) else "" for place in places)

    def warnings(self) -> list[CellProblem]:
        """Every row that was left out, and why."""
        sentences = {
            "column_numbers": _("第 {rows} 行是栏次编号，没有当作数据"),
            "head_again": _("第 {rows} 行重复了表头，没有当作数据"),
            "only_number": _("第 {rows} 行只有编号、没有内容，没有当作数据"),
            "total_row": _("第 {rows} 行是合计或小计，没有当作数据"),
            "note_row": _("第 {rows} 行是表下的说明，没有当作数据"),
            "heading_row": _("第 {rows} 行是分组标题，没有当作数据"),
            "elsewhere": _("第 {rows} 行在认得的各列里没有内容，没有当作数据"),
        }
        found = [
            self._warning(cells[0], why, sentences[why].format(rows=ranges([number for number, _place in cells])))
            for why, cells in self.left.items()
        ]
        for number, first in self.repeats[:MOST_REPEATS]:
            text = _("第 {row} 行与第 {first} 行完全相同，只读一次").format(row=number, first=first)
            found.append(self._warning((number, self.places[0]), "repeated_row", text))
        if rest := [number for number, _first in self.repeats[MOST_REPEATS:]]:
            text = _("第 {rows} 行也与前面的行完全相同，只读一次").format(rows=ranges(rest))
            found.append(self._warning((rest[0], self.places[0]), "repeated_row", text))
        return sorted(found, key=lambda one: int(one.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")))

    def _warning(self, cell: tuple[int, int], code: str, message: str) -> CellProblem:
        number, place = cell
        return CellProblem(self.grid.title, address(number - 1, place), code, message)


def total_or_note(cells: Sequence[Raw]) -> str:
    """What a row is by its words where it is a total or says something of the table, or ""."""
    filled = [cell for cell in cells if _filled(cell)]
    texts = [cell for cell in filled if isinstance(cell, str)]
    if texts and grade(texts[0]):
        return "total_row"
    return "note_row" if texts and is_note(texts[0]) and 2 * sum(map(is_note, texts)) >= len(filled) else ""


def _filled(cell: Raw) -> bool:
    return not isinstance(cell, str) or bool(cell and cell.strip())


def _numbers_columns(cells: Sequence[Raw]) -> bool:
    """True for 1, 2, 3 … or 甲, 乙, 1, 2 … below the heads."""
    texts = [shown(cell).strip("()（）. ") for cell in cells]
    words = [text for text in texts if text in _ITEMS]
    counted = [text for text in texts if text.isdecimal()]
    if len(words) + len(counted) != len(texts) or len(texts) < 3:
        return False
    numbers = [int(text) for text in counted]
    return numbers == sorted(set(numbers)) and (not numbers or numbers[-1] - numbers[0] < 2 * len(numbers) + WIDE)
