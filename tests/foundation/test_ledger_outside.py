"""The ledger against whoever keeps the machine: heads carried outside tell what was cut, taken back or rewritten, and
which entry was altered first; a program of one file tells the same of an export."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from pytest_django import Settings

from zhiben.cli.assurance import audit as command
from zhiben.config.doctor import examine
from zhiben.foundation import audit
from zhiben.foundation.audit import heads, outside, signing
from zhiben.foundation.audit.ledger import HASHED, digest
from zhiben.foundation.audit.models import AuditEntry, LedgerHead
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.jobs.models import Job, JobState
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import EVERYWHERE, Actor, Grant

pytestmark = pytest.mark.django_db
CLERK = Actor(5, "示例人员", (Grant(1, "office_officer", EVERYWHERE, unit=9),))
AT = datetime(2024, 3, 1, 9, tzinfo=clock.TZ)
TABLE, HEAD = AuditEntry._meta.db_table, LedgerHead._meta.db_table

SEED = bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
PUBLIC = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
SIGNATURE = (
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)
"""RFC 8032, 7.1, test 3; the message is af82."""
PEM = (
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIMWqjfQ/n4N77bdELzHct7Fm04U1B28JS4XOOi4LRFj3\n"
    "-----END PRIVATE KEY-----\n"
)
"""The same key as openssl writes it."""


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path) -> Path:
    settings.ZHIBEN_LEDGER_KEY = tmp_path / "key.pem"
    settings.ZHIBEN_LEDGER_HEADS = tmp_path / "heads"
    return tmp_path / "heads"


def write(first: int, last: int) -> None:
    for number in range(first, last + 1):
        audit.record("note", CLERK, subject=("orgs.unit", number), facts={"text": f"第{number}件"}, at=AT)


def raw(statement: str, *values: object) -> None:
    """What somebody with the database's password would do."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def chained_anew(first: int) -> None:
    """What somebody who knows the program would do: hash entry `first` and all after it again, and put the head to
    it."""
    before = AuditEntry.objects.filter(seq__lt=first).order_by("-seq").first()
    last = before.hash if before else ""
    for entry in AuditEntry.objects.filter(seq__gte=first).order_by("seq"):
        entry.previous_hash = last
        last = digest([str(getattr(entry, name)) for name in HASHED])
        raw(f"UPDATE {TABLE} SET previous_hash = %s, hash = %s WHERE seq = %s", entry.previous_hash, last, entry.seq)
    raw(f"UPDATE {HEAD} SET seq = %s, hash = %s", AuditEntry.objects.count(), last)


def cut(after: int) -> None:
    raw(f"DELETE FROM {TABLE} WHERE seq > %s", after)
    raw(f"UPDATE {HEAD} SET seq = %s, hash = (SELECT hash FROM {TABLE} WHERE seq = %s)", after, after)


def rewritten() -> None:
    raw(f"UPDATE {TABLE} SET facts = %s WHERE seq = 7", '{"text":"别的"}')
    chained_anew(7)


def removed() -> None:
    raw(f"DELETE FROM {TABLE} WHERE seq = 4")
    for number in range(5, 13):
        raw(f"UPDATE {TABLE} SET seq = %s WHERE seq = %s", number - 1, number)
    chained_anew(4)


def inserted() -> None:
    for number in range(12, 8, -1):
        raw(f"UPDATE {TABLE} SET seq = %s WHERE seq = %s", number + 1, number)
    raw(
        f"INSERT INTO {TABLE} ({', '.join((*HASHED, 'hash'))}) "
        f"SELECT 9, {', '.join((*HASHED[1:], 'hash'))} FROM {TABLE} WHERE seq = 8"
    )
    chained_anew(9)


def taken_back() -> None:
    cut(6)
    write(50, 59)


def altered_last() -> None:
    raw(f"UPDATE {TABLE} SET actor = 6 WHERE seq = 12")
    chained_anew(12)


TAMPERINGS: dict[str, tuple[Callable[[], None], int]] = {
    "rewritten": (rewritten, 7),
    "removed": (removed, 4),
    "inserted": (inserted, 9),
    "cut": (lambda: cut(10), 11),
    "taken back and gone on": (taken_back, 7),
    "the last altered": (altered_last, 12),
    "all anew": (lambda: (raw(f"UPDATE {TABLE} SET unit = 8"), chained_anew(1))[0], 1),
}


