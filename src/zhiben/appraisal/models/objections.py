"""A unit's objection to its points of one indicator, and points that were put right for whatever reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.appraisal.lifecycle import OBJECTION
from zhiben.appraisal.models.runs import Card
from zhiben.appraisal.models.schemes import Indicator, points
from zhiben.appraisal.models.scores import Score
from zhiben.appraisal.vocab import Ground
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Scoped, Through
from zhiben.kernel.rights import Coordinates


class Objection(Scoped, Living):
    """One objection: to which score, why, what the office found, and what the leader decided."""

    machine = OBJECTION
    scope_by = Through("card")

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="objections")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("申诉理由")
    raised_by = models.BigIntegerField()
    raised_at = models.DateTimeField()
    points = points("拟定得分", null=True)
    opinion = models.TextField("处理意见", default="", blank=True)
    looked_at_by = models.BigIntegerField(default=0)
    decision = models.TextField("决定理由", default="", blank=True)
    decided_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        verbose_name = "考评申诉"
        constraints: ClassVar = [
            declared_states(OBJECTION),
            models.UniqueConstraint(
                fields=["card", "indicator"],
                condition=Q(state__in=("raised", "accepted", "rejected")),
                name="one_open_objection_per_indicator",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="objection_says_why"),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "upheld")) | Q(points__isnull=False),
                name="accepted_objection_has_points",
            ),
            models.CheckConstraint(condition=~Q(state="dismissed") | ~Q(decision=""), name="dismissal_says_why"),
            models.CheckConstraint(
                condition=~Q(state="upheld") | ~Q(decided_by=models.F("looked_at_by")),
                name="objection_is_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card.unit_name}：{self.indicator.name}"

    def get_absolute_url(self) -> str:
        """The objection's page."""
        from django.urls import reverse

        return reverse("appraisal:objection", args=[self.pk])

    @property
    def coordinates(self) -> Coordinates:
        """Where the office lies that scored."""
        return self.card.coordinates

    @property
    def participants(self) -> Sequence[tuple[str, Coordinates]]:
        """The unit that objects."""
        return self.card.participants

    @property
    def unit_id(self) -> int:
        """The unit that objects."""
        unit: int = self.card.unit_id
        return unit

    @property
    def run_is_told(self) -> bool:
        """Objections are still dealt with."""
        return self.card.run.state == "told"

    @property
    def scored_by(self) -> int:
        """Who had the scores computed that it is about."""
        who: int = self.card.run.scored_by
        return who


class Correction(Scoped):
    """Points of one indicator of one unit that were put right: what they are from then on, why, and on what ground."""

    scope_by = Through("card")

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="corrections")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    objection = models.OneToOneField(Objection, on_delete=models.PROTECT, null=True, related_name="correction")
    ground = models.CharField("依据", max_length=20, choices=[(one.value, one.label) for one in Ground])
    points = points("更正后得分")
    why = models.TextField("原因")
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta(Scoped.Meta):
        verbose_name = "得分更正"
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(why=""), name="correction_says_why")]

    def __str__(self) -> str:
        return f"{self.card_id} {self.indicator_id} {self.points}"

    def get_absolute_url(self) -> str:
        """The card's page."""
        from django.urls import reverse

        return reverse("appraisal:card", args=[self.card_id])
