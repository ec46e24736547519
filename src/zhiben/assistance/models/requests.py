"""A request for help with its visit and advice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhiben.assistance.lifecycle import HELP
from zhiben.assistance.models.experts import Expert
from zhiben.assistance.vocab import EFFECT_MONTHS, OUTCOMES
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel import clock
from zhiben.kernel.periods import months_after


class HelpRequest(Placed, Living):
    """Somebody asks that a site be helped; at home with the site. `expert` and `day` are arranged; `before` and `after`
    are the hazards of the site in the months around the visit, counted when it is followed up."""

    machine = HELP
    scope_by = Home(site="site_id")

    site = models.ForeignKey("orgs.Site", models.PROTECT, related_name="+", verbose_name="场所")
    sector = models.ForeignKey("orgs.Sector", models.PROTECT, related_name="+", verbose_name="行业领域")
    field = models.CharField("需要的专长", max_length=60)
    asks = models.TextField("需要帮助的问题")
    asked_by = models.BigIntegerField()
    asked_unit = models.BigIntegerField("申请单位")
    asked_at = models.DateTimeField("申请时间")
    expert = models.ForeignKey(Expert, models.PROTECT, null=True, related_name="+", verbose_name="专家")
    day = models.DateField("到场日期", null=True)
    reason = models.TextField("不受理的理由", default="", blank=True)
    satisfaction = models.PositiveSmallIntegerField("企业打分", null=True)
    note = models.TextField("回访情况", default="", blank=True)
    before = models.PositiveIntegerField("到场前隐患数", null=True)
    after = models.PositiveIntegerField("到场后隐患数", null=True)

    class Meta(Placed.Meta):
        verbose_name = "帮扶指导"
        constraints: ClassVar = [
            declared_states(HELP),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="declined_help_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=("requested", "accepted", "declined"))
                | Q(expert__isnull=False, day__isnull=False),
                name="arranged_help_has_expert_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("followed_up", "closed"))
                | Q(satisfaction__range=(1, 5), before__isnull=False, after__isnull=False),
                name="followed_up_help_tells_its_effect",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"], name="help_by_state")]

    def __str__(self) -> str:
        return f"{self.field}：{self.asks[:30]}"

    def get_absolute_url(self) -> str:
        """The request's page."""
        return reverse("assistance:request", args=[self.pk])

    @property
    def follow_up_from(self) -> date | None:
        """The first day on which the effect can be told, the one after the months that are counted; None before the
        visit is arranged."""
        return months_after(self.day, EFFECT_MONTHS) + timedelta(days=1) if self.day else None

    @property
    def effect_is_due(self) -> bool:
        """The months after the visit are over."""
        return self.follow_up_from is not None and self.follow_up_from <= clock.today()


class HelpVisit(Placed):
    """One visit that helped, at home with the site: of a request, or of the time before there were any. `high_risk` as
    the sector was marked on that day. It may be a visit of a round of supervision, by id, and is counted once."""

    scope_by = Home(site="site_id")

    site = models.ForeignKey("orgs.Site", models.PROTECT, related_name="+", verbose_name="场所")
    sector = models.ForeignKey("orgs.Sector", models.PROTECT, related_name="+", verbose_name="行业领域")
    day = models.DateField("到场日期")
    expert = models.CharField("专家", max_length=120)
    content = models.TextField("现场情况")
    high_risk = models.BooleanField("高风险行业领域")
    request = models.ForeignKey(HelpRequest, models.PROTECT, null=True, related_name="visits")
    supervised = models.ForeignKey("supervision.Visit", models.PROTECT, null=True, related_name="+")
    entered_by = models.BigIntegerField()
    entered_at = models.DateTimeField("登记时间")
    void_at = models.DateTimeField(null=True)

    class Meta(Placed.Meta):
        verbose_name = "帮扶到场"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "day"], condition=Q(void_at__isnull=True), name="one_help_visit_per_site_and_day"
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(void_at__isnull=True, request__isnull=False),
                name="one_visit_per_request",
            ),
            models.UniqueConstraint(
                fields=["supervised"],
                condition=Q(void_at__isnull=True, supervised__isnull=False),
                name="one_help_per_supervision_visit",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["day", "high_risk"], name="help_visit_by_day")]

    def __str__(self) -> str:
        return f"{self.site.name} {self.day}"

    def get_absolute_url(self) -> str:
        """The visit among the others."""
        return reverse("assistance:visit", args=[self.pk])


class Advice(Scoped):
    """A numbered piece of advice with its day, and what came of it as the one helped says."""

    scope_by = Through("request")

    request = models.ForeignKey(HelpRequest, models.PROTECT, related_name="advice")
    number = models.PositiveSmallIntegerField("编号")
    text = models.TextField("建议")
    due = models.DateField("建议完成日期")
    outcome = models.CharField("结果", max_length=12, blank=True, choices=list(OUTCOMES.items()))
    reason = models.CharField("未采纳的理由", max_length=200, blank=True)
    answered_by = models.BigIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        verbose_name = "建议"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "number"], name="one_number_per_request"),
            models.CheckConstraint(
                condition=~Q(outcome="not_adopted") | ~Q(reason=""), name="advice_not_adopted_says_why"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="answered_advice_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request.site.name}：{self.number}. {self.text}"

    def get_absolute_url(self) -> str:
        """Where it is answered."""
        return reverse("assistance:answer", args=[self.request_id, self.number])
