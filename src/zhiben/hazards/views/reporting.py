"""Reporting a hazard, at once or as a draft that is finished later. Photos are put away as soon as they arrive,
whatever becomes of the form: nobody has to take them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiben.foundation.files import ALL_KINDS, DEVICE_CLOCK, PHOTO_KINDS, must_show, store_upload
from zhiben.foundation.lifecycle.views import AID, wants_json
from zhiben.foundation.pages import actor_of, done, editing, status_of, told_to_program
from zhiben.hazards import operations, policy
from zhiben.hazards.models import Hazard
from zhiben.hazards.report_form import ReportForm, said_by
from zhiben.hazards.views.criteria import by_words
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import operations as orgs


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report a hazard somebody has found, or keep it as a draft; `?site=` names the place, as its label does."""
    return _filled(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with one's own draft, and report it."""
    draft = Hazard.objects.filter(pk=pk).first()
    if draft is None:
        raise NotFound(N_("没有找到该隐患"))
    policy.must_edit_draft(actor_of(request), draft)
    return _filled(request, draft)


def _filled(request: HttpRequest, draft: Hazard | None) -> HttpResponse:
    actor, made = actor_of(request), list[Hazard]()
    data, wrong = _put_away(request, actor) if request.method == "POST" else (None, [])
    form = ReportForm(data, actor=actor, draft=draft, site=request.GET.get("site", "")[:200])
    if draft is not None:
        pk = draft.pk
        editing(form, lambda: said_by(Hazard.objects.get(pk=pk)), subject=("hazards.hazard", pk))
    for sentence in wrong:
        form.add_error("photos", sentence)

    def act() -> None:
        made.append(_kept(form, draft, actor))

    if AID in request.POST:
        form.errors.clear()  # it was not sent: a button brings it back with clauses for its words
    elif wants_json(request) and form.is_bound:
        saved = done(form, act)
        return told_to_program(form, made[0].get_absolute_url() if made else "", made=saved)
    elif done(form, act):
        if form.later:
            messages.success(request, _("草稿已保存，可在“待办”中继续填写"))
        return HttpResponseRedirect(made[0].get_absolute_url())
    back = draft.get_absolute_url() if draft else reverse("hazards:list")
    context = {"form": form, "draft": draft, "back": back, "suggested": by_words(data or {})}
    context["cited"] = request.POST.get(AID, "")
    return render(request, "hazards/report.html", context, status=200 if AID in request.POST else status_of(form))


def _put_away(request: HttpRequest, actor: Actor) -> tuple[QueryDict, list[str]]:
    """What was sent, each photo that came along replaced by the id under which it is kept; and what is wrong with the
    others. Raises NotAllowed for who reports nothing, and keeps nothing of theirs."""
    policy.must_report(actor)
    data, wrong = request.POST.copy(), list[str]()
    if data.get(AID):
        data["criterion"] = str(data[AID])
    clock_said = data.get(DEVICE_CLOCK, "")
    taken = [(one, PHOTO_KINDS) for one in request.FILES.getlist("photos")]
    for upload, kinds in (*taken, *((one, ALL_KINDS) for one in request.FILES.getlist("album"))):
        try:
            stored = store_upload(upload, kinds=kinds, actor_id=actor.id, device_clock=clock_said)
            if stored.is_photo:
                must_show([stored.pk], field="photos")
            data.appendlist("kept", str(stored.pk))
        except Refused as refusal:
            name = str(upload.name)
            wrong.append(refusal.text if name in refusal.text else f"{name}：{refusal.text}")
    return data, wrong


def _kept(form: ReportForm, draft: Hazard | None, actor: Actor) -> Hazard:
    """The hazard that the form tells, at a place that it registers where that is new."""
    told, files = form.told(form.site_id or _registered(form.cleaned_data, actor)), form.pictures
    if draft is None:
        enter = operations.save_draft if form.later else operations.report
        return enter(told, files=files, actor=actor)
    operations.amend_draft(draft, told, files=files, actor=actor)
    return draft if form.later else operations.report_draft(draft, actor=actor)


def _registered(given: Mapping[str, Any], actor: Actor) -> int:
    sector = int(given["site_sector"] or given["sector"])
    place = {"address": given["address"], "street": int(given["street"]), "sector": sector}
    return orgs.register_site(given["site"], **place, actor=actor).pk
