"""The life of keys: a new one, turning what is kept to it while people work, and destroying one, which deletes what it
locked, in every copy of the database too."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count

from zhiben.foundation import audit
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.secrets import digests
from zhiben.foundation.secrets.cipher import CIPHERS, DIGEST, SM4, Key, lock, new_key
from zhiben.foundation.secrets.keeping import KEYS, active_key, opened
from zhiben.foundation.secrets.keyring import NO_FILE, ring
from zhiben.foundation.secrets.models import Secret
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

BATCH = 200
"""So many texts are turned in one transaction: others wait no longer than for these."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as it is listed: how many texts it locks, whether it locks new ones, when it was destroyed (ISO)."""

    id: str
    algorithm: str
    made: str
    values: int
    active: bool
    destroyed: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Turned:
    """What a turn came to: texts turned, and those that did not open, which stay as they are."""

    key: str
    turned: int
    unreadable: int


def listed() -> list[KeyLine]:
    """All keys of the ring, and those that lock something and are not in it."""
    rows = ring().held() if ring().exists() else []
    counts = dict(Secret.objects.values_list("key").annotate(n=Count("pk")).order_by())
    counts |= digests.counted()
    active = {
        next((one.id for one in reversed(rows) if one.material and one.algorithm in kind), "")
        for kind in (CIPHERS, (DIGEST,))
    }
    lines = [
        KeyLine(one.id, one.algorithm, one.made, counts.pop(one.id, 0), one.id in active, one.destroyed) for one in rows
    ]
    strangers = [KeyLine(name, "", "", n, active=False, destroyed="", missing=True) for name, n in counts.items()]
    return [*lines, *sorted(strangers, key=lambda one: one.id)]


def add_key(algorithm: str = SM4, *, actor: Actor) -> Key:
    """A new key that locks what is kept from now on; the others go on opening what they lock. Raises Refused."""
    if algorithm not in CIPHERS:
        raise Refused(N_("没有这种算法：{name}"), name=algorithm)
    if not ring().exists() and Secret.objects.exists():
        raise Refused(NO_FILE, code="no_keyring", name=ring().path.name)
    key = new_key(algorithm)
    with audit.batch():
        audit.record("add_key", actor, subject=KEYS, facts={"key": key.id, "algorithm": algorithm})
        ring().add(key, clock.machine())
    return key


def rotate(*, actor: Actor, batch: int = BATCH) -> Turned:
    """Turn everything that another standing key locks to the active one, batch by batch. What somebody writes meanwhile
    is left as it was written. Broken off, it goes on where it was when it is called again."""
    key, last, turned, unreadable = active_key(), 0, 0, 0
    gone = [one.id for one in ring().held() if one.destroyed]
    while True:
        with audit.batch():
            rows = Secret.objects.filter(pk__gt=last).exclude(key__in=[key.id, *gone]).order_by("pk")
            block = list(rows[:batch])
            if not block:
                return Turned(key.id, turned, unreadable)
            last, found = block[-1].pk, [_turn(one, key) for one in block]
            now, failed = sum(one is True for one in found), sum(one is None for one in found)
            if now:
                audit.record("rotate_keys", actor, subject=KEYS, facts={"key": key.id, "values": now})
        turned, unreadable = turned + now, unreadable + failed


def _turn(secret: Secret, key: Key) -> bool | None:
    """True when it was turned; False when somebody was faster; None when it does not open."""
    try:
        text = opened(secret)
    except Refused:
        return None
    same = Secret.objects.filter(pk=secret.pk, key=secret.key, body=secret.body)
    return bool(same.update(key=key.id, algorithm=key.algorithm, body=lock(key, text, secret.place)))


def destroy_key(key_id: str, *, values: int, actor: Actor) -> int:
    """Destroy a key for good, and with it the `values` texts that it still locks: who does so must know how many they
    are. The ledger keeps the proof. Broken off between file and ledger, the same call completes it. Raises NotFound;
    Refused for the active key and for another number."""
    held = ring().find(key_id)
    if held.algorithm == DIGEST:
        raise Refused(N_("密钥{key}只用于查重，不锁内容；更换它请运行 zhiben keys redigest"), key=key_id)
    if held.material and ring().active().id == key_id:
        raise Refused(N_("密钥{key}正在使用；请先运行 zhiben keys add 换上新密钥"), key=key_id)
    with audit.batch():
        _hold_secrets()
        locked = Secret.objects.filter(key=key_id)
        count = locked.count()
        if not held.material and _is_proved(key_id):
            raise Refused(N_("密钥{key}早已销毁"), code="key_destroyed", key=key_id)
        if count != values:
            raise Refused(
                N_(
                    "密钥{key}还锁着{count}项内容，销毁后永远不能读出；确要销毁，请注明 --values {count}，"
                    "要保留请先运行 zhiben keys rotate"
                ),
                code="values_left",
                key=key_id,
                count=count,
            )
        facts = {"key": key_id, "algorithm": held.algorithm, "values": count}
        if held.material:
            facts["fingerprint"] = hashlib.sha256(ring().key(key_id).material).hexdigest()[:16]
        audit.record("destroy_key", actor, subject=KEYS, facts=facts)
        locked.update(body="")
        ring().destroy(key_id, clock.machine())
    return count


def _is_proved(key_id: str) -> bool:
    rows = AuditEntry.objects.filter(model=KEYS[0], verb="destroy_key", facts__contains=f'"key":"{key_id}"')
    return rows.exists()


def _hold_secrets() -> None:
    """Nobody writes a secret until this transaction ends; in SQLite nobody writes anything anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Secret._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
