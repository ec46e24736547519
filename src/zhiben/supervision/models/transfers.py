"""What was handed over to enforcement, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed
from zhiben.kernel import clock
from zhiben.kernel.machine import State
from zhiben.supervision.lifecycle import TRANSFER
from zhiben.supervision.lifecycle.transfers import OPEN, UNSENT
from zhiben.supervision.models.findings import Finding


class Transfer(Placed, Living):
    """One finding that an enforcement unit was asked to act on, at home where its visit was; the office that hands over
    and that unit take part. The office's paper is a letter; orders and penalties are the unit's own, and only their
    outcome is told here. `received_on`, `decided_on` and `concluded_on` are the days that the unit names."""

    machine = TRANSFER
    scope_by = Home(participation=True)

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="transfers")
    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="移交的安委办")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="接收单位")
    letter = models.OneToOneField("documents.OfficialDocument", models.PROTECT, related_name="+")
    basis = models.CharField("移交依据", max_length=200)
    receipt_due = models.DateField("签收期限")
    transferred_by = models.BigIntegerField()
    transferred_at = models.DateTimeField("移交时间")
    receipt_no = models.CharField("签收编号", max_length=60, default="", blank=True)
    received_on = models.DateField("签收日期", null=True)
    case_no = models.CharField("立案编号", max_length=60, default="", blank=True)
    decided_on = models.DateField("立案或不予立案的日期", null=True)
    result = models.TextField("处理结果", default="", blank=True)
    concluded_on = models.DateField("办结日期", null=True)
    reason = models.TextField("退回、撤回或不予立案的理由", default="", blank=True)

    class Meta(Placed.Meta):
        verbose_name = "移交执法"
        constraints: ClassVar = [
            declared_states(TRANSFER),
            models.CheckConstraint(condition=~Q(basis=""), name="transfer_names_its_basis"),
            models.CheckConstraint(
                condition=~Q(state__in=("received", "filed", "not_filed", "concluded"))
                | (~Q(receipt_no="") & Q(received_on__isnull=False)),
                name="received_transfer_has_number_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("filed", "concluded")) | (~Q(case_no="") & Q(decided_on__isnull=False)),
                name="filed_transfer_has_number_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded") | (~Q(result="") & Q(concluded_on__isnull=False)),
                name="concluded_transfer_tells_result_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("not_filed", "returned", "withdrawn")) | ~Q(reason=""),
                name="transfer_that_went_nowhere_says_why",
            ),
            models.UniqueConstraint(
                fields=["finding"], condition=Q(state__in=OPEN), name="finding_is_handed_over_once_at_a_time"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "receipt_due"], name="transfer_by_receipt")]

    def __str__(self) -> str:
        return f"{self.finding.text}"

    def get_absolute_url(self) -> str:
        """The hand-over's page."""
        return reverse("supervision:transfer", args=[self.pk])

    @property
    def state_shown(self) -> State:
        """The state as value; until the letter is out nobody can sign for it."""
        return UNSENT if self.state == "sent" and not self.letter_is_out else super().state_shown

    @property
    def letter_is_out(self) -> bool:
        """The letter is with the unit, and stands; read once for many by the room's prepare, whoever asks, for a
        drafted letter is read by its office alone."""
        return bool(self.__dict__.get("_letter_is_out", False))

    @property
    def is_late(self) -> bool:
        """Not signed for in time; nobody is late with a letter that has not gone out."""
        return self.state == "sent" and self.letter_is_out and self.receipt_due < clock.today()
