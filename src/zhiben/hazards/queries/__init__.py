"""Reads of the hazard ledger that other rooms may use, within the open scope and as of any moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery

from zhiben.foundation.lifecycle.models import standing, was_in
from zhiben.foundation.scope.counting import counted
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.models import (
    Attempt,
    Control,
    Hazard,
    Listing,
    Request,
    SecondLook,
    SiteRecord,
)
from zhiben.hazards.queries.clocks import (
    accept_by,
    clock_amount,
    clock_settings,
    decide_by,
    file_by,
    listed_now,
    paper_of,
)
from zhiben.hazards.queries.closed import ClosedHazard, closed_at, ledger_begins
from zhiben.hazards.queries.criteria import clauses_of, open_under, sectors_judged, suggest
from zhiben.hazards.queries.due import fell_due, missed
from zhiben.hazards.queries.looks import (
    LOOKED_THROUGH,
    RelapseLine,
    drafted_by,
    look_draws,
    look_tallies,
    looks_in,
    looks_waiting,
    record_states,
    relapse_lines,
    told_looks,
)
from zhiben.hazards.queries.waiting import may_sign, running_deadline, waiting_for
from zhiben.hazards.vocab import REVIEWED, UNDECLARED, VALID, Grade, RecordKind
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.measure import Cut, ratio
from zhiben.kernel.periods import Period
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind

__all__ = [
    "LOOKED_THROUGH",
    "ClosedHazard",
    "RelapseLine",
    "accept_by",
    "clauses_of",
    "clock_amount",
    "clock_settings",
    "closed_at",
    "decide_by",
    "drafted_by",
    "fell_due",
    "file_by",
    "ledger_begins",
    "listed_now",
    "look_draws",
    "look_tallies",
    "looks_in",
    "looks_waiting",
    "may_sign",
    "missed",
    "open_under",
    "paper_of",
    "record_states",
    "relapse_lines",
    "running_deadline",
    "sectors_judged",
    "suggest",
    "told_looks",
    "waiting_for",
]

FINISHED, SET_ASIDE = REVIEWED, ("rejected", "duplicate", "retracted")
"""States of a hazard that has been put right, and of one that counts no longer."""


def major(states: Iterable[str], as_of: datetime, **facts: Any) -> QuerySet[Hazard]:
    """Hazards that stood as major ones in one of `states` just before `as_of`, with their facts of then."""
    return standing(Hazard.objects.all(), list(states), as_of, level=Grade.MAJOR, **facts)


def as_they_stood(ids: Iterable[int], as_of: datetime) -> QuerySet[Hazard]:
    """Hazards by id with their state and facts of just before `as_of`, whatever the state was."""
    return standing(Hazard.objects.filter(pk__in=list(ids)), HAZARD.keys, as_of)


def was_valid(as_of: datetime) -> QuerySet[Hazard]:
    """Major hazards that had been reported by then and were neither rejected nor duplicate."""
    return major(VALID, as_of)


def this_year(cut: Cut) -> Q:
    """Found in the year of the cut (增量)."""
    return Q(found_on__gte=date(cut.year, 1, 1), found_on__lte=date(cut.year, 12, 31))


def before_the_year(cut: Cut) -> Q:
    """Found before the year of the cut (存量)."""
    return Q(found_on__lt=date(cut.year, 1, 1))


def stock(cut: Cut) -> QuerySet[Hazard]:
    """Valid major hazards of the stock."""
    return was_valid(cut.as_of).filter(before_the_year(cut))


def stock_closed(cut: Cut) -> QuerySet[Hazard]:
    """Those of the stock that were closed then."""
    return stock(cut).filter(was_in(HAZARD, ("closed",), cut.as_of))


def valid(cut: Cut, found: Q | None = None) -> QuerySet[Hazard]:
    """Valid major hazards found in the year of the cut, or when `found` says instead, as in all that follows."""
    return in_states(VALID, cut, found)


def in_states(states: Iterable[str], cut: Cut, found: Q | None = None) -> QuerySet[Hazard]:
    """Major hazards found in the year of the cut that were in one of `states` then."""
    return major(states, cut.as_of).filter(this_year(cut) if found is None else found)


def closed(cut: Cut, found: Q | None = None) -> QuerySet[Hazard]:
    """Those of the year that were closed then."""
    return in_states(("closed",), cut, found)


def overdue(as_of: datetime) -> QuerySet[Hazard]:
    """Major hazards, of whatever year, whose deadline's day had ended and that were not declared rectified."""
    return major(UNDECLARED, as_of, due__lte=clock.last_ended_day(as_of))


def not_due(as_of: datetime) -> QuerySet[Hazard]:
    """Major hazards that were not declared rectified and whose deadline, if they had one yet, lay ahead."""
    return major(UNDECLARED, as_of, due__gt=clock.last_ended_day(as_of))


