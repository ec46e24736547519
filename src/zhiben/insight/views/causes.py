"""The page of five years by every side: tables of two sides as heat, and each side by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.studies import Study
from zhiben.insight import queries, wording
from zhiben.insight.forms import FORMS
from zhiben.insight.views.opening import Opening
from zhiben.insight.vocab import CAUSE_SIDES, Side

ROWS, COLUMNS, VALUES = 15, 10, 12
"""So many rows, columns and values a page shows at first."""
OPEN_TABLES, OPEN_SIDES = 1, 3
"""So many of them stand open; of the others a page tells what stands out, and folds the figures."""
WORTH, STRONG = 2.0, 4.0
"""Residuals from which a cell is tinted, and tinted strongly."""


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs beside the study."""
    found, opening, whole = study.result, Opening(study), bool(query.get("all"))
    return {
        "found": found,
        "whole": whole,
        "cases": opening.of(),
        "first": wording.of_crossed(found),
        "sentence": wording.of_causes(found),
        "tables": [table(one, opening, whole=whole) for one in found["tables"]],
        "sides": [side(one, found["counts"][one], opening, whole=whole) for one in Side if one in found["counts"]],
        "open_tables": len(found["tables"]) if whole else OPEN_TABLES,
        "open_sides": len(found["counts"]) if whole else OPEN_SIDES,
        "others": others(study),
    }


def table(one: Mapping[str, Any], opening: Opening, *, whole: bool) -> dict[str, Any]:
    """One table as rows of cells, and what stands out in it in words."""
    row_side, column_side = Side(one["row"]), Side(one["column"])
    rows, columns = (one["rows"], one["columns"]) if whole else (one["rows"][:ROWS], one["columns"][:COLUMNS])
    at = {(cell[0], cell[1]): cell for cell in one["cells"]}
    told = [
        {
            "name": name,
            "total": total,
            "link": opening.of([(row_side, key)]),
            "cells": [
                _cell(at[place, other], opening.of([(row_side, key), (column_side, other_key)]))
                for other, (other_key, _name, _total) in enumerate(columns)
            ],
        }
        for place, (key, name, total) in enumerate(rows)
    ]
    return {
        "title": wording.titled(one),
        "row": _(row_side.label),
        "columns": columns,
        "rows": told,
        "hidden": len(one["rows"]) - len(rows) + len(one["columns"]) - len(columns),
        "unknown_row": one["unknown_row"][: len(columns)] if one["unknown_rows"] else [],
        "unknown_rows": one["unknown_rows"],
        "unknown_name": _("原因未认定") if row_side in CAUSE_SIDES else _("未登记"),
        "of": one["total"] + one["unknown_rows"],
        "total": one["total"],
        "unknown": one["unknown"],
        "by_causes": one["by_causes"],
        "outstanding": wording.told_cells(one),
    }


def _cell(cell: list[Any], link: str) -> dict[str, Any]:
    _row, _column, count, share, low, high, expected, residual, q = cell
    tint = ("more" if residual > 0 else "less") if abs(residual) >= WORTH else ""
    return {
        "count": count,
        "link": link if count else "",
        "share": f"{share:.0%}",
        "within": f"{low:.0%}–{high:.0%}",
        "expected": expected,
        "residual": residual,
        "marked": q <= wording.STANDS,
        "tint": f"zb-heat-{tint}{'-strong' if abs(residual) >= STRONG else ''}" if tint else "",
    }


def side(one: Side, counts: Mapping[str, Any], opening: Opening, *, whole: bool) -> dict[str, Any]:
    """One side by itself."""
    rows = counts["rows"] if whole else counts["rows"][:VALUES]
    most = max((row[2] for row in rows), default=0) or 1
    return {
        "title": _(one.label),
        "rows": [
            {
                "name": name,
                "count": count,
                "dead": dead,
                "within": f"{low:.0f}–{high:.0f}",
                "bar": round(100 * count / most),
                "link": opening.of([(one, key)]) if count else "",
            }
            for key, name, count, dead, low, high in rows
        ],
        "top": max(counts["rows"], key=lambda row: row[2], default=None),
        "unknown": counts["unknown"],
        "unknown_name": _("原因未认定") if one in CAUSE_SIDES else _("未登记"),
        "more": len(counts["rows"]) - len(rows),
    }


def others(study: Study) -> list[tuple[Study, str]]:
    """Earlier studies in which other tables were chosen."""
    told = FORMS["causes"].told
    rows = [one for one in queries.earlier(study) if one.parameters.get("row")]
    return [(one, " × ".join(value for _label, value in told(one.parameters)[2:])) for one in rows]
