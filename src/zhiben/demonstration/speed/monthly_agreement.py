"""The bare kernel of each monthly question, and whether its figures are those that the question was answered with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from zhiben.demonstration.speed import bare_causes, bare_streets, bare_weeks, monthly_arrays
from zhiben.demonstration.speed.monthly_stage import AS_OF, LISTED, SINCE
from zhiben.insight.vocab import Side

if TYPE_CHECKING:
    from zhiben.demonstration.speed.monthly_arrays import Coded, Facts, Streets, Texts, Weeks
    from zhiben.demonstration.speed.monthly_stage import Stage

LAST = AS_OF.year - 1
USUAL = (
    (Side.SECTOR, Side.TYPE),
    (Side.TYPE, Side.HOURS),
    (Side.SECTOR, Side.DISTRICT),
    (Side.ACT, Side.SECTOR),
    (Side.CONDITION, Side.SECTOR),
    (Side.MANAGEMENT, Side.SECTOR),
)
CAUSES = (Side.ACT, Side.CONDITION, Side.MANAGEMENT, Side.REGULATOR)
Pair = tuple[Any, Any]
Kernel = Callable[[], Any]


def kernels(stage: Stage, results: Mapping[str, Mapping[str, Any]]) -> dict[str, Kernel]:
    """By question what is timed, on arrays that lie ready. Each gives what `must_agree` compares."""
    five, six = monthly_arrays.streets_of(stage, LAST, 5), monthly_arrays.streets_of(stage, LAST, 6)
    months = monthly_arrays.months_of(stage, six.ids, LAST, 6)
    before = monthly_arrays.streets_of(stage, SINCE.year - 1, 5)
    one = monthly_arrays.coded(stage, LAST, 5)
    facts, words = monthly_arrays.facts_of(one), monthly_arrays.words_of(one)
    texts = monthly_arrays.texts_of(stage, results["new-types"]["since"])
    warned = results["warnings"]
    weeks = monthly_arrays.weeks_of(stage, dict.fromkeys(series["key"] for series in warned["series"]))
    causes = np.column_stack([one.has[side] for side in CAUSES])
    return {
        "street-risk": lambda: (
            bare_streets.risky(five.counts, five.by_class, five.covariates, five.plane, LISTED),
            five,
        ),
        "nothing-done": lambda: bare_streets.nothing_done(five.counts, five.covariates, LISTED),
        "did-it-work": lambda: bare_streets.worked(
            six.counts, before.covariates, months.listed, months.counts, months.days
        ),
        "causes": lambda: ([bare_causes.crossed(one.has[row], one.has[column]) for row, column in USUAL], one),
        "together": lambda: (bare_causes.ruled(facts.table, facts.least, facts.looked_at), facts),
        "preventable": lambda: (bare_causes.shares(causes), one),
        "topics": lambda: bare_causes.topics(words),
        "new-types": lambda: (bare_causes.novel(texts.table, texts.words, texts.before), texts),
        "warnings": lambda: (_warned(weeks, warned), weeks),
    }


def _warned(weeks: Weeks, told: Mapping[str, Any]) -> dict[str, Any]:
    alpha = told["budget"]["alpha"]
    watched = next(place for place, first in enumerate(weeks.firsts) if first.year >= weeks.firsts[-1].year - 1)
    whole = sum(first not in told["provisional"] for first in weeks.firsts)
    found: dict[str, Any] = {}
    for one in told["series"]:
        key = one["key"]
        if one["method"] == "farrington":
            found[f"{key} weeks"] = bare_weeks.limits(weeks.weekly[key], weeks.festival, 2 * alpha)
        elif weeks.monthly[key][:watched].any():
            usual, months = weeks.monthly[key][:watched], [first.month - 1 for first in weeks.firsts[:watched]]
            limit = bare_weeks.limit_of_sum(usual, np.array(months), 1.75 * max(100.0, 1 / alpha))
            found[f"{key} months"] = max(limit, 2.0)
    steps, origins = 3 + len(weeks.firsts) - whole, told["ahead"]["origins"]
    found["ahead"] = bare_weeks.ahead(weeks.monthly["city"][:whole], steps, origins)
    return found


def must_agree(key: str, result: Mapping[str, Any], bare: Any) -> None:
    """Raises RuntimeError with the figures that do not."""
    wrong = [
        f"{what}: {ours} and not {theirs}"
        for what, ours, theirs, near in PAIRS[key](result, bare)
        if not np.allclose(ours, theirs, rtol=near, atol=near)
    ]
    if wrong:
        raise RuntimeError(f"{key}: {'; '.join(wrong[:5])}")


Compared = Iterable[tuple[str, Any, Any, float]]


def _risky(result: Mapping[str, Any], bare: tuple[bare_streets.Risky, Streets]) -> Compared:
    found, streets = bare
    place = {street: at for at, street in enumerate(streets.ids)}
    for row in result["rows"]:
        at, name = place[row["street"]], row["name"]
        yield f"{name} expected", row["expected"], found.main.expected[at], 1e-4
        yield f"{name} base", row["base"]["expected"], found.base.expected[at], 1e-4
        yield f"{name} among", row["among_worst"], found.main.among[at], 2e-3
        yield f"{name} rank", [row["rank_low"], row["rank_high"]], [found.main.low[at], found.main.high[at]], 1
        yield f"{name} severity", row["severity"], found.severity[at], 1e-3
        yield f"{name} gi", row["gi"], found.gi[at], 1e-3


def _nothing(result: Mapping[str, Any], bare: bare_streets.Nothing) -> Compared:
    told = result["drawn"]
    yield "fall", told["fall"], bare.fall, 1e-3
    yield "ratio", told["ratio"], bare.ratio, 1e-3
    yield "found", [told["found_by_count"], told["found_by_estimate"]], [bare.by_count, bare.by_estimate], 1e-2


def _worked(result: Mapping[str, Any], bare: bare_streets.Worked) -> Compared:
    yield "expected", result["effect"]["expected"], bare.expected, 1e-4
    yield "trend", result["effect"]["trend"], bare.trend, 1e-4
    steps = result["monthly"]["steps"]
    yield "steps", [steps["ours"][0], steps["others"][0]], bare.steps, 1e-5


def _crossed(result: Mapping[str, Any], bare: tuple[list[bare_causes.Crossed], Coded]) -> Compared:
    tables, one = bare
    for told, (row, column), table in zip(result["tables"], USUAL, tables, strict=True):
        known = one.has[row].any(1) & one.has[column].any(1)
        rows, columns = (
            {key: at for at, key in enumerate(np.array(one.keys[side])[one.has[side][known].any(0)].tolist())}
            for side in (row, column)
        )
        for cell in told["cells"]:
            at = rows[told["rows"][cell[0]][0]], columns[told["columns"][cell[1]][0]]
            theirs = [table.counts[at], table.low[at], table.residual[at], table.q[at]]
            yield f"{row} {column}", [cell[2], cell[4], cell[7], cell[8]], theirs, 1e-6


def _together(result: Mapping[str, Any], bare: tuple[bare_causes.Ruled, Facts]) -> Compared:
    found, facts = bare
    place = {name: at for at, name in enumerate(facts.names)}
    by_set: dict[frozenset[int], list[tuple[int, float, float]]] = {}
    for (one, other), told in found.told.items():
        by_set.setdefault(one | other, []).append(told)
    for rule in result["rules"]:
        some = by_set[frozenset(place[side, key] for side, key, *_labels in rule["facts"])]
        theirs = min(some, key=lambda told: abs(told[1] - rule["lift"]))
        yield rule["sentence"], [rule["count"], rule["lift"]], theirs[:2], 1e-9
        yield rule["sentence"], np.log(rule["q"]), np.log(theirs[2]), 1e-2


def _shares(result: Mapping[str, Any], bare: tuple[tuple[Any, Any, Any], Coded]) -> Compared:
    (counts, low, high), one = bare
    keys = [key for side in CAUSES for key in one.keys[side]]
    for row in result["causes"]:
        at = keys.index(row["key"])
        yield row["name"], [row["count"], row["low"], row["high"]], [counts[at], low[at], high[at]], 1e-9


def _topics(result: Mapping[str, Any], bare: list[int]) -> Compared:
    ours = [one["count"] for one in result["topics"]]
    yield "topics", ours, bare[: len(ours)], 1e-9


def _novel(result: Mapping[str, Any], bare: tuple[tuple[Any, list[float]], Texts]) -> Compared:
    (near, new), texts = bare
    place = {case: at for at, case in enumerate(texts.cases)}
    for one in result["cases"]:
        at = place[one["case"]]
        yield one["number"], [one["similarity"], one["share"]], [near[at], new[at]], 1e-4


def _weeks(result: Mapping[str, Any], bare: tuple[dict[str, Any], Weeks]) -> Compared:
    found, weeks = bare
    for one in result["series"]:
        if one["method"] == "farrington":
            theirs = found[f"{one['key']} weeks"]
            yield one["key"], [point["limit"] for point in one["points"]], theirs[-len(one["points"]) :], 2e-2
        elif one["points"]:
            yield one["key"], one["points"][-1]["limit"], found[f"{one['key']} months"], 1e-9
    ahead: list[float] = found["ahead"].points
    later = len(weeks.firsts) - sum(date(one.year, one.month, 1) not in result["provisional"] for one in weeks.firsts)
    yield "ahead", [one["expected"] for one in result["ahead"]["months"]], ahead[later:], 0.051


PAIRS: dict[str, Callable[[Any, Any], Compared]] = {
    "street-risk": _risky,
    "nothing-done": _nothing,
    "did-it-work": _worked,
    "causes": _crossed,
    "together": _together,
    "preventable": _shares,
    "topics": _topics,
    "new-types": _novel,
    "warnings": _weeks,
}