def attempt_then(as_of: datetime) -> QuerySet[Attempt]:
    """The round of rectifying that was the present one then, for use under Exists on hazards."""
    superseded = Q(superseded_at__isnull=True) | Q(superseded_at__gte=as_of)
    return Attempt._unfiltered().filter(superseded, hazard=OuterRef("pk"), opened_at__lt=as_of)


def reviewed_by_two(cut: Cut, found: Q | None = None) -> QuerySet[Hazard]:
    """Those of the year that were closed after two different people had passed them on site."""
    passed = attempt_then(cut.as_of).filter(passed=True, reviewed_at__lt=cut.as_of, reviewer_one__gt=0)
    return closed(cut, found).filter(Exists(passed.exclude(reviewer_two=0).exclude(reviewer_two=F("reviewer_one"))))


def closed_on_time(cut: Cut, found: Q | None = None) -> QuerySet[Hazard]:
    """Those of the year that were closed and had been declared rectified by the end of the deadline's day."""
    declared = attempt_then(cut.as_of).values("declared_at")[:1]
    rows = closed(cut, found).annotate(declared_then=Subquery(declared, output_field=DateTimeField()))
    return rows.filter(declared_then__date__lte=F("due_then"))


def confirmed(cut: Cut, found: Q | None = None) -> QuerySet[Hazard]:
    """Valid ones of the year that two people had confirmed on site at least once."""
    signed = SiteRecord._unfiltered().filter(
        hazard=OuterRef("pk"), kind=RecordKind.CONFIRM, state="signed", signed_at__lt=cut.as_of
    )
    return valid(cut, found).filter(Exists(signed))


def listed(cut: Cut) -> QuerySet[Hazard]:
    """Valid ones of the year that were listed within it, those taken off the list again included."""
    since = datetime(cut.year, 1, 1, tzinfo=clock.TZ)
    rows = Listing._unfiltered().filter(hazard=OuterRef("pk"), approved_at__gte=since, approved_at__lt=cut.as_of)
    return valid(cut).filter(Exists(rows))


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """How one district stands this year: counts, and closed of valid as a fraction (None without any)."""

    district: int
    name: str
    valid: int
    rectified: int
    overdue: int
    rate: Decimal | None


def by_district(cut: Cut) -> list[DistrictLine]:
    """How the districts in scope stood, in official order, each with what lay in it then; those without any valid
    hazard are left out."""
    counts = [_per_district(rows) for rows in (valid(cut), in_states(REVIEWED, cut), overdue(cut.as_of), closed(cut))]
    lines = []
    for card in orgs.districts():
        counted, rectified, late, done = (found.get(card.id, 0) for found in counts)
        if counted or late:
            lines.append(DistrictLine(card.id, card.short_name, counted, rectified, late, ratio(done, counted)))
    return lines


def _per_district(rows: QuerySet[Any]) -> dict[int, int]:
    counted: Any = rows.order_by().values_list("district_then").annotate(number=Count("pk"))
    return dict(counted)


def by_street(months: Sequence[Period], today: date) -> dict[int, Counter[str]]:
    """Per street in scope, of valid hazards of any level: `found0`, `found1` … those found in each of the months,
    `closed0` … of these those that are closed by now; `overdue` those whose deadline has passed and that are not
    declared rectified."""
    conditions: dict[str, Q] = {}
    for number, month in enumerate(months):
        found = Q(found_on__gte=month.first, found_on__lte=month.last)
        conditions |= {f"found{number}": found, f"closed{number}": found & Q(state="closed")}
    rows = Hazard._unfiltered().filter(state__in=VALID, found_on__gte=months[0].first, found_on__lte=months[-1].last)
    lines = counted(rows, "street", **conditions)
    late = Hazard._unfiltered().filter(open=1, state__in=UNDECLARED, due__lt=today)
    for street, line in counted(late, "street", overdue=Q()).items():
        lines.setdefault(street, Counter()).update(line)
    return lines


def records_of(hazard: Hazard) -> list[SiteRecord]:
    """What was recorded on site, newest first."""
    rows = list(SiteRecord.objects.filter(hazard=hazard).order_by("-pk"))
    for row in rows:
        row.hazard = hazard
    return rows


def seen_hazard(pk: int | None) -> Hazard | None:
    """The hazard that another points to, if the scope shows it."""
    return Hazard.objects.filter(pk=pk).first() if pk else None


def relapses_of(hazard: Hazard) -> QuerySet[Hazard]:
    """Hazards of the same place and clause that were found after this one had been closed, as far as they are seen."""
    return Hazard.objects.filter(relapse_of=hazard.pk, state__in=VALID).order_by("pk")


def requests_of(hazard: Hazard) -> QuerySet[Request]:
    """What was asked for, newest first."""
    return Request.objects.filter(hazard=hazard).select_related("to_unit").order_by("-pk")


