"""Keeping a text, forgetting it, and saying how it stands without reading it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from zhiben.foundation import audit
from zhiben.foundation.secrets.cipher import SM4, Key, Unopened, lock, new_key, unlock
from zhiben.foundation.secrets.keyring import NO_FILE, FileRing, ring
from zhiben.foundation.secrets.kinds import kind_of
from zhiben.foundation.secrets.models import Secret, place_of
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotFound, Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.text import N_

KEYS = ("foundation.secretkey", 0)
"""What entries of the ledger about keys are about; which key stands in the facts."""
VERBS = {"add_key": N_("启用密钥"), "rotate_keys": N_("轮换密钥"), "destroy_key": N_("销毁密钥")}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a field stands, for a page: whether something is kept there, whether it can be read, and a sentence."""

    kept: bool
    readable: bool
    sentence: str


def keep(record: Model, field: str, text: str) -> None:
    """Keep `text` as the record's secret `field` in place of what was kept there; an empty one is forgotten. Within the
    transaction that is open. Raises Refused when there is no key to lock with."""
    model = record._meta.label_lower
    kind_of(model, field)
    place = {"model": model, "record": record.pk, "field": field}
    with audit.batch():
        if not text.strip():
            Secret.objects.filter(**place).delete()
            return
        row = sealed_row(model, record.pk, field, text.strip())
        Secret.objects.update_or_create(**place, defaults=row)
        if not ring().find(row["key"]).material:
            raise Conflict(N_("密钥刚刚更换，请再保存一次"))


def sealed_row(model: str, record: int, field: str, text: str) -> dict[str, Any]:
    """The columns of `text`, locked with the active key; for migrations that convert what stood in clear."""
    key = active_key()
    body = lock(key, text, place_of(model, record, field))
    place = {"model": model, "record": record, "field": field}
    return place | {"key": key.id, "algorithm": key.algorithm, "body": body, "at": clock.now()}


def forget(record: Model) -> None:
    """Forget all that is kept of a record, which is about to be deleted."""
    Secret.objects.filter(model=record._meta.label_lower, record=record.pk).delete()


def active_key() -> Key:
    """The key that locks now. A new installation gets its first one here; one that has kept something has lost its file
    instead, and is refused."""
    held = ring()
    if not held.exists():
        if Secret.objects.exists():
            raise Refused(NO_FILE, code="no_keyring", name=held.path.name)
        return begin(held)
    return held.active()


def locked(text: str, place: str) -> str:
    """A text that is no record's and stands for some hours elsewhere, locked for `place` with the active key; keys that
    are turned do not turn it. Raises Refused when there is no key."""
    key = active_key()
    return f"{key.id}:{lock(key, text, place.encode())}"


def unlocked(told: str, place: str) -> str:
    """What was locked for that place. Raises Refused when it does not open, whatever the reason."""
    name, _colon, body = told.partition(":")
    try:
        return unlock(ring().key(name), body, place.encode())
    except (Unopened, NotFound):
        raise Refused(N_("内容读不出"), code="does_not_open") from None


def begin(held: FileRing, algorithm: str = SM4) -> Key:
    """The first key of its kind, in the ring and in the ledger."""
    key = new_key(algorithm)
    with audit.batch():
        facts = {"key": key.id, "algorithm": key.algorithm}
        audit.record("add_key", SYSTEM, subject=KEYS, facts=facts)
        held.add(key, clock.machine())
    return key


def opened(secret: Secret) -> str:
    """The text. Raises Refused with the reason why it can't be read any more. Whoever shows it to a person uses
    `disclose`."""
    key = ring().key(secret.key)
    try:
        return unlock(key, secret.body, secret.place)
    except Unopened:
        raise Refused(
            N_("加密保存的内容与密钥{key}或它所在的记录对不上，已不能读出；请报告审计管理员"),
            code="does_not_open",
            key=secret.key,
        ) from None


def texts_of(model: str, field: str, records: Iterable[int]) -> dict[int, str]:
    """The texts of many records, those that can be read; the keys are read once. For comparing and for `disclosing`."""
    rows = list(Secret.objects.filter(model=model, field=field, record__in=list(records)))
    keys, found = ring().opening() if rows and ring().exists() else {}, {}
    for row in rows:
        if key := keys.get(row.key):
            try:
                found[row.record] = unlock(key, row.body, row.place)
            except Unopened:
                continue
    return found


def kept_of(model: str, field: str, records: Iterable[int]) -> set[int]:
    """Those of the records of which something is kept, readable or not."""
    rows = Secret.objects.filter(model=model, field=field, record__in=list(records))
    return set(rows.values_list("record", flat=True))


def standing_of(record: Model, field: str) -> Standing:
    """How a record's secret field stands; nothing of it is told, and nothing noted."""
    found = Secret.objects.filter(model=record._meta.label_lower, record=record.pk, field=field).first()
    if found is None:
        return Standing(kept=False, readable=False, sentence=N_("未登记"))
    try:
        opened(found)
    except Refused as refusal:
        return Standing(kept=True, readable=False, sentence=refusal.text)
    return Standing(kept=True, readable=True, sentence=N_("已登记，加密保存"))


def kept_since(model: str, field: str) -> Callable[[Sequence[int]], Mapping[int, str]]:
    """By record, when its secret field was last set: by that one sees that it was touched, and not to what."""

    def since(records: Sequence[int]) -> Mapping[int, str]:
        rows = Secret.objects.filter(model=model, field=field, record__in=list(records))
        return {record: at.isoformat() for record, at in rows.values_list("record", "at")}

    return since


def lent(record: Model, field: str) -> str:
    """The record's secret `field` for a check that the machine makes: nobody is shown it, so that no row says so.
    Raises Refused when nothing is kept or it can't be read any more."""
    found = Secret.objects.filter(model=record._meta.label_lower, record=record.pk, field=field).first()
    if found is None:
        raise Refused(N_("这里没有登记内容"), code="nothing_kept")
    return opened(found)
