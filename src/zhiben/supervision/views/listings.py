"""Listing areas together: proposing them with what is known of each, the request and its decision, the papers to
districts; a measure that was carried out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.documents import queries as documents
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import hindrances, offers
from zhiben.foundation.pages import acted, actor_of, done, status_of
from zhiben.foundation.studies import Study
from zhiben.insight.vocab import chance_told
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import leading, listing_standing, listing_texts, operations, policy, queries
from zhiben.supervision.listing_forms import CarriedOutForm, ListingForm
from zhiben.supervision.models import ListedArea, ListingRequest
from zhiben.supervision.operations import Together
from zhiben.supervision.queries import Figures
from zhiben.supervision.vocab import AreaPaperKind

REPLY_DAYS = 10
"""Working days in which a district answers a notice with its plan: a default of this product."""


def chosen(request: HttpRequest) -> list[int]:
    """The streets that an address or a form names, each once, in its order."""
    given = request.POST if request.method == "POST" else request.GET
    words = [word for text in given.getlist("streets") for word in text.split(",")]
    return list(dict.fromkeys(int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 19))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Several streets that are proposed together; the address may name a study and the streets."""
    actor = actor_of(request)
    office = policy.own_office(actor, N_("挂牌区域由安委办的经办人员提请"))
    place = orgs.unit(office).coordinates.territory
    cards = [card for card in orgs.streets() if place.covers(card.coordinates)]
    given = request.POST if request.method == "POST" else request.GET
    study = queries.study_of(number, office) if (number := _number(given.get("study", ""))) else None
    known, listed = {card.id for card in cards}, queries.listed_streets(office)
    asked = [street for street in chosen(request) if street in known]
    streets = [street for street in asked if request.method == "POST" or street not in listed]
    begins = _begins(request, study, streets)
    form = ListingForm(request.POST or None, streets=_choices(cards, listed), begins=begins)
    year = (not study and _number(given.get("base_year", ""))) or begins["base_year"]
    rows = queries.figures_of(place, streets, year, study) if streets and 2000 <= year <= clock.today().year else []
    told = queries.told_of(study, streets)
    made: list[ListingRequest] = []

    def act() -> None:
        said = form.cleaned_data
        bases = {row.street: listing_texts.basis_of(row, told) for row in rows}
        together = Together(
            office,
            said["base_year"],
            streets,
            bases,
            said["criteria"],
            said["until"],
            study.pk if study else 0,
            said["unstudied"],
        )
        made.append(operations.propose_listing(together, actor=actor))

    looks = "look" in request.POST
    if not looks and done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    context = {
        "form": form,
        "failed": [(one.label, one.errors) for one in form if one.errors] if form.is_bound and not looks else [],
        "study": study,
        "order": listing_standing.order_line(told),
        "again": [name for street, name in orgs.territory_names(asked).items() if street not in streets],
        **_shown(rows, told, actor),
    }
    return render(request, "supervision/propose_listing.html", context, status=200 if looks else status_of(form))


def _choices(cards: Sequence[orgs.TerritoryCard], listed: Collection[int]) -> list[tuple[int, str]]:
    """The streets of a ground by id, each with its district, and whether it is proposed or listed already."""
    names = orgs.territory_names({card.coordinates.district for card in cards})
    again = _("（已在提请或挂牌中）")
    return [
        (card.id, names.get(card.coordinates.district, "") + card.name + (again if card.id in listed else ""))
        for card in cards
    ]


def _begins(request: HttpRequest, study: Study | None, streets: Sequence[int]) -> dict[str, Any]:
    year = study.result["base_year"] if study else _number(request.GET.get("base_year", ""))
    begins: dict[str, Any] = {"base_year": year or clock.today().year - 1, "streets": [str(one) for one in streets]}
    if study is not None:
        begins |= {"study": study.pk, "by": study.result.get("by", "")}
    return begins | {name: said for name in ("criteria", "unstudied", "until") if (said := request.GET.get(name))}


def _shown(rows: Sequence[Figures], told: dict[str, Any], actor: Actor) -> dict[str, Any]:
    return {
        "rows": rows,
        "told": told,
        "chance_told": chance_told,
        "limit_told": listing_standing.limit_told,
        "studied": any(row.expected is not None for row in rows),
        "sentences": list(listing_texts.sentences(rows, told)) if rows else [],
        "nothing_done": leading.nothing_done(actor),
    }


