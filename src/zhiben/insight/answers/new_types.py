"""Cases of a half-year that may be of a kind that is new here: facts and narratives laid out for the three triggers,
and what they found as a result that is kept. What a person has answered as nothing new counts as past. A combination
that grows is told once, with its cases inside. Narratives are not kept: pages read them as they stand.

An accident's combination is its type and its sector. The object that caused harm is not coded of cases here, and is
left out of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from zhiben.accidents import queries as accidents
from zhiben.accidents.queries import Fact
from zhiben.accidents.vocab import type_scheme_on
from zhiben.analysis import new_types, novelty
from zhiben.analysis.novelty import Novelty
from zhiben.foundation.studies import Found
from zhiben.insight import known, queries
from zhiben.insight.highlighting import places
from zhiben.insight.questions import Asked
from zhiben.insight.texts import DIGEST, digest
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

METHODS = (*new_types.METHODS, *novelty.METHODS)
COLUMNS = ("编号", "日期", "事故类型", "行业领域", DIGEST, "已答复不是新类型")
TEXT, GROWTH = "text", "growth"
BEYOND = N_("本范围以外的一起")
"""How a case that lies beyond the ground is called."""
UNKNOWN_TYPE = "-"
"""How facts name the type of a case that was coded in another scheme, from which nothing leads here."""


def answer(asked: Asked) -> Found:
    """The cases of the last half-year that may be of a new kind, of those that a person has not answered. Those of a
    district are compared with the whole city's, so that the city and its district say the same of a case."""
    scheme, city = type_scheme_on(asked.as_of), replace(asked.at, district=0, street=0)
    rows = queries.facts_of(replace(asked, at=city), scheme=scheme).rows
    own = {row.case for row in rows if _lies_in(row, asked)}
    texts = accidents.narratives(row.case for row in rows)
    sectors, answered = dict(orgs.sectors()), known.answered(asked.unit)
    return found(rows, texts=texts, sectors=sectors, as_of=asked.as_of, answered=answered, own=own)


def _lies_in(row: Fact, asked: Asked) -> bool:
    return asked.at.district in (0, row.district) and asked.at.street in (0, row.street)


def found(
    rows: Sequence[Fact],
    *,
    texts: Mapping[int, str],
    sectors: Mapping[int, str],
    as_of: date,
    since: date | None = None,
    answered: Collection[int] = (),
    own: Collection[int] | None = None,
) -> Found:
    """What the triggers find among `rows` up to `as_of`: narratives by case, sectors by id; `answered` are the cases of
    which somebody said that they are nothing new; `own`, the cases that are asked about, all unless told otherwise."""
    mine = {place for place, row in enumerate(rows) if own is None or row.case in own}
    cases = [_case(row, texts, sectors) for row in rows]
    no_news = [place for place, row in enumerate(rows) if row.case in answered]
    judged = new_types.find(cases, as_of=as_of, since=since, known=no_news, own=mine)
    recent = [place for place in sorted(mine) if judged.since <= cases[place].on <= as_of]
    short = [place for place in recent if judged.texts[place].short]
    result = {
        "since": judged.since,
        "as_of": as_of,
        "recent": len(recent),
        "past": sum(case.on < judged.since for case in cases),
        "wider": len(mine) < len(rows),
        "few": judged.few,
        "too_long": judged.too_long,
        "cases": [_told(place, rows, cases, judged, mine) for place in judged.reasons if _by_itself(place, judged)],
        "growing": _growing(rows, cases, judged),
        "templates": [_named(rows[place]) for place in judged.templates if place in set(recent)],
        "short": [_named(rows[place]) for place in short],
    }
    table = [
        _input(case, inside=place in mine, answered=rows[place].case in answered) for place, case in enumerate(cases)
    ]
    return Found(new_types.VERSION, COLUMNS, table, result, warnings=_warnings(judged))


def combination_of(row: Fact, sectors: Mapping[int, str]) -> tuple[str, str]:
    """An accident's type and sector in words; what nobody coded is empty."""
    kind = "" if row.type in ("", UNKNOWN_TYPE) else row.type_label
    return kind, sectors.get(row.sector, "")


