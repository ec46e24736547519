"""Facts that come together in accidents: each combination with its cases, years, dead, streets, departments with duty
and the tasks that are aimed at it, or the gap where there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhiben.accidents.queries import Fact
from zhiben.analysis import rules
from zhiben.analysis.causes import ONLY_TABLES
from zhiben.analysis.multiple import benjamini_hochberg, fisher
from zhiben.foundation.studies import Found
from zhiben.insight.aiming import Line, Task, tasks_of
from zhiben.insight.answers import aims
from zhiben.insight.answers.cases import COLUMNS, Cases, by_year, cases_of, inputs, left_out, summed, warnings
from zhiben.insight.questions import Asked
from zhiben.insight.vocab import CAUSE_SIDES, Side
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard

METHODS = rules.METHODS
VERSION = rules.VERSION

PLAIN = {
    Side.TYPE: N_("类型"),
    Side.SECTOR: N_("行业"),
    Side.HOURS: N_("时段"),
    Side.SEASON: N_("季节"),
    Side.DISTRICT: N_("区"),
    Side.ENTERPRISE: N_("企业性质"),
    Side.CONTRACTOR: N_("作业方式"),
}
"""Facts of which a case has one at most, and how sentences call them; streets are told beside."""

FIRST = 4
"""So many combinations are told first, those that together hold most accidents: a default of this product."""
MORE_THAN_CHANCE, LEAST_IN_STREET = 0.05, 3
SAME = 0.8
"""Combinations are of nearly the same accidents where they share so much of all that either holds."""
MUCH = 0.25
"""Sectors with this share of a combination's cases are told where it names none itself."""

Named = dict[str, tuple[Side, str]]


@dataclass(frozen=True, slots=True)
class Duty:
    """By sector the line that answers for it, and the departments that do so on the ground."""

    lines: Mapping[int, Line]
    departments: Mapping[int, Sequence[UnitCard]]


def answer(asked: Asked) -> Found:
    """The rules that are read out. With fewer than 100 accidents the result says that there are cross-tables only."""
    cases = cases_of(asked)
    tasks = tasks_of(asked.at, asked.as_of)
    result: dict[str, Any] = {"refused": [], **summed(cases)}
    if len(cases.rows) < ONLY_TABLES:
        said = N_("五年共{count}起，不足{least}起：不看组合，只看交叉表（“五年事故交叉分析”）")
        result["refused"] = [said.format(count=len(cases.rows), least=ONLY_TABLES)]
    else:
        result |= _found(asked, cases, tasks)
    sides = (*PLAIN, *CAUSE_SIDES)
    table = [["案件", *row] for row in inputs(cases)]
    table += [["重点任务", one.number, one.title, one.unit, one.said] for one in tasks]
    columns = ("数据", *COLUMNS)
    return Found(VERSION, columns, table, result, left_out(cases, sides), warnings(cases), asked.parameters)


def _found(asked: Asked, cases: Cases, tasks: Sequence[Task]) -> dict[str, Any]:
    named: Named = {}
    facts = [_facts(cases, row, named) for row in cases.rows]
    found = rules.find(facts)
    duty = Duty(orgs.sector_lines(asked.as_of), orgs.answering_for(asked.at, asked.as_of))
    told = []
    for rule in (one for one in found.rules if one.shown):
        whole = rule.if_ | rule.then
        rows = [row for row, some in zip(cases.rows, facts, strict=True) if whole <= some]
        told.append(_told(cases, rule, [named[one] for one in sorted(whole)], rows, tasks, duty))
    for one, leader in zip(told, _leaders(told), strict=True):
        one["like"] = leader
    counted = {"tasks": len(tasks), "parts": _parts(tasks), "above": _above(tasks)}
    return {"rules": told, "least": found.least, **counted, **_first(cases, told)}


def _parts(tasks: Sequence[Task]) -> int:
    """How many of them the list does not count, though they are aimed at things too."""
    return sum(one.part for one in tasks if not one.above)


def _above(tasks: Sequence[Task]) -> int:
    """How many of them are of the list above the ground."""
    return sum(one.above for one in tasks)


