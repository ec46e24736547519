"""Forms that an office issues, one row an edition. What an issued edition asks never changes; a new edition takes over
from a period on."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed
from zhiben.orgs.vocab import OF_UNITS
from zhiben.reporting.fields import Field, from_json
from zhiben.reporting.lifecycle import FORM
from zhiben.reporting.vocab import Audience, Frequency

NOT_ISSUED = ("drafted", "discarded")


class ReturnForm(Placed, Living):
    """An edition of a form. It lies with the office; the units that it asks take part and read it once it is issued.
    `last_on` is set when a later edition takes over: no period that ends later is this one's."""

    machine = FORM
    scope_by = Home(participation=True, outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="制发单位")
    name = models.CharField("名称", max_length=80)
    edition = models.PositiveSmallIntegerField("版次", default=1)
    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="editions")
    basis = models.CharField("依据", max_length=300, blank=True)
    frequency = models.CharField("频次", max_length=12, choices=[(one.value, one.label) for one in Frequency])
    audience = models.CharField("填报单位", max_length=12, choices=[(one.value, one.label) for one in Audience])
    chosen = models.ManyToManyField("orgs.Unit", related_name="+", verbose_name="指定单位")
    due_days = models.PositiveSmallIntegerField("期末后几日内报", default=3)
    working_days = models.BooleanField("按工作日", default=True)
    begins_on = models.DateField("自何日起", null=True)
    ends_on = models.DateField("终止日期", null=True)
    last_on = models.DateField(null=True)
    asks = models.JSONField("栏目", default=list)
    purpose = models.CharField("用途", max_length=300, blank=True)
    made_by = models.BigIntegerField(default=0)
    issued_at = models.DateTimeField("下发时间", null=True)
    demonstration = models.BooleanField(default=False)

    class Meta(Placed.Meta):
        constraints: ClassVar = [
            declared_states(FORM),
            models.UniqueConstraint(
                fields=["first", "edition"], condition=~Q(state="discarded"), name="form_edition_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=NOT_ISSUED) | Q(ends_on__isnull=False, begins_on__isnull=False),
                name="issued_form_has_an_end",
            ),
            models.CheckConstraint(condition=Q(state__in=NOT_ISSUED) | ~Q(basis=""), name="issued_form_says_its_basis"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(begins_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                name="form_does_not_end_before_it_begins",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["office", "state"], name="return_form_by_office")]

    def __str__(self) -> str:
        return self.name if self.edition == 1 else _("{name}（第{n}版）").format(name=self.name, n=self.edition)

    def get_absolute_url(self) -> str:
        """The form's page."""
        return reverse("reporting:form", args=[self.pk])

    @property
    def fields(self) -> tuple[Field, ...]:
        """What it asks, in its order."""
        return from_json(self.asks)

    @property
    def asked(self) -> list[Field]:
        """What people type."""
        return [one for one in self.fields if one.asked]

    @property
    def until(self) -> date | None:
        """The last day that a period of this edition may have."""
        days = [day for day in (self.ends_on, self.last_on) if day]
        return min(days) if days else None

    @property
    def family(self) -> int:
        """The id of its first edition."""
        return self.first_id or self.pk