def _case(row: Fact, texts: Mapping[int, str], sectors: Mapping[int, str]) -> new_types.Case:
    kind, sector = combination_of(row, sectors)
    return new_types.Case(row.number, row.occurred_on, texts.get(row.case, ""), kind, sector)


def _input(case: new_types.Case, *, inside: bool, answered: bool) -> tuple[Any, ...]:
    """Of a case beyond the ground only what it is compared by: who reads the ground may not read the case."""
    compared = (case.type, case.sector, digest(case.text))
    if not inside:
        return (BEYOND, "", *compared, "")
    return (case.name, case.on, *compared, N_("是") if answered else "")


def _told(
    place: int, rows: Sequence[Fact], cases: Sequence[new_types.Case], judged: new_types.Found, mine: Collection[int]
) -> dict[str, Any]:
    one, text, nearest = cases[place], judged.texts[place], judged.nearest.get(place)
    novel = _novelty(text, one.text, rows, nearest)
    if nearest is not None and nearest not in mine and novel["nearest"]:
        novel["nearest"] = {"case": 0, "number": BEYOND, "on": None}
    return {
        **_named(rows[place]),
        "combination": [one.type, one.sector],
        "reasons": [
            {"trigger": why.trigger, "told": _without_words(judged, place, novel) if why.trigger == TEXT else why.told}
            for why in _by_itself(place, judged)
        ],
        **novel,
    }


def _by_itself(place: int, judged: new_types.Found) -> list[new_types.Reason]:
    """Why a case is flagged, apart from its combination growing: that is of all its cases together."""
    return [why for why in judged.reasons[place] if why.trigger != GROWTH]


def _without_words(judged: new_types.Found, place: int, novel: Mapping[str, Any]) -> str:
    """Why a narrative is flagged; its words are its own, and are not kept, only how many of them are marked."""
    number = novel["nearest"]["number"]
    nearest = N_("一起（在本范围以外）") if number == BEYOND else f"“{number}”"
    told = new_types.text_reason(replace(judged.texts[place], unseen=()), nearest)
    return told + (N_("，标出的有{count}处").format(count=len(novel["unseen"])) if novel["unseen"] else "")


def _growing(rows: Sequence[Fact], cases: Sequence[new_types.Case], judged: new_types.Found) -> list[dict[str, Any]]:
    """The combinations that come more often, the least probable first, each with the cases that nobody has answered."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    told: dict[tuple[str, str], str] = {}
    for place, reasons in judged.reasons.items():
        for why in reasons:
            if why.trigger == GROWTH:
                combination = (cases[place].type, cases[place].sector)
                found[combination].append(place)
                told[combination] = why.told
    order = [(one.combination[0], one.combination[1]) for one in judged.growths]
    return [
        {
            "type": rows[found[one][0]].type,
            "sector": rows[found[one][0]].sector,
            "combination": list(one),
            "told": told[one],
            "cases": [_named(rows[place]) for place in reversed(found[one])],
        }
        for one in order
        if one in found
    ]


def _novelty(text: Novelty, told: str, rows: Sequence[Fact], nearest: int | None) -> dict[str, Any]:
    """How unlike the past a narrative is, and where its new words stand; a short one says nothing."""
    if text.short or nearest is None:
        return {"short": text.short, "unseen": [], "nearest": None, "similarity": None, "share": None, "score": None}
    return {
        "short": False,
        "unseen": places(told, text.unseen),
        "read": digest(told),
        "nearest": _named(rows[nearest]),
        "similarity": round(text.similarity, 4),
        "share": round(text.share, 4),
        "score": round(text.score, 4),
    }


def _named(row: Fact) -> dict[str, Any]:
    return {"case": row.case, "number": row.number, "on": row.occurred_on}


def _warnings(judged: new_types.Found) -> list[str]:
    told = []
    if judged.few:
        told.append(N_("过去的事故经过不足30段，文字触发不报，只列相似度"))
    if judged.too_long:
        told.append(N_("所看的时间超过一年，增长触发不算"))
    return told
