"""Listed areas: all of them, one with its plan, months, meetings and acceptance, a new one, a meeting about one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.campaign import queries as campaign
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import hindrances, offers
from zhiben.foundation.pages import acted, actor_of, done, form_page
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import leading, listing_texts, operations, policy, queries
from zhiben.supervision.forms import AreaForm, MeetingForm
from zhiben.supervision.models import ListedArea
from zhiben.supervision.operations import Proposal
from zhiben.supervision.queries import Month

REQUESTS = 20
"""So many of the latest requests are listed."""

MEETINGS = 50
"""So many of the latest meetings are offered."""


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """The areas in scope, with the months that were missed."""
    rows = list(queries.areas()[:200])
    names, months = (
        orgs.territory_names({street for row in rows for street in row.streets}),
        queries.months_of_each(rows),
    )
    context = {
        "rows": [(row, [names.get(pk, "") for pk in row.streets], _missed(months[row.pk])) for row in rows],
        "may_propose": bool(orgs.offices_run(actor_of(request))),
        "requests": list(queries.requests()[:REQUESTS]),
        "nothing_done": leading.nothing_done(actor_of(request)),
    }
    return render(request, "supervision/areas.html", context)


def _missed(months: Sequence[Month]) -> int:
    return sum(month.is_missed for month in months)


@require_safe
def area(request: HttpRequest, pk: int) -> HttpResponse:
    """One area."""
    one, actor = queries.area_of(pk), actor_of(request)
    held, papers = queries.meetings_of(one), queries.papers_of([one])[one.pk]
    runs = one.office_id in orgs.offices_run(actor)
    conditions = queries.conditions_of(one) if one.state in (*queries.UNDER_WAY, "accepted") else ()
    context = {
        "area": one,
        "offers": offers(one, actor),
        "streets": list(orgs.territory_names(one.streets).values()),
        "measures": queries.measures_of(one),
        "months": queries.months_of(one),
        "visits": list(queries.visits_to(one)[:50]),
        "accepting": queries.acceptance_visit(one),
        "meetings": list(campaign.meetings().filter(pk__in=held)),
        "held": len(held),
        "may_meet": not hindrances([one], "note_meeting", actor),
        "files": list(attached(one._meta.label_lower, one.pk)),
        "may_close": not hindrances([one], "close_measure", actor),
        "conditions": conditions,
        "lacking": one.state == "inspecting" and any(each.met is not True for each in conditions),
        "papers": papers,
        "lacks": queries.lacks(one, papers) if runs else None,
        "together": queries.requests().filter(pk=one.request_id).first() if one.request_id else None,
        "asked_with": _asked_with(one),
        "nothing_done": leading.nothing_done(actor),
        "before": list(_before(one)) if one.state == "proposed" else (),
        "lines": audit.of(one),
    }
    return render(request, "supervision/area.html", context)


def _asked_with(one: ListedArea) -> str:
    """With which request it was proposed and when that was decided, for those who may not open the request too."""
    request = queries.asked_with(one)
    if request is None:
        return ""
    if request.decided_on is None:
        return str(request)
    return _("%(request)s，%(day)s批准") % {"request": request, "day": clock.in_words(request.decided_on)}


def told(one: ListedArea) -> list[tuple[str, str]]:
    """What a person has to know who takes an area off the list: which condition does not hold, or is not known to."""
    if one.state != "inspecting":
        return []
    found = [each for each in queries.conditions_of(one) if each.met is not True]
    return [(_(each.title), (_("未评估。") if each.met is None else _("不具备。")) + each.words) for each in found] + (
        [(_("请注意"), _("条件没有都具备的，建议继续挂牌；仍要验收通过的，须写明理由，印在解除督办通知书里"))]
        if found
        else []
    )


def _before(one: ListedArea) -> Iterator[str]:
    """What has to be known before an area is listed, of its streets alone."""
    place, year = orgs.unit(one.office_id).coordinates.territory, clock.today().year - 1
    kept = queries.figures_kept(one)
    rows = [kept] if kept else queries.figures_of(place, one.streets, year)
    if kept is None:
        yield from (f"{row.name}：{listing_texts.basis_of(row, {})}" for row in rows)
    yield from listing_texts.sentences(rows, {})


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """A new area, chosen by hand; an address that names streets or a study leads to where several are proposed."""
    actor = actor_of(request)
    office = policy.own_office(actor, N_("挂牌区域由安委办的经办人员提请"))
    if request.method == "GET" and ("study" in request.GET or "streets" in request.GET):
        return HttpResponseRedirect(f"{reverse('supervision:propose_listing')}?{request.GET.urlencode()}")
    place = orgs.unit(office).coordinates.territory
    names = orgs.territory_names({card.coordinates.district for card in orgs.streets()})
    streets = [
        (card.id, names.get(card.coordinates.district, "") + card.name)
        for card in orgs.streets()
        if place.covers(card.coordinates)
    ]
    form = AreaForm(request.POST or None, streets=streets)
    made: list[ListedArea] = []

    def act() -> None:
        said = form.cleaned_data
        chosen = [int(one) for one in said["streets"]]
        proposal = Proposal(office, said["title"], chosen, said["basis"], said["until"])
        made.append(operations.propose_area(proposal, actor=actor))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("提请挂牌区域"), "/supervision/areas/")


@require_http_methods(["GET", "POST"])
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting of a task force at which the area was spoken of."""
    one, actor = queries.area_of(pk), actor_of(request)
    if why := hindrances([one], "note_meeting", actor).get(one.pk):
        raise NotAllowed("{why}", why=why)
    held = set(queries.meetings_of(one))
    latest = [row for row in campaign.meetings()[:MEETINGS] if row.pk not in held]
    rows = [(row.pk, f"{row}（{row.held_on:%Y-%m-%d}）") for row in latest]
    form = MeetingForm(request.POST or None, meetings=rows)

    def act() -> None:
        operations.note_meeting(one, int(form.cleaned_data["meeting"]), actor=actor)

    return acted(request, form, _("登记会商"), act, one.get_absolute_url(), one)
