"""The pages of dispatch: rounds, one round, its bulletin beside the evidence, the records behind a figure, the round
beside the one before."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.dispatch import comparing, distribution, evidence, queries, restating, studio
from zhiben.dispatch.comparing import Vintage
from zhiben.dispatch.cycles import HALF_MONTH, MONTH, WEEK
from zhiben.dispatch.lifecycle import ROUND
from zhiben.dispatch.lifecycle.rounds import waited_for
from zhiben.dispatch.models import Round
from zhiben.dispatch.monthly import correcting, news
from zhiben.dispatch.queries import issuing, timetable
from zhiben.dispatch.vocab import FROZEN
from zhiben.documents.vocab import Kind
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.audit.queries import Line
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.models import Living
from zhiben.foundation.pages import actor_of, start_of
from zhiben.foundation.rendering.record import as_tree
from zhiben.orgs import queries as orgs

STEPS = ("open", "collecting", "closed", "drafted", "approved", "issued")
SIGNING = (*restating.DRAFTING, "approve", "issue")
"""Moves of which the page tells whose they were; with a draft they begin anew."""

PER_PAGE = 100
CYCLES = {one.name: one for one in (WEEK, HALF_MONTH, MONTH)}
"""As the list of rounds offers them."""


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds of one cycle in scope, the newest first; an officer of several offices sees each office's own. Whoever
    answers for a named unit finds its names here."""
    chosen = CYCLES.get(request.GET.get("cycle", ""), HALF_MONTH)
    own = queries.names_to_answer(actor_of(request))
    behind = queries.rounds_behind(own)
    names = [(one, behind[one.round_id]) for one in own]
    context = {"rounds": queries.listed(chosen.name)[:200], "names": names, "cycles": CYCLES, "chosen": chosen}
    context["paper"] = Kind(chosen.paper).label if chosen.paper else ""
    return render(request, "dispatch/list.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: where it stands, what may be done, what was frozen, who is named."""
    one = queries.round_of(pk)
    if one.get_absolute_url() != request.path:
        return HttpResponseRedirect(one.get_absolute_url())
    steps = STEPS if one.declared.paper else STEPS[:3]
    context: dict[str, Any] = {
        "round": one,
        "steps": [ROUND.by_state[key] for key in steps],
        "reached": steps.index(one.state) if one.state in steps else len(steps),
        "offers": offers(one, actor_of(request)),
        "news": news.of(one),
        "issuing": issuing.asked(one),
        "issue_by": timetable.issue_by(one),
        "hands": _hands(one),
        "instructs": bool(orgs.offices_led(actor_of(request))),
    }
    if one.state in FROZEN:
        context |= _frozen(one)
    if one.state == "approved":
        context["recipients"] = distribution.recipients(one, "")
    return render(request, "dispatch/page.html", context)


@require_safe
def beside(request: HttpRequest, pk: int) -> HttpResponse:
    """The bulletin beside its evidence, and its sections as they are being written."""
    one = queries.round_of(pk)
    document = queries.bulletin_of(one)
    context = {
        "round": one,
        "document": document,
        "paper": as_tree(document.paper),
        "offers": offers(one, actor_of(request)),
        "sections": studio.sections(one) if document.state == "drafted" else studio.written_by_hand(one),
        **_frozen(one),
    }
    return render(request, "dispatch/bulletin.html", context)


@require_safe
def rows(request: HttpRequest, pk: int, measure_id: str, slice_: str) -> HttpResponse:
    """The frozen records behind one figure, as far as the person may see them."""
    one = queries.round_of(pk)
    side, start = request.GET.get("side", "numerator"), start_of(request)
    chosen = request.GET.get("frozen", "")
    found = evidence.behind(one, measure_id, slice_, side, chosen, start=start, limit=PER_PAGE)
    context = {
        "round": one,
        "behind": found,
        "measure_id": measure_id,
        "slice": slice_,
        "records": [_linked(record) for record in found.shown],
        "start": start,
        "next": start + PER_PAGE if start + PER_PAGE < found.visible else 0,
    }
    return render(request, "dispatch/rows.html", context)


@require_safe
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """The round beside the one before, both sides of the vintage that is asked for."""
    one = queries.round_of(pk)
    asked = request.GET.get("vintage", "")
    chosen = Vintage(asked) if asked in set(Vintage) else Vintage.FROZEN
    context = {
        "round": one,
        "vintages": list(Vintage),
        "vintage": chosen,
        "found": comparing.comparison(one, chosen) if one.state in FROZEN else None,
    }
    return render(request, "dispatch/comparison.html", context)


def _hands(one: Round) -> list[Line]:
    """Who drafted, approved and issued what stands, when, and on whose behalf."""
    found: dict[str, Line] = {}
    for line in audit.of(one):
        if line.verb in restating.DRAFTING:
            found.clear()
        if line.verb in SIGNING:
            found[line.verb] = line
    return list(found.values())


def _frozen(one: Any) -> dict[str, Any]:
    why, units = waited_for(one.names) if one.state == "drafted" else ("", [])
    found, restated = evidence.figures(one), correcting.told(one)
    return {
        "figures": evidence.whole(one, found, () if one.of_month else restated),
        "areas": evidence.by_area(one, found),
        "units": evidence.by_unit(one, found),
        "named": queries.named(one),
        "restated": restated,
        "followed": queries.followed(one),
        "beside": queries.side_papers(one),
        "why": why,
        "waited_for": units,
    }


def _linked(record: Any) -> dict[str, Any]:
    return {
        "number": getattr(record, "number", record.pk),
        "title": getattr(record, "title", str(record)),
        "href": record.get_absolute_url() if hasattr(record, "get_absolute_url") else "",
        "state": record.state_shown if isinstance(record, Living) else None,
        "due": getattr(record, "due", None),
    }
