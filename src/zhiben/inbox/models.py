"""Tables of the inbox: notices with who read them, their way out by mail, how a person is reached, and what the last
digest held. No business: what a notice is about is read in its own room, in the scope of who looks."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


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


class Delivery(models.Model):
    """A notice on its way out by a channel. Sent, given up, or still to be tried; `attempts` failed so far."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_per_notice_and_channel"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="what_was_sent_is_not_given_up"
            ),
        ]
        indexes = [
            models.Index(
                fields=["given_up_at"],
                condition=Q(given_up_at__isnull=False, set_aside_at__isnull=True),
                name="delivery_given_up",
            )
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


class Morning(models.Model):
    """The last working morning on which a person's digest was made, and what it held, so that the next one can say what
    is new."""

    person = models.OneToOneField("orgs.Person", models.PROTECT, primary_key=True, related_name="+")
    day = models.DateField()
    keys = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"
