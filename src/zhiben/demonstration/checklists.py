"""The office's checklists for the sectors of which the demonstration has the most to tell: examples (示例), made of the
clauses that its hazards are judged by, said as they ought to be; and what is asked of departments, as the product
offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.demonstration import calendar, evidence, texts
from zhiben.foundation.scope import scope
from zhiben.hazards.queries import criteria
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries, starting
from zhiben.supervision.operations import ChecklistDraft, Found, ItemDraft
from zhiben.supervision.vocab import EDITING_NOTE, Becomes, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.demonstration.city import City
    from zhiben.kernel.rights import Actor
    from zhiben.supervision.models import Visit

NOTE = "示例数据，不是官方检查表"
GENERAL: dict[str, str] = {
    "没有建立重大事故隐患自查自改台账": "有重大事故隐患自查自改台账",
    "主要负责人没有按要求带队检查": "主要负责人按要求带队检查",
    "没有组织从业人员学习重大事故隐患判定标准": "组织从业人员学过重大事故隐患判定标准",
    "上次检查提出的问题没有整改到位": "上次检查提出的问题已整改到位",
    "安全培训记录与现场人员对不上": "安全培训记录与现场人员相符",
    "应急预案没有演练记录": "应急预案演练过、有记录",
    "危险作业没有履行审批和现场监护": "危险作业有审批、有现场监护",
    "外包单位人员没有纳入统一管理": "外包单位人员纳入统一管理",
    "隐患整改没有落实责任人、期限和资金": "隐患整改落实责任人、期限和资金",
    "安全出口堆放杂物": "安全出口没有堆放杂物",
    "消防设施没有维护保养记录": "消防设施有维护保养记录",
    "没有按要求报送隐患排查整改情况": "按要求报送隐患排查整改情况",
    "举报奖励渠道没有在场所公示": "举报奖励渠道在场所公示",
    "配电箱私拉乱接": "配电箱没有私拉乱接",
    "新上岗人员没有经过三级安全教育": "新上岗人员经过三级安全教育",
    "街道检查记录没有闭环": "街道检查记录闭环",
    "重点任务的完成情况没有支撑材料": "重点任务的完成情况有支撑材料",
}
"""By what inspectors write down, what ought to be so instead: looked at on every visit."""

NOT_HERE, LEFT = 9, 61
"""Every ninth item does not concern the site, and every sixty-first is left open; invented."""

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
        _add(city, "通用检查表", [ItemDraft(text, becomes=Becomes.WORK) for text in GENERAL.values()])
        begun = starting.CHECKLISTS["three_musts"]
        draft = ChecklistDraft(begun.title, begun.about, kinds=begun.kinds, note=EDITING_NOTE)
        operations.add_checklist(city.office, draft, begun.items, valid_from=calendar.BEGINS, actor=officer)


def went_through(visit: Visit, found: Sequence[tuple[str, Sequence[int]]], there: Sequence[Actor]) -> None:
    """Two inspectors go through a visit's checklists: what was `found`, each with its photos, is told where the item
    is, or beside the checklists where none is; of late the rest is answered, too: as it ought to be, or not there."""
    head = there[0]
    parts = queries.parts_of(visit)
    items = {line.item.text: line.item.pk for part in parts for line in part.lines}
    for text, files in found:
        item = items.pop(GENERAL.get(text, ""), 0)
        if item:
            becomes = Becomes.WORK
            operations.answer_item(visit, item, Verdict.FAILS, said=text, becomes=becomes, files=files, actor=head)
        else:
            operations.record(visit, Found(text, becomes=Becomes.WORK), files=files, actor=head)
    if clock.today() < evidence.SINCE:
        return
    for place, actor in enumerate(there):
        mine = [pk for pk in items.values() if pk % len(there) == place and (visit.pk + pk) % LEFT]
        with scope(actor):
            operations.answer_items(visit, {pk: _verdict(visit, pk) for pk in mine}, actor=actor)


def _verdict(visit: Visit, item: int) -> Verdict:
    return Verdict.MEETS if (visit.pk * 7 + item) % NOT_HERE else Verdict.NOT_APPLICABLE


def _add(city: City, title: str, items: list[ItemDraft], sectors: list[int] | None = None) -> None:
    officer = city.actor(Role.OFFICE_OFFICER, city.office)
    draft = ChecklistDraft(f"示例：{title}", sectors=sectors or (), note=NOTE)
    operations.add_checklist(city.office, draft, items, valid_from=calendar.BEGINS, actor=officer)
