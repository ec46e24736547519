"""Sectors in which accidents happen and nobody watches: no department answers for the sector, no key task
is aimed at its accidents of a type, nobody was at such a place for a year, no standard says what a major hazard there
is. Each missing thing is named; that there is no standard makes no blind spot by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhiben.accidents.queries import Fact
from zhiben.analysis.methods import Method
from zhiben.foundation.scope.query import subtree
from zhiben.hazards import queries as hazards
from zhiben.insight.aiming import Line, Sector, Task, aimed_at, tasks_of, type_words
from zhiben.kernel import clock
from zhiben.kernel.periods import months_after
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.accident_words import MONTHS_OF_VISITS, Gap
from zhiben.supervision.models import Visit
from zhiben.supervision.queries.visits import COUNTED


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches what: departments by sector (units by id), here or else above; key tasks, and by sector the line that
    answers for it; sectors of which a site was visited, the words of sectors for which a standard is in force."""

    departments: Mapping[int, Sequence[int]]
    tasks: Sequence[Task]
    lines: Mapping[int, Line]
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
    `aimed`: whether a task is aimed at this type in this sector."""

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
    departments = {sector: [one.id for one in some] for sector, some in orgs.answering_for(place, as_of).items()}
    tasks, lines = tasks_of(place.territory, as_of), orgs.sector_lines(as_of)
    return Watch(departments, tasks, lines, _visited(place, as_of), hazards.sectors_judged(as_of))


def own_departments(place: Coordinates) -> dict[int, list[int]]:
    """By sector the departments of the office's own level that answer for it today: those that it can ask."""
    return {
        sector: [one.id for one in some if one.coordinates.territory == place.territory]
        for sector, some in orgs.answering_for(place).items()
    }


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
    units, about = tuple(watch.departments.get(sector, ())), Sector(sector, name, watch.lines.get(sector))
    by_type: dict[str, list[Fact]] = defaultdict(list)
    for row in cases:
        by_type["" if row.type == "-" else row.type].append(row)
    sorts = []
    for kind, some in by_type.items():
        label = some[0].type_label if kind else ""
        aim = aimed_at(about, type_words(label), watch.tasks)
        sorts.append(Sort(kind, label, tuple(some), bool(aim.tasks)))
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
        found.append(Missing(Gap.TASK, _no_task(name, unaimed, watch.tasks)))
    if sector not in watch.visited:
        said = N_("近{months}个月没有到“{sector}”的场所督导检查过")
        found.append(Missing(Gap.VISIT, said.format(months=MONTHS_OF_VISITS, sector=name)))
    if not any(word in name or name in word for word in watch.criteria):
        found.append(Missing(Gap.CRITERION, N_("“{sector}”没有在施行的重大事故隐患判定标准").format(sector=name)))
    return found


def _no_task(name: str, unaimed: Sequence[str], tasks: Sequence[Task]) -> str:
    kinds = "、".join(f"“{one}”" for one in unaimed if one)
    what = N_("“{sector}”的{kinds}").format(sector=name, kinds=kinds) if kinds else f"“{name}”"
    if not tasks:
        return N_("没有针对{what}的重点任务（没有一项任务在办）").format(what=what)
    return N_("在办的{count}项重点任务里没有找到针对{what}的").format(count=len(tasks), what=what)


def _nowhere(row: Fact) -> Spot:
    told = N_("没有登记行业领域，对应不到主管部门")
    sort = Sort("" if row.type == "-" else row.type, row.type_label, (row,), aimed=False)
    return Spot(0, "", (sort,), (), (Missing(Gap.DEPARTMENT, told),))


METHOD = Method(
    key="blind-spots",
    title=N_("监管盲区怎样查找"),
    version="3",
    reference=N_("本系统的默认办法，不是法定标准"),
    how=N_(
        "看近一年有事故的行业领域，逐个核对四件事：职责清单里有没有主管部门（本级没有的看上级）；在办的重点任务（区里的连同市清单）"
        "里有没有针对这个行业的这一类事故的，与“同时出现的事实”用同一个对照办法；近12个月督导检查有没有到过这类场所；有没有在施行的"
        "重大事故隐患判定标准。前三件缺一件就列出，一个行业一条，把类型列在里面；单缺判定标准的不列，只在列出时一并写明。"
        "按起数加死亡失踪人数从多到少排。"
    ),
    never=N_("任务是按文字对照的，没有找到不等于没有人管；列出来是请人核对，不是结论"),
)
