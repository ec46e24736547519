"""The campaign's frame: set up once from what is known, corrected by its office. What is corrected stands in the ledger
with what it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from zhiben.campaign import known, policy, queries
from zhiben.campaign.models import Campaign, CampaignAction, Indicator, LightLimits, Mechanism, Target, YearGoal
from zhiben.campaign.vocab import MECHANISMS, WITHIN, Limits
from zhiben.foundation import audit
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def found_campaign(office: int, *, actor: Actor) -> Campaign:
    """Set up an office's campaign with the actions and yearly goals that are known; one that stands stays as it is.
    Raises NotAllowed, Refused where an office above has one: its actions are the district's too, and are counted
    once."""
    grant = policy.must_plan(actor, office)
    standing = Campaign.objects.filter(office=office, first_year=known.FIRST_YEAR).first()
    if standing is not None:
        return standing
    if queries.campaign_above(office) is not None:
        raise Refused(N_("上级安委办已建立行动方案框架，本办共用，不另建"))
    now = clock.now()
    with audit.batch():
        campaign = Campaign.objects.create(
            office_id=office,
            name=known.NAME,
            basis=known.BASIS,
            first_year=known.FIRST_YEAR,
            last_year=known.LAST_YEAR,
            founded_at=now,
        )
        Mechanism.objects.bulk_create(
            (Mechanism(key=key, position=n, name=name) for n, (key, name) in enumerate(MECHANISMS, start=1)),
            ignore_conflicts=True,
        )
        YearGoal.objects.bulk_create(
            YearGoal(campaign=campaign, year=year, goal=known.GOALS[year]) for year in campaign.years
        )
        CampaignAction.objects.bulk_create(
            CampaignAction(campaign=campaign, position=n, name=name, origin=origin.value, source=source, founded_at=now)
            for n, (name, origin, source) in enumerate(known.ACTIONS, start=1)
        )
        facts = {"office": office, "actions": len(known.ACTIONS)}
        audit.record("found_campaign", actor, subject=("campaign.campaign", campaign.pk), facts=facts, grant=grant)
    return campaign


def set_goal(goal: YearGoal, *, text: str, actor: Actor) -> YearGoal:
    """Put a year's goal into the office's own words. Raises NotAllowed, Incomplete."""
    grant = policy.must_plan(actor, goal.campaign.office_id)
    if not text.strip():
        raise Incomplete(N_("请填写年度目标"), fields={"goal": N_("不能为空")})
    before = goal.goal
    with audit.batch():
        goal.goal, goal.default = text.strip(), False
        goal.save(update_fields=["goal", "default"])
        facts = {"year": goal.year, "goal": goal.goal, "before": before}
        audit.record("set_goal", actor, subject=("campaign.campaign", goal.campaign_id), facts=facts, grant=grant)
    return goal


def set_light_limits(campaign: Campaign, limits: Limits, *, actor: Actor) -> Campaign:
    """Let the lights of a campaign's tasks turn elsewhere, from now on. Raises NotAllowed, Incomplete."""
    grant = policy.must_plan(actor, campaign.office_id)
    now, before = asdict(limits), asdict(queries.limits_in(campaign))
    wrong = {
        name: N_("须为1至{most}的整数").format(most=most) for name, most in WITHIN.items() if not 1 <= now[name] <= most
    }
    if wrong:
        raise Incomplete(N_("亮灯界限填写有误"), fields=wrong)
    with audit.batch():
        LightLimits.objects.update_or_create(campaign=campaign, defaults=now)
        subject = ("campaign.campaign", campaign.pk)
        audit.record("set_light_limits", actor, subject=subject, facts={**now, "before": before}, grant=grant)
    return campaign


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """An action as its office has it; `owner` 0 for none yet."""

    name: str
    basis: str = ""
    source: str = ""
    owner: int = 0


