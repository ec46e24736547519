"""Key tasks, the reports on them, nil returns, and requests for more time."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhiben.campaign.lifecycle import EXTENSION, TASK
from zhiben.campaign.vocab import Cadence, Recurrence
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.foundation.search import Index
from zhiben.kernel import clock
from zhiben.kernel.periods import Period, half_month_of
from zhiben.kernel.rights import Coordinates


class KeyTask(Placed, Living):
    """One row of the key-task list. At home with its lead unit; assisting units take part."""

    machine = TASK
    scope_by = Home(participation=True)
    dated = {"due": "due", "unit": "lead_unit_id", "district": "district", "street": "street"}
    found_by = Index("key_task", ("number", "title", "topic", "target"))

    number = models.CharField("编号", max_length=40, unique=True)
    title = models.CharField("任务", max_length=200)
    topic = models.CharField("行动或领域", max_length=80, blank=True)
    target = models.CharField("目标", max_length=400)
    evidence_required = models.CharField("佐证要求", max_length=400, blank=True)
    lead_unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="牵头单位")
    due = models.DateField("完成时限")
    scheduled = models.DateField("计划完成", null=True)
    responsible = models.CharField("责任人", max_length=200, blank=True)
    leader = models.CharField("责任领导", max_length=200, blank=True)
    measure = models.ForeignKey("campaign.PlanMeasure", models.PROTECT, null=True, related_name="tasks")
    action = models.ForeignKey("campaign.CampaignAction", models.PROTECT, null=True, related_name="tasks")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", verbose_name="上级任务")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", verbose_name="并入")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="split", verbose_name="拆自")
    amount = models.DecimalField("目标量", max_digits=15, decimal_places=4, null=True)
    amount_unit = models.CharField("计量单位", max_length=20, blank=True)
    cadence = models.CharField(
        "报送频次",
        max_length=10,
        choices=[(one.value, one.label) for one in Cadence],
        default=Cadence.HALF_MONTH,
    )
    recurrence = models.CharField(
        "重复", max_length=10, choices=[(one.value, one.label) for one in Recurrence], blank=True, default=""
    )
    accept_by = models.DateField("签收期限", null=True)
    achieved = models.DecimalField("累计完成量", max_digits=15, decimal_places=4, null=True)
    idle = models.PositiveSmallIntegerField("连续空报或零报告", default=0)
    assigned_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    returns = models.PositiveSmallIntegerField(default=0)

    class Meta(Placed.Meta):
        constraints = [
            declared_states(TASK),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="task_is_not_above_itself"),
            models.CheckConstraint(
                condition=~Q(merged_into=models.F("id")) & ~Q(split_from=models.F("id")),
                name="task_is_not_its_own_origin",
            ),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="task_amount_is_positive"),
        ]
        indexes = [
            models.Index(fields=["city", "due", "id"], name="task_city_due"),
            models.Index(fields=["city", "state", "due", "id"], name="task_city_state_due"),
            models.Index(fields=["line", "city", "due", "id"], name="task_line_due"),
            models.Index(fields=["line", "city", "state", "due", "id"], name="task_line_state_due"),
            models.Index(fields=["district", "due", "id"], name="task_district_due"),
            models.Index(fields=["measure", "lead_unit", "parent", "state"], name="task_by_measure"),
            models.Index(fields=["district", "state", "due", "id"], name="task_district_state_due"),
            models.Index(fields=["district", "line", "state", "due", "id"], name="task_district_line_state_due"),
            models.Index(fields=["street", "due", "id"], name="task_street_due"),
            models.Index(fields=["street", "state", "due", "id"], name="task_street_state_due"),
            models.Index(fields=["lead_unit", "state", "due", "id"], name="task_lead_state_due"),
            models.Index(fields=["city", "changed_at", "id"], name="task_city_changed"),
        ]

    def __str__(self) -> str:
        return self.called(self.number, self.title)

    @staticmethod
    def called(number: str, title: str) -> str:
        """How a task is called, one that does not stand yet too."""
        return f"{number} {title}"

    def get_absolute_url(self) -> str:
        """The task's page."""
        return reverse("campaign:page", args=[self.pk])

    @property
    def slipped(self) -> int:
        """By how many days the due day has moved since the task was first assigned."""
        return (self.due - self.scheduled).days if self.scheduled else 0

    @property
    def is_finished(self) -> bool:
        """Nothing is left to be done about it."""
        return self.state in TASK.final

    @property
    def is_overdue(self) -> bool:
        """Past the end of its due day and not yet submitted."""
        return self.state in ("assigned", "accepted", "under_way") and clock.now() >= clock.day_end(self.due)


class TaskReport(Scoped):
    """What a unit reported on a task for one half-month, or that there was nothing (`nil`)."""

    scope_by = Through("task")

    task = models.ForeignKey(KeyTask, models.PROTECT, related_name="reports")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    period_first = models.DateField()
    nil = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    figures = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField("累计完成量", max_digits=15, decimal_places=4, null=True)
    reached = models.CharField("达到的节点", max_length=400, blank=True)
    note = models.CharField("数据说明", max_length=200, blank=True)
    empty = models.BooleanField(default=False)
    person = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unit", "period_first"], name="one_report_per_task_unit_and_period"
            ),
            models.CheckConstraint(
                condition=Q(nil=True, text="") | Q(nil=False) & ~Q(text=""), name="report_says_something_or_is_nil"
            ),
        ]
        indexes = [models.Index(fields=["period_first", "task"], name="task_report_by_period")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.period_first}"

    @property
    def period(self) -> Period:
        """The half-month."""
        return half_month_of(self.period_first)


class Milestone(Scoped):
    """A step of a task, by its own day; it weighs in the progress. `reached_on` is what the unit reported."""

    scope_by = Through("task")

    task = models.ForeignKey(KeyTask, models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("节点", max_length=120)
    due = models.DateField("节点时限")
    weight = models.PositiveSmallIntegerField("权重", default=1)
    reached_on = models.DateField("完成日期", null=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["task", "position"], name="one_milestone_per_position"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="milestone_weighs_something"),
        ]

    def __str__(self) -> str:
        return self.name


class Extension(Scoped, Living):
    """A request to move a task's due day, asked before it has passed."""

    machine = EXTENSION
    scope_by = Through("task")

    task = models.ForeignKey(KeyTask, models.PROTECT, related_name="extensions")
    due_before = models.DateField()
    due_asked = models.DateField()
    reason = models.TextField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()

    class Meta(Scoped.Meta):
        constraints = [
            declared_states(EXTENSION),
            models.CheckConstraint(condition=Q(due_asked__gt=models.F("due_before")), name="extension_goes_forward"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="asked"), name="one_open_extension_request_per_task"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task.number} 延期至{self.due_asked}"

    def get_absolute_url(self) -> str:
        """The task's page, on which it is shown."""
        return self.task.get_absolute_url()

    @property
    def coordinates(self) -> Coordinates:
        """Where the task lies."""
        return self.task.coordinates

    @property
    def participants(self) -> Sequence[tuple[str, Coordinates]]:
        """Who takes part in the task."""
        return self.task.participants
