"""Coming in, going out, and the password. Five wrong passwords lock an account for a quarter of an hour; whatever is
wrong, who tries is told the same sentence, and the ledger is told the reason. A name that nobody bears is not kept: it
may be a password typed into the wrong field."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db.models import Case, F, Q, Value, When

from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries
from zhiben.orgs.models import Person
from zhiben.orgs.operations.people import weakness

FAILURES = 5
LOCK = timedelta(minutes=15)
"""Editable defaults of this product, not law: level-3 protection asks for a lock and leaves the figures open."""

NOBODY = Actor(0, "")
"""Who has not proved to be anybody."""


def sign_in(username: str, password: str) -> Person:
    """The person behind a name and a password. Raises Refused, always with the same sentence."""
    person = Person.objects.filter(username=username.strip()).first()
    why = _why_not(person, password)
    if person is None or why:
        _note_failure(person, why)
        raise Refused(
            N_("登录失败：用户名或口令不对，或账号已停用、暂时锁定（连续{failures}次不对，锁定{minutes}分钟）"),
            code="login_failed",
            failures=FAILURES,
            minutes=LOCK // timedelta(minutes=1),
        )
    audit.record("login", queries.actor_of(person), subject=("orgs.person", person.pk))
    return person


def sign_out(actor: Actor) -> None:
    """Note that somebody goes."""
    audit.record("logout", actor, subject=("orgs.person", actor.id))


def change_password(person: Person, *, old: str, new: str, actor: Actor) -> None:
    """Give one's own account another password. Raises Incomplete on a wrong old or a weak new one; a wrong one counts
    as a failed login."""
    why = _why_not(person, old)
    if why:
        _note_failure(person, why)
        raise Incomplete(N_("口令未修改"), fields={"old": N_("原口令不对，或账号暂时锁定")})
    weak = N_("新口令须与原口令不同") if new == old else weakness(new, person)
    if weak:
        raise Incomplete(N_("口令未修改"), fields={"new": weak})
    person.password = make_password(new)
    with audit.batch():
        Person.objects.filter(pk=person.pk).update(password=person.password)
        audit.record("change_password", actor, subject=("orgs.person", person.pk))


def _why_not(person: Person | None, password: str) -> str:
    """Why the password lets nobody in, in the ledger's word; empty when it does. Every answer takes as long as checking
    a password, so that time does not tell who exists."""
    if person is None or not person.is_active or not _counted(person):
        make_password(password)
        return "unknown" if person is None else "locked" if person.is_active else "inactive"
    if not person.check_password(password):
        return "password"
    Person.objects.filter(pk=person.pk).update(failures=0, locked_until=None)
    return ""


def _counted(person: Person) -> bool:
    """Count an attempt as failed before its password is looked at, in one statement, so that many at once do not share
    a count; False while the account is locked. The right password clears the count."""
    now = clock.machine()
    expired = Q(locked_until__lte=now)
    last = Q(locked_until__isnull=True, failures__gte=FAILURES - 1)
    free = Person.objects.filter(Q(locked_until__isnull=True) | expired, pk=person.pk)
    return bool(
        free.update(
            failures=Case(When(expired, then=Value(1)), default=F("failures") + 1),
            locked_until=Case(When(last, then=Value(now + LOCK)), default=Value(None)),
        )
    )


def _note_failure(person: Person | None, why: str) -> None:
    audit.record("login_failed", NOBODY, subject=("orgs.person", person.pk if person else 0), facts={"why": why})
