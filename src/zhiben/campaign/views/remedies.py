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

REVISING = {
    GapKind.NO_MEASURE: N_("补措施"),
    GapKind.NO_OWNER: N_("定责任单位"),
    GapKind.TWO_LEADS: N_("定一家牵头"),
}
"""What is mended by revising the plan, and the word for it."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Words for a button, and where it leads."""

    label: str
    url: str


def remedies(view: Coverage, actor: Actor) -> dict[Gap, Remedy]:
    """What this person may begin, by gap."""
    office = view.campaign.office_id in policy.planning(actor)
    found = {gap: remedy(gap, actor, office=office) for gap in view.gaps}
    return {gap: one for gap, one in found.items() if one is not None}


def remedy(gap: Gap, actor: Actor, *, office: bool) -> Remedy | None:
    """How this person mends one gap; `office`: the campaign is the person's to set up."""
    if gap.spot.link:
        return _at_link(gap, office=office)
    if gap.kind == GapKind.NO_PLAN and gap.plan is None:
        return _found(gap, actor)
    if gap.kind == GapKind.NO_TASK and office:
        return Remedy(_("补任务"), address("campaign:assign_measure", gap.measure))
    if gap.kind == GapKind.STRAY_TASK:
        return Remedy(_("挂到措施"), address("campaign:hang", gap.task)) if office else None
    return _in_plan(gap, actor)


def _at_link(gap: Gap, *, office: bool) -> Remedy | None:
    labels = {GapKind.NO_OWNER: _("定责任单位"), GapKind.TWO_LEADS: _("定一家牵头"), GapKind.NO_MEASURE: _("补措施")}
    return Remedy(labels.get(gap.kind, _("看环节")), address("campaign:link", gap.spot.link)) if office else None


def _found(gap: Gap, actor: Actor) -> Remedy | None:
    if not policy.founds_plans(actor):
        return None
    kind = PlanKind.DISTRICT if gap.spot.territory else PlanKind.SECTOR if gap.spot.sector else PlanKind.MASTER
    return Remedy(_("起草方案"), address("campaign:plan_new", kind=kind.value, **gap.spot.ids))


def _in_plan(gap: Gap, actor: Actor) -> Remedy | None:
    """A measure is added, given to somebody, or settled between two by revising its plan, which its owner does; others
    see the plan."""
    if gap.plan is None:
        return None
    revised = gap.kind in REVISING and any(
        grant.role in DRAFTERS and grant.unit == gap.plan.owner for grant in actor.grants
    )
    if not revised:
        return Remedy(_("看方案"), address("campaign:plan", gap.plan.id))
    query = {"action": gap.spot.action} if gap.kind == GapKind.NO_MEASURE and gap.spot.action else {}
    return Remedy(_(REVISING[gap.kind]), address("campaign:plan_revise", gap.plan.id, **query))


def address(name: str, *args: int, **query: object) -> str:
    """An address of this room."""
    path = reverse(name, args=args)
    return f"{path}?{urlencode(query)}" if query else path
