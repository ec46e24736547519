"""Alerts as feeds have sent them, those of one sensor and level within a while as one, and which events were told
already."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel import clock
from zhiben.kernel.machine import State
from zhiben.monitoring.lifecycle import ALERT
from zhiben.monitoring.models.feeds import Feed
from zhiben.monitoring.models.register import MonitoringSystem
from zhiben.monitoring.vocab import TRIAGE, Level


class Alert(Placed, Living):
    """What a sensor of a system has told, at home with its enterprise. `count` events from `first_at` to `last_at` (the
    sender's times) are this one alert; `by` is the hazard of the ledger, or the other alert, that it turned out to
    be."""

    machine = ALERT
    scope_by = Home(site="site_id")

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="alerts", verbose_name="接入")
    system = models.ForeignKey(MonitoringSystem, models.PROTECT, related_name="alerts", verbose_name="系统")
    site = models.ForeignKey("orgs.Site", models.PROTECT, null=True, related_name="+", verbose_name="场所")
    sensor = models.CharField("测点", max_length=60)
    level = models.PositiveSmallIntegerField("级别")
    value = models.CharField("数值", max_length=40, blank=True)
    text = models.CharField("内容", max_length=200, blank=True)
    first_at = models.DateTimeField("首次发生")
    last_at = models.DateTimeField("最近发生")
    count = models.PositiveIntegerField("次数", default=1)
    received_at = models.DateTimeField("收到时间")
    note = models.TextField("关注安排", blank=True)
    reason = models.TextField("误报理由", blank=True)
    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, null=True, related_name="+", verbose_name="隐患")
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="doubles", verbose_name="重复于")
    settled_by = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta(Placed.Meta):
        verbose_name = "监测告警"
        constraints: ClassVar = [
            declared_states(ALERT),
            models.CheckConstraint(condition=Q(level__in=list(Level)), name="alert_level_is_known"),
            models.CheckConstraint(condition=Q(count__gte=1), name="alert_was_told_at_least_once"),
            models.CheckConstraint(condition=Q(last_at__gte=F("first_at")), name="alert_runs_forward"),
            models.CheckConstraint(condition=~Q(state="false") | ~Q(reason=""), name="false_alert_says_why"),
            models.CheckConstraint(
                condition=~Q(state="hazard") | Q(hazard__isnull=False), name="alert_that_is_a_hazard_names_it"
            ),
            models.CheckConstraint(
                condition=~Q(state="duplicate") | Q(same_as__isnull=False), name="duplicate_alert_names_the_other"
            ),
            models.CheckConstraint(condition=~Q(same_as=F("id")), name="alert_is_not_its_own_duplicate"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "-received_at", "-id"], name="alert_city_received"),
            models.Index(fields=["district", "-received_at", "-id"], name="alert_district_received"),
            models.Index(fields=["street", "-received_at", "-id"], name="alert_street_received"),
            models.Index(fields=["line", "city", "-received_at", "-id"], name="alert_line_received"),
            models.Index(fields=["system", "sensor", "level", "state"], name="alert_of_sensor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.in_words}"

    def get_absolute_url(self) -> str:
        """The alert's page."""
        return reverse("monitoring:alert", args=[self.pk])

    @property
    def number(self) -> str:
        """What people call it."""
        return f"GJ{self.pk:06d}"

    @property
    def in_words(self) -> str:
        """What was told, in a line."""
        return " ".join(part for part in (self.sensor, self.text, self.value) if part)

    @property
    def level_shown(self) -> State:
        """The level's word and tone."""
        return Level(self.level).shown

    @property
    def judge_by(self) -> datetime:
        """By when somebody has to say what it is."""
        return self.received_at + TRIAGE[Level(self.level)]

    @property
    def is_late(self) -> bool:
        """True when nobody has said in time what it is."""
        return self.state == "received" and clock.now() >= self.judge_by


class AlertEvent(Scoped):
    """An event that a feed has told, by the feed's own id of it and the digest of what was said, so that it is told
    once."""

    scope_by = Through("alert")

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="+")
    event = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="events")
    at = models.DateTimeField()

    class Meta(Scoped.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["feed", "event"], name="one_event_per_feed")]
        indexes: ClassVar = [models.Index(fields=["at"], name="event_by_age")]

    def __str__(self) -> str:
        return self.event
