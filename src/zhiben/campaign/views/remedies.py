"""Where a gap is mended: for each kind the page on which the missing piece is begun, as far as the person may begin it
there; otherwise the record at which it is to be seen."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiben.campaign import policy
from zhiben.campaign.lifecycle import DRAFTERS
from zhiben.campaign.queries import Gap
from zhiben.campaign.queries.coverage import Coverage
from zhiben.campaign.vocab import GapKind, PlanKind
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

REVISING = {
    GapKind.NO_MEASURE: N_("补措施"),
    GapKind.NO_OWNER: N_("定责任单位"),
    GapKind.TWO_LEADS: N_("定一家牵头"),
}
"""What is mended by revising the plan, and the word for it."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Words for a button, and where it leads: to what `mends` the gap, or to where it is seen."""

    label: str
    url: str
    mends: bool = True


@dataclass(frozen=True, slots=True)
class Mender:
    """Who mends the gaps of which campaign: `office`, whether the campaign is the person's to set up; `keeps`, whether
    chains are."""

    actor: Actor
    campaign: int
    office: bool
    keeps: bool


def remedies(view: Coverage, actor: Actor) -> dict[Gap, Remedy]:
    """What this person may begin, by gap."""
    office = view.campaign.office_id in policy.planning(actor)
    who = Mender(actor, view.campaign.pk, office, orgs.keeps_chains(actor))
    found = {gap: remedy(gap, who) for gap in view.gaps}
    return {gap: one for gap, one in found.items() if one is not None}


def remedy(gap: Gap, who: Mender) -> Remedy | None:
    """How this person mends one gap."""
    if gap.spot.link:
        return _at_link(gap, who)
    if gap.kind == GapKind.NO_PLAN and gap.plan is None:
        return _found(gap, who)
    if gap.kind == GapKind.NO_TASK and who.office:
        return Remedy(_("补任务"), address("campaign:assign_measure", gap.measure))
    if gap.kind == GapKind.STRAY_TASK:
        return Remedy(_("挂到措施"), address("campaign:hang", gap.task)) if who.office else None
    return _in_plan(gap, who.actor)


def _at_link(gap: Gap, who: Mender) -> Remedy | None:
    """A unit is named at once; which of two remains, and in which plan a measure is added, is chosen on the link's
    page."""
    link = gap.spot.link
    page = address("campaign:link", link, campaign=who.campaign)
    if gap.kind == GapKind.NO_OWNER and who.keeps:
        return Remedy(_("定责任单位"), address("campaign:hold_link", link, campaign=who.campaign))
    if gap.kind == GapKind.TWO_LEADS and who.keeps:
        return Remedy(_("定一家牵头"), f"{page}#holders")
    if gap.kind == GapKind.NO_MEASURE and (who.office or policy.founds_plans(who.actor)):
        return Remedy(_("补措施"), f"{page}#measures")
    return Remedy(_("看环节"), page, mends=False) if who.office else None


def _found(gap: Gap, who: Mender) -> Remedy | None:
    if not policy.founds_plans(who.actor):
        return None
    kind = PlanKind.DISTRICT if gap.spot.territory else PlanKind.SECTOR if gap.spot.sector else PlanKind.MASTER
    query = {"kind": kind.value, **gap.spot.ids, "campaign": who.campaign}
    return Remedy(_("起草方案"), address("campaign:plan_new", **query))


def _in_plan(gap: Gap, actor: Actor) -> Remedy | None:
    """A measure is added, given to somebody, or settled between two by revising its plan, which its owner does; others
    see the plan."""
    if gap.plan is None:
        return None
    revised = gap.kind in REVISING and any(
        grant.role in DRAFTERS and grant.unit == gap.plan.owner for grant in actor.grants
    )
    if not revised:
        return Remedy(_("看方案"), address("campaign:plan", gap.plan.id), mends=False)
    query = {"action": gap.spot.action} if gap.kind == GapKind.NO_MEASURE and gap.spot.action else {}
    return Remedy(_(REVISING[gap.kind]), address("campaign:plan_revise", gap.plan.id, **query))


def address(name: str, *args: int, **query: object) -> str:
    """An address of this room."""
    path = reverse(name, args=args)
    return f"{path}?{urlencode(query)}" if query else path
