"""What a combination of facts is held against: the words by which a task, or a hazard, is about the same thing, and the
tasks that are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zhiben.insight.aiming import Aim, Line, Sector, Task, type_words
from zhiben.insight.aiming import aimed_at as aimed
from zhiben.insight.answers.cases import Cases
from zhiben.insight.vocab import CAUSE_SIDES, Side

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


def words_of(cases: Cases, facts: Iterable[tuple[Side, str]]) -> tuple[str, ...]:
    """By which words something is about the types and causes among these facts; of a type, where there is one."""
    found: dict[Side, list[str]] = {}
    for side, key in facts:
        if side == Side.TYPE:
            found.setdefault(side, []).extend(type_words(cases.called(side, key)))
        elif side in CAUSE_SIDES:
            found.setdefault(Side.ACT, []).extend(CAUSE_WORDS.get(key, ()))
    return tuple(dict.fromkeys(found.get(Side.TYPE) or found.get(Side.ACT, [])))


def aimed_at(cases: Cases, facts: Sequence[tuple[Side, str]], tasks: Sequence[Task], lines: Mapping[int, Line]) -> Aim:
    """The tasks about the sector, where the combination has one, and by words about its type, or else its causes.
    `lines`: by sector the line that answers for it."""
    sector = next((int(key) for side, key in facts if side == Side.SECTOR), None)
    about = None if sector is None else Sector(sector, cases.called(Side.SECTOR, str(sector)), lines.get(sector))
    return aimed(about, words_of(cases, facts), tasks)


def shown(tasks: Sequence[tuple[Task, str]]) -> list[dict[str, Any]]:
    """The first tasks as they are kept."""
    return [
        {"id": one.id, "called": f"{one.number} {one.title}", "how": how, "above": one.above}
        for one, how in tasks[:LISTED]
    ]
