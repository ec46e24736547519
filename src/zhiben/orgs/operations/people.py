"""Accounts: opened, let out and in again. Every change is in the ledger by id; names stay out of it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from zhiben.foundation import audit, secrets
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.orgs import onward, policy, queries
from zhiben.orgs.models import Person
from zhiben.orgs.operations.granting import grant
from zhiben.orgs.operations.phones import ACCOUNT, FIELD
from zhiben.orgs.vocab import Role

WEAK = {
    "password_too_short": N_("口令至少{min_length}位"),
    "password_too_similar": N_("口令不得与用户名相近"),
    "password_too_common": N_("口令太常见"),
    "password_entirely_numeric": N_("口令不能全是数字"),
}
"""Django's own sentences are in part untranslated, and say 密码."""


def add_person(
    username: str,
    *,
    name: str,
    password: str | None = None,
    phone: str = "",
    staff_number: str = "",
    actor: Actor,
) -> Person:
    """A new account. Raises Incomplete on a taken user name, on a phone or staff number that another account has, or a
    weak password; without a password nobody can log in."""
    policy.must_keep_accounts(actor)
    number, staff = plain_phone(phone), staff_number.strip().upper()
    person = Person(username=username.strip(), name=name.strip(), staff_number=staff)
    wrong = _taken(number, staff)
    if not person.username or not person.name:
        wrong["username"] = N_("用户名和姓名都要填写")
    if password is not None and (weak := weakness(password, person)):
        wrong["password"] = weak
    if Person.objects.filter(username=person.username).exists():
        wrong["username"] = N_("用户名“{username}”已有人使用").format(username=person.username)
    if wrong:
        raise Incomplete(N_("账号未建立：{what}"), fields=wrong, what="；".join(wrong.values()))
    person.password = make_password(password)
    with audit.batch():
        person.phone_digest = secrets.digest_of(ACCOUNT.model, FIELD, number)
        person.save()
        secrets.keep(person, FIELD, number)
        secrets.must_stand(person.phone_digest)
        audit.record("add_person", actor, subject=("orgs.person", person.pk))
    return person


def _taken(number: str, staff: str) -> dict[str, str]:
    """Which of both another account has, with the sentence that names it."""
    asked: dict[str, dict[str, Any]] = {
        FIELD: {"phone_digest__in": secrets.candidates(ACCOUNT.model, FIELD, number)} if number else {},
        "staff_number": {"staff_number": staff} if staff else {},
    }
    return {
        field: N_("已用于账号“{username}”，一人只能有一个账号").format(username=other)
        for field, where in asked.items()
        if where and (other := Person.objects.filter(**where).values_list("username", flat=True).first())
    }


def plain_phone(phone: str) -> str:
    """A phone number as it is compared: without the country's code, spaces and hyphens."""
    bare = re.sub(r"[\s()（）\-－—]", "", unicodedata.normalize("NFKC", phone))
    return bare.removeprefix("+86").removeprefix("0086")


def weakness(password: str, person: Person) -> str:
    """What is wrong with a password as a sentence; empty when nothing is."""
    return "；".join(weaknesses(password, person).values())


def weaknesses(password: str, person: Person) -> dict[str, str]:
    """Each thing that is wrong with a password, by Django's code, with its sentence."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        return {one.code or "": WEAK[one.code or ""].format(**(one.params or {})) for one in error.error_list}
    return {}


FIRST = N_("请先建立：zhiben template units 单位.xlsx，填好后运行 zhiben import units 单位.xlsx")


def add_person_with_role(
    username: str, *, name: str, role: str, unit: str, password: str | None, actor: Actor, **own: str
) -> Person:
    """An account with its first grant, for the console; `own` are its phone and staff number. Raises Refused with near
    names when the unit is unknown."""
    if role not in list(Role):
        raise Refused(N_("没有“{role}”这个角色；可用：{known}"), role=role, known="、".join(Role))
    card = queries.unit_named(unit)
    if card is None:
        near = "、".join(queries.suggest_units(unit))
        raise Refused(N_("没有名为“{unit}”的单位，") + (N_("是否指：{near}") if near else FIRST), unit=unit, near=near)
    with transaction.atomic():
        person = add_person(username, name=name, password=password, actor=actor, **own)
        grant(person, role, unit=card.id, actor=actor)
    return person


def set_active(person: Person, *, active: bool, actor: Actor) -> None:
    """Lock an account out or let it in again; what it did stays. Raises Refused for the last administrator of a kind,
    unless the console asks: nobody else could let them in again."""
    policy.must_keep_accounts(actor, person.pk)
    with audit.batch():
        if not active and actor is not SYSTEM:
            _must_leave_another(person)
        Person.objects.filter(pk=person.pk).update(is_active=active)
        onward.rights_changed(person.pk)
        audit.record("activate" if active else "deactivate", actor, subject=("orgs.person", person.pk))


def _must_leave_another(person: Person) -> None:
    """Raise Refused when nobody else is at work in one of the administrators' roles that the person holds."""
    held = queries.administrators()
    own = {role for one, role in held if one == person.pk}
    if last := own - {role for one, role in held if one != person.pk}:
        sentence = N_("{name}是唯一在用的{roles}，停用后无人可以履职；请先另设一位")
        raise Refused(
            sentence, code="last_administrator", name=person.name, roles="、".join(Role(one).label for one in last)
        )
