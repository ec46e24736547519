"""Returns: what one unit owes to one form for one period, and every version of what it has told."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel import clock
from zhiben.kernel.machine import State
from zhiben.kernel.periods import Period
from zhiben.reporting import vocab
from zhiben.reporting.fields import Values
from zhiben.reporting.lifecycle import RETURN
from zhiben.reporting.models.forms import ReturnForm


class Return(Placed, Living):
    """One unit, one form, one period. It lies where the unit lies. `told_at` is when the unit told it first, by which
    it is on time or late; `draft` is what the unit has saved and not sent yet."""

    machine = RETURN
    scope_by = Home()

    form = models.ForeignKey(ReturnForm, models.PROTECT, related_name="returns", verbose_name="报表")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="填报单位")
    period_first = models.DateField("报告期首日")
    period_last = models.DateField("报告期末日")
    period_label = models.CharField("报告期", max_length=40)
    due = models.DateField("报送期限")
    due_at = models.DateTimeField("报送截止")
    told_at = models.DateTimeField("首次报送", null=True)
    submitted_by = models.BigIntegerField(default=0)
    sent_back = models.PositiveSmallIntegerField("退回次数", default=0)
    excuse = models.CharField("免报原因", max_length=500, blank=True)
    draft = models.JSONField(default=dict)
    latest = models.ForeignKey("Vintage", models.PROTECT, null=True, related_name="+")
    official = models.ForeignKey("Vintage", models.PROTECT, null=True, related_name="+")

    class Meta(Placed.Meta):
        constraints: ClassVar = [
            declared_states(RETURN),
            models.UniqueConstraint(fields=["form", "unit", "period_first"], name="one_return_per_unit_and_period"),
            models.CheckConstraint(
                condition=~Q(state__in=("submitted", "certified")) | Q(told_at__isnull=False, latest__isnull=False),
                name="told_return_has_its_version",
            ),
            models.CheckConstraint(
                condition=~Q(state="certified") | Q(official__isnull=False), name="certified_return_has_its_version"
            ),
            models.CheckConstraint(condition=~Q(state="excused") | ~Q(excuse=""), name="excused_return_says_why"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["form", "period_first"], name="return_by_form"),
            models.Index(fields=["unit", "state", "due"], name="return_by_unit"),
            models.Index(fields=["district", "due"], name="return_by_district"),
            models.Index(fields=["city", "due"], name="return_by_city"),
        ]

    def __str__(self) -> str:
        return _("{unit}：{form} {period}").format(unit=self.unit, form=self.form, period=self.period_label)

    def get_absolute_url(self) -> str:
        """The return's page."""
        return reverse("reporting:return", args=[self.pk])

    @property
    def period(self) -> Period:
        """The period that it is about."""
        return Period(self.period_first, self.period_last, self.period_label)

    @property
    def office_id(self) -> int:
        """The office that asks."""
        return self.form.office_id

    @property
    def form_stands(self) -> bool:
        """False once the form was withdrawn."""
        return self.form.state != "withdrawn"

    @property
    def is_open(self) -> bool:
        """True while the unit has to tell something."""
        return self.state in ("due", "returned") and self.form_stands

    @property
    def is_late(self) -> bool:
        """True for what was told after its time, or was not told though the time has passed."""
        return (self.told_at or clock.now()) >= self.due_at

    @property
    def is_overdue(self) -> bool:
        """True while it is owed and its time has passed."""
        return self.is_open and clock.now() >= self.due_at

    @property
    def standing(self) -> State:
        """How it stands, in one word."""
        if self.state == "excused":
            return vocab.EXCUSED
        if self.state == "due":
            return (vocab.OVERDUE if self.is_late else vocab.OPEN) if self.form_stands else vocab.STOPPED
        if self.state == "returned":
            return vocab.RETURNED
        if self.is_late:
            return vocab.LATE
        return vocab.NIL if self.latest and self.latest.nil else vocab.ON_TIME

    @property
    def corrected(self) -> bool:
        """True once something certified was replaced, or is to be."""
        return self.official_id is not None and bool(
            (self.latest and self.latest.correction) or (self.official and self.official.correction)
        )

    @property
    def shown_vintage(self) -> Vintage | None:
        """The version that counts: the certified one, else what waits to be certified; none for what was returned."""
        return self.official or (self.latest if self.state == "submitted" else None)


class Vintage(Scoped):
    """What was told of a return at a moment: the values by field, reasons by field, or that there is nothing to tell.
    Never changed but by its certification, and by being taken back."""

    scope_by = Through("told_of")

    told_of = models.ForeignKey(Return, models.PROTECT, related_name="vintages")
    number = models.PositiveSmallIntegerField("第几版")
    values = models.JSONField("所报内容", default=dict)
    reasons = models.JSONField("说明", default=dict)
    nil = models.BooleanField("零报告", default=False)
    correction = models.CharField("更正理由", max_length=500, blank=True)
    told_by = models.BigIntegerField()
    told_at = models.DateTimeField("报送时间")
    certified_by = models.BigIntegerField(default=0)
    certified_at = models.DateTimeField("核定时间", null=True)
    taken_back_at = models.DateTimeField("撤回时间", null=True)

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["told_of", "number"], name="return_vintage_once"),
        ]

    def __str__(self) -> str:
        return _("第{n}版").format(n=self.number)

    def of(self) -> Values:
        """The values by field."""
        found: dict[str, Any] = self.values
        return found
