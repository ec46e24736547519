"""The navigation as values. What a person has no use for is not shown; what is not built is skipped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from zhiben.accidents import queries as accidents
from zhiben.dispatch.queries import present
from zhiben.identity import queries as identity
from zhiben.inbox import queries as inbox
from zhiben.kernel.rights import Actor, Level
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.overview.year.readers import has_years
from zhiben.reconcile import queries as reconcile
from zhiben.supervision.queries import signals


@dataclass(frozen=True, slots=True)
class Subject:
    """One of those that share an entry: label, name of its address, and whether it `holds` something for this person.
    A street's people are led to it only then, all others too where it is `only_held`; asked only where the subjects are
    shown, since it costs a query."""

    label: str
    name: str
    holds: Callable[[Actor], bool] = lambda actor: True
    only_held: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: label, name of its address, icon, whether it shows business data, whether who audits has a use for it
    all the same, whether this person has (`used_by`), and the subjects that share it, shown where one stands in one of
    them."""

    label: str
    name: str
    icon: str
    business: bool = True
    audited: bool = False
    used_by: Callable[[Actor], bool] = lambda actor: True
    parts: tuple[Subject, ...] = ()


CAMPAIGN = (
    Subject(N_("任务清单"), "campaign:list"),
    Subject(N_("方案体系"), "campaign:plans"),
    Subject(N_("条块链"), "campaign:coverage"),
    Subject(N_("行动与指标"), "campaign:actions"),
    Subject(N_("七项机制"), "overview:mechanisms"),
)
"""The three 化, on one entry: plans, mechanisms, list."""

RETURNS = (
    Subject(N_("待报与核定"), "reporting:desk"),
    Subject(N_("报表"), "reporting:forms"),
    Subject(N_("成果"), "reporting:outcomes"),
    Subject(N_("减负表"), "reporting:burden"),
)
"""What units report, what it adds up to, what it costs them."""


def _is_no_enterprise(actor: Actor) -> bool:
    """Rounds, letters of the ladder and ledgers compared are the offices' and the units' business."""
    return any(grant.role != Role.ENTERPRISE_CONTACT for grant in actor.grants)


HAZARDS = (
    Subject(N_("隐患台账"), "hazards:list"),
    Subject(N_("存量增量与期限"), "hazards:flow"),
    Subject(N_("判定标准"), "hazards:criteria"),
    Subject(N_("回头看"), "hazards:looks"),
    Subject(N_("监测预警"), "monitoring:list"),
    Subject(N_("投诉举报"), "tips:list", _is_no_enterprise),
    Subject(N_("时限设定"), "hazards:clocks"),
)
"""The ledger, what it is judged by, and what follows it."""

ACCIDENTS = (
    Subject(N_("事故案件"), "accidents:list"),
    Subject(N_("时限"), "accidents:clocks"),
    Subject(N_("疑似重复"), "accidents:doubles"),
    Subject(N_("报告及时性"), "accidents:lateness"),
    Subject(N_("分析研判"), "insight:list", lambda actor: False),
    Subject(N_("分类代码"), "accidents:schemes"),
)
"""Cases, what is due of them, which may be one, how late they become known, what they are coded by. Nothing is analysed
of a single street."""

DISPATCH = (
    Subject(N_("调度期"), "dispatch:list"),
    Subject(N_("简报查阅"), "dispatch:archive", present.has_bulletins),
    Subject(N_("日历"), "dispatch:calendar", present.has_names),
    Subject(N_("随时提醒"), "dispatch:reminders", present.has_reminders),
    Subject(N_("全省排名"), "dispatch:board", present.has_ranking, only_held=True),
)
"""The rhythm: by the calendar, and at any time."""

SUPERVISION = (
    Subject(N_("轮次和检查"), "supervision:list"),
    Subject(N_("交办的问题"), "supervision:given"),
    Subject(N_("攻坚工作问题"), "supervision:problems"),
    Subject(N_("挂牌区域"), "supervision:areas"),
    Subject(N_("事故督导"), "supervision:signals", signals.concerns, only_held=True),
    Subject(N_("移交执法"), "supervision:transfers"),
    Subject(N_("检查表"), "supervision:checklists"),
    Subject(N_("帮扶指导"), "assistance:list"),
)
"""Going and looking, and what came of it."""

