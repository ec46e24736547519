"""Reminders and what they changed. What a reminder says, to whom and until when stands in its document and nowhere
else; here are where it came from, what was decided on it, and the tasks that it opened or amended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.dispatch.lifecycle import REMINDER
from zhiben.dispatch.vocab import HOW_LABELS, How
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Scoped, Through
from zhiben.kernel.rights import Coordinates


class Reminder(Scoped, Living):
    """One letter of the ladder with its reason. `source` is a registered kind, `record` the record of that kind (0 for
    what was entered on the spot), `told` how it was called, or what was instructed, then; `follows` is the reminder
    that nobody answered in time."""

    machine = REMINDER
    scope_by = Through("document")

    document = models.OneToOneField("documents.OfficialDocument", on_delete=models.PROTECT, related_name="reminder")
    source = models.CharField("来源", max_length=20)
    record = models.BigIntegerField(default=0)
    told = models.TextField("来源当时的情况", default="", blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.TextField("升级或暂不升级的理由", default="", blank=True)
    decided_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField("决定时间", null=True)
    conclusion = models.TextField("办结意见", default="", blank=True)

    class Meta(Scoped.Meta):
        verbose_name = "提醒"
        constraints: ClassVar = [
            declared_states(REMINDER),
            models.UniqueConstraint(fields=["follows"], name="reminder_followed_once"),
            models.CheckConstraint(condition=~Q(follows=models.F("id")), name="reminder_does_not_follow_itself"),
            models.CheckConstraint(condition=~Q(state="escalated") | ~Q(decision=""), name="escalation_says_why"),
            models.CheckConstraint(condition=~Q(state="settled") | ~Q(conclusion=""), name="settled_reminder_says_how"),
        ]

    def __str__(self) -> str:
        return f"{self.called} {self.document.title}"

    def get_absolute_url(self) -> str:
        """The reminder's page."""
        from django.urls import reverse

        return reverse("dispatch:reminder", args=[self.pk])

    @property
    def called(self) -> str:
        """提醒函深安办函〔2024〕12号."""
        return f"{self.document.get_kind_display()}{self.document.number}"

    @property
    def coordinates(self) -> Coordinates:
        """Where its document lies: at the issuing office's place."""
        return self.document.coordinates

    @property
    def participants(self) -> Sequence[tuple[str, Coordinates]]:
        """The units that its document was issued to."""
        return self.document.participants

    @property
    def is_issued(self) -> bool:
        """The letter is with the units, and stands."""
        return self.document.state in ("issued", "closed")

    @property
    def is_late(self) -> bool:
        """A reply is overdue; read once for many by the room's prepare."""
        return bool(self.__dict__.get("_late", False))

    @property
    def is_followed(self) -> bool:
        """A letter further up the ladder is in its place, and stands; read once for many by the room's prepare."""
        return bool(self.__dict__.get("_followed", False))

    @property
    def is_answered(self) -> bool:
        """Nobody is waited for: every reply that was asked for is there and accepted, or the letter stands no longer;
        read once for many by the room's prepare."""
        return bool(self.__dict__.get("_answered", False))


class TaskChange(Scoped):
    """A key task that was put into the list, or changed, because of a reminder."""

    scope_by = Through("reminder")

    reminder = models.ForeignKey(Reminder, on_delete=models.PROTECT, related_name="changes")
    task = models.ForeignKey("campaign.KeyTask", on_delete=models.PROTECT, related_name="+")
    how = models.CharField("增加或修改", max_length=10, choices=HOW_LABELS.items())
    what = models.TextField("内容")
    at = models.DateTimeField()
    person = models.BigIntegerField()

    class Meta(Scoped.Meta):
        verbose_name = "因提醒增加或修改的任务"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(how__in=list(How)), name="task_change_is_known"),
            models.CheckConstraint(condition=~Q(what=""), name="task_change_says_what"),
        ]
        indexes: ClassVar = [models.Index(fields=["task", "id"], name="task_change_by_task")]

    def __str__(self) -> str:
        return f"{How(self.how).label} {self.what}"

    def get_absolute_url(self) -> str:
        """The reminder's page."""
        from django.urls import reverse

        return reverse("dispatch:reminder", args=[self.reminder_id])
