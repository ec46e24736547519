"""Enterprises with systems that watch a danger, and each such system; and the list of what is watched, as an office
wrote it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.monitoring.models.feeds import Feed


class WatchedKind(models.Model):
    """Something that may be watched. Systems keep the word by which they were registered, though the list changes."""

    label = models.CharField("监测对象", max_length=40, unique=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    def __str__(self) -> str:
        return self.label


class MonitoredEnterprise(Placed):
    """An enterprise with at least one system, known by its credit code or a local id; at home in its street and with
    the line that answers for its sector. Its contact sees it where it is a site of the register."""

    scope_by = Home(site="site_id")

    name = models.CharField("企业名称", max_length=120)
    code = models.CharField("统一社会信用代码或本地编号", max_length=30)
    site = models.ForeignKey("orgs.Site", models.PROTECT, null=True, related_name="+", verbose_name="场所")
    sector = models.ForeignKey("orgs.Sector", models.PROTECT, related_name="+", verbose_name="行业领域")
    entered_at = models.DateTimeField("登记时间")
    entered_by = models.BigIntegerField()

    class Meta(Placed.Meta):
        verbose_name = "监测企业"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="one_monitored_enterprise_per_code"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="monitored_enterprise_is_named"),
            models.CheckConstraint(condition=Q(street__gt=0), name="monitored_enterprise_is_in_a_street"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "id"], name="monitored_by_city"),
            models.Index(fields=["district", "id"], name="monitored_by_district"),
            models.Index(fields=["street", "id"], name="monitored_by_street"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The enterprise's page, with its systems."""
        return reverse("monitoring:enterprise", args=[self.pk])


class MonitoringSystem(Scoped):
    """One system: what it watches, who supplied it, since when it is in operation (None: not yet) and until when, and
    by what that is shown. `feed` is the connection by which it sends its alerts."""

    scope_by = Through("enterprise")

    enterprise = models.ForeignKey(MonitoredEnterprise, models.PROTECT, related_name="systems")
    watched = models.CharField("监测对象", max_length=40)
    supplier = models.CharField("供应单位", max_length=120, blank=True)
    since = models.DateField("投用日期", null=True)
    ended_on = models.DateField("停用日期", null=True)
    evidence = models.CharField("佐证", max_length=300, blank=True)
    feed = models.ForeignKey(Feed, models.PROTECT, null=True, related_name="systems", verbose_name="接入")
    entered_at = models.DateTimeField("登记时间")
    entered_by = models.BigIntegerField()

    class Meta(Scoped.Meta):
        verbose_name = "监测预警系统"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "watched"], name="one_monitoring_system_per_object"),
            models.CheckConstraint(condition=~Q(watched=""), name="monitoring_system_says_what_it_watches"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(since__isnull=False, ended_on__gte=F("since")),
                name="monitoring_system_ends_after_its_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.watched}"

    @property
    def number(self) -> str:
        """What its alerts call it."""
        return f"JC{self.pk:06d}"