def two_heads() -> None:
    """Five entries and a head, seven more and another one."""
    write(1, 5)
    heads.keep()
    write(6, 12)
    heads.keep()


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_the_chain_alone_cannot_tell_is_told_by_heads_outside_with_the_first_bad_entry(
    name: str, place: Path, tmp_path: Path
) -> None:
    two_heads()
    tamper, first = TAMPERINGS[name]
    tamper()
    assert audit.verify().ok, "the chain by itself holds"
    found = audit.verify(heads=heads.read([place]))
    assert (found.ok, found.first_bad, found.heads) == (False, first, 2)
    assert heads.export(tmp_path / "out").bad is None
    assert alone(tmp_path / "out", place)[0] == 1
    assert f"第{first}条" in alone(tmp_path / "out", place)[1] or "截去" in alone(tmp_path / "out", place)[1]


def alone(folder: Path, *heads: Path, options: tuple[str, ...] = ()) -> tuple[int, str]:
    """What the program of one file says, run where neither Zhiben nor anything else is installed."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", folder / outside.SELF, folder / outside.LEDGER, *heads, *options],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_without_the_links_the_stretch_is_told_in_which_it_was_rewritten(place: Path) -> None:
    two_heads()
    rewritten()
    for links in place.glob("*.links"):
        links.unlink()
    found = audit.verify(heads=heads.read([place]))
    assert found.first_bad == 12
    assert "第6条至第12条之间被改写过" in found.why


def test_a_ledger_that_went_on_holds_against_all_its_heads(place: Path, tmp_path: Path) -> None:
    two_heads()
    write(13, 15)
    found = audit.verify(heads=heads.read([place]))
    assert (found.ok, found.heads, found.entries) == (True, 2, 15)
    heads.export(tmp_path / "out")
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
        "heads",
        "ledger.jsonl",
        "verify_ledger.py",
        "说明.txt",
    ]
    newest = AuditEntry.objects.get(pk=15)
    code, told = alone(tmp_path / "out", place, options=("--expect", f"13:{AuditEntry.objects.get(pk=13).hash[:16]}"))
    assert (code, told.splitlines()[0]) == (0, f"✓ 共15条，逐条吻合；链尾 15:{newest.hash}")
    assert "与2份链尾吻合" in told
    code, told = alone(tmp_path / "out", options=("--expect", f"15:{'0' * 16}"))
    assert (code, told) == (1, f"✗ 没有锚点15:{'0' * 16}\n")
    assert "没有给出另行保存的链尾" in alone(tmp_path / "out")[1]


def test_two_papers_that_name_one_entry_differently_are_proof_of_another_history(place: Path, tmp_path: Path) -> None:
    two_heads()
    heads.export(tmp_path / "out")
    right, other = f"3:{AuditEntry.objects.get(pk=3).hash[:16]}", f"3:{'a' * 16}"
    for pair in ((right, other), (other, right)):
        options = tuple(word for one in pair for word in ("--expect", one))
        assert alone(tmp_path / "out", place, options=options) == (1, f"✗ 没有锚点{other}\n")
        assert asked("verify", *options, code=1)["missing"] == [other]


def test_a_folder_without_heads_is_told(place: Path, tmp_path: Path) -> None:
    """A wrong stick, or one that is not there: nothing was compared."""
    two_heads()
    heads.export(tmp_path / "out")
    (empty := tmp_path / "stick").mkdir()
    said = f"“{empty}”里没有链尾，请核对给出的文件夹"
    assert alone(tmp_path / "out", empty) == (1, f"✗ {said}\n")
    assert asked("verify", "--against", str(empty), code=1)["error"] == said


def test_the_doctor_misses_a_head(place: Path) -> None:
    def told(days: int) -> list[tuple[bool, str]]:
        with clock.at(AT + timedelta(days=days)):
            return [(one.ok, one.remedy[:20]) for one in examine() if one.name == "台账的链尾按日写出"]

    assert told(0) == [(True, "")]
    with clock.at(AT):
        write(1, 3)
    assert (told(1), told(3)) == ([(True, "")], [(False, "自2024年3月1日起没有写出链尾；检查")])
    with clock.at(AT + timedelta(days=3)):
        heads.keep()
    assert (told(4), told(6)) == ([(True, "")], [(False, "自2024年3月4日起没有写出链尾；检查")])


def test_any_altered_byte_of_an_export_is_found_at_its_line(tmp_path: Path) -> None:
    write(1, 3)
    heads.export(tmp_path / "out")
    whole = (tmp_path / "out" / outside.LEDGER).read_bytes()
    starts = [0, *(n + 1 for n, byte in enumerate(whole) if byte == 10)]
    for position in range(len(whole)):
        changed = bytearray(whole)
        changed[position] ^= 1
        found = outside.walk(outside.rows_of(bytes(changed).splitlines(keepends=True)))
        assert found.bad == sum(start <= position for start in starts), position


def test_a_head_says_who_signed_what(place: Path) -> None:
    two_heads()
    first, second = heads.kept(place)
    message, signature = first.read_bytes().splitlines()
    told = json.loads(message)
    entry = AuditEntry.objects.get(pk=5)
    links = b"".join(row.hash[:16].encode() + b"\n" for row in AuditEntry.objects.filter(seq__lte=5).order_by("seq"))
    public = signing.kept_key(place.parent / "key.pem").public
    assert told == {
        "form": "zhiben-head-1",
        "at": told["at"],
        "seq": 5,
        "hash": entry.hash,
        "sm3": told["sm3"],
        "previous": [0, ""],
        "links": hashlib.sha256(links).hexdigest(),
        "key": public,
    }
    assert first.with_suffix(".links").read_bytes() == links
    assert json.loads(second.read_bytes().splitlines()[0])["previous"] == [5, entry.hash]
    assert outside.signed(bytes.fromhex(public), message, base64.b64decode(signature))


def test_sm3_stands_beside_sha256_where_this_machine_has_it(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(1, 2)
    heads.keep()
    told = json.loads(heads.kept(place)[0].read_bytes().splitlines()[0])["sm3"]
    rows = AuditEntry.objects.order_by("seq").values_list(*HASHED)
    text = "".join(json.dumps([str(v) for v in row], ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    assert told == (hashlib.new("sm3", text.encode()).hexdigest() if "sm3" in hashlib.algorithms_available else "")
    monkeypatch.setattr(outside, "sm3", lambda: None)
    assert audit.verify(heads=heads.read([place])).ok
    write(3, 3)
    assert json.loads(heads.keep().read_bytes().splitlines()[0])["sm3"] == ""  # type: ignore[union-attr]


@pytest.mark.parametrize("part", [0, 1])
def test_a_head_that_was_altered_is_not_believed(place: Path, part: int) -> None:
    two_heads()
    path = heads.kept(place)[1]
    lines = path.read_bytes().splitlines()
    lines[part] = lines[part].replace(b'"seq":12', b'"seq":11') if part == 0 else base64.b64encode(bytes(64))
    path.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(Refused, match=f"链尾“{path.name}”的签名不对"):
        heads.read([place])
    assert asked("heads")["heads"][1]["ok"] is False
    path.write_bytes(b"hello")
    with pytest.raises(Refused, match=f"“{path.name}”不是链尾文件"):
        heads.read([place])


def test_altered_links_are_not_believed(place: Path) -> None:
    two_heads()
    links = heads.kept(place)[0].with_suffix(".links")
    links.write_bytes(links.read_bytes().replace(b"a", b"b"))
    with pytest.raises(Refused, match="所记的摘要不符，内容被改动过"):
        heads.read([place])


def test_a_head_by_another_key_and_two_histories_under_one_number_are_named(place: Path, settings: Settings) -> None:
    two_heads()
    outside_copy = place.parent / "outside"
    shutil.copytree(place, outside_copy)
    public = heads.read([outside_copy])[0].key
    with pytest.raises(Refused, match="由别的密钥签署"):
        heads.read([outside_copy], keys=[PUBLIC])
    assert len(heads.read([outside_copy], keys=[outside.public(public.upper())])) == 2
    # Whoever has the key signs another history; the heads outside and the new ones contradict each other.
    heads.forget()
    assert heads.kept(place), "what lies outside the home is never thrown away"
    settings.ZHIBEN_HOME = place.parent
    heads.forget()
    assert heads.kept(place) == []
    rewritten()
    heads.keep()
    with pytest.raises(Refused, match="同为第12条的链尾哈希不同：签署过两份不同的历史"):
        heads.read([outside_copy, place])


def test_a_ledger_that_does_not_hold_or_lost_its_last_head_is_not_signed(place: Path) -> None:
    two_heads()
    cut(10)
    with pytest.raises(Refused, match="不予签署：台账只到第10条"):
        heads.keep()
    remedies = [check.remedy for check in examine() if "台账只到第10条" in check.remedy]
    assert len(remedies) == 1, "the doctor holds the ledger against the last head, too"
    write(50, 52)
    raw(f"UPDATE {TABLE} SET actor = 9 WHERE seq = 3")
    with pytest.raises(Refused, match="不予签署：第3条与其哈希不符"):
        heads.keep()
    assert len(heads.kept(place)) == 2


def test_an_empty_ledger_has_no_head_and_an_unchanged_one_gets_one_a_day(place: Path) -> None:
    assert heads.keep() is None
    write(1, 2)
    with clock.at(AT):
        first = heads.keep()
        assert heads.keep() == first
        assert [path.name for path in heads.kept(place)] == ["000000000002-20240301.head"]
    with clock.at(AT.replace(day=2)):
        heads.keep()
    assert [path.name for path in heads.kept(place)] == ["000000000002-20240301.head", "000000000002-20240302.head"]
    assert audit.verify(heads=heads.read([place])).ok


@pytest.mark.django_db(transaction=True)
def test_a_head_is_kept_by_the_clock_and_a_refusal_is_a_failed_job(place: Path) -> None:
    write(1, 3)
    heads.keep_head.enqueue()
    run_pending()
    assert [one.seq for one in heads.read([place])] == [3]
    cut(2)
    heads.keep_head.enqueue()
    run_pending()
    assert sorted(Job.objects.values_list("state", flat=True)) == sorted([JobState.DONE, JobState.FAILED])


def test_signatures_are_those_of_the_standard() -> None:
    key = signing.FileKey(SEED)
    message = bytes.fromhex("af82")
    assert (key.public, key.sign(message).hex()) == (PUBLIC, SIGNATURE)
    public, signature = bytes.fromhex(PUBLIC), bytes.fromhex(SIGNATURE)
    assert outside.signed(public, message, signature)
    for position in range(0, 64, 7):
        changed = bytearray(signature)
        changed[position] ^= 4
        assert not outside.signed(public, message, bytes(changed))
    assert not outside.signed(public, b"other", signature)
    higher = int.from_bytes(signature[32:], "little") + outside.ORDER
    assert not outside.signed(public, message, signature[:32] + higher.to_bytes(32, "little")), "one answer alone"
    everything = bytes([1]) + bytes(31)
    assert not outside.signed(everything, message, everything + bytes(32)), "a key that signs everything is none"


def test_a_key_lies_in_a_file_that_others_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "one.pem"
    with pytest.raises(Refused, match="没有签署链尾的密钥"):
        signing.kept_key(path)
    key = signing.new_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert signing.kept_key(path) == key
    assert key.seed.hex() not in repr(key)
    with pytest.raises(Refused, match="已有密钥"):
        signing.new_key(path)
    path.chmod(0o640)
    with pytest.raises(Refused, match="chmod 600"):
        signing.kept_key(path)
    path.chmod(0o600)
    path.write_text(PEM, encoding="ascii")
    assert signing.kept_key(path).public == PUBLIC
    path.write_text(PEM.replace("MC4", "MC5"), encoding="ascii")
    with pytest.raises(Refused, match="不是Ed25519私钥"):
        signing.kept_key(path)


def test_a_key_that_went_missing_is_not_replaced_in_silence(place: Path) -> None:
    write(1, 1)
    heads.keep()
    (place.parent / "key.pem").unlink()
    write(2, 2)
    with pytest.raises(Refused, match="没有签署链尾的密钥"):
        heads.keep()
    new = asked("key", "--new")["public"]
    assert heads.keep() is not None
    assert asked("key")["public"] == new
    with pytest.raises(Refused, match="由别的密钥签署"):
        heads.read([place])


def test_a_command_signs_with_a_key_that_this_machine_does_not_keep(
    place: Path, settings: Settings, tmp_path: Path
) -> None:
    program = tmp_path / "sign.py"
    program.write_text(
        f"import base64, sys\nif sys.stdin.buffer.read() == b'm':\n"
        f"    print(base64.b64encode(bytes.fromhex({signing.FileKey(SEED).sign(b'm').hex()!r})).decode())\n",
        encoding="utf-8",
    )
    signer = signing.Command([sys.executable, "-I", str(program)], PUBLIC)
    assert outside.signed(bytes.fromhex(PUBLIC), b"m", signer.sign(b"m"))
    with pytest.raises(Refused, match="与ZHIBEN_LEDGER_PUBLIC的公钥不符"):
        signer.sign(b"n")
    settings.ZHIBEN_LEDGER_SIGNER, settings.ZHIBEN_LEDGER_PUBLIC = (str(tmp_path / "none"),), "00"
    with pytest.raises(Refused, match="须写明其公钥"):
        signing.signer()
    settings.ZHIBEN_LEDGER_PUBLIC = PUBLIC
    write(1, 1)
    with pytest.raises(Refused, match="签署程序没有给出签名"):
        heads.keep()
    assert (heads.kept(place), os.path.lexists(settings.ZHIBEN_LEDGER_KEY)) == ([], False)


def asked(*words: str, code: int | None = None) -> dict[str, Any]:
    found = CliRunner().invoke(command, [*words, "--json"])
    assert code is None or found.exit_code == code, found.output
    told: dict[str, Any] = json.loads(found.stdout)
    return told


def test_the_commands_write_list_compare_and_export(place: Path, tmp_path: Path) -> None:
    assert asked("head", code=0) == {"head": ""}
    write(1, 3)
    path = Path(asked("head", code=0)["head"])
    assert (path.parent, path.name[:12]) == (place, "000000000003")
    [one] = asked("heads", code=0)["heads"]
    assert (one["file"], one["ok"], one["seq"]) == (path.name, True, 3)
    assert asked("verify", "--against", str(place), "--key", one["key"], code=0)["heads"] == 1
    assert asked("verify", "--against", str(place), "--key", PUBLIC, code=1)["code"] == "heads"
    assert asked("export", str(tmp_path / "out"), code=0)["entries"] == 3
    assert "不是空的" in asked("export", str(tmp_path / "out"), code=1)["error"]
    cut(2)
    told = asked("verify", "--against", str(path), code=1)
    assert (told["ok"], told["first_bad"]) == (False, 3)
    assert told["why"].endswith("尾部被截去，或退回到了以前的备份")


def test_a_printed_anchor_bears_a_signature_that_its_paper_alone_proves(place: Path, tmp_path: Path) -> None:
    write(1, 3)
    kept = audit.present()
    assert kept is not None
    assert heads.seal(kept) == "", "nobody signs before the first head"
    heads.keep()
    key, printed = asked("key")["public"], f"{kept}:{heads.seal(kept)}"
    assert audit.anchor(printed) == kept
    assert [len(group) for group in heads.seal(kept).split(" ")] == [8] * 11
    assert asked("verify", "--expect", printed, "--key", key, code=0)["ok"]
    told = asked("verify", "--expect", printed, "--key", PUBLIC, code=1)
    assert (told["code"], told["error"]) == ("seal", f"锚点{kept}的签名不是由所给的公钥签署")
    heads.export(tmp_path / "out")
    assert alone(tmp_path / "out", place, options=("--expect", printed, "--key", key))[0] == 0
    forged = f"4{printed[1:]}"
    code, said = alone(tmp_path / "out", place, options=("--expect", forged, "--key", key))
    assert (code, "的签名不是由所给的公钥签署" in said, "没有锚点4:" in said) == (1, True, True)
    assert "请用 --key 给出公钥" in asked("verify", "--expect", printed, code=1)["error"]
    (place.parent / "key.pem").chmod(0o644)
    assert heads.seal(kept) == "", "a bulletin waits for no key"


@pytest.mark.parametrize("key", ["", "00", "g" * 64])
def test_what_is_no_public_key_is_a_wrong_word(key: str) -> None:
    assert CliRunner().invoke(command, ["verify", "--key", key]).exit_code == 2


def test_the_command_by_itself_loads_what_it_needs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "zhiben.cli", "audit", "verify", "--key", "12"]
    home = {**os.environ, "ZHIBEN_HOME": str(tmp_path), "ZHIBEN_DATABASE_URL": "", "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=home, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "“12”不是公钥，应为64位十六进制" in done.stderr
    done = subprocess.run(command[:-2], env=home, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "数据库里还没有表，或不是本版本的表；请先运行 zhiben migrate\n"
