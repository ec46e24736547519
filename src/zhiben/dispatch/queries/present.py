"""Whether there is anything of a kind for a reader: where not, nobody is led there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from zhiben.dispatch import policy
from zhiben.dispatch.models import NamedUnit, ProvincialRank, Reminder
from zhiben.documents import queries as documents
from zhiben.documents.vocab import Kind
from zhiben.kernel.rights import Actor

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument


def issued_bulletins() -> QuerySet[OfficialDocument]:
    """All issued bulletins in scope, those that were taken back included."""
    return documents.documents().filter(kind=Kind.BULLETIN, state__in=("issued", "closed", "withdrawn"))


def has_bulletins(_actor: Actor) -> bool:
    """Bulletins that were issued, in scope."""
    return issued_bulletins().exists()


def has_names(actor: Actor) -> bool:
    """Names of units for which the person answers, or that it reads: the dates of others' rounds are not shown."""
    return NamedUnit.objects.filter(policy.seen_names(actor)).exists()


def has_reminders(_actor: Actor) -> bool:
    """Reminders in scope."""
    return Reminder.objects.exists()


def has_ranking(_actor: Actor) -> bool:
    """Rankings of the province in scope."""
    return ProvincialRank.objects.exists()
