"""Writing plans: founded, given to another unit, revised, their measures one by one, the signed file, and the issue
that asks where tasks of removed measures go."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiben.campaign import operations, policy, queries
from zhiben.campaign.forms import (
    GoalsForm,
    HandOverForm,
    IssueForm,
    MeasureForm,
    PlanForm,
    ReasonForm,
    SignedForm,
)
from zhiben.campaign.lifecycle import DRAFTERS
from zhiben.campaign.models import Campaign, KeyTask, MeasureWording, PlanVersion
from zhiben.campaign.operations import MeasureDraft, draft_of, drafts_of
from zhiben.campaign.operations.plans_signed import SIGNED
from zhiben.campaign.views.coverage import campaign_asked
from zhiben.campaign.views.plans import plan_of
from zhiben.campaign.vocab import PlanKind
from zhiben.foundation.files import attached, store_upload
from zhiben.foundation.lifecycle.door import ready
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.lifecycle.seeing import SEEN, must_be_as_seen
from zhiben.foundation.lifecycle.views import moves, wants_json
from zhiben.foundation.pages import acted, actor_of, done, editing, form_page, is_id, status_of
from zhiben.foundation.scope.beside import beside
from zhiben.kernel.errors import Incomplete, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

PRESET = ("kind", "territory", "sector", "owner")
MISSING = ("action", "link")
"""What a new measure is for, when its lack has led to it."""


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Found a plan; what the address names is filled in."""
    actor = actor_of(request)
    campaign = _campaign(request, actor)
    preset: dict[str, Any] = {name: request.GET[name] for name in PRESET if request.GET.get(name)}
    who = policy.answering(campaign.office_id)
    form = PlanForm(who, _founding(actor), request.POST or None, initial=_with_owner(preset, who))
    made: list[Any] = []
    if done(form, lambda: made.append(operations.found_plan(campaign, **form.given(), actor=actor))):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("起草方案"), reverse("campaign:plans"))


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a plan to another unit that may answer for it."""
    found, actor = plan_of(pk), actor_of(request)
    policy.must_hand_plan_over(actor, found)
    of = policy.PlanOf(PlanKind(found.kind), found.territory_id or 0, found.sector_id or 0)
    units = policy.answering(found.campaign.office_id).units_for(of)
    form = HandOverForm([(one.id, one.name) for one in units if one.id != found.owner_id], request.POST or None)

    def act() -> None:
        said = form.cleaned_data
        operations.hand_plan_over(found, owner=int(said["owner"]), reason=said["reason"], actor=actor)

    return acted(request, form, _("变更责任单位：{plan}").format(plan=found), act, found.get_absolute_url())


def _campaign(request: HttpRequest, actor: Actor) -> Campaign:
    """That which the address names, else that of the person's own office, else the city's."""
    policy.must_found_some_plan(actor)
    if request.GET.get("campaign") and (asked := campaign_asked(request)):
        return asked
    every, own = queries.campaigns(), policy.planning(actor)
    if not every:
        raise Refused(N_("还没有建立行动方案框架，请先在“行动与指标”页建立"))
    return next((one for one in every if one.office_id in own), every[0])


def _founding(actor: Actor) -> set[int]:
    """The units for which the person founds plans."""
    return {grant.unit for grant in actor.grants if grant.role in DRAFTERS and grant.unit}


def _with_owner(preset: dict[str, Any], who: policy.Answering) -> dict[str, Any]:
    """What the address names, with the unit that answers for such a plan, if it is clear."""
    numbers = {name: preset.get(name, "") for name in ("territory", "sector")}
    ids = {name: int(one) for name, one in numbers.items() if is_id(one)}
    if preset.get("kind") not in list(PlanKind) or preset.get("owner"):
        return preset
    fitting = who.units_for(policy.PlanOf(PlanKind(preset["kind"]), **ids))
    return {**preset, "owner": fitting[0].id} if fitting else preset


@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a revision; where one is being prepared already, go there. `action` or `link` lead on to a new
    measure of it."""
    found, actor = plan_of(pk), actor_of(request)
    policy.must_draft_plan(actor, found)
    if standing := queries.being_prepared(found):
        return HttpResponseRedirect(_onward(request, standing))
    form = ReasonForm(request.POST or None)
    made: list[PlanVersion] = []
    title = _("修订：{plan}").format(plan=found)
    if done(form, lambda: made.append(operations.revise_plan(found, actor=actor, **form.cleaned_data))):
        return HttpResponseRedirect(_onward(request, made[0]))
    return form_page(request, form, title, found.get_absolute_url())


