"""Acts beside a record's own moves: they change no state of it, yet whoever moved it last can no longer take that
back."""

from __future__ import annotations

from django.db import models
from django.db.models import F

from zhiben.foundation.lifecycle.models import Living
from zhiben.kernel.errors import Conflict
from zhiben.kernel.text import N_


class ActedOn(Living):
    """A living record beside which others stand. `acted_version` is its version at the last act beside it; a move
    goes on from there, and may be withdrawn again."""

    acted_version = models.IntegerField(default=-1)

    class Meta:
        abstract = True

    @property
    def acted_beside(self) -> bool:
        """True when somebody has acted beside the record since its last move."""
        return self.acted_version == self.version


def act_beside(record: ActedOn) -> None:
    """Note that somebody acts beside `record`. Raises Conflict when the record was moved meanwhile, so that the act
    and a withdrawal cannot pass each other by."""
    standing = type(record)._unfiltered().filter(pk=record.pk, version=record.version)  # type: ignore[attr-defined]
    following = record.version + 1
    if standing.update(version=following, acted_version=following, beside=F("beside") + 1) != 1:
        raise Conflict(N_("该记录刚被他人改动，请刷新后再办"))
    record.version = record.acted_version = following
    record.beside += 1
