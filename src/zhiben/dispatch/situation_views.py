"""The pages of a week: how every unit stands under three lights, one unit's records, chasing, and what one's own units
were sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.dispatch import chasing, operations, situation
from zhiben.dispatch.queries import situation as queries
from zhiben.dispatch.vocab import FROZEN
from zhiben.documents.lifecycle import OFFICER
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import actor_of, done, status_of, ticked
from zhiben.kernel.machine import State
from zhiben.kernel.mechanism import Light
from zhiben.kernel.text import N_

LIGHTS = {
    Light.DARK: State("dark", N_("无从证明")),
    Light.GREEN: State("green", N_("绿灯"), "success"),
    Light.YELLOW: State("yellow", N_("黄灯"), "warning"),
    Light.RED: State("red", N_("红灯"), "danger"),
}
"""Each light as pages show it."""

MOVES = ("collect", "close")
"""What there is to do about a week: it has no paper, and no measure of its own to restate."""

HELD = 20
"""How many records that hold a light from green are listed; the count tells the rest."""


class ChaseForm(forms.Form):
    """What the sender has seen: how often this week was sent already, and that sending it again is meant."""

    sent_before = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    once_more = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """A second sending is asked for in so many words."""
        found = super().clean() or {}
        if found.get("sent_before") and not found.get("once_more"):
            raise forms.ValidationError(_lazy("本周已发送过催办；确需再发，请勾选“再次发送”"))
        return found


@require_safe
def week(request: HttpRequest, pk: int) -> HttpResponse:
    """One week: the lights with what holds them, the reports filed, and a line for every unit with something amiss, or
    for all."""
    one = queries.week_of(pk)
    rows = situation.lines(one)
    every = request.GET.get("units", "") == "all"
    sums, nobodys = situation.summed(rows), situation.given_to_nobody(one)
    context = {
        "round": one,
        "frozen": one.state in FROZEN,
        "as_of": situation.as_of(one),
        "reports": queries.reports_of(situation.as_of(one)),
        "lines": rows if every else [row for row in rows if situation.troubled(row)],
        "every": every,
        "units": len(rows),
        "sums": sums | {"discrepancies": sums["discrepancies"] + nobodys},
        "nobodys": nobodys,
        "proofs": situation.proofs(one, rows),
        "lights": LIGHTS,
        "held": HELD,
        "labels": situation.LABELS,
        "offers": [offer for offer in offers(one, actor_of(request)) if offer.name in MOVES],
        "sent": queries.chasings(one)[:1],
    }
    return render(request, "dispatch/week.html", context)


@require_safe
def week_unit(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """The records behind one unit's line, as far as the person may see them."""
    one = queries.week_of(pk)
    context = {
        "round": one,
        "as_of": situation.as_of(one),
        "unit": situation.unit_of(one, unit),
        "groups": situation.behind(one, unit),
    }
    return render(request, "dispatch/week_unit.html", context)


@require_http_methods(["GET", "POST"])
def chase(request: HttpRequest, pk: int) -> HttpResponse:
    """What each unit would be told, to be copied or sent; below, what was sent already."""
    one = queries.week_of(pk)
    actor = actor_of(request)
    lately = queries.sent_this_week(one)
    seen = {"sent_before": queries.sendings(lately)}
    form = ChaseForm(request.POST if request.method == "POST" else None, initial=seen)

    def send() -> None:
        before = form.cleaned_data["sent_before"]
        operations.chase(one, ticked(request, "unit"), sent_before=before, actor=actor)

    if request.method == "POST":
        operations.must_chase(one, actor)
        if done(form, send):
            return HttpResponseRedirect(reverse("dispatch:chase", args=[pk]))
    chases = chasing.due_now(one)
    context = {
        "round": one,
        "chases": chases,
        "chosen": ticked(request, "unit") if form.is_bound else _ticked_at_first(request, chases),
        "sent": queries.chasings(one),
        "lately": [row for row in lately if (row.round_id, row.batch) == (lately[0].round_id, lately[0].batch)],
        "form": form,
        "before": seen["sent_before"],
        "sends": OFFICER(actor, one).allowed,
    }
    return render(request, "dispatch/chase.html", context, status=status_of(form))


def _ticked_at_first(request: HttpRequest, chases: Sequence[chasing.Chase]) -> list[int]:
    """Who is late with something, until all or none are asked for."""
    asked = request.GET.get("ticks", "")
    return [one.unit for one in chases if asked != "none" and (asked == "all" or one.soon < one.count)]


@require_safe
def chased(request: HttpRequest) -> HttpResponse:
    """What the person's own units were sent, the latest first."""
    rows = queries.own_chasings(actor_of(request))
    return render(request, "dispatch/chased.html", {"rows": rows})
