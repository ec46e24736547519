"""A table against its sheet: every cell typed, every name found, every key unique; or each thing wrong, by cell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhiben.foundation.importing.lookups import Directory, directory
from zhiben.foundation.importing.values import Wrong, is_blank, shown, text_of, typed
from zhiben.foundation.tables import squeeze
from zhiben.kernel.errors import CellProblem
from zhiben.kernel.sheet import Column, Row, Sheet, Value

if TYPE_CHECKING:
    from collections.abc import Hashable

    from zhiben.foundation.importing.body import RawRow
    from zhiben.foundation.importing.reading import Table
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


@dataclass
class _Checker:
    sheet: Sheet
    table: Table
    actor: Actor
    problems: list[CellProblem] = field(default_factory=list)
    directories: dict[str, Directory] = field(default_factory=dict)
    resolved: dict[tuple[str, str], int | Wrong] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = [column for column in self.sheet.columns if column.key in self.table.positions]

    def add(self, cell: str, code: str, message: str, found: str = "", expected: str = "") -> None:
        self.problems.append(CellProblem(self.table.title, cell, code, message, found, expected))

    def headings(self) -> None:
        """Columns that must be there, and none twice."""
        if not self.table.positions:
            expected = self.sheet.titles([column.key for column in self.sheet.columns if column.required])
            text = _("没有认出「{sheet}」的表头；应有：{expected}").format(sheet=self.sheet.title, expected=expected)
            self.add(f"A{self.table.header_row}", "no_header", text, expected=expected)
            return
        needed = {column.key for column in self.sheet.columns if column.required} | set(self.sheet.key)
        for column in self.sheet.columns:
            if column.key in needed and column.key not in self.table.positions:
                others = _("（也可写作：{names}）").format(names="、".join(column.aliases)) if column.aliases else ""
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
        cells: dict[str, str] = {}
        texts: dict[str, str] = {}
        for column in self.columns:
            index = self.table.positions[column.key]
            cell = raw.cells[index] if index < len(raw.cells) else ""
            address = cells[column.key] = self.table.address(raw.number, column.key)
            if is_blank(cell, column):
                values[column.key] = "" if column.kind == "text" else None
                if column.required:
                    self.add(address, "required", _("「{column}」必填，这里是空的").format(column=column.title))
                continue
            texts[column.key] = shown(cell)
            try:
                values[column.key] = self.lookup(cell, column) if column.lookup else typed(cell, column)
            except Wrong as wrong:
                self.wrong(address, column, cell, wrong)
        return Row(values, self.table.title, raw.number, cells, texts)

    def wrong(self, address: str, column: Column, cell: object, wrong: Wrong) -> None:
        """Note a cell that is not what its column asks for."""
        found = shown(cell)
        message = _("「{column}」填的是「{found}」，{why}；应填：{expected}").format(
            column=column.title, found=found, why=wrong.message, expected=wrong.expected
        )
        self.add(address, wrong.code, message, found, wrong.expected)

    def lookup(self, cell: object, column: Column) -> int:
        """The record that a name stands for; asked once per name however often it occurs."""
        name = text_of(cell)
        known = self.resolved.get((column.lookup, name))
        if known is None:
            if column.lookup not in self.directories:
                self.directories[column.lookup] = directory(column.lookup, self.actor)
            known = self.resolved[column.lookup, name] = _resolve(name, self.directories[column.lookup])
        if isinstance(known, Wrong):
            raise known
        return known

    def duplicates(self, rows: list[Row]) -> None:
        """Two rows that mean the same record: both are named."""
        by_key: dict[tuple[Hashable, ...], list[Row]] = defaultdict(list)
        for row in rows:
            if self.sheet.key and all(row.values.get(key) not in (None, "") for key in self.sheet.key):
                by_key[tuple(_comparable(row.values[key]) for key in self.sheet.key)].append(row)
        titles = self.sheet.titles(self.sheet.key)
        for same in by_key.values():
            for row in same if len(same) > 1 else ():
                others = "、".join(str(other.number) for other in same if other is not row)
                self.problems.append(
                    row.problem(
                        self.sheet.key[0],
                        "duplicate",
                        _("第 {row} 行与第 {others} 行的「{titles}」相同，只能保留一行").format(
                            row=row.number, others=others, titles=titles
                        ),
                    )
                )

    def enough(self, raw: RawRow) -> None:
        """Say that the list stops here."""
        text = _("问题太多，第 {row} 行以后没有再检查").format(row=raw.number)
        self.add(f"A{raw.number}", "too_many", text)


def _resolve(name: str, names: Directory) -> int | Wrong:
    records = names.find(name)
    if len(records) == 1:
        return next(iter(records))
    if records:
        return Wrong("ambiguous_name", _("有 {count} 个同名的").format(count=len(records)), _("能区分的全称"))
    near = names.near(name)
    if near:
        return Wrong("unknown_name", _("没有这个名称"), "、".join(near))
    return Wrong("unknown_name", _("没有这个名称，也没有相近的名称"), _("系统中已有的名称"))


def _comparable(value: Value) -> Hashable:
    return squeeze(value) if isinstance(value, str) else value
