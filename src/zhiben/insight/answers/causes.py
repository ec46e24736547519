"""Five years by every side, and two sides crossed: with intervals, residuals and marks that stand after correction."""

from __future__ import annotations

from typing import Any

from zhiben.accidents.queries import Fact
from zhiben.analysis import causes
from zhiben.analysis.rates import poissons
from zhiben.foundation.studies import Found
from zhiben.insight.answers.cases import COLUMNS, Cases, cases_of, inputs, left_out, summed, warnings
from zhiben.insight.questions import Asked
from zhiben.insight.vocab import CAUSE_SIDES, Side
from zhiben.kernel.text import N_

METHODS = tuple(one for one in causes.METHODS if one.key in ("cross-table", "kappa"))
VERSION = causes.VERSION

USUAL = (
    (Side.SECTOR, Side.TYPE),
    (Side.TYPE, Side.HOURS),
    (Side.SECTOR, Side.DISTRICT),
    (Side.ACT, Side.SECTOR),
    (Side.CONDITION, Side.SECTOR),
    (Side.MANAGEMENT, Side.SECTOR),
)
"""Crossed whenever the question is asked."""

MOST = 80
"""Rows and columns of a table at most, those with most cases: more than the streets of a city."""


def answer(asked: Asked) -> Found:
    """All sides by themselves, the usual tables, and the one that was chosen before these."""
    cases, told = cases_of(asked), asked.parameters
    chosen = [(Side(told["row"]), Side(told["column"]))] if told["row"] and told["column"] else []
    result: dict[str, Any] = {"refused": _refused(cases, told), **summed(cases)}
    if not result["refused"]:
        result["counts"] = {side.value: _counts(cases, side) for side in Side}
        pairs = dict.fromkeys([*chosen, *USUAL])
        result["tables"] = [table for pair in pairs if (table := _table(cases, *pair)) is not None]
    sides = dict.fromkeys(side for pair in (*chosen, *USUAL) for side in pair)
    return Found(VERSION, COLUMNS, inputs(cases), result, left_out(cases, sides), warnings(cases), told)


def _refused(cases: Cases, told: Any) -> list[str]:
    found = [] if cases.rows else [N_("这五年没有一起事故记录")]
    if bool(told["row"]) != bool(told["column"]) or (told["row"] and told["row"] == told["column"]):
        found.append(N_("交叉表要选两个不同的方面"))
    return found


def _counts(cases: Cases, side: Side) -> dict[str, Any]:
    """By value the cases and the dead, with the interval of the count; and of how many cases nobody knows it."""
    rows_of: dict[str, list[Fact]] = {key: [] for key in cases.order(side)}
    unknown = []
    for row in cases.rows:
        values = cases.values(side, row)
        for key in values:
            rows_of.setdefault(key, []).append(row)
        if not values:
            unknown.append(row)
    keys = list(rows_of) if cases.order(side) else sorted(rows_of, key=lambda key: (-len(rows_of[key]), key))
    found = []
    for key, within in zip(keys, poissons([len(rows_of[key]) for key in keys]), strict=True):
        dead = sum(row.dead for row in rows_of[key])
        found.append([key, cases.called(side, key), len(rows_of[key]), dead, within.low, within.high])
    return {"rows": found, "unknown": len(unknown), "unknown_dead": sum(row.dead for row in unknown)}


def _table(cases: Cases, row_side: Side, column_side: Side) -> dict[str, Any] | None:
    """The two sides crossed; None where no case has both."""
    pairs = [(cases.values(row_side, row), cases.values(column_side, row)) for row in cases.rows]
    if not any(rows and columns for rows, columns in pairs):
        return None
    table = causes.crossed(pairs)
    rows, columns = (_kept(cases, *one) for one in ((row_side, table.rows), (column_side, table.columns)))
    places, across = ({key: place for place, (key, _total) in enumerate(some)} for some in (rows, columns))
    cells = [
        [
            *(places[one.row], across[one.column], one.count, one.share),
            *(one.share_within.low, one.share_within.high, one.expected, one.residual, one.q),
        ]
        for one in table.cells
        if one.row in places and one.column in across
    ]
    unknown = [columns_ for values, columns_ in pairs if not values and columns_]
    return {
        "row": row_side.value,
        "column": column_side.value,
        "rows": [[key, cases.called(row_side, key), total] for key, total in rows],
        "columns": [[key, cases.called(column_side, key), total] for key, total in columns],
        "cells": cells,
        "total": table.total,
        "unknown": table.unknown,
        "unknown_row": [sum(key in values for values in unknown) for key, _total in columns],
        "unknown_rows": len(unknown),
        "by_causes": row_side in CAUSE_SIDES or column_side in CAUSE_SIDES,
        "unshown": len(table.rows) + len(table.columns) - len(rows) - len(columns),
    }


def _kept(cases: Cases, side: Side, totals: tuple[tuple[str, int], ...]) -> list[tuple[str, int]]:
    """The most frequent values, in the side's own order where it has one."""
    kept = list(totals[:MOST])
    order = cases.order(side)
    return sorted(kept, key=lambda one: order.index(one[0])) if order else kept
