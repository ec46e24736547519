"""Joint studies after accidents: who takes part, what was seen on site, the causes, lessons and gaps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel import clock
from zhiben.orgs.vocab import OF_UNITS
from zhiben.supervision.accident_words import Gap, Verdict
from zhiben.supervision.lifecycle import STUDY
from zhiben.supervision.models.rounds import Round
from zhiben.supervision.models.signals import AccidentSignal


class JointStudy(Placed, Living):
    """One study of an office, at whose place it lies; the sector's departments take part. `round` is the round of
    supervision in which the site is gone to, `report` and `letter` the papers that come of it."""

    machine = STUDY
    scope_by = Home(participation=True, outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="安委办")
    signal = models.ForeignKey(AccidentSignal, models.PROTECT, related_name="studies")
    case = models.ForeignKey("accidents.AccidentCase", models.PROTECT, null=True, related_name="+")
    title = models.CharField("名称", max_length=120)
    until = models.DateField("期限")
    people = models.TextField("参加人员", blank=True)
    opened_by = models.BigIntegerField()
    lessons = models.TextField("教训", blank=True)
    verdict = models.CharField("结论", max_length=10, blank=True)
    conclusion = models.TextField("结论说明", blank=True)
    evidence = models.TextField("办结依据", blank=True)
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    report = models.ForeignKey("documents.OfficialDocument", models.PROTECT, null=True, related_name="+")
    letter = models.ForeignKey("documents.OfficialDocument", models.PROTECT, null=True, related_name="+")

    class Meta(Placed.Meta):
        verbose_name = "联合研判"
        constraints: ClassVar = [
            declared_states(STUDY),
            models.UniqueConstraint(fields=["signal"], condition=~Q(state="closed"), name="one_study_per_signal"),
            models.CheckConstraint(condition=Q(verdict__in=["", *Verdict]), name="study_verdict_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=("concluded", "closed")) | ~Q(lessons="") & ~Q(verdict=""),
                name="concluded_study_has_lessons",
            ),
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(evidence=""), name="closed_study_has_evidence"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The study's page."""
        return reverse("supervision:joint_study", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Its time is over, and it is not closed."""
        return self.state != "closed" and self.until < clock.today()

    @property
    def has_causes(self) -> bool:
        """Whether a cause was written down."""
        return StudyCause._unfiltered().filter(study=self.pk).exists()

    @property
    def open_gaps(self) -> bool:
        """Whether a gap is not filled yet."""
        return StudyGap._unfiltered().filter(study=self.pk, filled="").exists()


class StudyLook(Scoped):
    """Being on site: when, who, what was seen."""

    scope_by = Through("study")

    study = models.ForeignKey(JointStudy, models.PROTECT, related_name="looks")
    on = models.DateField("日期")
    who = models.CharField("参加人员", max_length=200)
    text = models.TextField("现场情况")

    class Meta(Scoped.Meta):
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="study_look_says_what")]

    def __str__(self) -> str:
        return f"{self.on}"


class StudyCause(Scoped):
    """One cause that was found, in words, and by its code where one fits."""

    scope_by = Through("study")

    study = models.ForeignKey(JointStudy, models.PROTECT, related_name="causes")
    position = models.PositiveSmallIntegerField("序号")
    code = models.ForeignKey("accidents.Code", models.PROTECT, null=True, related_name="+")
    text = models.TextField("原因")

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "position"], name="cause_once_per_position"),
            models.CheckConstraint(condition=~Q(text=""), name="study_cause_says_what"),
        ]

    def __str__(self) -> str:
        return self.text


class StudyGap(Scoped):
    """What is missing, and how it was filled; `task` the key task that was added or amended because of it."""

    scope_by = Through("study")

    study = models.ForeignKey(JointStudy, models.PROTECT, related_name="gaps")
    position = models.PositiveSmallIntegerField("序号")
    gap = models.CharField("种类", max_length=12)
    told = models.CharField("缺什么", max_length=200)
    filled = models.TextField("怎样补上", blank=True)
    filled_on = models.DateField("补上日期", null=True)
    task = models.BigIntegerField(default=0)

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "position"], name="one_gap_per_position"),
            models.CheckConstraint(condition=Q(gap__in=list(Gap)), name="study_gap_is_known"),
            models.CheckConstraint(condition=~Q(gap="task") | Q(filled="") | Q(task__gt=0), name="task_gap_names_task"),
        ]

    def __str__(self) -> str:
        return self.told

    @property
    def kind(self) -> Gap:
        """Which gap."""
        return Gap(self.gap)
