"""挂牌督办: a hazard under listed supervision, with its papers, its publicity and its inspection by two."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Through
from zhiben.hazards.lifecycle import LISTING
from zhiben.hazards.models.apart import apart
from zhiben.hazards.models.beside import BesideHazard
from zhiben.hazards.models.hazard import Hazard
from zhiben.hazards.vocab import OPEN_LISTING, Body
from zhiben.kernel import clock


class Listing(BesideHazard, Living):
    """挂牌督办: a hazard placed on a named list by the city's or a district's office, until it is taken off again. Two
    officers inspect it: the first writes down what they found and their verdict, the second signs."""

    machine = LISTING
    scope_by = Through("hazard")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="listings")
    level = models.CharField(max_length=10)
    facts = models.TextField()
    legal_basis = models.CharField(max_length=200, blank=True)
    deadline = models.DateField()
    proposed_by = models.BigIntegerField()
    reason = models.TextField("不予挂牌或撤回的理由", blank=True)
    approved_at = models.DateTimeField(null=True)
    document = models.CharField(max_length=60, blank=True)
    delisting_document = models.CharField(max_length=60, blank=True)
    notice_paper = models.ForeignKey("documents.OfficialDocument", models.PROTECT, null=True, related_name="+")
    delisting_paper = models.ForeignKey("documents.OfficialDocument", models.PROTECT, null=True, related_name="+")
    filed_to = models.CharField("报备单位", max_length=120, blank=True)
    filed_on = models.DateField("报备日期", null=True)
    medium = models.CharField("公示媒体", max_length=120, blank=True)
    published_on = models.DateField("公示起始日期", null=True)
    published_until = models.DateField("公示截止日期", null=True)
    delisting_medium = models.CharField("摘牌公示媒体", max_length=120, blank=True)
    delisting_published_on = models.DateField("摘牌公示起始日期", null=True)
    delisting_published_until = models.DateField("摘牌公示截止日期", null=True)
    requested_at = models.DateTimeField("申请验收时间", null=True)
    verdict = models.CharField(max_length=10, blank=True)
    inspection = models.TextField(blank=True)
    inspector_one = models.BigIntegerField(default=0)
    inspector_one_for = models.BigIntegerField(default=0)
    inspector_two = models.BigIntegerField(default=0)
    inspector_two_for = models.BigIntegerField(default=0)
    delisted_at = models.DateTimeField(null=True)

    class Meta(BesideHazard.Meta):
        constraints = [
            declared_states(LISTING),
            models.CheckConstraint(condition=Q(level__in=(Body.CITY, Body.DISTRICT)), name="listing_level_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "refused", "dropped")) | Q(approved_at__isnull=False),
                name="listing_was_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "kept_listed", "delisted"))
                | Q(inspector_one__gt=0, inspector_two__gt=0) & ~Q(verdict="") & ~Q(inspection=""),
                name="inspected_listing_names_two_inspectors",
            ),
            apart(
                "listing_inspectors_are_two_people",
                ("inspector_two", "inspector_two_for"),
                ("inspector_one", "inspector_one_for"),
            ),
            models.UniqueConstraint(
                fields=["hazard"], condition=~Q(state__in=LISTING.final), name="one_open_listing_per_hazard"
            ),
        ]

    @property
    def is_overdue(self) -> bool:
        """Past the end of its last day, and nobody has accepted what was done."""
        return self.state in OPEN_LISTING and clock.now() >= clock.day_end(self.deadline)

    @property
    def called(self) -> str:
        """At which level it is listed."""
        return Body(self.level).label
