"""The same facts as bare arrays: what a script would have read before its clock starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Avg

from zhiben.accidents import queries as accidents
from zhiben.accidents.vocab import part_of_day, season_of
from zhiben.analysis import narratives, spatial, spring_festival, topics
from zhiben.insight import queries
from zhiben.insight.vocab import CAUSE_SIDES, Side
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from zhiben.accidents.queries import Fact
    from zhiben.demonstration.speed.monthly_stage import Stage

    Array = NDArray[np.float64]

PLAIN = (Side.TYPE, Side.SECTOR, Side.HOURS, Side.SEASON, Side.DISTRICT, Side.ENTERPRISE, Side.CONTRACTOR)
SIZES = ("employees", "enterprises", "construction")
LEAST_SHARE = 100


@dataclass(frozen=True)
class Streets:
    """Of all streets, by id: accidents by year, of five years by three classes, sizes, kilometres east and north."""

    ids: tuple[int, ...]
    counts: Array
    by_class: Array
    covariates: Array
    plane: Array


def streets_of(stage: Stage, last: int, years: int) -> Streets:
    """The years up to the last."""
    rows = _rows(stage, "street-risk", last, years)
    ids = tuple(card.id for card in orgs.streets(on=stage.asked["street-risk"].as_of))
    place = {street: row for row, street in enumerate(ids)}
    counts, by_class = np.zeros((len(ids), years)), np.zeros((3, len(ids)))
    for row in rows:
        if row.street in place:
            counts[place[row.street], row.occurred_on.year - last + years - 1] += 1
            by_class[0 if row.dead else 1 if row.serious else 2, place[row.street]] += 1
    told = accidents.exposures(range(last - years + 1, last + 1))
    sizes = np.zeros((len(ids), len(SIZES)))
    for street, at in place.items():
        known = [one for (of, _year), one in told.items() if of == street]
        sizes[at] = [np.mean([float(getattr(one, name)) for one in known]) for name in SIZES]
    return Streets(ids, counts, by_class, sizes, _plane(ids))


def _plane(ids: Sequence[int]) -> Array:
    """The middle of each street's sites."""
    rows = orgs.sites().order_by().values("street").annotate(east=Avg("longitude"), north=Avg("latitude"))
    at = {row["street"]: (float(row["east"]), float(row["north"])) for row in rows}
    return spatial.projected(*zip(*(at[street] for street in ids), strict=True))


def _rows(stage: Stage, key: str, last: int, years: int) -> tuple[Fact, ...]:
    asked = stage.asked[key]
    scheme = {"scheme": asked.parameters["scheme"]} if "scheme" in asked.parameters else {}
    first = date(last - years + 1, 1, 1)
    return queries.facts_of(asked, first=first, last=date(last, 12, 31), **scheme).rows


@dataclass(frozen=True)
class Months:
    """By month the accidents of the listed and of the others (rows), the days of the months, who is listed."""

    counts: Array
    days: Array
    listed: NDArray[np.bool_]


