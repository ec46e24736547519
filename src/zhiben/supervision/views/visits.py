"""One visit: where, when, who, what it came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import actor_of
from zhiben.foundation.people import name_of, names_of
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Visit, VisitMember
from zhiben.supervision.vocab import OFFLINE

CONFIRMATION = {
    "": N_("还没有作现场确认"),
    "drafted": N_("已起草，等同组另一人签字结束检查时会签"),
    "signed": N_("两人已会签，已记入隐患台账"),
    "dropped": N_("已作废，可重新起草"),
}
"""What is said of the hazard ledger's record of a confirmation, by how it stands."""


@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit's page."""
    one, actor = queries.visit_of(pk), actor_of(request)
    members = queries.members_of(one)
    names = names_of(each.person for each in members)
    units = orgs.unit_names({each.unit for each in members} | {one.office_id})
    findings = queries.findings_of(one)
    answered, items = queries.counted(queries.parts_of(one))
    context = {
        "visit": one,
        "answered": answered,
        "items": items,
        "distance": _distance(one),
        "told": _told(one),
        "offers": offers(one, actor),
        "site": orgs.site_card_of(one.site_id),
        "people": [f"{names[each.person]}（{units[each.unit]}）" for each in members],
        "units": units,
        "findings": findings,
        "older": queries.older_photos(findings),
        "same": queries.same_photos(findings),
        "records": one.state == "under_way" and actor.id in one.people,
        "files": list(attached(one._meta.label_lower, one.pk)),
        "phoned": _phoned(one, members, names),
        "listed": queries.listed_at_signature(one),
        "versions": queries.versions_of(one) if operations.may_settle(actor, one) else [],
    }
    return render(request, "supervision/visit.html", context)


def _phoned(one: Visit, members: Sequence[VisitMember], names: Mapping[int, str]) -> list[str]:
    """What phones have told of arrivals and of the signature, with both times; whether they were without signal."""
    found = []
    for each in members:
        if each.told_at:
            said = _("%(how)s登记：%(name)s，%(at)s到场，%(told)s上传")
            found.append(said % {"name": names[each.person], **_times(each.arrived_at, each.told_at)})
    if one.closing_told_at and one.closed_at:
        found.append(_("%(how)s签字：%(at)s签字，%(told)s上传") % _times(one.closed_at, one.closing_told_at))
    return found


def _times(at: datetime, told: datetime) -> dict[str, str]:
    how = _("离线") if told - at > timedelta(minutes=OFFLINE) else _("手机")
    return {"how": how, "at": clock.to_the_minute(at), "told": clock.to_the_minute(told)}


def _distance(one: Visit) -> str:
    if one.distance is not None:
        return one.distance_told
    return _("不知道：没有定位") if one.latitude is None else _("不知道：场所没有坐标")


def _told(one: Visit) -> list[tuple[str, str]]:
    """What is said of some visits only: of a check-in far from the site, and of a hazard that is to be confirmed."""
    found = []
    if one.far_reason:
        found += [(_("离场所远的理由"), one.far_reason), (_("认可到场距离"), _accepted(one))]
    if one.hazard:
        found.append((_("隐患现场确认"), _(CONFIRMATION[one.record_state])))
    return found


def _accepted(one: Visit) -> str:
    if one.far_accepted_at is None:
        return ""
    return f"{name_of(one.far_accepted_by)} {clock.to_the_minute(one.far_accepted_at)} {one.far_accepted_why}"
