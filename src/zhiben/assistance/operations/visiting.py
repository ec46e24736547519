"""Visits of the time before there were requests, entered together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhiben.assistance import policy
from zhiben.assistance.models import HelpVisit
from zhiben.assistance.queries.experts import high_risk_sectors
from zhiben.foundation import audit
from zhiben.foundation.importing import made
from zhiben.foundation.inserting import insert
from zhiben.kernel import clock
from zhiben.kernel.errors import CellProblem, Incomplete, NotAllowed, NotFound
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates
from zhiben.kernel.sheet import Row, WriteResult
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A visit that was made: to which site (id), when, by whom, what it was about."""

    site: int
    day: date
    expert: str
    content: str


def enter_visits(told: Sequence[PastVisit], *, actor: Actor) -> list[HelpVisit]:
    """Enter visits that were made, all or none. Raises NotFound, NotAllowed, Incomplete for one that stands already."""
    grant = policy.must_arrange(actor)
    places = orgs.site_places({one.site for one in told})
    standing = _standing({one.site for one in told})
    risky, now, rows = high_risk_sectors(), clock.now(), []
    for one in told:
        if one.site not in places:
            raise NotFound(N_("没有这个场所"))
        place, sector = places[one.site]
        _must_be_possible(one, place, standing, actor)
        standing.add((one.site, one.day))
        row = HelpVisit(site_id=one.site, sector_id=sector, day=one.day, expert=one.expert, content=one.content)
        row.high_risk, row.entered_by, row.entered_at = sector in risky, actor.id, now
        row.place_at(place)
        rows.append(row)
    if rows:
        with audit.batch():
            insert(rows)
            facts = {"count": len(rows), "visits": [[row.site_id, row.day.isoformat()] for row in rows]}
            subject = ("assistance.helpvisit", rows[0].pk)
            audit.record("enter_help_visits", actor, subject=subject, facts=facts, grant=grant)
    return rows


def _standing(sites: set[int]) -> set[tuple[int, date]]:
    rows = HelpVisit._unfiltered().filter(site__in=sites, void_at__isnull=True)
    return set(rows.values_list("site", "day"))


def _must_be_possible(one: PastVisit, place: Coordinates, standing: set[tuple[int, date]], actor: Actor) -> None:
    if actor is not SYSTEM and policy.arranging_at(actor, place) is None:
        raise NotAllowed(N_("该场所不在您负责的区域或条线内"))
    if one.day > clock.today():
        raise Incomplete(N_("请核对到场日期"), fields={"day": N_("日期晚于今天")})
    if (one.site, one.day) in standing:
        raise Incomplete(N_("请核对到场日期"), fields={"day": N_("该场所这一天的帮扶已经登记，不重复计数")})


def examine_visits(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Rows outside one's area, in the future, or that would change what stands."""
    sites = {int(str(row.values["site"])) for row in rows if row.values.get("site")}
    places, problems = orgs.site_places(sites), _altered(rows, sites)
    for row in rows:
        site, day = row.values.get("site"), row.values.get("day")
        place = places.get(int(str(site))) if site else None
        if place and actor is not SYSTEM and policy.arranging_at(actor, place[0]) is None:
            problems.append(row.problem("site", "outside", N_("该场所不在您负责的区域或条线内")))
        if isinstance(day, date) and day > clock.today():
            problems.append(row.problem("day", "future", N_("日期晚于今天")))
    return problems


def take_visits(rows: Sequence[Row], *, actor: Actor) -> WriteResult:
    """New visits; one that stands stays as it is."""
    standing = _standing({int(str(row.values["site"])) for row in rows})
    new = [row for row in rows if (row.values["site"], row.values["day"]) not in standing]
    visits = enter_visits([_past(row.values) for row in new], actor=actor)
    names = orgs.site_names([visit.site_id for visit in visits])
    effects = tuple(
        made(row, visit, f"{names[visit.site_id]} {visit.day}") for row, visit in zip(new, visits, strict=True)
    )
    return WriteResult(len(new), 0, len(rows) - len(new), effects)


def _altered(rows: Sequence[Row], sites: set[int]) -> list[CellProblem]:
    """Rows that say otherwise what stands: a visit that was entered stays as it was entered."""
    found = HelpVisit.objects.filter(site__in=sites, void_at__isnull=True)
    standing = {(one.site_id, one.day): one for one in found}
    problems = []
    for row in rows:
        site, day = row.values.get("site"), row.values.get("day")
        one = standing.get((site, day)) if isinstance(site, int) and isinstance(day, date) else None
        for name in ("expert", "content"):
            if one and row.values.get(name, getattr(one, name)) != getattr(one, name):
                told = N_("该场所这一天的帮扶已登记，不经导入改动")
                problems.append(row.problem(name, "stands_already", told))
    return problems


def _past(values: Mapping[str, object]) -> PastVisit:
    day = values["day"]
    if not isinstance(day, date):
        raise TypeError("a visit has a day")
    return PastVisit(int(str(values["site"])), day, str(values["expert"]), str(values["content"]))
