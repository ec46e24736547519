"""A request to the committee to list several areas together: on the accidents of which year, by what study or why
without one, until when they are to be treated."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed
from zhiben.supervision.lifecycle import LISTING_REQUEST


class ListingRequest(Placed, Living):
    """One request, at home with its office. `told` is what the study said of all streets together (how many are
    proposed, whether a line is a real one), `study` its id, 0 where `unstudied` says why there is none. With a study,
    `unstudied` says why its order is not followed, or why it is though months are lacking."""

    machine = LISTING_REQUEST
    scope_by = Home()

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="提请的安委办")
    base_year = models.PositiveSmallIntegerField("基准年")
    study = models.BigIntegerField(default=0)
    unstudied = models.CharField("没有采用分析结果的理由", max_length=200, blank=True)
    told = models.JSONField(default=dict)
    criteria = models.TextField("选定办法")
    until = models.DateField("治理期限")
    paper = models.ForeignKey("documents.OfficialDocument", models.PROTECT, null=True, related_name="+")
    proposed_by = models.BigIntegerField()
    decision = models.CharField("决定文号", max_length=60, blank=True)
    decided_on = models.DateField("批准日期", null=True)

    class Meta(Placed.Meta):
        verbose_name = "挂牌提请"
        constraints: ClassVar = [
            declared_states(LISTING_REQUEST),
            models.CheckConstraint(condition=~Q(criteria=""), name="listing_request_says_by_what"),
            models.CheckConstraint(
                condition=Q(study__gt=0) | ~Q(unstudied=""), name="listing_request_has_a_study_or_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="approved_listing_request_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(paper__isnull=False) | ~Q(state="approved"), name="approved_request_was_written"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base_year}年事故高风险区域挂牌提请（第{self.pk}号）"

    def get_absolute_url(self) -> str:
        """The request's page."""
        return reverse("supervision:listing", args=[self.pk])
