"""Links by which somebody sets their password: made for one account, good once and for some hours; and what an
administrator or the console does for who cannot get in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from zhiben.foundation import audit
from zhiben.identity import policy
from zhiben.identity.models import Bond, SetUpLink
from zhiben.identity.operations import passwords, tries
from zhiben.identity.operations.ending import end_all, void_links
from zhiben.identity.operations.factors import take_away_factors
from zhiben.identity.queries import rules_in_force
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries
from zhiben.orgs.models import Person


def issue_link(person: Person, *, actor: Actor) -> str:
    """The secret word of a new link, in place of any before; returned this once. Raises NotAllowed, Refused for a
    closed account, and for one that has a password: the security administrator's reset comes first, so that nobody
    opens it alone; the console needs none."""
    policy.must_issue_links(actor, person.pk)
    if not person.is_active:
        raise Refused(N_("账号已停用，请先启用"))
    if actor is not SYSTEM and person.has_usable_password():
        raise Refused(N_("账号已有口令；忘记口令的，须先由安全管理员“重置口令和第二因子”，再发放设置链接"))
    word, now = secrets.token_urlsafe(24), clock.machine()
    until = now + timedelta(hours=rules_in_force().link_hours)
    with audit.batch():
        void_links(person.pk)
        SetUpLink.objects.create(person=person.pk, digest=_digest(word), at=now, by=actor.id, until=until)
        audit.record("issue_link", actor, subject=("orgs.person", person.pk))
    return word


def person_of_link(word: str) -> Person:
    """Whose link it is. Raises NotFound, with the same sentence for one that is unknown, used or over."""
    row = SetUpLink.objects.filter(digest=_digest(word), used__isnull=True, until__gt=clock.machine()).first()
    person = Person.objects.filter(pk=row.person, is_active=True).first() if row else None
    if person is None:
        raise NotFound(N_("链接无效、已用过或已过期，请联系系统管理员重新发放"))
    return person


def use_link(word: str, new: str) -> Person:
    """Set the password of the account behind a link, and spend it; all its sessions end. Raises NotFound, Incomplete
    on a weak password."""
    person = person_of_link(word)
    with audit.batch():
        now = clock.machine()
        spent = SetUpLink.objects.filter(digest=_digest(word), used__isnull=True, until__gt=now).update(used=now)
        if not spent:
            raise NotFound(N_("链接无效、已用过或已过期，请联系系统管理员重新发放"))
        who = queries.actor_of(person)
        audit.record("use_link", who, subject=("orgs.person", person.pk))
        passwords.set_password(person, new, rules=rules_in_force(), actor=who, verb="set_password")
        end_all(person.pk)
    return person


def reset_factors(person: Person, *, actor: Actor) -> None:
    """Take away a lost second factor, and with it the password, any link and the bond with another house: a new link
    is somebody else's to give, so that nobody opens another's account alone. Raises NotAllowed for oneself and for who
    is not the security administrator."""
    policy.must_reset(actor, person.pk)
    with audit.batch():
        take_away_factors(person.pk)
        passwords.take_away(person)
        Bond.objects.filter(person=person.pk).delete()
        end_all(person.pk)
        audit.record("reset_factors", actor, subject=("orgs.person", person.pk))


def unlock(person: Person, *, actor: Actor) -> None:
    """Let somebody try again at once."""
    policy.must_reset(actor, person.pk)
    with audit.batch():
        Person.objects.filter(pk=person.pk).update(failures=0, locked_until=None)
        tries.clear_all(person.pk)
        audit.record("unlock", actor, subject=("orgs.person", person.pk))


def _digest(word: str) -> str:
    """A word of 192 random bits needs no slow hash."""
    return hashlib.sha256(word.encode()).hexdigest()
