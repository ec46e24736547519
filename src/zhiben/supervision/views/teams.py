"""Who goes out as a team: inspectors and the office's own people at once, officers of districts and departments by
unit, for joint work."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zhiben.foundation.pages import actor_of, done, status_of
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, policy, queries
from zhiben.supervision.forms import TeamForm
from zhiben.supervision.models import Round, TeamMember

MOST_UNITS = 20
"""So many units may be asked for beside the office's own people."""


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Who goes out as one team; units that the address names are offered with their people."""
    one, actor = queries.round_of(pk), actor_of(request)
    policy.must_keep(actor, one)
    standing = next((each for each in queries.teams_of(one) if each.number == number), None)
    members = list(standing.members.all()) if standing else []
    units, unknown = _units(one, request.GET.getlist("unit"))
    sent = [f"{each.person}-{each.unit}" for each in members]
    initial = {"people": sent, "head": sent[0] if sent else ""}
    form = TeamForm(request.POST or None, people=_who_may_go(one, members, units), initial=initial)

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
        "near": [card.name for card in orgs.units_under(one.office_id)],
    }
    return render(request, "supervision/team.html", context, status=status_of(form))


def _units(one: Round, names: Sequence[str]) -> tuple[list[UnitCard], list[str]]:
    """The units of those names on the office's ground, and the names that are none."""
    found: dict[int, UnitCard] = {}
    unknown = []
    for name in [each.strip() for each in names if each.strip()][:MOST_UNITS]:
        card = orgs.unit_named(name)
        if card is None or not one.coordinates.territory.covers(card.coordinates):
            unknown.append(name)
        else:
            found[card.id] = card
    return list(found.values()), unknown


def _who_may_go(one: Round, members: Sequence[TeamMember], units: Sequence[UnitCard]) -> list[tuple[str, str]]:
    """Who is of the team, inspectors on the office's ground, the office's own people, and those who work in `units`."""
    inspectors = orgs.holding_below(one.coordinates, Role.INSPECTOR)
    found = {f"{each.person}-{each.unit}": f"{each.name}（{each.unit_name}）" for each in inspectors}
    office = {one.office_id: orgs.unit_name(one.office_id)}
    pairs = [(person, one.office_id) for person, _name in orgs.people_of(one.office_id)]
    pairs += [(each.person, each.unit) for each in members]
    held = orgs.holders_by_unit([card.id for card in units], [role.value for role in policy.GOING_OUT])
    pairs += [(person, card.id) for card in units for person in sorted(held.get(card.id, ()))]
    people = orgs.person_names({person for person, _unit in pairs})
    names = office | orgs.unit_names({unit for _person, unit in pairs})
    for person, unit in pairs:
        label = N_("{name}（{unit}）").format(name=people[person], unit=names[unit])
        found.setdefault(f"{person}-{unit}", label)
    return list(found.items())
