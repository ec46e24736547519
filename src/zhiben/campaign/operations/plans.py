"""Plans founded, revised, given to another unit. Each begins as a draft, a revision as a copy of what is in force."""

from __future__ import annotations

from zhiben.campaign import policy, queries
from zhiben.campaign.models import Campaign, Plan, PlanVersion
from zhiben.campaign.operations import plans_moves
from zhiben.campaign.operations.plans_measures import copy_wordings
from zhiben.campaign.vocab import PLAN_HANDED_OVER, PlanKind
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import begin_many
from zhiben.inbox.operations import tell
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, Refused
from zhiben.kernel.rights import LINE_LEVELS, TERRITORY_LEVELS, Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

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
    of, who = policy.PlanOf(PlanKind(kind), territory, sector), policy.answering(campaign.office_id)
    area = orgs.territory_names([territory]).get(territory, "")
    name = dict(orgs.sectors()).get(sector, "")
    grant = policy.must_found_plan(actor, who, of, owner)
    _must_fit(who, of, owner, area=area, sector=name)
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


def _must_fit(who: policy.Answering, of: policy.PlanOf, owner: int, *, area: str, sector: str) -> None:
    wrong: dict[str, str] = {}
    if of.kind == PlanKind.DISTRICT and not area:
        wrong["territory"] = N_("请选择区")
    if of.kind == PlanKind.SECTOR and not sector:
        wrong["sector"] = N_("请选择行业领域")
    if of.kind != PlanKind.DISTRICT and area:
        wrong["territory"] = N_("只有区子方案才选区，请改为不适用")
    if of.kind != PlanKind.SECTOR and sector:
        wrong["sector"] = N_("只有行业领域子方案才选行业领域，请改为不适用")
    if not wrong or owner not in {unit.id for unit in who.units}:
        wrong |= _wrong_owner(who, of, owner)
    if wrong:
        raise Incomplete(N_("方案填写有误：{what}"), fields=wrong, what="；".join(wrong.values()))


def _wrong_owner(who: policy.Answering, of: policy.PlanOf, owner: int) -> dict[str, str]:
    unit = next((one for one in who.units if one.id == owner), None)
    if unit is None:
        return {"owner": N_("该单位已不存在或尚未启用")}
    if who.fits(unit, of):
        return {}
    named = "、".join(one.name for one in who.units_for(of))
    told = N_("“{unit}”不能负责此方案，可选：{named}（{rule}）")
    return {"owner": told.format(unit=unit.name, named=named, rule=policy.WHO_ANSWERS)}


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


def hand_plan_over(plan: Plan, *, owner: int, reason: str, actor: Actor) -> Plan:
    """Let another unit answer for a plan, whatever becomes of its versions: the plan is at home with it from now on,
    and the unit before reads it as far as the plan names it. Raises NotAllowed, Incomplete, Conflict; Refused while
    units are asked about a version, among which the new one may be, and the one before is not."""
    grant = policy.must_hand_plan_over(actor, plan)
    of = policy.PlanOf(PlanKind(plan.kind), plan.territory_id or 0, plan.sector_id or 0)
    if (prepared := queries.being_prepared(plan)) is not None and prepared.state == "consulting":
        raise Refused(N_("该方案正在征求意见，请先由现责任单位“收回修改”或“送审”，再变更责任单位"))
    wrong = {} if reason.strip() else {"reason": N_("不能为空")}
    if owner == plan.owner_id:
        wrong["owner"] = N_("该单位已是责任单位")
    else:
        wrong |= _wrong_owner(policy.answering(plan.campaign.office_id), of, owner)
    if wrong:
        raise Incomplete(N_("责任单位不能变更：{what}"), fields=wrong, what="；".join(wrong.values()))
    before, names = plan.owner_id, orgs.unit_names([plan.owner_id, owner])
    with audit.batch():
        place = orgs.unit_coordinates([owner])[owner]
        levels = {name: getattr(place, name) for name in (*TERRITORY_LEVELS, *LINE_LEVELS)}
        if not Plan._unfiltered().filter(pk=plan.pk, owner=before).update(owner=owner, **levels):
            raise Conflict(N_("责任单位刚被他人变更，请刷新后再办"))
        plan.owner_id = owner
        plan.place_at(place)
        plans_moves.let_in_anew(plan)
        said = f"{names[before]} → {names[owner]}"
        facts = {"from": before, "to": owner, "handed_over": said, "reason": reason.strip()}
        subject = ("campaign.plan", plan.pk)
        audit.record("hand_plan_over", actor, subject=subject, facts=facts, grant=grant)
        _tell_new_owner(plan, actor)
    return plan


def _tell_new_owner(plan: Plan, actor: Actor) -> None:
    tell(
        PLAN_HANDED_OVER,
        str(plan),
        address=plan.get_absolute_url(),
        units=[plan.owner_id],
        roles=plans_moves.ANSWERING,
        about=plan,
        key=f"{PLAN_HANDED_OVER}:{plan.pk}:{plan.owner_id}:{clock.now().isoformat()}",
        actor=actor,
    )
