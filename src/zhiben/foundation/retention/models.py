"""The terms that somebody has set, and what is held beyond them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class KeepingTerm(models.Model):
    """So many days a kind is kept here, in place of the default."""

    kind = models.CharField(max_length=30, primary_key=True)
    days = models.PositiveIntegerField()
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        app_label = "foundation"

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


class KeepingHold(models.Model):
    """A record (model label, id) that is kept whatever its term, until somebody lifts the hold."""

    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()
    lifted_by = models.BigIntegerField(default=0)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "foundation"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["model", "record"], condition=Q(lifted_at__isnull=True), name="one_hold_per_record"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.record}"
