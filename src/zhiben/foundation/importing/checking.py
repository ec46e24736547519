"""A table against its sheet: every cell typed, every name found, every key unique; or each thing wrong, by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhiben.foundation.importing.headings import COUNTS
from zhiben.foundation.importing.lookups import Directory, directory
from zhiben.foundation.importing.values import Wrong, is_blank, says_nothing, shown, text_of, typed
from zhiben.foundation.tables import squeeze
from zhiben.kernel.errors import CellProblem
from zhiben.kernel.sheet import Column, Row, Sheet, Value

if TYPE_CHECKING:
    from collections.abc import Hashable

    from zhiben.foundation.importing.body import RawRow
    from zhiben.foundation.importing.reading import Table
    from zhiben.foundation.tables import Raw
    from zhiben.kernel.rights import Actor

MAX_PROBLEMS = 2_000
"""Beyond this many, a file is not worth listing further; the last entry says that there is more."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a table says: its rows when nothing is wrong with them, and everything that is wrong."""

    rows: tuple[Row, ...]
    problems: tuple[CellProblem, ...]


def check(sheet: Sheet, table: Table, actor: Actor) -> Checked:
    """Understand every row of `table` as `actor` may refer to things."""
    checker = _Checker(sheet, table, actor)
    checker.headings()
    if checker.problems:
        return Checked((), tuple(checker.problems))
    rows = []
    for raw in table.rows:
        rows.append(checker.row(raw))
        if len(checker.problems) >= MAX_PROBLEMS:
            checker.enough(raw)
            break
    else:
        checker.duplicates(rows)
    if not table.rows:
        checker.add(f"A{table.header_row + 1}", "no_rows", _("表头下面没有数据"))
    return Checked(tuple(rows), tuple(checker.problems))


class _Blank(Enum):
    BLANK = "blank"


BLANK = _Blank.BLANK


class _Column:
    """The cells of one column. What a text was understood as is kept: names, dates and choices come again and again."""

    def __init__(self, column: Column, index: int, names: Callable[[str], Directory]) -> None:
        self.column, self.index, self.key = column, index, column.key
        self.blank: Value = "" if column.kind == "text" else None
        self.names = names
        self.kept: dict[str, Value | Wrong | _Blank] = {}

    def understood(self, raw: Raw) -> Value | Wrong | _Blank:
        """The value of a cell, that it is blank, or what is wrong with it."""
        if not isinstance(raw, str):
            return self._understood(raw)
        if self.blank == "":  # texts hardly ever come again
            return BLANK if says_nothing(raw) else self._understood(raw)
        known = self.kept.get(raw, self)
        if known is self:
            known = self.kept[raw] = BLANK if says_nothing(raw) else self._understood(raw)
        return known  # type: ignore[return-value]  # never `self` here

    def _understood(self, raw: Raw) -> Value | Wrong:
        try:
            if self.column.lookup:
                return _resolved(text_of(raw), self.names(self.column.lookup))
            return typed(raw, self.column)
        except Wrong as wrong:
            return wrong


class _Places(Mapping[str, str]):
    """The addresses of a row's cells by column, spelled out when asked for."""

    __slots__ = ("number", "table")

    def __init__(self, table: Table, number: int) -> None:
        self.table, self.number = table, number

    def __getitem__(self, key: str) -> str:
        return self.table.address(self.number, key)

    def __iter__(self) -> Iterator[str]:
        return iter(self.table.positions)

    def __len__(self) -> int:
        return len(self.table.positions)


class _Texts(Mapping[str, str]):
    """What a row's cells read, by column, as far as they are not blank; shown when asked for."""

    __slots__ = ("cells", "positions")

    def __init__(self, positions: Mapping[str, int], cells: Sequence[Raw]) -> None:
        self.positions, self.cells = positions, cells

    def __getitem__(self, key: str) -> str:
        index = self.positions[key]
        if index >= len(self.cells) or is_blank(self.cells[index]):
            raise KeyError(key)
        return shown(self.cells[index])

    def __iter__(self) -> Iterator[str]:
        cells = self.cells
        return (key for key, place in self.positions.items() if place < len(cells) and not is_blank(cells[place]))

    def __len__(self) -> int:
        return sum(1 for _key in self)


