"""Proving who one is by a password, and going. Whatever is wrong, who tries is told the same sentence, after the same
time, and the ledger is told the reason. A name that nobody bears is not kept: it may be a password typed into the wrong
field."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.hashers import make_password
from django.db.models import Case, F, Q, Value, When

from zhiben.foundation import audit
from zhiben.foundation.pages import counted_as
from zhiben.identity.models import PasswordMark
from zhiben.identity.operations import passwords, tries
from zhiben.identity.operations.ending import end_all
from zhiben.identity.queries import rules_in_force
from zhiben.identity.rules import Rules
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries
from zhiben.orgs.models import Person

NOBODY = Actor(0, "")
"""Who has not proved to be anybody."""

Known = Callable[[Person], str]
"""The name of the browser at which one tries, if that person has logged in with it before."""


def no_device(_person: Person) -> str:
    """At a browser that nobody knows."""
    return ""


def prove(username: str, password: str, *, address: str = "", known: Known = no_device) -> Person:
    """The person behind a name and a password. Raises Refused, always with the same sentence."""
    rules = rules_in_force()
    person = Person.objects.filter(username=username.strip()).first()
    device = known(person) if person else ""
    here = f"a:{counted_as(address)}" if address and not device else ""
    if here and not tries.take(here, most=rules.address_failures, lock=rules.lock, within=rules.lock):
        raise _refused(rules)
    why = _why_not(person, password, rules, device)
    if person is None or why:
        _note_failure(person, why)
        raise _refused(rules)
    if here:
        tries.give_back(here)
    return person


def note_entered(person: Person, *, factor: str = "") -> None:
    """That somebody has come in, and by which second factor."""
    facts = {"factor": factor} if factor else {}
    audit.record("login", queries.actor_of(person), subject=("orgs.person", person.pk), facts=facts)


def note_refused(person: Person, *, why: str) -> None:
    """That somebody who has proved who they are is not let in all the same."""
    _note_failure(person, why)


def sign_out(actor: Actor) -> None:
    """Note that somebody goes."""
    audit.record("logout", actor, subject=("orgs.person", actor.id))


def change_password(
    person: Person, *, old: str, new: str, actor: Actor, keep: str = "", known: Known = no_device
) -> None:
    """Give one's own account another password; all sessions but `keep` end. Raises Incomplete on a wrong old or a weak
    new one; a wrong one counts as a failed login."""
    must_know(person, old, field="old", known=known)
    if new == old:
        raise Incomplete(N_("口令未修改"), fields={"new": N_("新口令须与原口令不同")})
    with audit.batch():
        passwords.set_password(person, new, rules=rules_in_force(), actor=actor)
        end_all(person.pk, but=keep)


def must_know(person: Person, password: str, *, field: str, known: Known = no_device) -> None:
    """Raise Incomplete at `field` unless the person knows their password; a wrong one counts as a failed login."""
    why = _why_not(person, password, rules_in_force(), known(person))
    if why:
        _note_failure(person, why)
        raise Incomplete(N_("口令不对"), fields={field: N_("原口令不对，或账号暂时锁定")})


def _refused(rules: Rules) -> Refused:
    return Refused(
        N_(
            "登录失败：用户名或口令不对，或账号已停用、暂时锁定（连续{failures}次不对，锁定{minutes}分钟），"
            "或您所在的网络尝试过多、暂停登录"
        ),
        code="login_failed",
        failures=rules.failures,
        minutes=rules.lock_minutes,
    )


def _why_not(person: Person | None, password: str, rules: Rules, device: str) -> str:
    """Why the password lets nobody in, in the ledger's word; empty when it does. Every answer takes as long as checking
    a password, so that time does not tell who exists."""
    if person is None or not person.is_active or not _counted(person, rules, device):
        make_password(password)
        return "unknown" if person is None else "locked" if person.is_active else "inactive"
    before = person.password
    if not person.check_password(password):
        return "password"
    if person.password != before:  # hashed anew with more rounds: as old as it was
        PasswordMark.objects.filter(person=person.pk, hash=before).update(hash=person.password)
    if device:
        tries.clear(tries.key_of(tries.PASSWORD, person.pk, device))
    else:
        Person.objects.filter(pk=person.pk).update(failures=0, locked_until=None)
    return ""


def _counted(person: Person, rules: Rules, device: str) -> bool:
    """Count an attempt as failed before its password is looked at; False while the account is locked. A device that
    the person is known by has a count of its own: others cannot keep them out with their guesses."""
    if device:
        return tries.take(tries.key_of(tries.PASSWORD, person.pk, device), most=rules.failures, lock=rules.lock)
    now = clock.machine()
    expired = Q(locked_until__lte=now)
    last = Q(locked_until__isnull=True, failures__gte=rules.failures - 1)
    free = Person.objects.filter(Q(locked_until__isnull=True) | expired, pk=person.pk)
    return bool(
        free.update(
            failures=Case(When(expired, then=Value(1)), default=F("failures") + 1),
            locked_until=Case(When(last, then=Value(now + rules.lock)), default=Value(None)),
        )
    )


def _note_failure(person: Person | None, why: str) -> None:
    audit.record("login_failed", NOBODY, subject=("orgs.person", person.pk if person else 0), facts={"why": why})
