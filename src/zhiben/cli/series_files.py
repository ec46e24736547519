"""A series for `zhiben stats`: one table with a row per period, or many workbooks with a period each, as ministries
publish them. What is missing between the first and the last period is missing, and never 0."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhiben.cli.columns import rows_of, whole
from zhiben.cli.periods import KINDS, Period, period_of, periods_of
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.foundation.tables import FoundTable

PERIOD = ("期次", "月份", "时间", "日期", "周", "年月", "年份", "time", "month", "week", "date", "year")
COUNT = ("起数", "事故起数", "数量", "件数", "死亡人数", "accidents", "deaths")
EXPOSURE = ("规模", "暴露量", "从业人员", "人口", "population")
CONTROL = ("对照", "对照起数")
GAPS = "第一期到最后一期之间有{times}期没有数，按缺报处理，没有当作0"
NO_COUNT = "没有数，按缺报处理，没有当作0"
BAD = {"count": "起数应是不小于0的整数", "exposure": "规模应是大于0的数", "period": "期次读不出"}
TOTAL, SUFFIXES = "合计", "省市区"
_TITLE = re.compile(r"\d{4}年\d{1,2}月")


@dataclass(slots=True)
class Series:
    """Counts by period from the first to the last, None where one has no figure. `exposure` is there where the file has
    it for every period that counts, `control` where it has any."""

    kind: str
    first: int
    counts: list[float | None]
    exposure: list[float] | None
    control: list[float | None] | None
    excluded: list[dict[str, Any]] = field(default_factory=list)

    @property
    def known(self) -> int:
        """Periods with a figure."""
        return sum(one is not None for one in self.counts)

    @property
    def warnings(self) -> list[str]:
        """What of the series itself has to be said."""
        gaps = len(self.counts) - self.known
        return [GAPS.format(times=gaps)] if gaps else []

    def label(self, place: int) -> str:
        """The name of a period."""
        return Period(self.kind, self.first + place).label

    def answer(self, method: str, version: str, warnings: Sequence[str], **result: Any) -> dict[str, Any]:
        """The document of a method."""
        told = {"method": method, "version": version, "n": self.known, "warnings": [*self.warnings, *warnings]}
        return told | {"excluded": self.excluded} | result


@dataclass(frozen=True, slots=True)
class Choice:
    """What options say of the file: the column that counts, conditions on others, and of workbooks the row's name."""

    count: str = ""
    where: tuple[str, ...] = ()
    unit: str = TOTAL


def series_of(files: Sequence[Path], choice: Choice) -> Series:
    """The series of one table, or of many workbooks. Raises Refused when a period has several rows, or none is left."""
    rows = _of_books(files, choice) if len(files) > 1 else _of_table(files[0], choice)
    periods = periods_of([row["period"] for _where, row in rows])
    excluded: list[dict[str, Any]] = []
    found: dict[int, dict[str, float | None]] = {}
    kind = ""
    for (where, row), period in zip(rows, periods, strict=True):
        cells, why = _cells(row) if period else ({}, BAD["period"])
        if why:
            excluded.append({"period": row["period"], **where, "reason": why})
        if period is None or cells.get("count") is None:
            continue
        if period.number in found:
            raise Refused("“{period}”有多行；请用--where选出一个序列，例如 --where 地区=合计", period=row["period"])
        found[period.number], kind = cells, period.kind
    if not found:
        raise Refused("文件里没有可用的行：每行须有期次和起数")
    return _filled(kind, found, excluded)


def _filled(kind: str, found: Mapping[int, Mapping[str, float | None]], excluded: list[dict[str, Any]]) -> Series:
    first, last = min(found), max(found)
    if last - first > 20 * len(found) + 100:
        raise Refused("期次相隔太远，不成序列：请检查{kind}的写法", kind=KINDS[kind])
    span = [found.get(number, {}) for number in range(first, last + 1)]
    exposure = [one.get("exposure") for one in span]
    whole_exposure = all(one is not None for one, cells in zip(exposure, span, strict=True) if cells)
    control = [one.get("control") for one in span]
    return Series(
        kind=kind,
        first=first,
        counts=[one.get("count") for one in span],
        exposure=[1.0 if one is None else one for one in exposure] if whole_exposure else None,
        control=control if any(one is not None for one in control) else None,
        excluded=excluded,
    )


