"""`zhiben stats novelty`, `topics` and `keywords`: narratives of cases, which of them are of a kind that is new, what
they are about, and which causes their words suggest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.columns import known, left_out, rows_of
from zhiben.cli.output import Answer, answering_alone
from zhiben.cli.periods import FIRST, day_of, days
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.analysis.new_types import Case, Found
    from zhiben.analysis.novelty import Judged, Novelty

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TEXT = {"text": ("内容", "文字", "经过", "事故经过", "简要经过", "description", "narrative")}
CODES = {
    "id": ("编号", "事故编号", "案例", "case"),
    "date": ("日期", "时间", "发生时间", "事故日期", "data"),
    "type": ("类型", "事故类型", "label", "类别"),
    "sector": ("行业", "领域", "industry", "industry sector"),
    "object": ("致害物", "起因物", "critical risk"),
}
FEW = "过去的经过不足{least}段，文字只列新颖度，不作判断"
UNDATED = "没有日期，每段都与其余各段相比，不分先后，也不看编码和增长"
ALL_RECENT = "全部发生在最近半年，没有以往的可比：每段都与其余各段相比，不看编码和增长；可用--since指定起算日"
SHORT = "文字不足：{times}段不足10个字，只能按编码看"
TOO_LONG = "起算日到最后一天超过一年，不看增长"
TEMPLATES = "{times}段与20段以上几乎相同，疑似套用模板，转数据质量核对"
HUMAN = "标出的只是请人研判，不据此归类，也不等于新类型"
NO_DATE = "日期读不出"
NO_TEXT = "没有文字"


@click.command()
@click.argument("file", type=FILE)
@click.option("--since", metavar="日期", help="从哪天起算新发生的（缺省：最后一天往前半年）")
@answering_alone
def novelty(file: Path, since: str | None) -> Answer:
    """新类型：编码没见过、经过和以往都不像、近半年增长，三种触发（列：text，可有id、date、type、sector、object）。

    例：zhiben stats novelty 事故经过.csv --json
    """
    from zhiben.analysis import new_types
    from zhiben.analysis.novelty import judge

    cases, excluded, dated = _cases(file, blank=True)
    if not any(case.text or case.type for case in cases):
        raise Refused("文件里没有可用的行：每行须有文字或类型，有日期列的须有日期")
    begins = day_of(since) if since else None
    if since and begins is None:
        raise Refused("“{text}”不是日期，例如2023-07-01", text=since)
    last = max(case.on for case in cases)
    begins = begins or last - timedelta(days=new_types.RECENT)
    if dated and any(case.on < begins for case in cases):
        found = new_types.find(cases, as_of=last, since=begins)
        value = _dated(cases, found)
    else:
        value = _undated(cases, judge([case.text for case in cases], []), dated=dated)
    short = sum(one["short"] for one in value["cases"])
    warnings = value.pop("warnings")
    warnings += [SHORT.format(times=short)] if short else []
    warnings += [TEMPLATES.format(times=len(value["templates"]))] if value["templates"] else []
    told = {"method": "novelty", "version": new_types.VERSION, "n": len(cases), "warnings": warnings}
    flagged = [one for one in value["cases"] if one["why"]]
    lines = [f"{len(cases)}起，{len(flagged)}起请人研判", *(f"{one['id']}：{'；'.join(one['why'])}" for one in flagged)]
    text = "\n".join([*lines, *([HUMAN] if flagged else []), *warnings, *left_out(excluded)])
    return Answer(told | {"excluded": excluded} | value, text)


def _cases(file: Path, *, blank: bool = False) -> tuple[list[Case], list[dict[str, Any]], bool]:
    """The cases, which rows are left out (those without a text unless `blank`), and whether the file has dates."""
    from zhiben.analysis.new_types import Case

    rows = list(rows_of(file, TEXT, optional=CODES))
    dated = any(cells["date"] for _number, cells in rows)
    read = days([cells["date"] for _number, cells in rows]) if dated else [FIRST] * len(rows)
    cases, excluded = [], []
    for (number, cells), on in zip(rows, read, strict=True):
        name = cells["id"] or f"第{number}行"
        if on is None or not (blank or cells["text"]):
            excluded.append({"id": name, "row": number, "reason": NO_TEXT if on else NO_DATE})
        else:
            codes = (known(cells[column]) for column in ("type", "sector", "object"))
            cases.append(Case(name, on, cells["text"], *codes))
    return cases, excluded, dated


def _dated(cases: list[Case], found: Found) -> dict[str, Any]:
    from zhiben.analysis.novelty import LEAST_PAST

    told = []
    for place, one in found.texts.items():
        nearest = found.nearest.get(place)
        why = found.reasons.get(place, ())
        told.append(
            _case(cases[place], one, cases[nearest] if nearest is not None else None)
            | {"why": [reason.told for reason in why], "triggers": [reason.trigger for reason in why]}
            | {"recent": cases[place].on >= found.since}
        )
    return {
        "since": found.since.isoformat(),
        "warnings": [FEW.format(least=LEAST_PAST)] * found.few + [TOO_LONG] * found.too_long,
        "cases": told,
        "templates": [cases[place].name for place in found.templates],
        "growths": [
            {"combination": "×".join(part for part in one.combination if part), "count": one.count}
            | {"expected": one.expected, "p": one.p, "q": one.q}
            for one in found.growths[:20]
        ],
    }


def _undated(cases: list[Case], judged: Judged, *, dated: bool) -> dict[str, Any]:
    from zhiben.analysis.new_types import text_reason
    from zhiben.analysis.novelty import LEAST_PAST

    told = []
    for case, one in zip(cases, judged.past, strict=True):
        nearest = cases[one.nearest] if one.nearest is not None else None
        why = [text_reason(one, f"“{nearest.name}”")] if one.flagged and nearest else []
        told.append(_case(case, one, nearest) | {"why": why, "triggers": ["text"] * len(why), "recent": False})
    few = [FEW.format(least=LEAST_PAST)] if judged.score_limit is None else []
    return {
        "since": None,
        "warnings": [*few, ALL_RECENT if dated else UNDATED],
        "cases": told,
        "templates": [cases[place].name for place in judged.templates],
        "growths": [],
    }


def _case(case: Case, one: Novelty, nearest: Case | None) -> dict[str, Any]:
    return {
        "id": case.name,
        "novelty": None if one.short or nearest is None else one.score,
        "nearest": nearest and nearest.name,
        "similarity": None if nearest is None else one.similarity,
        "unseen": list(one.unseen),
        "short": one.short,
    }


@click.command()
@click.argument("file", type=FILE)
@click.option("--topics", "number", type=click.IntRange(2, 40), default=8, show_default=True, help="几个主题")
@answering_alone
def topics(file: Path, number: int) -> Answer:
    """经过说的是什么：几个主题，各有常见词和最典型的五起（列：text，可有id）。

    例：zhiben stats topics 事故经过.csv --topics 6 --json
    """
    from zhiben.analysis import topics as t

    cases, excluded, _dated = _cases(file)
    try:
        found = t.find([case.text for case in cases], topics=number)
    except ValueError as error:
        raise Refused("主题须有{least}段以上的经过，每个主题至少五段", least=t.LEAST_TEXTS) from error
    value = {
        "method": "topics",
        "version": t.VERSION,
        "n": len(cases),
        "warnings": [],
        "excluded": excluded,
        "topics": [
            {"words": list(one.words), "count": one.count, "typical": [cases[place].name for place in one.typical]}
            for one in found.topics
        ],
    }
    lines = [f"{'、'.join(one.words)}：{one.count}起，最典型的是{cases[one.typical[0]].name}" for one in found.topics]
    return Answer(value, "\n".join([*lines, *left_out(excluded)]))


@click.command()
@click.argument("file", type=FILE)
@answering_alone
def keywords(file: Path) -> Answer:
    """按关键词建议原因编码，看否定词（列：text，可有id）；只是建议，由人认定。

    例：zhiben stats keywords 事故经过.csv --json
    """
    from zhiben.analysis import keywords as k

    cases, excluded, _dated = _cases(file)
    told = [
        {
            "id": case.name,
            "codes": [
                {"code": one.code, "title": one.title, "word": one.word, "denial": one.denial, "start": one.start}
                for one in k.suggest(case.text)
            ],
        }
        for case in cases
    ]
    without = sum(not one["codes"] for one in told)
    warnings = [f"{without}起没有一条规则看出原因"] if without else []
    value = {"method": "keywords", "version": k.VERSION, "n": len(cases), "warnings": warnings}
    lines = [f"{one['id']}：{'、'.join(code['title'] for code in one['codes'])}" for one in told if one["codes"]]  # type: ignore[index]
    return Answer(value | {"excluded": excluded, "cases": told}, "\n".join([*lines, *warnings, *left_out(excluded)]))
