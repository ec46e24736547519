"""Plans founded and revised: each begins as a draft, a revision as a copy of what is in force."""

from __future__ import annotations

from zhiben.campaign import policy, queries
from zhiben.campaign.models import Campaign, Plan, PlanVersion
from zhiben.campaign.operations import plans_moves  # noqa: F401 - the moves' effects are registered with the verbs
from zhiben.campaign.operations.plans_measures import copy_wordings
from zhiben.campaign.vocab import PlanKind
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import begin_many
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind

LONGEST_TITLE = 120


def found_plan(
    campaign: Campaign,
    kind: str,
    *,
    owner: int,
    title: str = "",
    territory: int = 0,
    sector: int = 0,
    actor: Actor,
) -> Plan:
    """A new plan at home with the unit `owner`, its first version drafted and without a measure. Raises NotAllowed,
    Incomplete, Conflict when the whole, the district or the sector has its plan already."""
    grant = policy.must_found_plan(actor, campaign.office_id, owner, PlanKind(kind))
    area = orgs.territory_names([territory]).get(territory, "")
    name = dict(orgs.sectors()).get(sector, "")
    _must_fit(PlanKind(kind), owner, area=area, sector=name)
    plan = Plan(
        campaign=campaign,
        kind=PlanKind(kind),
        title=(title.strip() or _title(campaign, PlanKind(kind), area or name))[:LONGEST_TITLE],
        owner_id=owner,
        territory_id=territory if area else None,
        sector_id=sector if name else None,
        founded_at=clock.now(),
    )
    plan.place_at(orgs.unit_coordinates([owner])[owner])
    with audit.batch():
        plan.save(force_insert=True)
        facts = {"kind": plan.kind, "title": plan.title, "owner": owner, "territory": territory, "sector": sector}
        audit.record("found_plan", actor, subject=("campaign.plan", plan.pk), facts=facts, grant=grant)
        begin_many([PlanVersion(plan=plan, number=1)], actor, grants=[grant])
    return plan


def _must_fit(kind: PlanKind, owner: int, *, area: str, sector: str) -> None:
    wrong: dict[str, str] = {}
    if kind == PlanKind.DISTRICT and not area:
        wrong["territory"] = N_("请选择区")
    if kind == PlanKind.SECTOR and not sector:
        wrong["sector"] = N_("请选择行业领域")
    unit, today = orgs.units_by_id([owner]).first(), clock.today()
    if unit is None or unit.valid_from > today or (unit.valid_to and unit.valid_to <= today):
        wrong["owner"] = N_("该单位已不存在或尚未启用")
    elif unit.kind == UnitKind.ENTERPRISE:
        wrong["owner"] = N_("企业不能作为方案责任单位")
    if wrong:
        raise Incomplete(N_("方案填写有误：{what}"), fields=wrong, what="；".join(wrong.values()))


def _title(campaign: Campaign, kind: PlanKind, of: str) -> str:
    if kind == PlanKind.MASTER:
        return N_("{campaign}总体方案").format(campaign=campaign.name)
    named = of if kind == PlanKind.DISTRICT else N_("{sector}领域").format(sector=of)
    return N_("{named}{campaign}子方案").format(named=named, campaign=campaign.name)


def revise_plan(plan: Plan, *, reason: str, actor: Actor) -> PlanVersion:
    """A draft that says what the version in force says (or the last one, where none is), to be changed. Raises
    NotAllowed, Incomplete, Refused while another one is being prepared."""
    grant = policy.must_draft_plan(actor, plan)
    if not reason.strip():
        raise Incomplete(N_("请填写修订原因"), fields={"reason": N_("不能为空")})
    if queries.being_prepared(plan) is not None:
        raise Refused(N_("已有一版正在起草、征求意见或待审定"))
    last = plan.versions.order_by("-number").first()
    source = plan.current or last
    number = last.number + 1 if last else 1
    version = PlanVersion(plan=plan, number=number, goals=source.goals if source else "", reason=reason.strip())
    with audit.batch():
        begin_many([version], actor, grants=[grant], facts={"reason": version.reason, "number": number})
        if source is not None:
            copy_wordings(source, version)
    return version
