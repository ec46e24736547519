"""What happens to each fictional hazard, planned before anything is written: a list of events per hazard, from a fixed
seed.

The published totals of 2024 come out of the plan by construction of its parts (how many end in which state); every one
of them is then counted from the replayed records, never from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from zhiben.demonstration import calendar
from zhiben.demonstration.texts import HAZARDS, clause_for, sector_at

STOCK = 2185
OUTCOMES = {"closed": 482, "declared": 7, "overdue": 7, "rectifying": 5, "verified": 5, "rejected": 14, "duplicate": 9}
"""How the hazards of 2024 stand on the demonstration's day; the first five kinds are the valid 506."""

UNFINISHED = ("declared", "overdue", "rectifying", "verified")
"""Outcomes whose sites have an account of their own, so that an enterprise has something to do."""

LISTED_CLOSED, LISTED_OPEN = 29, 6
REOPENED, SENT_BACK = 6, 14
TERMS = (15, 30, 30, 60, 90)
"""Deadlines given, in days (示例数据)."""


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """At `at`, `move` is made by the person whom `cast` stands for."""

    at: datetime
    move: str
    cast: str


@dataclass(slots=True)
class Story:
    """One hazard: where, what, until when, and everything that happens to it."""

    number: str
    sector: str
    street: int
    site: int
    title: str
    clause: str
    found: date
    due: date
    outcome: str
    reporter: str
    listed: str = ""
    original: Story | None = None
    events: list[Event] = field(default_factory=list)
    listing: list[Event] = field(default_factory=list)

    @property
    def by_enterprise(self) -> bool:
        """True when the enterprise itself rectifies; its street does so on behalf of the others."""
        return self.outcome in UNFINISHED


def stories(rng: Random, streets: int, sites_per_street: int) -> list[Story]:
    """All hazards of the demonstration, in the order of their finding."""
    found = [_stock(rng, n, streets, sites_per_street) for n in range(STOCK)]
    outcomes = [name for name, count in OUTCOMES.items() for _ in range(count)]
    new = [_new(rng, outcome, streets, sites_per_street) for outcome in outcomes]
    _reopen(rng, [s for s in new if s.outcome == "closed"])
    _list(rng, new)
    _repeat(rng, new)
    found.sort(key=lambda s: s.found)
    new.sort(key=lambda s: s.found)
    for year, group in ((2023, found), (2024, new)):
        for count, story in enumerate(group, start=1):
            story.number = f"示例-{year}-{count:04d}"
    return found + new


def _blank(rng: Random, found: date, due: date, outcome: str, streets: int, sites: int) -> Story:
    street, place = rng.randrange(streets), rng.randrange(sites)
    while HAZARDS[sector_at(place)].since > found:
        place = rng.randrange(sites)
    sector = sector_at(place)
    wording = HAZARDS[sector]
    place_within, finding = rng.choice(wording.places), rng.choice(wording.found)
    reporter = rng.choices(("street", "department", "inspector"), (60, 25, 15))[0]
    clause = clause_for(sector, finding)
    title = f"{place_within}：{finding}"
    return Story("", sector, street, street * sites + place, title, clause, found, due, outcome, reporter)