@require_safe
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: its areas with what they were proposed on, its paper and decision, the papers to districts."""
    one, actor = queries.request_of(pk), actor_of(request)
    areas = queries.areas_of(one)
    papers = queries.papers_of(areas)
    rows = [figures for area in areas if (figures := queries.figures_kept(area))]
    shown = _shown(rows, one.told, actor)
    runs = one.office_id in orgs.offices_run(actor)
    lacking = [area for area in areas if queries.lacks(area, papers[area.pk]) == AreaPaperKind.NOTICE]
    context = {
        "request_": one,
        "offers": offers(one, actor),
        "areas": [(area, queries.figures_kept(area), papers[area.pk]) for area in areas],
        "source": listing_texts.source_of(one),
        "drafts": runs and one.state == "proposed" and (one.paper is None or one.paper.state in queries.GONE),
        "notices": len({area.district for area in lacking}) if runs else 0,
        "lines": audit.of(one),
        **shown,
    }
    return render(request, "supervision/listing.html", context)


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the request to the committee, and go on writing it there."""
    one, actor = queries.request_of(pk), actor_of(request)
    policy.must_plan(actor, one.office_id)
    if one.office_id not in documents.issuing_bodies([one.office_id]):
        return HttpResponseRedirect(reverse("documents:body", args=[one.office_id]))
    areas = [area for area in queries.areas_of(one) if area.state == "proposed"]
    document = operations.draft_request(one, listing_texts.request(one, areas), actor=actor)
    return HttpResponseRedirect(document.get_absolute_url())


@require_POST
def notices(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft a notice to each district whose areas have none."""
    one, actor = queries.request_of(pk), actor_of(request)
    policy.must_plan(actor, one.office_id)
    if one.office_id not in documents.issuing_bodies([one.office_id]):
        return HttpResponseRedirect(reverse("documents:body", args=[one.office_id]))
    areas = queries.areas_of(one)
    papers = queries.papers_of(areas)
    by_district: dict[int, list[ListedArea]] = defaultdict(list)
    for area in areas:
        if queries.lacks(area, papers[area.pk]) == AreaPaperKind.NOTICE:
            by_district[area.district].append(area)
    if not by_district:
        raise Refused(N_("没有需要起草通知书的区域"))
    due = orgs.reply_deadline(clock.now(), REPLY_DAYS).date()
    for found in by_district.values():
        written = listing_texts.notice(found, due)
        operations.draft_area_paper(found, AreaPaperKind.NOTICE, written, actor=actor)
    return HttpResponseRedirect(one.get_absolute_url())


@require_POST
def area_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the paper about one area that is still to be drafted, and go on writing it there."""
    one, actor = queries.area_of(pk), actor_of(request)
    policy.must_plan(actor, one.office_id)
    if one.office_id not in documents.issuing_bodies([one.office_id]):
        return HttpResponseRedirect(reverse("documents:body", args=[one.office_id]))
    kind = queries.lacks(one, queries.papers_of([one])[one.pk])
    if kind is None:
        raise Refused(N_("现在没有需要起草的挂牌文书"))
    if kind == AreaPaperKind.NOTICE:
        written = listing_texts.notice([one], orgs.reply_deadline(clock.now(), REPLY_DAYS).date())
    else:
        written = listing_texts.kept(one) if kind == AreaPaperKind.KEPT else listing_texts.delisted(one)
    document = operations.draft_area_paper([one], kind, written, actor=actor)
    return HttpResponseRedirect(document.get_absolute_url())


@require_http_methods(["GET", "POST"])
def measure(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """A measure of an area's plan that was carried out."""
    one, actor = queries.area_of(pk), actor_of(request)
    row = next((row for row in queries.measures_of(one) if row.position == position), None)
    if row is None:
        raise NotFound(N_("没有这条措施"))
    if why := hindrances([one], "close_measure", actor).get(one.pk):
        raise NotAllowed("{why}", why=why)
    form = CarriedOutForm(request.POST or None)

    def act() -> None:
        operations.close_measure(one, position, form.cleaned_data["result"], actor=actor)

    return acted(request, form, _("措施完成：%(what)s") % {"what": row.what}, act, one.get_absolute_url(), one)
