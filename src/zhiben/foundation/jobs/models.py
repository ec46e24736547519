"""The table of background jobs: what was asked, by whom, how far it is, how it ended.

Two clocks: `asked_at`, `started_at`, `finished_at` are for people and follow the office's clock; `due_at` and
`lease_until` decide between workers and follow the database's.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class JobState(models.TextChoices):
    """Where a job stands; `ready` again after an attempt that will be repeated. What somebody asked for and a rule
    refused is an answer, no fault."""

    READY = "ready", "等待中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未成功"
    REFUSED = "refused", "未通过"


OVER_WITHOUT_RESULT = (JobState.FAILED, JobState.REFUSED)
"""States in which the same may be asked again."""


class JobQuerySet(models.QuerySet["Job"]):
    """Whose jobs they are."""

    def asked_by(self, actor_id: int) -> JobQuerySet:
        """The jobs that a person asked for, newest first."""
        return self.filter(actor_id=actor_id).order_by("-id")


class Job(models.Model):
    """One piece of work.

    `key` makes asking idempotent; `token` is the fence: only its holder may write progress or a result.
    """

    path = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    title = models.CharField(max_length=120)
    key = models.CharField(max_length=160, null=True, unique=True)  # noqa: DJ001 - unique only where given
    actor_id = models.BigIntegerField(null=True, db_index=True)

    queue = models.CharField(max_length=32, default="default")
    priority = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.READY)
    token = models.CharField(max_length=80, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)

    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, default="", blank=True)
    error = models.TextField(default="", blank=True)
    traceback = models.TextField(default="", blank=True)
    result = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[JobQuerySet] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        app_label = "foundation"
        db_table = "foundation_job"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True, token="")),
                name="job_has_lease_exactly_while_running",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["queue", "-priority", "due_at"], name="job_ready", condition=Q(state="ready")),
            models.Index(fields=["lease_until"], name="job_leased", condition=Q(state="running")),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"

    @property
    def in_vain(self) -> bool:
        """True when it is over without a result."""
        return self.state in OVER_WITHOUT_RESULT

    @property
    def percent(self) -> int | None:
        """How far, 0-100; None while the job has not said how much there is to do."""
        return min(100, self.done * 100 // self.total) if self.total else None
