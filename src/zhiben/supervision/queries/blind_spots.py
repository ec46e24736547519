"""Sectors in which accidents happen and nobody watches: no department answers for the sector, none of its key tasks
names it or the types of its accidents, nobody was at such a place for a year, no standard says what a major hazard
there is. Each missing thing is named; that there is no standard makes no blind spot by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhiben.accidents.queries import Fact
from zhiben.analysis.methods import Method
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
class Sort:
    """The accidents of one type in a sector, the latest first; `type` is a group of codes, "" where nobody coded it;
    `aimed`: whether a task of the departments names the sector or the type."""

    type: str
    label: str
    cases: tuple[Fact, ...]
    aimed: bool

    @property
    def dead(self) -> int:
        """Dead and missing."""
        return sum(row.dead for row in self.cases)


@dataclass(frozen=True, slots=True)
class Spot:
    """A sector with what is missing around its accidents, by type."""

    sector: int
    sector_name: str
    sorts: tuple[Sort, ...]
    departments: tuple[int, ...]
    missing: tuple[Missing, ...]

    @property
    def cases(self) -> list[Fact]:
        """All of them, the latest first."""
        rows = [row for sort in self.sorts for row in sort.cases]
        return sorted(rows, key=lambda row: (row.occurred_on, row.case), reverse=True)

    @property
    def dead(self) -> int:
        """Dead and missing."""
        return sum(sort.dead for sort in self.sorts)

    @property
    def weight(self) -> int:
        """By what spots are put in order: an accident counts once and each of its dead once more, a default of this
        product."""
        return len(self.cases) + self.dead

    @property
    def parts(self) -> tuple[frozenset[str], ...]:
        """What makes it one, each part by all names that it may have had before: codes, never labels, since what a type
        is called depends on what else happened."""
        found = [frozenset([one.gap.value]) for one in self.missing if one.gap in WHOLE]
        if any(one.gap == Gap.TASK for one in self.missing):
            found += [_task_part(sort.type) for sort in self.sorts if not sort.aimed]
        return tuple(found)

    @property
    def group(self) -> str:
        """What it is about; a case without a sector stands by itself."""
        return f"sector:{self.sector}" if self.sector else f"case:{self.cases[0].case}"

    @property
    def subject(self) -> str:
        """What tells it apart: the sector and its gaps."""
        if not self.sector:
            return self.group
        gaps = ",".join(one.gap.value for one in self.missing)
        codes = ",".join(sorted(sort.type for sort in self.sorts if not sort.aimed))
        return f"{self.group}|{gaps}|{codes}"[:120]


WHOLE = (Gap.DEPARTMENT, Gap.VISIT)
"""Gaps that are of a sector whatever happens there, and make it a blind spot."""


def _task_part(codes: str) -> frozenset[str]:
    return frozenset(f"{Gap.TASK.value}:{code}" for code in codes.split("+"))


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
    """The sectors among `rows` around which something is missing; those with most accidents and dead first."""
    groups: dict[int, list[Fact]] = defaultdict(list)
    alone: list[Fact] = []
    for row in sorted(rows, key=lambda row: (row.occurred_on, row.case), reverse=True):
        if row.sector:
            groups[row.sector].append(row)
        else:
            alone.append(row)
    found = [_spot(sector, sectors.get(sector, ""), some, watch) for sector, some in groups.items()]
    found += [_nowhere(row) for row in alone]
    return sorted((one for one in found if one.parts), key=lambda one: (-one.weight, one.subject))


def _spot(sector: int, name: str, cases: Sequence[Fact], watch: Watch) -> Spot:
    """With every type where the gap is of the whole sector, else with those at which no task is aimed."""
    units = tuple(watch.departments.get(sector, ()))
    by_type: dict[str, list[Fact]] = defaultdict(list)
    for row in cases:
        by_type["" if row.type == "-" else row.type].append(row)
    sorts = []
    for kind, some in by_type.items():
        label = some[0].type_label if kind else ""
        sorts.append(Sort(kind, label, tuple(some), _is_aimed_at(name, label, units, watch.tasks)))
    sorts.sort(key=lambda sort: (-len(sort.cases) - sort.dead, sort.type))
    missing = _missing(sector, name, [sort.label for sort in sorts if not sort.aimed], units, watch)
    whole = any(one.gap in WHOLE for one in missing)
    told = tuple(sort for sort in sorts if whole or not sort.aimed)
    return Spot(sector, name, told, units, tuple(missing))


def _missing(sector: int, name: str, unaimed: Sequence[str], units: Sequence[int], watch: Watch) -> list[Missing]:
    """`unaimed`: types at which no task is aimed, "" of what nobody coded."""
    found = []
    if not units:
        found.append(Missing(Gap.DEPARTMENT, N_("“{sector}”在职责清单里没有对应的主管部门").format(sector=name)))
    if unaimed:
        who = "、".join(orgs.unit_names(units).values()) or N_("各部门")
        what = N_("或").join(f"“{word}”" for word in (name, *filter(None, unaimed)))
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
    sort = Sort("" if row.type == "-" else row.type, row.type_label, (row,), aimed=False)
    return Spot(0, "", (sort,), (), (Missing(Gap.DEPARTMENT, told),))


METHOD = Method(
    key="blind-spots",
    title=N_("监管盲区怎样查找"),
    version="2",
    reference=N_("本系统的默认办法，不是法定标准"),
    how=N_(
        "看近一年有事故的行业领域，逐个核对四件事：职责清单里有没有主管部门；主管部门的重点任务里有没有写到这个行业或者事故类型的；近12个月督导检查有没有"
        "到过这类场所；有没有在施行的重大事故隐患判定标准。前三件缺一件就列出，一个行业一条，把类型列在里面；单缺判定标准的不列，只在列出时一并写明。"
        "按起数加死亡失踪人数从多到少排。"
    ),
    never=N_("任务是按文字对照的，没有找到不等于没有人管；列出来是请人核对，不是结论"),
)
