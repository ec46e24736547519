"""Targets of a round, which nobody sees but whoever has to; the secret part of a seed; and who has an interest where,
so as not to be sent there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Sealed
from zhiben.kernel.rights import Coordinates
from zhiben.orgs.vocab import OF_UNITS
from zhiben.supervision.lifecycle import TARGET
from zhiben.supervision.models.rounds import Frame, Round, Team
from zhiben.supervision.vocab import How


def seal_of(salt: str, name: str) -> str:
    """What the ledger holds of a target until it is reached: SHA-256 of salt, line feed, name, hexadecimal."""
    return hashlib.sha256(f"{salt}\n{name}".encode()).hexdigest()


class Target(Scoped, Living):
    """One that is to be visited, by its `name` in the round's frame. Its confidants are the round's keepers and, from
    `opens_on`, its team. The ledger knows it by `seal` alone until it is reached; then `salt` is told there, so that
    it can be proved that it was this one all along."""

    machine = TARGET
    scope_by = Sealed()

    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    frame = models.ForeignKey(Frame, models.PROTECT, null=True, related_name="+")
    place_no = models.PositiveIntegerField("顺序")
    name = models.CharField("抽样框中的名称", max_length=60)
    stratum = models.CharField("层", max_length=80, blank=True)
    ticket = models.CharField("签", max_length=64, blank=True)
    how = models.CharField("怎样列入", max_length=10, choices=[(one.value, one.label) for one in How])
    reason = models.TextField("理由", default="", blank=True)
    site = models.ForeignKey("orgs.Site", models.PROTECT, related_name="+")
    hazard = models.BigIntegerField(default=0)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    opens_on = models.DateField("哪天起督导组可见", null=True)
    salt = models.CharField(max_length=32)
    seal = models.CharField(max_length=64)

    class Meta(Scoped.Meta):
        verbose_name = "督导对象"
        constraints: ClassVar = [
            declared_states(TARGET),
            models.CheckConstraint(condition=Q(how__in=list(How)), name="target_tells_how_it_came"),
            models.CheckConstraint(
                condition=~Q(how__in=[How.INSTEAD, How.NAMED]) | ~Q(reason=""), name="chosen_target_says_why"
            ),
            models.UniqueConstraint(fields=["round", "name"], name="one_target_per_place_in_round"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page, for its confidants."""
        return reverse("supervision:target", args=[self.pk])

    @property
    def coordinates(self) -> Coordinates:
        """Where its round lies, and not where it does: who may is the office's question, and its team's."""
        return self.round.coordinates

    @property
    def participants(self) -> Sequence[tuple[str, Coordinates]]:
        """No unit takes part in what is sealed."""
        return ()

    @property
    def keepers(self) -> frozenset[int]:
        """Who keeps the round's list."""
        return self.round.keepers

    @property
    def team_people(self) -> frozenset[int]:
        """Who goes there; read once for many by the room's prepare."""
        found: frozenset[int] = self.__dict__.get("_team_people", frozenset())
        return found


class Secret(Scoped):
    """The part of a round's seed that is not told before the round is over. Its confidants are the round's keepers."""

    scope_by = Sealed()

    frame = models.OneToOneField(Frame, models.PROTECT, related_name="+")
    words = models.CharField(max_length=64)

    class Meta(Scoped.Meta):
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(words=""), name="secret_is_not_empty")]

    def __str__(self) -> str:
        return f"{self.frame_id}"


class Interest(Placed):
    """Somebody who is not to be sent to a site, or to any site of a unit's ground, and why; known to the office."""

    scope_by = Home(outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="安委办")
    person = models.BigIntegerField()
    site = models.ForeignKey("orgs.Site", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    reason = models.CharField("情形", max_length=200)
    noted_by = models.BigIntegerField()
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Placed.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(site__isnull=False, unit__isnull=True) | Q(site__isnull=True, unit__isnull=False),
                name="interest_is_in_a_site_or_a_unit",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="interest_says_why"),
        ]

    def __str__(self) -> str:
        return self.reason
