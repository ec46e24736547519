"""What feeds send: a request is let in by its signature and its time, understood strictly, told once however often it
comes, and bounded: what exceeds the feed's rate is counted by the minute and gets no row of its own.

The clock of signatures and rates is the machine's, for in a demonstration the other one stands still.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil

from django.db.models import F, Min
from django.db.models.functions import Least

from zhiben.analysis.masking import mask
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import begin
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.text import N_
from zhiben.monitoring.models import Alert, AlertEvent, Feed, FeedKey, MonitoringSystem, Pulse, Refusal, Storm
from zhiben.monitoring.operations.reading import Event, understood
from zhiben.monitoring.operations.signing import fingerprint_of, matches, secret_of
from zhiben.monitoring.vocab import KEPT, MOST_REFUSED, OPEN, WINDOW, Refused

NOBODY = "nobody"
"""A salt for keys that do not exist: finding that out takes as long as finding a wrong signature."""

KEY_ID = re.compile(r"zb[0-9a-f]{16}")
"""What keys are called."""

HEARD_AGAIN = timedelta(seconds=10)
"""Signs of life that come faster are not written down."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it came: what its three headers say, and its bytes."""

    key_id: str
    timestamp: str
    signature: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a feed is answered, always of the same shape; `fields` name what is wrong with a body."""

    status: int
    code: str
    detail: str
    alert: str = ""
    retry_after: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)


FORGED = Answer(401, "not_authentic", N_("密钥或签名不对"))
STALE = Answer(401, "clock_skew", N_("时间戳与服务器相差超过5分钟，请校准时钟后重新签名发送"))
PAUSED = Answer(403, "paused", N_("该接入已暂停，请与登记它的安委办联系"))
REUSED = Answer(409, "event_reused", N_("这个事件编号已用于另一条内容，请换一个编号"))
HEARD = Answer(200, "heard", N_("已收到心跳"))
FOREIGN = Answer(422, "bad_event", N_("内容不合要求"), fields={"system": N_("没有这个系统，或它不由本接入上报")})


def receive(sent: Sent) -> Answer:
    """Take what a feed has sent. Raises nothing that the sender could be the cause of."""
    with scope(SYSTEM):
        key = _key(sent.key_id)
        secret = secret_of(key.salt if key else NOBODY)
        right = matches(secret, sent.timestamp, sent.body, sent.signature)
        now = clock.machine()
        if key is None or not right or not _holds(key, secret, now):
            return _refused(key.feed if key else None, Refused.FORGED, FORGED)
        feed = key.feed
        if not _is_now(sent.timestamp, now):
            return _refused(feed, Refused.CLOCK, STALE)
        if feed.state != "live":
            return _refused(feed, Refused.PAUSED, PAUSED)
        event, wrong = understood(sent.body, now)
        if event is None:
            return _refused(feed, Refused.BODY, Answer(422, "bad_event", N_("内容不合要求"), fields=wrong))
        event = _by_our_clock(event, now)
        if event.is_heartbeat:
            _heard(feed.pulse)
            return HEARD
        return _taken(feed, event, hashlib.sha256(sent.body).hexdigest(), now)


def _key(key_id: str) -> FeedKey | None:
    """The key of that name with its feed and pulse, in one query."""
    if not KEY_ID.fullmatch(key_id):
        return None
    return next(iter(FeedKey._unfiltered().select_related("feed__pulse").filter(key_id=key_id)), None)


def _holds(key: FeedKey, secret: str, now: datetime) -> bool:
    return key.holds_at(now) and key.feed.state != "revoked" and fingerprint_of(secret) == key.fingerprint


def _by_our_clock(event: Event, now: datetime) -> Event:
    """In a demonstration, whose clock stands, an event happened as long ago as it did by the machine's."""
    lag = now - clock.now()
    return event if abs(lag) <= WINDOW else replace(event, at=event.at - lag)


