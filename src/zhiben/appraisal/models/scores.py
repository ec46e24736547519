"""Scores, dated: a scoring of all cards of a run, and what each got. None is ever changed; whatever is put right is a
new scoring beside the old one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhiben.appraisal.models.runs import Card, Run
from zhiben.appraisal.models.schemes import points
from zhiben.appraisal.vocab import Band, Grade
from zhiben.foundation.scope.models import Scoped, Through


class Scoring(Scoped):
    """The scores of one run at one moment; `bundle` is under which name its measures are frozen, `why` tells of a later
    one what it puts right."""

    scope_by = Through("run")

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="scorings")
    number = models.PositiveSmallIntegerField("次序")
    at = models.DateTimeField()
    by = models.BigIntegerField()
    why = models.TextField("更正原因", default="", blank=True)
    bundle = models.CharField(max_length=60)

    class Meta(Scoped.Meta):
        verbose_name = "计分"
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "number"], name="scoring_once")]

    def __str__(self) -> str:
        return f"第{self.number}次计分"

    def get_absolute_url(self) -> str:
        """The run's page."""
        return self.run.get_absolute_url()


class Score(Scoped):
    """What a unit got: bounds that are the same where nothing lacks, the grade if there is one, the place with its
    interval, and every line that led there."""

    scope_by = Through("card")

    scoring = models.ForeignKey(Scoring, on_delete=models.PROTECT, related_name="scores")
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="scores")
    low = points("最低")
    high = points("最高")
    lacking = models.PositiveSmallIntegerField("缺项", default=0)
    grade = models.CharField("等次", max_length=20, default="", blank=True)
    first = models.PositiveSmallIntegerField("名次")
    last = models.PositiveSmallIntegerField("名次至")
    rank_low = models.PositiveSmallIntegerField("名次区间下限")
    rank_high = models.PositiveSmallIntegerField("名次区间上限")
    band = models.CharField("分档", max_length=10)
    lines = models.JSONField()
    vetoes = models.JSONField(default=list)

    class Meta(Scoped.Meta):
        verbose_name = "得分"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scoring", "card"], name="one_score_per_scoring"),
            models.CheckConstraint(
                condition=Q(low__lte=F("high"), first__lte=F("last"), rank_low__lte=F("rank_high")),
                name="score_bounds_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.shown}"

    def get_absolute_url(self) -> str:
        """The card's page."""
        from django.urls import reverse

        return reverse("appraisal:card", args=[self.card_id])

    @property
    def complete(self) -> bool:
        """Nothing lacks."""
        return not self.lacking

    @property
    def shown(self) -> str:
        """The points, with both bounds where something lacks."""
        return f"{self.low}" if self.complete else f"{self.low}～{self.high}"

    @property
    def rank_shown(self) -> str:
        """The place, never without its interval."""
        place = f"{self.first}" if self.first == self.last else f"{self.first}～{self.last}"
        return f"{place}（区间{self.rank_low}～{self.rank_high}）"

    @property
    def grade_shown(self) -> str:
        """The grade's word; a dash where the bounds give two."""
        return Grade(self.grade).label if self.grade else "—"

    @property
    def band_shown(self) -> str:
        """The band's word."""
        return Band(self.band).label
