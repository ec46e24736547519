"""Meetings of a task force with what they decided, and notices to liaison persons with each unit's receipt."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiben.campaign.lifecycle.mechanisms import MEETING, RECEIPT
from zhiben.campaign.models.tasks import KeyTask
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel import clock
from zhiben.orgs.vocab import OF_UNITS


class Meeting(Placed, Living):
    """One meeting of a task force. It lies with the office; the units that are invited take part and read it."""

    machine = MEETING
    scope_by = Home(participation=True, outside=OF_UNITS)

    force = models.ForeignKey("orgs.TaskForce", models.PROTECT, related_name="+", verbose_name="专班")
    number = models.PositiveSmallIntegerField("第几次")
    held_on = models.DateField("日期")
    venue = models.CharField("地点", max_length=80, blank=True)
    chair = models.CharField("主持人", max_length=80, blank=True)
    agenda = models.TextField("议题", blank=True)
    invited = models.ManyToManyField("orgs.Unit", related_name="+", verbose_name="参会单位")
    present = models.ManyToManyField("orgs.Unit", related_name="+", verbose_name="到会单位")
    summary = models.TextField("会议情况", blank=True)
    document = models.ForeignKey("documents.OfficialDocument", models.PROTECT, null=True, related_name="+")

    class Meta(Placed.Meta):
        constraints: ClassVar = [
            declared_states(MEETING),
            models.UniqueConstraint(fields=["force", "number"], name="one_meeting_per_force_and_number"),
        ]

    def __str__(self) -> str:
        return _("{force}第{number}次会议").format(force=self.force, number=self.number)

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("campaign:meeting", args=[self.pk])


class Decision(Scoped):
    """One thing that a meeting decided (议定事项): what, by whom, until when; and the task that carries it out."""

    scope_by = Through("meeting")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    position = models.PositiveSmallIntegerField("序号")
    text = models.CharField("议定事项", max_length=200)
    target = models.CharField("目标", max_length=400, blank=True)
    evidence_required = models.CharField("佐证要求", max_length=400, blank=True)
    lead_unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+", verbose_name="牵头单位")
    due = models.DateField("完成时限", null=True)
    task = models.ForeignKey(KeyTask, models.PROTECT, null=True, related_name="decisions", verbose_name="重点任务")
    carried_by: str | None = None
    """The number of the task, unless it was set aside; read with the decisions of a meeting."""

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "position"], name="one_decision_per_position")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def ready(self) -> bool:
        """True when it says everything that a task must say."""
        return bool(self.lead_unit_id and self.due and self.target)


class LiaisonNotice(Placed):
    """A notice of an office to units, by way of their liaison persons. It lies with the office; addressed units take
    part and see their own receipt only."""

    scope_by = Home(participation=True, outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="发出单位")
    title = models.CharField("标题", max_length=120)
    text = models.TextField("内容")
    read_by = models.DateField("签收期限")
    asks_reply = models.BooleanField("要求回复", default=False)
    sent_at = models.DateTimeField("发出时间")
    sent_by = models.BigIntegerField()

    class Meta(Placed.Meta):
        indexes: ClassVar = [models.Index(fields=["office", "id"], name="notice_by_office")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The notice's page."""
        return reverse("campaign:notice", args=[self.pk])


class Receipt(Placed, Living):
    """A notice at one unit: whether somebody there has read it, and what they replied."""

    machine = RECEIPT
    scope_by = Home(participation=True, outside=OF_UNITS)

    notice = models.ForeignKey(LiaisonNotice, models.PROTECT, related_name="receipts")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    received_at = models.DateTimeField("签收时间", null=True)
    received_by = models.BigIntegerField(default=0)
    replied_at = models.DateTimeField("回复时间", null=True)
    replied_by = models.BigIntegerField(default=0)
    reply = models.TextField("回复", blank=True)

    class Meta(Placed.Meta):
        constraints: ClassVar = [
            declared_states(RECEIPT),
            models.UniqueConstraint(fields=["notice", "unit"], name="one_receipt_per_notice_and_unit"),
        ]

    def __str__(self) -> str:
        return self.notice.title

    def get_absolute_url(self) -> str:
        """The notice's page."""
        return self.notice.get_absolute_url()

    @property
    def asks_reply(self) -> bool:
        """Whether the notice asks for a reply."""
        return self.notice.asks_reply

    @property
    def is_overdue(self) -> bool:
        """Not read by the end of the day. Derived, never a state."""
        return self.state == "sent" and clock.now() >= clock.day_end(self.notice.read_by)

    @property
    def was_late(self) -> bool:
        """Read after the day."""
        return self.received_at is not None and self.received_at >= clock.day_end(self.notice.read_by)
