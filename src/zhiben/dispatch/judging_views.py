"""The page that shows how units stand beside one another in a round, and the same as a workbook with every input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.dispatch import facts, judged, judged_book, queries
from zhiben.dispatch.queries.verdicts import tally, verdicts
from zhiben.foundation.pages import download
from zhiben.kernel import measure
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round, UnitVerdict
    from zhiben.foundation.measures.models import FrozenMeasure

WORDS = {"tasks.missed": N_("任务"), "hazards.missed": N_("隐患")}
"""How the records behind each judged measure are called in the table."""


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Funnel, table in bands, and how it is reckoned."""
    one = queries.round_of(pk)
    rows = verdicts(one)
    known = measure.registered()
    context = {
        "round": one,
        "lines": judged.lines(rows),
        "drawing": judged.plot(rows),
        "in_words": judged.in_words(rows),
        "how": [judged.how(one), judged.INSIDE],
        "tally": tally(rows),
        "behind_units": _behind(one, rows),
        "words": {name: _(word) for name, word in WORDS.items()},
        "measures": [known[name] for name in one.declared.judged],
    }
    return render(request, "dispatch/judged.html", context)


def _behind(one: Round, rows: Sequence[UnitVerdict]) -> dict[int, list[FrozenMeasure]]:
    """By unit the frozen figures that its counts are the sum of, each with its own records behind it."""
    found = facts.figures(one)
    slices = {row.unit_id: f"unit-{row.unit_id}" for row in rows}
    each = {unit: [found.of(name, part) for name in one.declared.judged] for unit, part in slices.items()}
    return {unit: [figure for figure in figures if figure] for unit, figures in each.items()}


@require_safe
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Every number that a verdict was reached from, as a workbook."""
    one = queries.round_of(pk)
    return download(judged_book.workbook(one, verdicts(one)), f"{one.period.label}{_('按期办结率比较')}.xlsx")
