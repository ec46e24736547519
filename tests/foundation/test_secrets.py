"""What is kept secret stands in clear nowhere, opens at its own place with its own key, outlives a turn of keys, and is
gone with its key."""

from __future__ import annotations

import base64
import json
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from zhiben.foundation import audit, secrets
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.installation.models import Installation
from zhiben.foundation.secrets import cipher, keeping, kinds, summing, turning
from zhiben.foundation.secrets.disclosing import masked
from zhiben.foundation.secrets.guard import GUARD, SENTENCE
from zhiben.foundation.secrets.keyring import FileRing, ring
from zhiben.foundation.secrets.models import Disclosure, Secret
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotFound, Refused
from zhiben.kernel.rights import SYSTEM, Actor

pytestmark = pytest.mark.django_db

LABEL, PLANTED = "foundation.installation", "13912345678"
KIND = kinds.SecretKind(
    LABEL, "phone", "电话", (kinds.Purpose("call", "联系"), kinds.Purpose("check", "核对", whole=False))
)
READER = Actor(7, "甲")


@pytest.fixture(autouse=True)
def _ring(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    monkeypatch.setitem(kinds._kinds, (LABEL, "phone"), KIND)
    monkeypatch.setitem(kinds._kinds, (LABEL, "name"), kinds.SecretKind(LABEL, "name", "姓名", ()))


def record(pk: int) -> Installation:
    return Installation(pk=pk)


def read(pk: int = 1, purpose: str = "call", reason: str = "") -> str:
    return secrets.disclose(record(pk), "phone", purpose=purpose, reason=reason, actor=READER)


def whole_database() -> str:
    """Every value of every table as text."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            said += [repr(row) for row in cursor.fetchall()]
    return "\n".join(said)


# Keeping and reading


def test_a_planted_number_stands_nowhere_in_clear(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"), CaptureQueriesContext(connection) as asked:
        secrets.keep(record(1), "phone", f" {PLANTED} ")
        assert read() == PLANTED
        turning.add_key(actor=SYSTEM)
        turning.rotate(actor=SYSTEM)
    row = Secret.objects.get()
    assert PLANTED not in whole_database()
    assert [one["sql"] for one in asked if PLANTED in one["sql"]] == []
    assert PLANTED not in caplog.text
    assert PLANTED not in f"{row!r} {row} {vars(row)} {Disclosure.objects.get()!r}"
    assert PLANTED not in ring().path.read_text()


def test_another_text_takes_the_place_of_the_first_and_an_empty_one_is_forgotten() -> None:
    assert secrets.standing_of(record(1), "phone").sentence == "未登记"
    secrets.keep(record(1), "phone", "0755-1")
    secrets.keep(record(1), "phone", "0755-2")
    assert (read(), Secret.objects.count()) == ("0755-2", 1)
    assert secrets.standing_of(record(1), "phone") == keeping.Standing(True, True, "已登记，加密保存")
    secrets.keep(record(1), "phone", "  ")
    assert Secret.objects.count() == 0
    with pytest.raises(Refused, match="没有登记"):
        read()


def test_a_record_is_forgotten_with_all_its_fields_and_no_other() -> None:
    for pk, field in ((1, "phone"), (1, "name"), (2, "phone")):
        secrets.keep(record(pk), field, PLANTED)
    secrets.forget(record(1))
    assert list(Secret.objects.values_list("record", "field")) == [(2, "phone")]


def test_the_same_text_is_never_encrypted_alike() -> None:
    secrets.keep(record(1), "phone", PLANTED)
    secrets.keep(record(2), "phone", PLANTED)
    first, second = Secret.objects.order_by("pk").values_list("body", flat=True)
    assert first != second


def test_a_field_that_nobody_has_declared_is_not_kept() -> None:
    with pytest.raises(KeyError):
        secrets.keep(record(1), "address", "x")


# What does not open


@pytest.mark.parametrize(
    "elsewhere", ({"record": 2}, {"field": "name"}, {"model": "orgs.unit"}), ids=("row", "field", "table")
)
def test_what_was_moved_does_not_open(elsewhere: dict[str, Any]) -> None:
    secrets.keep(record(1), "phone", PLANTED)
    Secret.objects.update(**elsewhere)
    with pytest.raises(Refused, match="对不上，已不能读出") as refusal:
        keeping.opened(Secret.objects.get())
    assert (refusal.value.code, PLANTED in str(refusal.value)) == ("does_not_open", False)


def test_one_put_in_anothers_place_does_not_open_and_leaves_no_row() -> None:
    secrets.keep(record(1), "phone", PLANTED)
    secrets.keep(record(2), "phone", "0755-2")
    stolen = Secret.objects.get(record=1)
    Secret.objects.filter(record=2).update(body=stolen.body, key=stolen.key)
    with pytest.raises(Refused, match="对不上"):
        read(2)
    assert Disclosure.objects.count() == 0
    assert secrets.standing_of(record(2), "phone").readable is False
    assert read(1) == PLANTED


def test_every_flipped_bit_is_noticed() -> None:
    key = cipher.new_key()
    raw = base64.b64decode(cipher.lock(key, "0755-1", b"here"))
    for bit in range(len(raw) * 8):
        bent = bytearray(raw)
        bent[bit // 8] ^= 1 << bit % 8
        with pytest.raises(cipher.Unopened):
            cipher.unlock(key, base64.b64encode(bytes(bent)).decode(), b"here")
    for nonsense in ("", "§", base64.b64encode(raw[:20]).decode()):
        with pytest.raises(cipher.Unopened):
            cipher.unlock(key, nonsense, b"here")


@pytest.mark.parametrize("algorithm", (cipher.SM4, cipher.AES))
def test_a_wrong_key_does_not_open(algorithm: str) -> None:
    key, other = cipher.new_key(algorithm), cipher.new_key(algorithm)
    body = cipher.lock(key, "张三", b"here")
    assert cipher.unlock(key, body, b"here") == "张三"
    with pytest.raises(cipher.Unopened):
        cipher.unlock(other, body, b"here")
    assert key.material.hex() not in repr(key) and str(key.material) not in repr(key)


def test_what_sm4_locks_is_what_the_standard_says() -> None:
    """The example of RFC 8998, appendix A.1: its ciphertext and tag."""
    key = cipher.Key("x", cipher.SM4, bytes.fromhex("0123456789abcdeffedcba9876543210"))
    place = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    body = (
        "00001234567800000000abcd"
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    text = b"".join(bytes([one]) * 8 for one in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    work = cipher._cipher(key, bytes.fromhex(body[:24]), bytes.fromhex(body[-32:])).decryptor()
    work.authenticate_additional_data(place)
    assert work.update(bytes.fromhex(body[24:-32])) + work.finalize() == text


def test_another_homes_ring_opens_nothing_of_this_one(tmp_path: Path, settings: Any) -> None:
    secrets.keep(record(1), "phone", PLANTED)
    own, key = settings.ZHIBEN_KEYRING, Secret.objects.get().key
    settings.ZHIBEN_KEYRING = tmp_path / "other.json"
    turning.ring().add(cipher.new_key(), clock.now())
    with pytest.raises(NotFound, match=f"没有密钥{key}"):
        read()
    [stranger] = [one for one in turning.listed() if one.missing]
    assert (stranger.id, stranger.values) == (key, 1)
    settings.ZHIBEN_KEYRING = own
    assert read() == PLANTED


# The ring


def test_the_first_text_makes_the_ring_for_its_owner_alone() -> None:
    secrets.keep(record(1), "phone", PLANTED)
    held = ring()
    assert stat.S_IMODE(held.path.stat().st_mode) == 0o600
    [key] = held.held()
    assert (key.algorithm, key.destroyed) == ("SM4-GCM", "")
    assert (key.material in repr(key), key.material in str(turning.listed())) == (False, False)
    [entry] = AuditEntry.objects.filter(verb="add_key")
    assert json.loads(entry.facts) == {"key": key.id, "algorithm": "SM4-GCM"}


@pytest.mark.parametrize("mode", (0o640, 0o604, 0o620, 0o644))
def test_a_ring_that_others_may_touch_is_not_used(mode: int) -> None:
    secrets.keep(record(1), "phone", PLANTED)
    ring().path.chmod(mode)
    with pytest.raises(Refused, match="只有属主可以读写"):
        read()
    with pytest.raises(Refused, match="只有属主可以读写"):
        secrets.keep(record(2), "phone", PLANTED)
    assert secrets.standing_of(record(1), "phone").readable is False
    ring().path.chmod(0o600)
    assert read() == PLANTED


def test_a_lost_ring_is_told_and_no_new_one_made() -> None:
    secrets.keep(record(1), "phone", PLANTED)
    ring().path.unlink()
    for act in (
        read,
        lambda: secrets.keep(record(2), "phone", "x"),
        lambda: turning.add_key(actor=SYSTEM),
        lambda: turning.rotate(actor=SYSTEM),
    ):
        with pytest.raises(Refused, match=r"keyring\.json）不在原处"):
            act()
    assert not ring().path.exists()


@pytest.mark.parametrize("content", ("", "{}", '{"keys": [{"id": 1}]}', '{"keys": 3}', "\0\0"))
def test_a_damaged_ring_is_told(content: str) -> None:
    path = ring().path
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(Refused, match="已损坏"):
        FileRing(path).held()


def test_a_link_in_the_rings_place_is_not_followed(tmp_path: Path) -> None:
    secrets.keep(record(1), "phone", PLANTED)
    moved = ring().path.rename(tmp_path / "moved.json")
    ring().path.symlink_to(moved)
    with pytest.raises(Refused, match="不在原处"):
        read()


# Turning


def kept(count: int) -> None:
    for pk in range(1, count + 1):
        secrets.keep(record(pk), "phone", f"1390000000{pk}")


def all_read(count: int) -> list[str]:
    return [keeping.opened(one) for one in Secret.objects.order_by("record")[:count]]


def test_a_turn_that_breaks_off_goes_on_and_everything_is_readable_throughout(monkeypatch: pytest.MonkeyPatch) -> None:
    kept(5)
    told, old = all_read(5), ring().active().id
    new = turning.add_key("AES-256-GCM", actor=SYSTEM).id
    secrets.keep(record(6), "phone", "13900000006")
    calls, real = [0], turning.lock

    def failing(*given: Any) -> str:
        calls[0] += 1
        if calls[0] == 4:
            raise OSError("the power went")
        return real(*given)

    with monkeypatch.context() as patch:
        patch.setattr(turning, "lock", failing)
        with pytest.raises(OSError, match="power"):
            turning.rotate(actor=SYSTEM, batch=2)
    assert {one.id: one.values for one in turning.listed()} == {old: 3, new: 3}
    assert all_read(5) == told
    assert turning.rotate(actor=SYSTEM, batch=2) == turning.Turned(new, 3, 0)
    assert {one.id: one.values for one in turning.listed()} == {old: 0, new: 6}
    assert all_read(6) == [*told, "13900000006"]
    assert turning.rotate(actor=SYSTEM) == turning.Turned(new, 0, 0)
    facts = [json.loads(one) for one in AuditEntry.objects.filter(verb="rotate_keys").values_list("facts", flat=True)]
    assert facts == [{"key": new, "values": 2}, {"key": new, "values": 2}, {"key": new, "values": 1}]


def test_what_is_written_during_a_turn_stays_as_it_was_written() -> None:
    kept(1)
    stale = Secret.objects.get()
    key = turning.add_key(actor=SYSTEM)
    secrets.keep(record(1), "phone", "0755-9")
    assert turning._turn(stale, key) is False
    assert read() == "0755-9"


def test_a_turn_leaves_what_does_not_open_and_counts_it() -> None:
    kept(3)
    Secret.objects.filter(record=2).update(body="AAAA")
    key = turning.add_key(actor=SYSTEM)
    assert turning.rotate(actor=SYSTEM) == turning.Turned(key.id, 2, 1)
    assert Secret.objects.get(record=2).body == "AAAA"


def test_when_a_text_was_set_is_not_changed_by_a_turn() -> None:
    with clock.at(datetime(2024, 3, 1, 9, tzinfo=clock.TZ)):
        kept(1)
    before = secrets.kept_since(LABEL, "phone")([1, 2])
    turning.add_key(actor=SYSTEM)
    turning.rotate(actor=SYSTEM)
    assert secrets.kept_since(LABEL, "phone")([1, 2]) == before == {1: "2024-03-01T01:00:00+00:00"}


# Destroying


def test_a_destroyed_key_takes_its_texts_along_with_proof() -> None:
    kept(2)
    old = ring().active()
    material = ring().held()[0].material
    turning.add_key(actor=SYSTEM)
    secrets.keep(record(3), "phone", "13900000003")
    copies = list(Secret.objects.filter(record__lte=2))
    for wrong in (0, 1, 3):
        with pytest.raises(Refused, match="还锁着2项内容"):
            turning.destroy_key(old.id, values=wrong, actor=SYSTEM)
    with clock.at(datetime(2024, 3, 2, 9, tzinfo=clock.TZ)):
        assert turning.destroy_key(old.id, values=2, actor=SYSTEM) == 2
    [entry] = AuditEntry.objects.filter(verb="destroy_key")
    facts = json.loads(entry.facts)
    assert (facts["key"], facts["values"], len(facts["fingerprint"])) == (old.id, 2, 16)
    assert material not in ring().path.read_text() + whole_database()
    sentence = f"密钥{old.id}已于{ring().find(old.id).destroyed[:10]}销毁，内容不能再读出"
    with pytest.raises(Refused, match=sentence):
        read(1)
    assert secrets.standing_of(record(1), "phone") == keeping.Standing(True, False, sentence)
    for copy in copies:  # as they stand in a backup of the database
        with pytest.raises(Refused, match=sentence):
            keeping.opened(copy)
    assert read(3) == "13900000003"
    assert turning.rotate(actor=SYSTEM).turned == 0
    secrets.keep(record(1), "phone", "0755-1")
    assert read(1) == "0755-1"


def test_the_key_in_use_an_unknown_and_a_destroyed_one_are_not_destroyed() -> None:
    kept(1)
    used = ring().active().id
    with pytest.raises(Refused, match="正在使用"):
        turning.destroy_key(used, values=1, actor=SYSTEM)
    with pytest.raises(NotFound):
        turning.destroy_key("deadbeef", values=0, actor=SYSTEM)
    turning.add_key(actor=SYSTEM)
    turning.rotate(actor=SYSTEM)
    assert turning.destroy_key(used, values=0, actor=SYSTEM) == 0
    with pytest.raises(Refused, match="早已销毁"):
        turning.destroy_key(used, values=0, actor=SYSTEM)
    assert (read(), AuditEntry.objects.filter(verb="destroy_key").count()) == ("13900000001", 1)


def test_a_destruction_that_broke_off_before_its_proof_is_completed() -> None:
    kept(1)
    old = ring().active().id
    turning.add_key(actor=SYSTEM)
    ring().destroy(old, clock.now())  # the file was written, and then the power went
    assert turning.destroy_key(old, values=1, actor=SYSTEM) == 1
    assert (Secret.objects.get().body, AuditEntry.objects.filter(verb="destroy_key").count()) == ("", 1)


def test_a_destruction_that_cannot_be_written_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    kept(1)
    old = ring().active().id
    turning.add_key(actor=SYSTEM)

    def full(*_given: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(FileRing, "_write", full)
        with pytest.raises(OSError, match="space"):
            turning.destroy_key(old, values=1, actor=SYSTEM)
    assert AuditEntry.objects.filter(verb="destroy_key").count() == 0
    assert read() == "13900000001"


# Reading for a purpose


def test_reading_asks_what_for_and_is_noted() -> None:
    secrets.keep(record(1), "phone", PLANTED)
    for given, wrong in (
        ({"purpose": ""}, ["purpose"]),
        ({"purpose": "x"}, ["purpose"]),
        ({"purpose": "other"}, ["reason"]),
    ):
        with pytest.raises(Incomplete) as refusal:
            read(**given)
        assert list(refusal.value.fields) == wrong
    assert Disclosure.objects.count() == 0
    with clock.at(datetime(2024, 3, 1, 9, tzinfo=clock.TZ)):
        assert read() == PLANTED
        assert read(purpose="check") == "139****5678"
        assert read(purpose="other", reason="上级核查") == PLANTED
    told = [
        (one.at.isoformat(), one.who, one.field, one.record, one.purpose, one.reason, one.whole)
        for one in secrets.newest(9)
    ]
    at = "2024-03-01T01:00:00+00:00"
    assert told == [
        (at, "#7", "电话", 1, "其他（须写明事由）", "上级核查", True),
        (at, "#7", "电话", 1, "核对", "", False),
        (at, "#7", "电话", 1, "联系", "", True),
    ]
    ids = [one.id for one in secrets.newest(9)]
    assert [one.id for one in secrets.newest(1, before=ids[0])] == ids[1:2]


@pytest.mark.parametrize(
    ("text", "shown"),
    (("13912345678", "139****5678"), ("12345678", "****5678"), ("1234567", "******7"), ("张三", "*三"), ("王", "*")),
)
def test_the_end_of_a_text(text: str, shown: str) -> None:
    assert masked(text) == shown


REPLACED = """
INSERT OR REPLACE INTO foundation_disclosure
SELECT id, at, 8, unit, model, record, field, purpose, reason, whole, records FROM foundation_disclosure
"""


@pytest.mark.parametrize(
    "statement", ("UPDATE foundation_disclosure SET actor = 8", "DELETE FROM foundation_disclosure", "")
)
def test_who_has_read_stays_on_record(statement: str) -> None:
    if not statement:
        statement = "TRUNCATE foundation_disclosure" if connection.vendor == "postgresql" else REPLACED
    secrets.keep(record(1), "phone", PLANTED)
    read()
    GUARD.put_up(connection)
    with pytest.raises(DatabaseError, match=SENTENCE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Disclosure.objects.get().actor == 7


def test_who_has_read_what_is_summed_up_in_the_ledger() -> None:
    """Whoever takes the guard down and alters a row, takes one away or puts one in between is found out."""
    assert summing.sum_up() == 0
    secrets.keep(record(1), "phone", PLANTED)
    read()
    read()
    assert (summing.sum_up(), summing.sum_up(), audit.verify().ok) == (2, 0, True)
    read()
    assert (summing.sum_up(), audit.verify().ok) == (1, True)
    first, second, _third = Disclosure.objects.order_by("pk")
    for change in (
        lambda: Disclosure.objects.filter(pk=second.pk).update(actor=9),
        lambda: Disclosure.objects.filter(pk=first.pk).delete(),
        lambda: Disclosure.objects.filter(pk=second.pk).update(purpose="other", reason="补"),
    ):
        with transaction.atomic():
            change()
            found = audit.verify()
            transaction.set_rollback(True)
        assert (found.ok, [one.model for one in found.mismatched]) == (False, ["foundation.disclosure"])
        assert f"第1至{second.pk}行查阅记录与汇总时不同（当时2行" in found.mismatched[0].why
    assert audit.verify().ok
