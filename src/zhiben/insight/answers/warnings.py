"""Is more happening than one would expect? Weeks of the city and of sectors, months for slow drifts, days between rare
deaths of a district, all thresholds from one budget of false alarms; what looks like a mending of the books is told
apart; the next months of the city with their interval. Days are those on which accidents happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import sqrt
from typing import Any

from zhiben.accidents import queries as accidents
from zhiben.accidents.queries import Fact
from zhiben.analysis import cusum, delays, forecast, seasonal_sum, spring_festival, surveillance
from zhiben.analysis.surveillance import A_YEAR
from zhiben.foundation.studies import Found
from zhiben.insight import queries
from zhiben.insight.answers import silence
from zhiben.insight.answers import warning_series as laid
from zhiben.insight.answers.warning_ahead import ahead
from zhiben.insight.answers.warning_alerts import LABELS, of_gaps, of_series, with_cases
from zhiben.insight.answers.warning_budget import spent
from zhiben.insight.answers.warning_series import Series
from zhiben.insight.questions import Asked
from zhiben.insight.vocab import PER_MONTH
from zhiben.kernel.periods import in_words, months_between, months_from
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

METHODS = (*surveillance.METHODS, *cusum.METHODS, *seasonal_sum.METHODS, *delays.METHODS, *forecast.METHODS)
VERSION = f"3.{surveillance.VERSION}.{cusum.VERSION}.{seasonal_sum.VERSION}.{forecast.VERSION}"
COLUMNS = ("编号", "发生日期", "区", "行业领域", "死亡（含失踪）", "获知日期", "录入日期")
LEAST_OF_A_SECTOR = 52
"""A sector with fewer accidents in all is watched by months and not by weeks."""
LEAST_OF_A_DRIFT = 12
"""One with fewer accidents in all is not watched by itself."""
LEAST_OF_A_WEEK, LEAST_OF_A_SUM = 2, 3
"""Fewer cases in a week, or in the months that a sum is made of, are no alert, wherever the limit lies."""
SHOWN_WEEKS, JUDGED_WEEKS, WATCHED_MONTHS, JUDGED_MONTHS = 26, 4, 12, 2
RISE = 1.0
"""The drift that months are watched for, in standard deviations of a usual month: a default of this product."""
RARE_A_YEAR, GAP_CHANCE, LEAST_GAPS = 12, 0.00135, 5
MOST_EVENTS = 5
"""Where even the same day is within chance for one accident more, several together are looked at, up to so many."""
YOUNG_YEARS = 4
SPIKE, SPIKE_DAYS, OLD_DAYS = 20, 60, 30
"""So many records entered on one of the last days, most of them of accidents so many days before, are a mending of the
books: defaults of this product."""


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called, and the whole ground; only a city has its months ahead told."""

    sectors: Mapping[int, str]
    districts: Mapping[int, str]
    whole: str = N_("全市")
    of_a_city: bool = True


@dataclass(frozen=True, slots=True)
class _Watched:
    """One series to be judged, and by what."""

    key: str
    title: str
    series: Series
    by: str


def answer(asked: Asked) -> Found:
    """All series of the ground, and what stands out of them."""
    rows = queries.facts_of(asked).rows
    entered = accidents.entered_days(row.case for row in rows)
    districts = orgs.territory_names({asked.at.district, *(row.district for row in rows)} - {0})
    whole = districts.get(asked.at.district, "") if asked.at.district else N_("全市")
    names = Names(dict(orgs.sectors()), districts, whole, of_a_city=not asked.at.district)
    return found(rows, names=names, entered=entered, as_of=asked.as_of, **asked.parameters)


