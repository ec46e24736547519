"""Feeds: registered with a key whose secret is told once, changed, linked with the systems that send through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from zhiben.foundation import audit
from zhiben.foundation.lifecycle import Change, begin, effect
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.monitoring import policy
from zhiben.monitoring.lifecycle import FEED
from zhiben.monitoring.models import Feed, FeedKey, MonitoringSystem, Pulse
from zhiben.monitoring.operations.signing import fingerprint_of, new_key_id, new_salt, secret_of
from zhiben.monitoring.vocab import BEAT, FOLD, OVERLAP, RATE
from zhiben.monitoring.vocab import FEED as LABEL
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps

restamps(Feed)

LIMITS = {"beat_minutes": (1, 24 * 60), "rate_per_minute": (1, 6_000), "fold_minutes": (0, 24 * 60)}
LONGEST_LIST = 5_000
"""Systems of one feed."""


@dataclass(frozen=True, slots=True)
class FeedDraft:
    """A feed as an office registers it; sector by id, 0 for none. Minutes, and alerts a minute."""

    name: str
    supplier: str
    sector: int = 0
    beat_minutes: int = BEAT
    rate_per_minute: int = RATE
    fold_minutes: int = FOLD


@dataclass(frozen=True, slots=True)
class Made:
    """A feed, the id of its new key, and the secret, which is told this once."""

    feed: Feed
    key_id: str
    secret: str


def register_feed(draft: FeedDraft, *, office: int, actor: Actor) -> Made:
    """A new feed on the ground of an office (id), with its first key. Raises NotAllowed, Incomplete."""
    if actor is not SYSTEM and office not in policy.offices(actor):
        raise NotAllowed(N_("监测系统的接入由安委办工作人员登记"))
    _must_be_right(draft)
    place = _place(office, draft.sector)
    feed = Feed(registered_at=clock.now(), registered_by=actor.id, **_columns(draft))
    feed.place_at(place)
    with audit.batch():
        begin(feed, actor, policy.must_keep(actor, feed), **asdict(draft))
        Pulse.objects.create(feed=feed, tokens=draft.rate_per_minute, filled_at=clock.machine())
        key, secret = _new_key(feed, actor)
    return Made(feed, key.key_id, secret)


def set_feed(feed: Feed, draft: FeedDraft, *, actor: Actor) -> Feed:
    """Let a feed be called or limited otherwise. Raises NotAllowed, Incomplete."""
    grant = policy.must_keep(actor, feed)
    _must_be_right(draft, but=feed.pk)
    told = _columns(draft)
    before = {name: getattr(feed, name) for name in told}
    changed = {name: value for name, value in told.items() if value != before[name]}
    if not changed:
        return feed
    with audit.batch():
        for name, value in changed.items():
            setattr(feed, name, value)
        feed.line, feed.subline = orgs.sector_lines().get(draft.sector, (0, 0))
        feed.save(update_fields=[*changed, "line", "subline"])
        was = {name: before[name] for name in changed}
        audit.record("set_feed", actor, subject=(LABEL, feed.pk), facts={**changed, "before": was}, grant=grant)
    return feed


def rotate_key(feed: Feed, *, actor: Actor) -> Made:
    """A new key; the one before holds for a day more, so that the sender can change over. Raises NotAllowed."""
    grant = policy.must_keep(actor, feed)
    now = clock.machine()
    with audit.batch():
        Feed.objects.select_for_update().get(pk=feed.pk)
        FeedKey.objects.filter(feed=feed, until__isnull=True).update(until=now + OVERLAP)
        key, secret = _new_key(feed, actor)
        audit.record("rotate_key", actor, subject=(LABEL, feed.pk), facts={"key": key.key_id}, grant=grant)
    return Made(feed, key.key_id, secret)


def link_systems(feed: Feed, numbers: Sequence[str], *, actor: Actor) -> int:
    """Let just these systems send through a feed; how many there are. Raises NotAllowed, Incomplete naming the numbers
    that are none's on the feed's ground, or another feed's."""
    grant = policy.must_keep(actor, feed)
    wanted = {number: _id_of(number) for number in dict.fromkeys(one.strip().upper() for one in numbers) if number}
    if len(wanted) > LONGEST_LIST:
        raise Incomplete(N_("系统太多"), fields={"numbers": N_("一个接入最多5000个系统")})
    rows = {row.pk: row for row in MonitoringSystem.objects.filter(pk__in=set(wanted.values()))}
    places = {row.pk: row.enterprise.coordinates for row in rows.values()}
    ground = feed.coordinates.territory
    strange = [number for number, pk in wanted.items() if pk not in rows or not ground.covers(places[pk])]
    taken = [number for number, pk in wanted.items() if pk in rows and rows[pk].feed_id not in (None, feed.pk)]
    wrong = [N_("没有或不在本接入的区域内：{numbers}").format(numbers="、".join(strange))] if strange else []
    wrong += [N_("已由另一接入上报：{numbers}").format(numbers="、".join(taken))] if taken else []
    if wrong:
        raise Incomplete(N_("请核对系统编号"), fields={"numbers": "；".join(wrong)})
    standing = set(MonitoringSystem.objects.filter(feed=feed).values_list("pk", flat=True))
    added, removed = set(rows) - standing, standing - set(rows)
    if added or removed:
        with audit.batch():
            MonitoringSystem.objects.filter(pk__in=removed).update(feed=None)
            MonitoringSystem.objects.filter(pk__in=added).update(feed=feed)
            facts = {"added": sorted(added), "removed": sorted(removed)}
            audit.record("link_systems", actor, subject=(LABEL, feed.pk), facts=facts, grant=grant)
    return len(rows)


