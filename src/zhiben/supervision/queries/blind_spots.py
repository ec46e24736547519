"""Kinds of accident that nobody watches: no department answers for the sector, none of its key tasks names it, nobody
was at such a place for a year, no standard says what a major hazard there is. Each missing thing is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhiben.accidents.queries import Fact
from zhiben.campaign import queries as campaign
from zhiben.foundation.scope.query import subtree
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel.periods import months_after
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision.accident_words import MONTHS_OF_VISITS, Gap
from zhiben.supervision.models import Visit
from zhiben.supervision.queries.visits import COUNTED

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Task:
    """A key task as far as it matters here: the units that lead or assist it, and its words."""

    units: frozenset[int]
    words: str


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches what: departments by sector (units by id), key tasks, sectors of which a site was visited, the words
    of sectors for which a standard is in force."""

    departments: Mapping[int, Sequence[int]]
    tasks: Sequence[Task]
    visited: Collection[int]
    criteria: Collection[str]


@dataclass(frozen=True, slots=True)
class Missing:
    """One missing thing: which, and in words."""

    gap: Gap
    told: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A kind of accident with what is missing around it; `cases` the latest first."""

    sector: int
    sector_name: str
    type: str
    cases: tuple[Fact, ...]
    departments: tuple[int, ...]
    missing: tuple[Missing, ...]

    @property
    def subject(self) -> str:
        """What tells it apart; a case without a sector stands by itself."""
        return f"sector:{self.sector}|{self.type}" if self.sector else f"case:{self.cases[0].case}"


def watch_of(place: Coordinates, as_of: date) -> Watch:
    """Who watches what on the ground of an office that lies at `place`, as the open scope shows it."""
    return Watch(departments_of(place), _tasks(), _visited(place, as_of), hazards.sectors_judged(as_of))


def departments_of(place: Coordinates) -> dict[int, list[int]]:
    """By sector the departments of the office's own level that answer for it today."""
    near = [one for one in orgs.units(UnitKind.DEPARTMENT) if one.coordinates.territory == place.territory]
    found: dict[int, list[int]] = {}
    for sector, (line, subline) in orgs.sector_lines().items():
        own = [one for one in near if one.coordinates.line == line]
        found[sector] = [one.id for one in own if one.coordinates.subline in (0, subline)]
    return found


def _tasks() -> list[Task]:
    rows = list(campaign.in_force(clock.now() + MOMENT).values_list("pk", "lead_unit", "title", "topic", "target"))
    assisting = campaign.assisting_by_task([row[0] for row in rows])
    return [
        Task(frozenset({lead, *assisting.get(pk, ())}), f"{title} {topic} {target}")
        for pk, lead, title, topic, target in rows
    ]


def _visited(place: Coordinates, as_of: date) -> set[int]:
    since = clock.day_start(months_after(as_of, -MONTHS_OF_VISITS))
    rows = Visit._unfiltered().filter(COUNTED, subtree(place.territory), arrived_at__gte=since).exclude(state="void")
    return set(rows.order_by().values_list("site__sector", flat=True).distinct())


def spots(rows: Sequence[Fact], sectors: Mapping[int, str], watch: Watch) -> list[Spot]:
    """The kinds of accident among `rows` around which something is missing; most cases first."""
    groups: dict[tuple[int, str], list[Fact]] = defaultdict(list)
    alone: list[Fact] = []
    for row in sorted(rows, key=lambda row: (row.occurred_on, row.case), reverse=True):
        if row.sector:
            groups[row.sector, "" if row.type in ("", "-") else row.type_label].append(row)
        else:
            alone.append(row)
    found = [_spot(sector, sectors.get(sector, ""), kind, some, watch) for (sector, kind), some in groups.items()]
    found += [_nowhere(row) for row in alone]
    return sorted((one for one in found if one.missing), key=lambda one: (-len(one.cases), one.subject))


def _spot(sector: int, name: str, kind: str, cases: Sequence[Fact], watch: Watch) -> Spot:
    units = tuple(watch.departments.get(sector, ()))
    return Spot(sector, name, kind, tuple(cases), units, tuple(_missing(sector, name, kind, units, watch)))


def _missing(sector: int, name: str, kind: str, units: Sequence[int], watch: Watch) -> list[Missing]:
    found = []
    if not units:
        found.append(Missing(Gap.DEPARTMENT, N_("“{sector}”在职责清单里没有对应的主管部门").format(sector=name)))
    if not _is_aimed_at(name, kind, units, watch.tasks):
        who = "、".join(orgs.unit_names(units).values()) or N_("各部门")
        what = N_("“{sector}”或“{kind}”").format(sector=name, kind=kind) if kind else f"“{name}”"
        found.append(Missing(Gap.TASK, N_("{who}没有针对{what}的重点任务").format(who=who, what=what)))
    if sector not in watch.visited:
        said = N_("近{months}个月没有到“{sector}”的场所督导检查过")
        found.append(Missing(Gap.VISIT, said.format(months=MONTHS_OF_VISITS, sector=name)))
    if not any(word in name or name in word for word in watch.criteria):
        found.append(Missing(Gap.CRITERION, N_("“{sector}”没有在施行的重大事故隐患判定标准").format(sector=name)))
    return found


def _is_aimed_at(name: str, kind: str, units: Sequence[int], tasks: Sequence[Task]) -> bool:
    """Whether a task of these units, or of anybody where no unit answers, names the sector or the type."""
    words = [word for word in (name, kind) if word]
    own = [one for one in tasks if not units or one.units & set(units)]
    return any(word in one.words for one in own for word in words)


def _nowhere(row: Fact) -> Spot:
    told = N_("没有登记行业领域，对应不到主管部门")
    return Spot(0, "", row.type_label, (row,), (), (Missing(Gap.DEPARTMENT, told),))
