"""Who goes out as a team: inspectors and the office's own people at once, officers of districts and departments by
unit, for joint work; and who is not sent where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from zhiben.foundation.pages import actor_of, done, status_of
from zhiben.foundation.people import names_of
from zhiben.kernel.errors import Incomplete, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import going, interests, operations, policy, queries
from zhiben.supervision.forms import InterestForm, TeamForm
from zhiben.supervision.models import Round


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Who goes out as one team; units that the address names are offered with their people."""
    one, actor = queries.round_of(pk), actor_of(request)
    policy.must_keep(actor, one)
    standing = next((each for each in queries.teams_of(one) if each.number == number), None)
    members = list(standing.members.all()) if standing else []
    units, unknown = going.units_named(one.coordinates, request.GET.getlist("unit"))
    sent = [f"{each.person}-{each.unit}" for each in members]
    initial = {"people": sent, "head": sent[0] if sent else ""}
    stand = [(each.person, each.unit) for each in members]
    offered = going.who_may_go(one.office_id, units, standing=stand)
    people = [(f"{person}-{unit}", label) for (person, unit), label in offered.items()]
    form = TeamForm(request.POST or None, people=people, initial=initial)

    def act() -> None:
        operations.set_team(one, number, form.sent, actor=actor)

    if done(form, act):
        return HttpResponseRedirect(one.get_absolute_url())
    context = {
        "round": one,
        "number": number,
        "form": form,
        "units": units,
        "unknown": unknown,
        "near": _near(one.office_id),
    }
    return render(request, "supervision/team.html", context, status=status_of(form))


def _near(office: int) -> list[str]:
    return [card.name for card in orgs.units_under(office)]


@require_http_methods(["GET", "POST"])
def interests_noted(request: HttpRequest) -> HttpResponse:
    """Who is not sent where, and why; one more. Keepers are told of rounds in which somebody is to be sent there."""
    actor = actor_of(request)
    office = policy.own_office(actor, N_("回避情形由安委办的经办人员登记"))
    units, unknown = going.units_named(orgs.unit(office).coordinates, request.GET.getlist("among"))
    form = InterestForm(request.POST or None, people=_people(going.who_may_go(office, units)))
    if done(form, lambda: _noted(form, office, actor)):
        return HttpResponseRedirect(reverse("supervision:interests"))
    rows = list(queries.interests())
    context = {
        "form": form,
        "rows": rows,
        "names": names_of({row.person for row in rows} | {row.noted_by for row in rows}),
        "units": units,
        "unknown": unknown,
        "near": _near(office),
        "hindered": _hindered(actor),
    }
    return render(request, "supervision/interests.html", context, status=status_of(form))


def _people(offered: dict[tuple[int, int], str]) -> Iterable[tuple[int, str]]:
    """Each person once, for the first unit under which they are offered."""
    once: dict[int, str] = {}
    for (person, _unit), label in offered.items():
        once.setdefault(person, label)
    return once.items()


def _hindered(actor: Actor) -> list[tuple[Round, int]]:
    """The rounds whose list the person keeps, with how many sealed targets are with a team that has to keep away."""
    kept = [one for one in queries.rounds_under_way() if actor.id in one.keepers]
    counts = Counter({one.pk: len(interests.now_hindered(one, list(queries.targets_of(one)))) for one in kept})
    return [(one, counts[one.pk]) for one in kept if counts[one.pk]]


def _noted(form: InterestForm, office: int, actor: Actor) -> None:
    said = form.cleaned_data
    site = unit = 0
    if said["site"].strip():
        site = orgs.site_keyed(said["site"])
        if not site:
            raise Incomplete(N_("没有找到场所"), fields={"site": N_("没有找到这个代码或编号的场所")})
    if name := said["unit"].strip():
        card = orgs.unit_named(name)
        if card is None:
            raise Incomplete(N_("没有找到单位"), fields={"unit": N_("没有找到这个单位")})
        unit = card.id
    reason, person = said["reason"], int(said["person"])
    operations.note_interest(office, person=person, site=site, unit=unit, reason=reason, actor=actor)


@require_POST
def end_interest(request: HttpRequest, pk: int) -> HttpResponse:
    """The reason is gone."""
    row = queries.interests().filter(pk=pk).first()
    if row is None:
        raise NotFound(N_("没有找到该回避情形"))
    operations.end_interest(row, actor=actor_of(request))
    return HttpResponseRedirect(reverse("supervision:interests"))
