"""A sheet of paper with rows on it, and how it becomes a file: .xlsx, .xls, text in the encodings of the office, or
what a spreadsheet puts into the clipboard."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
import xlwt

Cells = list[list[Any]]


def address(row: int, column: int) -> str:
    """B5, from 0."""
    return f"{chr(ord('A') + column)}{row + 1}"


class Layout:
    """Rows from the top, merged cells as (top, left, bottom, right), rows that are hidden. `flat` formats keep neither
    merged cells nor hidden rows nor other worksheets."""

    def __init__(self, chance: random.Random, width: int, *, flat: bool) -> None:
        self.chance, self.width, self.flat = chance, width, flat
        self.title = "CSV" if flat else chance.choice(["Sheet1", "台账 (2)", "10月"])
        self.rows: Cells = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden = {chance.randrange(30) for _ in range(chance.choice([0, 0, 3]))}
        self.troubles: set[str] = {"hidden rows"} if self.hidden and not flat else set()

    def line(self, text: str, *, wide: bool = True) -> None:
        """A line of its own, over all columns."""
        self.rows.append([text, *[""] * (self.width - 1)])
        if wide and self.width > 1:
            self.merged.append((len(self.rows) - 1, 0, len(self.rows) - 1, self.width - 1))

    def titles(self, count: int) -> None:
        """What stands above a table."""
        self.troubles.add("titles")
        for text in ["附件2", "重点工作台账（示例数据）", "填报单位：某某局　　　2024年10月"][:count]:
            self.line(text)

    def head(self, heads: Sequence[str], group: str, able: Sequence[int]) -> None:
        """One head row; or two or three, with a title over two of the `able` columns that stand side by side."""
        pairs = [column for column in able if column + 1 in able and column]
        if not pairs:
            self.rows.append([*heads])
            return
        self.troubles.add("heads over each other")
        over, depth = self.chance.choice(pairs), self.chance.choice([2, 2, 3])
        top = len(self.rows)
        for level in range(depth):
            self.rows.append(["" if level else head for head in heads])
        for column in (over, over + 1):
            self.rows[top][column] = "" if column != over else group
            self.rows[top + depth - 1][column] = heads[column]
        if depth == 3:
            self.rows[top + 1][over] = "其中"
            self.merged.append((top + 1, over, top + 1, over + 1))
        self.merged.append((top, over, top, over + 1))
        self.merged += [
            (top, column, top + depth - 1, column) for column in range(self.width) if column not in (over, over + 1)
        ]

    def aside(self, text: str) -> None:
        """A line between the rows that is none of them."""
        self.troubles.add("totals between" if "计" in text else "group titles")
        if "计" in text:
            self.rows.append([text, *[""] * (self.width - 2), self.chance.choice(["", 12, "8"])])
        else:
            self.line(text, wide=not self.flat)

    def merge_down(self, places: Sequence[int], column: int) -> None:
        """One cell over all these rows; a flat file repeats it."""
        for place in places[1:]:
            self.rows[place][column] = self.rows[places[0]][column] if self.flat else ""
        if places[-1] - places[0] + 1 == len(places):
            self.merged.append((places[0], column, places[-1], column))

    def below(self, *, numbered: bool) -> None:
        """What stands below a table: empty rows that are numbered already, a total, notes."""
        if numbered:
            empty = self.chance.choice([0, 3])
            self.troubles |= {"numbered and empty"} if empty else set()
            for number in range(empty):
                self.rows.append([len(self.rows) + number, *[""] * (self.width - 1)])
        if self.chance.random() < 0.4:
            self.troubles.add("total below")
            self.rows.append(["合　计", *[""] * (self.width - 2), self.chance.choice([99, "", "99项"])])
        if self.chance.random() < 0.5:
            self.troubles.add("notes below")
            self.rows.append([""] * self.width)
            self.line("注：本表为示例数据。", wide=self.chance.random() < 0.5)
            self.rows.append(["填表人：甲", *[""] * (self.width - 2), "审核人：乙"])

    def written(self, kind: str) -> bytes:
        """The file's bytes."""
        if kind == "xlsx":
            return self._xlsx()
        if kind == "xls":
            return self._xls()
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter="\t" if kind == "pasted" else ",").writerows(self.rows)
        return buffer.getvalue().encode("utf-8" if kind == "pasted" else kind)

    def _others(self) -> list[tuple[str, Cells]]:
        """Other worksheets of the workbook, and in which order they come."""
        others: list[tuple[str, Cells]] = [
            ("Sheet2", []),
            ("填写说明", [["各列填法见下"], ["列名", "怎么填"], ["编号", "不要重复"]]),
            ("汇总", [["区域", "数量"], ["福田", 3], ["合计", 3]]),
        ]
        chosen = self.chance.sample(others, self.chance.randint(0, 2))
        self.troubles |= {"other worksheets"} if chosen else set()
        place = self.chance.randint(0, len(chosen))
        return [*chosen[:place], (self.title, self.rows), *chosen[place:]]

    def _xlsx(self) -> bytes:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            day, moment = (book.add_format({"num_format": form}) for form in ("yyyy/m/d", "yyyy-mm-dd hh:mm"))
            for title, rows in self._others():
                page = book.add_worksheet(title)
                for number, column, value in _filled(rows):
                    if isinstance(value, date):
                        page.write_datetime(number, column, value, moment if isinstance(value, datetime) else day)
                    else:
                        page.write(number, column, value)
                for span in self.merged if rows is self.rows else ():
                    value = rows[span[0]][span[1]]
                    page.merge_range(*span, value, day if isinstance(value, date) else None)
                for number in self.hidden if rows is self.rows else ():
                    page.set_row(number, None, None, {"hidden": True})
        return buffer.getvalue()

    def _xls(self) -> bytes:
        book = xlwt.Workbook(encoding="utf-8")
        day, moment = (xlwt.easyxf(num_format_str=form) for form in ("yyyy/m/d", "yyyy-mm-dd hh:mm"))
        plain = xlwt.Style.default_style
        for title, rows in self._others():
            page = book.add_sheet(title, cell_overwrite_ok=True)
            for number, column, value in _filled(rows):
                style = moment if isinstance(value, datetime) else day if isinstance(value, date) else plain
                page.write(number, column, value, style)
            for top, left, bottom, right in self.merged if rows is self.rows else ():
                page.merge(top, bottom, left, right)
            for number in self.hidden if rows is self.rows else ():
                page.row(number).hidden = True
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()


def _filled(rows: Cells) -> Iterator[tuple[int, int, Any]]:
    for number, cells in enumerate(rows):
        yield from ((number, column, value) for column, value in enumerate(cells) if value != "")
