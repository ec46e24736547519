"""What the office has set instead of a clock's default."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ClockSetting(models.Model):
    """How long a clock of the ledger runs, and who says so."""

    key = models.CharField(max_length=30, primary_key=True)
    amount = models.PositiveSmallIntegerField("数值")
    source = models.CharField("依据", max_length=300)
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="clock_setting_names_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.amount}"
