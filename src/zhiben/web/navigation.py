"""The navigation as values. What a person has no use for is not shown; what is not built is skipped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from zhiben.dispatch.queries import present
from zhiben.inbox import queries as inbox
from zhiben.kernel.rights import Actor, Level
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.reconcile import queries as reconcile


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: label, name of its address, icon, whether it shows business data, whether who audits has a use for it
    all the same, whether this person has (`used_by`), and the subjects that share it: label and address of each, shown
    where one stands in one of them."""

    label: str
    name: str
    icon: str
    business: bool = True
    audited: bool = False
    used_by: Callable[[Actor], bool] = lambda actor: True
    parts: tuple[tuple[str, str], ...] = ()


CAMPAIGN = (
    (N_("任务清单"), "campaign:list"),
    (N_("方案体系"), "campaign:plans"),
    (N_("条块链"), "campaign:coverage"),
    (N_("行动与指标"), "campaign:actions"),
    (N_("七项机制"), "overview:mechanisms"),
)
"""The three 化, on one entry: plans, mechanisms, list."""

HAZARDS = (
    (N_("隐患台账"), "hazards:list"),
    (N_("存量增量与期限"), "hazards:flow"),
    (N_("判定标准"), "hazards:criteria"),
    (N_("回头看"), "hazards:looks"),
    (N_("时限设定"), "hazards:clocks"),
)
"""The ledger, what it is judged by, and what follows it."""

DISPATCH = (
    (N_("调度期"), "dispatch:list"),
    (N_("简报查阅"), "dispatch:archive"),
    (N_("日历"), "dispatch:calendar"),
    (N_("随时提醒"), "dispatch:reminders"),
)
"""The rhythm: by the calendar, and at any time."""

WAYS_OUT = ((N_("未送达的邮件"), "inbox:undelivered"), (N_("群机器人"), "inbox:robots"))
"""How messages leave the site."""


def _is_no_enterprise(actor: Actor) -> bool:
    """Rounds, letters of the ladder and ledgers compared are the offices' and the units' business."""
    return any(grant.role != Role.ENTERPRISE_CONTACT for grant in actor.grants)


def _is_above_streets(actor: Actor) -> bool:
    return any(grant.role != Role.ENTERPRISE_CONTACT and grant.level < Level.STREET for grant in actor.grants)


def _compares(actor: Actor) -> bool:
    """A street compares nothing itself, but may be given differences."""
    return _is_above_streets(actor) or (_is_no_enterprise(actor) and reconcile.discrepancies().exists())


ONLY_WITH_SOMETHING: dict[str, Callable[[Actor], bool]] = {
    "dispatch:archive": present.has_bulletins,
    "dispatch:calendar": present.has_names,
    "dispatch:reminders": present.has_reminders,
}
"""Subjects that a street's people see where there is something for them."""

BELOW = dict.fromkeys(("campaign:forces", "campaign:liaisons", "campaign:notices"), "overview:mechanisms")
"""Pages that have no entry of their own, with the subject below which they stand."""


ITEMS = (
    Item(N_("首页"), "overview:home", "home"),
    Item(N_("重点任务"), "campaign:list", "list-check", parts=CAMPAIGN),
    Item(N_("重大隐患"), "hazards:list", "alert-triangle", parts=HAZARDS),
    Item(N_("调度"), "dispatch:list", "calendar-event", used_by=_is_no_enterprise, parts=DISPATCH),
    Item(N_("台账比对"), "reconcile:list", "arrows-diff", used_by=_compares),
    Item(N_("公文"), "documents:list", "file-text"),
    Item(N_("指标"), "overview:figures", "chart-bar"),
    Item(N_("单位人员"), "orgs:people", "users", business=False),
    Item(N_("数据导入"), "inbox:sheets", "table-import", business=False, used_by=inbox.handles_sheets),
    Item(N_("台账"), "overview:ledger", "book-2", audited=True),
    Item(N_("后台任务"), "inbox:jobs", "clock", business=False),
    Item(N_("未送达"), "inbox:undelivered", "mail", business=False, used_by=inbox.sees_undelivered, parts=WAYS_OUT),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as it stands on a page, with its subjects where one of them is shown."""

    label: str
    href: str
    icon: str
    active: bool
    parts: tuple[Entry, ...] = ()


def entries(actor: Actor | None, path: str) -> list[Entry]:
    """What `actor` sees, with the present place marked."""
    if actor is None:
        return []
    reads, audits = bool(actor.reading_grants()), orgs.sight_of(actor) is not None
    shown = []
    for item in ITEMS:
        if item.business and not reads and not (item.audited and audits):
            continue
        href = _address(item.name)
        if item.used_by(actor) and href:
            parts = [(label, address) for label, name in item.parts if (address := _address(name))]
            shown.append((item, href, parts))
    here = _subject(path)
    best = _nearest([address for _, href, parts in shown for address in (href, *(one for _, one in parts))], here)
    return [
        Entry(item.label, href, item.icon, best in (href, *(one for _, one in parts)), _parts(actor, parts, best))
        for item, href, parts in shown
    ]


def _address(name: str) -> str:
    """Where a name leads; nothing for what is not built."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _subject(path: str) -> str:
    """The present page, or the subject below which it stands."""
    below = (head for name, head in BELOW.items() if (address := _address(name)) and path.startswith(address))
    return next((_address(head) for head in below), path)


def _nearest(addresses: list[str], path: str) -> str:
    """The longest of the addresses under which the present page lies."""
    here = [href for href in addresses if path == href or (href != "/" and path.startswith(href))]
    return max(here, key=len, default="")


def _parts(actor: Actor, parts: list[tuple[str, str]], best: str) -> tuple[Entry, ...]:
    if best not in [href for _, href in parts]:
        return ()
    kept = [(label, href) for label, href in parts if href == best or _used(actor, href)]
    return tuple(Entry(label, href, "", href == best) for label, href in kept)


def _used(actor: Actor, href: str) -> bool:
    """Asked only where the subjects are shown: what it asks costs a query."""
    name = next((name for name in ONLY_WITH_SOMETHING if _address(name) == href), "")
    return not name or _is_above_streets(actor) or ONLY_WITH_SOMETHING[name](actor)
