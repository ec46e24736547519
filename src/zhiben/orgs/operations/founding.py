"""Many units, sites or accounts in one act, as a new installation needs them. Checks and stamps are those of the single
verbs; units, territories and sites go by id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries
from zhiben.orgs.models import GrantRow, Line, Person, Sector, Site, Territory, Unit
from zhiben.orgs.operations.granting import stamp
from zhiben.orgs.operations.people import weakness
from zhiben.orgs.operations.positions import must_be_a_place, origin
from zhiben.orgs.operations.units import made_site, stamp_unit
from zhiben.orgs.vocab import ADMINISTRATORS, PositionFrom, Role


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit to be added; `line` is empty where it has none."""

    name: str
    kind: str
    territory: int
    line: str = ""
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """A site to be added, with a credit code or a local id."""

    name: str
    territory: int
    sector: int
    uscc: str = ""
    local_id: str = ""
    address: str = ""
    place: tuple[Decimal, Decimal] | None = None
    """Latitude and longitude, where they are known."""


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """An account to be added with one role for one unit; `site` for an enterprise contact."""

    username: str
    name: str
    role: Role
    unit: int
    site: int = 0


def add_units(
    drafts: Sequence[UnitDraft], *, actor: Actor, valid_from: date | None = None, demonstration: bool = False
) -> list[Unit]:
    """New units in the office's order. Their lines have to be there already."""
    territories = Territory.objects.in_bulk({draft.territory for draft in drafts})
    lines = {line.name: line for line in Line.objects.select_related("parent")}
    rows = []
    for position, draft in enumerate(drafts, start=1):
        row = Unit(
            name=draft.name,
            short_name=draft.short_name,
            kind=draft.kind,
            line_node=lines[draft.line] if draft.line else None,
            territory=territories[draft.territory],
            position=position,
            demonstration=demonstration,
            valid_from=valid_from or clock.today(),
        )
        stamp_unit(row)
        rows.append(row)
    with audit.batch():
        Unit.objects.bulk_create(rows, batch_size=500)
        audit.record("add_units", actor, subject=("orgs.unit", 0), facts={"created": [row.pk for row in rows]})
    return rows


def add_sites(drafts: Sequence[SiteDraft], *, actor: Actor, demonstration: bool = False) -> list[Site]:
    """New sites, each checked like a single one. Raises Incomplete at the first that is wrong."""
    territories = Territory.objects.in_bulk({draft.territory for draft in drafts})
    sectors = Sector.objects.in_bulk({draft.sector for draft in drafts})
    lines = queries.sector_lines()
    rows = [
        made_site(
            draft.name,
            territories[draft.territory],
            sectors[draft.sector],
            uscc=draft.uscc,
            local_id=draft.local_id,
            address=draft.address,
            demonstration=demonstration,
            lines=lines,
        )
        for draft in drafts
    ]
    for row, draft in zip(rows, drafts, strict=True):
        if draft.place:
            must_be_a_place(*draft.place)
            row.latitude, row.longitude = draft.place
            for name, value in origin(PositionFrom.ENTERED, actor).items():
                setattr(row, name, value)
    with audit.batch():
        Site._base_manager.bulk_create(rows, batch_size=500)
        audit.record("add_sites", actor, subject=("orgs.site", 0), facts={"created": [row.pk for row in rows]})
    return rows


def add_accounts(
    drafts: Sequence[AccountDraft], *, password: str, actor: Actor, valid_from: date | None = None
) -> list[Person]:
    """New accounts that share one initial password, which is hashed once. Raises Incomplete when it is weak."""
    if weak := weakness(password, Person()):
        raise Incomplete(weak, fields={"password": weak})
    hashed = make_password(password)
    people = [Person(username=draft.username, name=draft.name, password=hashed) for draft in drafts]
    units = Unit.objects.select_related("territory", "line_node__parent").in_bulk({draft.unit for draft in drafts})
    with audit.batch():
        Person.objects.bulk_create(people, batch_size=500)
        grants = [
            _granted(person, draft, units[draft.unit], valid_from or clock.today())
            for person, draft in zip(people, drafts, strict=True)
        ]
        GrantRow.objects.bulk_create(grants, batch_size=500)
        for row in grants:
            audit.record("add_person", actor, subject=("orgs.person", row.person_id))
            facts = {"grant": row.pk, "role": row.role, "unit": row.unit_id, "from": row.valid_from, "to": None}
            audit.record("grant", actor, subject=("orgs.person", row.person_id), facts=facts)
    return people


def _granted(person: Person, draft: AccountDraft, unit: Unit, since: date) -> GrantRow:
    row = GrantRow(
        person=person,
        role=draft.role,
        exclusive=draft.role in ADMINISTRATORS,
        unit=unit,
        territory=unit.territory,
        line_node=unit.line_node,
        site_id=draft.site or None,
        valid_from=since,
    )
    stamp(row)
    return row
