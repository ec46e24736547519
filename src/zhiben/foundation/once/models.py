"""The table of forms that were acted on."""

from __future__ import annotations

from django.db import models


class Sent(models.Model):
    """One sending that was acted on: the record it was about first, and the address to which its sender was led. `key`
    stands for the person, the address and all that was filled in, and tells none of it."""

    key = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_index=True)
    model = models.CharField(max_length=60, default="", blank=True)
    record = models.BigIntegerField(default=0)
    answer = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        app_label = "foundation"

    def __str__(self) -> str:
        return f"{self.model} {self.record} {self.answer}"
