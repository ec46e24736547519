"""Which account somebody comes in with whom another house has vouched for (OpenID Connect Core 5.7: only issuer and
subject tell a person; names may be changed and given to others)."""

from __future__ import annotations

from zhiben.foundation import audit
from zhiben.identity.models import Bond
from zhiben.identity.operations.entering import NOBODY
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_
from zhiben.orgs import queries
from zhiben.orgs.models import Person

NO_ACCOUNT = N_("统一身份认证的用户在本平台没有账号，或账号已停用，请联系系统管理员")
SOMEBODY_ELSE = N_("本账号先前由统一身份认证的另一用户登录过；确是换人或重建用户的，请安全管理员重置后再登录")


def person_vouched_for(issuer: str, subject: str, name: str) -> Person:
    """The account that is bound to them; at the first time the one that bears their name, which is bound from then on.
    Raises Refused where there is none that is open, or where it is bound to somebody else."""
    bond = Bond.objects.filter(issuer=issuer, subject=subject).first()
    whose = {"pk": bond.person} if bond else {"username": name}
    person = Person.objects.filter(**whose, is_active=True).first()
    if person is None:
        raise _refused(0, "provider", NO_ACCOUNT)
    if bond is None:
        _bind(person, issuer, subject)
    return person


def _bind(person: Person, issuer: str, subject: str) -> None:
    with audit.batch():
        bond, new = Bond.objects.get_or_create(
            person=person.pk, issuer=issuer, defaults={"subject": subject, "at": clock.machine()}
        )
        if new:
            audit.record("bind_provider", queries.actor_of(person), subject=("orgs.person", person.pk))
    if bond.subject != subject:
        raise _refused(person.pk, "subject", SOMEBODY_ELSE)


def _refused(person: int, why: str, sentence: str) -> Refused:
    audit.record("login_failed", NOBODY, subject=("orgs.person", person), facts={"why": why})
    return Refused(sentence, code="provider_refused")
