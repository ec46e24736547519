"""Clocks: which have run out and which soon will; and how late accidents become known, with the cuts at which figures
were frozen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.accidents import operations, policy, queries
from zhiben.accidents.clocks import CLOCKS
from zhiben.accidents.forms import FreezeForm
from zhiben.accidents.grading import RULES
from zhiben.foundation.pages import acted, actor_of
from zhiben.kernel import clock
from zhiben.kernel.periods import in_words
from zhiben.orgs import queries as orgs

SHOWN = 200
"""So many clocks of each kind a page shows."""


@require_safe
def clocks(request: HttpRequest) -> HttpResponse:
    """What is overdue, what soon will be, and the clocks with their articles."""
    now = clock.now()
    late, soon = queries.overdue(now), queries.falling_due(now)
    context = {
        "late": late[:SHOWN],
        "soon": soon[:SHOWN],
        "counts": (len(late), len(soon)),
        "clocks": CLOCKS.values(),
        "rules": [(regime.label, rules) for regime, rules in RULES.items()],
    }
    return render(request, "accidents/clocks.html", context)


@require_safe
def lateness(request: HttpRequest) -> HttpResponse:
    """How complete figures are by the age of accidents, of what the person sees."""
    found = queries.facts()
    rows, untold = queries.known_rows(found)
    frozen = queries.freezes()
    whole = {one.pk: queries.still_holds(one) for one in frozen[:5] if policy.sees_all_of(actor_of(request), one)}
    context = {
        "curve": queries.curve(rows, found.as_of),
        "entered": {age: (some, of) for age, some, of in queries.entered_curve(found)},
        "known": len(rows),
        "untold": untold,
        "provisional": in_words(queries.provisional_months(found)),
        "facts": found,
        "freezes": frozen,
        "holds": whole,
        "names": orgs.person_names({one.by for one in frozen}),
        "freezes_data": policy.judges(actor_of(request)),
    }
    return render(request, "accidents/lateness.html", context)


@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze figures as of the end of a day."""
    actor = actor_of(request)
    policy.must_freeze(actor)
    form = FreezeForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        given = form.cleaned_data
        operations.freeze_data(given["title"], as_of=clock.day_end(given["as_of"]), actor=actor)

    return acted(request, form, _("冻结数据"), act, reverse("accidents:lateness"))
