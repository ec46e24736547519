"""Causes by the share of accidents that they had a part in, and what the hazard ledger had closed at the very sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhiben.accidents import queries as accidents
from zhiben.accidents.queries import Fact
from zhiben.analysis import causes
from zhiben.foundation.scope import scope
from zhiben.foundation.studies import Found
from zhiben.hazards import queries as hazards
from zhiben.hazards.queries import ClosedHazard
from zhiben.insight.answers import aims
from zhiben.insight.answers.cases import COLUMNS, Cases, cases_of, inputs, left_out, summed, warnings
from zhiben.insight.answers.ground import reader_of
from zhiben.insight.questions import Asked
from zhiben.insight.vocab import CAUSE_SIDES, Side
from zhiben.kernel.periods import months_after
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

METHODS = tuple(one for one in causes.METHODS if one.key in ("pareto", "kappa"))
VERSION = causes.VERSION
MONTHS = 12
"""So long before an accident its site is looked up in the ledger."""


def answer(asked: Asked) -> Found:
    """Shares are of all accidents, those without any cause found included."""
    cases = cases_of(asked)
    with scope(reader_of(asked)):
        closed, begins = accidents.hazards_closed_before(cases.rows), hazards.ledger_begins()
    result: dict[str, Any] = {"refused": [], **summed(cases)}
    if not cases.rows:
        result["refused"] = [N_("这五年没有一起事故记录")]
    elif all(row.without_cause for row in cases.rows):
        result["refused"] = [N_("{count}起事故都没有认定原因").format(count=len(cases.rows))]
    else:
        ledger = _ledger(cases, closed, begins) | {"of_a_line": bool(asked.at.line)}
        result |= {"causes": _pareto(cases), "ledger": ledger}
    columns = (*COLUMNS, "此前12个月同一场所已销号的隐患")
    said = ("；".join(f"{one.number} {one.title}" for one in closed.get(row.case, ())) for row in cases.rows)
    table = [[*row, hazards] for row, hazards in zip(inputs(cases), said, strict=True)]
    return Found(VERSION, columns, table, result, left_out(cases, CAUSE_SIDES), warnings(cases), asked.parameters)


def _pareto(cases: Cases) -> list[dict[str, Any]]:
    """All causes, whatever their layer, the most frequent first."""
    values = [{(side, key) for side in CAUSE_SIDES for key in cases.values(side, row)} for row in cases.rows]
    side_of = {key: side for some in values for side, key in some}
    found = causes.pareto([{key for _side, key in some} for some in values])
    dead = Counter[str]()
    for row, some in zip(cases.rows, values, strict=True):
        dead.update({key: row.dead for _side, key in some})
    return [
        {
            "side": side_of[one.cause].value,
            "layer": side_of[one.cause].label,
            "key": one.cause,
            "name": cases.called(side_of[one.cause], one.cause),
            "count": one.count,
            "share": one.share,
            "low": one.share_within.low,
            "high": one.share_within.high,
            "so_far": one.so_far,
            "dead": dead[one.cause],
        }
        for one in found.causes
    ]


def _ledger(cases: Cases, closed: Mapping[int, Sequence[ClosedHazard]], begins: date | None) -> dict[str, Any]:
    """What had been found at the same site in the twelve months before, and was closed. Shares are of the accidents
    before which the ledger had run so long (`could`); `before`: the others, and how many of them match all the same."""
    at_sites = [row for row in cases.rows if row.site]
    whole = None if begins is None else months_after(begins, MONTHS)
    could = [row for row in at_sites if whole and row.occurred_on >= whole]
    names = orgs.site_names({row.site for row in at_sites if row.case in closed})
    rows = [_matched(cases, row, closed[row.case], names) for row in at_sites if row.case in closed]
    within = [one for one in rows if whole and one["on"] >= whole.isoformat()]
    return {
        "begins": begins.isoformat() if begins else None,
        "whole": whole.isoformat() if whole else None,
        "at_sites": len(at_sites),
        "could": len(could),
        "matched": len(within),
        "alike": sum(one["alike"] > 0 for one in within),
        "hazards": len({hazard["id"] for one in within for hazard in one["hazards"]}),
        "before": [len(at_sites) - len(could), len(rows) - len(within)],
        "rows": rows,
    }


def _matched(cases: Cases, row: Fact, closed: Sequence[ClosedHazard], names: dict[int, str]) -> dict[str, Any]:
    facts = [(side, key) for side in (Side.TYPE, *CAUSE_SIDES) for key in cases.values(side, row)]
    words = tuple(dict.fromkeys(word for fact in facts for word in aims.words_of(cases, [fact])))
    told = [
        {
            "id": one.id,
            "called": f"{one.number} {one.title}",
            "closed_on": one.closed_on.isoformat(),
            "by": next((word for word in words if word in one.title), ""),
        }
        for one in closed
    ]
    return {
        "case": row.case,
        "number": row.number,
        "on": row.occurred_on.isoformat(),
        "type": row.type_label,
        "site": names.get(row.site, ""),
        "dead": row.dead,
        "hazards": told,
        "alike": sum(bool(one["by"]) for one in told),
    }
