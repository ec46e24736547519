"""One visit: where, when, who, what it came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiben.foundation import once
from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import actor_of, done
from zhiben.foundation.people import name_of, names_of
from zhiben.foundation.secrets.forms import ReadingForm
from zhiben.kernel import clock, earth
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import operations, policy, queries
from zhiben.supervision.models import Visit, VisitMember
from zhiben.supervision.operations.positions import CHECK, POSITION
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
    one = queries.visit_of(pk)
    return _page(request, one, queries.members_of(one), ReadingForm(POSITION, usual=CHECK), {})


@require_POST
def read_positions(request: HttpRequest, pk: int) -> HttpResponse:
    """The visit's page with the exact positions, for the purpose that is told."""
    one, actor = queries.visit_of(pk), actor_of(request)
    members, form, exact = queries.members_of(one), ReadingForm(POSITION, request.POST, usual=CHECK), dict[int, str]()
    with once.aside():
        read = done(form, lambda: exact.update(operations.read_positions(one, members, **form.said, actor=actor)))
    return _page(request, one, members, form, exact, read=read)


def _page(
    request: HttpRequest,
    one: Visit,
    members: Sequence[VisitMember],
    form: ReadingForm,
    exact: Mapping[int, str],
    *,
    read: bool = False,
) -> HttpResponse:
    actor = actor_of(request)
    sees = policy.sees_positions(actor, one)
    names = names_of(each.person for each in members)
    units = orgs.unit_names({each.unit for each in members} | {one.office_id})
    findings = queries.findings_of(one)
    answered, items = queries.counted(queries.parts_of(one))
    offered = offers(one, actor)
    context = {
        "visit": one,
        "answered": answered,
        "items": items,
        "distance": _distance(one),
        "told": _told(one),
        "offers": offered,
        "site": orgs.site_card_of(one.site_id),
        "units": units,
        "findings": findings,
        "older": queries.older_photos(findings),
        "same": queries.same_photos(findings),
        "records": one.state == "under_way" and actor.id in one.people,
        "files": list(attached(one._meta.label_lower, one.pk)),
        "arrivals": _arrivals(members, names, units, exact if sees else None),
        "reading": form if sees and not read and operations.positions_kept(members) else None,
        "signed_on": _signed_on(one),
        "takes": _takes(one, names) if any(each.name == "take_position" and each.allowed for each in offered) else "",
        "listed": queries.listed_at_signature(one),
        "versions": queries.versions_of(one) if operations.may_settle(actor, one) else [],
    }
    refused = form.is_bound and not read
    return render(request, "supervision/visit.html", context, status=422 if refused else 200)


def _arrivals(
    members: Sequence[VisitMember], names: Mapping[int, str], units: Mapping[int, str], exact: Mapping[int, str] | None
) -> list[str]:
    """Of each who was there when they came and how near, or why nobody knows; whether a phone has told it later. About
    where they stood is for whoever was there and for the visiting office, and `exact` once they have asked for it."""
    found = []
    for each in members:
        who = f"{names[each.person]}（{units[each.unit]}）"
        told = [_("%(at)s到场") % {"at": clock.to_the_minute(each.arrived_at)}, *_stood(each, exact)]
        if each.told_at:
            told.append(_("%(how)s登记，%(told)s上传") % _times(each.arrived_at, each.told_at))
        found.append(f"{who}：{'，'.join(told)}")
    return found


def _stood(each: VisitMember, exact: Mapping[int, str] | None) -> list[str]:
    if each.latitude is None:
        return [_("没有定位：%(why)s") % {"why": each.no_position}] if each.no_position else []
    told = [_("离场所%(far)s") % {"far": earth.in_words(each.distance)}] if each.distance is not None else []
    if exact is None:
        return told or [_("有定位，场所没有坐标")]
    blur = _("误差%(metres)s米") % {"metres": each.accuracy} if each.accuracy is not None else _("误差不明")
    at = exact.get(each.pk) or _("约%(place)s") % {"place": f"{each.latitude}, {each.longitude}"}
    return [*told, _("定位%(at)s（%(blur)s）") % {"at": at, "blur": blur}]


def _signed_on(one: Visit) -> str:
    """What a phone has told of the signature, with both times."""
    if not one.closing_told_at or not one.closed_at:
        return ""
    return _("%(how)s签字：%(at)s签字，%(told)s上传") % _times(one.closed_at, one.closing_told_at)


def _times(at: datetime, told: datetime) -> dict[str, str]:
    how = _("离线") if told - at > timedelta(minutes=OFFLINE) else _("手机")
    return {"how": how, "at": clock.to_the_minute(at), "told": clock.to_the_minute(told)}


def _takes(one: Visit, names: Mapping[int, str]) -> str:
    """Whose position the move would take over as the site's."""
    best = one.best_placed
    if best is None:
        return ""
    said = _("“把定位记为场所坐标”取%(name)s的准确定位（误差%(blur)s米）")
    return said % {"name": names[best.person], "blur": best.accuracy}


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
