"""Whether a key task is aimed at something: at a sector, which it names or the department that answers for the sector
leads, and at a type of accident by its words. The words are this product's choice, and every match says by which of
them it was found. A task that names another sector only is not aimed at this one, whoever leads it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from zhiben.campaign import queries as campaign
from zhiben.campaign.vocab import LOOK_ALIKE
from zhiben.insight import queries
from zhiben.kernel import clock
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

TYPE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("坠落", ("高处", "坠落", "登高", "高空作业", "临边", "脚手架")),
    ("跌落", ("高处", "坠落", "跌落", "登高")),
    ("触电", ("触电", "用电", "电气")),
    ("火灾", ("火灾", "消防", "动火", "电动自行车")),
    ("坍塌", ("坍塌", "基坑", "高支模", "模板支撑")),
    ("滑坡", ("滑坡", "边坡", "坍塌")),
    ("车辆", ("车辆", "交通安全", "道路运输", "货车", "客运")),
    ("机械", ("机械伤害", "机械致害", "机械设备", "机械加工")),
    ("起重", ("起重", "塔吊", "吊装")),
    ("物体打击", ("物体打击", "高空坠物", "坠物")),
    ("淹溺", ("淹溺", "溺水")),
    ("灼烫", ("灼烫", "高温熔融")),
    ("中毒", ("有限空间", "中毒", "窒息")),
    ("窒息", ("有限空间", "中毒", "窒息")),
    ("可燃气体爆炸", ("燃气", "可燃气体")),
    ("粉尘爆炸", ("粉尘",)),
    ("容器爆炸", ("压力容器", "锅炉", "特种设备")),
    ("爆炸", ("爆炸",)),
    ("泄漏", ("泄漏",)),
)
"""By a part of what a type is called."""

OTHERS = ("其他", "其他伤害")
"""Types that no word tells."""
MOMENT = timedelta(microseconds=1)
LEAST_PART = 3
"""Of a sector called 甲与乙 each part of so many characters is a name of it too."""

Line = tuple[int, int]
"""A line and its sub-line, 0 for none."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a list in force, as it is held against sectors and types."""

    id: int
    number: str
    title: str
    said: str
    unit: str
    lines: frozenset[Line] = frozenset()
    """Of the units that lead or assist it."""
    names: Mapping[int, str] = field(default_factory=dict)
    """The sectors that its text names, each by the words that stand there."""
    part: bool = False
    """Whether another task was broken down into it, or it checks sites because of one accident: then the list does not
    count it."""
    above: bool = False
    """Whether it is of the list above the ground that is asked about."""


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector with its name and the line that answers for it, None where none does."""

    id: int
    name: str
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """Which tasks are aimed at something: what was looked for, in words, "" where nothing could be; the tasks, each
    with how it was found, those first that name the sector (`named`, so many)."""

    looked_for: str
    tasks: tuple[tuple[Task, str], ...]
    named: int = 0


def tasks_of(at: Coordinates, as_of: date) -> list[Task]:
    """The tasks in force of a ground, and for a district those of the city's own list that lie above it, as far as the
    open scope shows them."""
    cut = queries.cut_of(as_of) or clock.now() + MOMENT
    rows = [one for one in campaign.in_force(cut) if at.covers(one.coordinates) or _above(at, one.coordinates)]
    assisting = campaign.assisting_by_task([one.pk for one in rows])
    units = {one.lead_unit_id for one in rows}.union(*assisting.values())
    names, lines = orgs.unit_names(units), _lines_of(units)
    naming = Naming(dict(orgs.sectors()))
    found = []
    for one in rows:
        said = " ".join((one.title, one.topic, one.target))
        theirs = {lines.get(unit) for unit in (one.lead_unit_id, *assisting.get(one.pk, ()))}
        found.append(
            Task(
                *(one.pk, one.number, one.title, said, names.get(one.lead_unit_id, "")),
                lines=frozenset(line for line in theirs if line),
                names=naming.of(said),
                part=one.parent_id is not None or one.topic == LOOK_ALIKE,
                above=not at.covers(one.coordinates),
            )
        )
    return found


def _above(at: Coordinates, task: Coordinates) -> bool:
    """Whether a task lies in the city's list above a district."""
    if not at.district or task.district:
        return False
    return task.territory.covers(at.territory) and at.line in (0, task.line)


def _lines_of(units: set[int]) -> dict[int, Line]:
    found = orgs.unit_coordinates(units).items()
    return {unit: (place.line, place.subline) for unit, place in found if place.line}


class Naming:
    """Which sectors a text names: the longest name counts where one stands within another."""

    def __init__(self, sectors: Mapping[int, str]) -> None:
        self.of_word = {word: sector for sector, name in sectors.items() for word in words_for(name)}
        longest = sorted(self.of_word, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, longest)) or "(?!)")

    def of(self, text: str) -> dict[int, str]:
        """By sector the words by which it is named."""
        return {self.of_word[word]: word for word in self.pattern.findall(text)}


def words_for(name: str) -> list[str]:
    """What a sector is called: its name, and of a name of two parts each part that is long enough."""
    parts = [part for part in re.split("[与和、]", name) if len(part) >= LEAST_PART]
    return list(dict.fromkeys([name, *parts])) if name else []


def type_words(label: str) -> list[str]:
    """By which words a text is about a type: of the first parts that stand in what it is called; of a merged type those
    of every one."""
    found: list[str] = []
    for one in label.replace("（部分数据不能区分）", "").split("／"):
        found += next((words for part, words in TYPE_WORDS if part in one), (one,) if one and one not in OTHERS else ())
    return list(dict.fromkeys(found))


def aimed_at(sector: Sector | None, words: Sequence[str], tasks: Sequence[Task]) -> Aim:
    """The tasks that are about the sector, where there is one, and hold one of the words, where there are any."""
    if sector is None and not words:
        return Aim("", ())
    named: list[tuple[Task, str]] = []
    led: list[tuple[Task, str]] = []
    for task in tasks:
        how = _of_sector(task, sector, words) if sector else ""
        said = "".join(f"“{word}”" for word in words if word in task.said)
        if (sector and not how) or (words and not said):
            continue
        told = "，".join(filter(None, (how, N_("文字含{words}").format(words=said) if said else "")))
        (named if sector is None or sector.id in task.names else led).append((task, told))
    return Aim(_looked_for(sector, words), (*named, *led), len(named))


def _looked_for(sector: Sector | None, words: Sequence[str]) -> str:
    asked = []
    if sector:
        told = N_("行业为“{name}”（文字写到；或由其主管条线的单位承担、文字没有写别的行业）")
        asked.append(told.format(name=sector.name))
    if words:
        asked.append(N_("文字含{words}之一").format(words="、".join(f"“{word}”" for word in words)))
    return N_("，且").join(asked)


def _of_sector(task: Task, sector: Sector, words: Sequence[str]) -> str:
    """How a task is about a sector, "" where it is not. Another sector whose name is among the words that are looked
    for, or within the name of this one, does not speak against it."""
    if word := task.names.get(sector.id):
        return N_("文字写到“{name}”").format(name=word)
    others = [word for word in task.names.values() if word not in words and word not in sector.name]
    if others or sector.line is None or not any(_answers(line, sector.line) for line in task.lines):
        return ""
    return N_("由{unit}牵头，没有写明行业").format(unit=task.unit)


def _answers(unit: Line, sector: Line) -> bool:
    return unit[0] == sector[0] and unit[1] in (0, sector[1])
