"""The papers of a month for the units of its office, beside the office's own, which is the round's bulletin."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zhiben.dispatch.models.rounds import Round
from zhiben.foundation.scope.models import Scoped, Through


class UnitPaper(Scoped):
    """One unit's paper of a round; `take` counts on when the papers were taken back and drafted anew, and is `GONE`
    when the unit went before its paper was signed, until it comes back and gets another one. The unit itself sees the
    document once it was sent to it."""

    GONE: ClassVar = 0

    scope_by = Through("round")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="unit_papers")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField("单位", max_length=80)
    document = models.OneToOneField("documents.OfficialDocument", on_delete=models.PROTECT, related_name="unit_paper")
    take = models.PositiveSmallIntegerField(default=1)

    class Meta(Scoped.Meta):
        verbose_name = "单位月度分析"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "unit", "take"], name="one_paper_per_unit_and_month"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.round_id}"
