"""What the office has set instead of a default, and how often strangers came within an hour. An address stands here as
a digest under a salt of one day, which lies elsewhere and goes with the day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class TermSetting(models.Model):
    """A term or bound, and who says so by which rule."""

    key = models.CharField(max_length=30, primary_key=True)
    amount = models.PositiveIntegerField("数值")
    source = models.CharField("依据", max_length=300)
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(source=""), name="tip_term_names_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.amount}"


class Asked(models.Model):
    """How often somebody (`who`: a digest; empty for all together) did one thing within the hour that began then."""

    what = models.CharField(max_length=10)
    who = models.CharField(max_length=64, blank=True)
    hour = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["what", "who", "hour"], name="one_count_per_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.hour}: {self.count}"