def _cells(row: Mapping[str, str]) -> tuple[dict[str, float | None], str]:
    """The figures of a row, and why it does not count (or only in part)."""
    count = _number(row["count"])
    if row["count"] in ("", "/", "-", "—", "…"):
        return {}, NO_COUNT
    if count is None or count < 0 or count != int(count):
        return {}, BAD["count"]
    exposure = _number(row["exposure"]) if row["exposure"] else None
    if row["exposure"] and not (exposure and exposure > 0):
        return {}, BAD["exposure"]
    control = _number(row["control"])
    return {"count": count, "exposure": exposure, "control": control if control is None or control >= 0 else None}, ""


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def _of_table(file: Path, choice: Choice) -> list[tuple[dict[str, Any], dict[str, str]]]:
    count = choice.count.lower() or "count"
    kept = _kept(file, choice.where)
    named = {"period": PERIOD, count: () if choice.count else COUNT}
    rows = rows_of(file, named, optional={"exposure": EXPOSURE, "control": CONTROL})
    told = [(number, row | {"count": row[count]}) for number, row in rows if kept is None or number in kept]
    return [({"row": number}, row) for number, row in told]


def _kept(file: Path, where: Sequence[str]) -> set[int] | None:
    """Numbers of the rows that all conditions hold for; None without any."""
    if not where:
        return None
    titles, rows = whole(file)
    told = []
    for condition in where:
        column, equals, value = condition.partition("=")
        if not equals or column not in titles:
            raise Refused("“{condition}”应写成 列名=值，列名须在文件里", condition=condition)
        told.append((titles.index(column), value))
    return {number for number, cells in rows if all(cells[place] == value for place, value in told)}


def _of_books(files: Sequence[Path], choice: Choice) -> list[tuple[dict[str, Any], dict[str, str]]]:
    found = []
    for file in files:
        period, table = _book(file)
        row = _row(table, choice.unit)
        if row is None:
            raise Refused("“{name}”里没有“{unit}”这一行", name=file.name, unit=choice.unit)
        column = _column(table, choice.count or "起数", period)
        if column is None:
            raise Refused("“{name}”里没有“{column}”这一列", name=file.name, column=choice.count or "起数")
        count = str(table.raw(table.rows[row].number, column)).strip()
        told = {"period": period, "count": count, "exposure": "", "control": ""}
        found.append(({"file": file.name}, told))
    return sorted(found, key=lambda one: getattr(period_of(one[1]["period"]), "number", 0))


def _book(file: Path) -> tuple[str, FoundTable]:
    """The month that a workbook is of, from its first lines or its name, and its first table."""
    from zhiben.foundation.tables import find, grids, load

    for grid in grids(load(file)):
        tables = find(grid)
        lines = " ".join(str(cell) for cells in grid.rows[:4] for cell in cells if isinstance(cell, str))
        month = _TITLE.search(lines) or _TITLE.search(file.stem)
        if tables and month:
            return month[0], tables[0]
    raise Refused("“{name}”里找不到带年月的表", name=file.name)


def _row(table: FoundTable, unit: str) -> int | None:
    """The row of that name, or the only one that is called so but for 省, 市 or 区 and blanks between."""
    from zhiben.foundation.tables import squeeze

    names = [squeeze(table.text(row.number, 0)) for row in table.rows]
    if unit in names:
        return names.index(unit)
    short = unit.rstrip(SUFFIXES)
    told = [(place, name.rstrip(SUFFIXES)) for place, name in enumerate(names)]
    like = [place for place, name in told if len(name) > 1 and (name.startswith(short) or short.startswith(name))]
    return like[0] if len(like) == 1 and len(short) > 1 else None


def _column(table: FoundTable, wanted: str, period: str) -> int | None:
    """The first column with these words over it, that of the period's own year where years stand there."""
    of = [place for place, head in enumerate(table.heads) if place and wanted in head.title]
    year = [place for place in of if period[:5] in table.heads[place].title]
    return next(iter(year or of), None)
