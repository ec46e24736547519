"""A document on its way to one unit: its receipt, its reply, what the office thinks of the reply."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.documents.lifecycle import DELIVERY
from zhiben.documents.models.documents import OfficialDocument
from zhiben.documents.vocab import LINE_LABELS, Line
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import OF_UNITS


class Delivery(Placed, Living):
    """One unit on the distribution list of an issued document, with the name under which it was printed. It lies with
    the issuing office; the unit takes part and sees its own, nobody else's."""

    machine = DELIVERY
    scope_by = Home(participation=True, outside=OF_UNITS)

    document = models.ForeignKey(OfficialDocument, on_delete=models.PROTECT, related_name="deliveries")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=80)
    listed_as = models.CharField("列", max_length=10, choices=LINE_LABELS.items())
    due = models.DateTimeField("答复期限", null=True)
    received_at = models.DateTimeField("签收时间", null=True)
    received_by = models.BigIntegerField(default=0)
    replied_at = models.DateTimeField("答复时间", null=True)
    replied_by = models.BigIntegerField(default=0)
    reply = models.TextField("答复", default="", blank=True)
    on_behalf = models.CharField("代录", max_length=200, default="", blank=True)
    assessment = models.TextField("评估意见", default="", blank=True)
    returned = models.PositiveSmallIntegerField("退回次数", default=0)

    class Meta(Placed.Meta):
        verbose_name = "收文"
        constraints: ClassVar = [
            declared_states(DELIVERY),
            models.UniqueConstraint(fields=["document", "unit"], name="document_goes_to_a_unit_once"),
            models.CheckConstraint(
                condition=~Q(state__in=("replied", "evaluated")) | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="replied_delivery_has_its_reply",
            ),
        ]

    def __str__(self) -> str:
        said = N_("{sender}致{unit}：{title}")
        return said.format(sender=self.document.office.name, unit=self.name, title=self.document.title)

    def get_absolute_url(self) -> str:
        """The document's page."""
        return self.document.get_absolute_url()

    @property
    def expects_reply(self) -> bool:
        """True when the unit owes a reply: it is a main addressee of a paper with a reply clock."""
        return self.due is not None

    @property
    def stands(self) -> bool:
        """True until the document is taken back."""
        return self.document.state != "withdrawn"

    @property
    def is_overdue(self) -> bool:
        """Past its deadline without a reply. Derived, never a state."""
        return self.due is not None and self.state in ("sent", "received") and clock.now() > self.due

    @property
    def was_late(self) -> bool:
        """Replied after the deadline."""
        return self.due is not None and self.replied_at is not None and self.replied_at > self.due

    @property
    def is_settled(self) -> bool:
        """Nothing is waited for any more."""
        return self.state == "evaluated" if self.expects_reply else self.state != "sent"

    @property
    def listed_as_shown(self) -> str:
        """报, 送, 发, 主送 or 抄送."""
        return Line(self.listed_as).label
