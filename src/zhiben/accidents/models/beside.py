"""What stands beside a case: its revisions, the records of departments that it is known from, its causes, reports
upwards, verdicts that two cases are not one; and cuts at which figures were frozen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhiben.accidents.models.case import AccidentCase
from zhiben.accidents.models.codes import Code
from zhiben.accidents.models.told import Told
from zhiben.accidents.vocab import UPWARDS, Department
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.orgs.vocab import Role


class Revision(Scoped, Told):
    """What was told of a case from `since` on, until the next one: a vintage. The first is what it was entered with.
    Rows are added, never changed."""

    scope_by = Through("case")

    case = models.ForeignKey(AccidentCase, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    district = models.BigIntegerField(default=0)
    street = models.BigIntegerField(default=0)
    reason = models.CharField("理由", max_length=200, blank=True)
    by = models.BigIntegerField()

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_revision_per_number"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="revision_says_why"),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "since"], name="revision_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} ({self.number})"


class SourceRow(Scoped):
    """A department's record of the accident: its own number, the file that brought it, and what it says, by the columns
    of the workbook and as cells say it."""

    scope_by = Through("case")

    case = models.ForeignKey(AccidentCase, models.PROTECT, related_name="sources")
    department = models.CharField("报送部门", max_length=12)
    number = models.CharField("部门编号", max_length=60, blank=True)
    said = models.JSONField(default=dict)
    file_name = models.CharField("文件", max_length=120, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField()

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(department__in=list(Department)), name="source_department_is_known"),
            models.UniqueConstraint(
                fields=["department", "number"], condition=~Q(number=""), name="one_case_per_department_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{Department(self.department).label} {self.number}".rstrip()


class CaseCause(Scoped):
    """A case was found to have this cause from `since` on, until it was taken off again."""

    scope_by = Through("case")

    case = models.ForeignKey(AccidentCase, models.PROTECT, related_name="causes")
    code = models.ForeignKey(Code, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.BigIntegerField()

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=Q(until__isnull=True), name="cause_stands_once_per_case"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="cause_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.code_id}"


class UpwardReport(Scoped):
    """When the report reached a level."""

    scope_by = Through("case")

    case = models.ForeignKey(AccidentCase, models.PROTECT, related_name="reports")
    level = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "level"], name="one_report_per_level"),
            models.CheckConstraint(condition=Q(level__in=list(UPWARDS)), name="report_level_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.level}"


class Apart(Scoped):
    """A person's word that two cases, the lower id first, are not one accident."""

    scope_by = Through("case")

    case = models.ForeignKey(AccidentCase, models.PROTECT, related_name="+")
    other = models.ForeignKey(AccidentCase, models.PROTECT, related_name="+")
    reason = models.CharField("理由", max_length=200)
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "other"], name="one_verdict_per_pair"),
            models.CheckConstraint(condition=Q(case__lt=F("other")), name="pair_is_told_in_one_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="verdict_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} ≠ {self.other_id}"


class DataFreeze(Placed):
    """A cut at which an office has frozen its figures: as of when, how many cases and dead it held, and the digest of
    all its rows, by which it shows that they are still the same."""

    scope_by = Home(outside=(Role.ENTERPRISE_CONTACT,))

    title = models.CharField("名称", max_length=80)
    as_of = models.DateTimeField("数据截至")
    cases = models.PositiveIntegerField("起数")
    dead = models.PositiveIntegerField("死亡（含失踪）")
    sha256 = models.CharField(max_length=64)
    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta(Placed.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="freeze_has_a_name"),
            models.CheckConstraint(condition=Q(as_of__lte=F("at")), name="freeze_is_of_the_past"),
        ]

    def __str__(self) -> str:
        return self.title
