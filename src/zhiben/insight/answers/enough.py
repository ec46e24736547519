"""What speaks against telling anything of a ground: each reason as a sentence, None where it does not hold."""

from __future__ import annotations

from datetime import date

from zhiben.analysis.empirical_bayes import LEAST_AREAS, LEAST_EVENTS
from zhiben.analysis.network_screening import MOST_NOWHERE
from zhiben.insight.answers.areas import Ground
from zhiben.kernel.text import N_


def few(ground: Ground) -> str | None:
    """Too few streets or accidents for estimates."""
    streets, events = len(ground.streets), int(ground.counts.sum())
    if streets >= LEAST_AREAS and events >= LEAST_EVENTS:
        return None
    said = N_("样本不足：{streets}个街道、五年{events}起（至少应有{least}个街道、{fewest}起）")
    return said.format(streets=streets, events=events, least=LEAST_AREAS, fewest=LEAST_EVENTS)


def nowhere(ground: Ground) -> str | None:
    """Too many accidents in no street that stands."""
    lost = len(ground.rows) - int(ground.counts.sum())
    if not ground.rows or lost / len(ground.rows) <= MOST_NOWHERE:
        return None
    said = N_("{all}起中有{nowhere}起没有定位到现有街道，超过5%，不排名；请先在事故案件中补上街道")
    return said.format(all=len(ground.rows), nowhere=lost)


def unfinished(year: int, as_of: date) -> str | None:
    """A year that is not over yet."""
    return N_("{year}年还没有过完，不能作基准年").format(year=year) if year >= as_of.year else None


def unrecorded(ground: Ground) -> str | None:
    """Years in which nothing is recorded at all."""
    seen = {row.occurred_on.year for row in ground.rows}
    empty = [str(year) for year in ground.years if year not in seen]
    if not empty:
        return None
    return N_("{years}年没有一起事故记录：没有导入的年份不能当作没有事故").format(years="、".join(empty))
