"""Labels for sites: a square that opens the report of a hazard with the site already chosen, one by one or a street's
on sheets of A4."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from zhiben.foundation.pages import actor_of, is_id
from zhiben.foundation.rendering.qr import qr_svg
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

PER_SHEET = 24
"""Labels on one page of A4, three by eight."""

MOST = 20 * PER_SHEET
"""Labels on one page of the site."""


@dataclass(frozen=True, slots=True)
class Label:
    """One site's label."""

    site: orgs.SiteCard
    square: Markup


@require_safe
def label(request: HttpRequest, site: int) -> HttpResponse:
    """The label of one site."""
    cards = orgs.site_cards([row.pk for row in orgs.sites().filter(pk=site)])
    if not cards:
        raise NotFound(N_("没有找到该场所"))
    return _page(request, _("场所二维码"), cards)


@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    """The labels of the sites of a street, in the order in which they were registered; `?street=` chooses it, `after`
    goes on."""
    streets = orgs.streets_entered(actor_of(request))
    asked = request.GET.get("street", "")
    street = next((card for card in streets if str(card.id) == asked), streets[0] if len(streets) == 1 else None)
    if street is None:
        return _page(request, _("场所二维码"), [], streets=streets)
    after = request.GET.get("after", "")
    rows = orgs.sites().filter(street=street.id, pk__gt=int(after) if is_id(after) else 0).order_by("pk")
    found = list(rows.values_list("pk", flat=True)[: MOST + 1])
    title = _("%(street)s场所二维码") % {"street": street.name}
    onward = urlencode({"street": street.id, "after": found[MOST - 1]}) if len(found) > MOST else ""
    cards = orgs.site_cards(found[:MOST])
    return _page(request, title, cards, streets=streets, street=street.id, onward=onward)


def _page(request: HttpRequest, title: str, cards: list[orgs.SiteCard], **more: object) -> HttpResponse:
    report = request.build_absolute_uri(reverse("hazards:report"))
    drawn = [Label(card, qr_svg(f"{report}?{urlencode({'site': card.code})}")) for card in cards]
    return render(request, "hazards/labels.html", {"title": title, "labels": drawn, **more})
