"""Accounts, grants and substitutions. Every change is in the ledger by id; names stay out of it."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries
from zhiben.orgs.models import GrantRow, Line, Person, Site, Substitution, Territory, Unit
from zhiben.orgs.vocab import ADMINISTRATORS, Role, UnitKind

LONGEST_SUBSTITUTION = timedelta(days=366)
"""An editable default of this product, not law."""


def add_person(username: str, *, name: str, password: str | None = None, phone: str = "", actor: Actor) -> Person:
    """A new account. Raises Incomplete on a taken user name or a weak password; without a password nobody can log
    in."""
    person = Person(username=username.strip(), name=name.strip(), phone=phone.strip())
    wrong = {}
    if not person.username or not person.name:
        wrong["username"] = N_("用户名和姓名都要填写")
    if password is not None:
        try:
            validate_password(password, person)
        except ValidationError as error:
            wrong["password"] = "；".join(error.messages)
    if Person.objects.filter(username=person.username).exists():
        wrong["username"] = N_("用户名“{username}”已有人使用").format(username=person.username)
    if wrong:
        raise Incomplete(N_("账号未建立：{what}"), fields=wrong, what="；".join(wrong.values()))
    person.password = make_password(password)
    with audit.batch():
        person.save()
        audit.record("add_person", actor, subject=("orgs.person", person.pk))
    return person


def grant(
    person: Person,
    role: str,
    *,
    unit: Unit | int,
    actor: Actor,
    line: Line | None = None,
    territory: Territory | None = None,
    site: Site | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> GrantRow:
    """Give `person` a role for `unit`: over the unit's own line and territory unless others are named.

    Raises Refused when administrators' exclusiveness is broken or a site is missing.
    """
    held_for = unit if isinstance(unit, Unit) else Unit.objects.get(pk=unit)
    row = GrantRow(
        person=person,
        role=Role(role),
        exclusive=role in ADMINISTRATORS,
        unit=held_for,
        territory=territory or held_for.territory,
        line_node=line or held_for.line_node,
        site=site,
        valid_from=valid_from or clock.today(),
        valid_to=valid_to,
    )
    stamp(row)
    _exclusive(person, role)
    if role == Role.ENTERPRISE_CONTACT and site is None:
        raise Refused(N_("企业联系人须指定所属场所"))
    try:
        with audit.batch():
            row.save()
            facts = {"grant": row.pk, "role": role, "unit": held_for.pk, "from": row.valid_from, "to": valid_to}
            audit.record("grant", actor, subject=("orgs.person", person.pk), facts=facts)
    except IntegrityError as error:
        raise Refused(N_("授权未写入：与现有授权冲突")) from error
    return row


def stamp(row: GrantRow) -> None:
    """Copy territory and line into the level columns. An office, an inspector or an auditor covers all lines."""
    place = row.territory.coordinates
    row.place_at(place)
    if row.line_node is not None and row.unit.kind != UnitKind.COMMITTEE_OFFICE:
        row.line, row.subline = row.line_node.levels


def _exclusive(person: Person, role: str) -> None:
    held = set(GrantRow.objects.filter(queries.in_force(clock.today()), person=person).values_list("role", flat=True))
    administers = held & set(ADMINISTRATORS)
    if (role in ADMINISTRATORS and held) or administers:
        raise Refused(N_("系统、安全、审计管理员三员分立，不得兼任其他角色"), code="administrators_are_exclusive")


def add_person_with_role(
    username: str, *, name: str, role: str, unit: str, password: str | None, actor: Actor
) -> Person:
    """An account with its first grant, for the console. Raises Refused with near names when the unit is unknown."""
    if role not in list(Role):
        raise Refused(N_("没有“{role}”这个角色；可用：{known}"), role=role, known="、".join(Role))
    card = queries.unit_named(unit)
    if card is None:
        near = "、".join(queries.suggest_units(unit)) or N_("（没有相近的单位）")
        raise Refused(N_("没有名为“{unit}”的单位，是否指：{near}"), unit=unit, near=near)
    with transaction.atomic():
        person = add_person(username, name=name, password=password, actor=actor)
        grant(person, role, unit=card.id, actor=actor)
    return person


def end_grant(row: GrantRow, *, on: date | None = None, actor: Actor) -> None:
    """Let a grant end on a day (today)."""
    day = on or clock.today()
    with audit.batch():
        GrantRow.objects.filter(pk=row.pk).update(valid_to=max(day, row.valid_from))
        audit.record("end_grant", actor, subject=("orgs.person", row.person_id), facts={"grant": row.pk, "on": day})


def substitute(person: Person, by: Person, *, first: date, last: date, reason: str = "", actor: Actor) -> Substitution:
    """Let `by` stand in for `person` from `first` to `last`, both included."""
    if last < first or last - first > LONGEST_SUBSTITUTION:
        raise Refused(N_("代理起止日期不对：须先起后止，且不超过一年"))
    if person == by:
        raise Refused(N_("不能由本人代理本人"))
    row = Substitution(person=person, substitute=by, reason=reason, valid_from=first, valid_to=last + timedelta(days=1))
    with audit.batch():
        row.save()
        facts = {"substitute": by.pk, "from": first, "to": last}
        audit.record("substitute", actor, subject=("orgs.person", person.pk), facts=facts)
    return row


def set_active(person: Person, *, active: bool, actor: Actor) -> None:
    """Lock an account out or let it in again; what it did stays."""
    with audit.batch():
        Person.objects.filter(pk=person.pk).update(is_active=active)
        audit.record("activate" if active else "deactivate", actor, subject=("orgs.person", person.pk))
