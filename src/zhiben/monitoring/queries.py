"""Reads of monitoring: enterprises with systems in operation, feeds and how they stand, alerts, and what waits for
whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.monitoring import policy
from zhiben.monitoring.models import (
    Alert,
    Feed,
    FeedKey,
    MonitoredEnterprise,
    MonitoringSystem,
    Refusal,
    Storm,
    WatchedKind,
)
from zhiben.monitoring.vocab import MISSED, OPEN, TRIAGE, WATCHED

RECENT = timedelta(days=1)
"""Storms and refusals are shown so far back."""


def watched_kinds() -> list[str]:
    """What may be watched, in order: the office's own list, or else the default one."""
    return list(WatchedKind.objects.order_by("position", "pk").values_list("label", flat=True)) or list(WATCHED)


def running(as_of: datetime) -> QuerySet[MonitoringSystem]:
    """Systems in operation on the day of the last moment before `as_of`, and registered by then, whatever the scope,
    for use below their enterprises."""
    day = (as_of - timedelta(microseconds=1)).astimezone(clock.TZ).date()
    on = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    return MonitoringSystem._unfiltered().filter(on, since__lte=day, entered_at__lt=as_of)


def in_operation(cut: Cut) -> QuerySet[MonitoredEnterprise]:
    """The enterprises in scope with at least one system in operation at the cut."""
    return MonitoredEnterprise.objects.filter(Exists(running(cut.as_of).filter(enterprise=OuterRef("pk"))))


def enterprise_of(pk: int) -> MonitoredEnterprise:
    """An enterprise in scope. Raises NotFound."""
    found = MonitoredEnterprise.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有这家监测企业"))
    return found


def system_of(pk: int) -> MonitoringSystem:
    """A system in scope. Raises NotFound."""
    found = MonitoringSystem.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有这个监测预警系统"))
    found.enterprise = enterprise_of(found.enterprise_id)
    return found


def systems_of(enterprises: Iterable[MonitoredEnterprise]) -> dict[int, list[MonitoringSystem]]:
    """The systems of each, by its id."""
    found: dict[int, list[MonitoringSystem]] = {one.pk: [] for one in enterprises}
    rows = MonitoringSystem.objects.filter(enterprise__in=list(found)).order_by("enterprise", "pk")
    for row in rows:
        found[row.enterprise_id].append(row)
    return found


def feeds() -> QuerySet[Feed]:
    """The feeds in scope with their pulse, those that are live first."""
    rows = Feed.objects.select_related("pulse").annotate(linked=Count("systems"))
    return rows.order_by("state", "name")


def feed_of(pk: int) -> Feed:
    """A feed in scope. Raises NotFound."""
    found = feeds().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有这个接入"))
    return found


def linked_systems(feed: Feed) -> list[MonitoringSystem]:
    """The systems of a feed that the open scope shows, with their enterprises."""
    rows = list(MonitoringSystem.objects.filter(feed=feed).order_by("pk"))
    at = MonitoredEnterprise.objects.in_bulk({row.enterprise_id for row in rows})
    for row in rows:
        row.enterprise = at[row.enterprise_id]
    return rows


def dead_feeds() -> list[Feed]:
    """Live feeds in scope that should have been heard of and were not, the longest silent first."""
    rows = Feed.objects.filter(state="live").select_related("pulse")
    return sorted((one for one in rows if one.is_dead), key=lambda one: (one.silent_since, one.pk))


def storms(feed: Feed | None = None) -> QuerySet[Storm]:
    """What was folded in the last day, the latest first; of one feed, or of all in scope."""
    rows = Storm.objects.filter(minute__gte=clock.now() - RECENT).select_related("feed")
    return (rows.filter(feed=feed) if feed else rows).order_by("-minute", "feed")


def folded() -> tuple[int, datetime | None]:
    """How many alerts were folded in the last day, and when the last one was: of the feeds in scope, and of those by
    which systems in scope send."""
    feeds = Q(feed__in=Feed.objects.order_by().values("pk"))
    feeds |= Q(feed__in=MonitoringSystem.objects.filter(feed__isnull=False).values("feed"))
    rows = Storm._unfiltered().filter(feeds, minute__gte=clock.now() - RECENT)
    found = rows.aggregate(count=Sum("count"), last=Max("last_at"))
    return found["count"] or 0, found["last"]


def refusals(feed: Feed) -> QuerySet[Refusal]:
    """What was refused of a feed in the last day, the latest hour first."""
    return Refusal.objects.filter(feed=feed, hour__gte=clock.now() - RECENT).order_by("-hour", "reason")


