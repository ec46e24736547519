"""The figures that the city publishes, taken from measures within the open scope, and the ledger in the office's
words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from zhiben.foundation.audit.queries import Line
from zhiben.foundation.lifecycle.telling import machine_of
from zhiben.foundation.measures import Figure, evaluate
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock, measure
from zhiben.kernel.machine import Machine
from zhiben.kernel.measure import Cut, ratio
from zhiben.kernel.periods import Period, half_month_of, month_of
from zhiben.kernel.rights import Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

PUBLISHED = re.compile(r"^[A-D](?:\d+|N)\.")
"""Ids of figures that stand in the campaign's table of results: A1 … D4."""

FAILURES = {
    "unknown": N_("没有这个用户名"),
    "password": N_("口令不对"),
    "locked": N_("账号已锁定"),
    "inactive": N_("账号已停用"),
}
"""Why somebody was not let in, as the ledger has it."""

HOME = (
    "A5.tasks",
    "tasks.overdue",
    "D1.reported",
    "D1.rectified",
    "D1.rate",
    "hazards.overdue",
    "hazards.overdue_stock",
)
"""The cards of the home page, in this order."""
WHERE_ANY = ("hazards.overdue_stock",)
"""Cards that stand only where there is something to count."""


def present() -> Cut:
    """Everything up to and including this very moment, in the present half-month."""
    now = clock.now()
    return Cut(now + timedelta(microseconds=1), half_month_of(now.date()))


def published(as_of: datetime) -> list[Figure]:
    """Every published figure that is built, as of a moment, in the order of its id."""
    last_day = (as_of - timedelta(microseconds=1)).astimezone(clock.TZ).date()
    cut = Cut(as_of, half_month_of(last_day))
    return [evaluate(m, cut) for name, m in measure.registered().items() if PUBLISHED.match(name)]


@dataclass(frozen=True, slots=True)
class Told:
    """A ledger entry in the office's words: what kind of record, which step, from which state to which."""

    line: Line
    kind: str
    step: str
    source: str
    target: str
    about: str = ""


def told(lines: Iterable[Line]) -> list[Told]:
    """Ledger entries with the words of the machine that each record lives by; blank where it lives by none."""
    return [_told(line, machine_of(line.model)) for line in lines]


def _told(line: Line, machine: Machine | None) -> Told:
    if machine is None:
        return Told(line, "", "", "", "")
    moved = line.target and line.source != line.target
    source = machine.label(line.source) if moved and line.source else ""
    return Told(line, machine.title, machine.step(line.verb), source, machine.label(line.target) if moved else "")


def told_of_the_office(lines: Sequence[Line]) -> list[Told]:
    """Ledger entries about the office itself, with whom or what they are about and what of their facts a reader asks
    for first."""
    names = orgs.subjects(lines)
    return [Told(line, "", "", "", "", _about(line, names.get((line.model, line.record), ""))) for line in lines]


def _about(line: Line, name: str) -> str:
    facts = line.facts
    if line.verb == "import":
        counts = N_("新增{created}、更新{updated}、未变{unchanged}").format(**facts)
        return f"{name}：{facts['file']}（{counts}）"
    if line.verb == "export":
        return N_("{name}：{rows}行").format(name=name, rows=facts["rows"])
    if line.verb == "grant":
        return f"{name}：{orgs.role_label(facts['role'])}（{orgs.unit_name(facts['unit'])}）"
    if line.verb == "login_failed":
        return "：".join(part for part in (name, FAILURES.get(facts["why"], "")) if part)
    return name


def cards(cut: Cut) -> list[Figure]:
    """The figures of the home page."""
    return [figure for figure in figures(HOME, cut) if figure.measure.id not in WHERE_ANY or figure.rows]


def figures(names: Iterable[str], cut: Cut) -> list[Figure]:
    """The named measures, those that exist, within the open scope."""
    known = measure.registered()
    return [evaluate(known[name], cut) for name in names if name in known]


def reads_districts(actor: Actor) -> bool:
    """False for who reads no whole district's ground: streets or sites alone."""
    return any(not grant.at.street and not grant.at.site for grant in actor.reading_grants())


def ground_lines(cut: Cut, actor: Actor) -> list[hazards.DistrictLine]:
    """How the districts in scope stand; where the person reads but streets or sites of one, the numbers are theirs and
    the line bears their names."""
    places = [grant.at for grant in actor.reading_grants()]
    lines = []
    for line in hazards.by_district(cut):
        whole = any(not at.street and not at.site and at.district in (0, line.district) for at in places)
        names = [] if whole else _names_within(line.district, places)
        lines.append(replace(line, name="、".join(names)) if names else line)
    return lines


def _names_within(district: int, places: Sequence[Coordinates]) -> list[str]:
    """Of the streets and the sites among some places, those that lie in a district."""
    streets = orgs.territory_names([at.street for at in places if at.street and at.district == district])
    grounds = orgs.site_places([at.site for at in places if at.site])
    sites = orgs.site_names([site for site, (ground, _) in grounds.items() if ground.district == district])
    return [found[key] for found in (streets, sites) for key in sorted(found)]


MONTHS = 3
"""How many months, the present one last, streets are compared over."""


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A street beside the others: per month how many hazards were found and how many of these are closed by now, and
    how many are overdue today."""

    district: str
    street: str
    months: tuple[tuple[int, int], ...]
    overdue: int

    @property
    def found(self) -> int:
        """In all the months."""
        return sum(found for found, _ in self.months)

    @property
    def closed(self) -> int:
        """Of those."""
        return sum(closed for _, closed in self.months)

    @property
    def busy(self) -> bool:
        """True where there is something to tell."""
        return bool(self.found or self.overdue)

    @property
    def rate(self) -> Decimal | None:
        """Closed of found; None where nothing was found."""
        return ratio(self.closed, self.found)


def latest_months(today: date) -> list[Period]:
    """The months that streets are compared over."""
    months = [month_of(today)]
    while len(months) < MONTHS:
        months.insert(0, month_of(months[0].first - timedelta(days=1)))
    return months


def street_lines(months: Sequence[Period], today: date, actor: Actor) -> list[StreetLine]:
    """The streets where the person answers for something, those with nothing to tell too, district by district in the
    official order; the open scope says what is counted. What lies in none of today's streets stands in a last line."""
    counts = hazards.by_street(months, today)
    districts = {card.id: card.short_name for card in orgs.districts()}
    places = [grant.at.territory for grant in actor.reading_grants() if not grant.at.site]
    lines = []
    for card in orgs.streets():
        counted = counts.pop(card.id, None)
        if counted or any(place.covers(card.coordinates) for place in places):
            district = districts.get(card.coordinates.district, "")
            lines.append(_street_line(district, card.name, counted or {}, months))
    if counts:
        rest = sum(counts.values(), Counter())
        lines.append(_street_line("", N_("其他（已撤并的，或不是街镇的）"), rest, months))
    return lines


def _street_line(district: str, name: str, counted: Mapping[str, int], months: Sequence[Period]) -> StreetLine:
    pairs = tuple(
        (counted.get(f"found{number}", 0), counted.get(f"closed{number}", 0)) for number in range(len(months))
    )
    return StreetLine(district, name, pairs, counted.get("overdue", 0))


def together(lines: Sequence[StreetLine]) -> StreetLine:
    """All of the streets in one."""
    months = zip(*(line.months for line in lines), strict=True)
    pairs = tuple((sum(found for found, _ in month), sum(closed for _, closed in month)) for month in months)
    return StreetLine("", N_("合计"), pairs, sum(line.overdue for line in lines))