@dataclass
class _Checker:
    sheet: Sheet
    table: Table
    actor: Actor
    problems: list[CellProblem] = field(default_factory=list)
    directories: dict[str, Directory] = field(default_factory=dict)

    def __post_init__(self) -> None:
        positions = self.table.positions
        self.columns = [_Column(c, positions[c.key], self.names) for c in self.sheet.columns if c.key in positions]

    def names(self, kind: str) -> Directory:
        """All names of a kind that the person may see, asked for once."""
        if kind not in self.directories:
            self.directories[kind] = directory(kind, self.actor)
        return self.directories[kind]

    def add(self, cell: str, code: str, message: str, found: str = "", expected: str = "") -> None:
        self.problems.append(CellProblem(self.table.title, cell, code, message, found, expected))

    def headings(self) -> None:
        """Columns that must be there, and none twice."""
        if not self.table.positions:
            expected = self.sheet.titles([column.key for column in self.sheet.columns if column.required])
            text = _("没有认出「{sheet}」的表头；应有：{expected}").format(sheet=self.sheet.title, expected=expected)
            self.add(f"A{self.table.header_row}", "no_header", text, expected=expected)
            return
        for column in self.sheet.columns:
            if column.key in self.sheet.needed and column.key not in self.table.positions:
                aliases = [alias for alias in column.aliases if alias != COUNTS]
                others = _("（也可写作：{names}）").format(names="、".join(aliases)) if aliases else ""
                self.add(
                    f"A{self.table.header_row}",
                    "missing_column",
                    _("缺少「{column}」列{others}").format(column=column.title, others=others),
                    expected=column.title,
                )
        for cell, title in self.table.twice:
            self.add(cell, "column_twice", _("「{title}」与前面的列重复").format(title=title), found=title)

    def row(self, raw: RawRow) -> Row:
        """One row; what is wrong with it is noted."""
        values: dict[str, Value] = {}
        cells, width = raw.cells, len(raw.cells)
        for one in self.columns:
            cell = cells[one.index] if one.index < width else ""
            outcome = one.understood(cell)
            if isinstance(outcome, Wrong):
                self.wrong(self.table.address(raw.number, one.key), one.column, cell, outcome)
            elif outcome is BLANK:
                values[one.key] = one.blank
                if one.column.required:
                    self.missing(self.table.address(raw.number, one.key), one.column, cell)
            else:
                values[one.key] = outcome
        return Row(
            values, self.table.title, raw.number, _Places(self.table, raw.number), _Texts(self.table.positions, cells)
        )

    def missing(self, address: str, column: Column, cell: Raw) -> None:
        """Note a cell that says nothing where something is needed."""
        message = _("「{column}」必填，这里是空的").format(column=column.title)
        self.add(address, "required", message, shown(cell))

    def wrong(self, address: str, column: Column, cell: object, wrong: Wrong) -> None:
        """Note a cell that is not what its column asks for."""
        found = shown(cell)
        message = _("「{column}」填的是「{found}」，{why}；应填：{expected}").format(
            column=column.title, found=found, why=wrong.message, expected=wrong.expected
        )
        self.add(address, wrong.code, message, found, wrong.expected)

    def duplicates(self, rows: list[Row]) -> None:
        """Two rows that mean the same record: both are named."""
        key, otherwise = self.sheet.key, self.sheet.otherwise
        keyed = [_says(row, key) for row in rows]
        self.same_in([row for row, by_key in zip(rows, keyed, strict=True) if by_key], key)
        left = [row for row, by_key in zip(rows, keyed, strict=True) if not by_key and _says(row, otherwise)]
        self.same_in(left, otherwise)

    def same_in(self, rows: list[Row], key: Sequence[str]) -> None:
        """Name the rows that say the same in the columns of `key`."""
        by_key: dict[tuple[Hashable, ...], list[Row]] = defaultdict(list)
        for row in rows:
            by_key[tuple(_comparable(row.values[column]) for column in key)].append(row)
        titles = self.sheet.titles(key)
        for same in by_key.values():
            for row in same if len(same) > 1 else ():
                others = "、".join(str(other.number) for other in same if other is not row)
                text = _("第 {row} 行与第 {others} 行的「{titles}」相同，只能保留一行").format(
                    row=row.number, others=others, titles=titles
                )
                self.problems.append(row.problem(key[0], "duplicate", text))

    def enough(self, raw: RawRow) -> None:
        """Say that the list stops here."""
        text = _("问题太多，第 {row} 行以后没有再检查").format(row=raw.number)
        self.add(f"A{raw.number}", "too_many", text)


def _resolved(name: str, names: Directory) -> int | Wrong:
    records = names.find(name)
    if len(records) == 1:
        return next(iter(records))
    if records:
        return Wrong("ambiguous_name", _("有 {count} 个同名的").format(count=len(records)), _("能区分的全称"))
    near = names.near(name)
    if near:
        return Wrong("unknown_name", _("没有这个名称"), "、".join(near))
    return Wrong("unknown_name", _("没有这个名称，也没有相近的名称"), _("系统中已有的名称"))


def _says(row: Row, key: Sequence[str]) -> bool:
    """True for a row that fills all the columns of a key."""
    return bool(key) and all(row.values.get(column) not in (None, "") for column in key)


def _comparable(value: Value) -> Hashable:
    return squeeze(value) if isinstance(value, str) else value
