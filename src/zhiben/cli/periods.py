"""How people write a period (a month, a week, a quarter, a year, a day), and its number among all of its kind, so that
a period nobody wrote down is seen to be missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhiben.kernel.errors import Refused

A_YEAR = {"month": 12, "week": 52, "quarter": 4, "year": 1}
"""How many of a kind make a year; others have none."""
KINDS = {"month": "月", "week": "周", "quarter": "季", "year": "年", "day": "日", "number": "期"}
FIRST = date(1900, 1, 1)
"""A Monday."""

_MONTH = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*月?(?:份)?")
_DAY = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*日?(?:[T\s].*)?")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?:\s.*)?")
_WEEK = re.compile(r"(\d{4})\s*(?:-?W|年第)\s*(\d{1,2})\s*周?", re.IGNORECASE)
_QUARTER = re.compile(r"(\d{4})\s*(?:-?Q|年第?)\s*([1-4一二三四])\s*(?:季度?)?", re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年?")
_TENTHS = re.compile(r"((?:19|20)\d{2})\.(\d{3,})")
_DECIMAL = re.compile(r"((?:19|20)\d{2})(?:\.(\d+))?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")
_NUMBER = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a kind ("month", "week", …) by its number; periods that follow one another have numbers that do."""

    kind: str
    number: int

    @property
    def label(self) -> str:
        """As the house writes it."""
        year, rest = divmod(self.number, A_YEAR.get(self.kind, 1))
        if self.kind == "month":
            return f"{year}-{rest + 1:02}"
        if self.kind == "quarter":
            return f"{year}Q{rest + 1}"
        if self.kind in ("week", "day"):
            days = self.number * (7 if self.kind == "week" else 1)
            return (FIRST + timedelta(days=days)).isoformat()
        return str(self.number)


def days_of(kind: str, number: int) -> tuple[date, date]:
    """First and last day of a month, a week or a quarter. Raises ValueError for another kind."""
    if kind == "week":
        monday = FIRST + timedelta(weeks=number)
        return monday, monday + timedelta(days=6)
    months = {"month": 1, "quarter": 3}.get(kind)
    if months is None:
        raise ValueError(f"a {kind} has no days")
    year, rest = divmod((number + 1) * months, 12)
    begins = divmod(number * months, 12)
    return date(begins[0], begins[1] + 1, 1), date(year, rest + 1, 1) - timedelta(days=1)


def day_of(text: str, *, american: bool = False) -> date | None:
    """A day as people and programs write it; None when it is none. `american`: 9/20/11 is one of 2011, which elsewhere
    nobody can tell."""
    told = unicodedata.normalize("NFKC", text).strip()
    if hit := _DAY.fullmatch(told):
        return _date(*map(int, hit.groups()))
    if (hit := _AMERICAN.fullmatch(told)) and (american or len(hit[3]) == 4):
        month, day, year = map(int, hit.groups())
        return _date(year if year > 99 else 2000 + year, month, day)
    try:
        return datetime.fromisoformat(told).date() if len(told) >= 8 else None
    except ValueError:
        return None


def days(texts: Sequence[str]) -> list[date | None]:
    """Of a whole column: years of two digits are read where others of it are written 6/23/2009."""
    american = any((hit := _AMERICAN.fullmatch(text.strip())) and len(hit[3]) == 4 for text in texts)
    return [day_of(text, american=american) for text in texts]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(hit: re.Match[str]) -> Period | None:
    year, month = int(hit[1]), int(hit[2])
    return Period("month", year * 12 + month - 1) if 1 <= month <= 12 else None


def _week(hit: re.Match[str]) -> Period | None:
    try:
        monday = date.fromisocalendar(int(hit[1]), int(hit[2]), 1)
    except ValueError:
        return None
    return Period("week", (monday - FIRST).days // 7)


def _quarter(hit: re.Match[str]) -> Period:
    quarter = "一二三四".find(hit[2]) + 1 or int(hit[2])
    return Period("quarter", int(hit[1]) * 4 + quarter - 1)


def _part_of_year(hit: re.Match[str]) -> Period:
    """1983.0833 is how programs write February 1983."""
    return Period("month", int(hit[1]) * 12 + round(float(f"0.{hit[2] or 0}") * 12))


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period | None]], ...] = (
    (_WEEK, _week),
    (_TENTHS, _part_of_year),
    (_COMPACT, _month),
    (_MONTH, _month),
    (_QUARTER, _quarter),
    (_YEAR, lambda hit: Period("year", int(hit[1]))),
    (_NUMBER, lambda hit: Period("number", int(hit[0]))),
)


def period_of(text: str) -> Period | None:
    """A single period; a day counts as such. None when it is none."""
    told = unicodedata.normalize("NFKC", text).strip()
    for pattern, read in _READERS:
        if hit := pattern.fullmatch(told):
            return read(hit)
    day = day_of(told)
    return Period("day", (day - FIRST).days) if day else None


def periods_of(texts: Sequence[str]) -> list[Period | None]:
    """Of a whole column. Days are months when each is the first of one, and weeks when they are whole weeks apart.
    Numbers that are years stay years only where all are, and are Januaries beside 1969.0833. Raises Refused when kinds
    are mixed."""
    parts = [_DECIMAL.fullmatch(text.strip()) for text in texts]
    if all(parts) and any(_TENTHS.fullmatch(text.strip()) for text in texts):
        return [_part_of_year(hit) for hit in parts if hit]
    found = [period_of(text) for text in texts]
    kinds = {one.kind for one in found if one}
    if kinds == {"year", "number"}:
        found = [one and Period("number", one.number) for one in found]
        kinds = {"number"}
    if len(kinds) > 1:
        raise Refused("期次写法不一：{kinds}混在一列里", kinds="、".join(KINDS[kind] for kind in sorted(kinds)))
    return _days_as(found) if kinds == {"day"} else found


def _days_as(found: Sequence[Period | None]) -> list[Period | None]:
    days = [FIRST + timedelta(days=one.number) for one in found if one]
    if len(days) > 1 and all(day.day == 1 for day in days):
        return [one and _as_month(one) for one in found]
    if len(days) > 1 and len({day.weekday() for day in days}) == 1:
        return [one and Period("week", one.number // 7) for one in found]
    return list(found)


def _as_month(one: Period) -> Period:
    day = FIRST + timedelta(days=one.number)
    return Period("month", day.year * 12 + day.month - 1)


def like(text: str, kind: str) -> Period:
    """A period of the kind that a series has, as an option names it. Raises Refused when it is none."""
    found = period_of(text)
    if found and found.kind == "day":
        day = FIRST + timedelta(days=found.number)
        if kind == "month":
            found = _as_month(found)
        elif kind == "week":
            found = Period("week", (day - FIRST).days // 7)
    if found and kind == "number":
        found = Period("number", found.number)
    if found is None or found.kind != kind:
        raise Refused("“{text}”不是数据里那样的期次（{kind}）", text=text, kind=KINDS[kind])
    return found