def set_action(action: CampaignAction, draft: ActionDraft, *, actor: Actor) -> CampaignAction:
    """Name an action, its basis and who leads it. Raises NotAllowed, Incomplete for a name that was there and is gone,
    or that another action bears."""
    grant = policy.must_plan(actor, action.campaign.office_id)
    name = draft.name.strip()
    if not name and action.name:
        raise Incomplete(N_("请填写行动名称"), fields={"name": N_("不能为空")})
    if name and action.campaign.actions.filter(name=name).exclude(pk=action.pk).exists():
        raise Incomplete(N_("已有同名的行动"), fields={"name": N_("已有同名的行动")})
    values = {"name": name, "basis": draft.basis.strip(), "source": draft.source.strip(), "owner": draft.owner}
    before = {"name": action.name, "basis": action.basis, "source": action.source, "owner": action.owner_id or 0}
    with audit.batch():
        action.name, action.basis, action.source = name, draft.basis.strip(), draft.source.strip()
        action.owner_id = draft.owner or None
        action.save(update_fields=["name", "basis", "source", "owner"])
        facts: dict[str, Any] = {**values, "before": before}
        audit.record("set_action", actor, subject=("campaign.campaignaction", action.pk), facts=facts, grant=grant)
    return action


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """An indicator as its office has it: `measure` the id of a figure of ours or "", `filed_in` the return that it is
    taken from otherwise, `targets` by year."""

    name: str
    unit: str
    owner: int = 0
    measure: str = ""
    provincial_name: str = ""
    targets: Mapping[int, Decimal] = field(default_factory=dict)
    filed_in: str = ""


def set_indicator(
    action: CampaignAction, draft: IndicatorDraft, *, actor: Actor, standing: Indicator | None = None
) -> Indicator:
    """Add an indicator to an action, or correct one that stands. Raises NotAllowed, Incomplete for a name that is there
    already, a year outside of the campaign, a target below nought, a figure that does not exist."""
    grant = policy.must_plan(actor, action.campaign.office_id)
    _must_be_sound(action, draft, standing)
    row = standing or Indicator(action=action)
    row.name, row.unit, row.measure = draft.name.strip(), draft.unit.strip(), draft.measure
    row.owner_id, row.provincial_name = draft.owner or None, draft.provincial_name.strip()
    row.filed_in = draft.filed_in.strip()
    with audit.batch():
        row.save()
        row.targets.all().delete()
        Target.objects.bulk_create(
            Target(indicator=row, year=year, amount=amount) for year, amount in sorted(draft.targets.items())
        )
        facts = {**asdict(draft), "targets": {str(year): str(amount) for year, amount in draft.targets.items()}}
        audit.record("set_indicator", actor, subject=("campaign.campaignaction", action.pk), facts=facts, grant=grant)
    return row


def _wrong_source(draft: IndicatorDraft) -> dict[str, str]:
    """It comes from one source only, and from a figure that there is."""
    if draft.measure and draft.measure not in measure.registered():
        return {"measure": N_("没有这个指标")}
    return {"filed_in": N_("已取自本系统指标，不能再取自报表")} if draft.measure and draft.filed_in.strip() else {}


def _must_be_sound(action: CampaignAction, draft: IndicatorDraft, standing: Indicator | None) -> None:
    wrong: dict[str, str] = {}
    others = action.indicators.exclude(pk=standing.pk) if standing else action.indicators.all()
    if not draft.name.strip() or not draft.unit.strip():
        wrong |= {name: N_("不能为空") for name in ("name", "unit") if not getattr(draft, name).strip()}
    elif others.filter(name=draft.name.strip()).exists():
        wrong["name"] = N_("该行动下已有同名的指标")
    wrong |= _wrong_source(draft)
    for year, amount in draft.targets.items():
        if year not in action.campaign.years:
            wrong[f"target_{year}"] = N_("不在行动期内")
        elif amount < 0:
            wrong[f"target_{year}"] = N_("不能小于0")
    if wrong:
        raise Incomplete(N_("指标填写有误"), fields=wrong)
