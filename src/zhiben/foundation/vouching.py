"""How far something that was taken from a published original can be trusted: a mark of its origin, until a person has
verified it. Which marks there are is each room's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Protocol

from django.db import models
from django.db.models import Q

from zhiben.kernel.machine import State
from zhiben.kernel.text import N_

VERIFIED = State("verified", N_("已由人核对原文"), "success")
"""How something is shown that somebody has verified."""


class Shown(Protocol):
    """A mark: the words, and the tone in which they are shown."""

    @property
    def shown(self) -> State: ...


class Marks(Protocol):
    """The marks of a room, by their value."""

    def __call__(self, value: str, /) -> Shown: ...


class Vouched(models.Model):
    """Its mark, one of `marks`; who verified it goes by id, as in the ledger."""

    marks: ClassVar[Marks]

    mark = models.CharField(max_length=10)
    verified_by = models.BigIntegerField(default=0)
    verified_on = models.DateField(null=True)

    class Meta:
        abstract = True

    @property
    def trust(self) -> State:
        """In words and tone, how far it can be trusted."""
        return VERIFIED if self.verified_by else type(self).marks(self.mark).shown


def vouched(marks: Iterable[str]) -> list[models.BaseConstraint]:
    """The constraints of a table of vouched rows with these marks."""
    return [
        models.CheckConstraint(condition=Q(mark__in=list(marks)), name="%(class)s_mark_is_known"),
        models.CheckConstraint(
            condition=Q(verified_by=0, verified_on__isnull=True) | Q(verified_by__gt=0, verified_on__isnull=False),
            name="%(class)s_names_who_verified_it",
        ),
    ]