def found(
    rows: Sequence[Fact],
    *,
    names: Names,
    entered: Mapping[int, date],
    as_of: date,
    per_month: float = PER_MONTH,
) -> Found:
    """All series, alerts, notes on the data and the months ahead, from `rows` up to `as_of`; `entered`: by case the day
    on which it was written down here. `per_month`: false alarms taken for all series together."""
    rows = [row for row in rows if row.occurred_on <= as_of]
    table, parameters = _table(rows, names, entered), {"per_month": per_month}
    if not rows:
        result: dict[str, Any] = {"series": [], "alerts": [], "quality": [], "budget": None, "ahead": None}
        return Found(VERSION, COLUMNS, table, result, warnings=[N_("没有事故数据")], parameters=parameters)
    begins = silence.begins([row.occurred_on for row in rows], as_of)
    scattered, rows = rows, [row for row in rows if row.occurred_on >= begins]
    days = [row.occurred_on for row in rows]
    gone = silence.unreported(laid.weekly(days, begins, as_of))
    watched = list(_watched(rows, names, begins, as_of, gone))
    rare = list(_rare(rows, names, as_of, gone))
    drifts = sum(one.by == "cusum" for one in watched)
    budget = spent(per_month, weekly=len(watched) - drifts, drifts=drifts, rare=[share for share, _one in rare])
    late = _late(rows, entered, begins, as_of)
    judged = [_judged(one, budget.alpha, late) for one in watched]
    alerts = [alert for one in judged for alert in one.pop("alerts")]
    alerts += [alert for _share, one in rare for alert in of_gaps(one, as_of)]
    result = {
        "as_of": as_of,
        "series": judged,
        "rare": [one for _share, one in rare],
        "alerts": [with_cases(one, rows) for one in alerts],
        "quality": [*_before(scattered, begins), *_unreported(gone), *_spikes(rows, entered, as_of)],
        "budget": budget.told(len(watched) + len(rare)),
        "provisional": sorted(late),
        "whole": names.whole,
        "ahead": ahead(days, begins, as_of, late, gone) if names.of_a_city else None,
    }
    return Found(VERSION, COLUMNS, table, result, warnings=_warnings(late), parameters=parameters)


def _late(rows: Sequence[Fact], entered: Mapping[int, date], begins: date, as_of: date) -> frozenset[date]:
    """Of the months that are over those that are not complete."""
    days = ((row.occurred_on, row.known_on, entered.get(row.case)) for row in rows)
    recorded = [(on, max(filter(None, said))) for on, *said in days if any(said)]
    known = (as_of + timedelta(days=1)).replace(day=1)
    first = begins.replace(day=1)
    return frozenset(accidents.provisional(recorded, months_from(first, months_between(first, known)), known))


def _table(rows: Sequence[Fact], names: Names, entered: Mapping[int, date]) -> list[tuple[Any, ...]]:
    return [
        (
            row.number,
            row.occurred_on,
            names.districts.get(row.district, ""),
            names.sectors.get(row.sector, ""),
            row.dead,
            row.known_on or "",
            entered.get(row.case, ""),
        )
        for row in rows
    ]


def _watched(rows: Sequence[Fact], names: Names, begins: date, as_of: date, gone: Sequence[date]) -> Iterator[_Watched]:
    days = [row.occurred_on for row in rows]
    yield _by_week("city", names.whole, days, begins, as_of, gone)
    yield _Watched("city", names.whole, laid.monthly(days, begins, as_of, gone), "cusum")
    by_sector = Counter(row.sector for row in rows if row.sector)
    for sector, count in sorted(by_sector.items(), key=lambda pair: (-pair[1], pair[0])):
        if count < LEAST_OF_A_DRIFT:
            continue
        own, title = [row.occurred_on for row in rows if row.sector == sector], names.sectors.get(sector, "")
        if count >= LEAST_OF_A_SECTOR:
            yield _by_week(f"sector:{sector}", title, own, begins, as_of, gone)
        yield _Watched(f"sector:{sector}", title, laid.monthly(own, begins, as_of, gone), "cusum")


def _by_week(key: str, title: str, days: Sequence[date], begins: date, as_of: date, gone: Sequence[date]) -> _Watched:
    """A series of four years and more by Farrington's limit, a younger one by EARS."""
    series = laid.weekly(days, begins, as_of, gone)
    return _Watched(key, title, series, "farrington" if len(series) > YOUNG_YEARS * A_YEAR else "ears")


