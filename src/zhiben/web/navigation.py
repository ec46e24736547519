"""The navigation as values. What a person has no use for is not shown; what is not built is skipped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from zhiben.inbox import queries as inbox
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: label, name of its address, icon, whether it shows business data, whether who audits has a use for it
    all the same, and whether this person has (`used_by`)."""

    label: str
    name: str
    icon: str
    business: bool = True
    audited: bool = False
    used_by: Callable[[Actor], bool] = lambda actor: True


ITEMS = (
    Item(N_("首页"), "overview:home", "home"),
    Item(N_("重点任务"), "campaign:list", "list-check"),
    Item(N_("重大隐患"), "hazards:list", "alert-triangle"),
    Item(N_("半月调度"), "dispatch:list", "calendar-event"),
    Item(N_("工作机制"), "overview:mechanisms", "users-group"),
    Item(N_("公文"), "documents:list", "file-text"),
    Item(N_("指标"), "overview:figures", "chart-bar"),
    Item(N_("单位人员"), "orgs:people", "users", business=False),
    Item(N_("数据导入"), "inbox:sheets", "table-import", business=False, used_by=inbox.handles_sheets),
    Item(N_("台账"), "overview:ledger", "book-2", audited=True),
    Item(N_("后台任务"), "inbox:jobs", "clock", business=False),
    Item(N_("未送达"), "inbox:undelivered", "mail", business=False, used_by=inbox.sees_undelivered),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as it stands on a page."""

    label: str
    href: str
    icon: str
    active: bool


def entries(actor: Actor | None, path: str) -> list[Entry]:
    """What `actor` sees, with the present place marked."""
    if actor is None:
        return []
    reads, audits = bool(actor.reading_grants()), orgs.sight_of(actor) is not None
    shown = []
    for item in ITEMS:
        if item.business and not reads and not (item.audited and audits):
            continue
        if not item.used_by(actor):
            continue
        try:
            href = reverse(item.name)
        except NoReverseMatch:
            continue
        shown.append((item, href))
    here = [href for _, href in shown if path == href or (href != "/" and path.startswith(href))]
    best = max(here, key=len, default="")
    return [Entry(item.label, href, item.icon, href == best) for item, href in shown]
