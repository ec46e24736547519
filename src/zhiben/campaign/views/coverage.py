"""The coverage view: block, line and chain as matrices, every gap with where it is mended, one place with what stands
there, and cells declared not applicable."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.campaign import operations, policy, queries
from zhiben.campaign.forms import ExcuseForm
from zhiben.campaign.models import Campaign, KeyTask, NotApplicable
from zhiben.campaign.papers import coverage as papers
from zhiben.campaign.queries import Coverage, Spot
from zhiben.campaign.queries.coverage import Cell
from zhiben.campaign.views.remedies import remedies
from zhiben.campaign.vocab import GapKind
from zhiben.foundation.pages import acted, actor_of, download, is_id
from zhiben.foundation.rendering import render as drawn
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

TABS = ("gaps", "blocks", "lines", "chains")
SHOWN = 100
"""So many tasks of a place are shown."""


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """One side of the coverage of the campaign: the gaps first, then block, line and chain."""
    campaign, actor = campaign_asked(request), actor_of(request)
    if campaign is None:
        return render(request, "campaign/coverage.html", {"view": None})
    view = queries.coverage_of(campaign)
    asked = request.GET.get("view", "")
    kind = request.GET.get("kind", "")
    context = {
        "view": view,
        "tab": asked if asked in TABS else TABS[0],
        "kinds": [(one, view.count(one)) for one in GapKind],
        "kind": kind,
        "gaps": [gap for gap in view.gaps if kind in ("", gap.kind.value)],
        "remedies": remedies(view, actor),
        "campaigns": queries.campaigns(),
        "edits": campaign.office_id in policy.planning(actor),
        "keeps": orgs.keeps_chains(actor),
    }
    return render(request, "campaign/coverage.html", context)


def campaign_asked(request: HttpRequest) -> Campaign | None:
    """The campaign whose id the address bears, else the first; None as long as there is none."""
    known, asked = queries.campaigns(), request.GET.get("campaign", "")
    return next((one for one in known if str(one.pk) == asked), known[0] if known else None)


def with_campaign(request: HttpRequest, path: str, **query: str) -> str:
    """An address that goes on with the campaign of the one that was asked for."""
    asked = request.GET.get("campaign", "")
    said = {"campaign": asked, **query} if is_id(asked) else query
    return f"{path}?{urlencode(said)}" if said else path


def _must_find(request: HttpRequest) -> Campaign:
    if (found := campaign_asked(request)) is None:
        raise NotFound(N_("还没有建立行动方案框架"))
    return found


@require_safe
def export_coverage(request: HttpRequest) -> HttpResponse:
    """The view as a workbook, as far as the person sees."""
    view = queries.coverage_of(_must_find(request))
    return download(papers.workbook(view), _("条块链覆盖表") + ".xlsx")


@require_safe
def coverage_paper(request: HttpRequest) -> HttpResponse:
    """The view as a PDF, as far as the person sees."""
    content = drawn(papers.paper(queries.coverage_of(_must_find(request)))).content
    return download(content, _("条块链覆盖表") + ".pdf")


@require_safe
def place(request: HttpRequest, key: str) -> HttpResponse:
    """What stands in one cell, or in a whole row: measures with their tasks, gaps with their remedies."""
    campaign, spot = _must_find(request), Spot.of(key)
    view = queries.coverage_of(campaign)
    row = view.row(spot)
    if row is None:
        raise NotFound(N_("没有这一格，或不在您的范围内"))
    cells = [cell for cell in row.cells if spot.action in (0, cell.spot.action)]
    names = {action.pk: f"{action.position} {action}" for action in view.actions}
    context = {
        "view": view,
        "row": row,
        "spot": spot,
        "action": names.get(spot.action, ""),
        "cells": [(names[cell.spot.action], cell) for cell in cells],
        "gaps": [*row.gaps, *(gap for cell in cells for gap in cell.gaps)],
        **standing(view, cells, request),
    }
    return render(request, "campaign/place.html", context)


def standing(view: Coverage, cells: list[Cell], request: HttpRequest) -> dict[str, object]:
    """What pages of a place tell of its cells: tasks by measure, units, people, and what this person may do."""
    measures = [one for cell in cells for one in cell.measures]
    tasks: dict[int, list[KeyTask]] = {}
    for task in queries.hanging_on([one.id for one in measures])[:SHOWN]:
        tasks.setdefault(task.measure_id or 0, []).append(task)
    units = {task.lead_unit_id for some in tasks.values() for task in some} | {one.lead for one in measures}
    return {
        "tasks": tasks,
        "units": orgs.unit_names(units),
        "people": orgs.person_names([cell.excuse.person for cell in cells if cell.excuse]),
        "remedies": remedies(view, actor_of(request)),
        "edits": view.campaign.office_id in policy.planning(actor_of(request)),
    }


@require_http_methods(["GET", "POST"])
def declare_not_applicable(request: HttpRequest, key: str) -> HttpResponse:
    """Say of one cell why it need not be covered."""
    campaign, spot, actor = _must_find(request), Spot.of(key), actor_of(request)
    policy.must_plan(actor, campaign.office_id)
    where = queries.coverage_of(campaign).name_of(spot)
    if not where:
        raise NotFound(N_("没有这一格，请从覆盖表中选择"))
    form = ExcuseForm(request.POST or None)
    return acted(
        request,
        form,
        _("声明不适用：{where}").format(where=where),
        lambda: operations.declare_not_applicable(campaign, spot, actor=actor, **form.cleaned_data),
        place_of(spot, campaign),
    )


def place_of(spot: Spot, campaign: Campaign) -> str:
    """The page of a place."""
    path = reverse("campaign:link", args=[spot.link]) if spot.link else reverse("campaign:place", args=[spot.key])
    return f"{path}?campaign={campaign.pk}"


@require_POST
def take_not_applicable_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The cell is to be covered after all."""
    said = NotApplicable.objects.select_related("campaign").filter(pk=pk).first()
    if said is None:
        raise NotFound(N_("没有这项声明"))
    operations.take_not_applicable_back(said, actor=actor_of(request))
    spot = Spot(said.action_id or 0, said.territory_id or 0, said.sector_id or 0, said.link_id or 0)
    return HttpResponseRedirect(place_of(spot, said.campaign))
