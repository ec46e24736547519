"""Which files there are, what is known of those that are photos, and which record each belongs to.

Records and people are plain ids: foundation knows neither.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models

from zhiben.analysis.photos.toning import Tone


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

    @property
    def is_photo(self) -> bool:
        """True when it can be shown as a picture."""
        return hasattr(self, "photo")


class Photo(models.Model):
    """What is noted of a picture when it is stored. `taken_*`, place and device are as the camera says, `device_at` as
    the clock of the device that sent it; ours is the file's `uploaded_at`. Width and height in pixels, upright. The
    hashes (signed 64-bit words; `variants`: eight and eight of them for its turns and mirrors), brightness and spread
    (0 to 255) are explained in analysis.photos. `blurred`: rectangles of the upright picture that published copies do
    not show, as [left, top, width, height] in pixels."""

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="photo")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_text = models.CharField(max_length=60, blank=True)
    taken_at = models.DateTimeField(null=True)
    device_at = models.DateTimeField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    make = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=60, blank=True)
    phash = models.BigIntegerField()
    dhash = models.BigIntegerField()
    variants = models.BinaryField(max_length=128)
    brightness = models.FloatField()
    spread = models.FloatField()
    blurred = models.JSONField(default=list, blank=True)

    class Meta:
        app_label = "foundation"
        db_table = "foundation_photo"

    def __str__(self) -> str:
        return self.file.name

    @property
    def received_at(self) -> datetime:
        """When it came here, by our clock."""
        return self.file.uploaded_at

    @property
    def tone(self) -> Tone:
        """How bright it is and how much it varies."""
        return Tone(self.brightness, self.spread)


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


class PassingFile(models.Model):
    """A file that is kept for a while only: an export to fetch, the workbook of an import. `kind` names its term. After
    that the bytes go, at `removed_at`; what is known of it stays."""

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="passing")
    kind = models.CharField(max_length=30)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "foundation"

    def __str__(self) -> str:
        return f"{self.kind} {self.file_id}"


class Upload(models.Model):
    """A file on its way in pieces, of one person, until it is whole and `file` stands for it. `received`: how many of
    its `size` bytes are here, from the first one on without a gap."""

    person = models.BigIntegerField()
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(db_index=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        app_label = "foundation"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(received__lte=models.F("size")), name="upload_within_its_size"),
            models.CheckConstraint(
                condition=models.Q(file__isnull=True) | models.Q(received=models.F("size")),
                name="upload_whole_to_be_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"
