"""Is more happening than one would expect? Weeks of the city and of sectors, months for slow drifts, days between rare
deaths of a district, all thresholds from one budget of false alarms; what looks like a mending of the books is told
apart; the next months of the city with their interval. Days are those on which accidents happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Any

from zhiben.accidents import queries as accidents
from zhiben.accidents.queries import Fact
from zhiben.analysis import cusum, delays, forecast, seasonal_sum, spring_festival, surveillance
from zhiben.analysis.surveillance import A_YEAR
from zhiben.foundation.studies import Found
from zhiben.insight import queries
from zhiben.insight.answers import warning_series as laid
from zhiben.insight.answers.late import months_from, provisional
from zhiben.insight.answers.warning_ahead import AHEAD, ahead
from zhiben.insight.answers.warning_budget import spent
from zhiben.insight.answers.warning_series import Series
from zhiben.insight.questions import Asked
from zhiben.insight.vocab import PER_MONTH
from zhiben.kernel.periods import months_after
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

METHODS = (*surveillance.METHODS, *cusum.METHODS, *seasonal_sum.METHODS, *delays.METHODS, *forecast.METHODS)
VERSION = f"2.{surveillance.VERSION}.{cusum.VERSION}.{seasonal_sum.VERSION}.{forecast.VERSION}"
COLUMNS = ("编号", "发生日期", "区", "行业领域", "死亡（含失踪）", "获知日期", "录入日期")
LEAST_OF_A_SECTOR = 52
"""A sector with fewer accidents in all is watched by months and not by weeks."""
LEAST_OF_A_DRIFT = 12
"""One with fewer accidents in all is not watched by itself."""
SHOWN_WEEKS, JUDGED_WEEKS, WATCHED_MONTHS, JUDGED_MONTHS, RARE_DAYS = 26, 4, 12, 2, 31
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
    begins = rows[0].occurred_on
    gone = laid.unreported(laid.weekly([row.occurred_on for row in rows], begins, as_of))
    watched = list(_watched(rows, names, begins, as_of, gone))
    rare = list(_rare(rows, names, as_of, gone))
    drifts = sum(one.by == "cusum" for one in watched)
    budget = spent(per_month, weekly=len(watched) - drifts, drifts=drifts, rare=[share for share, _one in rare])
    late = _late(rows, entered, as_of)
    judged = [_judged(one, budget.alpha, late) for one in watched]
    alerts = [alert for one in judged for alert in one.pop("alerts")]
    alerts += [alert for _share, one in rare for alert in _gap_alerts(one, as_of)]
    result = {
        "as_of": as_of,
        "series": judged,
        "rare": [one for _share, one in rare],
        "alerts": alerts,
        "quality": [*_unreported(gone), *_spikes(rows, entered, as_of)],
        "budget": budget.told(len(watched) + len(rare)),
        "provisional": sorted(late),
        "whole": names.whole,
        "ahead": ahead([row.occurred_on for row in rows], begins, as_of, late, gone) if names.of_a_city else None,
    }
    return Found(VERSION, COLUMNS, table, result, warnings=_warnings(late), parameters=parameters)


def _late(rows: Sequence[Fact], entered: Mapping[int, date], as_of: date) -> frozenset[date]:
    """Of the last months that are over those that are not complete."""
    days = ((row.occurred_on, row.known_on, entered.get(row.case)) for row in rows)
    recorded = [(on, max(filter(None, said))) for on, *said in days if any(said)]
    known = (as_of + timedelta(days=1)).replace(day=1)
    return frozenset(provisional(recorded, months_from(months_after(known, -AHEAD), AHEAD), known))


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
        "alerts": [_alert(one, point) for point in alarms],
    }


def _missing(one: _Watched, points: Sequence[Mapping[str, Any]]) -> list[str]:
    """What had no figure since the first period that was judged."""
    gone = [first for first in one.series.missing if points and first >= points[0]["first"]]
    return [laid.month_name(first) for first in gone] if one.by == "cusum" else laid.spans_of_weeks(gone)


def _alert(one: _Watched, point: Mapping[str, Any]) -> dict[str, Any]:
    said = (
        N_("{title}{period}{observed:.0f}起，累积值{value}达到上限{limit}（往年同月平均{expected}起）")
        if one.by == "cusum"
        else N_("{title}{period}{observed:.0f}起，按往年推算{expected}起，上限{limit}起")
    )
    return {
        "subject": f"{one.key}|{one.by}|{point['first']:%Y-%m-%d}",
        "series": one.key,
        "title": one.title,
        "method": one.by,
        "method_label": LABELS[one.by],
        **{name: point[name] for name in ("period", "first", "observed", "expected", "limit", "provisional")},
        "told": said.format(title=one.title, **{"value": "", **point}),
    }


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
            "observed": each.observed,
            "expected": round(each.expected, 2),
            "limit": round(each.limit, 2),
            "alarm": bool(each.alarm),
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
    return [
        {
            "first": one.series.firsts[start + each.place],
            "observed": each.observed,
            "expected": round(usual[each.place % len(usual)], 2),
            "value": round(each.value, 1),
            "limit": float(plan.h),
            "alarm": bool(each.alarm),
        }
        for each in seasonal_sum.watch(one.series.counts[start:], plan)
    ], WATCHED_MONTHS


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


def _gap_alerts(one: Mapping[str, Any], as_of: date) -> Iterator[dict[str, Any]]:
    said = N_(
        "{title}亡人事故{after:%Y-%m-%d}至{until:%Y-%m-%d}只用{days}天就又发生{events}起，平均{mean}天一起，"
        "{events}起在{soonest}天以内的少见"
    )
    for gap in one["gaps"]:
        if gap["soon"] and gap["until"] > as_of - timedelta(days=RARE_DAYS):
            yield {
                "subject": f"{one['key']}|gaps|{gap['until']:%Y-%m-%d}",
                "series": one["key"],
                "title": one["title"],
                "method": "gaps",
                "method_label": LABELS["gaps"],
                "period": f"{gap['until']:%Y-%m-%d}",
                "first": gap["until"],
                "observed": gap["days"],
                "expected": one["mean"],
                "limit": one["soonest"],
                "provisional": False,
                "told": said.format(**{**one, **gap}),
            }


def _unreported(gone: Sequence[date]) -> Iterator[dict[str, Any]]:
    if gone:
        weeks = "、".join(laid.spans_of_weeks(gone))
        yield {"kind": "unreported", "told": N_("{weeks}一起也没有，按缺报处理，不当作0").format(weeks=weeks)}


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
    return [
        N_("{months}的数可能还没有报齐，为暂定").format(months="、".join(laid.month_name(day) for day in sorted(late)))
    ]


LABELS = {
    "farrington": N_("周数预警（Farrington法）"),
    "ears": N_("短序列预警（EARS C2）"),
    "cusum": N_("缓慢上升预警（累积和）"),
    "gaps": N_("罕见事件的间隔天数"),
}
