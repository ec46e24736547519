"""What the narratives of five years are about: topics with their words and most typical cases; short ones and those
pasted from one text are named apart. Narratives are not kept: pages read them as they stand."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from zhiben.accidents import queries as accidents
from zhiben.analysis import narratives, topics
from zhiben.analysis.novelty import TEMPLATES
from zhiben.foundation.studies import Found
from zhiben.insight.answers.cases import Cases, cases_of, summed
from zhiben.insight.questions import Asked
from zhiben.insight.texts import DIGEST, digest
from zhiben.kernel.text import N_

METHODS = topics.METHODS
VERSION = topics.VERSION


def answer(asked: Asked) -> Found:
    """With fewer than 50 narratives that are long enough the result says so."""
    cases = cases_of(asked)
    told = accidents.narratives(row.case for row in cases.rows)
    rows = [row for row in cases.rows if row.case in told]
    ready = {row.case: narratives.prepared(told[row.case]) for row in rows}
    short = [row for row in rows if narratives.is_short(ready[row.case])]
    pasted = _pasted(ready)
    apart = {row.case for row in short} | {case for some in pasted for case in some}
    used = [row for row in rows if row.case not in apart]
    numbers = {row.case: row.number for row in cases.rows}
    result: dict[str, Any] = {"refused": [], **summed(cases), "told": len(rows), "used": len(used)}
    result["short"] = [[row.case, row.number] for row in short]
    result["pasted"] = [{"cases": [[case, numbers[case]] for case in some]} for some in pasted]
    if len(used) < max(topics.LEAST_TEXTS, 10):
        said = N_("可用的事故经过{used}篇，不足{least}篇，不归主题")
        result["refused"] = [said.format(used=len(used), least=topics.LEAST_TEXTS)]
    else:
        result |= _topics(cases, used, told)
    table = [[row.number, row.occurred_on, digest(told[row.case])] for row in used]
    columns = ("编号", "发生日期", DIGEST)
    return Found(
        VERSION, columns, table, result, _left_out(cases, rows, short, pasted), _warnings(result), asked.parameters
    )


def _pasted(ready: dict[int, str]) -> list[list[int]]:
    """Cases whose narratives are the same but for numbers and names, of more than so many each."""
    same: dict[str, list[int]] = defaultdict(list)
    for case, text in ready.items():
        if not narratives.is_short(text):
            same[text].append(case)
    return [some for some in same.values() if len(some) > TEMPLATES]


def _topics(cases: Cases, used: Any, told: dict[int, str]) -> dict[str, Any]:
    try:
        found = topics.find([told[row.case] for row in used])
    except ValueError:
        return {"refused": [N_("事故经过之间没有共同的词，不归主题")]}
    rows = [
        {
            "words": list(one.words),
            "count": one.count,
            "dead": sum(row.dead for row, place in zip(used, found.first, strict=True) if place == at),
            "typical": [
                {
                    "case": used[place].case,
                    "number": used[place].number,
                    "type": used[place].type_label,
                }
                for place in one.typical
            ],
        }
        for at, one in enumerate(found.topics)
    ]
    return {"topics": rows, "none": sum(place is None for place in found.first)}


def _left_out(cases: Cases, rows: Any, short: Any, pasted: list[list[int]]) -> list[dict[str, object]]:
    counts = (
        (len(cases.rows) - len(rows), N_("没有写事故经过")),
        (len(short), N_("文字不足{least}个字").format(least=narratives.LEAST_CHARACTERS)),
        (sum(map(len, pasted)), N_("与20起以上的文字相同，像是套用的模板，请核对原文")),
    )
    return [{"name": N_("{count}起").format(count=count), "why": why} for count, why in counts if count]


def _warnings(result: dict[str, Any]) -> list[str]:
    if not result["pasted"]:
        return []
    count = sum(len(one["cases"]) for one in result["pasted"])
    return [N_("{count}起的经过像是套用同一段文字，未归主题，单列").format(count=count)]
