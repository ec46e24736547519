"""People, their grants, and who stands in for whom."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from zhiben.foundation.scope.models import Levels
from zhiben.foundation.secrets.digests import LENGTH
from zhiben.kernel.machine import State
from zhiben.kernel.rights import Coordinates
from zhiben.orgs import vocab
from zhiben.orgs.models.structure import Dated, Line, Site, Territory, Unit, choices
from zhiben.orgs.vocab import ADMINISTRATORS, Role


class People(BaseUserManager["Person"]):
    """Finds and makes people for the login machinery."""


class Person(AbstractBaseUser):
    """Somebody with an account, one each: a phone or staff number belongs to one account only. The phone is kept
    secret; what stands here is its keyed digest. What they may do stands in their grants, nowhere else."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=40)
    phone_digest = models.CharField(max_length=LENGTH, blank=True)
    staff_number = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    last_login = None  # the ledger knows, by the clock that everything here goes by

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone_digest"], condition=~Q(phone_digest=""), name="one_account_per_phone"
            ),
            models.UniqueConstraint(
                fields=["staff_number"], condition=~Q(staff_number=""), name="one_account_per_staff_number"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def standing(self, moment: datetime) -> State:
        """Whether the account lets anybody in at `moment`."""
        if not self.is_active:
            return vocab.INACTIVE
        return vocab.LOCKED if self.locked_until is not None and self.locked_until > moment else vocab.OPEN


class GrantRow(Dated, Levels):
    """A role over a subtree of both axes for a time, exercised for a unit. Level columns are copied from unit, line
    and territory."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=choices(Role))
    exclusive = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    territory = models.ForeignKey(Territory, models.PROTECT)
    line_node = models.ForeignKey(Line, models.PROTECT, null=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(exclusive=True, role__in=ADMINISTRATORS) | Q(exclusive=False) & ~Q(role__in=ADMINISTRATORS),
                name="administrators_are_marked_exclusive",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(exclusive=True, valid_to__isnull=True),
                name="one_administrator_role_each",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.ENTERPRISE_CONTACT) | Q(site__isnull=False), name="enterprise_contact_has_a_site"
            ),
        ]
        indexes = [models.Index(fields=["role", "city", "district"], name="grant_by_role")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.unit_id}"

    @property
    def coordinates(self) -> Coordinates:
        """The subtree that the grant covers. An enterprise's is its site and nothing else: what is found there may
        belong to any line."""
        if self.site_id:
            return Coordinates(site=self.site_id)
        return Coordinates(self.province, self.city, self.district, self.street, self.line, self.subline)


class Substitution(Dated):
    """代理（A/B角）: `substitute` holds `person`'s grants from a day to a day, both included in what is dated."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="substituted_by")
    substitute = models.ForeignKey(Person, models.PROTECT, related_name="substitutes_for")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("substitute")), name="nobody_substitutes_themselves"),
            models.CheckConstraint(condition=Q(valid_to__isnull=False), name="substitution_has_an_end"),
        ]

    def __str__(self) -> str:
        return f"{self.substitute_id} → {self.person_id}"
