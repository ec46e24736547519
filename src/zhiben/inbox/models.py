"""Tables of the inbox: notices with who read them, their way out of the site, how a person is reached, robots that are
told, what the last digest held; imports with what each row did, and how workbooks of a head are read. No business:
what a notice or an import is about is read in its own room, in the scope of who looks."""

from __future__ import annotations

from datetime import datetime, time
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from zhiben.foundation.scope.models import Levels
from zhiben.kernel import clock
from zhiben.kernel.rights import Coordinates


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Whose notices they are."""

    def to(self, person: int) -> NoticeQuerySet:
        """A person's notices, newest first."""
        return self.filter(person=person).order_by("-pk")

    def unread(self, person: int) -> NoticeQuerySet:
        """Those that the person has not opened."""
        return self.filter(person=person, read_at__isnull=True)


class Notice(models.Model):
    """Something told to one person, once: `key` names the occasion. `instead_of` is whom the person stood in for.

    A digest keeps its counts and lines in `digest`; anything else leads to `address`, a path of this site.
    """

    person = models.ForeignKey("orgs.Person", models.PROTECT, related_name="+")
    key = models.CharField(max_length=160)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    about_model = models.CharField(max_length=60, blank=True)
    about_record = models.BigIntegerField(default=0)
    instead_of = models.BigIntegerField(default=0)
    digest = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="told_once_per_person_and_occasion")]
        indexes = [
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["person", "-id"], name="notice_of_person"),
        ]

    def __str__(self) -> str:
        return self.title


WAITS = Q(sent_at__isnull=True, given_up_at__isnull=True)
LOST = Q(given_up_at__isnull=False, set_aside_at__isnull=True)
"""What is true of a delivery that is open, and of one that was given up."""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """How far they are."""

    def open(self) -> DeliveryQuerySet:
        """Still to be tried."""
        return self.filter(WAITS)

    def given_up(self) -> DeliveryQuerySet:
        """Given up, and nobody has set them aside yet."""
        return self.filter(LOST)


class Delivery(models.Model):
    """A notice on its way out by a channel: mail, or a robot's. Sent, given up, or still to be tried; `attempts` failed
    so far."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_per_notice_and_channel"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="what_was_sent_is_not_given_up"
            ),
        ]
        indexes = [
            models.Index(fields=["given_up_at"], condition=LOST, name="delivery_given_up"),
            models.Index(fields=["channel"], condition=WAITS, name="delivery_open"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel}"


class Reach(models.Model):
    """How a person is reached outside this site, and what for. Nothing goes to an address that is not confirmed."""

    person = models.OneToOneField("orgs.Person", models.PROTECT, primary_key=True, related_name="+")
    mail = models.EmailField(blank=True)
    asked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    digest_by_mail = models.BooleanField(default=True)
    notices_by_mail = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | ~Q(mail=""), name="what_is_confirmed_is_an_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Robot(models.Model):
    """A chat group's robot, or another system, that is told of which kinds messages came for a unit's people
    (everybody's, without a unit) and how many. Its address and signing secret are kept secret, save for the address'
    `host`. It is told from `due_at` on: later after a failure, and while a worker is at it."""

    CHANNEL: ClassVar[str] = "robot:"

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    unit = models.BigIntegerField(default=0)
    host = models.CharField(max_length=253)
    quiet_from = models.TimeField(default=time(22))
    quiet_until = models.TimeField(default=time(7))
    active = models.BooleanField(default=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def channel(self) -> str:
        """What its deliveries bear."""
        return f"{self.CHANNEL}{self.pk}"

    def is_quiet(self, moment: datetime) -> bool:
        """True in its quiet hours, which may lie over midnight; from an hour until the same one there are none."""
        at, first, end = moment.astimezone(clock.TZ).time(), self.quiet_from, self.quiet_until
        return first <= at < end if first <= end else at >= first or at < end


class Morning(models.Model):
    """The last working morning on which a person's digest was made, and what it held, so that the next one can say what
    is new."""

    person = models.OneToOneField("orgs.Person", models.PROTECT, primary_key=True, related_name="+")
    day = models.DateField()
    keys = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"


class ImportActQuerySet(models.QuerySet["ImportAct"]):
    """Whose imports they are."""

    def latest_first(self) -> ImportActQuerySet:
        """The newest first."""
        return self.order_by("-pk")


class ImportAct(Levels):
    """One import that was written: who took which file into which sheet, for which unit and where, and what came of it.
    `reading` is how the file was read. The ledger's entry bears the act's number; `undone_at` is when it was taken
    back."""

    person = models.BigIntegerField()
    unit = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    sheet = models.CharField(max_length=40)
    file = models.ForeignKey("foundation.StoredFile", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    reading = models.JSONField(default=dict)
    read = models.PositiveIntegerField()
    created = models.PositiveIntegerField()
    updated = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    effects_sha256 = models.CharField(max_length=64)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(default=0)
    undone_reason = models.CharField(max_length=200, blank=True)

    objects: ClassVar[ImportActQuerySet] = ImportActQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["sheet", "-id"], name="import_act_of_sheet")]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | Q(undone_by=0), name="import_is_undone_at_a_moment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.name}"

    @property
    def coordinates(self) -> Coordinates:
        """Where the person who imported holds the role that allowed it."""
        return Coordinates(self.province, self.city, self.district, self.street, self.line, self.subline)


class ImportedRow(models.Model):
    """What one row of an imported workbook did to one record, and the mark with which it left it. `stands` is the mark
    under which it can be taken back: the same, until a later import on top of it was taken back."""

    act = models.ForeignKey(ImportAct, models.PROTECT, related_name="rows")
    row = models.PositiveIntegerField()
    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    label = models.CharField(max_length=260)
    mark = models.CharField(max_length=64)
    stands = models.CharField(max_length=64)
    changes = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["model", "record"], name="imported_row_of_record")]

    def __str__(self) -> str:
        return f"{self.act_id} {self.row}: {self.label}"


class KnownHead(models.Model):
    """How a unit's people (or one person without a unit) read workbooks with this head: which heading means which
    column, which names mean others; and how the workbook is laid out, so that an export can look the same."""

    unit = models.BigIntegerField(default=0)
    person = models.BigIntegerField(default=0)
    sheet = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    names = models.JSONField(default=list)
    titles = models.JSONField(default=list)
    headings = models.JSONField(default=list)
    export_fingerprint = models.CharField(max_length=64, blank=True)
    export_columns = models.JSONField(default=dict)
    file_name = models.CharField(max_length=160)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "person", "sheet", "fingerprint"], name="one_reading_per_unit_sheet_and_head"
            ),
            models.CheckConstraint(condition=Q(unit=0) | Q(person=0), name="reading_is_a_units_or_a_persons"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.file_name}"
