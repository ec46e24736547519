"""Whether it worked: the listed streets after against what would have happened there anyway, the same where nothing was
done, month by month, and street by street without any claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiben.accidents.queries import provisional, since_when
from zhiben.analysis import before_after, empirical_bayes, power, rate_ratio, series
from zhiben.analysis.before_after import REFUSALS, Finding, Study
from zhiben.analysis.effect_sentence import power_sentence, sentence
from zhiben.analysis.empirical_bayes import Prior, fitted, updated
from zhiben.analysis.placebo import a_year_earlier, next_in_line
from zhiben.analysis.yearly_study import last_year
from zhiben.foundation.studies import Found
from zhiben.insight.answers import enough
from zhiben.insight.answers.areas import YEARS, streets_of
from zhiben.insight.answers.back_within import back_within
from zhiben.insight.answers.late import short
from zhiben.insight.answers.listed import A_YEAR, Listed, listed_of
from zhiben.insight.answers.monthly import monthly
from zhiben.insight.answers.silence import silent
from zhiben.insight.answers.treated import Case, case_of
from zhiben.insight.answers.undated import undated
from zhiben.insight.questions import Asked
from zhiben.insight.vocab import Counting, Sized
from zhiben.kernel.errors import Refused
from zhiben.kernel.periods import in_words, months_between, months_from, named
from zhiben.kernel.text import N_

METHODS = (
    before_after.METHOD,
    empirical_bayes.METHOD,
    next(one for one in series.METHODS if one.key == "step"),
    rate_ratio.METHOD,
    power.METHOD,
)
VERSION = f"2.{before_after.VERSION}.{empirical_bayes.VERSION}.{series.VERSION}.{rate_ratio.VERSION}.{power.VERSION}"
"""Its own, and of all that goes into it."""

LEAST_MOVED, MOST_MOVED = 0.5, 1.5
"""Where the others have less of what was expected of them, after seems not to be recorded in full; where they have so
many times as much, or as little, a page asks whether all is there: defaults of this product."""

BASE, SAME = N_("整治前一年"), N_("整治前一年同期")
"""What is compared with: a whole year, or of it the calendar months that are over since."""


def answer(asked: Asked) -> Found:
    """What may be told of the streets that were listed in a year. Where nobody was listed, or nothing is over yet, the
    result says so and nothing else."""
    try:
        listed = listed_of(asked, streets_of(asked))
        if not listed.dated:
            return undated(asked, listed, VERSION)
        case = case_of(asked, listed)
    except Refused as refused:
        told = {"refused": [refused.text]}
        return Found(VERSION, ["没有得出结果的原因"], [[refused.text]], told, parameters=asked.parameters)
    result, warnings = _told(asked, case)
    left_out = case.ground.left_out()
    left_out += [{"name": name, "why": N_("没有规模数据，未参加比较")} for name in case.unsized]
    months = [f"{first:%Y-%m}" for first in case.months.all]
    periods = [f"整治前第{case.months.years - one}年" for one in range(case.months.years)]
    columns = ["街道", "挂牌", "挂牌日期", "规模（年）", *periods, "整治后", *months]
    return Found(VERSION, columns, _inputs(case), result, left_out, warnings, asked.parameters)


def _told(asked: Asked, case: Case) -> tuple[dict[str, Any], list[str]]:
    told, months = asked.parameters, case.months
    one = case.study
    prior = fitted(one.before, one.exposure_before)
    quiet = _quiet(case)
    barred: dict[str, Any] = {
        "months_after": months.count,
        "counting_changed": told["counting"] == Counting.CHANGED and not told["bridge"],
        "nowhere": enough.nowhere(case.ground) is not None,
        "incomplete": bool(quiet) or _moved(one, prior) < LEAST_MOVED,
    }
    finding = before_after.found(one, prior=prior, **barred)
    period, base = after_in_words(told["nth"], months.count), BASE if months.count == A_YEAR else SAME
    result = {
        "refused": [],
        "titles": list(case.listed.titles),
        **_decided(told, case.listed),
        "since": [case.listed.first.isoformat(), case.listed.last.isoformat()],
        "span": [day.isoformat() for day in (months.begins, months.ends, months.after, months.until)],
        "months": months.count,
        "period": period,
        "base": base,
        "share": case.share,
        "sized": case.sized.value,
        "sentence": sentence(finding, before=base, after=period),
        "power": power_sentence(finding, before=base, after=period, longer=_longer(months.count)),
        "reasons": [REFUSALS[reason] for reason in finding.refused],
        "placebos": _placebos(case, one, prior, barred),
        "monthly": monthly(
            case.ground.rows, case.listed.streets, _compared(case, one), months, claims=finding.effect is not None
        ),
        "rates": _rates(finding),
        "rows": _rows(asked, case, one, prior, finding),
        "others": {
            "streets": int(one.compared.sum()),
            "before": _base(one),
            "after": int(one.after[one.compared].sum()),
        },
        "aside": [case.ground.streets[place].name for place in case.aside],
        **_doubtful(case),
        "silent": [f"{month:%Y-%m}" for month in quiet],
        "bridge": told["bridge"] or "",
        **shape(finding),
    }
    return result, _warnings(result)


def _decided(told: Mapping[str, Any], one: Listed) -> dict[str, Any]:
    """Which listing is looked at, which came later where nobody chose this one, and all that there are."""
    return {
        "decision": one.decision,
        "later": [] if told.get("decision") or told["listed_in"] else one.later,
        "decisions": [[name, first.isoformat(), streets] for name, first, streets in one.decisions],
    }


def after_in_words(nth: int, months: int) -> str:
    """What the time after is called."""
    if nth == 1:
        return N_("整治后一年") if months == A_YEAR else N_("整治后{months}个月").format(months=months)
    told = N_("整治后第{nth}年").format(nth=nth)
    return told if months == A_YEAR else told + N_("的{months}个月").format(months=months)


def _longer(months: int) -> str:
    return N_("{times}年") if months == A_YEAR else N_("{times}倍长的时期")


def _base(one: Study) -> int:
    return int(one.base[one.compared].sum())


def _compared(case: Case, one: Study) -> list[int]:
    return [card.id for card, compared in zip(case.ground.streets, one.compared, strict=True) if compared]


def shape(finding: Finding) -> dict[str, Any]:
    """A finding as it is kept."""
    effect, fall = finding.effect, finding.waterfall
    low, high = effect.printed if effect else (None, None)
    return {
        "areas": finding.areas,
        "before": finding.before,
        "after": finding.after,
        "raw": finding.raw,
        "selection": finding.selection,
        "naive": finding.naive,
        "effect": effect
        and {
            "change": effect.change,
            "low": low,
            "high": high,
            "error": effect.error,
            "strength": effect.strength,
            "level": effect.level,
            "expected": effect.expected,
            "trend": effect.trend,
            "scatter": effect.scatter,
            "verdict": effect.verdict,
        },
        "waterfall": effect
        and fall
        and {
            "levels": [fall.before, fall.regressed, fall.trended, fall.after],
            "steps": list(fall.steps),
        },
    }


def _moved(one: Study, prior: Prior) -> float:
    """How many times what is expected of them the other streets have; 1 where there are none."""
    due = (updated(prior, one.before, one.exposure_before).mean * one.exposure_after)[one.compared].sum()
    return float(one.after[one.compared].sum() / due) if due else 1.0


def _placebos(case: Case, one: Study, prior: Prior, barred: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same method on the streets next in line, for which the same speaks against telling anything, and a year
    earlier on as many as were worst then."""
    yearly = updated(prior, one.before, one.exposure_before).mean * one.exposure_base
    order = np.argsort(-yearly, kind="stable").tolist()
    found = []
    if one.compared.any():
        following = next_in_line(one, [place for place in order if one.compared[place]])
        found.append(("next", following, before_after.found(following, prior=prior, **barred)))
    counts, exposures = case.counts[:, :-1].astype(float), case.exposures[:, :-1]
    if len(case.places) < len(counts) and case.months.years > 1:
        earlier = a_year_earlier(counts, exposures, last_year(len(case.places)))
        found.append(("earlier", earlier, before_after.found(earlier, months_after=A_YEAR)))
    return [
        {
            "key": key,
            "streets": _names(case, study.listed),
            "reasons": [REFUSALS[r] for r in told.refused],
            **shape(told),
        }
        for key, study, told in found
    ]


