"""Sectors with the line that answers for each, and sites: where they lie, what they are called, and which are meant by
a name, a code or an address. One that was merged into another is nowhere offered; all it was called leads to the
other."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from sys import byteorder
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, CharField, Count, Q, QuerySet, When
from django.db.models.functions import Coalesce

from zhiben.foundation.scope.query import subtree
from zhiben.foundation.tables import squeeze
from zhiben.kernel import clock
from zhiben.kernel.earth import Point
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs.models import Sector, SectorLine, Site
from zhiben.orgs.queries.dated import in_force

ENOUGH_ALIKE = 0.75
"""From here on two names may be two ways of writing one."""

MOST_ALIKE, MOST_COMPARED = 6, 3_000
"""How many sites are offered, and among how many of a street they are looked for."""

SUBJECT = slice(8, 17)
"""The part of a credit code (主体标识码) that two codes of one body share."""


@dataclass(frozen=True, slots=True)
class SiteCard:
    """A site as a person tells it from others."""

    id: int
    name: str
    code: str
    """Its credit code, or its local id."""
    address: str
    street: str

    @property
    def told(self) -> str:
        """In one line."""
        return "，".join(part for part in (self.name, self.address, self.street, self.code) if part)


def sectors() -> list[tuple[int, str]]:
    """(id, name) of every sector, in the office's order."""
    return list(Sector.objects.order_by("position", "pk").values_list("pk", "name"))


def sector_lines(on: date | None = None) -> dict[int, tuple[int, int]]:
    """Sector id → (line, subline) that answers for it on a day."""
    rows = SectorLine.objects.filter(in_force(on or clock.today())).values_list("sector", "line", "line__parent")
    return {sector: (parent, line) if parent else (line, 0) for sector, line, parent in rows}


def sites() -> QuerySet[Site]:
    """The sites within the open scope."""
    return Site.objects.filter(merged_into=None)


def sites_by_id(ids: Any) -> QuerySet[Site]:
    """Sites in scope as a queryset, for measures whose rows are sites; `ids` may be a subquery."""
    return Site.objects.filter(pk__in=ids)


def site_cards(sites: Iterable[int]) -> list[SiteCard]:
    """Of these sites those that the open scope shows, in their order."""
    wanted = list(sites)
    rows = Site.objects.filter(pk__in=wanted).select_related("territory").in_bulk()
    return [_card(rows[pk]) for pk in dict.fromkeys(wanted) if pk in rows]


def site_card_of(site: int) -> SiteCard:
    """A site whatever the scope, for whoever reads a record that lies there. Raises NotFound."""
    row = Site._unfiltered().filter(pk=site).select_related("territory").first()
    if row is None:
        raise NotFound(N_("没有这个场所"))
    return _card(row)


def _card(row: Site) -> SiteCard:
    return SiteCard(row.pk, row.name, row.uscc or row.local_id, row.address, row.territory.name)


@dataclass(frozen=True, slots=True)
class FramedSites:
    """Sites as a frame of supervision lists them, in columns: millions of them are one list each, and no objects."""

    keys: Sequence[str]
    """Credit codes, or local ids."""
    streets: Sequence[int]


def framed_sites(
    at: Coordinates,
    *,
    territories: Collection[int] = (),
    sectors: Collection[int] = (),
    sites: Collection[int] = (),
) -> FramedSites:
    """The sites in the open scope below a place, by key; of some `territories` (districts or streets), `sectors`, or
    `sites` (ids) alone, where any are given."""
    rows = Site.objects.filter(subtree(at.territory), merged_into=None)
    if territories:
        rows = rows.filter(Q(district__in=territories) | Q(street__in=territories))
    if sectors:
        rows = rows.filter(sector__in=sectors)
    if sites:
        rows = rows.filter(pk__in=sites)
    key = Case(When(uscc="", then="local_id"), default="uscc", output_field=CharField())
    told = rows.annotate(key=key).order_by("key").values_list("key", "street")
    try:
        statement, values = told.query.sql_with_params()
    except EmptyResultSet:  # whoever asks sees no site at all
        return FramedSites((), ())
    with connection.cursor() as cursor:  # each column as one text: a row of its own for each takes three times as long
        cursor.execute(f"SELECT {COLUMNS[connection.vendor]} FROM ({statement}) AS told", values)  # noqa: S608 - ours
        keys, streets = cursor.fetchone()
    if keys is None:
        return FramedSites((), ())
    at_each = array("I", streets.encode("utf-32-le" if byteorder == "little" else "utf-32-be"))
    number = {told: told - ABOVE for told in set(at_each)}
    if min(number.values()) < 0:
        raise ValueError("one character does not tell the id of a street")
    return FramedSites(keys.split("\n"), list(map(number.__getitem__, at_each)))


ABOVE = 0x10000
"""A street is told by one character, that of its id above this: no number is spelt out and read again for each of
millions of sites, and none falls among the surrogates. There is room for the ids up to a million."""

COLUMNS = {
    "sqlite": f"group_concat(key, char(10)), group_concat(char({ABOVE} + street), '')",
    "postgresql": f"string_agg(key, chr(10)), string_agg(chr(({ABOVE} + street)::int), '')",
}
"""How a database puts the columns `key` and `street` of all rows into two texts."""


def site_keys(sites: Iterable[int]) -> dict[int, str]:
    """By id the key under which a frame lists a site, whatever the scope."""
    found: dict[int, str] = {}
    wanted = sorted(set(sites))
    for start in range(0, len(wanted), 500):
        rows = Site._unfiltered().filter(pk__in=wanted[start : start + 500])
        found |= {pk: uscc or local for pk, uscc, local in rows.values_list("pk", "uscc", "local_id")}
    return found


