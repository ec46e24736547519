"""Typical hazards from report to closing, drawn by rules that are printed beside them. No site, no person is named, and
nothing that a member of the public reported is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from zhiben.foundation.rendering import Align, Block, Column, Para, Section, Table
from zhiben.hazards import queries as hazards
from zhiben.hazards.queries import flow
from zhiben.hazards.queries.around import around_of
from zhiben.hazards.queries.course import course_of
from zhiben.hazards.vocab import Source
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.overview import queries
from zhiben.overview.year.gathering import Year
from zhiben.overview.year.wording import days

STEPS = 6
"""So many steps of a case are told: the first and the last ones of a longer course; a single one is not left out."""
MOVES = ("report", "verify", "confirm", "start", "extend", "declare", "send_back", "review", "accept")
TOLD = frozenset({*MOVES, "fail_acceptance", "close", "reopen", "transfer", "approve", "notice", "delist"})
"""The steps that are told of a hazard and of its listing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """By which rule a case is drawn: what it is called, the rule in words, which hazard that is."""

    title: str
    words: str
    find: Callable[[Year], int | None]


def cases(one: Year) -> Iterator[Block]:
    """The part of the report."""
    found = [(rule, pk) for rule in RULES if (pk := rule.find(one)) is not None]
    if not found:
        yield Para(N_("本年还没有按规则可以选出的事例。"))
        return
    yield Para(N_("事例按写明的规则从台账中选出，不由人挑选；不列单位场所名称和个人姓名，公众投诉举报的隐患不作事例。"))
    sections = []
    for rule, pk in _each_once(found):
        hazard = hazards.hazards_by_id([pk])[0]
        yield Para(_described(one, rule, hazard), lead=N_("{title}。").format(title=rule.title))
        sections.append(Section(hazard.number, tuple(_shortened(_steps(one, hazard))), note=rule.title))
    columns = (
        Column(N_("日期"), Align.CENTER, 30),
        Column(N_("步骤"), Align.LEFT, 76),
        Column(N_("办理单位"), Align.LEFT, 50),
    )
    yield Table(N_("各事例的经过"), columns, sections=tuple(sections))


def _each_once(found: Iterable[tuple[Rule, int]]) -> list[tuple[Rule, int]]:
    """What two rules draw is told under the first of them."""
    first: dict[int, Rule] = {}
    for rule, pk in found:
        first.setdefault(pk, rule)
    return [(rule, pk) for pk, rule in first.items()]


def _described(one: Year, rule: Rule, hazard: Any) -> str:
    names = orgs.territory_names({hazard.district, hazard.street})
    said = N_(
        "{number}，{place}，行业领域{sector}，{found}发现，来源{source}，责任单位{unit}{closed}。选取规则：{rule}"
    )
    return said.format(
        number=hazard.number,
        place="".join(names.get(pk, "") for pk in (hazard.district, hazard.street)) or one.place,
        sector=dict(orgs.sectors()).get(hazard.sector_id, N_("未登记")),
        found=clock.in_words(hazard.found_on),
        source=Source(hazard.source).label if hazard.source else N_("未登记"),
        unit=orgs.unit_name(hazard.responsible_unit_id or 0) or N_("未登记"),
        closed=_closed(one, hazard),
        rule=rule.words,
    )


def _closed(one: Year, hazard: Any) -> str:
    """When it was closed, and after how many days; nothing of one that was open at the report's last day."""
    day = hazards.closed_on([hazard.pk]).get(hazard.pk)
    if day is None or day > one.last:
        return ""
    return N_("，{day}销号，历时{days}天").format(day=clock.in_words(day), days=(day - hazard.found_on).days)


def _shortened(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    left = len(rows) - STEPS
    if left <= 1:
        return rows
    between = ("—", N_("（其间{count}步从略）").format(count=left), "—")
    return [*rows[: STEPS // 2], between, *rows[-STEPS // 2 :]]


def _steps(one: Year, hazard: Any) -> list[tuple[str, ...]]:
    """The told steps up to the cut, oldest first; the same step of one day and unit once."""
    lines = [line for line in course_of(around_of(hazard)) if line.at < one.cut.as_of and line.verb in TOLD]
    rows = []
    for told in queries.told(lines):
        if told.step:
            where = told.step if told.kind == hazard.machine.title else f"{told.kind}：{told.step}"
            rows.append((days(told.line.at.astimezone(clock.TZ).date()), where, told.line.unit or "—"))
    return list(dict.fromkeys(rows))


def _drawn(rows: Any) -> Any:
    return rows.exclude(source=Source.TIP).order_by("found_on", "pk")


def _longest_listed(one: Year) -> int | None:
    ended = hazards.closed(one.cut).values("pk")
    rows = {row.pk: row.found_on for row in _drawn(hazards.listed(one.cut).filter(pk__in=ended))}
    closed = hazards.closed_on(rows)
    return max(closed, key=lambda pk: ((closed[pk] - rows[pk]).days, -pk), default=None)


def _reopened(one: Year) -> int | None:
    look = flow.Look(one.cut.as_of, one.year)
    for name in ("reopened", "sent_back"):
        row = _drawn(flow.LINES[name].rows(look)).first()
        if row is not None:
            return int(row.pk)
    return None


def _by_supervision(one: Year) -> int | None:
    row = _drawn(hazards.closed(one.cut).filter(source=Source.SUPERVISION)).first()
    return int(row.pk) if row is not None else None


RULES = (
    Rule(
        N_("历时最长的挂牌督办隐患"),
        N_("本年挂牌督办、截至时点已销号的里，从发现到销号历时最长的一项。"),
        _longest_listed,
    ),
    Rule(
        N_("返工的隐患"),
        N_("本年隐患里销号以后重新打开的，取发现最早的一项；没有重新打开的，取复核时被退回的里发现最早的一项。"),
        _reopened,
    ),
    Rule(
        N_("督导检查发现的隐患"),
        N_("本年来源为督导检查、截至时点已销号的里，发现最早的一项。"),
        _by_supervision,
    ),
)
