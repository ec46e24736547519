"""Which streets were reached in which rounds, counted from visits alone. Read city by city, so that a page costs what
it shows, and not what lies in other cities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Subquery

from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.supervision.models import Round, Visit
from zhiben.supervision.queries.visits import COUNTED


@dataclass(frozen=True, slots=True)
class Street:
    """One street: how often somebody was there in each round by id, and on which day last, in whichever round."""

    id: int
    code: str
    name: str
    district: int
    visits: Mapping[int, int]
    last: date | None

    @property
    def reached(self) -> int:
        """In how many of the rounds somebody was there."""
        return len(self.visits)

    @property
    def days(self) -> int | None:
        """Days since somebody was there last; None where nobody ever was."""
        return (clock.today() - self.last).days if self.last else None


@dataclass(frozen=True, slots=True)
class District:
    """One district: its streets, and in how many of them somebody was in each round by id."""

    id: int
    name: str
    streets: Sequence[Street]
    rounds: Mapping[int, int]

    @property
    def missing(self) -> list[Street]:
        """Streets in which nobody was in any of the rounds."""
        return [street for street in self.streets if not street.visits]

    @property
    def never(self) -> bool:
        """Whether there is a street in which nobody of the office ever was."""
        return any(street.last is None for street in self.streets)

    @property
    def days(self) -> int | None:
        """The longest that one of its streets has been left alone; None where nobody ever was in one of them."""
        return None if self.never else max((street.days or 0 for street in self.streets), default=None)

    def ground_in(self, one: Round) -> int:
        """How many of its streets a round's ground includes."""
        return sum(1 for street in self.streets if covers(one, street))

    @staticmethod
    def holds(one: Round, street: Street) -> bool:
        """Whether a round's ground includes a street, or somebody was there in it all the same."""
        return one.pk in street.visits or covers(one, street)


def rounds_in(office: int, year: int, kind: str = "") -> list[Round]:
    """The rounds of an office that begin in a year, the first in front; those that were cancelled are left out."""
    rows = Round.objects.filter(office=office, first__year=year).exclude(state="cancelled")
    return list((rows.filter(kind=kind) if kind else rows).order_by("first", "pk"))


def coming(office: int, kind: str = "") -> list[Round]:
    """The rounds of an office to which something can still be added, the first in front."""
    rows = Round.objects.filter(office=office, last__gte=clock.today())
    rows = rows.filter(state__in=("planned", "framed", "approved", "under_way"))
    return list((rows.filter(kind=kind) if kind else rows).order_by("first", "pk"))


def years_of(office: int) -> list[int]:
    """The years in which an office has rounds, the latest first."""
    firsts = Round.objects.filter(office=office).order_by().values_list("first__year", flat=True).distinct()
    return sorted(set(firsts), reverse=True)


def offices_seen() -> list[int]:
    """The offices of which rounds are seen."""
    return sorted(set(Round.objects.order_by().values_list("office", flat=True).distinct()))


def cities_of(office: int) -> list[int]:
    """The cities of an office's ground in the official order, each a page of its own; of a city's or a district's
    office that city."""
    at = orgs.unit(office).coordinates
    return [at.city] if at.city else orgs.cities_below(at)


def districts_of(office: int, city: int) -> list[orgs.TerritoryCard]:
    """The districts of an office's ground in one of its cities, in the official order."""
    at = orgs.unit(office).coordinates
    return [orgs.territory(at.district)] if at.district else orgs.districts(city)


def matrix(office: int, districts: Sequence[orgs.TerritoryCard], rounds: Sequence[Round]) -> list[District]:
    """Districts with their streets and what was reached, in three queries however many there are."""
    cards = orgs.streets_of([card.id for card in districts])
    counts = _counted(rounds, [card.id for card in districts])
    last = _last(office, [card.id for card in cards])
    return [_district(card, cards, counts, last) for card in districts]


def _district(
    card: orgs.TerritoryCard,
    cards: Sequence[orgs.TerritoryCard],
    counts: Mapping[int, Mapping[int, int]],
    last: Mapping[int, datetime],
) -> District:
    streets = [
        Street(one.id, one.code, one.name, card.id, counts.get(one.id, {}), _day(last.get(one.id)))
        for one in cards
        if one.coordinates.district == card.id
    ]
    rounds: dict[int, int] = {}
    for street in streets:
        for pk in street.visits:
            rounds[pk] = rounds.get(pk, 0) + 1
    return District(card.id, card.name, streets, rounds)


def _counted(rounds: Sequence[Round], districts: Iterable[int]) -> dict[int, dict[int, int]]:
    """By street and round, how many visits stand."""
    rows = Visit.objects.filter(district__in=list(districts), round__in=[one.pk for one in rounds])
    rows = rows.exclude(state="void").filter(COUNTED).order_by()
    found: dict[int, dict[int, int]] = {}
    # In the order of the index that tells all of it.
    told = rows.values_list("district", "round", "street").annotate(count=Count("pk"))
    for _district, pk, street, count in told:
        found.setdefault(street, {})[pk] = count
    return found


def _last(office: int, streets: Sequence[int]) -> dict[int, datetime]:
    """By street, when somebody of the office was there last: the end of the street's part of an index, however many
    years of visits stand before it."""
    visits = Visit.objects.filter(COUNTED, office=office, street=OuterRef("pk")).exclude(state="void")
    visits = visits.order_by("-arrived_at")
    rows = orgs.territories_by_id(streets).order_by().annotate(last=Subquery(visits.values("arrived_at")[:1]))
    return {street: last for street, last in rows.values_list("pk", "last") if last}


def _day(at: datetime | None) -> date | None:
    return at.astimezone(clock.TZ).date() if at else None


def covers(one: Round, street: Street) -> bool:
    """Whether a street is of a round's ground."""
    chosen = set(one.territories)
    return not chosen or bool(chosen & {street.id, street.district})


def gaps(found: Iterable[District]) -> Iterator[Street]:
    """Streets that no round has reached, in the official order."""
    for district in found:
        yield from district.missing


def visits_per_round(rounds: Sequence[Round]) -> dict[int, int]:
    """By round, how many visits stand in it."""
    rows = Visit.objects.filter(round__in=[one.pk for one in rounds]).exclude(state="void").order_by()
    return dict(rows.values_list("round").annotate(count=Count("pk")))
