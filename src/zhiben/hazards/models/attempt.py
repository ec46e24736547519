"""A round of rectifying, with all the people behind it in one row, so that the rules on them are constraints."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from zhiben.foundation.scope.models import Scoped, Through
from zhiben.hazards.models.apart import apart
from zhiben.hazards.models.hazard import Hazard
from zhiben.hazards.vocab import PLAN_PARTS

REPORTER = ("reporter", "reporter_for")
RECTIFIER = ("rectifier", "rectifier_for")
ENTERER = ("rectification_entered_by", "rectification_entered_for")
REVIEWER_ONE = ("reviewer_one", "reviewer_one_for")
REVIEWER_TWO = ("reviewer_two", "reviewer_two_for")
REVIEWERS = (*REVIEWER_ONE, *REVIEWER_TWO)
CLOSER = ("closer", "closer_for")
"""Each of them with the person in whose stead they acted: whatever keeps one away keeps the other away too."""


class Attempt(Scoped):
    """One round of rectifying: who rectified, who entered it, which two people reviewed, who closed. A column `…_for`
    names the person in whose stead somebody acted. Ids are 0 until somebody has acted; none is NULL, so that no
    constraint passes by not knowing."""

    scope_by = Through("hazard")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    reporter = models.BigIntegerField()
    reporter_for = models.BigIntegerField(default=0)
    street_reported = models.BooleanField()
    due = models.DateField()
    plan_goals = models.TextField("目标和任务", blank=True)
    plan_methods = models.TextField("方法和措施", blank=True)
    plan_means = models.TextField("经费和物资", blank=True)
    plan_bodies = models.TextField("机构和人员", blank=True)
    plan_timing = models.TextField("时限和要求", blank=True)
    plan_safety = models.TextField("安全措施和应急预案", blank=True)
    rectifier = models.BigIntegerField(default=0)
    rectifier_for = models.BigIntegerField(default=0)
    rectifying_unit = models.BigIntegerField(default=0)
    rectification_entered_by = models.BigIntegerField(default=0)
    rectification_entered_for = models.BigIntegerField(default=0)
    entering_unit = models.BigIntegerField(default=0)
    declared_at = models.DateTimeField(null=True)
    measures_done = models.TextField(blank=True)
    funds = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewer_one = models.BigIntegerField(default=0)
    reviewer_one_for = models.BigIntegerField(default=0)
    reviewer_two = models.BigIntegerField(default=0)
    reviewer_two_for = models.BigIntegerField(default=0)
    reviewer_one_unit = models.BigIntegerField(default=0)
    reviewer_two_unit = models.BigIntegerField(default=0)
    district_department_reviewed = models.BooleanField(default=False)
    passed = models.BooleanField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepter = models.BigIntegerField(default=0)
    conclusion = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closer = models.BigIntegerField(default=0)
    closer_for = models.BigIntegerField(default=0)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["hazard", "number"], name="one_attempt_per_number"),
            models.CheckConstraint(
                condition=Q(declared_at__isnull=True)
                | Q(rectifier__gt=0, rectification_entered_by__gt=0, rectifying_unit__gt=0, entering_unit__gt=0),
                name="declared_attempt_names_who_rectified",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True)
                | Q(declared_at__isnull=False, reviewer_one__gt=0, reviewer_two__gt=0, passed__isnull=False),
                name="reviewed_attempt_names_two_reviewers",
            ),
            apart("hazard_reviewers_are_two_people", REVIEWER_ONE, REVIEWER_TWO),
            apart("hazard_reviewer_is_not_reporter", REVIEWERS, REPORTER),
            apart("hazard_reviewer_is_not_rectifier", REVIEWERS, RECTIFIER),
            apart("hazard_reviewer_did_not_enter_rectification", REVIEWERS, ENTERER),
            apart(
                "hazard_reviewers_are_of_another_unit",
                ("reviewer_one_unit", "reviewer_two_unit"),
                ("rectifying_unit", "entering_unit"),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True) | Q(street_reported=False) | Q(district_department_reviewed=True),
                name="street_report_is_reviewed_by_a_district_department",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(reviewed_at__isnull=False, passed=True, accepter__gt=0),
                name="accepted_attempt_passed_its_review",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(accepted_at__isnull=False, closer__gt=0),
                name="closed_attempt_was_accepted",
            ),
            apart("hazard_closer_is_nobody_of_the_attempt", CLOSER, (*REPORTER, *RECTIFIER, *ENTERER, *REVIEWERS)),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} ({self.number})"

    @property
    def plan(self) -> dict[str, str]:
        """The treatment plan by the names of its contents; empty texts where none was asked for."""
        return {name: getattr(self, name) for name in PLAN_PARTS}

    def ids(self, columns: Sequence[str]) -> frozenset[int]:
        """Who stands in some of the columns of people or units."""
        return frozenset(getattr(self, column) for column in columns) - {0}
