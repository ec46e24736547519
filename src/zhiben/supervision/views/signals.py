"""The queue of accident supervision: what waits, one signal with why it stands there, the log of alerts with how often
they were right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.accidents import queries as accidents
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import hindrances, offers
from zhiben.foundation.pages import acted, actor_of, done, form_page
from zhiben.foundation.people import name_of
from zhiben.insight.highlighting import pieces, words_of
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision import operations, policy
from zhiben.supervision.accident_forms import BudgetForm, StudyForm
from zhiben.supervision.accident_words import STUDY_DAYS, SignalKind
from zhiben.supervision.models import AccidentSignal, JointStudy
from zhiben.supervision.operations import Opening, searching
from zhiben.supervision.queries import look_alikes, studies
from zhiben.supervision.queries import signals as queries

SHOWN = 200
WHO = N_("事故督导线索由安委办的经办人员查找、答复")


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What waits, of one kind or of all; studies, sweeps and recommendations beside it."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "waiting")
    actor = actor_of(request)
    rows = queries.of_desk(actor)
    counts = queries.counts_by_state(rows)
    rows = rows.filter(kind=kind) if kind in list(SignalKind) else rows
    rows = rows.filter(state=state) if state in AccidentSignal.machine.keys else rows
    offices = [*orgs.offices_run(actor)]
    heads = [*offices, *orgs.offices_led(actor)]
    study = queries.latest_study("new-types", offices[-1]) if offices else None
    context = {
        "rows": list(rows[:SHOWN]),
        "kind": kind,
        "state": state,
        "kinds": [(one, sum(counts[one].values()), counts[one]["waiting"]) for one in SignalKind],
        "states": AccidentSignal.machine.states,
        "searches": bool(offices),
        "search": queries.search_of(offices[-1]) if offices else None,
        "narratives": queries.narratives_of(study),
        "follow_ups": queries.follow_ups() if heads else [],
        "queues": bool(heads) or any(any(counts[one].values()) for one in SignalKind),
        "studies": list(studies.joint_studies()[:SHOWN]),
        "sweeps": list(look_alikes.look_alikes()[:SHOWN]),
    }
    return render(request, "supervision/signals.html", context)


@require_POST
def take_up(request: HttpRequest) -> HttpResponse:
    """Have the ground of the own office searched now."""
    actor = actor_of(request)
    searching.ask_for(policy.own_office(actor, WHO), actor)
    return HttpResponseRedirect(reverse("supervision:signals"))


@require_safe
def signal(request: HttpRequest, pk: int) -> HttpResponse:
    """One signal: the narrative, why it was flagged, the nearest past case, who has the duty."""
    one, actor = queries.signal_of(pk), actor_of(request)
    told = one.told
    nearest = told.get("nearest") or {}
    cases = accidents.cases_by_id(
        [one.case_id or 0, nearest.get("case", 0), *(row["case"] for row in told.get("cases", ()))]
    )
    by_id = {case.pk: case for case in cases}
    case = by_id.get(one.case_id or 0)
    parts = pieces(case.narrative if case else "", told.get("unseen", []), told.get("read", ""))
    context = {
        "signal": one,
        "kind": SignalKind(one.kind),
        "offers": offers(one, actor),
        "case": case,
        "alone": "cases" not in told,
        "pieces": parts,
        "unseen": words_of(parts),
        "nearest": by_id.get(nearest.get("case", 0)),
        "cases": [by_id[row["case"]] for row in told.get("cases", ()) if row["case"] in by_id],
        "departments": [card.name for card in _answering(one)],
        "mapped": one.kind != SignalKind.ALERT or bool(_sector(one)),
        "may_study": not hindrances([one], "study", actor),
        "studies": studies.studies_from(one),
        "twins": queries.twins_of(one),
        "sweeps": look_alikes.sweeps_from(case=one.case_id) if one.case_id else [],
        "answered_by": name_of(one.answered_by) if one.answered_by else "",
        "lines": audit.of(one),
    }
    return render(request, "supervision/signal.html", context)


def _departments(one: AccidentSignal) -> list[int]:
    """By the duty list of today: those of the office's own level that answer for the sector of the case."""
    place = orgs.unit(one.office_id).coordinates
    return [card.id for card in _answering(one) if card.coordinates.territory == place.territory]


def _answering(one: AccidentSignal) -> list[UnitCard]:
    """Those that answer for the sector of the case, here or else above."""
    sector = _sector(one) or (one.case.sector_id if one.case else 0)
    return orgs.answering_for(orgs.unit(one.office_id).coordinates).get(sector or 0, [])


def _sector(one: AccidentSignal) -> int:
    """Of which a signal is; 0 where of none. An alert is of a series."""
    kind, _colon, own = str(one.told.get("series", "")).partition(":")
    return int(one.told.get("sector") or (own if kind == "sector" else 0))


@require_http_methods(["GET", "POST"])
def open_study(request: HttpRequest, pk: int) -> HttpResponse:
    """A joint study of a signal, with the departments of the duty list proposed."""
    one, actor = queries.signal_of(pk), actor_of(request)
    if why := hindrances([one], "study", actor).get(one.pk):
        raise NotAllowed("{why}", why=why)
    place = orgs.unit(one.office_id).coordinates
    cards = [card for card in orgs.units(UnitKind.DEPARTMENT) if place.covers(card.coordinates)]
    own = [card for card in cards if card.coordinates.level == place.level]
    initial = {
        "title": _("%(what)s联合研判") % {"what": one.case or one.title[:60]},
        "departments": [str(unit) for unit in _departments(one)],
        "until": clock.today() + timedelta(days=STUDY_DAYS),
    }
    form = StudyForm(request.POST or None, departments=[(card.id, card.name) for card in own], initial=initial)
    made: list[JointStudy] = []

    def act() -> None:
        said = form.cleaned_data
        units = [int(unit) for unit in said["departments"]]
        opening = Opening(said["title"], units, said["people"], said["until"])
        made.append(operations.open_study(one, opening, actor=actor))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("开始联合研判"), one.get_absolute_url(), one)


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """The log of alerts with what became of each, how often they were right, the budget."""
    actor = actor_of(request)
    rows = queries.alerts(actor)
    offices = [*orgs.offices_run(actor)]
    study = queries.latest_study("warnings", offices[-1]) if offices else None
    context: dict[str, Any] = {
        "rows": list(rows[:SHOWN]),
        "precision": queries.precision_of(rows),
        "budget": queries.budget_of(offices[-1]) if offices else None,
        "study": study,
    }
    return render(request, "supervision/alerts.html", context)


@require_http_methods(["GET", "POST"])
def budget(request: HttpRequest) -> HttpResponse:
    """How many false alarms a month the own office takes."""
    actor = actor_of(request)
    office = policy.own_office(actor, N_("误报预算由安委办的经办人员设定"))
    form = BudgetForm(request.POST or None, initial={"per_month": queries.budget_of(office)})

    def act() -> None:
        operations.set_alert_budget(office, form.cleaned_data["per_month"], actor=actor)

    return acted(request, form, _("误报预算"), act, reverse("supervision:alerts"))
