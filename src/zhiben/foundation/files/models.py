"""Which files there are, and which record each belongs to.

Records and people are plain ids: foundation knows neither.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class StoredFile(models.Model):
    """One upload. Equal bytes lie on disk once, under their hash; each upload keeps its own name and uploader."""

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8)
    uploaded_by = models.BigIntegerField()
    uploaded_at = models.DateTimeField()

    class Meta:
        app_label = "foundation"
        db_table = "foundation_stored_file"

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file in its place beside a record, e.g. ("hazards.hazard", 17), for a purpose such as "evidence"."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    model = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    purpose = models.CharField(max_length=40, default="", blank=True)
    attached_by = models.BigIntegerField()
    attached_at = models.DateTimeField()

    class Meta:
        app_label = "foundation"
        db_table = "foundation_attachment"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["model", "record_id", "purpose", "file"], name="file_attached_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.record_id}: {self.file_id}"