FOR_ENTERPRISES = (Subject(N_("检查"), "supervision:list"), Subject(N_("帮扶指导"), "assistance:list"))
"""What an enterprise meets of it: who came to look, and whom it can ask for help."""

APPRAISAL = (
    Subject(N_("考评"), "appraisal:list"),
    Subject(N_("表彰激励"), "appraisal:board"),
    Subject(N_("经验做法"), "appraisal:practices"),
)
"""What comes of it for each unit: scores, honours, what is worth copying."""

FIGURES = (
    Subject(N_("公布指标"), "overview:figures"),
    Subject(N_("年度报告"), "overview:year", has_years, only_held=True),
)
"""What the records add up to, now and over a year."""

ACCOUNTS = (
    Subject(N_("人员"), "orgs:people"),
    Subject(N_("停滞账号"), "identity:stale", identity.administers, only_held=True),
    Subject(N_("登录规则"), "identity:rules", identity.administers, only_held=True),
)
"""Who there is, and for the three administrators how they come in."""

WAYS_OUT = (Subject(N_("未送达的邮件"), "inbox:undelivered"), Subject(N_("群机器人"), "inbox:robots"))
"""How messages leave the site."""


def _is_only_of_an_enterprise(actor: Actor) -> bool:
    return not _is_no_enterprise(actor)


def _is_above_streets(actor: Actor) -> bool:
    return any(grant.role != Role.ENTERPRISE_CONTACT and grant.level < Level.STREET for grant in actor.grants)


def _is_of_streets(actor: Actor) -> bool:
    return _is_no_enterprise(actor) and not _is_above_streets(actor)


def _knows_of_accidents(actor: Actor) -> bool:
    """A street's people are led there once something has happened in their street; enterprises never."""
    return _is_above_streets(actor) or (_is_of_streets(actor) and accidents.any_seen())


def _has_differences(_actor: Actor) -> bool:
    return reconcile.discrepancies().exists()


DISPATCH_OF_STREETS = (*DISPATCH, Subject(N_("台账比对"), "reconcile:list", _has_differences))
"""A street compares nothing itself, but may be given differences."""

BELOW = {
    **dict.fromkeys(("campaign:forces", "campaign:liaisons", "campaign:notices"), "overview:mechanisms"),
    **dict.fromkeys(("overview:leader", "overview:waiting"), "overview:home"),
}
"""Pages that have no entry of their own, with the subject below which they stand."""


ITEMS = (
    Item(N_("首页"), "overview:home", "home"),
    Item(N_("重点任务"), "campaign:list", "list-check", parts=CAMPAIGN),
    Item(N_("重大隐患"), "hazards:list", "alert-triangle", parts=HAZARDS),
    Item(N_("事故"), "accidents:list", "urgent", used_by=_knows_of_accidents, parts=ACCIDENTS),
    Item(N_("调度"), "dispatch:list", "calendar-event", used_by=_is_above_streets, parts=DISPATCH),
    Item(N_("调度"), "dispatch:list", "calendar-event", used_by=_is_of_streets, parts=DISPATCH_OF_STREETS),
    Item(N_("台账比对"), "reconcile:list", "arrows-diff", used_by=_is_above_streets),
    Item(N_("督导检查"), "supervision:list", "map-pin", used_by=_is_no_enterprise, parts=SUPERVISION),
    Item(N_("督导检查"), "supervision:list", "map-pin", used_by=_is_only_of_an_enterprise, parts=FOR_ENTERPRISES),
    Item(N_("信息报送"), "reporting:desk", "upload", used_by=_is_no_enterprise, parts=RETURNS),
    Item(N_("考评"), "appraisal:list", "award", used_by=_is_no_enterprise, parts=APPRAISAL),
    Item(N_("公文"), "documents:list", "file-text"),
    Item(N_("指标"), "overview:figures", "chart-bar", parts=FIGURES),
    Item(N_("单位人员"), "orgs:people", "users", business=False, parts=ACCOUNTS),
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
            parts = [(one, address) for one in item.parts if (address := _address(one.name))]
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


def _parts(actor: Actor, parts: list[tuple[Subject, str]], best: str) -> tuple[Entry, ...]:
    if best not in [href for _, href in parts]:
        return ()
    above = _is_above_streets(actor)
    kept = [
        (one.label, href) for one, href in parts if href == best or (above and not one.only_held) or one.holds(actor)
    ]
    return tuple(Entry(label, href, "", href == best) for label, href in kept)