def sites_by_key(keys: Collection[str]) -> dict[str, int]:
    """Ids of sites, whatever the scope, by the key under which a frame lists them; of a double the site into which it
    was merged. One that has got a credit code since is still known by its local id."""
    found: dict[str, int] = {}
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        rows = Site._unfiltered().filter(Q(uscc__in=part) | Q(local_id__in=part))
        told = list(rows.order_by("-uscc").values_list("pk", "merged_into", "uscc", "local_id"))
        found |= {local: merged or pk for pk, merged, _uscc, local in told if local}
        found |= {uscc: merged or pk for pk, merged, uscc, _local in told if uscc}
    return found


def site_keyed(key: str) -> int:
    """The site in the open scope of exactly this credit code or local id; 0 for none."""
    found = sites().filter(of_code(key)).first()
    return found.pk if found is not None else 0


def sites_by_word() -> list[tuple[str, int]]:
    """(what it is called, id) of every site in the open scope under every name, code and address it has; of a double
    all this stands for the site into which it was merged."""
    rows = Site.objects.values_list("pk", "merged_into", "uscc", "local_id", "name", "address")
    shown = {pk for pk, merged, *_words in rows if merged is None}
    told = ((word, merged or pk) for pk, merged, *words in rows for word in words if word)
    return [(word, pk) for word, pk in told if pk in shown]


def of_code(text: str) -> Q:
    """Sites of exactly this credit code or local id; no site where nothing is said."""
    said = text.strip()
    return Q(uscc=said.upper()) | Q(local_id=said) if said else Q(pk__in=())


def sites_called(text: str) -> QuerySet[Site, Any]:
    """Ids, as a subquery of one column, of the sites that a text means, whatever the scope: the one of exactly this
    code, or else those whose name contains it; of a double the site into which it was merged."""
    rows = Site._unfiltered().filter(of_code(text))
    if not rows.exists():
        rows = Site._unfiltered().filter(name__icontains=text.strip())
    return rows.annotate(kept=Coalesce("merged_into", "pk")).values("kept")


def site_places(sites: Iterable[int], *, held: bool = False) -> dict[int, tuple[Coordinates, int]]:
    """Where sites lie and of which sector they are, by id; those that the scope shows and that are no doubles. `held`
    sites stay there until the caller's transaction ends."""
    rows = Site.objects.filter(pk__in=set(sites), merged_into=None).order_by("pk")
    rows = rows.select_for_update(of=("self",)) if held else rows
    return {row.pk: (row.coordinates, row.sector_id) for row in rows}


def site_grounds(sites: Iterable[int]) -> dict[int, tuple[Coordinates, int]]:
    """By id where sites lie and of which sector they are, whatever the scope; of a double where the site lies into
    which it was merged."""
    rows = Site._unfiltered().select_related("merged_into").filter(pk__in=set(sites))
    kept = {row.pk: row.merged_into or row for row in rows}
    return {pk: (row.coordinates, row.sector_id) for pk, row in kept.items()}


def site_points(sites: Iterable[int]) -> dict[int, Point | None]:
    """By id where sites lie in degrees, whatever the scope, None where that is not known; of a double where the site
    lies into which it was merged."""
    rows = Site._unfiltered().select_related("merged_into").filter(pk__in=set(sites))
    return {row.pk: (row.merged_into or row).point for row in rows}


def site_words(sites: Iterable[int]) -> dict[int, str]:
    """By id what a workbook calls a site, so that it is found again: its name, or where others that the open scope
    shows bear the same one, its code or local id."""
    names = site_names(sites)
    bearers = Site.objects.filter(name__in=set(names.values()), merged_into=None).order_by()
    shared = {row["name"] for row in bearers.values("name").annotate(bearing=Count("pk")).filter(bearing__gt=1)}
    several = [pk for pk, name in names.items() if name in shared]
    keys = Site._unfiltered().filter(pk__in=several).values_list("pk", "uscc", "local_id")
    return names | {pk: uscc or local_id for pk, uscc, local_id in keys}


def site_names(sites: Iterable[int]) -> dict[int, str]:
    """Names of sites by id, for pages and papers about records that lie there."""
    wanted = sorted(set(sites))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 500):
        found |= dict(Site._unfiltered().filter(pk__in=wanted[start : start + 500]).values_list("pk", "name"))
    return found


def alike_sites(street: int, *, name: str, address: str = "", uscc: str = "", but: int = 0) -> list[SiteCard]:
    """Sites of a street, in the open scope, that may be the one of this name, address or code, the likeliest first:
    nearly the same name, the same address, or another code of the same body; codes of two bodies are two sites."""
    rows = Site.objects.filter(street=street, merged_into=None).exclude(pk=but).select_related("territory")
    rated = [(_likeness(row, name, address, uscc), row) for row in rows.order_by("-pk")[:MOST_COMPARED]]
    good = sorted(((much, row) for much, row in rated if much >= ENOUGH_ALIKE), key=lambda one: (-one[0], one[1].pk))
    return [_card(row) for _much, row in good[:MOST_ALIKE]]


def _likeness(row: Site, name: str, address: str, uscc: str) -> float:
    if uscc and row.uscc:
        return 1.0 if uscc[SUBJECT] == row.uscc[SUBJECT] else 0.0
    if address and squeeze(address) == squeeze(row.address):
        return 1.0
    matcher = SequenceMatcher(None, squeeze(name), squeeze(row.name), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ENOUGH_ALIKE else 0.0


def containing(text: str) -> list[SiteCard]:
    """The first sites in the open scope whose name or address contains a text."""
    said = text.strip()
    rows = sites().filter(Q(name__icontains=said) | Q(address__icontains=said)).select_related("territory")
    return [_card(row) for row in rows.order_by("pk")[:MOST_ALIKE]] if said else []
