"""A search for blind spots as it was kept: what was missing around which accidents, how it was looked for, its data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.accidents import queries as accidents
from zhiben.foundation.pages import download
from zhiben.orgs import queries as orgs
from zhiben.supervision.queries import signals as queries
from zhiben.supervision.queries.blind_spots import METHOD

TEXT_WITH_MARK = "utf-8-sig"
"""So that spreadsheets take a text for what it is."""


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One search with all that it found."""
    study = queries.blind_spots_of(pk)
    spots = study.result["spots"]
    cases = accidents.cases_by_id({row["case"] for one in spots for row in one["cases"]})
    known = {case.pk: case for case in cases}
    context = {
        "study": study,
        "unit": orgs.unit(study.unit),
        "spots": [_shown(one, known) for one in spots],
        "method": METHOD,
    }
    return render(request, "supervision/blind_spots.html", context)


def _shown(one: Mapping[str, Any], known: Mapping[int, Any]) -> dict[str, Any]:
    """A spot with its cases in scope. Earlier searches told each type apart."""
    name = one.get("sector_name") or "×".join(part for part in reversed(one.get("combination", ())) if part)
    return {
        "name": name or one["cases"][0]["number"],
        "count": len(one["cases"]),
        "sorts": one.get("sorts", ()),
        "told": [reason["told"] for reason in one["reasons"]],
        "cases": [known[row["case"]] for row in one["cases"] if row["case"] in known],
    }


@require_safe
def inputs(request: HttpRequest, pk: int) -> HttpResponse:
    """The table that went in."""
    study = queries.blind_spots_of(pk)
    name = f"{_('监管盲区')}-{_('输入数据')}-{study.as_of:%Y%m%d}.csv"
    return download(study.inputs.encode(TEXT_WITH_MARK), name)