def months_of(stage: Stage, ids: Sequence[int], last: int, years: int) -> Months:
    """All months of the years up to the last."""
    names = stage.asked["did-it-work"].parameters["streets"].split("、")
    chosen = {card.id for card in orgs.streets() if card.name in names}
    counts = np.zeros((2, 12 * years))
    for row in _rows(stage, "did-it-work", last, years):
        if row.street in ids:
            month = 12 * (row.occurred_on.year - last + years - 1) + row.occurred_on.month - 1
            counts[int(row.street not in chosen), month] += 1
    firsts = [date(last - years + 1 + month // 12, month % 12 + 1, 1) for month in range(12 * years + 1)]
    firsts[-1] = date(last + 1, 1, 1)
    days = np.diff(np.array(firsts, "datetime64[D]")).astype(float)
    return Months(counts, days, np.array([street in chosen for street in ids]))


@dataclass(frozen=True)
class Coded:
    """By side the values and which case has which."""

    keys: Mapping[Side, list[str]]
    has: Mapping[Side, Array]
    rows: tuple[Fact, ...]


def coded(stage: Stage, last: int, years: int) -> Coded:
    """Five years of cases by all sides that are crossed or come together."""
    rows = _rows(stage, "causes", last, years)
    layers = {f"{one.scheme.key}:{one.code}": one.scheme.layer for one in accidents.known_causes()}
    keys: dict[Side, list[str]] = {}
    has: dict[Side, Array] = {}
    for side in (*PLAIN, *CAUSE_SIDES):
        values = [_values(side, row, layers) for row in rows]
        keys[side] = sorted({one for some in values for one in some})
        place = {key: at for at, key in enumerate(keys[side])}
        has[side] = np.zeros((len(rows), len(place)))
        for at, some in enumerate(values):
            has[side][at, [place[one] for one in some]] = 1
    return Coded(keys, has, rows)


def _values(side: Side, row: Fact, layers: Mapping[str, str]) -> set[str]:
    if side in CAUSE_SIDES:
        found = {f"{scheme}:{code}" for scheme, code in row.causes}
        return {one for one in found if layers[one] == side}
    told = {
        Side.TYPE: row.type,
        Side.SECTOR: str(row.sector or ""),
        Side.HOURS: "" if row.hour is None else part_of_day(row.hour),
        Side.SEASON: season_of(row.occurred_on.month),
        Side.DISTRICT: str(row.district or ""),
        Side.ENTERPRISE: row.enterprise,
        Side.CONTRACTOR: {True: "on", False: "no", None: ""}[row.contractor],
    }[side]
    return {told} - {""}


@dataclass(frozen=True)
class Facts:
    """All facts that come together, named by side and value; how many cases are enough; by size, how many rules there
    might have been."""

    names: list[tuple[str, str]]
    table: NDArray[np.bool_]
    least: int
    looked_at: list[int]


def facts_of(one: Coded) -> Facts:
    """Those that enough cases have."""
    sides = (*PLAIN, *CAUSE_SIDES)
    least = max(5, -(-len(one.rows) // LEAST_SHARE))
    kept = {side: one.has[side].sum(0) >= least for side in sides}
    kept[Side.TYPE] &= np.array([key != "-" for key in one.keys[Side.TYPE]])
    names = [(side.value, key) for side in sides for key, some in zip(one.keys[side], kept[side], strict=True) if some]
    table = np.column_stack([one.has[side][:, kept[side]] for side in sides]) > 0
    columns = [int(kept[side].sum()) for side in PLAIN] + [1] * sum(int(kept[side].sum()) for side in CAUSE_SIDES)
    ways = [1, 0, 0, 0]
    for values in columns:
        ways = [1, *(ways[size] + values * ways[size - 1] for size in range(1, len(ways)))]
    return Facts(names, table, least, [some * max(0, 2**size - 2) for size, some in enumerate(ways)])


@dataclass(frozen=True)
class Texts:
    """Narratives in the order past, recent: weights of their runs of characters, their content words, the cases."""

    table: Any
    words: list[list[str]]
    before: int
    cases: list[int]


def texts_of(stage: Stage, since: date) -> Texts:
    """All accidents, those before a day first."""
    asked = stage.asked["new-types"]
    rows = sorted(queries.facts_of(asked).rows, key=lambda row: (row.occurred_on >= since, row.occurred_on, row.case))
    told = accidents.narratives(row.case for row in rows)
    ready = [narratives.prepared(told[row.case]) for row in rows]
    before = sum(row.occurred_on < since for row in rows)
    table = narratives.weighted(narratives.grams(ready), before)
    return Texts(table, [narratives.content(one) for one in ready], before, [row.case for row in rows])


def words_of(one: Coded) -> list[str]:
    """The content words of five years' narratives without what is pasted anywhere, between blanks."""
    told = accidents.narratives(row.case for row in one.rows)
    ready = topics.without_filler([narratives.prepared(told[row.case]) for row in one.rows])
    return [" ".join(narratives.content(text)) for text in ready]


@dataclass(frozen=True)
class Weeks:
    """By series (`city`, `sector:1`) counts of weeks and months; days of the Spring Festival by week."""

    weekly: Mapping[str, Array]
    monthly: Mapping[str, Array]
    festival: Array
    firsts: list[date]


def weeks_of(stage: Stage, series: Iterable[str]) -> Weeks:
    """From the first accident to the last week and month that were over."""
    asked = stage.asked["warnings"]
    rows = queries.facts_of(asked).rows
    begins, ends = rows[0].occurred_on, asked.as_of
    monday = begins - timedelta(days=begins.weekday())
    weeks = (ends + timedelta(days=1) - monday).days // 7
    start = 12 * begins.year + begins.month - (begins.day == 1)
    after = ends + timedelta(days=1)
    months = 12 * after.year + after.month - 1 - start
    weekly, monthly = {}, {}
    for key in series:
        days = [row.occurred_on for row in rows if key in ("city", f"sector:{row.sector}")]
        by_week = np.array([(day - monday).days // 7 for day in days])
        by_month = np.array([12 * day.year + day.month - 1 - start for day in days])
        weekly[key] = np.bincount(by_week[by_week < weeks], minlength=weeks).astype(float)
        inside = (by_month >= 0) & (by_month < months)
        monthly[key] = np.bincount(by_month[inside], minlength=months).astype(float)
    mondays = [monday + timedelta(days=7 * week) for week in range(weeks)]
    shadow = [float(spring_festival.days_within(one, one + timedelta(days=6))) for one in mondays]
    firsts = [date((start + month) // 12, (start + month) % 12 + 1, 1) for month in range(months)]
    return Weeks(weekly, monthly, np.array(shadow), firsts)
