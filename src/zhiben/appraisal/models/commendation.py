"""Commendations, what was said against them while they were shown, and practices worth copying."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.appraisal.lifecycle import COMMENDATION
from zhiben.appraisal.lifecycle.practices import PRACTICE
from zhiben.appraisal.models.runs import Run
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel import clock
from zhiben.orgs.vocab import OF_UNITS


class Commendation(Placed, Living):
    """One unit or person proposed by an office: by the stated rule of a final run, or by hand for their deeds. From the
    public notice on, the units that the office coordinates see it."""

    machine = COMMENDATION
    scope_by = Home(participation=True, outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField("单位", max_length=120)
    person = models.CharField("个人", max_length=60, default="", blank=True)
    year = models.PositiveSmallIntegerField("年度")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="commendations")
    rule = models.CharField("提名规则", max_length=200, default="", blank=True)
    deeds = models.TextField("主要事迹")
    proposed_by = models.BigIntegerField()
    notice_until = models.DateTimeField("公示截止", null=True)
    document = models.ForeignKey("documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="+")
    honoured_at = models.DateTimeField("表彰时间", null=True)

    class Meta(Placed.Meta):
        verbose_name = "表彰"
        constraints: ClassVar = [
            declared_states(COMMENDATION),
            models.UniqueConstraint(
                fields=["run", "unit"], condition=Q(person="") & ~Q(state="dropped"), name="commended_once_per_run"
            ),
            models.CheckConstraint(condition=~Q(deeds=""), name="commendation_says_what_for"),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "dropped")) | Q(notice_until__isnull=False),
                name="commendation_was_shown",
            ),
            models.CheckConstraint(
                condition=~Q(state="honoured") | Q(document__isnull=False, honoured_at__isnull=False),
                name="honoured_by_a_paper",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "state", "id"], name="commendation_by_city"),
            models.Index(fields=["district", "state", "id"], name="commendation_by_district"),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """某单位某人."""
        return f"{self.unit_name} {self.person}".strip()

    def get_absolute_url(self) -> str:
        """The commendation's page."""
        from django.urls import reverse

        return reverse("appraisal:commendation", args=[self.pk])

    @property
    def notice_is_over(self) -> bool:
        """The days of the notice have passed."""
        return self.notice_until is not None and clock.now() > self.notice_until

    @property
    def has_open_objection(self) -> bool:
        """Read once for many by the room's prepare."""
        return bool(self.__dict__.get("_open_objection", False))

    @property
    def is_vetoed(self) -> bool:
        """A veto of the year stands against the unit; read once for many by the room's prepare."""
        return bool(self.__dict__.get("_vetoed", False))

    @property
    def decision_is_issued(self) -> bool:
        """The decision is out, or goes out in this very step."""
        if self.__dict__.get("_goes_out"):
            return True
        return self.document is not None and self.document.state in ("issued", "closed")


class NoticeObjection(Scoped):
    """What somebody said against a commendation while it was shown, and what was found; `unit` is the one for which
    the person spoke who entered it, 0 where that was not kept."""

    scope_by = Through("commendation")

    commendation = models.ForeignKey(Commendation, on_delete=models.PROTECT, related_name="objections")
    said_by = models.CharField("提出人", max_length=120)
    what = models.TextField("异议内容")
    entered_by = models.BigIntegerField()
    unit = models.BigIntegerField("提出单位", default=0)
    entered_at = models.DateTimeField()
    finding = models.TextField("核查结论", default="", blank=True)
    settled_by = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        verbose_name = "公示异议"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(what=""), name="notice_objection_says_what"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | ~Q(finding=""), name="settled_notice_objection_says_how"
            ),
        ]

    def __str__(self) -> str:
        return self.what[:40]

    def get_absolute_url(self) -> str:
        """The commendation's page."""
        return self.commendation.get_absolute_url()


class Practice(Placed, Living):
    """How a unit did something well, told by it or by the office. Once the office has approved it, all units that the
    office coordinates read it."""

    machine = PRACTICE
    scope_by = Home(participation=True, outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField("单位", max_length=120)
    title = models.CharField("题目", max_length=120)
    action = models.ForeignKey("campaign.CampaignAction", on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField("做法和成效")
    told_by = models.BigIntegerField()
    told_at = models.DateTimeField()
    refusal = models.TextField("不采用的理由", default="", blank=True)

    class Meta(Placed.Meta):
        verbose_name = "经验做法"
        constraints: ClassVar = [
            declared_states(PRACTICE),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="practice_says_what"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "state", "id"], name="practice_by_city"),
            models.Index(fields=["district", "state", "id"], name="practice_by_district"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The practice's page."""
        from django.urls import reverse

        return reverse("appraisal:practice", args=[self.pk])