@effect(FEED, "pause", "revoke")
def _stopped(change: Change) -> None:
    change.record.stopped_for = change.facts["reason"]
    if change.move.name == "revoke":
        now = clock.machine()
        for key in FeedKey.objects.filter(feed=change.record):
            if key.holds_at(now):
                change.alter(key, until=max(now, key.since))


def _id_of(number: str) -> int:
    digits = number.removeprefix("JC")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else 0


def _place(office: int, sector: int) -> Coordinates:
    line, subline = orgs.sector_lines().get(sector, (0, 0))
    return replace(orgs.unit_coordinates([office])[office].territory, line=line, subline=subline)


def _columns(draft: FeedDraft) -> dict[str, object]:
    told: dict[str, object] = asdict(draft)
    told["sector_id"] = told.pop("sector") or None
    return told | {"name": draft.name.strip(), "supplier": draft.supplier.strip()}


def _new_key(feed: Feed, actor: Actor) -> tuple[FeedKey, str]:
    salt = new_salt()
    secret = secret_of(salt)
    key = FeedKey.objects.create(
        feed=feed,
        key_id=new_key_id(),
        salt=salt,
        fingerprint=fingerprint_of(secret),
        since=clock.machine(),
        made_by=actor.id,
    )
    return key, secret


def _must_be_right(draft: FeedDraft, but: int = 0) -> None:
    wrong = {}
    if not 0 < len(draft.name.strip()) <= 80:
        wrong["name"] = N_("请填写接入名称，最多80个字")
    elif Feed._unfiltered().filter(name=draft.name.strip()).exclude(pk=but).exists():
        wrong["name"] = N_("已有同名的接入")
    if not 0 < len(draft.supplier.strip()) <= 120:
        wrong["supplier"] = N_("请填写供应单位，最多120个字")
    if draft.sector and draft.sector not in dict(orgs.sectors()):
        wrong["sector"] = N_("没有这个行业领域")
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(draft, name) <= most:
            wrong[name] = N_("应在{least}至{most}之间").format(least=least, most=most)
    if wrong:
        raise Incomplete(N_("请核对接入"), fields=wrong)
