"""What is drawn of a half-month's reports for checking, so that everybody can draw it again: the seed, the frame and
its digest are kept, and each drawn report is a row that lives until it was found true, or not."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.urls import reverse

from zhiben.campaign.lifecycle import CHECK
from zhiben.campaign.models.tasks import TaskReport
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel.periods import Period, half_month_of
from zhiben.kernel.rights import Coordinates
from zhiben.orgs.vocab import OF_UNITS


class Sample(Placed):
    """One office's draw among the reports of one half-month. `frame` is the list that was drawn from, one name a
    line, sorted; `digest` its SHA-256. At home with the office."""

    scope_by = Home(outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="安委办")
    period_first = models.DateField("半月")
    seed = models.CharField("种子", max_length=80)
    frame = models.TextField("抽样框")
    digest = models.CharField("抽样框摘要", max_length=64)
    drawn_by = models.BigIntegerField()
    drawn_at = models.DateTimeField()

    class Meta(Placed.Meta):
        constraints = [
            models.UniqueConstraint(fields=["office", "period_first"], name="one_sample_per_office_and_period"),
        ]

    def __str__(self) -> str:
        return f"{self.period.label} {self.office_id}"

    def get_absolute_url(self) -> str:
        """The sample's page."""
        return reverse("campaign:sample", args=[self.pk])

    @property
    def period(self) -> Period:
        """The half-month."""
        return half_month_of(self.period_first)


class SampledReport(Scoped, Living):
    """One drawn report, its place in the draw, and what checking found. Seen with its task, so that the unit can
    supplement what was missing."""

    machine = CHECK
    scope_by = Through("report")

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="rows")
    position = models.PositiveSmallIntegerField("顺序")
    report = models.ForeignKey(TaskReport, models.PROTECT, related_name="checks")
    note = models.CharField("核查说明", max_length=400, blank=True)
    supplement = models.TextField("补充说明", blank=True)
    checked_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        constraints = [
            declared_states(CHECK),
            models.UniqueConstraint(fields=["sample", "report"], name="one_check_per_sample_and_report"),
        ]

    def __str__(self) -> str:
        return f"{self.report.task}：{self.report.period.label}报送核查"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("campaign:check", args=[self.pk])

    @property
    def unit_id(self) -> int:
        """The unit that has reported."""
        return self.report.unit_id

    @property
    def sampled_at(self) -> Coordinates:
        """Where the office lies that has drawn; asked by the permission alone, of units too that see no sample. Read
        once unless `load_sampled_at` has done so for many."""
        if "_sampled_at" not in self.__dict__:
            load_sampled_at([self])
        place: Coordinates = self.__dict__["_sampled_at"]
        return place

    @property
    def coordinates(self) -> Coordinates:
        """Where the task lies."""
        return self.report.task.coordinates

    @property
    def participants(self) -> Sequence[tuple[str, Coordinates]]:
        """Who takes part in the task."""
        return self.report.task.participants


def load_sampled_at(checks: Sequence[SampledReport]) -> None:
    """Read where the offices lie that have drawn these reports, with one query."""
    samples = Sample._unfiltered().in_bulk({check.sample_id for check in checks})
    for check in checks:
        check.__dict__["_sampled_at"] = samples[check.sample_id].coordinates
