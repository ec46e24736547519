"""What follows a hazard on: controls that hold until it is mended, and second looks at some of those that were closed,
drawn so that everybody can draw them again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Through
from zhiben.hazards.lifecycle import CONTROL, SECOND_LOOK
from zhiben.hazards.models.beside import BesideHazard
from zhiben.hazards.models.hazard import Hazard
from zhiben.hazards.vocab import ControlKind
from zhiben.orgs.vocab import OF_UNITS


class Control(BesideHazard, Living):
    """What was ordered, or is done, to keep people safe meanwhile, since which day, and on what grounds it ended."""

    machine = CONTROL
    scope_by = Through("hazard")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="controls")
    kind = models.CharField("种类", max_length=10)
    measures = models.TextField("措施和范围")
    basis = models.CharField("依据", max_length=200, blank=True)
    since = models.DateField("起始日期")
    ordered_by = models.BigIntegerField()
    by_department = models.BooleanField(default=False)
    ordered_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    grounds = models.TextField("解除依据", blank=True)

    class Meta(BesideHazard.Meta):
        constraints = [
            declared_states(CONTROL),
            models.CheckConstraint(condition=Q(kind__in=list(ControlKind)), name="hazard_control_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=ControlKind.INTERIM) | ~Q(basis=""), name="suspension_names_its_legal_basis"
            ),
            models.CheckConstraint(
                condition=~Q(state="lifted") | Q(lifted_at__isnull=False), name="lifted_control_says_when"
            ),
        ]

    @property
    def called(self) -> str:
        """What holds."""
        return ControlKind(self.kind).label

    @property
    def suspends(self) -> bool:
        """True for everything that stops work; False for an interim control."""
        return self.kind != ControlKind.INTERIM


class LookDraw(Placed):
    """One office's draw among the hazards closed in a stretch of days. `frame` is the list that was drawn from, one
    number a line, sorted; `digest` its SHA-256. At home with the office."""

    scope_by = Home(outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="安委办")
    first = models.DateField("销号日期自")
    last = models.DateField("至")
    percent = models.PositiveSmallIntegerField("比例")
    seed = models.CharField("种子", max_length=80)
    frame = models.TextField("抽样框")
    digest = models.CharField("抽样框摘要", max_length=64)
    drawn_by = models.BigIntegerField()
    drawn_at = models.DateTimeField()

    class Meta(Placed.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="look_draw_share_is_a_percentage"
            ),
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="look_draw_runs_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"

    def get_absolute_url(self) -> str:
        """The draw's page."""
        return reverse("hazards:look_draw", args=[self.pk])

    @property
    def numbers(self) -> list[str]:
        """The numbers that were drawn from."""
        return self.frame.splitlines()


class SecondLook(BesideHazard, Living):
    """回头看 at one closed hazard: whether it has held, by somebody who had no part in closing it."""

    machine = SECOND_LOOK
    scope_by = Through("hazard")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="second_looks")
    draw = models.ForeignKey(LookDraw, models.PROTECT, related_name="looks")
    position = models.PositiveIntegerField("顺序")
    attempt_no = models.PositiveSmallIntegerField()
    looked_by = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    conclusion = models.TextField("现场情况", blank=True)
    place = models.CharField("位置", max_length=200, blank=True)

    class Meta(BesideHazard.Meta):
        constraints = [
            declared_states(SECOND_LOOK),
            models.UniqueConstraint(
                fields=["hazard"], condition=Q(state="drawn"), name="one_open_second_look_per_hazard"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("held", "relapsed")) | Q(looked_by__gt=0, looked_at__isnull=False),
                name="second_look_names_who_looked",
            ),
        ]

    @property
    def people_behind(self) -> frozenset[int]:
        """Everyone who had a part in the hazard and in its closing: none of them looks again."""
        return self.hazard.people_behind | self.hazard.people_who_passed
