"""Streets of which nobody recorded when they were listed: there is no before and no after, only counts by calendar
year."""

from __future__ import annotations

from typing import Any

from zhiben.analysis.before_after import REFUSALS
from zhiben.foundation.studies import Found
from zhiben.insight.answers import enough
from zhiben.insight.answers.areas import YEARS, Ground, ground_of
from zhiben.insight.answers.listed import Listed
from zhiben.insight.questions import Asked
from zhiben.kernel.periods import named
from zhiben.kernel.text import N_


def undated(asked: Asked, listed: Listed, version: str) -> Found:
    """The counts of five years and of the one that is not over, of the listed streets and of all others."""
    ground = ground_of(asked, asked.as_of.year, years=YEARS + 1)
    chosen, years = {*listed.streets}, _recorded(ground)
    rows = [
        {"street": card.id, "name": card.name, "counts": _of_years(ground, [ground.place[card.id]], years)}
        for card in ground.streets
        if card.id in chosen
    ]
    others = [place for street, place in ground.place.items() if street not in chosen]
    ours = _of_years(ground, [ground.place[street] for street in listed.streets], years)
    names = [_named(year, asked) for year in years]
    result: dict[str, Any] = {
        "refused": [],
        "undated": True,
        "sentence": _sentence(len(chosen), names, ours),
        "reasons": [REFUSALS["no_date"]],
        "years": names,
        "spans": [[f"{year}-01-01", min(f"{year}-12-31", asked.as_of.isoformat())] for year in years],
        "rows": rows,
        "ours": ours,
        "others": {"streets": len(others), "counts": _of_years(ground, others, years)},
    }
    inputs = [
        [card.name, "是" if card.id in chosen else "否", *_of_years(ground, [ground.place[card.id]], years)]
        for card in ground.streets
    ]
    columns = ["街道", "挂牌", *(f"{year}年" for year in years)]
    return Found(version, columns, inputs, result, ground.left_out(), _warnings(ground, asked), asked.parameters)


def _recorded(ground: Ground) -> list[int]:
    """The years from the first on in which anything is recorded."""
    first = min((row.occurred_on.year for row in ground.rows), default=ground.years[-1])
    return [year for year in ground.years if year >= first]


def _of_years(ground: Ground, places: list[int], years: list[int]) -> list[int]:
    counts: list[int] = ground.counts[places].sum(0)[-len(years) :].tolist()
    return counts


def _named(year: int, asked: Asked) -> str:
    if year < asked.as_of.year:
        return N_("{year}年").format(year=year)
    day = asked.as_of
    return N_("{year}年（截至{month}月{day}日）").format(year=year, month=day.month, day=day.day)


def _sentence(streets: int, years: list[str], counts: list[int]) -> str:
    told = "、".join(f"{year}{count}起" for year, count in zip(years, counts, strict=True))
    said = N_("{streets}个挂牌街道没有记录挂牌日期，分不出整治前后，只列各年起数：{told}。不作效果结论：{why}。")
    return said.format(streets=streets, told=told, why=REFUSALS["no_date"])


def _warnings(ground: Ground, asked: Asked) -> list[str]:
    doubtful, found = enough.uncertain(ground, asked.as_of), []
    if doubtful["short"]:
        said = N_("{months}的起数远少于其他年份同月：请核对是否没有导入齐")
        found.append(said.format(months=named(doubtful["short"])))
    if doubtful["provisional"]:
        found.append(enough.NOT_ALL_TOLD.format(months=named(doubtful["provisional"])))
    return found