def _names(case: Case, chosen: NDArray[np.bool_]) -> list[str]:
    return [case.ground.streets[place].name for place in np.flatnonzero(chosen).tolist()]


def _rates(finding: Finding) -> dict[str, Any] | None:
    """The two counts of the listed beside each other; only where an effect may be claimed, beside what falls back by
    itself."""
    if finding.effect is None or finding.selection is None or finding.before + finding.after == 0:
        return None
    told = rate_ratio.rate_ratio(finding.after, 1.0, finding.before, 1.0)
    return {"ratio": told.ratio, "low": told.low, "high": told.high, "p": told.p}


def _rows(asked: Asked, case: Case, one: Study, prior: Prior, finding: Finding) -> list[dict[str, Any]]:
    """Street by street the counts, and where these may be compared what there would have been anyway."""
    trend = finding.effect.trend if finding.effect else 1.0
    anyway = updated(prior, one.before, one.exposure_before).mean * one.exposure_after * trend
    comparable = not {*finding.refused} - {"one_area", "no_events"}
    usual = back_within(asked, case.listed, case.read) if comparable else {}
    return [
        {
            "street": street,
            "name": case.ground.streets[place].name,
            "counts": case.counts[place, :-1].tolist(),
            "after": int(case.counts[place, -1]),
            "anyway": float(anyway[place]) if finding.effect else None,
            "usual": usual.get(street),
            "inside": usual[street]["inside"] if street in usual else None,
        }
        for street, place in zip(case.listed.streets, case.places, strict=True)
    ]


