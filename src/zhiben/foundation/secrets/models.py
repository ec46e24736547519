"""The table of what is kept secret, and the one of who has read it."""

from __future__ import annotations

import json

from django.db import models


class Secret(models.Model):
    """One text, encrypted: it opens with `key` and at this place only. `at` is when the text was last set; turning it
    to another key does not change that. Empty `body`: its key was destroyed."""

    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    field = models.CharField(max_length=30)
    key = models.CharField(max_length=16, db_index=True)
    algorithm = models.CharField(max_length=16)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "foundation"
        constraints = [models.UniqueConstraint(fields=["model", "record", "field"], name="one_secret_per_field")]

    def __str__(self) -> str:
        return f"{self.model} {self.record} {self.field}"

    @property
    def place(self) -> bytes:
        """What the encryption is bound to."""
        return place_of(self.model, self.record, self.field)


def place_of(model: str, record: int, field: str) -> bytes:
    """A record's field, so written that no two read alike."""
    return json.dumps(["zhiben", model, record, field], separators=(",", ":")).encode()


class Disclosure(models.Model):
    """That somebody has read a text in clear: what for, and whether the whole of it. Added to, never changed. What was
    read together off one page is one row, with all its `records` and 0 as `record`."""

    at = models.DateTimeField()
    actor = models.BigIntegerField()
    unit = models.BigIntegerField(default=0)
    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    field = models.CharField(max_length=30)
    purpose = models.CharField(max_length=30)
    reason = models.CharField(max_length=200, blank=True)
    whole = models.BooleanField(default=True)
    records = models.JSONField(null=True)

    class Meta:
        app_label = "foundation"
        indexes = [models.Index(fields=["model", "record"], name="disclosures_of_a_record")]

    def __str__(self) -> str:
        return f"{self.at} {self.actor} {self.model} {self.record} {self.field} {self.purpose}"
