"""Sites for their own pages: one, with what it was called before, those that may be the same, and the list."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs.models import Site
from zhiben.orgs.queries.places import SiteCard, alike_sites, of_code, site_cards

ORDER = ("-id",)
PER_PAGE = 50


def site(pk: int) -> Site:
    """One site of the open scope, a double too. Raises NotFound."""
    return both(pk, pk)[0]


def both(pk: int, other: int) -> tuple[Site, Site]:
    """Two sites of the open scope. Raises NotFound, which tells nothing of the one if the other is not there."""
    rows = Site.objects.select_related("territory", "sector", "merged_into").in_bulk([pk, other])
    if pk not in rows or other not in rows:
        raise NotFound(N_("没有找到该场所"))
    return rows[pk], rows[other]


def listed(text: str, street: str) -> QuerySet[Site]:
    """The sites that a person looks for, without the scope: paging adds it per grant. Whatever a double was called
    finds the site into which it was merged."""
    rows = Site._unfiltered().filter(merged_into=None).select_related("territory", "sector")
    if street.isascii() and street.isdigit() and len(street) < 19:
        rows = rows.filter(street=int(street))
    said = text.strip()
    if not said:
        return rows
    words = _says(said)
    doubles = Site.objects.filter(words, merged_into__isnull=False).values_list("merged_into", flat=True)
    return rows.filter(words | Q(pk__in=list(doubles[:500])))


def _says(text: str) -> Q:
    return of_code(text) | Q(name__icontains=text) | Q(address__icontains=text)


def doubles_of(site: Site) -> list[SiteCard]:
    """The entries that were merged into a site, as far as the open scope shows them."""
    return site_cards(Site.objects.filter(merged_into=site.pk).order_by("pk").values_list("pk", flat=True))


def maybe_the_same(site: Site) -> list[SiteCard]:
    """Sites of the same street that may be another entry of this one."""
    if site.merged_into_id:
        return []
    return alike_sites(site.street, name=site.name, address=site.address, uscc=site.uscc, but=site.pk)