def _stock(rng: Random, number: int, streets: int, sites: int) -> Story:
    """A hazard found in 2023 and closed at the latest in spring 2024; spread evenly over the year."""
    found = calendar.working(calendar.BEGINS + timedelta(days=number * 355 // STOCK))
    term = rng.choice(TERMS)
    story = _blank(rng, found, found + timedelta(days=term + 7), "closed", streets, sites)
    _through(rng, story, found, rng.uniform(0.4, 0.98 if rng.random() < 0.93 else 1.3) * term)
    return story


def _new(rng: Random, outcome: str, streets: int, sites: int) -> Story:
    term = {"overdue": 30, "rectifying": 60, "declared": 30, "verified": 30}.get(outcome) or rng.choice(TERMS)
    takes = rng.uniform(0.4, 0.95 if rng.random() < 0.93 else 1.3) * term
    last = calendar.LAST
    earliest, latest = {
        "closed": (date(2024, 1, 3), last - timedelta(days=int(takes) + 32)),
        "declared": (date(2024, 9, 4), date(2024, 9, 9)),
        "overdue": (date(2024, 7, 24), date(2024, 9, 2)),
        "rectifying": (date(2024, 9, 11), date(2024, 9, 20)),
        "verified": (date(2024, 9, 25), date(2024, 9, 27)),
    }.get(outcome, (date(2024, 1, 10), date(2024, 9, 20)))
    found = calendar.working(earliest + timedelta(days=rng.randrange((latest - earliest).days + 1)))
    story = _blank(rng, found, found + timedelta(days=term + 7), outcome, streets, sites)
    if outcome in ("rejected", "duplicate"):
        _set_aside(rng, story)
    else:
        _through(rng, story, found, takes)
    return story


def _set_aside(rng: Random, story: Story) -> None:
    day = _add(story, story.found, "report", story.reporter)
    move = "reject" if story.outcome == "rejected" else "mark_duplicate"
    _add(story, day + timedelta(days=rng.randint(1, 4)), move, "department")


def _through(rng: Random, story: Story, found: date, takes: float) -> None:
    """The ordinary way of a valid hazard, as far as its outcome goes."""
    day = _add(story, found, "report", story.reporter)
    day = _add(story, day + timedelta(days=rng.randint(1, 3)), "verify", "department")
    verified = day
    day = _pair(story, day + timedelta(days=rng.randint(1, 4)), "confirm")
    if story.outcome == "verified":
        return
    rectifier = "enterprise" if story.by_enterprise else "street"
    day = _add(story, day + timedelta(days=1), "start", rectifier)
    if rng.random() < 0.2:
        day = _add(story, day + timedelta(days=2), "progress", rectifier)
    if story.outcome in ("overdue", "rectifying"):
        return
    day = _add(story, max(day + timedelta(days=1), verified + timedelta(days=int(takes))), "declare", rectifier)
    if story.outcome == "declared":
        return
    if story.found.year == 2024 and rng.random() < SENT_BACK / OUTCOMES["closed"] and story.found < date(2024, 7, 1):
        day = _pair(story, day + timedelta(days=2), "send_back")
        day = _add(story, day + timedelta(days=5), "declare", "street")
    _finish(rng, story, day)


def _finish(rng: Random, story: Story, declared: date) -> None:
    day = _pair(story, declared + timedelta(days=rng.randint(1, 4)), "review")
    day = _add(story, day + timedelta(days=rng.randint(0, 2)), "accept", "department")
    _add(story, day + timedelta(days=rng.randint(0, 2)), "close", "office")


def _pair(story: Story, day: date, move: str) -> date:
    """A record that one person drafts and another signs on the same day."""
    day = _add(story, day, "draft_confirm" if move == "confirm" else "draft_review", f"first_{move}")
    return _add(story, day, move, f"second_{move}")


def _add(story: Story, day: date, move: str, cast: str) -> date:
    day = calendar.working(day)
    at = calendar.moment(day, move)
    if story.events and at <= story.events[-1].at:
        day = calendar.working(day + timedelta(days=1))
        at = calendar.moment(day, move)
    story.events.append(Event(at, move, cast))
    return day


def _reopen(rng: Random, closed: Sequence[Story]) -> None:
    """Some come back (回潮): reopened on a second look, rectified and closed again."""
    early = [s for s in closed if s.events[-1].at.date() < date(2024, 7, 1)]
    for story in rng.sample(early, REOPENED):
        day = _add(story, story.events[-1].at.date() + timedelta(days=30), "reopen", "department")
        day = _add(story, day + timedelta(days=12), "declare", "street")
        _finish(rng, story, day)


def _list(rng: Random, new: Sequence[Story]) -> None:
    """Thirty-five are placed on the list, soon after their confirmation; the rectified ones come off it again."""
    once = [s for s in new if s.outcome == "closed" and sum(e.move == "close" for e in s.events) == 1]
    still = [s for s in new if s.outcome in ("overdue", "rectifying")]
    chosen = rng.sample(once, LISTED_CLOSED) + rng.sample(still, LISTED_OPEN)
    for number, story in enumerate(chosen):
        story.listed = "city" if number % 5 == 0 else "district"
        story.listing = list(_listing(story))


def _listing(story: Story) -> Iterator[Event]:
    """Proposed on the day of the confirmation; taken off on the day of the closing, if there is one."""
    days = {event.move: event.at.date() for event in story.events}
    for move, after, cast in (
        ("propose", "confirm", "officer"),
        ("approve", "confirm", "leader"),
        ("notice", "confirm", "officer"),
        ("file", "confirm", "officer"),
        ("publish", "confirm", "officer"),
        ("request_acceptance", "review", "street"),
        ("inspect", "accept", "officer"),
        ("accept", "accept", "second"),
        ("delist", "close", "leader"),
    ):
        if after in days:
            yield Event(calendar.moment(days[after], move), move, cast)


def _repeat(rng: Random, new: Sequence[Story]) -> None:
    """A duplicate tells again what somebody else had found at the same place some days before."""
    for story in new:
        if story.outcome == "duplicate":
            before = [one for one in new if one.outcome in ("closed", *UNFINISHED) and _just_before(one, story)]
            first = story.original = rng.choice(before)
            story.sector, story.street, story.site = first.sector, first.street, first.site
            story.title, story.clause = first.title, first.clause


def _just_before(one: Story, other: Story) -> bool:
    return timedelta(0) < other.found - one.found <= timedelta(days=60)


def timeline(told: Sequence[Sequence[Event]]) -> Iterator[tuple[datetime, str, list[tuple[int, str]]]]:
    """All events of one kind at one moment together: (when, move, [(index of the story, cast)]), in order of time."""
    groups: dict[tuple[datetime, str], list[tuple[int, str]]] = {}
    for index, events in enumerate(told):
        for event in events:
            groups.setdefault((event.at, event.move), []).append((index, event.cast))
    for (at, move), members in sorted(groups.items()):
        yield at, move, members
