"""The second reading of a file of records, only where something is wrong: which lines fall out for which reasons, and
the first wrong cells one by one."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zhiben.foundation.tables import address
from zhiben.kernel.errors import BadInput, CellProblem
from zhiben.kernel.text import N_
from zhiben.reporting.bulk_reading import COLUMNS, Layout

MOST_TOLD = 100
"""So many wrong cells are told; the others are counted."""

MOST_REASONS = 20
"""So many reasons are told, the most frequent first; the others are counted."""

FIRST_LINES = 5
"""Of a reason so many lines are told."""

MOST_CELL = 64
"""Characters of a session's or a person's number, at most."""

MENDING: Mapping[str, str] = {
    "unit": N_("按单位全称、简称或街道名改写；同一写法可整列查找替换"),
    "day": N_("写成2024-03-05这样的日期，不晚于今天"),
    "session": N_("补上场次编号"),
    "person": N_("补上编号，或整列删去"),
    "row": N_("核对这几行的分隔符、引号和空行"),
}
"""What is done about what is wrong with a column."""

Wrong = Callable[[str, str], Mapping[str, str]]
"""Of a unit's and a day's cell, what is wrong with them, by column."""


@dataclass(slots=True)
class Reason:
    """Why lines fall out: with which column (its key) what is wrong, of how many lines, the first of them."""

    column: str
    sentence: str
    count: int = 0
    lines: list[int] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The column as a file calls it."""
        return COLUMNS[self.column][0] if self.column in COLUMNS else N_("整行")

    @property
    def mending(self) -> str:
        """What is to be done."""
        return MENDING.get(self.column, "")


@dataclass(slots=True)
class Faults:
    """Of so many `records`, how many `fell` out with how many wrong cells (`number`); the first of these, and the
    reasons, the most frequent first."""

    records: int = 0
    fell: int = 0
    number: int = 0
    told: list[CellProblem] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)

    @property
    def shown(self) -> list[Reason]:
        """The reasons that are told."""
        return self.reasons[:MOST_REASONS]

    @property
    def others(self) -> tuple[int, int]:
        """How many reasons are not told, and how many wrong cells have them."""
        rest = self.reasons[MOST_REASONS:]
        return len(rest), sum(one.count for one in rest)


class RecordsRefused(BadInput):
    """A file of records with `faults`: the reasons with their counts, beside the first wrong cells."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        more = N_("，以下列出前{most}处").format(most=len(faults.told)) if faults.number > len(faults.told) else ""
        sentence = N_("共有{number}处问题，{records}条记录里有{fell}条不合格{more}；未写入任何数据")
        counts = {"number": faults.number, "records": faults.records, "fell": faults.fell}
        super().__init__(faults.told, sentence, **{name: f"{count:,}" for name, count in counts.items()}, more=more)


def faults(path: Path, layout: Layout, wrong: Wrong) -> Faults:
    """The second reading. `wrong` is asked once for each pair."""
    known: dict[tuple[str, str], Mapping[str, str]] = {}
    reasons: dict[tuple[str, str], Reason] = {}
    found = Faults()
    for line, row in _lines(path, layout):
        found.records += 1
        told = _wrong_in(row, layout, wrong, known)
        found.fell += bool(told)
        for column, sentence in told.items():
            reason = reasons.setdefault((column, sentence), Reason(column, sentence))
            reason.count += 1
            if len(reason.lines) < FIRST_LINES:
                reason.lines.append(line)
            if len(found.told) < MOST_TOLD:
                found.told.append(_problem(layout, line, row, column, sentence))
    found.reasons = sorted(reasons.values(), key=lambda one: (-one.count, one.lines[0]))
    found.number = sum(one.count for one in found.reasons)
    return found


def _problem(layout: Layout, line: int, row: Sequence[str], column: str, sentence: str) -> CellProblem:
    place = layout.columns.get(column, 0)
    cell = row[place] if place < len(row) else ""
    return CellProblem("CSV", address(line - 1, place), f"wrong_{column}", sentence, cell[:40])


def _lines(path: Path, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Every row with its line; blank ones at the end are left out."""
    held: list[tuple[int, list[str]]] = []
    with path.open(encoding=layout.encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=layout.delimiter)
        next(reader, None)
        begins = reader.line_num + 1
        for row in reader:
            held.append((begins, row))
            begins = reader.line_num + 1
            if row:
                yield from held
                held.clear()


def _wrong_in(
    row: Sequence[str],
    layout: Layout,
    wrong: Wrong,
    known: dict[tuple[str, str], Mapping[str, str]],
) -> Mapping[str, str]:
    if not row:
        return {"row": N_("空行，请删去")}
    if len(row) != layout.width:
        said = N_("本行有{found}格，表头有{width}格，请核对")
        return {"row": said.format(found=len(row), width=layout.width)}
    if any("\n" in cell or "\r" in cell for cell in row):
        return {"row": N_("格内有换行，请删去")}
    pair = row[layout.columns["unit"]], row[layout.columns["day"]]
    if pair not in known:
        known[pair] = wrong(*pair)
    found = dict(known[pair])
    for column in ("session", "person"):
        place = layout.columns.get(column)
        if place is not None and not 0 < len(row[place].strip()) <= MOST_CELL:
            found[column] = N_("不能为空，也不能超过{most}个字").format(most=MOST_CELL)
    return found
