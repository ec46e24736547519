"""Who is told at once of what happens to a document: the units it goes to, the office it came from, its drafter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zhiben.documents.lifecycle import ANSWERING
from zhiben.documents.models import Delivery, OfficialDocument
from zhiben.inbox.operations import tell
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role


def to_units(
    kind: str,
    record: OfficialDocument | Delivery,
    units: Iterable[int],
    *,
    actor: Actor,
    at: datetime | None = None,
) -> None:
    """Tell whoever answers for one of `units`; at another moment `at` the same may be told again."""
    units = [unit for unit in units if unit]
    _tell(kind, record, at, actor=actor, units=units, roles=[role.value for role in ANSWERING])


def to_office(kind: str, delivery: Delivery, *, actor: Actor, at: datetime) -> None:
    """Tell the officers of the issuing office."""
    office = delivery.document.office_id
    _tell(kind, delivery, at, actor=actor, units=[office], roles=[Role.OFFICE_OFFICER.value])


def to_people(kind: str, document: OfficialDocument, people: Iterable[int], *, actor: Actor, at: datetime) -> None:
    """Tell particular people."""
    _tell(kind, document, at, actor=actor, people=people)


def _tell(
    kind: str,
    record: OfficialDocument | Delivery,
    at: datetime | None,
    *,
    actor: Actor,
    units: Iterable[int] = (),
    roles: Iterable[str] = (),
    people: Iterable[int] = (),
) -> None:
    stamp = f":{at.isoformat()}" if at else ""
    tell(
        kind,
        str(record),
        address=record.get_absolute_url(),
        units=units,
        roles=roles,
        people=people,
        about=record,
        key=f"{kind}:{type(record)._meta.label_lower}:{record.pk}{stamp}",
        actor=actor,
    )
