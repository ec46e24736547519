"""The tips that a comprehensive round looks at again: drawn, listed with what came of each, and how often it agreed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.pages import actor_of, done, download, status_of
from zhiben.foundation.people import name_of
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.supervision import operations, policy, queries
from zhiben.supervision.forms import TipDrawForm
from zhiben.supervision.queries.tip_draws import looked_again


@require_http_methods(["GET", "POST"])
def tips(request: HttpRequest, pk: int) -> HttpResponse:
    """What was drawn and what came of it; before, the form that draws."""
    one, actor = queries.round_of(pk), actor_of(request)
    form = TipDrawForm(request.POST or None)
    if request.method == "POST":
        policy.must_keep(actor, one)
        if done(form, lambda: operations.draw_tips(one, form.cleaned_data["size"], actor=actor)):
            return HttpResponseRedirect(reverse("supervision:tips", args=[pk]))
    found = looked_again(one)
    context = {
        "round": one,
        "found": found,
        "form": form,
        "draws": found is None and actor.id in one.keepers and one.state == "under_way",
        "by": name_of(found.draw.drawn_by) if found else "",
    }
    return render(request, "supervision/tips.html", context, status=status_of(form))


@require_safe
def tip_frame(request: HttpRequest, pk: int) -> HttpResponse:
    """What was drawn from, as it was digested."""
    found = looked_again(queries.round_of(pk))
    if found is None:
        raise NotFound(N_("本轮没有抽查举报核查"))
    return download(found.draw.frame, N_("举报抽查抽样框") + f"-{pk}.txt")
