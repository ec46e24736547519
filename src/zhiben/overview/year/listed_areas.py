"""The areas listed in the year, where each of them stands, and what may be said of whether it helped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zhiben.foundation.lifecycle.models import standing
from zhiben.foundation.rendering import Align, Block, Column, Figure, Para, Section, Table
from zhiben.foundation.rendering.waterfall import Bar, level, waterfall
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.overview.year.gathering import Year
from zhiben.overview.year.wording import days, number
from zhiben.supervision import queries as supervision
from zhiben.supervision.lifecycle import AREA
from zhiben.supervision.queries.figures import LISTED


def told(one: Year) -> Iterator[Block]:
    """The section of the report."""
    areas = listed(one)
    if not areas:
        yield Para(N_("本年没有决定挂牌的区域。"))
        return
    said = N_("本年决定挂牌的区域{areas}个，含街道、镇{streets}个，见下表。")
    yield Para(said.format(areas=len(areas), streets=number(one, "C3.listed")))
    yield Table(N_("挂牌区域和治理情况"), _columns(), sections=tuple(_sections(one, areas)), note=_note())
    yield from _effect(one)


def listed(one: Year) -> list[Any]:
    """The areas that the office, or the city's office in its territory, listed in the year, in the order of the
    decisions."""
    rows = supervision.areas().filter(since__year=one.year, office__district=0, office__street=0)
    return list(standing(rows, LISTED, one.cut.as_of).order_by("since", "pk"))


def missed(one: Year) -> list[tuple[str, int]]:
    """The areas with months in which nobody looked and nobody said why, and how many."""
    areas = listed(one)
    found = supervision.months_of_each(areas)
    counts = [(area, sum(month.is_missed for month in found[area.pk] if month.first <= one.last)) for area in areas]
    return [(area.title, months) for area, months in counts if months]


def _row(one: Year, area: Any) -> tuple[str, ...]:
    measures = supervision.measures_of(area)
    done = sum(each.done_on is not None and each.done_on <= one.last for each in measures)
    months = [month for month in supervision.months_of(area) if month.first <= one.last]
    visits = sum(month.visits for month in months)
    streets = "、".join(orgs.territory_names(area.streets).values())
    plan = f"{done}/{len(measures)}" if measures else "—"
    return (streets, days(area.since), days(area.until), plan, str(visits))


def _sections(one: Year, areas: list[Any]) -> Iterator[Section]:
    """Those of one stage together."""
    for state in AREA.states:
        rows = tuple(_row(one, area) for area in areas if area.state_then == state.key)
        if rows:
            yield Section(N_("{stage}（{count}个）").format(stage=state.label, count=len(rows)), rows)


def _columns() -> tuple[Column, ...]:
    return (
        Column(N_("街镇"), Align.LEFT, 52),
        Column(N_("挂牌"), Align.CENTER, 28),
        Column(N_("治理期限"), Align.CENTER, 28),
        Column(N_("措施完成"), Align.CENTER, 26),
        Column(N_("到场"), Align.RIGHT, 22),
    )


def _note() -> str:
    return N_("措施完成为“已完成/方案所列”，没有方案的写“—”；到场为挂牌以来到截止月的检查次数。")


def _effect(one: Year) -> Iterator[Block]:
    """What the kept study says of the listing, in its own sentence, with what falls back by itself drawn apart."""
    study = one.studies.studies.get("did-it-work")
    if study is None:
        return
    found = study.result
    if found.get("refused"):
        yield Para("；".join(found["refused"]) + "。", lead=N_("有没有效果。"))
        return
    if "sentence" not in found:
        return
    day = clock.in_words(study.as_of)
    # What the sentence gives as grounds already is not told twice.
    beside = [reason.rstrip("。") for reason in found.get("reasons", ())]
    reasons = "".join(f"{reason}。" for reason in beside if reason not in found["sentence"])
    said = found["sentence"].rstrip("。") + N_("。{reasons}（数据截至{day}）").format(reasons=reasons, day=day)
    yield Para(said, lead=N_("有没有效果。"))
    if bars := _bars(found):
        alt = "；".join(f"{bar.label}{bar.said}" for bar in bars)
        drawing = waterfall(bars, unit=N_("起"), title=alt)
        yield Figure(N_("挂牌街道事故的前后变化（挑最差必然的回落另列）"), drawing, alt=alt)


def _bars(found: Mapping[str, Any]) -> list[Bar]:
    """From before to after: what falls back by itself, what the others did, what remains; none where no effect may be
    told."""
    if not found.get("waterfall"):
        return []
    before, regressed, trended, after = found["waterfall"]["levels"]
    return [
        level(N_("{base}（折算）").format(base=found["base"]), before),
        Bar(N_("估计与{base}之差").format(base=found["base"]), before, regressed),
        Bar(N_("其他街道相对自身估计的升降"), regressed, trended),
        Bar(N_("其余变化"), trended, after),
        level(found["period"], after),
    ]
