"""The ledger's table and its head row. Every value is stored as the text or integer over which the hash was taken."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One thing that happened: who, when, what, to which record, from which state to which, with which facts. Written
    by `ledger` only; triggers refuse UPDATE and DELETE."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=40)
    actor = models.BigIntegerField()
    unit = models.BigIntegerField()
    substitute_for = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    source = models.CharField(max_length=30)
    target = models.CharField(max_length=30)
    facts = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        app_label = "foundation"
        indexes = [models.Index(fields=["model", "record", "seq"], name="audit_of_a_record")]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.model} {self.record}"


class LedgerHead(models.Model):
    """The last entry's number and hash; the one row that writers wait for."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    class Meta:
        app_label = "foundation"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_has_one_head")]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"
