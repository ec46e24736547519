"""The draw by which a round looks again at tips that were verified: its frame, seed and size, so that everybody can
repeat it. What was drawn, and what came of it, stands beside the tips."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zhiben.foundation.scope.models import Scoped, Through
from zhiben.supervision.models.rounds import Round


class TipDraw(Scoped):
    """One draw of a round: `frame` is what was drawn from, sorted, a number on each line, and `digest` its SHA-256."""

    scope_by = Through("round")

    round = models.ForeignKey(Round, models.PROTECT, related_name="tip_draws")
    seed = models.CharField("种子", max_length=64)
    frame = models.TextField("抽样框")
    digest = models.CharField("摘要", max_length=64)
    size = models.PositiveIntegerField("抽取件数")
    drawn_by = models.BigIntegerField()
    drawn_at = models.DateTimeField("抽取时间")

    class Meta(Scoped.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["round"], name="one_tip_draw_per_round")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.digest[:12]}"

    @property
    def count(self) -> int:
        """How many stood in the frame."""
        return len(self.frame.split("\n"))
