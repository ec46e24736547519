"""Entering hazards: begun as drafts where their sites lie, and reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Beginning, beginning
from zhiben.hazards.lifecycle import REPORTING_ROLES
from zhiben.hazards.models import Hazard, YearNumber
from zhiben.hazards.operations.effects import must_have_photos
from zhiben.hazards.policy import SOURCE_OF_ROLE
from zhiben.hazards.vocab import Source
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

OWN_NUMBERS = re.compile(r"YH\d+-\d+", re.IGNORECASE)
"""The shape of the numbers that the ledger gives; nobody brings such a number along."""

Place = tuple[Coordinates, int]
"""Where a site lies, and its sector."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A hazard as somebody found it; site and sector by id. A blank number is given by the ledger, a blank sector is
    the site's, a blank source is told by the reporter's role."""

    title: str
    site: int
    found_on: date
    sector: int = 0
    criterion: str = ""
    description: str = ""
    number: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Entering:
    """New hazards, looked at and ready to be written."""

    hazards: Sequence[Hazard]
    places: Mapping[int, Place]
    begun: Beginning

    def write(self) -> list[Hazard]:
        """Write them, all or none. Raises Conflict when a site was moved since they were looked at."""
        if not self.hazards:
            return []
        with audit.batch():
            if orgs.site_places(self.places, held=True) != self.places:
                raise Conflict(N_("场所的区域或行业刚被改动，请重新办理"))
            if not all(hazard.number for hazard in self.hazards):
                _number(self.hazards)
                self.begun.fill("number", [hazard.number for hazard in self.hazards])
            self.begun.write()
        return list(self.hazards)


def entering(drafts: Sequence[Draft], *, actor: Actor, at: datetime | None = None, move: str = "") -> Entering:
    """New hazards as drafts, or reported at once by the move `report`; nothing is written yet. Raises NotAllowed for a
    site outside the person's area, Incomplete for a day on which it cannot have been found, Refused for a number that
    only the ledger gives."""
    moment = at or clock.now()
    today = moment.astimezone(clock.TZ).date()
    places = orgs.site_places({draft.site for draft in drafts})
    lines = orgs.sector_lines(today)
    rows, grants = [], []
    for draft in drafts:
        must_be_found_by(draft.found_on, draft.source, today)
        must_not_be_own(draft.number)
        place = must_report_at(places.get(draft.site), actor)
        grants.append(reporting(actor, place[0]))
        rows.append(hazard_row(draft, place, lines, grants[-1]))
    return Entering(rows, places, beginning(rows, actor, grants=grants, at=moment, move=move))


def enter_many(drafts: Sequence[Draft], *, actor: Actor, at: datetime | None = None) -> list[Hazard]:
    """New hazards as drafts."""
    return entering(drafts, actor=actor, at=at).write()


def must_be_found_by(found_on: date, source: str, today: date) -> None:
    """Raise Incomplete for a day to come, and for one of this year where last year's stock is said to be handed on:
    what counts as stock is told by the day, and by nothing else."""
    if found_on > today:
        raise Incomplete(N_("发现日期不能晚于今天"), fields={"found_on": N_("不能晚于今天")})
    if source == Source.LAST_YEAR and found_on.year >= today.year:
        sentence = N_("上年结转的隐患，发现日期应在今年以前")
        raise Incomplete(sentence, fields={"found_on": sentence})


def must_report_at(place: Place | None, actor: Actor) -> Place:
    """The place of a site. Raises NotFound when the scope shows no such site, NotAllowed when the person may not
    report there."""
    if place is None:
        raise NotFound(N_("没有这个场所"))
    if actor is not SYSTEM and reporting(actor, place[0]) is None:
        raise NotAllowed(N_("该场所不在您负责的区域或条线内，不能上报"))
    return place


def must_not_be_own(number: str) -> None:
    """Raise Refused for a number of the ledger's own shape: those that it has yet to give must stay free."""
    if OWN_NUMBERS.fullmatch(number.strip()):
        raise Refused(N_("“YH年份-序号”由本台账编排，自带的编号请换一种写法"), code="ledgers_own_number")


def reporting(actor: Actor, place: Coordinates) -> Grant | None:
    """The grant under which somebody reports there."""
    return next((grant for name in REPORTING_ROLES if (grant := actor.holding(name, place))), None)


def hazard_row(draft: Draft, place: Place, lines: dict[int, tuple[int, int]], grant: Grant | None = None) -> Hazard:
    """An unsaved hazard that says what `draft` says, at home where its site lies; `grant` is its reporter's."""
    at_site, site_sector = place
    sector = draft.sector or site_sector
    row = Hazard(
        number=draft.number,
        title=draft.title.strip(),
        description=draft.description.strip().replace("\r\n", "\n"),
        site_id=draft.site,
        sector_id=sector,
        criterion=draft.criterion.strip(),
        found_on=draft.found_on,
        source=draft.source or (SOURCE_OF_ROLE[Role(grant.role)] if grant else ""),
    )
    row.place_at(at_site)
    row.line, row.subline = lines.get(sector, (0, 0))
    return row


def _number(rows: Iterable[Hazard]) -> None:
    """Give the next numbers of the year to rows that bring none; the year's row is held until the end."""
    by_year: dict[int, list[Hazard]] = {}
    for row in rows:
        if not row.number:
            by_year.setdefault(row.found_on.year, []).append(row)
    for year, unnumbered in sorted(by_year.items()):
        YearNumber.objects.get_or_create(year=year)
        register = YearNumber.objects.select_for_update().get(year=year)
        for row, position in zip(unnumbered, _free(year, register.last, len(unnumbered)), strict=True):
            row.number, register.last = _own(year, position), position
        register.save()


def _own(year: int, position: int) -> str:
    return f"YH{year}-{position:05d}"


def _free(year: int, after: int, wanted: int) -> list[int]:
    """The next positions whose numbers nobody has; asked while the register is held."""
    found: list[int] = []
    while len(found) < wanted:
        ahead = range(after + 1, after + 1 + min(wanted - len(found), 500))
        taken = Hazard._unfiltered().filter(number__in=[_own(year, position) for position in ahead])
        numbers = set(taken.values_list("number", flat=True))
        found += [position for position in ahead if _own(year, position) not in numbers]
        after = ahead[-1]
    return found


def report_many(drafts: Sequence[Draft], *, actor: Actor, at: datetime | None = None) -> list[Hazard]:
    """Enter and report many at once, as an imported workbook does: its rows bring no photos."""
    return entering(drafts, actor=actor, at=at, move="report").write()


def report(draft: Draft, *, files: Sequence[int] = (), actor: Actor) -> Hazard:
    """Enter and report one, with the photos that the person has brought. Raises Incomplete without any."""
    must_have_photos(files, "photos", actor)
    with audit.batch():
        hazard = report_many([draft], actor=actor)[0]
        attach_own(files, to=("hazards.hazard", hazard.pk), actor_id=actor.id, purpose="report")
    return hazard
