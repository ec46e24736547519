"""Keyed digests beside what is kept secret, so that one text belongs to one record only: whoever has the database
alone can neither read nor try them. Each names its key, which is not the one that locks: turning that leaves them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model, QuerySet

from zhiben.foundation import audit
from zhiben.foundation.secrets.cipher import DIGEST, Key, digest
from zhiben.foundation.secrets.keeping import KEYS, active_key, begin, texts_of
from zhiben.foundation.secrets.keyring import NO_FILE, ring
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

LENGTH = 80
"""A column for digests is so wide: the key's name, a colon, and 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Where digests stand: `column` of the rows that `rows` gives, of their secret `field`."""

    model: str
    field: str
    column: str
    rows: Callable[[], QuerySet[Model]]

    @property
    def place(self) -> bytes:
        """What digests are bound to: equal texts of two fields do not look alike."""
        return f"zhiben {self.model} {self.field}".encode()

    def told(self) -> Iterator[tuple[int, str]]:
        """The records that have a digest, with it."""
        rows = self.rows().exclude(**{self.column: ""}).order_by("pk")
        yield from rows.values_list("pk", self.column)


_holders: dict[tuple[str, str], Holder] = {}


def declare_digest(holder: Holder) -> Holder:
    """Make a column of digests known; each is declared once."""
    _holders[holder.model, holder.field] = holder
    return holder


def digest_of(model: str, field: str, text: str) -> str:
    """The digest of a text for its column, "" of none. The first one makes its key. Raises Refused when the keyring
    is gone."""
    if not text:
        return ""
    key = _key()
    return f"{key.id}:{digest(key, text, _holders[model, field].place)}"


def candidates(model: str, field: str, text: str) -> list[str]:
    """What the text's digest may read, by every key that stands: for whoever looks whether it is there already."""
    place = _holders[model, field].place
    return [f"{key.id}:{digest(key, text, place)}" for key in ring().digesting()] if text else []


def must_stand(told: str) -> None:
    """Raise Conflict where a digest that was written in this transaction has lost its key meanwhile."""
    if told and told.partition(":")[0] != _key().id:
        raise Conflict(N_("密钥刚刚更换，请再保存一次"))


def counted() -> dict[str, int]:
    """How many digests there are by key."""
    counts: dict[str, int] = {}
    for holder in _holders.values():
        for _pk, told in holder.told():
            name = told.partition(":")[0]
            counts[name] = counts.get(name, 0) + 1
    return counts


def redigest(*, actor: Actor) -> tuple[str, int]:
    """Digest everything anew with a new key and destroy the old ones; the new key's name and how many. Broken off, it
    goes on with the same key when it is called again. Raises Refused when a text can't be read: nobody could digest
    it."""
    _key()
    standing = ring().digesting()
    begun = len(standing) > 1
    key = standing[-1] if begun else begin(ring(), DIGEST)
    count = 0
    with audit.batch():
        for holder in _holders.values():
            _hold(holder)
            count += _redigest(holder, key)
        audit.record("rotate_keys", actor, subject=KEYS, facts={"key": key.id, "digests": count})
    for old in [one for one in ring().digesting() if one.id != key.id]:
        with audit.batch():
            print_ = hashlib.sha256(old.material).hexdigest()[:16]
            facts = {"key": old.id, "algorithm": DIGEST, "values": 0, "fingerprint": print_}
            audit.record("destroy_key", actor, subject=KEYS, facts=facts)
            ring().destroy(old.id, clock.machine())
    return key.id, count


def _hold(holder: Holder) -> None:
    """Whoever writes with an older key has ended before what stands is read; in SQLite nobody else writes anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {holder.rows().model._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _redigest(holder: Holder, key: Key) -> int:
    stale = {pk: told for pk, told in holder.told() if told.partition(":")[0] != key.id}
    texts = texts_of(holder.model, holder.field, stale)
    if missing := len(stale) - len(texts):
        raise Refused(N_("有{count}项内容读不出，不能重新查重；请先恢复密钥文件"), code="does_not_open", count=missing)
    return sum(
        holder.rows()
        .filter(pk=pk, **{holder.column: told})
        .update(**{holder.column: f"{key.id}:{digest(key, texts[pk], holder.place)}"})
        for pk, told in stale.items()
    )


def _key() -> Key:
    standing = ring().digesting()
    if standing:
        return standing[-1]
    if counted():
        raise Refused(NO_FILE, code="no_keyring", name=ring().path.name)
    active_key()  # the first key of a ring is one that locks
    return begin(ring(), DIGEST)
