"""A hazard of the ledger: where it lies, what it is, until when it must be rectified, and by whom it was reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation.lifecycle.acting import ActedOn
from zhiben.foundation.lifecycle.models import declared_states
from zhiben.foundation.scope.models import Home, Placed
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.vocab import NEEDS_CLAUSE, NO_DUE, UNDECLARED, Body, Grade, Source
from zhiben.kernel import clock

if TYPE_CHECKING:
    from zhiben.hazards.models.attempt import Attempt


class Hazard(Placed, ActedOn):
    """One row of the ledger. At home where its site lies and with the line that answers for its sector; departments
    to which it was transferred take part."""

    machine = HAZARD
    scope_by = Home(participation=True, site="site_id")
    dated = {
        "due": "due",
        "level": "level",
        "unit": "responsible_unit_id",
        "district": "district",
        "street": "street",
    }

    number = models.CharField("编号", max_length=40, unique=True)
    title = models.CharField("隐患", max_length=200, blank=True)
    description = models.TextField("描述", blank=True)
    site = models.ForeignKey("orgs.Site", models.PROTECT, related_name="+", verbose_name="场所")
    sector = models.ForeignKey("orgs.Sector", models.PROTECT, related_name="+", verbose_name="行业领域")
    level = models.CharField("等级", max_length=10, default=Grade.MAJOR)
    criterion = models.CharField("判定依据", max_length=200, blank=True)
    clause = models.ForeignKey("hazards.Criterion", models.PROTECT, null=True, related_name="+")
    found_on = models.DateField("发现日期")
    source = models.CharField("来源", max_length=20, default="", blank=True)
    reporter = models.BigIntegerField(default=0)
    reporter_for = models.BigIntegerField(default=0)
    reporter_unit = models.BigIntegerField(default=0)
    street_reported = models.BooleanField(default=False)
    reported_at = models.DateTimeField(null=True)
    due = models.DateField("整改期限", default=NO_DUE)
    responsible_unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    attempt_no = models.PositiveSmallIntegerField(default=0)
    send_backs = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    listing_level = models.CharField(max_length=10, default=Body.NONE, blank=True)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    relapse_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="relapses")
    # 1 or 0: what is over piles up year by year, and an index that leads with this steps over it. A number, for of a
    # boolean Django asks "open" and not "open = 1", which no index of SQLite's answers.
    open = models.GeneratedField(
        expression=models.Case(models.When(state__in=HAZARD.final, then=0), default=1),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )

    class Meta(Placed.Meta):
        constraints = [
            declared_states(HAZARD),
            models.CheckConstraint(condition=Q(level__in=list(Grade)), name="hazard_level_is_known"),
            models.CheckConstraint(condition=Q(source__in=["", *Source]), name="hazard_source_is_known"),
            models.CheckConstraint(condition=Q(state="draft") | ~Q(title=""), name="only_a_draft_lacks_its_words"),
            models.CheckConstraint(condition=Q(listing_level__in=list(Body)), name="hazard_listing_level_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "rejected", "duplicate", "retracted"))
                | Q(reported_at__isnull=False) & (Q(state="reported") | ~Q(criterion="") & Q(due__lt=NO_DUE)),
                name="verified_hazard_has_criterion_and_due_day",
            ),
            models.CheckConstraint(
                condition=~Q(level=Grade.MAJOR) | ~Q(state__in=NEEDS_CLAUSE) | Q(clause__isnull=False),
                name="verified_major_hazard_cites_a_clause",
            ),
            models.CheckConstraint(
                condition=~Q(state="duplicate") | Q(duplicate_of__isnull=False), name="duplicate_names_the_other_hazard"
            ),
            models.CheckConstraint(condition=~Q(duplicate_of=F("id")), name="hazard_is_not_its_own_duplicate"),
            models.CheckConstraint(condition=~Q(relapse_of=F("id")), name="hazard_is_not_its_own_relapse"),
        ]
        indexes = [
            models.Index(fields=["city", "open", "due", "id"], name="hazard_city_open_due"),
            models.Index(fields=["city", "state", "due", "id"], name="hazard_city_state_due"),
            models.Index(fields=["district", "open", "due", "id"], name="hazard_district_open_due"),
            models.Index(fields=["district", "state", "due", "id"], name="hazard_district_state_due"),
            models.Index(fields=["line", "city", "open", "due", "id"], name="hazard_line_open_due"),
            models.Index(fields=["line", "district", "open", "due", "id"], name="hazard_line_district_open_due"),
            models.Index(fields=["street", "open", "due", "id"], name="hazard_street_open_due"),
            models.Index(fields=["city", "open", "found_on", "id"], name="hazard_city_open_found"),
            # All that a comparison of streets asks for.
            models.Index(fields=["city", "street", "found_on", "state"], name="hazard_city_street_found"),
            models.Index(fields=["district", "street", "found_on", "state"], name="hazard_district_street_found"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".rstrip()

    def get_absolute_url(self) -> str:
        """The hazard's page."""
        return reverse("hazards:page", args=[self.pk])

    @property
    def attempt(self) -> Attempt | None:
        """The present round of rectifying; read once, unless `load_attempts` has done so for many."""
        if "_attempt" not in self.__dict__:
            load_attempts([self])
        found: Attempt | None = self.__dict__["_attempt"]
        return found

    @property
    def people_behind(self) -> frozenset[int]:
        """Everyone behind the present attempt, and in whose stead: the closer must be none of them."""
        from zhiben.hazards.models.attempt import ENTERER, RECTIFIER, REPORTER, REVIEWERS

        return self.attempt.ids((*REPORTER, *RECTIFIER, *ENTERER, *REVIEWERS)) if self.attempt else frozenset()

    @property
    def people_who_passed(self) -> frozenset[int]:
        """Whoever accepted and closed it in the present attempt, and in whose stead."""
        from zhiben.hazards.models.attempt import CLOSER

        return self.attempt.ids(("accepter", *CLOSER)) if self.attempt else frozenset()

    @property
    def is_listed(self) -> bool:
        """True while a listing is proposed or runs; `listing_level` stays when it was taken off the list."""
        from zhiben.hazards.models.listing import Listing

        return Listing._unfiltered().filter(hazard=self.pk).exclude(state__in=Listing.machine.final).exists()

    @property
    def is_overdue(self) -> bool:
        """Past the end of its due day and not yet declared rectified."""
        return self.state in UNDECLARED and self.due < NO_DUE and clock.now() >= clock.day_end(self.due)


class YearNumber(models.Model):
    """The last number that the ledger gave in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


def load_attempts(hazards: Sequence[Hazard]) -> None:
    """Read the present attempt of each of many hazards with one query; admission was the door's question."""
    from zhiben.hazards.models.attempt import Attempt

    numbers = {hazard.pk: hazard.attempt_no for hazard in hazards}
    found = {
        row.hazard_id: row
        for row in Attempt._unfiltered().filter(hazard__in=list(numbers))
        if row.number == numbers[row.hazard_id]
    }
    for hazard in hazards:
        hazard.__dict__["_attempt"] = found.get(hazard.pk)
