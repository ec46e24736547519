"""The pages of the campaign's frame: its years, actions and indicators, and their correction by its office."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.campaign import operations, policy, queries
from zhiben.campaign.forms import ActionForm, GoalForm, IndicatorForm, LightLimitsForm
from zhiben.campaign.models import Campaign, CampaignAction, Indicator, YearGoal
from zhiben.campaign.vocab import DEFAULT_LIMITS
from zhiben.foundation.pages import acted, actor_of, editing
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every campaign with its yearly goals, actions, indicators and targets."""
    found, plans = queries.campaigns(), policy.planning(actor_of(request))
    rows = [row for one in found for row in one.actions.all()]
    indicators = [indicator for row in rows for indicator in row.indicators.all()]
    owners = {row.owner_id or 0 for row in rows} | {indicator.owner_id or 0 for indicator in indicators}
    units = {one.office_id for one in found} | set(plans) | owners
    context = {
        "campaigns": found,
        "plans": plans,
        "without": [
            office
            for office in plans
            if all(one.office_id != office for one in found) and queries.campaign_above(office) is None
        ],
        "units": orgs.unit_names(units),
        "limits": {one.pk: queries.limits_in(one) for one in found},
        "usual": DEFAULT_LIMITS,
        "figures": queries.reached({indicator.measure for indicator in indicators}),
    }
    return render(request, "campaign/actions.html", context)


@require_POST
def found(request: HttpRequest, office: int) -> HttpResponse:
    """Set up an office's campaign from what is known."""
    operations.found_campaign(office, actor=actor_of(request))
    return HttpResponseRedirect(reverse("campaign:actions"))


@require_http_methods(["GET", "POST"])
def goal(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a year's goal into the office's own words."""
    row = YearGoal.objects.select_related("campaign").filter(pk=pk).first()
    if row is None:
        raise NotFound(N_("没有这个年度目标"))
    actor = actor_of(request)
    policy.must_plan(actor, row.campaign.office_id)
    form = GoalForm(request.POST or None, initial=_goal(pk))
    subject = ("campaign.campaign", row.campaign_id)
    editing(form, lambda: _goal(pk), subject=subject, lock=YearGoal.objects.filter(pk=pk))
    title = _("{year}年目标").format(year=row.year)
    return acted(
        request,
        form,
        title,
        lambda: operations.set_goal(row, text=form.cleaned_data["goal"], actor=actor),
        reverse("campaign:actions"),
    )


@require_http_methods(["GET", "POST"])
def light_limits(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where the lights of a campaign's tasks turn."""
    row = Campaign.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(N_("没有这个行动方案"))
    actor = actor_of(request)
    policy.must_plan(actor, row.office_id)
    form = LightLimitsForm(request.POST or None, initial=asdict(queries.limits_in(row)))
    subject, lock = ("campaign.campaign", pk), Campaign.objects.filter(pk=pk)
    editing(form, lambda: asdict(queries.limits_in(row)), subject=subject, lock=lock)
    act = lambda: operations.set_light_limits(row, form.limits(), actor=actor)  # noqa: E731
    return acted(request, form, _("亮灯界限：{campaign}").format(campaign=row), act, reverse("campaign:actions"))


@require_http_methods(["GET", "POST"])
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """Name an action, its basis and who leads it."""
    row = _action(pk)
    actor = actor_of(request)
    policy.must_plan(actor, row.campaign.office_id)
    form = ActionForm(request.POST or None, initial=_values(pk))
    editing(
        form, lambda: _values(pk), subject=("campaign.campaignaction", pk), lock=CampaignAction.objects.filter(pk=pk)
    )
    title = _("第{position}项行动").format(position=row.position)
    act = lambda: operations.set_action(row, form.draft(), actor=actor)  # noqa: E731
    return acted(request, form, title, act, reverse("campaign:actions"))


@require_http_methods(["GET", "POST"])
def add_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an indicator to an action."""
    row = _action(pk)
    actor = actor_of(request)
    policy.must_plan(actor, row.campaign.office_id)
    form = IndicatorForm(row.campaign.years, request.POST or None)
    title = _("增加指标：{action}").format(action=row)
    act = lambda: operations.set_indicator(row, form.draft(), actor=actor)  # noqa: E731
    return acted(request, form, title, act, reverse("campaign:actions"))


@require_http_methods(["GET", "POST"])
def indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an indicator."""
    row = Indicator.objects.select_related("action__campaign").filter(pk=pk).first()
    if row is None:
        raise NotFound(N_("没有这个指标"))
    actor, campaign = actor_of(request), row.action.campaign
    policy.must_plan(actor, campaign.office_id)
    form = IndicatorForm(campaign.years, request.POST or None, initial=_measured(pk))
    subject = ("campaign.campaignaction", row.action_id)
    editing(form, lambda: _measured(pk), subject=subject, lock=Indicator.objects.filter(pk=pk))
    return acted(
        request,
        form,
        _("修改指标：{name}").format(name=row.name),
        lambda: operations.set_indicator(row.action, form.draft(), actor=actor, standing=row),
        reverse("campaign:actions"),
    )


def _action(pk: int) -> CampaignAction:
    row = CampaignAction.objects.select_related("campaign").filter(pk=pk).first()
    if row is None:
        raise NotFound(N_("没有这项行动"))
    return row


def _goal(pk: int) -> dict[str, object]:
    return {"goal": YearGoal.objects.get(pk=pk).goal}


def _values(pk: int) -> dict[str, object]:
    row = CampaignAction.objects.get(pk=pk)
    return {"name": row.name, "owner": row.owner_id or "", "basis": row.basis, "source": row.source}


def _measured(pk: int) -> dict[str, object]:
    row = Indicator.objects.get(pk=pk)
    kept = ("name", "unit", "measure", "filed_in", "provincial_name")
    values: dict[str, object] = {name: getattr(row, name) for name in kept}
    values["owner"] = row.owner_id or ""
    return values | {f"target_{one.year}": one.amount.normalize() for one in row.targets.all()}
