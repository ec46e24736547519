"""Findings: recorded on a visit's page, one by itself, and those of a round given to units several at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.campaign import queries as campaign
from zhiben.documents import queries as documents
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import DEVICE_CLOCK, attached, store_uploads
from zhiben.foundation.grounds import grounds_of
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import acted, actor_of, done, start_of, status_of, ticked
from zhiben.foundation.people import name_of
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision import kinds, operations, policy, queries
from zhiben.supervision.forms import BatchForm, FindingForm, GivenForm, PhotoForm
from zhiben.supervision.lifecycle import FINDING
from zhiben.supervision.lifecycle.findings import CLASSES, ENFORCED, GIVEN
from zhiben.supervision.models import Finding
from zhiben.supervision.operations import Batch, Found

SHOWN = 50
"""Rows of one page."""

ON_A_PAGE = 100
"""So many findings of a round, of which some are ticked."""


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One more finding of a visit."""
    visit, actor = queries.visit_of(pk), actor_of(request)
    operations.must_be_there(actor, visit)
    form = FindingForm(request.POST or None, request.FILES or None, becomes=kinds.declared(visit.kind).becomes)

    def act() -> None:
        said = form.cleaned_data
        device = request.POST.get(DEVICE_CLOCK, "")
        files = store_uploads(said["photos"] or (), actor_id=actor.id, device_clock=device)
        found = Found(said["text"], said["becomes"], basis=said["basis"], key=said["key"])
        operations.record(visit, found, files=files, actor=actor)

    return acted(request, form, _("记录问题"), act, visit.get_absolute_url(), visit)


@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: what was found, what became of it, who answers until when."""
    one, actor = queries.finding_of(pk), actor_of(request)
    visit = one.visit
    queries.prepare_visits([visit])
    transfers = queries.transfers_of(one)
    context = {
        "finding": one,
        "visit": visit,
        "offers": offers(one, actor),
        "recorded_by": name_of(one.recorded_by),
        "answered_by": name_of(one.answered_by) if one.answered_by else "",
        "files": list(attached(one._meta.label_lower, one.pk)),
        "older": queries.older_photos([one]).get(one.pk, []),
        "same": queries.same_photos([one]).get(one.pk, []),
        "transfers": transfers,
        "standing": queries.standing_of(transfers),
        "enforced": ENFORCED,
        "gives": _list_to_give_from(one, actor),
        "hands_over": policy.may_hand_over(actor, one),
        "judges": policy.JUDGE(actor, one).allowed,
        "grounds": grounds_of(one),
        "task": campaign.tasks_by_id([one.task]).first() if one.task else None,
        "readable": bool(queries.readable([one.visit_id])),
        "letter": _letter(one.letter_id),
        "reminds": one.visit_state == "closed" and one.state != "struck" and bool(orgs.offices_run(actor)),
        "lines": audit.of(one),
        "item": queries.item_behind(one.pk),
        "versions": queries.versions_of(visit, one) if operations.may_settle(actor, visit) else [],
        "awaited": [each for each in queries.shots_of(one) if each.came_at is None],
    }
    return render(request, "supervision/finding.html", context)


def _list_to_give_from(one: Finding, actor: Actor) -> str:
    """The address of the round's list with those that are like this one; "" where nobody gives it to a unit there."""
    visit = one.visit
    if one.state != "recorded" or visit.state != "closed" or not visit.round_id:
        return ""
    if visit.office_id not in orgs.offices_run(actor) or not kinds.declared(visit.kind).papers:
        return ""
    rows = queries.findings_in(queries.round_of(visit.round_id)).filter(pk=one.pk)
    address = reverse("supervision:findings", args=[visit.round_id])
    return f"{address}?{urlencode({'state': queries.class_of(rows[0])})}"


@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """What a photo of the finding that is older than the visit is worth."""
    one, actor = queries.finding_of(pk), actor_of(request)
    older = queries.older_photo(one, file)
    policy.must_judge_photos(actor, one)
    form = PhotoForm(request.POST or None, times=_times(older))

    def act() -> None:
        said = form.cleaned_data
        operations.judge_photo(one, file, accepted=said["accepted"] == "1", reason=said["reason"], actor=actor)

    return acted(request, form, _("早于到场的照片"), act, one.get_absolute_url(), one)


def _times(older: queries.OlderPhoto) -> str:
    said = ((_("到场"), older.arrived_at), (_("拍摄"), older.taken_at), (_("上传时手机的时钟"), older.device_at))
    return "，".join(f"{what}{clock.to_the_minute(at)}" for what, at in said if at)


