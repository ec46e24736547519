"""The dates of dispatch as iCalendar (RFC 5545), and whose address leads to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from zhiben.dispatch.calendar import Entry
from zhiben.dispatch.models import Feed
from zhiben.foundation import installation
from zhiben.kernel import clock
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from icalendar import Event

ZONE = "Asia/Shanghai"


def digest_of(word: str) -> str:
    """What is kept of an address; the word is long and random, so that a plain digest will do."""
    return hashlib.sha256(word.encode()).hexdigest()


def reader_of(word: str) -> int | None:
    """Whose address it is, by id; nobody's once it was renewed or ended, or the account closed."""
    rows = Feed.objects.filter(digest=digest_of(word), person__is_active=True)
    return rows.values_list("person", flat=True).first()


def icalendar(entries: Iterable[Entry]) -> bytes:
    """The dates as one calendar; a date keeps its UID however often it is fetched."""
    from icalendar import Calendar

    example = N_("（示例数据）") if installation.current().demonstration else ""
    found = Calendar()
    found.add("prodid", "-//Zhiben//Dispatch//ZH")
    found.add("version", "2.0")
    found.add("x-wr-calname", N_("治本调度日历") + example)
    found.add("x-wr-timezone", ZONE)
    for one in entries:
        found.add_component(_event(one, example))
    found.add_missing_timezones()
    return bytes(found.to_ical())


def _event(one: Entry, example: str) -> Event:
    from icalendar import Event

    base: str = settings.ZHIBEN_BASE_URL
    event = Event()
    event.add("uid", f"{one.key}@{urlsplit(base).hostname or 'zhiben.invalid'}")
    event.add("dtstamp", clock.now())
    event.add("summary", f"{one.what}：{one.title}{_standing(one)}{example}")
    if one.at is None:
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
    else:
        event.add("dtstart", one.at.astimezone(ZoneInfo(ZONE)))
    if base and one.address:
        event.add("url", f"{base.rstrip('/')}{one.address}")
    event.add("transp", "TRANSPARENT")
    return event


def _standing(one: Entry) -> str:
    if one.late:
        return N_("（逾期未印发）")
    return N_("（预计）") if one.expected else ""
