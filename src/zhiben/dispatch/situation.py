"""The situation of a week: its lines, the sum over them, and three lights (底数清、进度明、情况准), each green only
where records prove it. The rules are defaults of this product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.campaign import queries as campaign
from zhiben.dispatch import closing
from zhiben.dispatch.models import Round, SituationLine
from zhiben.dispatch.queries import situation as queries
from zhiben.dispatch.vocab import FROZEN
from zhiben.foundation.lifecycle.models import standing
from zhiben.foundation.scope import scope
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.mechanism import Light
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.reconcile import queries as reconcile

UNITS = tuple(kind for kind in UnitKind if kind != UnitKind.ENTERPRISE)
"""The kinds of unit that have a line."""

LABELS = {
    "hazards_new": N_("隐患新增"),
    "hazards_due": N_("隐患到期"),
    "hazards_done": N_("隐患销号"),
    "hazards_overdue": N_("隐患逾期"),
    "hazards_extended": N_("隐患延期"),
    "tasks_new": N_("任务新增"),
    "tasks_due": N_("任务到期"),
    "tasks_done": N_("任务办结"),
    "tasks_overdue": N_("任务逾期"),
    "tasks_extended": N_("任务延期"),
    "discrepancies": N_("台账差异未处理"),
    "discrepancies_overdue": N_("台账差异逾期"),
    "expected": N_("应报"),
    "on_time": N_("按时"),
    "late": N_("迟报"),
    "nil": N_("零报告"),
    "empty": N_("空报"),
    "missing": N_("未报"),
}
"""What each count is called."""

PRESSING = ("hazards_overdue", "tasks_overdue", "missing", "discrepancies_overdue")
"""Counts of what is chased."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One record, or a unit's records, that keep a light from green; `address` leads there ("" without a page)."""

    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """One of the three lights, the rule behind it in words, what the records say and which of them hold it."""

    title: str
    rule: str
    light: Light
    line: str
    held: tuple[Holding, ...] = ()


def as_of(one: Round) -> datetime:
    """The moment of the figures: the period's end, and in a week that is not over this very moment."""
    return min(one.period.ends, clock.now() + timedelta(microseconds=1))


def counted_lines(one: Round) -> list[SituationLine]:
    """Unsaved lines of the units against which something stands, counted anew as of the round's moment, in the office's
    order. The caller has opened the scope of `closing.reader`."""
    home, day = closing.home_then(one), one.period_last
    cards = orgs.units(*UNITS, on=day)
    places = orgs.unit_coordinates([card.id for card in cards], on=day)
    own = {card.id: card.name for card in cards if home.covers(places[card.id])}
    found = queries.counted(one.period, as_of(one), own)
    rows = ((unit, name, found[unit]) for unit, name in own.items() if unit in found)
    return [
        SituationLine(round=one, unit_id=unit, unit_name=name, **{column: line[column] for column in queries.COLUMNS})
        for unit, name, line in rows
    ]


def lines(one: Round) -> list[SituationLine]:
    """What a week's page shows: the lines stored at the closing, before it those of this moment; the most pressing
    first."""
    found = queries.frozen_lines(one) if one.state in FROZEN else _anew(one)
    return sorted(found, key=lambda line: -pressing(line))


def pressing(line: SituationLine) -> int:
    """How much of the unit's is chased."""
    return sum(getattr(line, column) for column in PRESSING)


def troubled(line: SituationLine) -> bool:
    """True when something of the unit's is chased, or a difference waits for it."""
    return bool(pressing(line) or line.discrepancies)


def summed(rows: Iterable[SituationLine]) -> dict[str, int]:
    """Every count over all units."""
    found = list(rows)
    return {column: sum(getattr(line, column) for line in found) for column in queries.COLUMNS}


def differing(one: Round) -> list[tuple[str, str, int, int]]:
    """(unit, count, frozen, counted anew) wherever a closed round's figures are no longer what the records say."""
    frozen = {line.unit_id: line for line in queries.frozen_lines(one)}
    anew = {line.unit_id: line for line in _anew(one)}
    none = SituationLine()
    found = []
    for unit in frozen | anew:
        was, now = frozen.get(unit, none), anew.get(unit, none)
        name = was.unit_name or now.unit_name
        pairs = [(column, getattr(was, column), getattr(now, column)) for column in queries.COLUMNS]
        found += [(name, LABELS[column], before, after) for column, before, after in pairs if before != after]
    return found


def _anew(one: Round) -> list[SituationLine]:
    with scope(closing.reader(one)):
        return counted_lines(one)


def proofs(one: Round, rows: Iterable[SituationLine]) -> list[Proof]:
    """底数清、进度明、情况准, in this order."""
    with scope(closing.reader(one)):
        base = _base(one)
    return [base, _progress(one, list(rows)), _accurate(one)]


