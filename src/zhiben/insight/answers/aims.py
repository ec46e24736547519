"""What a combination of facts is held against: words by which a task, or a hazard, is about the same thing. The words
are this product's choice, and every match says by which of them it was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from zhiben.campaign import queries as campaign
from zhiben.campaign.vocab import LOOK_ALIKE
from zhiben.insight import queries
from zhiben.insight.answers.cases import Cases
from zhiben.insight.questions import Asked
from zhiben.insight.vocab import CAUSE_SIDES, Side
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind

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

CAUSE_WORDS: dict[str, tuple[str, ...]] = {
    "act-1986:7.02": ("安全装置", "联锁", "防护装置"),
    "act-1986:7.04": ("手工操作", "专用工具"),
    "act-1986:7.06": ("有限空间", "危险场所", "危险区域"),
    "act-1986:7.07": ("攀爬", "登高", "高处"),
    "act-1986:7.08": ("吊装", "起重"),
    "act-1986:7.09": ("停机", "检维修", "清理作业"),
    "act-1986:7.11": ("防护用品", "安全带", "安全帽"),
    "act-1986:7.13": ("易燃易爆", "危险化学品", "危险物品"),
    "condition-1986:6.01": ("防护装置", "防护栏", "临边", "洞口"),
    "condition-1986:6.03": ("防护用品", "安全带", "安全帽"),
    "management-24:H4": ("疲劳",),
    "management-24:M4": ("承包", "外包", "分包", "出租"),
}
"""By the code of a cause; causes that any task could be said to be about (检查、培训、制度) have none."""

LISTED = 10


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the list in force, as it is held against combinations."""

    id: int
    number: str
    title: str
    said: str
    unit: str
    line: int
    part: bool = False
    """Whether another task was broken down into it, or it checks sites because of one accident: then the list does not
    count it."""


def tasks_of(asked: Asked) -> list[Task]:
    """The tasks in force of the ground that is asked about, as far as the open scope shows them."""
    rows = [
        one for one in campaign.in_force(queries.cut_of(asked.as_of) or clock.now()) if asked.at.covers(one.coordinates)
    ]
    names = orgs.unit_names({one.lead_unit_id for one in rows})
    return [
        Task(
            one.pk,
            one.number,
            one.title,
            " ".join((one.title, one.topic, one.target)),
            names.get(one.lead_unit_id, ""),
            one.coordinates.line,
            one.parent_id is not None or one.topic == LOOK_ALIKE,
        )
        for one in rows
    ]


def words_of(cases: Cases, facts: Iterable[tuple[Side, str]]) -> tuple[str, ...]:
    """By which words something is about the types and causes among these facts; of a type, where there is one."""
    found: dict[Side, list[str]] = {}
    for side, key in facts:
        if side == Side.TYPE:
            label = cases.called(side, key)
            found.setdefault(side, []).extend(_type_words(label))
        elif side in CAUSE_SIDES:
            found.setdefault(Side.ACT, []).extend(CAUSE_WORDS.get(key, ()))
    return tuple(dict.fromkeys(found.get(Side.TYPE) or found.get(Side.ACT, [])))


def _type_words(label: str) -> list[str]:
    """Of the first parts that stand in what it is called; of a merged type those of every one."""
    found: list[str] = []
    for one in label.replace("（部分数据不能区分）", "").split("／"):
        found += next((words for part, words in TYPE_WORDS if part in one), (one,) if one not in OTHERS else ())
    return found


OTHERS = ("其他", "其他伤害")


@dataclass(frozen=True, slots=True)
class Aim:
    """Which tasks are aimed at a combination: what was looked for, in words, "" where nothing could be; the tasks, each
    with how it was found."""

    looked_for: str
    tasks: tuple[tuple[Task, str], ...]


def aimed_at(cases: Cases, facts: Sequence[tuple[Side, str]], tasks: Sequence[Task], lines: dict[int, int]) -> Aim:
    """The tasks about the sector, where the combination has one, and by words about its type, or else its causes.
    `lines`: by sector the line that answers for it."""
    sectors = [int(key) for side, key in facts if side == Side.SECTOR]
    words = words_of(cases, facts)
    if not sectors and not words:
        return Aim("", ())
    names = {sector: cases.called(Side.SECTOR, str(sector)) for sector in sectors}
    asked = [N_("行业为“{name}”（文字写到，或由其主管条线牵头）").format(name=name) for name in names.values()]
    if words:
        asked.append(N_("文字含{words}之一").format(words="、".join(f"“{word}”" for word in words)))
    found = []
    for task in tasks:
        how = [_of_sector(task, names[sector], lines.get(sector, 0)) for sector in sectors]
        if words:
            said = "".join(f"“{word}”" for word in words if word in task.said)
            how.append(N_("文字含{words}").format(words=said) if said else "")
        if all(how):
            found.append((task, "，".join(how)))
    return Aim(N_("，且").join(asked), tuple(found))


def _of_sector(task: Task, name: str, line: int) -> str:
    if name in task.said:
        return N_("文字写到“{name}”").format(name=name)
    return N_("由{unit}牵头").format(unit=task.unit) if line and task.line == line else ""


def departments_of(asked: Asked, sectors: Iterable[int], lines: dict[int, int]) -> list[str]:
    """The departments that answer for these sectors on the ground, or else in the city."""
    wanted = {lines[sector] for sector in sectors if sector in lines}
    cards = [card for card in orgs.units(UnitKind.DEPARTMENT) if card.coordinates.line in wanted]
    here = [card for card in cards if card.coordinates.territory == asked.at.territory]
    above = [card for card in cards if card.coordinates.territory.covers(asked.at.territory)]
    return [card.short_name for card in here or above]


def shown(tasks: Sequence[tuple[Task, str]]) -> list[dict[str, Any]]:
    """The first tasks as they are kept."""
    return [{"id": one.id, "called": f"{one.number} {one.title}", "how": how} for one, how in tasks[:LISTED]]
