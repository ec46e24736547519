"""Five years of cases of a ground, told apart by sides: the values of each case, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from zhiben.accidents import queries as accidents
from zhiben.accidents.queries import Fact
from zhiben.accidents.vocab import PARTS_OF_DAY, SEASONS, Enterprise, part_of_day, season_of
from zhiben.insight import queries
from zhiben.insight.questions import Asked
from zhiben.insight.vocab import CAUSE_SIDES, Side
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

YEARS = 5
UNTOLD = "-"
"""The key of types that the chosen scheme has no code for."""


@dataclass(frozen=True)
class Cases:
    """What happened on a ground in five calendar years."""

    rows: tuple[Fact, ...]
    years: tuple[int, ...]

    def values(self, side: Side, row: Fact) -> tuple[str, ...]:
        """The values of a case: none where nobody knows, several of causes."""
        if side in CAUSE_SIDES:
            return tuple(key for layer, key in self._causes_of[row.causes] if layer == side)
        told = VALUES[side](row)
        return (told,) if told else ()

    def called(self, side: Side, key: str) -> str:
        """What a value is called."""
        return self._names[side].get(key, key)

    def order(self, side: Side) -> list[str]:
        """The values of a side in their own order, where it has one."""
        return list(self._names[side]) if side in ORDERED else []

    @property
    def dead(self) -> int:
        """Dead and missing."""
        return sum(row.dead for row in self.rows)

    @cached_property
    def _causes_of(self) -> dict[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
        """By the causes of a case each with its layer: asked again and again, of every side."""
        found = {}
        for causes in {row.causes for row in self.rows}:
            keys = [f"{scheme}:{code}" for scheme, code in causes]
            found[causes] = tuple((self._causes[key][0], key) for key in keys if key in self._causes)
        return found

    @cached_property
    def _causes(self) -> dict[str, tuple[str, str]]:
        return {f"{one.scheme.key}:{one.code}": (one.scheme.layer, one.label) for one in accidents.known_causes()}

    @cached_property
    def _names(self) -> dict[Side, dict[str, str]]:
        places = {row.district for row in self.rows} | {row.street for row in self.rows}
        territories = {str(key): name for key, name in orgs.territory_names(places - {0}).items()}
        named = {
            Side.YEAR: {str(year): f"{year}年" for year in self.years},
            Side.SEASON: SEASONS,
            Side.MONTH: {str(month): N_("{month}月").format(month=month) for month in range(1, 13)},
            Side.HOURS: PARTS_OF_DAY,
            Side.DISTRICT: territories,
            Side.STREET: territories,
            Side.SECTOR: {str(key): name for key, name in orgs.sectors()},
            Side.TYPE: {row.type: row.type_label for row in self.rows},
            Side.ENTERPRISE: {one.value: one.label for one in Enterprise},
            Side.CONTRACTOR: {"on": N_("承包分包"), "no": N_("非承包分包")},
        }
        causes = {key: label for key, (_layer, label) in self._causes.items()}
        return named | dict.fromkeys(CAUSE_SIDES, causes)


ORDERED = frozenset({Side.YEAR, Side.SEASON, Side.MONTH, Side.HOURS, Side.CONTRACTOR})
"""Sides whose values have an order of their own; those of others go by how many there are."""

VALUES: dict[Side, Callable[[Fact], str]] = {
    Side.YEAR: lambda row: str(row.occurred_on.year),
    Side.SEASON: lambda row: season_of(row.occurred_on.month),
    Side.MONTH: lambda row: str(row.occurred_on.month),
    Side.HOURS: lambda row: "" if row.hour is None else part_of_day(row.hour),
    Side.DISTRICT: lambda row: str(row.district or ""),
    Side.STREET: lambda row: str(row.street or ""),
    Side.SECTOR: lambda row: str(row.sector or ""),
    Side.TYPE: lambda row: row.type,
    Side.ENTERPRISE: lambda row: row.enterprise,
    Side.CONTRACTOR: lambda row: {True: "on", False: "no", None: ""}[row.contractor],
}


def cases_of(asked: Asked) -> Cases:
    """The five years up to the base year, in the scheme that is chosen."""
    last = asked.parameters["base_year"]
    years = tuple(range(last - YEARS + 1, last + 1))
    first, end = date(years[0], 1, 1), date(last, 12, 31)
    return Cases(queries.facts_of(asked, first=first, last=end, scheme=asked.parameters["scheme"]).rows, years)


COLUMNS = ("编号", "发生日期", "时刻", *(side.label for side in Side if side not in (Side.YEAR, Side.MONTH)))
COLUMNS = (*COLUMNS, "死亡和失踪", "调查未结束")


def inputs(cases: Cases) -> list[list[Any]]:
    """The table that goes in, a row for each case."""
    sides = [side for side in Side if side not in (Side.YEAR, Side.MONTH)]
    return [
        [
            *(row.number, row.occurred_on, "" if row.hour is None else row.hour),
            *("；".join(cases.called(side, key) for key in cases.values(side, row)) for side in sides),
            *(row.dead, N_("是") if row.provisional else ""),
        ]
        for row in cases.rows
    ]


def summed(cases: Cases) -> dict[str, Any]:
    """What every result begins with."""
    rows = cases.rows
    return {
        "events": len(rows),
        "dead": cases.dead,
        "years": list(cases.years),
        "provisional": sum(row.provisional for row in rows),
        "without_cause": sum(row.without_cause for row in rows),
        "unplaced": sum(row.unplaced for row in rows),
    }


def warnings(cases: Cases) -> list[str]:
    """In which respects the data are weak."""
    found, all_ = [], len(cases.rows)
    if empty := [str(year) for year in cases.years if not any(row.occurred_on.year == year for row in cases.rows)]:
        told = N_("{years}年没有一起事故记录：没有导入的年份不能当作没有事故，五年合计可能不全")
        found.append(told.format(years="、".join(empty)))
    if open_still := sum(row.provisional for row in cases.rows):
        told = N_("{all}起中{some}起调查没有结束，类型和原因是暂定的")
        found.append(told.format(all=all_, some=open_still))
    if unknown := sum(row.without_cause for row in cases.rows):
        told = N_("{all}起中{some}起原因未认定，单列，不推定")
        found.append(told.format(all=all_, some=unknown))
    return found


def left_out(cases: Cases, sides: Iterable[Side]) -> list[dict[str, object]]:
    """How many cases each side cannot tell apart."""
    found: list[dict[str, object]] = []
    for side in sides:
        if unknown := sum(not cases.values(side, row) for row in cases.rows):
            told = N_("{count}起").format(count=unknown)
            found.append({"name": told, "why": N_("{side}没有登记或没有认定").format(side=side.label)})
    return found


def by_year(cases: Cases, rows: Sequence[Fact]) -> list[int]:
    """How many of some cases happened in each year."""
    return [sum(row.occurred_on.year == year for row in rows) for year in cases.years]