def _judged(one: _Watched, alpha: float, late: frozenset[date]) -> dict[str, Any]:
    points, shown = _drift(one, alpha) if one.by == "cusum" else _weeks(one, alpha)
    name = laid.month_name if one.by == "cusum" else laid.week_name
    for point in points:
        first = point["first"]
        point["period"], point["provisional"] = name(first), first.replace(day=1) in late
    base = {"key": one.key, "title": one.title, "method": one.by, "method_label": LABELS[one.by]}
    recent = set(one.series.firsts[-(JUDGED_MONTHS if one.by == "cusum" else JUDGED_WEEKS) :])
    alarms = [point for point in points if point["alarm"] and point["first"] in recent]
    return {
        **base,
        "points": points[-shown:],
        "missing": _missing(one, points),
        "alerts": [of_series(one.key, one.title, one.by, point) for point in alarms],
    }


def _missing(one: _Watched, points: Sequence[Mapping[str, Any]]) -> list[str]:
    """What had no figure since the first period that was judged."""
    gone = [first for first in one.series.missing if points and first >= points[0]["first"]]
    return [laid.month_name(first) for first in gone] if one.by == "cusum" else laid.spans_of_weeks(gone)


def _weeks(one: _Watched, alpha: float) -> tuple[list[dict[str, Any]], int]:
    places = range(max(0, len(one.series) - SHOWN_WEEKS), len(one.series))
    if one.by == "farrington":  # its alpha is two-sided
        judged = surveillance.farrington(
            one.series.counts, places, alpha=2 * alpha, covariate=_festival(one.series.firsts)
        )
    else:
        lag = surveillance.EARS_LAG
        judged = surveillance.ears(one.series.counts, places, lag=lag, alpha=alpha, budgeted=True)
    return [
        {
            "first": one.series.firsts[each.place],
            "observed": int(each.observed),
            "expected": round(each.expected, 2),
            "limit": round(each.limit, 2),
            "alarm": bool(each.alarm) and each.observed >= LEAST_OF_A_WEEK,
        }
        for each in judged
    ], SHOWN_WEEKS


def _festival(firsts: Sequence[date]) -> list[float] | None:
    """How many days of each week lie in the shadow of the Spring Festival; None for years that nobody knows."""
    try:
        return [float(spring_festival.days_within(first, first + timedelta(days=6))) for first in firsts]
    except ValueError:
        return None


def _drift(one: _Watched, alpha: float) -> tuple[list[dict[str, Any]], int]:
    """The sum from January of the year before on, against the same months of all years before; none without a year
    before. It begins on the same day all year, so that an alarm stays where it is."""
    start = _begins(one.series)
    before = one.series.counts[:start]
    months = [first.month for first in one.series.firsts[:start]]
    usual = seasonal_sum.profile(before, months)
    level = sum(usual) / len(usual)
    if sum(count is not None for count in before) < WATCHED_MONTHS or not level:
        return [], WATCHED_MONTHS
    plan = seasonal_sum.plan(usual, 1 + RISE / sqrt(level), run=seasonal_sum.ESTIMATED * max(cusum.RUN, 1 / alpha))
    plan = replace(plan, h=max(plan.h, Fraction(LEAST_OF_A_SUM - 1)))  # fewer cases stay below, and begin no new sum
    watched = seasonal_sum.watch(one.series.counts[start:], plan)
    return [
        {
            "first": one.series.firsts[start + each.place],
            "observed": int(each.observed),
            "expected": round(usual[each.place % len(usual)], 2),
            "value": round(each.value, 1),
            "limit": float(plan.h),
            "alarm": bool(each.alarm),
            "since": one.series.firsts[start + since],
            "cases": cases,
            "usual": round(as_usual, 1),
        }
        for each, (since, cases, as_usual) in zip(watched, _gathered(watched, usual), strict=True)
    ], WATCHED_MONTHS


