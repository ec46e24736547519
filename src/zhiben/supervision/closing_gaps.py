"""The cheapest plan to reach the streets that no round has reached: which of them are added to which coming round.

The model: what is spent are team-days (one team on one working day). A team stays in one district for a day and makes
at most so many visits; an added street takes one visit. A round offers its teams times its working days that are left,
less what it has to visit anyway, and goes only to streets of its ground. Then a district with k streets takes
k / visits team-days, rounded up, however they are shared out over rounds, and no plan does with fewer. Where there are
not enough team-days, the set that reaches the most streets is kept, and of equally full days those of streets left
alone longest: days that can be given to rounds together are a matroid, so that taking them in that order is exact.
Nothing is known here of what is sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.supervision import queries
from zhiben.supervision.models import Round, Team
from zhiben.supervision.queries import Street

VISITS_A_DAY = 4
"""Visits of one team on one day: a default of this product, no law."""

TEAMS = 2
"""Teams of a round for which none are made up yet: a default of this product, no law."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a coming round offers: its teams, working days that are left, team-days that its own visits take."""

    round: Round
    teams: int
    days: int
    taken: int

    @property
    def free(self) -> int:
        """Team-days that are left."""
        return max(0, self.teams * self.days - self.taken)


@dataclass(frozen=True, slots=True)
class TeamDay:
    """One team's day in one district."""

    district: int
    streets: Sequence[Street]


@dataclass(frozen=True, slots=True)
class Added:
    """What is added to one round."""

    room: Room
    days: Sequence[TeamDay]


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan. `needed` team-days close all gaps; `left` are those for which no round has room."""

    needed: int
    added: Sequence[Added]
    left: Sequence[TeamDay]

    @property
    def streets(self) -> int:
        """How many streets the rounds reach by it."""
        return sum(len(day.streets) for one in self.added for day in one.days)

    @property
    def without(self) -> int:
        """How many streets stay without."""
        return sum(len(day.streets) for day in self.left)


def cheapest(
    gaps: Sequence[Street],
    rooms: Sequence[Room],
    *,
    visits: int = VISITS_A_DAY,
    covers: Callable[[Round, Street], bool] = queries.covers,
) -> Plan:
    """The plan with the fewest team-days. `covers` says whether a round may go to a street; `rooms` are filled in their
    order. Raises ValueError for fewer than one visit a day."""
    if visits < 1:
        raise ValueError("a team makes one visit a day at least")
    days = _team_days(gaps, visits)
    given = _Given(rooms, covers)
    left = [day for day in days if not given.take(day)]
    added = [Added(room, one) for room, one in zip(rooms, given.by_room, strict=True) if one]
    return Plan(len(days), added, left)


class _Given:
    """Team-days given to rounds, none to more than there is room for: one more is taken where those that stand can be
    moved to other rounds so that there is room."""

    def __init__(self, rooms: Sequence[Room], covers: Callable[[Round, Street], bool]) -> None:
        self.rooms, self.covers = rooms, covers
        self.by_room: list[list[TeamDay]] = [[] for _room in rooms]
        self._full: set[int] = set()

    def take(self, day: TeamDay) -> bool:
        """True when the day has its place. Where it has none, the rounds that were tried stay full for good."""
        tried: set[int] = set()
        if self._placed(day, tried):
            return True
        self._full |= tried
        return False

    def _placed(self, day: TeamDay, tried: set[int]) -> bool:
        able = [place for place in range(len(self.rooms)) if self._open(place, tried) and self._fits(place, day)]
        for place in able:
            if len(self.by_room[place]) < self.rooms[place].free:
                self.by_room[place].append(day)
                return True
        return any(self._moved(place, day, tried) for place in able if self._open(place, tried))

    def _moved(self, place: int, day: TeamDay, tried: set[int]) -> bool:
        """True when one of the round's days has gone to another round, and `day` is in its stead."""
        tried.add(place)
        for number, standing in enumerate(self.by_room[place]):
            if self._placed(standing, tried):
                self.by_room[place][number] = day
                return True
        return False

    def _open(self, place: int, tried: set[int]) -> bool:
        return place not in tried and place not in self._full

    def _fits(self, place: int, day: TeamDay) -> bool:
        return all(self.covers(self.rooms[place].round, street) for street in day.streets)


def _team_days(gaps: Sequence[Street], visits: int) -> list[TeamDay]:
    """Each district's streets, left alone longest in front, cut into days; the fullest days first."""
    by_district: dict[int, list[Street]] = defaultdict(list)
    for street in sorted(gaps, key=_alone):
        by_district[street.district].append(street)
    days = [
        TeamDay(district, streets[start : start + visits])
        for district, streets in by_district.items()
        for start in range(0, len(streets), visits)
    ]
    return sorted(days, key=lambda day: (-len(day.streets), _alone(day.streets[0]), day.district))


def _alone(street: Street) -> tuple[date, str, int]:
    """Those where nobody ever was, then those where somebody was longest ago."""
    return (street.last or date.min, street.code, street.id)


def rooms_of(coming: Sequence[Round], *, visits: int = VISITS_A_DAY, teams: int = TEAMS) -> list[Room]:
    """What coming rounds offer from today on."""
    counts: dict[int, int] = defaultdict(int)
    for pk in Team.objects.filter(round__in=[one.pk for one in coming]).values_list("round", flat=True):
        counts[pk] += 1
    done = queries.visits_per_round(coming)
    return [Room(one, counts[one.pk] or teams, _working_days(one), _own(one, done, visits)) for one in coming]


def _working_days(one: Round) -> int:
    calendar, day, count = orgs.workdays(), max(one.first, clock.today()), 0
    while day <= one.last:
        count += calendar.worked(day)
        day += timedelta(days=1)
    return count


def _own(one: Round, done: dict[int, int], visits: int) -> int:
    """Team-days that the round's own visits still take; of one that takes the whole frame what the frame holds."""
    size = one.size
    if not size and (frame := queries.standing_frame(one)) is not None:
        size = frame.count
    return ceil(max(0, size - done.get(one.pk, 0)) / max(1, visits))
