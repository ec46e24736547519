"""The plan system as pages: the list with its search, a plan by its versions, two versions side by side, and a measure
with what hangs on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.campaign import policy, queries
from zhiben.campaign.lifecycle import CONSULTATION, PLAN
from zhiben.campaign.models import Consultation, Plan, PlanMeasure, PlanVersion
from zhiben.campaign.operations.plans_signed import SIGNED
from zhiben.campaign.sheets import MEASURES
from zhiben.campaign.sheets.plans import measures_out
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.foundation.importing import export
from zhiben.foundation.lifecycle.door import ready
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.pages import actor_of, download
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

LONGEST_TERM = 60
LISTED = 200
"""So many tasks of a measure its page lists."""


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The plans as 1+11+45 with how they stand; with words to look for, the places where they stand."""
    term = request.GET.get("q", "").strip()[:LONGEST_TERM]
    lines = queries.lines(queries.plans()) if not term else []
    context = {
        "term": term,
        "hits": queries.search(term) if term else [],
        "groups": queries.groups(lines),
        "total": len(lines),
        "founds": policy.founds_plans(actor_of(request)),
    }
    return render(request, "campaign/plans.html", context)


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan by the version in force, or the one that is being prepared."""
    found = plan_of(pk)
    versions = queries.versions_of(found)
    shown = next((one for one in versions if one.pk == found.current_id), versions[0] if versions else None)
    return _page(request, found, versions, shown)


@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version of a plan."""
    found = plan_of(pk)
    versions = queries.versions_of(found)
    shown = next((one for one in versions if one.number == number), None)
    if shown is None:
        raise NotFound(N_("没有找到方案的这一版"))
    return _page(request, found, versions, shown)


def plan_of(pk: int) -> Plan:
    """The plan, if the scope shows it. Raises NotFound."""
    found = queries.plans().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该方案"))
    return found


def _page(request: HttpRequest, found: Plan, versions: list[PlanVersion], shown: PlanVersion | None) -> HttpResponse:
    actor = actor_of(request)
    context: dict[str, Any] = {
        "plan": found,
        "versions": versions,
        "shown": shown,
        "machine": PLAN,
        "asking": CONSULTATION,
        "lines": audit.of(found),
        "hands_over": policy.hands_plan_over(actor, found),
    }
    if shown is not None:
        shown.plan = found
        context |= _said(shown, actor)
    return render(request, "campaign/plan.html", context)


def _said(shown: PlanVersion, actor: Actor) -> dict[str, Any]:
    wordings = queries.wordings_of(shown)
    ready([shown])
    drafts = policy.drafts_plan(actor, shown.plan)
    asked = queries.consultations_of(shown)
    return {
        "wordings": wordings,
        "tasks": queries.tasks_by_measure([one.measure_id for one in wordings]),
        "offers": offers(shown, actor),
        "consultations": [(one, offers(one, actor)) for one in asked],
        "writes": drafts and shown.state == "drafted",
        "revises": drafts and queries.being_prepared(shown.plan) is None,
        "keeps": policy.keeps_signed(actor, shown),
        "files": list(attached("campaign.planversion", shown.pk, SIGNED)),
        "lines": [*audit.of(shown.plan), *audit.of(shown)],
    }


def asked(consultation: Consultation) -> list[tuple[str, str]]:
    """Who was asked about a version, until when, and what came back and when."""
    draft, unit = consultation.draft, orgs.unit_name(consultation.unit_id)
    pairs = [(_("征求意见单位"), unit), (_("反馈期限"), clock.in_words(draft.reply_by) if draft.reply_by else "")]
    if not consultation.opinion:
        return pairs
    said = [(_("意见"), consultation.opinion)]
    if consultation.state == "objected":  # then the last move was the unit's own
        said.append((_("反馈日期"), clock.in_words(consultation.changed_at.astimezone(clock.TZ).date())))
    return pairs + said


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions of a plan side by side; the last two unless others are asked for."""
    found = plan_of(pk)
    by_number = {one.number: one for one in queries.versions_of(found)}
    numbers = sorted(by_number)
    if not numbers:
        raise NotFound(N_("该方案还没有可以对照的版本"))
    old = by_number.get(_number(request, "old"), by_number[numbers[-2:][0]])
    new = by_number.get(_number(request, "new"), by_number[numbers[-1]])
    context = {"plan": found, "numbers": numbers, "old": old, "new": new, "change": queries.compared(old, new)}
    return render(request, "campaign/plan_compare.html", context)


def _number(request: HttpRequest, name: str) -> int:
    told = request.GET.get(name, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 5 else 0


@require_safe
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """A measure: upward the master plan's and the action, downward the sub-plans' and the tasks."""
    found = PlanMeasure.objects.filter(pk=pk).select_related("plan__campaign").first()
    wording = queries.latest_wording(found) if found else None
    seen = {one.pk for one in queries.versions_of(found.plan)} if found else set()
    if found is None or (wording is not None and wording.version_id not in seen):
        raise NotFound(N_("没有找到该措施"))
    said = wording or found.wordings.filter(version__in=seen).order_by("-version__number").first()
    if said is None:
        raise NotFound(N_("没有找到该措施"))
    lower = queries.lower_measures(found)
    context = {
        "measure": found,
        "wording": said,
        "dropped": wording is None,
        "above": queries.wording_of(said.upper.pk) if said.upper else None,
        "lower": lower,
        "below": queries.tasks_by_measure([one.measure_id for one in lower]),
        "tasks": list(queries.tasks_of(found)[:LISTED]),
        "total": queries.tasks_of(found).count(),
        "unseen": queries.unseen_tasks_of(found),
        "assign": _assigning(found, actor_of(request)),
    }
    return render(request, "campaign/measure.html", context)


def _assigning(found: PlanMeasure, actor: Actor) -> str:
    """The address at which tasks are listed on a measure in force, for who may list them."""
    if not policy.lists_under(actor, found.plan) or queries.wording_of(found.pk) is None:
        return ""
    return reverse("campaign:assign_measure", args=[found.pk])


@require_safe
def export_measures(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The measures of one version as a workbook that can be imported into a draft."""
    found = plan_of(pk)
    shown = next((one for one in queries.versions_of(found) if one.number == number), None)
    if shown is None:
        raise NotFound(N_("没有找到方案的这一版"))
    shown.plan = found
    return download(export(MEASURES, measures_out([shown])), f"{shown}{_('措施')}.xlsx")