def refused_of_nobody() -> int:
    """How many requests with nobody's key there were in the last day; no row says whose."""
    rows = Refusal._unfiltered().filter(feed=None, hour__gte=clock.now() - RECENT)
    return int(rows.aggregate(all=Sum("count"))["all"] or 0)


def alert_of(pk: int) -> Alert:
    """An alert in scope, with what it is about. Raises NotFound."""
    found = Alert.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有这条告警"))
    return with_systems([found])[0]


def with_systems(alerts: Iterable[Alert]) -> list[Alert]:
    """The same alerts, each with its system and that one's enterprise, which whoever sees an alert may know of."""
    rows = list(alerts)
    at = MonitoringSystem._unfiltered().select_related("enterprise").in_bulk({row.system_id for row in rows})
    for row in rows:
        row.system = at[row.system_id]
    return rows


def alerts_by_id(ids: Iterable[int]) -> list[Alert]:
    """Of these alerts those in scope, the gravest first."""
    return with_systems(Alert.objects.filter(pk__in=list(ids)).order_by("level", "received_at", "pk"))


def alert_numbered(number: str) -> Alert | None:
    """The alert in scope of that number."""
    digits = number.strip().upper().removeprefix("GJ")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        return None
    return Alert.objects.filter(pk=int(digits)).first()


def late() -> Q:
    """Alerts that nobody has judged in time."""
    now, found = clock.now(), Q(pk__in=())
    for level, within in TRIAGE.items():
        found |= Q(level=level, received_at__lte=now - within)
    return Q(state="received") & found


def standing() -> dict[str, int]:
    """How many alerts in scope wait to be judged, late or not, and how many are watched."""
    is_late = late()
    return Alert.objects.filter(state__in=OPEN).aggregate(
        received=Count("pk", filter=Q(state="received")),
        late=Count("pk", filter=is_late),
        watched=Count("pk", filter=Q(state="watched")),
    )


def alerts_of(enterprise: MonitoredEnterprise, most: int = 50) -> list[Alert]:
    """The latest alerts in scope of an enterprise's systems."""
    rows = Alert.objects.filter(system__in=MonitoringSystem._unfiltered().filter(enterprise=enterprise).values("pk"))
    return list(rows.order_by("-received_at", "-pk")[:most])


def feeds_behind(systems: Iterable[MonitoringSystem]) -> dict[int, Feed]:
    """The feeds of systems with their pulse, by id, whoever asks: a street knows whether its systems are heard of."""
    wanted = {one.feed_id for one in systems if one.feed_id}
    return {one.pk: one for one in Feed._unfiltered().filter(pk__in=wanted).select_related("pulse")}


def hazard_behind(alert: Alert) -> tuple[str, str]:
    """The number and the address of the hazard that an alert turned out to be; the address empty where it is out of
    scope, both where there is none."""
    if not alert.hazard_id:
        return "", ""
    found = hazards.hazards_by_id([alert.hazard_id])
    return (found[0].number, found[0].get_absolute_url()) if found else (N_("不在您的范围内"), "")


def keys_of(feed: Feed) -> list[FeedKey]:
    """The keys of a feed, the newest first."""
    return list(FeedKey.objects.filter(feed=feed).order_by("-since", "-pk"))


def waiting_for(actor: Actor, limit: int) -> list[Waiting]:
    """Alerts that wait to be judged, late ones before all else. For offices those that are late or of the first level:
    the others are their street's, district's and department's first of all."""
    rows = Alert.objects.filter(state="received")
    if policy.only_of_an_office(actor):
        rows = rows.filter(late() | Q(level=1))
    found = waiting(list(rows.order_by("level", "received_at", "pk")[:limit]), actor, N_("研判告警"))
    return [
        Waiting(
            one.record,
            one.step,
            since=one.record.received_at,
            due=one.record.judge_by.astimezone(clock.TZ).date(),
            first=one.record.is_late,
        )
        for one in found
    ]


def feeds_waiting(actor: Actor, limit: int) -> list[Waiting]:
    """Dead feeds, for the office that keeps them and the department on whose line they lie."""
    if not policy.judges(actor):
        return []
    step, found = N_("核查断联"), [one for one in dead_feeds() if policy.sees_to(actor, one)]
    return [Waiting(one, step, since=one.dead_from) for one in found[:limit]]


def missed(feed: Feed) -> int:
    """How many signs of life were missed, once as many as make it dead."""
    passed = (clock.now() - feed.silent_since) // timedelta(minutes=feed.beat_minutes)
    return passed if passed >= MISSED else 0
