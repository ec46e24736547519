"""Look-alike sweeps (举一反三): the sites elsewhere at which the like may happen, why each, and whether it was looked
at."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed
from zhiben.kernel import clock
from zhiben.orgs.vocab import OF_UNITS, Role
from zhiben.supervision.lifecycle import LOOK_ALIKE
from zhiben.supervision.models.rounds import Round
from zhiben.supervision.models.studies import JointStudy
from zhiben.supervision.models.visits import Visit

COUNTED = Q(far_reason="") | Q(far_accepted_at__isnull=False)


class LookAlike(Placed, Living):
    """One sweep of an office, at whose place it lies, because of a joint study or a case; the units that have sites to
    check take part. `round` is the round of supervision that goes to its sites."""

    machine = LOOK_ALIKE
    scope_by = Home(participation=True, outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="安委办")
    study = models.ForeignKey(JointStudy, models.PROTECT, null=True, related_name="sweeps")
    case = models.ForeignKey("accidents.AccidentCase", models.PROTECT, null=True, related_name="+")
    title = models.CharField("名称", max_length=120)
    what = models.TextField("查什么")
    until = models.DateField("完成期限")
    planned_by = models.BigIntegerField()
    sent_at = models.DateTimeField("部署时间", null=True)
    conclusion = models.TextField("排查结果", blank=True)
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    unlisted = models.PositiveIntegerField("同行业而未列入", default=0)

    class Meta(Placed.Meta):
        verbose_name = "举一反三排查"
        constraints: ClassVar = [
            declared_states(LOOK_ALIKE),
            models.CheckConstraint(
                condition=Q(study__isnull=False) | Q(case__isnull=False), name="sweep_has_an_occasion"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("sent", "closed")) | Q(sent_at__isnull=False), name="sent_sweep_says_when"
            ),
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(conclusion=""), name="closed_sweep_says_what"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The sweep's page."""
        return reverse("supervision:look_alike", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Its time is over, and it is not closed."""
        return self.state == "sent" and self.until < clock.today()

    @property
    def has_sites(self) -> bool:
        """Whether its list holds a site."""
        return LookAlikeSite._unfiltered().filter(sweep=self.pk).exists()

    @property
    def open_sites(self) -> bool:
        """Whether a site was neither looked at nor excused."""
        left = LookAlikeSite._unfiltered().filter(sweep=self.pk, checked_on=None, excused="")
        return left.exclude(site__in=self.visited().values("site")).exists()

    def visited(self) -> models.QuerySet[Visit]:
        """The visits of supervision since it was sent, to whatever site, that stand and count."""
        if self.sent_at is None:
            return Visit._unfiltered().none()
        return Visit._unfiltered().filter(COUNTED, arrived_at__gte=self.sent_at).exclude(state="void")


class LookAlikeSite(Placed):
    """One site of a sweep, at home where it lies, why it is listed, and what became of it."""

    scope_by = Home(outside=(Role.ENTERPRISE_CONTACT,))

    sweep = models.ForeignKey(LookAlike, models.PROTECT, related_name="sites")
    site = models.ForeignKey("orgs.Site", models.PROTECT, related_name="+", verbose_name="场所")
    reasons = models.JSONField("为什么相似", default=list)
    task = models.BigIntegerField(default=0)
    checked_on = models.DateField("检查日期", null=True)
    found = models.TextField("检查情况", blank=True)
    checked_by = models.BigIntegerField(default=0)
    excused = models.TextField("不查的理由", blank=True)

    class Meta(Placed.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sweep", "site"], name="site_once_per_sweep"),
            models.CheckConstraint(condition=Q(checked_on__isnull=True) | ~Q(found=""), name="checked_site_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.sweep_id}: {self.site_id}"
