"""The office's checklists for the sectors of which the demonstration has the most to tell: examples (示例), made of the
clauses that its hazards are judged by, said as they ought to be; and what is asked of departments, as the product
offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.demonstration import calendar, texts
from zhiben.foundation.scope import scope
from zhiben.hazards.queries import criteria
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, starting
from zhiben.supervision.operations import ChecklistDraft, ItemDraft

if TYPE_CHECKING:
    from zhiben.demonstration.city import City

NOTE = "示例数据，不是官方检查表"
GENERAL = (
    ("管理", "主要负责人知道本场所有哪些重大事故隐患、整改到哪一步", "work"),
    ("管理", "上次检查发现的问题已整改，有记录", "hazard"),
    ("现场", "疏散通道、安全出口畅通", "hazard"),
    ("现场", "举报反映的问题已核查、有答复", "work"),
)
"""Section, what ought to be so, what it becomes if not: on every visit."""

OUGHT: dict[str, tuple[str, ...]] = {
    "房屋建筑施工": ("深基坑按专项方案施工", "脚手架连墙件齐全", "起重机械经检测合格后使用"),
    "高层建筑消防": ("消防控制室有人值守、系统运行正常", "疏散楼梯间防火门完好"),
    "九小场所与三小场所": ("生产经营场所不违规住人", "安全出口没有封堵"),
    "工贸通用": ("对承包单位的安全生产工作统一协调、管理", "特种作业人员持证上岗"),
    "粉尘涉爆": (
        "干式除尘系统有泄爆、惰化或抑爆措施",
        "除尘系统不用重力沉降室除尘",
        "不同类别的可燃性粉尘不共用除尘系统",
    ),
    "城镇燃气": ("燃气经营场所有可燃气体报警装置", "燃气管道没有被占压"),
}
"""By sector, of each of its findings in order what ought to be so instead."""


def lay_down(city: City) -> None:
    """The checklists, in use since the demonstration begins."""
    officer = city.actor(Role.OFFICE_OFFICER, city.office)
    with scope(officer):
        clauses = {row.code: row.pk for row in criteria.Catalogue().clauses}
        for sector, words in OUGHT.items():
            found = texts.HAZARDS[sector].found
            items = [
                ItemDraft(text, "现场", clauses.get(texts.clause_for(sector, finding), 0))
                for text, finding in zip(words, found, strict=False)
            ]
            _add(city, f"{sector}检查表", items, sectors=[city.sectors[sector]])
        _add(city, "通用检查表", [ItemDraft(text, section, becomes=what) for section, text, what in GENERAL])
        begun = starting.CHECKLISTS["three_musts"]
        draft = ChecklistDraft(begun.title, begun.about, kinds=begun.kinds, note=starting.DEFAULT)
        operations.add_checklist(city.office, draft, begun.items, valid_from=calendar.BEGINS, actor=officer)


def _add(city: City, title: str, items: list[ItemDraft], sectors: list[int] | None = None) -> None:
    officer = city.actor(Role.OFFICE_OFFICER, city.office)
    draft = ChecklistDraft(f"示例：{title}", sectors=sectors or (), note=NOTE)
    operations.add_checklist(city.office, draft, items, valid_from=calendar.BEGINS, actor=officer)
