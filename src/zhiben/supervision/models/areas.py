"""Areas on the ground that are listed because of their risk: where, why, until when, how they are to be treated, which
months were not looked at and why, which meetings were held about them, which papers went out."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.supervision.lifecycle import AREA
from zhiben.supervision.models.listings import ListingRequest
from zhiben.supervision.vocab import AreaPaperKind


class ListedArea(Placed, Living):
    """One area, at home in its street, or in its district where it holds several; the office that lists it and its
    streets' offices take part. `streets` by id; `figures` are those of its street on which it was proposed together
    with others by `request`."""

    machine = AREA
    scope_by = Home(participation=True)

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="挂牌的安委办")
    title = models.CharField("名称", max_length=80)
    streets = models.JSONField("街镇", default=list)
    basis = models.TextField("挂牌依据")
    request = models.ForeignKey(ListingRequest, models.PROTECT, null=True, related_name="areas")
    figures = models.JSONField(default=dict)
    since = models.DateField("挂牌日期", null=True)
    until = models.DateField("治理期限")
    decision = models.CharField("决定文号", max_length=60, blank=True)
    proposed_by = models.BigIntegerField()
    asked_at = models.DateTimeField("申请验收时间", null=True)
    treated = models.TextField("治理情况", blank=True)
    visit = models.BigIntegerField("验收检查", default=0)
    conclusion = models.TextField("验收结论", blank=True)
    kept_at = models.DateTimeField("继续挂牌", null=True)
    kept_why = models.TextField("继续挂牌的理由", blank=True)

    class Meta(Placed.Meta):
        verbose_name = "挂牌区域"
        constraints: ClassVar = [
            declared_states(AREA),
            models.CheckConstraint(condition=~Q(basis=""), name="listed_area_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "dropped")) | (Q(since__isnull=False) & ~Q(decision="")),
                name="listed_area_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__gt=F("since")), name="listed_area_runs_forward"
            ),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(visit__gt=0), name="accepted_area_was_visited"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The area's page."""
        return reverse("supervision:area", args=[self.pk])

    @property
    def ground(self) -> Collection[int]:
        """Its streets."""
        return frozenset(self.streets)


class AreaMeasure(Scoped):
    """One measure of an area's plan: what, by whom, until when; and when it was carried out, with what came of it."""

    scope_by = Through("area")

    area = models.ForeignKey(ListedArea, models.PROTECT, related_name="measures")
    position = models.PositiveSmallIntegerField("序号")
    what = models.CharField("措施", max_length=200)
    who = models.CharField("责任单位", max_length=80)
    until = models.DateField("完成日期")
    done_on = models.DateField("实际完成", null=True)
    result = models.CharField("完成情况", max_length=200, blank=True)

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "position"], name="one_measure_per_position"),
            models.CheckConstraint(condition=Q(done_on__isnull=True) | ~Q(result=""), name="done_measure_says_how"),
        ]

    def __str__(self) -> str:
        return self.what


class AreaMonth(Scoped):
    """A month in which an area was not looked at, and why."""

    scope_by = Through("area")

    area = models.ForeignKey(ListedArea, models.PROTECT, related_name="months")
    month = models.DateField("月份")
    reason = models.TextField("理由")

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "month"], name="month_is_excused_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="excused_month_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class AreaMeeting(Scoped):
    """A meeting of a task force at which an area was spoken of."""

    scope_by = Through("area")

    area = models.ForeignKey(ListedArea, models.PROTECT, related_name="meetings")
    meeting = models.BigIntegerField()

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "meeting"], name="meeting_once_per_area"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.meeting}"


class AreaPaper(Scoped):
    """A paper about an area; one paper may tell of several areas of a district."""

    scope_by = Through("area")

    area = models.ForeignKey(ListedArea, models.PROTECT, related_name="papers")
    kind = models.CharField("文书", max_length=10)
    document = models.ForeignKey("documents.OfficialDocument", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "document"], name="paper_once_per_area"),
            models.CheckConstraint(condition=Q(kind__in=list(AreaPaperKind)), name="area_paper_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.kind}"
