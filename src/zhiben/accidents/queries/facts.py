"""Cases as frozen rows for analysis: what was known of each at a cut, types in one scheme, causes by layer. Nothing is
filled in: a cause that nobody found stays unknown, and an accident whose street nobody knows stays unplaced."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from zhiben.accidents.grading import accident_grade
from zhiben.accidents.models import AccidentCase, CaseCause, Code, Revision
from zhiben.accidents.queries.schemes import Types, types_in
from zhiben.accidents.vocab import PROVISIONAL, TYPE_2025, VALID
from zhiben.foundation.lifecycle.models import standing
from zhiben.hazards import queries as hazards
from zhiben.hazards.queries import ClosedHazard
from zhiben.kernel import clock
from zhiben.kernel.periods import months_after
from zhiben.kernel.rights import LINE_LEVELS, TERRITORY_LEVELS, Coordinates

MOMENT = timedelta(microseconds=1)
AHEAD = timedelta(days=1)
"""The present is read as of so much later: nothing can have happened after it."""
OF_CASES = ("number", "city", "entered_at", "carried_over", "merged_into")
"""The columns of cases that facts are made of: thousands of cases have many more, and long texts."""
OF_REVISIONS = (
    *("occurred_on", "hour", "sector_id", "site_id", "type_1986_id", "type_2025_id", "enterprise", "contractor"),
    *("regime", "deaths", "missing", "serious", "minor", "loss", "reported_at"),
)
MONTHS_BEFORE = 12
"""For how long before an accident hazards that were closed at its site are looked up."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One accident as it was known at the cut. District, street, sector and site are ids, 0 where not known; `dead`
    includes `missing`; `type` is a group of codes ("02+03" where the data cannot say which), "-" where it is coded in
    the other scheme and leads nowhere, empty where nobody wrote one; `causes` are (scheme, code)."""

    case: int
    number: str
    occurred_on: date
    hour: int | None
    city: int
    district: int
    street: int
    sector: int
    site: int
    type: str
    type_label: str
    causes: tuple[tuple[str, str], ...]
    enterprise: str
    contractor: bool | None
    regime: str
    dead: int
    missing: int
    serious: int
    minor: int
    loss: Decimal
    grade: str
    provisional: bool
    known_on: date | None

    @property
    def month(self) -> date:
        """The first day of its month."""
        return self.occurred_on.replace(day=1)

    @property
    def without_cause(self) -> bool:
        """True where no cause was found (原因未认定)."""
        return not self.causes

    @property
    def unplaced(self) -> bool:
        """True where nobody knows the street (未定位)."""
        return not self.street


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows in the order of their days, as of a cut, with their types in one scheme."""

    rows: tuple[Fact, ...]
    scheme: str
    as_of: datetime

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.rows)

    @property
    def unplaced(self) -> int:
        """How many lie in no known street; they are in no street's count."""
        return sum(row.unplaced for row in self.rows)

    @property
    def without_cause(self) -> int:
        """Of how many no cause was found."""
        return sum(row.without_cause for row in self.rows)

    @property
    def provisional(self) -> int:
        """Of how many the investigation was not finished."""
        return sum(row.provisional for row in self.rows)

    @property
    def years(self) -> Mapping[int, int]:
        """How many happened in each year."""
        return dict(sorted(Counter(row.occurred_on.year for row in self.rows).items()))

    @property
    def sha256(self) -> str:
        """A digest of all that the rows say, by codes and not by what they are called; two cuts that say the same have
        the same."""
        rows = [astuple(replace(row, type_label="")) for row in self.rows]
        told = json.dumps(rows, default=str, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()


def facts(
    *,
    scheme: str = TYPE_2025,
    as_of: datetime | None = None,
    first: date | None = None,
    last: date | None = None,
    minor: bool = False,
    ground: Coordinates | None = None,
) -> Facts:
    """The valid cases that the open scope shows, as they were known just before `as_of` (None: now), of those that
    happened from `first` to `last`; with a `ground`, those that lay on it then (of a line: as the line is now), whoever
    asks and whatever the scope shows. With `minor`, accidents without any harm are graded as such. Raises NotFound for
    an unknown scheme."""
    cut = as_of or clock.now() + MOMENT
    held_before = as_of or cut + AHEAD
    types = types_in(scheme, as_of)
    cases = {case.pk: case for case in _standing(held_before, ground)}
    told = _told(cases, held_before)
    kept = {
        pk: row
        for pk, row in told.items()
        if (first is None or row["occurred_on"] >= first) and (last is None or row["occurred_on"] <= last)
    }
    codes = dict(Code.objects.values_list("pk", "code"))
    coded = {pk: (codes.get(row["type_1986_id"], ""), codes.get(row["type_2025_id"], "")) for pk, row in kept.items()}
    maybe = {pk: types.candidates(*pair) for pk, pair in coded.items()}
    types.bring_together(maybe.values())
    causes = _causes(held_before)
    days = _known_days(cases, told, held_before)
    rows = [
        _fact(cases[pk], row, types, types.group(maybe[pk], coded=any(coded[pk])), causes[pk], days[pk], minor=minor)
        for pk, row in kept.items()
    ]
    return Facts(tuple(sorted(rows, key=lambda row: (row.occurred_on, row.case))), scheme, cut)


def _standing(cut: datetime, ground: Coordinates | None) -> Iterable[Any]:
    """The valid cases at a cut: those of the open scope, or all that lay on a ground then."""
    if ground is None:
        return standing(AccidentCase.objects.only(*OF_CASES), VALID, cut)
    levels = {name: value for name in (*TERRITORY_LEVELS, *LINE_LEVELS) if (value := getattr(ground, name))}
    then = {name: levels.pop(name) for name in AccidentCase.dated if name in levels}
    return standing(AccidentCase._unfiltered().filter(**levels).only(*OF_CASES), VALID, cut, **then)


def _told(cases: Mapping[int, AccidentCase], cut: datetime) -> dict[int, dict[str, Any]]:
    """By case, what its last revision before the cut keeps."""
    rows = Revision._unfiltered().filter(since__lt=cut).order_by("case", "number").values("case", *OF_REVISIONS)
    return {row["case"]: row for row in rows if row["case"] in cases}


def _known_days(
    cases: Mapping[int, AccidentCase], told: Mapping[int, Mapping[str, Any]], cut: datetime
) -> dict[int, date | None]:
    """By case, the first day on which anybody knew of it: the cases that had been merged into it by the cut count
    too."""
    gone = {case.pk: case for case in standing(AccidentCase._unfiltered().only(*OF_CASES), ("merged",), cut)}
    days = {pk: known_on(row["reported_at"], cases[pk]) for pk, row in told.items()}
    if not gone:
        return days
    for pk, row in _told(gone, cut).items():
        stays, seen = pk, set[int]()
        while stays in gone and stays not in seen:
            seen.add(stays)
            stays = gone[stays].merged_into_id or 0
        if stays in days:
            both = [day for day in (days[stays], known_on(row["reported_at"], gone[pk])) if day]
            days[stays] = min(both, default=None)
    return days


def _causes(cut: datetime) -> dict[int, tuple[tuple[str, str], ...]]:
    """By case, the causes that it was found to have at the cut."""
    held = Q(until__isnull=True) | Q(until__gte=cut)
    rows = CaseCause._unfiltered().filter(held, since__lt=cut).values_list("case", "code__scheme__key", "code__code")
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for case, scheme, code in rows:
        found[case].append((scheme, code))
    return defaultdict(tuple, {case: tuple(sorted(some)) for case, some in found.items()})


def _fact(
    case: Any,
    row: Mapping[str, Any],
    types: Types,
    group: str,
    causes: tuple[tuple[str, str], ...],
    known_on: date | None,
    *,
    minor: bool,
) -> Fact:
    dead = row["deaths"] + row["missing"]
    return Fact(
        case=case.pk,
        number=case.number,
        occurred_on=row["occurred_on"],
        hour=row["hour"],
        city=case.city,
        district=case.district_then or 0,
        street=case.street_then or 0,
        sector=row["sector_id"] or 0,
        site=row["site_id"] or 0,
        type=group,
        type_label=types.label(group),
        causes=causes,
        enterprise=row["enterprise"],
        contractor=row["contractor"],
        regime=row["regime"],
        dead=dead,
        missing=row["missing"],
        serious=row["serious"],
        minor=row["minor"],
        loss=row["loss"],
        grade=accident_grade(dead, row["serious"], row["loss"], regime=row["regime"], minor=minor),
        provisional=case.state_then in PROVISIONAL,
        known_on=known_on,
    )


def known_on(reported_at: datetime | None, case: AccidentCase) -> date | None:
    """The day on which a department knew of an accident: when it was reported, or else when it was entered here. Of one
    that was carried over without saying nobody knows."""
    if reported_at is None and case.carried_over:
        return None
    return (reported_at or case.entered_at).astimezone(clock.TZ).date()


def closed_at_site_before(site: int, day: date) -> list[ClosedHazard]:
    """The hazards that were closed at a site in the twelve months before a day, as far as the scope shows them."""
    found = hazards.closed_at({site}, months_after(day, -MONTHS_BEFORE), day) if site else []
    return [one for one in found if one.closed_on < day]


def hazards_closed_before(rows: Iterable[Fact]) -> dict[int, tuple[ClosedHazard, ...]]:
    """By case, the hazards that were closed at the very site in the twelve months before the accident, as far as the
    scope shows them; cases without a site or without any such hazard are left out."""
    at_sites = [row for row in rows if row.site]
    if not at_sites:
        return {}
    days = [row.occurred_on for row in at_sites]
    closed: dict[int, list[ClosedHazard]] = defaultdict(list)
    for one in hazards.closed_at({row.site for row in at_sites}, months_after(min(days), -MONTHS_BEFORE), max(days)):
        closed[one.site].append(one)
    found = {}
    for row in at_sites:
        since = months_after(row.occurred_on, -MONTHS_BEFORE)
        some = tuple(one for one in closed.get(row.site, ()) if since <= one.closed_on < row.occurred_on)
        if some:
            found[row.case] = some
    return found