def _doubtful(case: Case) -> dict[str, Any]:
    days = [row.occurred_on for row in case.ground.rows]
    late = [f"{month:%Y-%m}" for month in _late(case)]
    return {"provisional": late, "short": in_words(short(days, case.months.before))}


def _late(case: Case) -> list[date]:
    months = case.months
    rows = tuple(row for row in case.read if months.begins <= row.occurred_on < months.known)
    return provisional(since_when(replace(case.read, rows=rows)), months_from(months.after, months.count), months.known)


def _quiet(case: Case) -> list[date]:
    """The months looked at without any accident, by what is usual before."""
    days, months = [row.occurred_on for row in case.ground.rows], case.months
    usual = sum(day < months.ends for day in days) / len(months.before)
    return silent(days, months_from(months.after, months.count), usual)


def _inputs(case: Case) -> list[list[Any]]:
    """Street by street: by years as they are compared, and month by month."""
    listed, aside = set(case.places), set(case.aside)
    table = np.zeros((len(case.ground.streets), len(case.months.all)), np.int64)
    for row in case.ground.rows:
        if row.street in case.ground.place:
            table[case.ground.place[row.street], months_between(case.months.begins, row.occurred_on)] += 1
    days = "至".join(dict.fromkeys(day.isoformat() for day in (case.listed.first, case.listed.last)))
    return [
        [
            card.name,
            "是" if place in listed else "另有挂牌" if place in aside else "否",
            days if place in listed else "",
            round(float(case.exposures[place, 0]), 6),
            *case.counts[place].tolist(),
            *table[place].tolist(),
        ]
        for place, card in enumerate(case.ground.streets)
    ]


def _warnings(result: dict[str, Any]) -> list[str]:
    found = _of_before(result)
    if result["sized"] == Sized.NONE:
        found.append(N_("没有规模数据：未作规模调整，把各街道当作一样大"))
    if result["silent"]:
        said = N_("{months}有连续几周没有一起事故记录：请核实是否缺报，没有导入的月份不能当作没有事故")
        found.append(said.format(months=named(result["silent"])))
    if result["effect"] and not 1 / MOST_MOVED <= result["effect"]["trend"] <= MOST_MOVED:
        said = N_("其他街道整治后的起数是按自身整治前估计的{trend:.0%}：请核对前后的记录是否一样齐")
        found.append(said.format(trend=result["effect"]["trend"]))
    if late := result["provisional"]:
        found.append(enough.NOT_ALL_TOLD.format(months=named(late)))
    if any(one["effect"] and one["effect"]["verdict"] != "open" for one in result["placebos"]):
        found.append(N_("同样的办法用在没有整治的地方也“看出”了变化：上面的结论要打折扣"))
    return found


def _of_before(result: dict[str, Any]) -> list[str]:
    """What is weak about the choice of the listing, and the time before it."""
    found, begins, ends = [], *(date.fromisoformat(day) for day in result["span"][:2])
    if result["later"]:
        said = N_("后来另有挂牌（{later}），整治后还没有过完一个月；这里看的是“{decision}”")
        found.append(said.format(later="、".join(result["later"]), decision=result["decision"]))
    if (years := months_between(begins, ends) // A_YEAR) < YEARS:
        said = N_("整治前只有{years}个整年的记录（{first}起），估计比用五年的粗")
        found.append(said.format(years=years, first=f"{begins:%Y-%m}"))
    if result["short"]:
        said = N_("整治前{months}的起数远少于其他年份同月：请核对是否没有导入齐，基数偏少时减少会看不出来")
        found.append(said.format(months=result["short"]))
    return found
