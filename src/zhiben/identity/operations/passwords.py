"""Passwords: what is too weak, what was there before, how old one may grow. Only hashes are kept."""

from __future__ import annotations

import re

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import QuerySet

from zhiben.foundation import audit
from zhiben.identity.models import PasswordMark
from zhiben.identity.operations.ending import void_links
from zhiben.identity.rules import Rules
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.models import Person
from zhiben.orgs.operations.people import weaknesses

CLASSES = (r"[A-Z]", r"[a-z]", r"[0-9]", r"[^A-Za-z0-9]")
"""Capital letters, small ones, digits, all else."""

TOO_SHORT = "password_too_short"
"""Of the length the rules here speak, not those of the organisation."""


def weakness(new: str, person: Person, rules: Rules) -> str:
    """What is wrong with a password as a sentence; empty when nothing is."""
    said = []
    if len(new) < rules.min_length:
        said.append(N_("口令至少{least}位").format(least=rules.min_length))
    if sum(bool(re.search(one, new)) for one in CLASSES) < rules.classes:
        said.append(N_("口令须含大写字母、小写字母、数字、符号中的至少{least}类").format(least=rules.classes))
    said += [one for code, one in weaknesses(new, person).items() if code != TOO_SHORT]
    if not said and _had(person, new, rules):
        said.append(N_("新口令不得与最近{count}个口令相同").format(count=rules.history))
    return "；".join(said)


def _had(person: Person, new: str, rules: Rules) -> bool:
    marks = _newest(person, rules)
    return any(check_password(new, hashed) for hashed in {person.password, *(mark.hash for mark in marks)})


def _newest(person: Person, rules: Rules) -> QuerySet[PasswordMark]:
    """As many of the person's passwords as the rules look back on; older ones are not kept."""
    return PasswordMark.objects.filter(person=person.pk).order_by("-at", "-pk")[: rules.history]


def set_password(person: Person, new: str, *, rules: Rules, actor: Actor, verb: str = "change_password") -> None:
    """Give an account another password; links to set one are void. Raises Incomplete on a weak one or one of before."""
    if weak := weakness(new, person, rules):
        raise Incomplete(N_("口令未修改"), fields={"new": weak})
    person.password = make_password(new)
    with audit.batch():
        Person.objects.filter(pk=person.pk).update(password=person.password, failures=0, locked_until=None)
        PasswordMark.objects.create(person=person.pk, hash=person.password, at=clock.machine())
        kept = list(_newest(person, rules).values_list("pk", flat=True))
        PasswordMark.objects.filter(person=person.pk).exclude(pk__in=kept).delete()
        void_links(person.pk)
        audit.record(verb, actor, subject=("orgs.person", person.pk))


def take_away(person: Person) -> None:
    """Leave an account without any password or link: nobody logs in until another link has set one."""
    void_links(person.pk)
    person.password = make_password(None)
    Person.objects.filter(pk=person.pk).update(password=person.password)


def is_due(person: Person, rules: Rules) -> bool:
    """Whether a password has grown too old. One of unknown age is young from now on."""
    newest = PasswordMark.objects.filter(person=person.pk).order_by("-at", "-pk").first()
    if newest is None or newest.hash != person.password:
        PasswordMark.objects.create(person=person.pk, hash=person.password, at=clock.machine())
        return False
    return (clock.machine() - newest.at).days >= rules.max_age_days
