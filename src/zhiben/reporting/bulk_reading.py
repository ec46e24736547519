"""Reading records by the million. The cells that say where and when are checked once for each value that occurs; who
was there is known by hashes of eight bytes that mean nothing in another process. Where something is wrong,
`wrong_lines` reads a second time."""

from __future__ import annotations

import csv
import mmap
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import Any

from zhiben.foundation.tables import address, squeeze
from zhiben.kernel.errors import BadInput, CellProblem, Refused
from zhiben.kernel.text import N_

CHUNK = 500
"""Rows that are held as text at a time: the fewer, the less a processor waits for its memory."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "day": ("日期", "培训日期", "检查日期", "date"),
    "unit": ("单位", "组织单位", "检查单位", "街道", "unit"),
    "session": ("场次", "场次编号", "培训班编号", "检查编号", "session"),
    "person": ("人员编号", "证件号码", "受检单位代码", "person"),
    "name": ("姓名", "受检单位", "name"),
}
"""What a file may hold, by every heading under which it is known. No other column is taken: what is not needed is not
collected."""

NEEDED = ("day", "unit", "session")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written, and in which place each column stands."""

    encoding: str
    delimiter: str
    columns: dict[str, int]
    headings: tuple[str, ...]

    @property
    def width(self) -> int:
        """Cells of a row."""
        return len(self.headings)

    def as_json(self) -> dict[str, Any]:
        """As it is kept beside a batch."""
        return {
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "columns": self.columns,
            "headings": list(self.headings),
        }

    @classmethod
    def kept(cls, told: Mapping[str, Any]) -> Layout:
        """What `as_json` told."""
        return cls(told["encoding"], told["delimiter"], dict(told["columns"]), tuple(told["headings"]))


@dataclass(slots=True)
class Reading:
    """What the first reading found: the pairs (unit's cell, day's cell) that occur, in the order of their codes; the
    code of every row; hashes of every row's session and person (none where no persons are told)."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    codes: array[int] = field(default_factory=lambda: array("I"))
    sessions: array[int] = field(default_factory=lambda: array("q"))
    people: array[int] = field(default_factory=lambda: array("q"))
    sound: bool = True

    @property
    def rows(self) -> int:
        """How many records there are."""
        return len(self.codes)


def layout_of(path: Path, encoding: str) -> Layout:
    """How the file is written. Raises BadInput for headings that are missing, strange or doubled."""
    with path.open("rb") as stream:
        line = stream.readline(65_536).decode(encoding)
    delimiter = max(",\t;", key=line.count)
    headings = tuple(next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), []))
    known = {squeeze(name): key for key, names in COLUMNS.items() for name in names}
    columns: dict[str, int] = {}
    problems = []
    for place, heading in enumerate(headings):
        key = known.get(squeeze(heading), "")
        if not key:
            told = N_("不认识“{heading}”这一列；只收必要的列（{known}），其余请删去")
            told = told.format(heading=heading, known=_titles(COLUMNS))
            problems.append(CellProblem("CSV", address(0, place), "unknown_column", told, heading))
        elif key in columns:
            problems.append(CellProblem("CSV", address(0, place), "double_column", N_("这一列出现了两次"), heading))
        else:
            columns[key] = place
    if missing := [key for key in NEEDED if key not in columns]:
        told = N_("第一行缺少列：{missing}").format(missing=_titles(missing))
        problems.append(CellProblem("CSV", address(0, 0), "missing_column", told))
    if problems:
        raise BadInput(problems)
    return Layout(encoding, delimiter, columns, headings)


def _titles(keys: Any) -> str:
    return "、".join(COLUMNS[key][0] for key in keys)


def understood(path: Path) -> tuple[Layout, Reading]:
    """How the file is written, and the first reading. Raises as `layout_of` and `read` do, and Refused for an encoding
    that nobody knows: UTF-8 and GB18030 are tried."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            layout = layout_of(path, encoding)
            return layout, read(path, layout)
        except UnicodeDecodeError:
            continue
    raise Refused(N_("文件的编码既不是UTF-8，也不是GB18030；请另存为“CSV UTF-8”后再导入"), code="encoding")


