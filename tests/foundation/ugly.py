"""Workbooks as people really hand them in, with what they say known: one for each seed.

A seed decides on a sheet, on rows of which every value is known, on how each cell is spelled, on the layout around the
rows, on the format of the file, and, for every other seed, on cells that are wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.foundation.written import Layout, address

from zhiben.kernel.sheet import Column, Sheet, catalogue

SERIAL_ZERO = date(1899, 12, 30)
WIDE = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
NOTHING = ["", "", "/", "／", "—", "——", "无", "　", " - "]
Known = dict[str, Any]


@dataclass(frozen=True)
class Names:
    """What the database knows: spellings by name, the canonical one first."""

    units: dict[str, list[str]]
    streets: dict[str, list[str]]
    sectors: dict[str, list[str]]
    sites: dict[str, list[str]]
    sector_of: dict[str, str]
    kinds: dict[str, str]

    def of(self, lookup: str) -> dict[str, list[str]]:
        """The names of a directory."""
        return {
            "unit": self.units,
            "street": self.streets,
            "territory": self.streets,
            "sector": self.sectors,
            "site": self.sites,
        }[lookup]


@dataclass
class Ugly:
    """A file, what its rows say by key column, and the cells that are wrong."""

    seed: int
    sheet: str
    name: str
    data: bytes
    rows: dict[str, Known]
    wrong: set[tuple[str, str]] = field(default_factory=set)
    troubles: frozenset[str] = frozenset()


TEXTS = [
    "开展专项排查",
    "全覆盖，无死角",
    "第一项\n第二项",
    "除尘系统（二车间）",
    "按2024年要求“回头看”",
    "配电房、气瓶间",
]


class Content:
    """Rows of one sheet with known values."""

    def __init__(self, sheet: str, seed: int, chance: random.Random, names: Names) -> None:
        self.seed, self.chance, self.names = seed, chance, names
        self.key = {"tasks": "number", "hazards": "number", "sites": "local_id", "units": "name"}[sheet]
        make: Callable[[int], Known] = getattr(self, f"_{sheet}")
        self.rows = [make(number) for number in range(1, chance.randint(6, 14))]

    def _text(self) -> str:
        return self.chance.choice(TEXTS) + str(self.chance.randint(1, 999))

    def _or_nothing(self, text: str) -> str:
        return text if self.chance.random() < 0.6 else ""

    def _day(self, first: date, days: int) -> date:
        return first + timedelta(self.chance.randrange(days))

    def _tasks(self, number: int) -> Known:
        lead, *others = self.chance.sample(sorted(self.names.units), 3)
        return {
            "number": f"ZD-{self.seed}-{number:03}",
            "title": self._text(),
            "topic": self._or_nothing(self._text()),
            "target": self._text(),
            "lead_unit": lead,
            "assisting": "、".join(others[: self.chance.randint(0, 2)]),
            "due": self._day(date(2024, 11, 1), 300),
            "evidence_required": self._or_nothing(self._text()),
        }

    def _hazards(self, number: int) -> Known:
        return {
            "number": f"示例{self.seed}-{number:03}",
            "title": self._text(),
            "site": self.chance.choice(sorted(self.names.sites)),
            "sector": self._or_nothing(self.chance.choice(sorted(self.names.sectors))),
            "found_on": self._day(date(2023, 1, 1), 300),
            "criterion": self._or_nothing(self._text()),
            "description": self._or_nothing(self._text()),
        }

    def _sites(self, number: int) -> Known:
        from stdnum.cn import uscc

        code = f"91440300MA5{self.seed % 1000:03}{number:03}"
        return {
            "name": f"示例{self.chance.choice('东南西北')}　{self.chance.choice('甲乙丙丁')}厂{number}".replace(
                "　", " "
            ),
            "uscc": self._or_nothing(code + uscc.calc_check_digit(code)),
            "local_id": f"S{self.seed}-{number:03}",
            "street": self.chance.choice(sorted(self.names.streets)),
            "sector": self.chance.choice(sorted(self.names.sectors)),
            "address": self._or_nothing(f"示例路{number}号"),
        }

    def _units(self, number: int) -> Known:
        kind = self.chance.choice(["department", "enterprise"])
        return {
            "name": f"示例{self.seed}第{number}局",
            "short_name": self._or_nothing(f"{self.seed}之{number}"),
            "kind": kind,
            "territory": self.chance.choice(sorted(self.names.streets)),
            "line": "住房建设" if kind == "department" else self._or_nothing("消防救援"),
        }


class Spelling:
    """A value as somebody may write it into a cell."""

    def __init__(self, chance: random.Random, names: Names, *, only_text: bool) -> None:
        self.chance, self.names, self.only_text = chance, names, only_text

    def cell(self, column: Column, value: Any) -> Any:
        """What is written for a value."""
        if value in ("", None):
            return self.chance.choice(NOTHING)
        if column.kind == "date":
            return self.day(value)
        if column.kind == "choice":
            return self.padded(self.chance.choice([value, self.names.kinds[value]]))
        if column.kind == "lookup":
            return self.name(value, self.names.of(column.lookup)[value])
        if column.key == "assisting":
            mark = self.chance.choice(["、", "；", ";", "，", ",", "\n", "、 "])
            return mark.join(self.name(one, self.names.units[one], whole=True) for one in value.split("、"))
        return self.text(value)

    def text(self, value: str) -> str:
        """Text that is stored as `value`."""
        spelled = self.padded(value)
        roll = self.chance.random()
        if roll < 0.15:
            return spelled.translate(WIDE)
        if roll < 0.25:
            return spelled[:2] + "\u200b" + spelled[2:]
        return spelled.replace("\n", "\r\n") if roll < 0.35 else spelled

    def padded(self, text: str) -> str:
        """With spaces around it, of whatever kind."""
        before, after = (self.chance.choice(["", "", "", " ", "　", "\u00a0"]) for _ in range(2))
        return before + text + after

    def name(self, name: str, spellings: Sequence[str], *, whole: bool = False) -> str:
        """A name: short, padded inside (北　京), broken in two, in full-width digits."""
        spelled = self.chance.choice([name, *spellings])
        roll, middle = self.chance.random(), len(spelled) // 2
        if roll < 0.2:
            return spelled[:middle] + "　" + spelled[middle:]
        if roll < 0.3 and not whole:
            return spelled[:middle] + "\n" + spelled[middle:]
        return spelled.translate(WIDE) if roll < 0.4 else self.padded(spelled)

    def day(self, day: date) -> Any:
        """A day, in one of the ways in which a single column has them all."""
        serial = (day - SERIAL_ZERO).days
        moment = datetime(day.year, day.month, day.day, 9, 30)  # noqa: DTZ001 - a spreadsheet's time has no zone
        told = [
            day.isoformat(),
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year} 年 {day.month} 月 {day.day} 日".translate(WIDE),
            f"{day:%Y%m%d}",
            f"{day.year}-{day.month}-{day.day} 8:05",
            str(serial),
        ]
        return self.chance.choice(told if self.only_text else [*told, day, day, moment, serial, int(f"{day:%Y%m%d}")])


UNKNOWN = {
    "lead_unit": "由谁来办",
    "due": "办到哪天",
    "site": "在哪里",
    "found_on": "哪天发现",
    "street": "哪条街",
    "uscc": "证照",
    "kind": "性质",
}
"""Headings that nobody declared: these columns are known by what stands in them."""

GROUPS = ["基本情况", "有关信息", "整改情况"]


class Maker:
    """One file."""

    def __init__(self, seed: int, names: Names) -> None:
        self.seed, self.names, self.chance = seed, names, random.Random(seed)
        name = ("tasks", "hazards", "sites", "units")[seed % 4]
        self.sheet: Sheet = catalogue()[name]
        self.kind = self.chance.choice(["xlsx", "xlsx", "xls", "utf-8", "utf-8-sig", "gb18030", "utf-16", "pasted"])
        self.content = Content(name, seed, self.chance, names)
        self.spelling = Spelling(self.chance, names, only_text=self.kind not in ("xlsx", "xls"))
        self.wrong: dict[tuple[int, str], Any] = {}
        self.copies: set[int] = set()
        self.merged: tuple[str, range] = ("", range(0))
        self.guessed = False

    def often(self, share: float = 0.5) -> bool:
        """True in so many cases."""
        return self.chance.random() < share

    def made(self) -> Ugly:
        """The file of this seed."""
        self.columns = self._columns()
        rows = self.content.rows
        self._merge(rows)
        if self.often(0.4):
            self.copies = set(self.chance.sample(range(len(rows)), 2))
        expected = {row[self.content.key]: {c.key: row[c.key] for c in self.columns} for row in rows}
        cells = [[self.spelling.cell(column, row[column.key]) for column in self.columns] for row in rows]
        if self.seed // 4 % 2:
            self._spoil(cells)
        layout, places = self._laid(cells)
        wrong = {(layout.title, address(places[row], self.at(key))) for row, key in self.wrong}
        ending = self.kind if self.kind in ("xlsx", "xls") else "csv"
        return Ugly(
            self.seed,
            self.sheet.name,
            f"示例{self.seed}.{ending}",
            layout.written(self.kind),
            expected,
            wrong,
            self._troubles(layout),
        )

    def _troubles(self, layout: Layout) -> frozenset[str]:
        """What this file has of all that a file may have."""
        found = {self.kind, self.sheet.name, *layout.troubles}
        found |= {"merged in the body"} if self.merged[0] else set()
        found |= {"repeats"} if self.copies else set()
        found |= {"counted"} if self.counts else set()
        found |= {"known by content"} if self.guessed else set()
        found |= {"wrong"} if self.wrong else set()
        return frozenset(found)

    def at(self, key: str) -> int:
        """Where a column stands, the one that merely counts before it."""
        return [column.key for column in self.columns].index(key) + self.counts

    def _columns(self) -> list[Column]:
        """All that a row needs, most of the rest, in another order now and then."""
        seen = self.content.rows[0]
        found = [
            column
            for column in self.sheet.columns
            if column.key in seen
            and (column.required or column.key in (self.content.key, "line", "uscc") or self.often(0.7))
        ]
        if self.often(0.3):
            self.chance.shuffle(found)
        self.counts = int(self.often(0.4))
        return found

    def _merge(self, rows: list[Known]) -> None:
        """Two or three rows under one merged cell of a column that repeats."""
        keys = {"lead_unit", "due", "site", "found_on", "street", "sector", "territory", "kind"}
        able = [column.key for column in self.columns if column.key in keys]
        if not able or not self.often(0.5):
            return
        key, first = self.chance.choice(able), self.chance.randrange(len(rows) - 2)
        covered = range(first, first + self.chance.randint(2, 3))
        for row in covered:
            value = rows[first][key]
            rows[row][key] = value
            if key == "lead_unit":
                others = [one for one in rows[row]["assisting"].split("、") if one != value]
                rows[row]["assisting"] = "、".join(others)
            if key == "kind" and value == "department":
                rows[row]["line"] = "住房建设"
        self.merged = key, covered

    def _spoil(self, cells: list[list[Any]]) -> None:
        """One to three wrong cells, each in a row of its own that nothing else happens to."""
        free = [row for row in range(len(cells)) if row not in self.copies and row not in self.merged[1]]
        self.chance.shuffle(free)
        for row in free[: self.chance.randint(1, 3)]:
            column = self.chance.choice([column for column in self.columns if self._slips(column)])
            at = self.columns.index(column)
            cells[row][at] = self.chance.choice(self._slips(column))(cells, row, at)
            self.wrong[row, column.key] = cells[row][at]
        if len(free) > 4 and self.content.key != "local_id" and self.often(0.3):
            one, other = free[3], free[4]
            at = [column.key for column in self.columns].index(self.content.key)
            cells[other][at] = cells[one][at]
            self.wrong |= {(one, self.content.key): "", (other, self.content.key): ""}

    def _slips(self, column: Column) -> list[Callable[[list[list[Any]], int, int], Any]]:
        """What may be wrong with a cell of this column."""
        found: list[Callable[[list[list[Any]], int, int], Any]] = []
        if column.required:
            found.append(lambda cells, row, at: self.chance.choice(["", "/", "　"]))
        if column.kind == "lookup":
            names = sorted(self.names.of(column.lookup))
            found.append(lambda cells, row, at: self.chance.choice(names)[:-1] + "某某")
        if column.kind == "date":
            found.append(
                lambda cells, row, at: self.chance.choice(["2024-02-30", "2024年13月1日", "下周一", "3/5/2024"])
            )
        if column.kind == "choice":
            found.append(lambda cells, row, at: "别的什么")
        if column.key == "assisting":
            found.append(lambda cells, row, at: "市住房某设")
        if column.kind == "text" and column.max_length and column.key not in ("uscc", self.content.key):
            found.append(lambda cells, row, at: "长" * (column.max_length + 1))
        return found

    def _laid(self, cells: list[list[Any]]) -> tuple[Layout, dict[int, int]]:
        """The rows with all that stands around them; and where each of them went."""
        layout = Layout(self.chance, len(self.columns) + self.counts, flat=self.kind not in ("xlsx", "xls"))
        if self.often(0.6):
            layout.titles(self.chance.randint(1, 3))
        heads = ["序号"] * self.counts + [self._heading(column) for column in self.columns]
        deep = [self.at(c.key) for c in self.columns if c.title in heads[self.at(c.key)]]
        layout.head(heads, self.chance.choice(GROUPS), deep if self.often(0.4) else [])
        if self.often(0.3) and layout.width >= 3:
            layout.rows.append([str(number) if self.often() else number for number in range(1, layout.width + 1)])
            layout.troubles.add("numbered columns")
        places: dict[int, int] = {}
        for number, row in enumerate(cells):
            inside = number in self.merged[1] and number != self.merged[1][0]
            if not inside and self.often(0.12):
                layout.aside(self.chance.choice(["小　计", "合计", "一、市直部门"]))
            places[number] = len(layout.rows)
            layout.rows.append([number + 1] * self.counts + row)
        key, covered = self.merged
        if key:
            layout.merge_down([places[row] for row in covered], self.at(key))
        for number in sorted(self.copies):
            layout.rows.append([len(layout.rows)] * self.counts + [*layout.rows[places[number]][self.counts :]])
            if number in covered and key:
                layout.rows[-1][self.at(key)] = layout.rows[places[covered[0]]][self.at(key)]
        layout.below(numbered=self.counts > 0)
        return layout, places

    def _heading(self, column: Column) -> str:
        """The title, an alias, the title as it comes out of narrow columns; or one that nobody knows."""
        spoiled = any(key == column.key for _row, key in self.wrong)
        if column.key in UNKNOWN and not spoiled and self._filled(column) and self.often(0.15):
            self.guessed = True
            return UNKNOWN[column.key]
        title = column.title
        aliases = [alias for alias in column.aliases if alias != "序号" or not self.counts]
        if aliases and self.often(0.3):
            return self.chance.choice(aliases)
        if self.often(0.2):
            return f"{title[:2]}\n{title[2:]}"
        if self.often(0.2):
            return f"{title}*" if column.required else f"{title[:1]}　{title[1:]}"
        return f"{title}（必填）" if column.required and self.often(0.1) else title

    def _filled(self, column: Column) -> bool:
        values = [row[column.key] for row in self.content.rows if row[column.key]]
        return len(values) >= 2


def ugly(seed: int, names: Names) -> Ugly:
    """The workbook of a seed."""
    return Maker(seed, names).made()
