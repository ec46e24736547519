"""What stands beside a hazard and lives by a machine of its own: site records and requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Scoped, Through
from zhiben.hazards.lifecycle import ACCEPTER, REQUEST, SITE_RECORD, takes_over
from zhiben.hazards.models.apart import apart
from zhiben.hazards.models.hazard import Hazard
from zhiben.hazards.vocab import RecordKind, RequestKind
from zhiben.kernel.machine import Machine
from zhiben.kernel.rights import Actor, Coordinates


class BesideHazard(Scoped):
    """Seen and placed like the hazard it belongs to."""

    hazard: Hazard
    machine: ClassVar[Machine]

    class Meta(Scoped.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.hazard.number} {self.called}"

    @property
    def coordinates(self) -> Coordinates:
        """Where the hazard lies."""
        return self.hazard.coordinates

    @property
    def participants(self) -> Sequence[tuple[str, Coordinates]]:
        """Who takes part in the hazard."""
        return self.hazard.participants

    @property
    def called(self) -> str:
        """What it is, in the office's words."""
        return self.machine.title

    def get_absolute_url(self) -> str:
        """The hazard's page, on which it is shown."""
        return self.hazard.get_absolute_url()


class SiteRecord(BesideHazard, Living):
    """What two people found on site: the first drafts it, the second signs, and the signature makes the move that
    `kind` names."""

    machine = SITE_RECORD
    scope_by = Through("hazard")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="site_records")
    attempt_no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    conclusion = models.TextField()
    position = models.CharField(max_length=120)
    on_site_at = models.DateTimeField()
    first = models.BigIntegerField()
    first_for = models.BigIntegerField(default=0)
    first_unit = models.BigIntegerField()
    first_is_district_department = models.BooleanField(default=False)
    second = models.BigIntegerField(default=0)
    second_for = models.BigIntegerField(default=0)
    second_unit = models.BigIntegerField(default=0)
    second_is_district_department = models.BooleanField(default=False)
    drafted_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)

    class Meta(BesideHazard.Meta):
        constraints = [
            declared_states(SITE_RECORD),
            models.CheckConstraint(condition=Q(kind__in=list(RecordKind)), name="site_record_kind_is_known"),
            apart("site_record_is_signed_by_another", ("second", "second_for"), ("first", "first_for")),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(second__gt=0, signed_at__isnull=False),
                name="signed_site_record_names_the_second",
            ),
            models.UniqueConstraint(
                fields=["hazard"], condition=Q(state="drafted"), name="one_unsigned_site_record_per_hazard"
            ),
        ]

    @property
    def called(self) -> str:
        """What the two did on site."""
        return RecordKind(self.kind).label

    @property
    def drafters(self) -> frozenset[int]:
        """The first of the two, and in whose stead: the second must be neither."""
        return frozenset({self.first, self.first_for} - {0})

    @property
    def stands(self) -> bool:
        """False when it no longer tells of what is before us: another round of rectifying, or another declaration. A
        confirmation tells of the hazard itself, and goes on to hold when rectifying begins."""
        attempt = self.hazard.attempt
        if self.kind == RecordKind.CONFIRM:
            return self.attempt_no in (0, self.hazard.attempt_no)
        declared_at = attempt.declared_at if attempt else None
        same = self.attempt_no == self.hazard.attempt_no
        return same and declared_at is not None and declared_at <= self.drafted_at


class Request(BesideHazard, Living):
    """Asking for a later deadline, or for another department to take over; the hazard moves only when it is
    granted."""

    machine = REQUEST
    scope_by = Through("hazard")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=10)
    reason = models.TextField()
    interim_control = models.TextField(blank=True)
    due_before = models.DateField()
    due_asked = models.DateField(null=True)
    to_unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta(BesideHazard.Meta):
        constraints = [
            declared_states(REQUEST),
            models.CheckConstraint(
                condition=Q(kind=RequestKind.EXTEND, due_asked__gt=F("due_before"))
                | Q(kind=RequestKind.TRANSFER, to_unit__isnull=False),
                name="hazard_request_says_what_is_asked",
            ),
            models.UniqueConstraint(
                fields=["hazard", "kind"], condition=Q(state="asked"), name="one_open_request_per_hazard_and_kind"
            ),
        ]

    @property
    def called(self) -> str:
        """What is asked for."""
        return RequestKind(self.kind).label

    def decides(self, actor: Actor) -> bool:
        """True when `actor` may grant or refuse: the receiving department; the listing body; else the verifying one."""
        if self.kind == RequestKind.TRANSFER:
            return takes_over(actor, self.to_unit_id or 0)
        return ACCEPTER(actor, self.hazard).allowed
