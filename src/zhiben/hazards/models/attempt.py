"""A round of rectifying, with all the people behind it in one row, so that the rules on them are constraints."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zhiben.foundation.scope.models import Scoped, Through
from zhiben.hazards.models.hazard import Hazard


def _nobody_twice(name: str, other: str) -> models.CheckConstraint:
    """Neither reviewer of an attempt is the person in its column `other`."""
    differ = ~Q(reviewer_one=F(other)) & ~Q(reviewer_two=F(other))
    return models.CheckConstraint(condition=Q(reviewer_one=0) | differ, name=name)


class Attempt(Scoped):
    """One round of rectifying: who rectified, who entered it, which two people reviewed, who closed. Ids are 0 until
    somebody has acted; none is NULL, so that no constraint passes by not knowing."""

    scope_by = Through("hazard")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    reporter = models.BigIntegerField()
    street_reported = models.BooleanField()
    due = models.DateField()
    plan = models.TextField(blank=True)
    rectifier = models.BigIntegerField(default=0)
    rectification_entered_by = models.BigIntegerField(default=0)
    rectifying_unit = models.BigIntegerField(default=0)
    declared_at = models.DateTimeField(null=True)
    measures_done = models.TextField(blank=True)
    funds = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewer_one = models.BigIntegerField(default=0)
    reviewer_two = models.BigIntegerField(default=0)
    reviewer_one_unit = models.BigIntegerField(default=0)
    reviewer_two_unit = models.BigIntegerField(default=0)
    district_department_reviewed = models.BooleanField(default=False)
    passed = models.BooleanField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepter = models.BigIntegerField(default=0)
    conclusion = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closer = models.BigIntegerField(default=0)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["hazard", "number"], name="one_attempt_per_number"),
            models.CheckConstraint(
                condition=Q(declared_at__isnull=True)
                | Q(rectifier__gt=0, rectification_entered_by__gt=0, rectifying_unit__gt=0),
                name="declared_attempt_names_who_rectified",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True)
                | Q(declared_at__isnull=False, reviewer_one__gt=0, reviewer_two__gt=0, passed__isnull=False),
                name="reviewed_attempt_names_two_reviewers",
            ),
            models.CheckConstraint(
                condition=Q(reviewer_one=0) | ~Q(reviewer_one=F("reviewer_two")), name="hazard_reviewers_are_two_people"
            ),
            _nobody_twice("hazard_reviewer_is_not_reporter", "reporter"),
            _nobody_twice("hazard_reviewer_is_not_rectifier", "rectifier"),
            _nobody_twice("hazard_reviewer_did_not_enter_rectification", "rectification_entered_by"),
            models.CheckConstraint(
                condition=Q(reviewer_one=0)
                | ~Q(reviewer_one_unit=F("rectifying_unit")) & ~Q(reviewer_two_unit=F("rectifying_unit")),
                name="hazard_reviewers_are_of_another_unit",
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
            models.CheckConstraint(
                condition=Q(closer=0)
                | ~Q(closer=F("reporter"))
                & ~Q(closer=F("rectifier"))
                & ~Q(closer=F("rectification_entered_by"))
                & ~Q(closer=F("reviewer_one"))
                & ~Q(closer=F("reviewer_two")),
                name="hazard_closer_is_nobody_of_the_attempt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} ({self.number})"
