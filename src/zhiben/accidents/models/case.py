"""An accident case: what happened, as it is known now; its investigation and what became of its lessons."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.accidents.grading import accident_grade, grade_expression
from zhiben.accidents.lifecycle import CASE
from zhiben.accidents.models.told import Told
from zhiben.accidents.vocab import LEVELS, ORDER, PROVISIONAL, UPWARDS, Enterprise, Grade, Reach, Regime, Settled
from zhiben.foundation.lifecycle.acting import ActedOn
from zhiben.foundation.lifecycle.models import declared_states
from zhiben.foundation.scope.models import Home, Placed
from zhiben.foundation.search import Index
from zhiben.orgs.vocab import Role


class AccidentCase(Placed, ActedOn, Told):
    """One accident. At home where it happened, as far as that is known, with the line that answers for its sector; no
    enterprise sees one. `narrative` is kept with personal data masked."""

    machine = CASE
    scope_by = Home(outside=(Role.ENTERPRISE_CONTACT,))
    dated: ClassVar = {"district": "district", "street": "street"}
    found_by = Index("accident_case", ("number", "unit_name", "place", "narrative"))

    number = models.CharField("编号", max_length=40, unique=True)
    narrative = models.TextField("事故经过", blank=True)
    entered_at = models.DateTimeField("登记时间")
    carried_over = models.BooleanField("补录", default=False)
    investigated_at = models.CharField("调查级别", max_length=10, blank=True)
    team = models.CharField("调查组", max_length=120, blank=True)
    nature = models.CharField("事故性质", max_length=12, blank=True)
    extension_days = models.PositiveSmallIntegerField("延长调查（日）", default=0)
    appraisal_days = models.PositiveSmallIntegerField("技术鉴定（日）", default=0)
    submitted_on = models.DateField("提交调查报告日期", null=True)
    approval_extension_days = models.PositiveSmallIntegerField("延长批复（日）", default=0)
    approved_on = models.DateField("批复日期", null=True)
    approval_no = models.CharField("批复文号", max_length=60, blank=True)
    assessed_on = models.DateField("评估日期", null=True)
    assessment = models.TextField("评估结论", blank=True)
    published = models.CharField("评估结果公布处", max_length=120, blank=True)
    causes_settled = models.TextField("原因查清的依据", blank=True)
    people_settled = models.TextField("责任人员处理的依据", blank=True)
    measures_settled = models.TextField("整改措施落实的依据", blank=True)
    teaching_settled = models.TextField("教育的依据", blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    grade = models.GeneratedField(
        expression=grade_expression(), output_field=models.CharField(max_length=10), db_persist=True
    )

    class Meta(Placed.Meta):
        verbose_name = "事故案件"
        constraints: ClassVar = [
            declared_states(CASE),
            models.CheckConstraint(condition=Q(regime__in=list(Regime)), name="accident_regime_is_known"),
            models.CheckConstraint(condition=Q(enterprise__in=["", *Enterprise]), name="accident_enterprise_is_known"),
            models.CheckConstraint(condition=Q(investigated_at__in=["", *Reach]), name="accident_level_is_known"),
            models.CheckConstraint(condition=Q(hour__isnull=True) | Q(hour__lt=24), name="accident_hour_is_one"),
            models.CheckConstraint(
                condition=Q(minute__isnull=True) | Q(minute__lt=60, hour__isnull=False), name="accident_minute_is_one"
            ),
            models.CheckConstraint(condition=Q(loss__gte=0), name="accident_loss_is_none_or_more"),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "assessed", "closed")) | Q(approved_on__isnull=False),
                name="approved_case_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(assessed_on__isnull=False)
                & ~Q(causes_settled="")
                & ~Q(people_settled="")
                & ~Q(measures_settled="")
                & ~Q(teaching_settled=""),
                name="closed_case_let_nothing_go",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False), name="merged_case_names_the_other"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="case_is_not_merged_into_itself"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "-occurred_on", "-id"], name="case_city_day"),
            models.Index(fields=["district", "-occurred_on", "-id"], name="case_district_day"),
            models.Index(fields=["street", "-occurred_on", "-id"], name="case_street_day"),
            models.Index(fields=["line", "city", "-occurred_on", "-id"], name="case_line_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.unit_name or self.place}".rstrip()

    def get_absolute_url(self) -> str:
        """The case's page."""
        return reverse("accidents:page", args=[self.pk])

    @property
    def graded(self) -> Grade:
        """The grade by rule, of the figures as they stand here."""
        return accident_grade(self.dead, self.serious, self.loss, regime=self.regime)

    @property
    def is_provisional(self) -> bool:
        """True until the investigation's report was approved."""
        return self.state in PROVISIONAL

    @property
    def settled(self) -> dict[Settled, str]:
        """The four things that are not let go, each with its evidence; an empty text for what is not settled yet."""
        return {one: getattr(self, f"{one}_settled") for one in Settled}

    @property
    def let_nothing_go(self) -> bool:
        """True when all four are settled."""
        return all(self.settled.values())

    @property
    def lowest_level(self) -> Reach:
        """The lowest level at which it may be investigated, by the figures as they stand."""
        harmed = self.dead or self.serious or self.minor
        return LEVELS[self.graded] if harmed or self.graded != Grade.GENERAL else Reach.UNIT

    @property
    def is_investigated_too_low(self) -> bool:
        """True where the figures have risen beyond the level at which it is investigated."""
        level = self.investigated_at
        running = self.state in ("investigating", "submitted")
        return running and level != "" and ORDER.index(Reach(level)) < ORDER.index(self.lowest_level)

    @property
    def must_reach(self) -> Reach:
        """How far up the accident has to be reported, by its grade (Order 493 art. 10)."""
        return {Grade.EXTREME: Reach.STATE, Grade.MAJOR: Reach.STATE, Grade.LARGER: Reach.PROVINCE}.get(
            self.graded, Reach.CITY
        )

    @property
    def levels_to_reach(self) -> tuple[Reach, ...]:
        """The levels through which the report goes, lowest first."""
        return UPWARDS[: UPWARDS.index(self.must_reach) + 1]


class YearNumber(models.Model):
    """The last number that was given to a case of a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
