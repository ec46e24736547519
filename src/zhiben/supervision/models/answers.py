"""What was said on a visit, item by item: each saying is a row that stays, the one that stands is what counts, and
after the signature the database lets nothing be said any more."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.foundation.scope.models import Scoped, Through
from zhiben.supervision.models.checklists import Edition, Item
from zhiben.supervision.models.findings import Finding
from zhiben.supervision.models.visits import Visit
from zhiben.supervision.vocab import Again, Agreement, Verdict


class Brought(Scoped):
    """An edition that was used on a visit, and so is never changed."""

    scope_by = Through("visit")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")

    class Meta(Scoped.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["visit", "edition"], name="edition_once_per_visit")]

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.edition_id}"


class Said(Scoped):
    """Something that `person` said on a visit; `key` is the device's own name for it, `standing` while nobody of the
    team has said otherwise since."""

    verdict = models.CharField(max_length=15)
    note = models.CharField("说明", max_length=400, blank=True)
    person = models.BigIntegerField()
    said_at = models.DateTimeField()
    key = models.CharField(max_length=36)
    standing = models.BooleanField(default=True)

    class Meta(Scoped.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk}: {self.verdict}"


class Answer(Said):
    """How an item was answered; `finding` is what was recorded where it is not so."""

    scope_by = Through("visit")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="+")

    class Meta(Said.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(verdict__in=list(Verdict)), name="answer_verdict_is_known"),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.FAILS) | Q(finding__isnull=False), name="failed_item_has_its_finding"
            ),
            models.UniqueConstraint(
                fields=["visit", "item"], condition=Q(standing=True), name="one_standing_answer_per_item"
            ),
            models.UniqueConstraint(fields=["visit", "key"], name="answer_once_per_key"),
        ]

    @property
    def label(self) -> str:
        """The office's word."""
        return Verdict(self.verdict).label


class SeenAgain(Said):
    """What was seen of a finding of an earlier visit to the site, or of a major hazard that is open there."""

    scope_by = Through("visit")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="+")
    hazard = models.BigIntegerField(default=0)

    class Meta(Said.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(verdict__in=list(Again)), name="seen_again_is_known"),
            models.CheckConstraint(
                condition=Q(finding__isnull=False, hazard=0) | Q(finding__isnull=True, hazard__gt=0),
                name="seen_again_is_of_one",
            ),
            models.UniqueConstraint(
                fields=["visit", "finding", "hazard"], condition=Q(standing=True), name="one_standing_look_again"
            ),
            models.UniqueConstraint(fields=["visit", "key"], name="seen_again_once_per_key"),
        ]


class TaskCheck(Said):
    """Whether what a `unit` has reported as done on a key task, in a report drawn for checking, is so there."""

    scope_by = Through("visit")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    report = models.ForeignKey("campaign.SampledReport", models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")

    class Meta(Said.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(verdict__in=list(Agreement)), name="task_check_is_known"),
            models.CheckConstraint(
                condition=~Q(verdict=Agreement.DIFFERS) | ~Q(note=""), name="task_that_differs_says_what"
            ),
            models.UniqueConstraint(
                fields=["visit", "report"], condition=Q(standing=True), name="one_standing_check_per_report"
            ),
            models.UniqueConstraint(fields=["visit", "key"], name="task_check_once_per_key"),
        ]

    @property
    def label(self) -> str:
        """The office's word."""
        return Agreement(self.verdict).label