def _onward(request: HttpRequest, version: PlanVersion) -> str:
    asked = {name: request.GET.get(name, "") for name in MISSING}
    said = {name: one for name, one in asked.items() if is_id(one)}
    if version.state == "drafted" and said:
        return f"{reverse('campaign:measure_add', args=[version.pk])}?{urlencode(said)}"
    return version.get_absolute_url()


def _version(pk: int) -> PlanVersion:
    found = beside(PlanVersion).filter(pk=pk).select_related("plan__campaign", "plan__current").first()
    if found is None:
        raise NotFound(N_("没有找到方案的这一版"))
    return found


def drafted(request: HttpRequest, pk: int) -> PlanVersion:
    """The version, which the person drafts. Raises NotFound, NotAllowed, Refused."""
    found = _version(pk)
    policy.must_draft_plan(actor_of(request), found.plan)
    if found.state != "drafted":
        raise Refused(N_("方案{state}，不能再改措施；可先收回修改").format(state=found.state_shown.label))
    return found


@require_http_methods(["GET", "POST"])
def goals(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the goals of a draft."""
    version = drafted(request, pk)
    form = GoalsForm(request.POST or None, initial={"goals": version.goals})
    lock = PlanVersion.objects.filter(pk=pk)
    editing(form, lambda: {"goals": lock.get().goals}, subject=("campaign.planversion", pk), lock=lock)
    actor, said = actor_of(request), drafts_of(version)
    title = _("目标：{plan}").format(plan=version.plan)
    act = lambda: operations.set_measures(version, said, goals=form.cleaned_data["goals"], actor=actor)  # noqa: E731
    return acted(request, form, title, act, version.get_absolute_url())


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a measure to a draft."""
    version = drafted(request, pk)
    said = drafts_of(version)
    preset = {"number": _next_number(said), **{name: request.GET.get(name, "") for name in MISSING}}
    form = MeasureForm(version, request.POST or None, initial=preset)
    title = _("增加措施：{plan}").format(plan=version.plan)
    return acted(
        request,
        form,
        title,
        lambda: operations.set_measures(version, [*said, form.draft()], actor=actor_of(request)),
        version.get_absolute_url(),
    )


def _next_number(said: list[MeasureDraft]) -> str:
    """The number after the greatest that is nothing but a number."""
    plain = [int(one.number) for one in said if one.number.isascii() and one.number.isdigit()]
    return str(max(plain, default=0) + 1)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a measure of a draft."""
    row = wording_written(pk)
    version = drafted(request, row.version_id)
    form = MeasureForm(version, request.POST or None, initial=_values(row), standing=row)
    lock = PlanVersion.objects.filter(pk=version.pk)
    editing(form, lambda: _values(wording_written(pk)), subject=("campaign.planversion", version.pk), lock=lock)
    title = _("修改措施{number}：{plan}").format(number=row.measure.number, plan=version.plan)

    def act() -> None:
        new = form.draft()
        drafts = [new if one.number == new.number else one for one in drafts_of(version)]
        operations.set_measures(version, drafts, actor=actor_of(request))

    return acted(request, form, title, act, version.get_absolute_url())


def wording_written(pk: int) -> MeasureWording:
    """A measure as a version words it. Raises NotFound."""
    found = MeasureWording.objects.filter(pk=pk).select_related("measure").prefetch_related("assisting").first()
    if found is None:
        raise NotFound(N_("没有找到该措施"))
    return found


def _values(row: MeasureWording) -> dict[str, object]:
    draft = draft_of(row)
    names = orgs.unit_names(draft.assisting)
    ids = {name: getattr(draft, name) or "" for name in ("action", "upper", "lead_unit", "link")}
    words = {"number": draft.number, "text": draft.text, "goal": draft.goal, "due": draft.due}
    return {**words, **ids, "assisting": "、".join(names[unit] for unit in draft.assisting)}


@require_http_methods(["GET", "POST"])
def signed(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay the signed file beside an issued version."""
    version, actor = _version(pk), actor_of(request)
    policy.must_keep_signed(actor, version)
    form = SignedForm(request.POST or None, request.FILES or None)

    def act() -> None:
        operations.attach_signed(version, _stored(form, actor), actor=actor)

    answer = acted(request, form, _("补传印发件：{version}").format(version=version), act, version.get_absolute_url())
    if answer.status_code == 302:
        _tell_of_text(request, version)
    return answer


def _stored(form: forms.Form, actor: Actor) -> list[int]:
    """The files by id. Raises Incomplete for what is no file that can be read: here only some kinds are any use."""
    found = []
    for upload in form.cleaned_data["signed"]:
        try:
            found.append(store_upload(upload, actor_id=actor.id).pk)
        except Refused as refusal:
            if refusal.code not in ("file_kind", "file_broken", "file_empty"):
                raise
            why = N_("“{name}”不能作为DOCX或PDF打开，可能已损坏或是别的格式；请重新导出DOCX，或另存为PDF后再上传")
            told = why.format(name=upload.name)
            raise Incomplete(told, fields={"signed": told}) from refusal
    return found


def _tell_of_text(request: HttpRequest, version: PlanVersion) -> None:
    """Say whether the signed file can be searched."""
    if not attached("campaign.planversion", version.pk, SIGNED).exists():
        return
    if version.text:
        messages.success(request, _("印发件的文字已读出，可以检索"))
    else:
        messages.warning(
            request, _("印发件已保存，但没有读出文字（多为扫描件），不能按内容检索；可另行补传带文字的DOCX或PDF")
        )


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a version; where tasks hang on measures that it no longer has, each is listed and asked for."""
    if wants_json(request):
        return moves(PlanVersion)(request, pk, "issue")
    version, actor = _version(pk), actor_of(request)
    loose = list(queries.tasks_by_id(queries.hanging_loose(version).values_list("pk", flat=True)).order_by("number"))
    sent = request.method == "POST"
    form = IssueForm(
        loose, queries.wordings_of(version), request.POST if sent else None, request.FILES if sent else None
    )

    def act() -> None:
        must_be_as_seen(version, request.POST.get(SEEN))
        said = {name: form.cleaned_data[name] for name in ("issued_on", "document_no")}
        operations.issue_plan(version, **said, signed=_stored(form, actor), answers=form.answers(), actor=actor)

    if done(form, act):
        _tell_of_text(request, version)
        return HttpResponseRedirect(version.get_absolute_url())
    context = _issue_context(version, form, loose)
    ready([version])
    offer = next((one for one in offers(version, actor) if one.name == "issue"), None)
    context["why"] = _("当前状态为“{state}”").format(state=version.state_shown.label) if offer is None else offer.why
    context["seen"] = form.data.get(SEEN, "") if form.is_bound else version.version
    return render(request, "campaign/plan_issue.html", context, status=status_of(form))


def _issue_context(version: PlanVersion, form: IssueForm, loose: list[KeyTask]) -> dict[str, Any]:
    removed = {one.measure_id: one for one in queries.wordings_of(version.plan.current)} if version.plan.current else {}
    return {
        "version": version,
        "form": form,
        "questions": [(task, removed.get(task.measure_id or 0), form.question(task)) for task in loose],
        "leads": orgs.unit_names(task.lead_unit_id for task in loose),
    }
