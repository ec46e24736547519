"""Who somebody is at a moment, and names for people."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs.models import GrantRow, Person, Substitution
from zhiben.orgs.queries.dated import in_force
from zhiben.orgs.vocab import ADMINISTRATORS, LOOKING_ON, Role


def actor_of(person: Person | int, at: datetime | None = None) -> Actor:
    """Who a person is at a moment: grants in force, and those of colleagues they stand in for. Nobody who is inactive
    holds any."""
    day = (at or clock.now()).astimezone(clock.TZ).date()
    found = person if isinstance(person, Person) else Person.objects.filter(pk=person).first()
    if found is None:
        raise NotFound(N_("没有这个人员"))
    if not found.is_active:
        return Actor(found.pk, found.name)
    stands_for = list(Substitution.objects.filter(in_force(day), substitute=found).values_list("person", flat=True))
    held = GrantRow.objects.filter(in_force(day), person__in=[found.pk, *stands_for], person__is_active=True)
    rows = list(held.order_by("pk"))
    own = [row for row in rows if row.person_id == found.pk]
    return Actor(found.pk, found.name, tuple(_grant(row, found.pk) for row in [*own, *_passed_on(own, rows)]))


def brings_files(actor: Actor) -> bool:
    """Whether somebody does any business to which files belong: auditors and administrators do none."""
    return any(grant.role not in LOOKING_ON for grant in actor.grants)


def _passed_on(own: list[GrantRow], rows: list[GrantRow]) -> list[GrantRow]:
    """What a substitute holds of others: never an administrator's role, and who only looks on nothing at all."""
    if any(row.role in LOOKING_ON for row in own):
        return []
    return [row for row in rows if row not in own and not row.exclusive]


def _grant(row: GrantRow, person: int) -> Grant:
    stands_for = 0 if row.person_id == person else row.person_id
    return Grant(row.pk, row.role, row.coordinates, row.unit_id, stands_for, reads=row.role not in ADMINISTRATORS)


def actor_named(username: str) -> Actor:
    """The actor behind a user name. Raises NotFound."""
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise NotFound(N_("没有名为“{username}”的用户"), username=username)
    return actor_of(person)


def scope_of(actor_id: int) -> AbstractContextManager[Any]:
    """The scope in which a person's background work runs."""
    return scope(actor_of(actor_id))


def person_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of people by id."""
    return dict(Person.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def unit_of(actor: Actor) -> int:
    """The unit for which somebody acts in the first place; 0 for none."""
    return actor.grants[0].unit if actor.grants else 0


def roster() -> list[dict[str, Any]]:
    """Every account with its present grants, for the console."""
    grants: dict[int, list[dict[str, str]]] = {}
    for row in GrantRow.objects.filter(in_force(clock.today())).select_related("unit").order_by("pk"):
        grants.setdefault(row.person_id, []).append({"role": row.role, "unit": row.unit.name})
    people = Person.objects.order_by("username")
    return [
        {"id": p.pk, "username": p.username, "name": p.name, "active": p.is_active, "grants": grants.get(p.pk, [])}
        for p in people
    ]


def administrators_missing() -> list[str]:
    """Labels of the exclusive administrator roles that nobody holds whose account is open."""
    held = {role for _person, role in administrators()}
    return [role.label for role in ADMINISTRATORS if role not in held]


def administrators() -> list[tuple[int, str]]:
    """Who holds an exclusive administrator role today under an account that is open, and which."""
    rows = GrantRow.objects.filter(in_force(clock.today()), exclusive=True, person__is_active=True)
    return list(rows.values_list("person", "role"))


def role_label(role: str) -> str:
    """A role's label."""
    return Role(role).label
