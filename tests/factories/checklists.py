"""A checklist of the city's office for building sites, and one about departments."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories.supervision import OFFICE, Ground

from zhiben.foundation.scope import scope
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Checklist, Item, Visit
from zhiben.supervision.operations import ChecklistDraft, ItemDraft

BUILDING = "房屋建筑施工"
ITEMS = (
    ItemDraft("临边、洞口有防护", "作业面"),
    ItemDraft("动火有审批、有人看护", "作业面", 0, "动火管理制度"),
    ItemDraft("本月开过安全例会", "管理", 0, "", "work"),
)


def checklist(found: Ground, title: str = "示例施工检查表", items: Any = ITEMS, **said: Any) -> Checklist:
    """In use since the beginning of October 2024."""
    sectors = [found.built.sectors[BUILDING].pk]
    draft = ChecklistDraft(title, **{"sectors": sectors, **said})
    with scope(found.keeper):
        return operations.add_checklist(
            found.built.unit(OFFICE).pk, draft, items, valid_from=date(2024, 10, 1), actor=found.keeper
        )


def items(one: Checklist, number: int = 1) -> list[Item]:
    """The items of an edition, in order."""
    return list(Item.objects.filter(edition__checklist=one, edition__number=number).order_by("position"))


def fresh(visit: Visit) -> Visit:
    """The visit as it stands, for whoever's scope is open."""
    return queries.visit_of(visit.pk)
