"""Accounts as their pages show them: whose people somebody sees, a page of them, and one with grants, substitutions and
ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from zhiben.foundation.scope.query import subtree
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.machine import State
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import GrantRow, Person, Site, Substitution, Unit
from zhiben.orgs.queries.actors import role_label
from zhiben.orgs.queries.dated import in_force, not_ended
from zhiben.orgs.queries.places import of_code


@dataclass(frozen=True, slots=True)
class GrantCard:
    """A grant as a page shows it; `last` is the last day that counts, None without end."""

    id: int
    role: str
    unit: str
    site: str
    first: date
    last: date | None
    standing: State


@dataclass(frozen=True, slots=True)
class SubstitutionCard:
    """Who stands in for whom from when to when, both days included."""

    id: int
    person_id: int
    person: str
    substitute: str
    first: date
    last: date | None
    reason: str
    standing: State


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account in a list, with the grants that have not ended."""

    id: int
    username: str
    name: str
    standing: State
    grants: tuple[GrantCard, ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    """A page of accounts, with the key of the next one ("" at the end)."""

    rows: list[AccountCard]
    next_after: str
    count: int
    capped: bool = False


def seen_units(actor: Actor) -> QuerySet[Unit]:
    """The units in force whose people somebody sees: all for an administrator, those of its territory for an office,
    the own ones for anybody."""
    rows = Unit.objects.filter(in_force(clock.today()))
    if policy.sees_all_accounts(actor):
        return rows
    condition = Q(pk__in={grant.unit for grant in actor.grants})
    for grant in policy.overseeing(actor):
        condition |= subtree(grant.at)
    return rows.filter(condition)


def seen_people(actor: Actor) -> QuerySet[Person]:
    """The accounts that somebody sees: their own, and everyone's with a grant, present or to come, for a unit whose
    people they see."""
    if policy.sees_all_accounts(actor):
        return Person.objects.all()
    grants = GrantRow.objects.filter(not_ended(clock.today()), unit__in=seen_units(actor))
    return Person.objects.filter(Q(pk=actor.id) | Q(pk__in=grants.values("person")))


def accounts(
    actor: Actor, *, name: str = "", unit: int = 0, role: str = "", after: str = "", limit: int = 50
) -> Accounts:
    """One page of the accounts that somebody sees, by user name, with part of a name, a unit and a role."""
    today = clock.today()
    rows = seen_people(actor)
    if name:
        rows = rows.filter(Q(name__icontains=name) | Q(username__icontains=name))
    held = {key: value for key, value in (("unit", unit), ("role", role)) if value}
    if held:
        rows = rows.filter(pk__in=GrantRow.objects.filter(not_ended(today), **held).values("person"))
    grants = GrantRow.objects.filter(not_ended(today)).select_related("unit").order_by("pk")
    page = list(
        rows.filter(username__gt=after)
        .order_by("username")
        .prefetch_related(Prefetch("grants", grants, to_attr="standing_grants"))[: limit + 1]
    )
    shown = page[:limit]
    names = _site_names(row for person in shown for row in _standing(person))
    cards = [_account(person, names) for person in shown]
    return Accounts(cards, shown[-1].username if len(page) > limit else "", rows.count())


def _standing(person: Person) -> list[GrantRow]:
    found: list[GrantRow] = person.standing_grants  # type: ignore[attr-defined]
    return found


def _account(person: Person, sites: dict[int, str]) -> AccountCard:
    grants = tuple(_grant(row, sites) for row in _standing(person))
    return AccountCard(person.pk, person.username, person.name, person.standing(clock.machine()), grants)


def account(actor: Actor, pk: int) -> Person:
    """One account that somebody sees. Raises NotFound."""
    found = seen_people(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有这个人员"))
    return found


def grants_of(person: Person) -> list[GrantCard]:
    """All grants of an account, the newest first."""
    rows = list(GrantRow.objects.filter(person=person).select_related("unit").order_by("-valid_from", "-pk"))
    names = _site_names(rows)
    return [_grant(row, names) for row in rows]


def _grant(row: GrantRow, sites: dict[int, str]) -> GrantCard:
    site = sites.get(row.site_id, "") if row.site_id else ""
    return GrantCard(
        row.pk,
        role_label(row.role),
        row.unit.name,
        site,
        row.valid_from,
        row.last_day,
        row.standing(clock.today()),
    )


def _site_names(rows: Iterable[GrantRow]) -> dict[int, str]:
    """Names of the sites that grants are for. Whoever sees the account sees them: they say what it may do."""
    wanted = {row.site_id for row in rows if row.site_id}
    return dict(Site._unfiltered().filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def substitutions_of(person: Person) -> list[SubstitutionCard]:
    """Who stands in for somebody and for whom they stand in, the newest first."""
    rows = Substitution.objects.filter(Q(person=person) | Q(substitute=person)).select_related("person", "substitute")
    return [
        SubstitutionCard(
            row.pk,
            row.person_id,
            row.person.name,
            row.substitute.name,
            row.valid_from,
            row.last_day,
            row.reason,
            row.standing(clock.today()),
        )
        for row in rows.order_by("-valid_from", "-pk")
    ]


def grant_of(person: Person, pk: int) -> GrantRow:
    """One grant of an account. Raises NotFound."""
    found = GrantRow.objects.filter(person=person, pk=pk).first()
    if found is None:
        raise NotFound(N_("没有这项授权"))
    return found


def substitution_for(person: Person, pk: int) -> Substitution:
    """One substitution by which others stand in for somebody. Raises NotFound."""
    found = Substitution.objects.filter(person=person, pk=pk).first()
    if found is None:
        raise NotFound(N_("没有这项代理"))
    return found


def site_known_as(text: str) -> Site | None:
    """The site of that credit code or local id, of a double the one into which it was merged; None when there is none
    or more than one. Roles are given by an administrator, who reads no sites."""
    found = {row.merged_into_id or row.pk for row in Site._unfiltered().filter(of_code(text))}
    return Site._unfiltered().get(pk=found.pop()) if len(found) == 1 else None
