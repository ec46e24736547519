"""Cells of the coverage view that need not be covered: declared so by the office with its reason, and taken back."""

from __future__ import annotations

from zhiben.campaign import policy
from zhiben.campaign.models import Campaign, MeasureWording, NotApplicable
from zhiben.campaign.queries import Spot
from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

SUBJECT = Campaign._meta.label_lower


def declare_not_applicable(campaign: Campaign, spot: Spot, *, reason: str, actor: Actor) -> NotApplicable:
    """Say that a cell need not be covered, and why. Raises NotAllowed, Incomplete without a reason, Refused where
    there is no such cell, where it is covered, or where it was said already."""
    grant = policy.must_plan(actor, campaign.office_id)
    if not reason.strip():
        raise Incomplete(N_("请填写理由"), fields={"reason": N_("请写明为什么此处不需要措施")})
    _must_be_bare(campaign, spot)
    with audit.batch():
        row = NotApplicable.objects.create(
            campaign=campaign,
            action_id=spot.action or None,
            territory_id=spot.territory or None,
            sector_id=spot.sector or None,
            link_id=spot.link or None,
            reason=reason.strip(),
            declared_by=actor.id,
            declared_at=clock.now(),
        )
        facts = {**spot.ids, "reason": row.reason}
        audit.record("declare_not_applicable", actor, subject=(SUBJECT, campaign.pk), facts=facts, grant=grant)
    return row


def _must_be_bare(campaign: Campaign, spot: Spot) -> None:
    if not _exists(campaign, spot):
        raise Refused(N_("没有这一格，请从覆盖表中选择"))
    standing = NotApplicable.objects.filter(campaign=campaign, taken_back_at__isnull=True, **spot.ids)
    if standing.exists():
        raise Refused(N_("此处已声明不适用"))
    present = MeasureWording.objects.filter(version__plan__campaign=campaign, version__state="issued")
    here = present.filter(link=spot.link) if spot.link else present.filter(action=spot.action, **_of_plan(spot))
    if here.exists():
        raise Refused(N_("此处已有现行措施，不必声明不适用"))


def _exists(campaign: Campaign, spot: Spot) -> bool:
    if spot.link:
        return not (spot.action or spot.territory or spot.sector) and orgs.link(spot.link) is not None
    known = [bool(spot.territory), bool(spot.sector)]
    if known.count(True) != 1 or not campaign.actions.filter(pk=spot.action).exists():
        return False
    if spot.sector:
        return spot.sector in dict(orgs.sectors())
    ground = orgs.unit(campaign.office_id).coordinates
    return any(card.id == spot.territory for card in orgs.blocks(ground))


def _of_plan(spot: Spot) -> dict[str, int]:
    return {f"version__plan__{name}": value for name, value in spot.ids.items() if name != "action"}


def take_not_applicable_back(said: NotApplicable, *, actor: Actor) -> NotApplicable:
    """The cell is to be covered after all. Raises NotAllowed, Refused when it was taken back already."""
    grant = policy.must_plan(actor, said.campaign.office_id)
    with audit.batch():
        now = clock.now()
        if not NotApplicable.objects.filter(pk=said.pk, taken_back_at__isnull=True).update(taken_back_at=now):
            raise Refused(N_("刚有他人撤回了此项声明"))
        said.taken_back_at = now
        spot = Spot(said.action_id or 0, said.territory_id or 0, said.sector_id or 0, said.link_id or 0)
        facts = {**spot.ids, "reason": said.reason}
        subject = (SUBJECT, said.campaign_id)
        audit.record("take_not_applicable_back", actor, subject=subject, facts=facts, grant=grant)
    return said