def read(path: Path, layout: Layout) -> Reading:
    """The first reading. What is not `sound` in it, the second one tells. Raises Refused for what no reader of CSV
    takes."""
    found = Reading()
    codes: defaultdict[tuple[str, str], int] = defaultdict(count().__next__)
    unit, day, session = (layout.columns[name] for name in ("unit", "day", "session"))
    person = layout.columns.get("person")
    for cells in _columns(_chunks(path, layout), layout.width):
        if cells is None:
            found.sound = False
            continue
        found.codes.extend(map(codes.__getitem__, zip(cells[unit], cells[day], strict=True)))
        found.sessions.extend(map(hash, cells[session]))
        if person is not None:
            found.people.extend(map(hash, cells[person]))
    found.pairs = list(codes)
    return found


def _columns(chunks: Iterable[list[list[str]]], width: int) -> Iterator[list[tuple[str, ...]] | None]:
    """Each chunk by columns; None for one with a row that is not whole. Blank rows at the end are left out."""
    blank = False
    for rows in chunks:
        if not rows[-1]:
            while rows and not rows[-1]:
                rows.pop()
            if not rows:
                blank = True
                continue
        if blank:
            yield None
        try:
            cells = list(zip(*rows, strict=True))
        except ValueError:
            cells = []
        blank = blank or not rows[-1]
        yield cells if len(cells) == width else None


def _chunks(path: Path, layout: Layout) -> Iterator[list[list[str]]]:
    """Rows below the headings. Raises Refused for what is no CSV."""
    with path.open(encoding=layout.encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=layout.delimiter)
        try:
            next(reader, None)
            while rows := list(islice(reader, CHUNK)):
                yield rows
        except csv.Error as error:
            told = N_("第{line}行读不出来（{error}），请核对引号和分隔符")
            raise Refused(told, line=reader.line_num + 1, error=error, code="csv") from error


def starts_of_lines(path: Path, rows: int) -> Any:
    """Where each of the `rows` below the headings begins, in bytes, as a numpy array. Raises Refused where rows are not
    lines."""
    import numpy as np

    ends = []
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as held:
        for begin in range(0, len(held), 2**24):
            piece = np.frombuffer(held[begin : begin + 2**24], dtype=np.uint8)
            ends.append(np.flatnonzero(piece == 10).astype(np.int64) + begin)
    found = np.concatenate(ends) + 1
    if len(found) < rows or (len(found) > rows + 1 and not _only_blank_after(path, int(found[rows]))):
        raise Refused(N_("有的格内有换行，或者换行符不规范；请删去格内换行，另存为CSV后再导入"), code="line_breaks")
    return found[:rows]


def _only_blank_after(path: Path, begin: int) -> bool:
    with path.open("rb") as stream:
        stream.seek(begin)
        return not stream.read(2**16).strip()


def rows_at(path: Path, layout: Layout, starts: Sequence[int]) -> list[dict[str, str]]:
    """The rows that begin at these bytes, by column."""
    found = []
    with path.open("rb") as stream:
        for start in starts:
            stream.seek(start)
            line = stream.readline().decode(layout.encoding)
            cells = next(csv.reader([line], delimiter=layout.delimiter))
            found.append({key: cells[place] for key, place in layout.columns.items()})
    return found


def masked(number: str) -> str:
    """A person's number as it is shown: its first and last two characters, whatever its length."""
    return f"{number[:2]}****{number[-2:]}" if len(number) > 6 else "****"


def masked_name(name: str) -> str:
    """A person's name as it is shown: its first character."""
    return f"{name[:1]}{'*' * (len(name) - 1)}"
