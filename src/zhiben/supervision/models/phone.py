"""What phones have told: each act once by the name that the device gave it, what was told otherwise under the same
name, and of which original each photo is a copy."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.foundation.scope.models import Scoped, Through
from zhiben.supervision.models.findings import Finding
from zhiben.supervision.models.visits import Visit
from zhiben.supervision.vocab import Act


class Telling(Scoped):
    """`said` is what was told, `digest` its SHA-256; `at` when by the device, `told_at` when it came here. `key` is the
    device's own name for the act of `person`."""

    scope_by = Through("visit")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="+")
    person = models.BigIntegerField()
    key = models.CharField(max_length=36)
    kind = models.CharField(max_length=10, choices=[(one.value, one.label) for one in Act])
    digest = models.CharField(max_length=64)
    said = models.JSONField(default=dict)
    at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta(Scoped.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class PhoneAct(Telling):
    """An act that a phone told and that was done, once."""

    class Meta(Telling.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=list(Act)), name="phone_act_is_known"),
            models.UniqueConstraint(fields=["person", "key"], name="phone_act_once_per_key"),
        ]


class PhoneVersion(Telling):
    """Something else told under the name of an act that was done, or a second signature of one visit: nothing was
    overwritten; a person chooses, and `counts` is what they chose (None: nobody has yet)."""

    counts = models.BooleanField(null=True)
    settled_by = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta(Telling.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=list(Act)), name="phone_version_is_known"),
            models.CheckConstraint(
                condition=Q(counts__isnull=True, settled_at__isnull=True, settled_by=0)
                | Q(counts__isnull=False, settled_at__isnull=False, settled_by__gt=0),
                name="settled_version_tells_who_and_when",
            ),
            models.UniqueConstraint(fields=["person", "key", "digest"], name="phone_version_once"),
        ]


class Shot(Scoped):
    """A photo of a finding that was made smaller before it was sent: `sent` is the SHA-256 of what came, `original` of
    what the camera took, which may come later."""

    scope_by = Through("visit")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")
    sent = models.CharField(max_length=64)
    original = models.CharField(max_length=64)
    came_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["finding", "original"], name="original_once_per_finding"),
        ]

    def __str__(self) -> str:
        return self.original
