"""What the office says of photos that are older than the visit at which they are shown."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.foundation.scope.models import Scoped, Through
from zhiben.supervision.models.findings import Finding


class PhotoVerdict(Scoped):
    """One photo (`file`) of a finding that is older than the arrival: accepted all the same, or set aside, and why."""

    scope_by = Through("finding")

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="verdicts")
    file = models.BigIntegerField()
    accepted = models.BooleanField("采用")
    reason = models.CharField("理由", max_length=200)
    decided_by = models.BigIntegerField()
    decided_at = models.DateTimeField()

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["finding", "file"], name="photo_judged_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="photo_verdict_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.file}"