def _gathered(watched: Sequence[cusum.Sum], usual: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """For each month of a sum: the first month that it is made of, the cases since then, and how many are usual."""
    run: list[cusum.Sum] = []
    for each in watched:
        run.append(each)
        if not each.value:
            run = [each]
        yield run[0].place, int(sum(one.observed for one in run)), sum(usual[one.place % len(usual)] for one in run)
        if each.alarm or not each.value:
            run = []


def _begins(series: Series) -> int:
    """The place from which months are watched."""
    if not series.firsts:
        return 0
    year = series.firsts[-1].year - 1
    return next(place for place, first in enumerate(series.firsts) if first.year >= year)


def _rare(
    rows: Sequence[Fact], names: Names, as_of: date, gone: Sequence[date]
) -> Iterator[tuple[float, dict[str, Any]]]:
    """By district with few of them: the days between accidents with deaths, and how many false alarms a month the
    limit brings. Weeks without a report are no days on which nothing happened."""
    told_days = (as_of - rows[0].occurred_on).days - 7 * len(gone)
    years = max(1.0, told_days / 365.25)
    for district in sorted({row.district for row in rows if row.district}):
        days = [row.occurred_on for row in rows if row.district == district and row.dead]
        if len(days) < LEAST_GAPS or len(days) / years > RARE_A_YEAR:
            continue
        mean = told_days / len(days)
        events = next((n for n in range(1, MOST_EVENTS) if cusum.soonest(mean, n)), MOST_EVENTS)
        told = [
            {"after": each.after, "until": each.until, "days": each.days, "soon": bool(each.soon)}
            for each in cusum.gaps(days, mean, events)
        ]
        yield (
            GAP_CHANCE * len(days) / years / 12,
            {
                "key": f"district:{district}",
                "title": names.districts.get(district, ""),
                "deaths": len(days),
                "mean": round(mean, 1),
                "events": events,
                "soonest": cusum.soonest(mean, events),
                "gaps": told[-WATCHED_MONTHS:],
            },
        )


def _unreported(gone: Sequence[date]) -> Iterator[dict[str, Any]]:
    if gone:
        weeks = "、".join(laid.spans_of_weeks(gone))
        said = N_("{weeks}一起也没有，请核实是否缺报：核实以前不当作0，这些周、月不判断")
        yield {"kind": "unreported", "told": said.format(weeks=weeks)}


def _before(rows: Sequence[Fact], begins: date) -> Iterator[dict[str, Any]]:
    """What stands scattered before the series begins."""
    if count := sum(row.occurred_on < begins for row in rows):
        said = N_("{day:%Y-%m-%d}以前只有零星的{count}起记录，请核实发生日期：各序列从这一天起算")
        yield {"kind": "scattered", "told": said.format(day=begins, count=count)}


def _spikes(rows: Sequence[Fact], entered: Mapping[int, date], as_of: date) -> Iterator[dict[str, Any]]:
    """Days on which the books were mended: what was entered then is of long before."""
    by_day: dict[date, list[int]] = {}
    for row in rows:
        day = entered.get(row.case)
        if day is not None and as_of - timedelta(days=SPIKE_DAYS) < day <= as_of:
            by_day.setdefault(day, []).append((day - row.occurred_on).days)
    for day, ages in sorted(by_day.items()):
        old = sum(age > OLD_DAYS for age in ages)
        if len(ages) >= SPIKE and 2 * old > len(ages):
            said = N_(
                "{day:%Y-%m-%d}一天录入{count}起，其中{old}起发生在{days}天以前：属补录，按发生日期统计，不作安全预警"
            )
            yield {"kind": "spike", "told": said.format(day=day, count=len(ages), old=old, days=OLD_DAYS)}


def _warnings(late: frozenset[date]) -> list[str]:
    if not late:
        return []
    return [N_("{months}的数可能还没有报齐，为暂定").format(months=in_words(sorted(late)))]
