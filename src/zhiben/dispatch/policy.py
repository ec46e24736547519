"""Who reads a name: the office that names, and who answers for the named unit; no other unit on its line or in its
territory. Who reads what lies beside a reminder: its own office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from zhiben.dispatch.vocab import ANSWERING, NAMED
from zhiben.documents import queries as documents
from zhiben.foundation.scope.models import Participation
from zhiben.foundation.scope.query import at_home_with
from zhiben.kernel.rights import LINE_LEVELS, TERRITORY_LEVELS, Actor, Grant
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.dispatch.models import NamedUnit

LEVELS = (*TERRITORY_LEVELS, *LINE_LEVELS)


def seen_names(actor: Actor) -> Q:
    """The names that somebody answers for, and those of the rounds that they read."""
    return at_home_with(_names(), actor) | answered_names(actor)


def answered_units(actor: Actor) -> set[int]:
    """The units for which somebody answers."""
    return {grant.unit for grant in actor.grants if grant.role in ANSWERING} - {0}


def answered_names(actor: Actor) -> Q:
    """The names that somebody answers, or has answered, for: `lifecycle.naming.answering` as a condition."""
    asked = Q(unit__in=answered_units(actor))
    for grant in actor.grants:
        if grant.role == Role.OFFICE_OFFICER and not grant.at.line:
            asked |= _governments(grant)
    return Q(reply_by__isnull=False) & asked


def own_reminders(actor: Actor) -> Q:
    """The reminders whose letters lie where the person reads, not merely were sent there."""
    return Q(document__in=documents.documents().filter(documents.own_documents(actor)).values("pk"))


def _governments(grant: Grant) -> Q:
    """Names of the government of the very territory of an office, unless the office itself names it."""
    there = {name: getattr(grant.at, name) for name in LEVELS}
    rows = Participation.objects.filter(model=_names()._meta.label_lower, part=NAMED, record=OuterRef("pk"), **there)
    return Q(Exists(rows)) & ~Q(**there)


def _names() -> type[NamedUnit]:
    from zhiben.dispatch.models import NamedUnit

    return NamedUnit
