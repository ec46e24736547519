"""Whose acts on the office itself somebody may read in the ledger: the audit administrator all of them, an auditor
those of the own territory, anybody else none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.queries import Line, Sight
from zhiben.kernel.rights import Actor, Coordinates, Grant
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.models import GrantRow, Person, Territory, Unit
from zhiben.orgs.vocab import Role

PERSON, UNIT, TERRITORY = "orgs.person", "orgs.unit", "orgs.territory"
Subject = tuple[str, int]


def sight_of(actor: Actor) -> Sight | None:
    """What `actor` may read of the office's own entries; None for who has no business there."""
    if keeps_logs(actor):
        return list
    held = [grant for grant in actor.grants if grant.role == Role.AUDITOR]
    return (lambda block: _within(held, block)) if held else None


def keeps_logs(actor: Actor) -> bool:
    """True for the audit administrator, who alone reads who has looked at what is kept secret."""
    return any(grant.role == Role.AUDIT_ADMIN for grant in actor.grants)


def _within(held: list[Grant], block: Sequence[AuditEntry]) -> list[AuditEntry]:
    """Entries of which the acting unit, or whom or what they are about, lies in the auditor's territory."""
    subjects = {(row.model, row.record) for row in block}
    units = _units_of({record for model, record in subjects if model == PERSON})
    named = {record for model, record in subjects if model == UNIT}
    acting = {row.unit for row in block}
    rows = Unit.objects.filter(pk__in={*acting, *named, *(unit for found in units.values() for unit in found)})
    lying = {row.pk: row.coordinates for row in rows}
    territories = Territory.objects.filter(pk__in={record for model, record in subjects if model == TERRITORY})
    grounds = {row.pk: row.coordinates for row in territories}

    def places(row: AuditEntry) -> Iterable[Coordinates | None]:
        yield lying.get(row.unit)
        if row.model == PERSON:
            yield from (lying.get(unit) for unit in units.get(row.record, ()))
        elif row.model in (UNIT, TERRITORY):
            yield (lying if row.model == UNIT else grounds).get(row.record)

    return [row for row in block if any(place and grant.covers(place) for place in places(row) for grant in held)]


def _units_of(people: set[int]) -> dict[int, set[int]]:
    """The units for which people hold a role, or ever held one."""
    found: dict[int, set[int]] = {}
    for person, unit in GrantRow.objects.filter(person__in=people).values_list("person", "unit"):
        found.setdefault(person, set()).add(unit)
    return found


def subjects(lines: Sequence[Line]) -> dict[Subject, str]:
    """What entries about the office speak of, by name; nothing where they speak of nobody in particular."""
    found: dict[Subject, str] = {}
    for label, model in ((PERSON, Person), (UNIT, Unit), (TERRITORY, Territory)):
        rows = model.objects.filter(pk__in={line.record for line in lines if line.model == label})
        found |= {(label, pk): name for pk, name in rows.values_list("pk", "name")}
    sheets = {f"sheet.{name}": sheet.title for name, sheet in catalogue().items()}
    return found | {(line.model, line.record): sheets[line.model] for line in lines if line.model in sheets}