def _base(one: Round) -> Proof:
    title = N_("底数清")
    rule = N_("本周比对过台账，各次比对都已定下、各类行数合得上，台账差异都已交办、没有逾期未处理的（默认）")
    made = reconcile.comparisons().filter(office=one.office_id, made_at__gte=one.period.begins)
    within = list(standing(made.filter(made_at__lt=as_of(one)), ("open", "settled"), as_of(one)))
    counts = reconcile.counted(within)
    # Of then: what was settled or discarded after the week does not light it up.
    unsettled = [each for each in within if vars(each)["state_then"] != "settled"]
    open_sums = [each for each in within if not all(part.closes for part in reconcile.sums(each, counts[each.pk]))]
    nobodys, given = _differences(one, "open"), _differences(one, *queries.DISCREPANCIES)
    late = _differences(one, *queries.DISCREPANCIES, due__lte=clock.last_ended_day(as_of(one)))
    held = [
        *(Holding(N_("比对“{name}”尚未定下").format(name=each), each.get_absolute_url()) for each in unsettled),
        *(Holding(N_("比对“{name}”各类行数合不上").format(name=each), each.get_absolute_url()) for each in open_sums),
        *(Holding(N_("差异未交办：{name}").format(name=each), each.get_absolute_url()) for each in nobodys),
        *(Holding(N_("差异逾期：{name}").format(name=each), each.get_absolute_url()) for each in late),
    ]
    if held:
        return Proof(title, rule, Light.RED, N_("有{count}条记录不符").format(count=len(held)), tuple(held))
    if not within:
        return Proof(title, rule, Light.DARK, N_("本周没有比对过台账，无从证明"))
    told = N_("本周比对{count}次，均已定下；已交办未到期的差异{given}处").format(count=len(within), given=given.count())
    return Proof(title, rule, Light.GREEN, told)


def _differences(one: Round, *states: str, **facts: Any) -> QuerySet[Any]:
    """The differences of the office's comparisons that were in one of `states` at the round's moment."""
    mine = reconcile.discrepancies().filter(comparison__office=one.office_id)
    return standing(mine, states, as_of(one), **facts)


def given_to_nobody(one: Round) -> int:
    """How many differences were nobody's at the round's moment: no unit's line counts them."""
    with scope(closing.reader(one)):
        return _differences(one, "open").count()


def _progress(one: Round, rows: list[SituationLine]) -> Proof:
    period = queries.reports_of(as_of(one))
    title, rule = (
        N_("进度明"),
        N_("最近一个结束的半月应报的进展都已报送或作零报告；半月结束后{days}天内仍可报送，不亮红灯（默认）").format(
            days=campaign.GRACE.days
        ),
    )
    total, missing = sum(line.expected for line in rows), [line for line in rows if line.missing]
    held = tuple(
        Holding(
            N_("{unit}未报{count}项").format(unit=line.unit_name, count=line.missing),
            reverse("dispatch:week_unit", args=[one.pk, line.unit_id]),
        )
        for line in missing
    )
    if held:
        count = sum(line.missing for line in missing)
        told = N_("{period}应报{total}项，未报{count}项").format(period=period.label, total=total, count=count)
        until = period.last + campaign.GRACE
        if clock.last_ended_day(as_of(one)) < until:
            told += N_("，{day}前报送，尚未到期").format(day=clock.in_words(until))
            return Proof(title, rule, Light.DARK, told, held)
        return Proof(title, rule, Light.RED, told, held)
    if not total:
        return Proof(title, rule, Light.DARK, N_("{period}没有应报的任务").format(period=period.label))
    return Proof(title, rule, Light.GREEN, N_("{period}应报{total}项，已全报").format(period=period.label, total=total))


def _accurate(one: Round) -> Proof:
    title = N_("情况准")
    rule = N_("本周已关闭，固定的数字与按同一时点重新计算的一致，本单位没有尚未更正的重述或撤回（默认）")
    if one.state not in FROZEN:
        return Proof(title, rule, Light.DARK, N_("本周尚未关闭，数字还会变动"))
    told = N_("{unit}{what}：固定{was}，重算{now}")
    held = [Holding(told.format(unit=unit, what=what, was=was, now=now)) for unit, what, was, now in differing(one)]
    pending = (each for each in queries.of_office(one) if each.mistakes > each.corrected)
    held += [
        Holding(N_("{round}有尚未更正的重述或撤回").format(round=each), each.get_absolute_url()) for each in pending
    ]
    if held:
        return Proof(title, rule, Light.RED, N_("有{count}处不符").format(count=len(held)), tuple(held))
    return Proof(title, rule, Light.GREEN, N_("固定的数字与重算一致"))


@dataclass(frozen=True, slots=True)
class Group:
    """The records behind one count of a unit that the open scope shows, and how many there are beyond."""

    label: str
    records: list[Any]
    hidden: int


def unit_of(one: Round, unit: int) -> str:
    """The name of a unit of the round's office. Raises NotFound."""
    place = orgs.unit_coordinates([unit], on=one.period_last).get(unit)
    with scope(closing.reader(one)):
        if place is None or not closing.home_then(one).covers(place):
            raise NotFound(N_("本周调度中没有这个单位"))
    return orgs.unit_name(unit)


def behind(one: Round, unit: int) -> list[Group]:
    """What stands behind a unit's line as of the round's moment, count by count; counts of nothing are left out."""
    at = as_of(one)
    of_unit = {"unit_then": unit}
    missing = campaign.missing_reports(queries.reports_of(at), at).filter(**of_unit)
    waiting = standing(reconcile.discrepancies(), queries.DISCREPANCIES, at).filter(**of_unit)
    groups = [Group(LABELS["missing"], list(missing), 0), Group(LABELS["discrepancies"], list(waiting), 0)]
    for about, read in ((queries.HAZARDS, hazards.hazards_by_id), (queries.TASKS, campaign.tasks_by_id)):
        for count in queries.COUNTS:
            ids = queries.records(about, count, one.period, at, unit)
            seen: list[Any] = list(read(ids))
            groups.append(Group(LABELS[f"{about.name}_{count}"], seen, len(ids) - len(seen)))
    order = list(LABELS.values())
    return sorted((g for g in groups if g.records or g.hidden), key=lambda group: order.index(group.label))
