"""Who can help, and which sectors go first."""

from __future__ import annotations

import re
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation.scope.models import Home, Placed
from zhiben.orgs.vocab import Role


class Expert(Placed):
    """Somebody who helps, from a day to a day (included; None: still), with fields of knowledge in one line. At home
    with the office or department that registered them; the telephone is kept secret, and stands on no list."""

    scope_by = Home(outside=(Role.ENTERPRISE_CONTACT,))

    name = models.CharField("姓名", max_length=40)
    employer = models.CharField("工作单位", max_length=80)
    fields = models.CharField("专长", max_length=200)
    valid_from = models.DateField("任期自")
    valid_to = models.DateField("任期至", null=True, blank=True)
    unit = models.BigIntegerField("登记单位")

    class Meta(Placed.Meta):
        verbose_name = "专家"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "employer", "unit"], name="one_expert_per_name_and_employer"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="expert_term_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.employer}）"

    def get_absolute_url(self) -> str:
        """The expert's page."""
        return reverse("assistance:expert", args=[self.pk])

    def serves_on(self, day: date) -> bool:
        """True on a day of the term."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def known_for(self) -> list[str]:
        """The fields one by one."""
        return [one.strip() for one in re.split("[、，,；;/]", self.fields) if one.strip()]


class HighRisk(models.Model):
    """A sector that is marked as high-risk; `default` as long as nobody has said so. Sectors are nobody's secret."""

    sector = models.ForeignKey("orgs.Sector", models.PROTECT, related_name="+")
    default = models.BooleanField(default=True)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sector"], name="one_mark_per_sector")]

    def __str__(self) -> str:
        return f"{self.sector_id}"
