"""What speaks against telling anything of a ground: each reason as a sentence, None where it does not hold."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zhiben.accidents.queries import provisional, since_when
from zhiben.analysis.empirical_bayes import LEAST_AREAS, LEAST_EVENTS
from zhiben.analysis.network_screening import MOST_NOWHERE
from zhiben.insight.answers.areas import Ground
from zhiben.insight.answers.late import short
from zhiben.kernel.periods import months_from, named
from zhiben.kernel.text import N_

BASE_IS_SHORT = N_(
    "{months}的起数远少于其他年份同月，像是没有导入齐：基准年{year}年偏少，据此得出的都不可靠，不宜据此提请挂牌；请先补录，再重新计算"
)
NOT_ALL_TOLD = N_("{months}的数是暂定的：事故往往过一段时间才报来")
OTHERS_ARE_SHORT = N_("{months}的起数远少于其他年份同月，像是没有导入齐，五年估计偏低：请核对")


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


def uncertain(ground: Ground, as_of: date) -> dict[str, Any]:
    """The months of the ground's years that seem not to have been imported in full (`short`), and those of its last
    year that are provisional."""
    known = (as_of + timedelta(days=1)).replace(day=1)
    over = [month for month in months_from(date(ground.years[0], 1, 1), 12 * len(ground.years)) if month < known]
    last = [month for month in over if month.year == ground.years[-1]]
    return {
        "short": [f"{month:%Y-%m}" for month in short((row.occurred_on for row in ground.rows), over)],
        "provisional": [f"{month:%Y-%m}" for month in provisional(since_when(ground.read), last, known)],
    }


def told(uncertain: dict[str, Any], base_year: int) -> list[str]:
    """The same as sentences."""
    found = []
    for year_is_base in (True, False):
        months = [month for month in uncertain["short"] if month.startswith(str(base_year)) is year_is_base]
        if months:
            said = BASE_IS_SHORT if year_is_base else OTHERS_ARE_SHORT
            found.append(said.format(months=named(months), year=base_year))
    if uncertain["provisional"]:
        said = N_("{months}的数是暂定的：事故往往过一段时间才报来、录入")
        found.append(said.format(months=named(uncertain["provisional"])))
    return found