def _is_now(timestamp: str, now: datetime) -> bool:
    """Whether it is a number of seconds (since 1970) near enough to now."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(int(timestamp) - now.timestamp()) <= WINDOW.total_seconds()


def _taken(feed: Feed, event: Event, digest: str, now: datetime) -> Answer:
    """An event that was told already is known; beyond the rate it is folded; otherwise it is an alert."""
    if known := _known(feed, event, digest):
        return known
    if (tokens := feed.pulse.tokens_at(now, feed.rate_per_minute)) < 1:
        # A row read without holding it may promise more than there is, and never less.
        return _folded(feed, event, now, tokens)
    try:
        with audit.batch():
            pulse = Pulse._unfiltered().select_for_update().get(feed=feed)
            return _known(feed, event, digest) or _registered(feed, pulse, event, digest, now)
    except Conflict:  # the same event came by two ways at once
        return _known(feed, event, digest) or REUSED


def _registered(feed: Feed, pulse: Pulse, event: Event, digest: str, now: datetime) -> Answer:
    """An alert with its event, paid for from the pulse that is held."""
    systems = MonitoringSystem._unfiltered().filter(pk=event.system, feed=feed)
    system = systems.select_related("enterprise").first()
    if system is None:
        return _refused(feed, Refused.BODY, FOREIGN)
    if (tokens := pulse.tokens_at(now, feed.rate_per_minute)) < 1:
        return _folded(feed, event, now, tokens)
    alert = _alert(feed, system, event)
    AlertEvent.objects.create(feed=feed, event=event.id, digest=digest, alert=alert, at=clock.now())
    pulse.tokens, pulse.filled_at, pulse.heard_at = tokens - 1, now, clock.now()
    pulse.save()
    if alert.count == 1:
        return Answer(201, "received", N_("已收到"), alert=alert.number)
    return Answer(200, "merged", N_("已并入同一测点、同一级别的告警"), alert=alert.number)


def _known(feed: Feed, event: Event, digest: str) -> Answer | None:
    """What to answer where the event was told before. Asked for every request of a storm, and so of one table."""
    rows = AlertEvent._unfiltered().filter(feed=feed.pk, event=event.id).values_list("digest", "alert")
    for standing, alert in rows:
        if standing == digest:
            return Answer(200, "known", N_("这个事件此前已收到"), alert=Alert(pk=alert).number)
        return _refused(feed, Refused.REUSED, REUSED)
    return None


def _alert(feed: Feed, system: MonitoringSystem, event: Event) -> Alert:
    """The open alert of the same sensor and level, if one was told lately, with one more; or a new one."""
    since = event.at - timedelta(minutes=feed.fold_minutes)
    rows = Alert._unfiltered().filter(system=system, sensor=event.sensor, level=event.level, state__in=OPEN)
    standing = rows.filter(last_at__gte=since).order_by("-last_at").first()
    if standing is not None and feed.fold_minutes:
        standing.count += 1
        standing.first_at, standing.last_at = min(standing.first_at, event.at), max(standing.last_at, event.at)
        told = {"count": F("count") + 1, "first_at": standing.first_at, "last_at": standing.last_at}
        Alert._unfiltered().filter(pk=standing.pk).update(**told)
        return standing
    at = system.enterprise
    alert = Alert(
        feed=feed,
        system=system,
        site_id=at.site_id,
        sensor=event.sensor,
        level=event.level,
        value=event.value,
        text=mask(event.text).text[:200],
        first_at=event.at,
        last_at=event.at,
        received_at=clock.now(),
    )
    alert.place_at(at.coordinates)
    return begin(alert, SYSTEM, None, feed=feed.pk, system=system.pk, level=event.level, event=event.id)


def _folded(feed: Feed, event: Event, now: datetime, tokens: float) -> Answer:
    """Count it in the minute's storm."""
    minute, moment = clock.now().replace(second=0, microsecond=0), clock.now()
    told = {"count": F("count") + 1, "last_at": moment, "level": Least("level", event.level)}
    if not Storm._unfiltered().filter(feed=feed, minute=minute).update(**told):
        first = {"count": 0, "first_at": moment, "last_at": moment, "level": event.level}
        # Somebody else may be faster: the row is there in either case.
        Storm.objects.bulk_create([Storm(feed=feed, minute=minute, **first)], ignore_conflicts=True)
        Storm._unfiltered().filter(feed=feed, minute=minute).update(**told)
    _heard(feed.pulse)
    wait = max(1, ceil((1 - tokens) * 60 / feed.rate_per_minute))
    detail = N_("超过每分钟{rate}条的上限，已计入告警风暴，没有逐条登记；请{wait}秒后再发")
    return Answer(429, "storm", detail.format(rate=feed.rate_per_minute, wait=wait), retry_after=wait)


def _heard(pulse: Pulse) -> None:
    now = clock.now()
    if pulse.heard_at is None or not timedelta() <= now - pulse.heard_at < HEARD_AGAIN:
        Pulse._unfiltered().filter(pk=pulse.pk).update(heard_at=now)
        pulse.heard_at = now


def _refused(feed: Feed | None, reason: Refused, answer: Answer) -> Answer:
    """Count the refusal in the hour's sum, as far as sums go, and answer."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    rows = Refusal._unfiltered().filter(feed=feed, hour=hour, reason=reason)
    more = rows.filter(count__lt=MOST_REFUSED)
    if more.update(count=F("count") + 1) or rows.exists():
        return answer
    Refusal.objects.bulk_create([Refusal(feed=feed, hour=hour, reason=reason, count=0)], ignore_conflicts=True)
    more.update(count=F("count") + 1)
    return answer


def forget_events() -> int:
    """Let go of events that were told so long ago that nobody sends them again; how many."""
    with scope(SYSTEM):
        oldest = AlertEvent.objects.aggregate(oldest=Min("at"))["oldest"]
        if oldest is None or oldest >= clock.now() - KEPT:
            return 0
        return AlertEvent._unfiltered().filter(at__lt=clock.now() - KEPT).delete()[0]
