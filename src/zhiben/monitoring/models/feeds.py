"""Connections by which systems send their alerts: their keys, of which no secret is stored, their pulse, and what was
folded or refused, summed up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel import clock
from zhiben.kernel.machine import State
from zhiben.monitoring.lifecycle import FEED
from zhiben.monitoring.vocab import BEAT, FOLD, LIGHTS, MISSED, RATE, Level, Refused
from zhiben.orgs.vocab import Role


class Feed(Placed, Living):
    """The connection of one system, or of a supplier for many. At home on the ground of the office that registered it,
    and on the line of its sector where it has one."""

    machine = FEED
    scope_by = Home(outside=(Role.ENTERPRISE_CONTACT,))

    name = models.CharField("接入名称", max_length=80)
    supplier = models.CharField("供应单位", max_length=120)
    sector = models.ForeignKey("orgs.Sector", models.PROTECT, null=True, related_name="+", verbose_name="行业领域")
    beat_minutes = models.PositiveSmallIntegerField("心跳间隔（分钟）", default=BEAT)
    rate_per_minute = models.PositiveSmallIntegerField("每分钟告警上限", default=RATE)
    fold_minutes = models.PositiveSmallIntegerField("同源合并（分钟）", default=FOLD)
    registered_at = models.DateTimeField("登记时间")
    registered_by = models.BigIntegerField()
    stopped_for = models.TextField("暂停、注销理由", blank=True)

    class Meta(Placed.Meta):
        verbose_name = "监测系统接入"
        constraints: ClassVar = [
            declared_states(FEED),
            models.UniqueConstraint(fields=["name"], name="one_feed_per_name"),
            models.CheckConstraint(condition=Q(beat_minutes__gte=1), name="feed_beats_within_a_time"),
            models.CheckConstraint(condition=Q(rate_per_minute__gte=1), name="feed_may_send_something"),
            models.CheckConstraint(condition=Q(state="live") | ~Q(stopped_for=""), name="stopped_feed_says_why"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The feed's page."""
        return reverse("monitoring:feed", args=[self.pk])

    @property
    def heard_at(self) -> datetime | None:
        """When it was last heard of."""
        return self.pulse.heard_at

    @property
    def silent_since(self) -> datetime:
        """Since when nothing has been heard of it."""
        return self.heard_at or self.registered_at

    @property
    def dead_from(self) -> datetime:
        """From when on it counts as dead unless it is heard of."""
        return self.silent_since + timedelta(minutes=self.beat_minutes * MISSED)

    @property
    def is_dead(self) -> bool:
        """True when it should have been heard of and was not."""
        return self.state == "live" and clock.now() >= self.dead_from

    @property
    def light(self) -> State | None:
        """How it stands at a glance; None while it is paused or revoked."""
        if self.state != "live":
            return None
        return LIGHTS["dead" if self.is_dead else "alive" if self.heard_at else "silent"]


class FeedKey(Scoped):
    """A key of a feed. The secret is made of `salt` and the installation's secret key and stands nowhere; by
    `fingerprint` it is known whether the installation still has the key with which it was made."""

    scope_by = Through("feed")

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="keys")
    key_id = models.CharField("密钥编号", max_length=24, unique=True)
    salt = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=16)
    since = models.DateTimeField("生成时间")
    until = models.DateTimeField("有效至", null=True)
    made_by = models.BigIntegerField()

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feed"], condition=Q(until__isnull=True), name="one_newest_key_per_feed"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="key_runs_forward"),
        ]

    def __str__(self) -> str:
        return self.key_id

    def holds_at(self, moment: datetime) -> bool:
        """True while requests may be signed with it."""
        return self.until is None or moment < self.until


class Pulse(Scoped):
    """What changes with every request of a feed: how many alerts it may still send at once, as of when, and when it was
    last heard of. Whoever takes from it holds the row."""

    scope_by = Through("feed")

    feed = models.OneToOneField(Feed, models.PROTECT, primary_key=True, related_name="pulse")
    tokens = models.FloatField()
    filled_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        constraints: ClassVar = [models.CheckConstraint(condition=Q(tokens__gte=0), name="feed_owes_no_alert")]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.tokens:g}"

    def tokens_at(self, moment: datetime, rate: int) -> float:
        """How many alerts may be sent at a moment; as many as a minute's at most."""
        passed = max(0.0, (moment - self.filled_at).total_seconds())
        return min(float(rate), self.tokens + passed * rate / 60)


class Storm(Scoped):
    """What a feed sent in a minute beyond what it may send: counted, with the gravest level, and no row each."""

    scope_by = Through("feed")

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="storms")
    minute = models.DateTimeField("时间")
    count = models.PositiveIntegerField("折叠的告警")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField("最高级别")

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feed", "minute"], name="one_storm_per_feed_and_minute"),
            models.CheckConstraint(condition=Q(level__in=list(Level)), name="storm_level_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id} {self.minute}: {self.count}"

    @property
    def highest(self) -> State:
        """The gravest level among them."""
        return Level(self.level).shown


class Refusal(Scoped):
    """How many requests of a feed (None: of nobody's key) were refused within an hour, for what reason; never what they
    said."""

    scope_by = Through("feed")

    feed = models.ForeignKey(Feed, models.PROTECT, null=True, related_name="refusals")
    hour = models.DateTimeField("时间")
    reason = models.CharField("原因", max_length=10)
    count = models.PositiveIntegerField("次数")

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feed", "hour", "reason"], name="one_sum_of_refusals"),
            models.UniqueConstraint(
                fields=["hour", "reason"], condition=Q(feed__isnull=True), name="one_sum_of_nobodys_refusals"
            ),
            models.CheckConstraint(condition=Q(reason__in=list(Refused)), name="refusal_has_a_known_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id or 0} {self.hour} {self.reason}: {self.count}"

    @property
    def label(self) -> str:
        """Why, in words."""
        return Refused(self.reason).label
