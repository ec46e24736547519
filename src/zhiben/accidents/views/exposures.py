"""How much there is in each street, year by year: what is held, what is missing, one row told by hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.accidents import operations, policy, queries
from zhiben.accidents.forms import ExposureForm
from zhiben.accidents.queries.exposures import exposure_of, first_year
from zhiben.accidents.vocab import SIZES
from zhiben.foundation.pages import acted, actor_of
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


def _chosen(request: HttpRequest, years: range) -> int:
    said = request.GET.get("year", "")
    year = int(said) if said.isdecimal() and len(said) == 4 else clock.today().year - 1
    return year if year in years else years[-1]


@require_safe
def exposures(request: HttpRequest) -> HttpResponse:
    """One of the years from the five before the campaign on: each street's sizes, with what is missing."""
    actor, before = actor_of(request), queries.years_before()
    years = range(before.start, max(clock.today().year, before.stop) + 1)
    year = _chosen(request, years)
    held = queries.exposures(years)
    cards = [card for card in orgs.streets_read_by(actor) if _reads(actor, card)]
    places = orgs.territory_names({card.coordinates.district for card in cards})
    context = {
        "year": year,
        "years": [(one, sum(key[1] == one for key in held)) for one in years],
        "before": before,
        "sizes": SIZES,
        "lacking": {name: sum(_lacks(held.get((card.id, year)), name) for card in cards) for name in SIZES},
        "rows": [
            (card, places.get(card.coordinates.district, ""), held.get((card.id, year)), _tells(actor, card))
            for card in cards
        ],
        "imports": any(_tells(actor, card) for card in cards),
    }
    return render(request, "accidents/exposures.html", context)


def _lacks(one: queries.Exposure | None, size: str) -> bool:
    return one is None or not getattr(one, size)


def _reads(actor: Actor, card: orgs.TerritoryCard) -> bool:
    """Sizes are a street's and no line's: who reads one line alone sees none of them."""
    return any(grant.covers(card.coordinates) for grant in actor.reading_grants())


def _tells(actor: Actor, card: orgs.TerritoryCard) -> bool:
    return policy.telling_exposure(actor, card.coordinates) is not None


@require_http_methods(["GET", "POST"])
def exposure(request: HttpRequest, street: int, year: int) -> HttpResponse:
    """Say how much there was in a street in a year."""
    actor = actor_of(request)
    cards = {card.id: card for card in orgs.streets_read_by(actor)}
    if street not in cards or not first_year() <= year <= clock.today().year:
        raise NotFound(N_("没有这个街道，或年份不对"))
    policy.must_tell_exposure(actor, cards[street].coordinates)
    standing = exposure_of(street, year)
    initial = standing.sizes | {"source": standing.source} if standing else {}
    form = ExposureForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        operations.tell_exposure(street, year, form.sizes(), source=form.cleaned_data["source"], actor=actor)

    title = _("%(street)s%(year)s年的规模") % {"street": cards[street].name, "year": year}
    return acted(request, form, title, act, f"{reverse('accidents:exposures')}?year={year}")
