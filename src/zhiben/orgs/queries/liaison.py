"""Reads of who speaks for which unit, and of task forces with their members and rosters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from zhiben.foundation import secrets
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.periods import quarter_of
from zhiben.kernel.rights import Actor, Coordinates, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import Duty, ForceMember, LiaisonConfirmation, LiaisonPerson, Person, TaskForce, Unit
from zhiben.orgs.queries.accounts import seen_units
from zhiben.orgs.queries.dated import in_force
from zhiben.orgs.vocab import LiaisonPart, UnitKind

HAVE_LIAISONS = (UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.STREET)
"""The kinds of unit that name liaison persons."""


@dataclass(frozen=True, slots=True)
class LiaisonCard:
    """A unit with its liaison person and deputy (None: not named), and when it confirmed them in the quarter."""

    unit: int
    name: str
    kind: str
    coordinates: Coordinates
    first: LiaisonPerson | None
    deputy: LiaisonPerson | None
    confirmed_at: datetime | None

    @property
    def confirmed(self) -> bool:
        """True when the unit has confirmed them in the quarter."""
        return self.confirmed_at is not None


def liaison_cards(
    actor: Actor, *, day: date | None = None, kind: str = "", units: Iterable[int] = ()
) -> list[LiaisonCard]:
    """The units whose people somebody sees, in the office's order, with who speaks for them (today). An office has to
    do with the departments of its own level; those below it are asked for by their id."""
    on = day or clock.today()
    rows = seen_units(actor).filter(kind__in=[kind] if kind in HAVE_LIAISONS else HAVE_LIAISONS)
    found = list((rows.filter(pk__in=wanted) if (wanted := list(units)) else rows).order_by("kind", "position", "pk"))
    return _cards(found if wanted else [row for row in found if _coordinated(actor, row)], on)


def _coordinated(actor: Actor, unit: Unit) -> bool:
    levels = {grant.level for grant in policy.overseeing(actor)}
    near = unit.kind != UnitKind.DEPARTMENT or unit.coordinates.level in levels
    return near or unit.pk in actor.units or policy.sees_all_accounts(actor)


def _cards(rows: Sequence[Unit], on: date) -> list[LiaisonCard]:
    ids = [row.pk for row in rows]
    standing = LiaisonPerson.objects.filter(in_force(on), unit__in=ids)
    named = {(one.unit_id, one.part): one for one in standing}
    confirmations = LiaisonConfirmation.objects.filter(unit__in=ids, quarter=quarter_of(on).first)
    confirmed = dict(confirmations.values_list("unit", "confirmed_at"))
    return [
        LiaisonCard(
            row.pk,
            row.name,
            row.kind,
            row.coordinates,
            named.get((row.pk, LiaisonPart.FIRST)),
            named.get((row.pk, LiaisonPart.DEPUTY)),
            confirmed.get(row.pk),
        )
        for row in rows
    ]


def liaison_masks(cards: Iterable[LiaisonCard]) -> dict[int, str]:
    """The telephones of those on the cards, covered, by liaison person."""
    ids = [one.pk for card in cards for one in (card.first, card.deputy) if one]
    return secrets.masks(LiaisonPerson._meta.label_lower, "phone", ids)


def member_masks(members: Iterable[ForceMember]) -> dict[int, str]:
    """The telephones of members of a task force, covered, by member."""
    return secrets.masks(ForceMember._meta.label_lower, "phone", [one.pk for one in members])


def account_mask(person: Person) -> str:
    """The telephone of an account, covered; "" where none is registered."""
    return secrets.masks(Person._meta.label_lower, "phone", [person.pk]).get(person.pk, "")


def liaison_of(unit: int, part: str) -> LiaisonPerson | None:
    """Who speaks for a unit now, in one part."""
    return LiaisonPerson.objects.filter(unit=unit, part=part, valid_to__isnull=True).first()


def former_liaisons(unit: int, part: str) -> list[LiaisonPerson]:
    """Who spoke for a unit before, the latest first."""
    rows = LiaisonPerson.objects.filter(unit=unit, part=part, valid_to__isnull=False)
    return list(rows.order_by("-valid_from", "-pk"))


def liaison_accounts(units: Iterable[int]) -> list[int]:
    """The accounts of those who speak for `units` today, as far as they have one."""
    rows = LiaisonPerson.objects.filter(in_force(clock.today()), unit__in=list(units), person__is_active=True)
    return list(rows.order_by("person").values_list("person", flat=True).distinct())


def names_liaisons(actor: Actor, unit: int, place: Coordinates) -> bool:
    """True for who may say who speaks for a unit."""
    return policy.naming_liaisons(actor, unit, place) is not None


def answers_for(actor: Actor) -> list[int]:
    """The units, of kinds that have liaison persons, for which somebody answers."""
    own = [grant.unit for grant in actor.grants if grant.role in policy.ANSWERS_FOR]
    rows = Unit.objects.filter(in_force(clock.today()), pk__in=own, kind__in=HAVE_LIAISONS)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def offices_run(actor: Actor) -> dict[int, Grant]:
    """The offices for which somebody works as an officer, each with the grant."""
    return policy.running(actor)


def offices_led(actor: Actor) -> dict[int, Grant]:
    """The offices that somebody leads, or for whose leader it stands in, each with the grant."""
    return policy.leading(actor)


# Task forces


def task_forces() -> QuerySet[TaskForce]:
    """All task forces in scope, those that stand first."""
    return TaskForce.objects.select_related("office", "host").order_by("valid_to", "valid_from", "pk")


def task_force(pk: int) -> TaskForce:
    """One task force in scope. Raises NotFound."""
    found = task_forces().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该专班"))
    return found


def members_of(force: TaskForce) -> list[ForceMember]:
    """Everybody who is or was in it: heads first, then in the units' order."""
    rows = ForceMember.objects.filter(force=force).select_related("unit", "person")
    order = {role: place for place, role in enumerate(("head", "vice", "liaison", "member"))}
    return sorted(rows, key=lambda one: (order.get(one.role, len(order)), one.unit.position, one.pk))


def force_member(pk: int) -> ForceMember:
    """One member of a task force in scope. Raises NotFound."""
    found = ForceMember.objects.select_related("force", "unit").filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该成员"))
    return found


def member_units(force: TaskForce, on: date) -> list[int]:
    """The units that have a member in it on a day, each once, in the units' order."""
    rows = ForceMember.objects.filter(in_force(on), force=force).order_by("unit__position", "unit")
    return list(dict.fromkeys(rows.values_list("unit", flat=True)))


def duties(force: TaskForce, first: date, last: date) -> dict[date, ForceMember]:
    """Who is on duty from a day to a day, both included."""
    rows = Duty.objects.filter(force=force, day__range=(first, last)).select_related("member__unit").order_by("day")
    return {row.day: row.member for row in rows}


def on_duty(force: TaskForce, day: date) -> ForceMember | None:
    """Who is on duty on a day."""
    return duties(force, day, day).get(day)


def ended_units(members: Iterable[ForceMember], on: date) -> set[int]:
    """Those of the members' units that exist no more on a day."""
    units = {one.unit_id for one in members}
    standing = Unit.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), pk__in=units)
    return units - set(standing.values_list("pk", flat=True))
