"""An assessment visit to one unit: what it was drawn from, with which seed, and what was found of each item. The unit
sees it once it is confirmed; before, it is the office's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.appraisal.lifecycle import VISIT
from zhiben.appraisal.models.runs import Card
from zhiben.appraisal.models.schemes import Indicator, points
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.orgs.vocab import OF_UNITS

TAKING = ("opened", "scored", "told")
"""States of a run in which a visit still puts points right."""


class Visit(Placed, Living):
    """One visit. `frame` are the names that were drawn from, with their strata."""

    machine = VISIT
    scope_by = Home(participation=True, outside=OF_UNITS)

    card = models.OneToOneField(Card, on_delete=models.PROTECT, related_name="visit")
    seed = models.CharField("种子", max_length=64)
    frame = models.JSONField("抽样框")
    digest = models.CharField("抽样框摘要", max_length=64)
    drawn_by = models.BigIntegerField()
    visited_by = models.BigIntegerField(default=0)
    on = models.DateField("巡查日期", null=True)
    confirmed_by = models.BigIntegerField(default=0)

    class Meta(Placed.Meta):
        verbose_name = "考核巡查"
        constraints: ClassVar = [
            declared_states(VISIT),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(confirmed_by=models.F("visited_by")),
                name="visit_is_confirmed_by_another",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "state", "id"], name="appraisal_visit_by_city"),
            models.Index(fields=["district", "state", "id"], name="appraisal_visit_by_district"),
        ]

    def __str__(self) -> str:
        return f"{self.card}"

    def get_absolute_url(self) -> str:
        """The visit's page."""
        from django.urls import reverse

        return reverse("appraisal:visit", args=[self.pk])

    @property
    def run_takes_corrections(self) -> bool:
        """Points can still be put right."""
        return self.card.run.state in TAKING


class VisitItem(Scoped):
    """One thing that was drawn, a key task or an indicator, and what was found. One that deviates puts the points of an
    indicator right, where it says so."""

    scope_by = Through("visit")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("抽中事项", max_length=400)
    task = models.ForeignKey("campaign.KeyTask", on_delete=models.PROTECT, null=True, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    agrees = models.BooleanField("与申报一致", null=True)
    points = points("更正后得分", null=True)
    note = models.TextField("核查情况", default="", blank=True)
    checked_by = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        verbose_name = "巡查事项"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "position"], name="visit_item_in_order"),
            models.CheckConstraint(condition=~Q(agrees=False) | ~Q(note=""), name="deviation_says_what"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(agrees=False, indicator__isnull=False),
                name="corrected_points_have_an_indicator",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The visit's page."""
        from django.urls import reverse

        return reverse("appraisal:visit", args=[self.visit_id])
