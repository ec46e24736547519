"""Passkeys (WebAuthn): registered and asked for through python-fido2; here only what is kept of them. The site's own
name is what they are bound to: under a bare address there are none."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from zhiben.foundation import audit
from zhiben.identity.models import Passkey
from zhiben.identity.operations.ending import end_all
from zhiben.identity.operations.factors import counted, must_keep_one
from zhiben.identity.vocab import Factor
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.models import Person

if TYPE_CHECKING:
    from fido2.server import Fido2Server
    from fido2.webauthn import AttestedCredentialData

MOST_KEYS = 10
State = Any
"""What is to be remembered between asking and answering; plain JSON."""


def possible(host: str) -> bool:
    """Whether a site of that name can have passkeys."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return bool(host)
    return False


def ask_new(person: Person, host: str) -> tuple[str, State]:
    """What the browser is to be asked to make a passkey, as JSON, and what to remember."""
    from fido2.webauthn import PublicKeyCredentialUserEntity

    user = PublicKeyCredentialUserEntity(id=str(person.pk).encode(), name=person.username, display_name=person.name)
    options, state = _server(host).register_begin(user, [_public(row) for row in _rows(person)])
    return json.dumps(dict(options)), state


def add(person: Person, said: str, state: State, *, name: str, host: str, actor: Actor, keep: str = "") -> Passkey:
    """Take the passkey that the browser has made. Raises Incomplete on an answer that does not fit, Conflict where it
    is known."""
    if Passkey.objects.filter(person=person.pk).count() >= MOST_KEYS:
        raise Refused(N_("每个账号最多登记{most}个通行密钥"), most=MOST_KEYS)
    try:
        made = _server(host).register_complete(state, json.loads(said)).credential_data
    except Exception as error:
        _must_be_forged(error)
        made = None
    if made is None:
        raise Incomplete(N_("通行密钥未登记"), fields={"credential": N_("没有收到通行密钥，请重试")})
    with audit.batch():
        row = Passkey.objects.create(
            person=person.pk,
            name=name.strip() or N_("通行密钥"),
            credential=_text(made.credential_id),
            public=_text(bytes(made)),
            at=clock.machine(),
        )
        audit.record("add_factor", actor, subject=("orgs.person", person.pk), facts={"factor": Factor.PASSKEY})
        end_all(person.pk, but=keep)
    return row


def drop(person: Person, pk: int, *, actor: Actor, keep: str = "") -> None:
    """Do without one of the own passkeys. Raises NotFound; Refused where it is the last factor that is owed."""
    with audit.batch():
        if not Passkey.objects.filter(person=person.pk, pk=pk).delete()[0]:
            raise NotFound(N_("没有这个通行密钥"))
        must_keep_one(person, actor)
        audit.record("drop_factor", actor, subject=("orgs.person", person.pk), facts={"factor": Factor.PASSKEY})
        end_all(person.pk, but=keep)


def ask_known(person: Person, host: str) -> tuple[str, State]:
    """What the browser is to be asked to prove a passkey, as JSON, and what to remember; empty where there is none."""
    keys = [_public(row) for row in _rows(person)]
    if not keys or not possible(host):
        return "", None
    options, state = _server(host).authenticate_begin(keys)
    return json.dumps(dict(options)), state


def check(person: Person, said: str, state: State, *, host: str, device: str = "") -> Factor:
    """That the browser has proved a passkey of the person. Raises Incomplete when not, counted like a wrong code."""
    return counted(
        person,
        device,
        lambda: Factor.PASSKEY if _proves(person, said, state, host) else None,
        otherwise=N_("通行密钥验证没有通过，请重试"),
    )


def _proves(person: Person, said: str, state: State, host: str) -> bool:
    from fido2.webauthn import AuthenticationResponse

    rows = {row.credential: row for row in _rows(person)}
    try:
        answer = AuthenticationResponse.from_dict(json.loads(said))
        used = _server(host).authenticate_complete(state, [_public(row) for row in rows.values()], answer)
        count = int(answer.response.authenticator_data.counter)
    except Exception as error:
        _must_be_forged(error)
        return False
    row = rows[_text(used.credential_id)]
    if not grown(row.count, count):
        return False
    now = clock.machine()
    return bool(Passkey.objects.filter(pk=row.pk, count=row.count).update(count=count, used=now))


def grown(before: int, count: int) -> bool:
    """Whether a key's counter has gone on. Keys that do not count always say 0; one that counted and does no more, or
    says less, has a copy that was used meanwhile."""
    return count > before or before == count == 0


def _must_be_forged(error: Exception) -> None:
    """What the browser says is anybody's to write, and reading it fails in ways that the library does not name. A
    database that fails is no forged answer, and is raised."""
    from django.db import Error

    if isinstance(error, Error):
        raise error


def _rows(person: Person) -> list[Passkey]:
    return list(Passkey.objects.filter(person=person.pk).order_by("pk"))


def _server(host: str) -> Fido2Server:
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name="治本"))


def _public(row: Passkey) -> AttestedCredentialData:
    from fido2.webauthn import AttestedCredentialData

    return AttestedCredentialData(urlsafe_b64decode(row.public))


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode()