def attempts_of(hazard: Hazard) -> QuerySet[Attempt]:
    """The rounds of rectifying, newest first."""
    return Attempt.objects.filter(hazard=hazard).order_by("-number")


def listings_of(hazard: Hazard) -> QuerySet[Listing]:
    """The listings of a hazard, newest first."""
    return Listing.objects.filter(hazard=hazard).order_by("-pk")


def controls_of(hazard: Hazard) -> QuerySet[Control]:
    """What holds, or held, until it was mended, newest first."""
    return Control.objects.filter(hazard=hazard).order_by("-pk")


def second_looks_of(hazard: Hazard) -> QuerySet[SecondLook]:
    """The second looks at a hazard, newest first."""
    return SecondLook.objects.filter(hazard=hazard).order_by("-pk")


def closed_on(hazards: Iterable[int]) -> dict[int, date]:
    """By id the day on which a hazard's present round was closed, of those that were."""
    wanted, found = sorted(hazards), dict[int, date]()
    for start in range(0, len(wanted), 500):
        rows = Attempt._unfiltered().filter(hazard__in=wanted[start : start + 500], closed_at__isnull=False)
        rows = rows.filter(number=F("hazard__attempt_no"))
        told = rows.values_list("hazard", "closed_at")
        found |= {pk: moment.astimezone(clock.TZ).date() for pk, moment in told if moment is not None}
    return found


def closed_before_at_same(hazard: Hazard) -> int | None:
    """The id of the hazard of the same place and clause that had been closed last before this one was found: then it
    has come back (回潮反弹). Asked past the scope, for it decides about this hazard and shows nothing of the other."""
    ended = Attempt._unfiltered().filter(
        hazard=OuterRef("pk"), number=OuterRef("attempt_no"), closed_at__lt=clock.day_end(hazard.found_on)
    )
    if hazard.clause is not None:
        # Whatever the edition: a clause is the same clause when its words were revised.
        judged = Q(clause__code=hazard.clause.code)
    else:
        judged = Q(clause__isnull=True, criterion=hazard.criterion)
    same = Hazard._unfiltered().filter(judged, site=hazard.site_id, state="closed")
    rows = same.exclude(pk=hazard.pk).annotate(closed_at=Subquery(ended.values("closed_at")[:1]))
    found = rows.filter(closed_at__isnull=False).order_by("-closed_at", "-pk").values_list("pk", flat=True).first()
    return found if hazard.criterion else None


def to_look_at(territory: Coordinates, first: date, last: date) -> dict[str, Hazard]:
    """By number, the hazards in a territory that were closed from `first` to `last`, stand closed and were not drawn
    for a second look since."""
    own = Attempt._unfiltered().filter(hazard=OuterRef("pk"), number=OuterRef("attempt_no"))
    closed_then = own.filter(closed_at__gte=clock.day_start(first), closed_at__lt=clock.day_end(last))
    drawn = SecondLook._unfiltered().filter(hazard=OuterRef("pk"), attempt_no=OuterRef("attempt_no"))
    rows = Hazard.objects.filter(
        Exists(closed_then), ~Exists(drawn.exclude(state="cancelled")), state="closed", **dict(territory.constraints())
    )
    return {row.number: row for row in rows}


def hazard_numbered(number: str) -> Hazard:
    """The hazard of that number. Raises NotFound outside the scope."""
    found = Hazard.objects.filter(number=number.strip()).first()
    if found is None:
        raise NotFound(N_("没有找到编号为“{number}”的隐患，请核对编号"), number=number)
    return found


def ids_numbered(numbers: Iterable[str]) -> dict[str, int]:
    """The ids of the hazards in scope that bear these numbers, by number."""
    return dict(Hazard.objects.filter(number__in=[*filter(None, numbers)]).values_list("number", "pk"))


def open_request(hazard: Hazard, kind: str) -> Request:
    """The request of a kind that waits to be decided. Raises NotFound."""
    found = Request.objects.filter(hazard=hazard, kind=kind, state="asked").select_related("hazard").first()
    if found is None:
        raise NotFound(N_("没有待批的申请"))
    found.hazard = hazard
    return found


def hazards_by_id(ids: Iterable[int]) -> list[Hazard]:
    """Those of the hazards that are seen, the nearest deadline first."""
    return list(Hazard.objects.filter(pk__in=list(ids)).order_by("due", "pk"))


def usual_units(hazards: Iterable[Hazard]) -> dict[int, orgs.UnitCard]:
    """The unit that answers for each hazard, by its id, unless another is named: its street's office, where there is
    one."""
    offices = {card.coordinates.street: card for card in reversed(orgs.units(UnitKind.STREET))}
    return {one.pk: offices[one.street] for one in hazards if one.street in offices}