@require_http_methods(["GET", "POST"])
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """The findings of a round; those that are ticked are given to units in papers."""
    one, actor = queries.round_of(pk), actor_of(request)
    kind = kinds.declared(one.kind)
    every, shown, start = queries.findings_in(one), request.GET.get("state", ""), start_of(request)
    tally = queries.finding_tally(every)
    late, whole = tally.pop("late", 0), tally.total()
    total = tally[shown] if shown else whole
    due = orgs.workdays().after(clock.today(), kind.rectify_days)
    sent = request.POST if request.method == "POST" else None
    form = BatchForm(sent, papers=kind.papers, initial={"due": due})
    made: list[Any] = []

    def act() -> None:
        policy.must_plan(actor, one.office_id)
        made.extend(_issued(_batch(request, form, every), form.cleaned_data, actor))

    if done(form, act):
        messages.success(
            request, _("已起草%(count)s份文书，请到公文里送核、签发，印发以后即为交办") % {"count": len(made)}
        )
        return HttpResponseRedirect(f"{request.path}?{urlencode({'state': shown})}" if shown else request.path)
    context = {
        "round": one,
        "rows": queries.in_class(every, shown)[start : start + ON_A_PAGE],
        "class_of": queries.class_of,
        "classes": {one.key: one for one in CLASSES},
        "shown": shown,
        "start": start,
        "total": total,
        "next": start + ON_A_PAGE if start + ON_A_PAGE < total else 0,
        "ticks": ticked(request, "finding"),
        "states": [(one, tally[one.key]) for one in CLASSES if tally[one.key]],
        "every": whole,
        "form": form,
        "units": [card.name for card in orgs.units_under(one.office_id)],
        "may_issue": one.office_id in orgs.offices_run(actor) and bool(kind.papers),
        "open": tally["recorded"],
        "proposed": tally["proposed"],
        "late": late,
    }
    return render(request, "supervision/findings.html", context, status=status_of(form))


def _letter(pk: int | None) -> Any:
    """A paper, where the person reads it: a finding may be read where its paper is not."""
    return documents.documents().defer("paper_json").filter(pk=pk).first() if pk else None


def _issued(batch: Batch, said: Mapping[str, Any], actor: Actor) -> list[Any]:
    """The drafts of a batch. Raises Incomplete where the paper does not go to such a unit, at what names the unit."""
    try:
        return operations.issue(batch, actor=actor)
    except Incomplete as wrong:
        why = wrong.fields.get("to", "")
        if not why:
            raise
        other = N_("{why}；按区交办的，请选别的文书，或者把问题分别交给责任部门").format(why=why)
        told = {"by_district": other} if said["by_district"] else {"unit": why}
        raise Incomplete(wrong.text, fields=told) from wrong


def _batch(request: HttpRequest, form: BatchForm, rows: QuerySet[Finding]) -> Batch:
    said: Mapping[str, Any] = form.cleaned_data
    chosen = list(rows.filter(pk__in=ticked(request, "finding")))
    units = _by_district(chosen) if said["by_district"] else dict.fromkeys((row.pk for row in chosen), _named(said))
    return Batch(said["paper"], said["due"], units, said["basis"])


def _named(said: Mapping[str, Any]) -> int:
    card = orgs.unit_named(said["unit"].strip())
    if card is None:
        raise Incomplete(N_("没有找到单位"), fields={"unit": N_("没有找到这个单位，请从列出的名称中选")})
    return card.id


def _by_district(chosen: list[Finding]) -> dict[int, int]:
    governments = {card.coordinates.district: card.id for card in orgs.units(UnitKind.DISTRICT)}
    without = [str(row) for row in chosen if row.district not in governments]
    if without:
        wrong = N_("有{count}个问题的场所不在任何区，如“{first}”，请逐个指定责任单位").format(
            count=len(without), first=without[0]
        )
        raise Incomplete(wrong, fields={"by_district": wrong})
    return {row.pk: governments[row.district] for row in chosen}


@require_safe
def given(request: HttpRequest) -> HttpResponse:
    """The findings that were given to units, for those who answer and for those who look again."""
    actor = actor_of(request)
    form = GivenForm(request.GET, states=[(state.key, state.label) for state in FINDING.states if state.key in GIVEN])
    said: Mapping[str, Any] = form.cleaned_data if form.is_valid() else {"letter": 0, "state": "", "own": False}
    found = queries.given(said["letter"] or 0, said["state"], actor.units if said["own"] else (), front=actor.units)
    total, start = found.count(), start_of(request)
    rows = list(found[start : start + SHOWN])
    context = {
        "form": form,
        "rows": rows,
        "total": total,
        "start": start,
        "next": start + SHOWN if start + SHOWN < total else 0,
        "late": found.filter(state="issued", due__lt=clock.today()).count(),
        "readable": queries.readable({row.visit_id for row in rows}),
        "letter": _letter(said["letter"]),
        "kept": urlencode({name: value for name, value in request.GET.items() if name != "start"}),
    }
    return render(request, "supervision/given.html", context)


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Problems of the campaign's own work by the unit that answers for them; one unit's, one by one."""
    asked = request.GET.get("unit", "")
    unit = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    rows = queries.work_problems()
    context = {
        "lines": queries.by_unit(rows),
        "unit": unit,
        "rows": list(queries.of_unit(rows, unit)[:MOST]) if unit is not None else [],
        "most": MOST,
    }
    return render(request, "supervision/problems.html", context)


MOST = 200
"""So many problems of one unit are listed."""