def _facts(cases: Cases, row: Fact, named: Named) -> frozenset[str]:
    """A case as texts: causes, of which there are several, stand by themselves."""
    found = set()
    for side, title in PLAIN.items():
        for key in cases.values(side, row):
            if key != "-":
                fact = f"{title}={cases.called(side, key)}"
                named[fact] = (side, key)
                found.add(fact)
    for side in CAUSE_SIDES:
        for key in cases.values(side, row):
            fact = f"{side.label}：{cases.called(side, key)}"
            named[fact] = (side, key)
            found.add(fact)
    return frozenset(found)


def _told(
    cases: Cases,
    rule: rules.Rule,
    facts: list[tuple[Side, str]],
    rows: list[Fact],
    tasks: Sequence[Task],
    duty: Duty,
) -> dict[str, Any]:
    aim = aims.aimed_at(cases, facts, tasks, duty.lines)
    sectors = [int(key) for side, key in facts if side == Side.SECTOR]
    dead = sum(row.dead for row in rows)
    return {
        "sentence": rule.sentence,
        "facts": [[side.value, key, side.label, cases.called(side, key)] for side, key in facts],
        "count": rule.count,
        "with_if": rule.with_if,
        "with_then": rule.with_then,
        "of": rule.of,
        "lift": rule.lift,
        "q": rule.q,
        "cases": [[row.case, row.number] for row in rows],
        "years": by_year(cases, rows),
        "dead": dead,
        "streets": _streets(cases, rows),
        "sectors": [cases.called(Side.SECTOR, str(one)) for one in sectors],
        "much": [] if sectors else _much(cases, rows),
        "departments": [card.short_name for one in sectors for card in duty.departments.get(one, ())],
        "looked_for": aim.looked_for,
        "aimed": len(aim.tasks),
        "named": aim.named if sectors else None,
        "tasks": aims.shown(aim.tasks),
        "gap": bool(aim.looked_for and tasks) and not aim.tasks,
    }


def _much(cases: Cases, rows: Sequence[Fact]) -> list[list[Any]]:
    """Sectors with much of a combination's cases, each with how many."""
    counts = Counter(row.sector for row in rows if row.sector)
    found = [(sector, count) for sector, count in counts.most_common() if count >= MUCH * len(rows)]
    return [[cases.called(Side.SECTOR, str(sector)), count] for sector, count in found]


def _streets(cases: Cases, rows: Sequence[Fact]) -> list[dict[str, Any]]:
    """Streets with more of these cases than their share of all accidents would bring, after correction."""
    of_all = Counter(row.street for row in cases.rows if row.street)
    here = Counter(row.street for row in rows if row.street)
    all_, some = of_all.total(), here.total()
    tested = [
        (street, count, fisher(count, some - count, of_all[street] - count, all_ - some - of_all[street] + count))
        for street, count in here.items()
        if count >= LEAST_IN_STREET and count * all_ > some * of_all[street]
    ]
    adjusted = benjamini_hochberg([p for *_rest, p in tested], len(of_all))
    found = [
        {
            "street": street,
            "name": cases.called(Side.STREET, str(street)),
            "count": count,
            "expected": some * of_all[street] / all_,
        }
        for (street, count, _p), q in zip(tested, adjusted, strict=True)
        if q <= MORE_THAN_CHANCE
    ]
    return sorted(found, key=lambda one: (-int(one["count"]), int(one["street"])))


def _leaders(told: Sequence[dict[str, Any]]) -> list[int | None]:
    """Of each combination the place of a stronger one that holds nearly the same accidents; None for one that leads."""
    sets = [{case for case, _number in one["cases"]} for one in told]
    found: list[int | None] = []
    for place, some in enumerate(sets):
        before = (one for one in range(place) if found[one] is None)
        found.append(next((one for one in before if len(some & sets[one]) >= SAME * len(some | sets[one])), None))
    return found


def _first(cases: Cases, told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The few combinations that together hold most accidents, each accident counted once."""
    held, chosen = set[int](), list[int]()
    sets = [{case for case, _number in one["cases"]} for one in told]
    leading = [place for place, one in enumerate(told) if one["like"] is None]
    for _round in range(min(FIRST, len(leading))):
        best = max(leading, key=lambda place: (len(sets[place] - held), -place))
        if not sets[best] - held:
            break
        held |= sets[best]
        chosen.append(best)
    dead = sum(row.dead for row in cases.rows if row.case in held)
    return {"first": chosen, "held": len(held), "held_dead": dead}
