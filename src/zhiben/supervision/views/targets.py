"""What is sealed: the list for a round's keepers, who are noted; a target for its confidants; who goes, who follows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiben.foundation.pages import acted, actor_of, done, status_of
from zhiben.foundation.people import names_of
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import interests, operations, policy, queries
from zhiben.supervision.forms import ArriveForm, AssignForm, NameForm, ReasonForm
from zhiben.supervision.models import Round, Visit


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed list, opened by pressing a button: that it was opened is noted. The address alone leads to where the
    button is."""
    one, actor = queries.round_of(pk), actor_of(request)
    if request.method != "POST":
        return HttpResponseRedirect(one.get_absolute_url())
    found = operations.look(one, actor=actor)
    context = {
        "round": one,
        "targets": found,
        "streets": sorted({row.stratum for row in found}),
        "hindered": interests.now_hindered(one, found),
        "without": sum(1 for row in found if row.state == "sealed" and row.team_id is None),
    }
    return render(request, "supervision/targets.html", context)


@require_http_methods(["GET", "POST"])
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """One target, for those who are in on it; being there begins the visit."""
    one, actor = queries.target_of(pk), actor_of(request)
    if request.method != "POST":
        operations.note_look(one, actor=actor)
    form = ArriveForm(request.POST if request.method == "POST" else None)
    made: list[Visit] = []
    if done(form, lambda: made.append(operations.arrive(one, form.position, actor=actor))):
        return HttpResponseRedirect(made[0].get_absolute_url())
    visit = queries.visit_to(one.pk)
    begun = visit is None or (visit.state == "under_way" and actor.id not in visit.people)
    context = {
        "target": one,
        "round": one.round,
        "form": form,
        "visit": visit if visit is not None and queries.readable([visit.pk]) else None,
        "arrives": actor.id in one.team_people and one.state in ("sealed", "reached") and begun,
        "site": orgs.site_card_of(one.site_id),
        "keeps": actor.id in one.keepers,
        "names": names_of(one.team_people),
    }
    return render(request, "supervision/target.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Which team goes there."""
    one, actor = queries.target_of(pk), actor_of(request)
    policy.must_keep(actor, one.round)
    teams = queries.teams_of(one.round)
    hindered = interests.hindrances(one.round, teams, [one])
    free = [(each.pk, str(each)) for each in teams if (one.pk, each.pk) not in hindered]
    form = AssignForm(request.POST or None, teams=free, initial={"team": one.team_id, "opens_on": one.opens_on})

    def act() -> None:
        chosen = next(each for each in teams if str(each.pk) == form.cleaned_data["team"])
        operations.assign(one, chosen, opens_on=form.cleaned_data["opens_on"], actor=actor)

    return acted(request, form, _("交给督导组"), act, one.get_absolute_url(), one)


@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it off; the next of its stratum follows."""
    one, actor = queries.target_of(pk), actor_of(request)
    policy.must_keep(actor, one.round)
    form = ReasonForm(request.POST or None)

    def act() -> None:
        operations.replace(one, reason=form.cleaned_data["reason"], actor=actor)

    return acted(request, form, _("撤下并递补"), act, _back(one.round), one)


@require_http_methods(["GET", "POST"])
def name(request: HttpRequest, pk: int) -> HttpResponse:
    """One more target, by hand."""
    one, actor = queries.round_of(pk), actor_of(request)
    policy.must_keep(actor, one)
    if one.state != "under_way":
        raise NotFound(N_("抽取以后才能指定对象"))
    form = NameForm(request.POST or None)

    def act() -> None:
        operations.name_target(one, form.cleaned_data["key"], reason=form.cleaned_data["reason"], actor=actor)

    return acted(request, form, _("指定对象"), act, _back(one), one)


def _back(one: Round) -> str:
    return reverse("supervision:round", args=[one.pk])
