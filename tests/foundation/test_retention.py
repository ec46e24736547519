"""What is past its term is deleted and proved in the ledger; what is held, unread or proof itself stays; a file whose
term is over answers so."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connection
from django.urls import reverse
from tests.factories.hazards import cast_in_city, hazard
from tests.factories.orgs import City
from tests.factories.orgs import city as built
from tests.factories.pages import browser, send, text

from zhiben.cli import main
from zhiben.config.doctor import examine
from zhiben.foundation import retention, secrets
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.verify import verify
from zhiben.foundation.files import attach, passing, read_bytes, store
from zhiben.foundation.files.models import PassingFile, StoredFile
from zhiben.foundation.files.passing import IMPORT, passes, sweep
from zhiben.foundation.files.storing import path_of
from zhiben.foundation.jobs.models import Job, JobState
from zhiben.foundation.jobs.ticking import registered
from zhiben.foundation.once.models import Sent
from zhiben.foundation.retention.models import KeepingHold, KeepingTerm
from zhiben.foundation.secrets.models import Disclosure
from zhiben.hazards.operations import evidence
from zhiben.inbox.models import ImportAct, Notice
from zhiben.inbox.operations.keeping import GONE
from zhiben.kernel import clock, disk
from zhiben.kernel.errors import Conflict, Gone, Incomplete, NotFound
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import LiaisonPerson
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db(transaction=False)
NOW = datetime(2024, 6, 1, 9, tzinfo=clock.TZ)


@pytest.fixture(autouse=True)
def _now(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.MEDIA_ROOT, settings.ZHIBEN_KEYRING = tmp_path / "files", tmp_path / "keyring.json"
    with clock.at(NOW):
        yield


@pytest.fixture
def city() -> City:
    return built()


def made(days: float, content: str = "甲", *, kind: str = "export", person: int = 1) -> StoredFile:
    """An export that was made so many days ago."""
    with clock.at(NOW - timedelta(days=days)):
        stored = passes(store(f"列,值\n{content},1\n".encode(), name="清单.csv", actor_id=person), kind)
    aged(path_of(stored.sha256), days)
    return stored


def aged(path: Path, days: float) -> None:
    """As if it had lain there so long."""
    moment = time.time() - days * 86_400
    os.utime(path, (moment, moment))


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """A run as it is after its transaction."""

    def run() -> dict[str, retention.Forgotten]:
        with django_capture_on_commit_callbacks(execute=True):
            return retention.run()

    return run


def test_an_export_goes_with_its_term_and_its_bytes_with_it(committed: Any) -> None:
    old, young = made(7.1, "甲"), made(6.9, "乙")
    data = path_of(old.sha256).read_bytes()
    found = committed()["export"]
    proof = hashlib.sha256(f"{old.pk} {hashlib.sha256(data).hexdigest()}".encode()).hexdigest()
    assert found == retention.Forgotten(1, proof, 0)
    assert (path_of(old.sha256).exists(), path_of(young.sha256).exists()) == (False, True)
    assert StoredFile.objects.get(pk=old.pk).name == "清单.csv"
    with pytest.raises(Gone, match="2024年6月1日由系统删除"):
        read_bytes(old)
    entry = AuditEntry.objects.filter(verb="delete_expired", facts__contains='"export"').get()
    assert json.loads(entry.facts) == {
        "kind": "export",
        "count": 1,
        "until": (NOW - timedelta(days=7)).isoformat(),
        "digest": proof,
        "held": 0,
    }
    assert verify().ok
    assert committed()["export"] == retention.Forgotten(0, "", 0)


def test_equal_bytes_stay_as_long_as_another_file_stands_for_them(committed: Any) -> None:
    old, young = made(8, "同"), made(1, "同")
    assert old.sha256 == young.sha256
    committed()
    assert b"\xe5\x90\x8c" in read_bytes(young)
    with clock.at(NOW + timedelta(days=7)):
        committed()
    assert path_of(old.sha256).exists() is False


def test_what_lies_beside_a_record_is_its_evidence_and_stays(committed: Any) -> None:
    old = made(30)
    attach(old, to=("orgs.site", 1), actor_id=1)
    assert committed()["export"].count == 0
    assert path_of(old.sha256).exists()


def test_a_run_that_broke_off_before_the_disk_is_completed_by_the_next(committed: Any) -> None:
    old = made(8)
    PassingFile.objects.filter(file=old).update(removed_at=NOW)
    assert path_of(old.sha256).exists()
    committed()
    assert (path_of(old.sha256).exists(), sweep()) == (False, 0)


def test_an_expired_file_answers_410_to_its_owner_and_404_to_a_stranger(city: City, committed: Any) -> None:
    owner, stranger = city.person(Role.OFFICE_OFFICER, "市安委办"), city.person(Role.STREET_OFFICER, "粤海街道")
    old = made(8, person=owner.pk)
    address = reverse("file", args=[old.pk])
    mine, other = browser(owner), browser(stranger)
    whole = mine.get(address)
    assert b"".join(whole.streaming_content).decode() == "列,值\n甲,1\n"  # type: ignore[attr-defined]
    assert (whole.status_code, other.get(address).status_code) == (200, 404)
    committed()
    answer = mine.get(address)
    assert (answer.status_code, "已过保存期限，2024年6月1日由系统删除" in answer.content.decode()) == (410, True)
    told = mine.get(address, headers={"Accept": "application/json"}).json()
    assert (told["status"], told["code"]) == (410, "gone")
    assert other.get(address).status_code == 404


def test_bytes_that_somebody_brings_again_are_not_swept(committed: Any) -> None:
    old = made(8)
    PassingFile.objects.filter(file=old).update(removed_at=NOW)
    os.utime(path_of(old.sha256))  # as storing does, whose row is not committed yet
    assert (sweep(), path_of(old.sha256).exists()) == (0, True)
    aged(path_of(old.sha256), 1)
    assert (sweep(), path_of(old.sha256).exists()) == (1, False)


def test_bytes_that_somebody_brings_while_they_are_swept_stay(committed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    old, lost = made(8), Path(settings.MEDIA_ROOT) / "ab" / ("ab" * 32)
    PassingFile.objects.filter(file=old).update(removed_at=NOW)
    lost.parent.mkdir(exist_ok=True)
    lost.write_bytes(b"x")
    aged(lost, 2)
    looked = connection.execute_wrapper

    def brings(execute: Any, sql: str, *told: Any) -> Any:
        """What another process does between the question which files stand for the bytes and their end."""
        answer = execute(sql, *told)
        if "sha256" in sql and sql.startswith("SELECT"):
            os.utime(path_of(old.sha256))
            os.utime(lost)
        return answer

    sweep_all = passing._leftovers
    with looked(brings):
        assert sweep([old.sha256]) == 0
        aged(lost, 2)
        assert sweep_all(clock.machine() - timedelta(days=1)).count == 0
    assert (path_of(old.sha256).exists(), lost.exists()) == (True, True)


def test_what_broke_off_leaves_nothing_behind(committed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    media = Path(settings.MEDIA_ROOT)

    def left() -> list[str]:
        return sorted(one.name for one in media.rglob("*") if one.is_file())

    def full(*_given: Any, **_more: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(disk.os, "fsync", full)
        with pytest.raises(OSError, match="space"):
            store(b"a,b\n1,2\n", name="a.csv", actor_id=1)
    assert left() == []
    with monkeypatch.context() as patch:
        patch.setattr(StoredFile, "save_base", full)
        with pytest.raises(OSError, match="space"):
            store(b"a,b\n1,2\n", name="a.csv", actor_id=1)
    name = hashlib.sha256(b"a,b\n1,2\n").hexdigest()
    assert left() == [name]
    assert committed()["leftovers"].count == 0
    aged(path_of(name), 2)
    draft = path_of(name).with_name(".draft")
    draft.write_bytes(b"half")
    aged(draft, 2)
    stands = made(0)
    aged(path_of(stands.sha256), 2)
    assert committed()["leftovers"] == retention.forgotten([".draft", name])
    assert left() == [stands.sha256]


def test_a_pack_that_breaks_off_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", None)

    def half(out: Any, *_given: Any, **_more: Any) -> None:
        out.write(b"half")
        raise OSError("no space left")

    cast = cast_in_city()
    client = browser(cast.department)
    client.raise_request_exception = False
    monkeypatch.setattr(evidence, "write_pack", half)
    answer = client.get(reverse("hazards:evidence", args=[hazard(cast, "rectifying").pk]))
    assert (answer.status_code, list((tmp_path / "tmp").iterdir())) == (500, [])


def test_a_hold_keeps_what_is_past_its_term_until_it_is_lifted(committed: Any) -> None:
    old = made(8)
    with pytest.raises(Incomplete) as refusal:
        retention.hold("export", old.pk + 1, "调查", actor=SYSTEM)
    assert (refusal.value.fields, retention.holds()) == ({"record": "没有这个编号的内容，请核对"}, [])
    row = retention.hold("export", old.pk, " 调查 ", actor=SYSTEM)
    with pytest.raises(Conflict):
        retention.hold("export", old.pk, "又", actor=SYSTEM)
    assert committed()["export"] == retention.Forgotten(0, "", 1)
    assert [(one.record, one.reason) for one in retention.holds()] == [(old.pk, "调查")]
    retention.lift(row.pk, actor=SYSTEM)
    with pytest.raises(NotFound):
        retention.lift(row.pk, actor=SYSTEM)
    assert committed()["export"].count == 1


def test_workbooks_of_imports_go_and_the_import_stays(committed: Any) -> None:
    kept, act = made(8, kind=IMPORT), made(8, "老")
    PassingFile.objects.filter(file=act).delete()
    counts = dict.fromkeys(("read", "created", "updated", "unchanged"), 0)
    told = {"sheet": "sites", "name": "场所.csv", "sha256": act.sha256, "effects_sha256": "0" * 64, **counts}
    ImportAct.objects.create(person=1, at=NOW - timedelta(days=8), file=act, **told)
    assert committed()["import_file"].count == 2
    assert [path_of(one.sha256).exists() for one in (kept, act)] == [False, False]
    assert ImportAct.objects.get().sha256 == act.sha256


def test_notices_lose_their_words_when_they_were_read(city: City, committed: Any) -> None:
    person = city.person(Role.OFFICE_OFFICER, "市安委办")
    for key, days, read in (("a", 366, True), ("b", 366, False), ("c", 364, True)):
        at = NOW - timedelta(days=days)
        Notice.objects.create(
            person=person, key=key, kind="x", title="某某的事", address="/", at=at, read_at=at if read else None
        )
    assert committed()["notices"].count == 1
    assert dict(Notice.objects.values_list("key", "title")) == {"a": GONE, "b": "某某的事", "c": "某某的事"}
    assert committed()["notices"].count == 0


def test_telephones_of_those_who_left_are_forgotten(city: City, committed: Any) -> None:
    rows = [
        LiaisonPerson.objects.create(
            unit=city.unit(name), part="first", name="张三", valid_from=NOW.date() - timedelta(days=900), valid_to=end
        )
        for name, end in (
            ("市住房建设", NOW.date() - timedelta(days=366)),
            ("市消防救援", NOW.date() - timedelta(days=300)),
            ("市交通运输", None),
        )
    ]
    for row in rows:
        secrets.keep(row, "phone", "13912345678")
    assert committed()["departed_phones"].count == 1
    assert secrets.kept_of("orgs.liaisonperson", "phone", [row.pk for row in rows]) == {rows[1].pk, rows[2].pk}
    assert LiaisonPerson.objects.count() == 3


def test_jobs_go_and_what_proves_stays(committed: Any) -> None:
    for key, state in ((None, JobState.DONE), ("x@2023-01-01", JobState.DONE), ("own", JobState.DONE), (None, "ready")):
        Job.objects.create(
            path="x", title="t", key=key, state=state, due_at=NOW, asked_at=NOW, finished_at=NOW - timedelta(days=184)
        )
    before = (AuditEntry.objects.count(), Disclosure.objects.count())
    found = committed()
    assert found["jobs"].count == 2
    assert sorted(str(row.key) for row in Job.objects.all()) == ["None", "own"]
    assert AuditEntry.objects.count() == before[0] + len(found)
    assert {"ledger", "disclosures"} & set(found) == set()


def test_a_job_that_is_held_stays(committed: Any) -> None:
    told = {"path": "x", "title": "t", "state": JobState.DONE, "due_at": NOW, "asked_at": NOW}
    held, gone = (Job.objects.create(**told, finished_at=NOW - timedelta(days=184)) for _ in range(2))
    retention.hold("jobs", held.pk, "调查", actor=SYSTEM)
    assert (committed()["jobs"].count, committed()["jobs"].held) == (1, 1)
    assert [row.pk for row in Job.objects.all()] == [held.pk] != [gone.pk]


def test_one_kind_that_fails_leaves_the_others_done(committed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made(8)

    def broken(_until: datetime) -> retention.Forgotten:
        Sent.objects.all().delete()
        raise RuntimeError("the disk went")

    kind = retention.known()["once"]
    Sent.objects.create(key="k", at=NOW - timedelta(days=9))
    monkeypatch.setitem(retention.kinds._kinds, "once", retention.Kind("once", kind.title, 1, "", broken))
    found = committed()
    assert ("once" in found, found["export"].count, Sent.objects.count()) == (False, 1, 1)


@pytest.fixture
def few_places() -> Iterator[None]:
    """A database that takes few values in one statement, as one does of which an older SQLite was built."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    before = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 1100)
    try:
        yield
    finally:
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)


def test_a_backlog_of_any_size_is_deleted(city: City, committed: Any, few_places: None) -> None:
    long_ago, person = NOW - timedelta(days=400), city.person(Role.OFFICE_OFFICER, "市安委办")
    old = clock.machine() - timedelta(days=400)
    Sent.objects.bulk_create(Sent(key=f"{number:064x}", at=old) for number in range(2500))
    told = {"person": person, "kind": "x", "title": "某某的事", "address": "/", "at": long_ago, "read_at": long_ago}
    Notice.objects.bulk_create(Notice(key=str(number), **told) for number in range(1500))
    gone = [StoredFile(sha256=f"{number:064x}", name="清单.csv", size=1, kind="csv") for number in range(1200)]
    for one in gone:
        one.uploaded_by, one.uploaded_at = 1, long_ago
        path_of(one.sha256).parent.mkdir(parents=True, exist_ok=True)
        path_of(one.sha256).write_bytes(b"x")
        aged(path_of(one.sha256), 400)
    StoredFile.objects.bulk_create(gone)
    removed = {"kind": "export", "removed_at": NOW}
    PassingFile.objects.bulk_create(PassingFile(file=one, **removed) for one in StoredFile.objects.all())
    found = committed()
    assert (found["once"].count, found["notices"].count) == (2500, 1500)
    assert (Sent.objects.count(), Notice.objects.exclude(title=GONE).count()) == (0, 0)
    assert [one.name for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()] == []


def expired() -> tuple[bool, str]:
    """What the doctor says of it."""
    return next((one.ok, one.remedy) for one in examine() if one.name == "到期内容按期删除")


def test_the_doctor_names_kinds_that_failed_or_are_run_no_more(
    city: City, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_until: datetime) -> retention.Forgotten:
        raise RuntimeError("the disk went")

    assert expired() == (True, "")
    kind, kinds = retention.known()["once"], retention.kinds._kinds
    with monkeypatch.context() as patch:
        patch.setitem(kinds, "once", retention.Kind("once", kind.title, 7, "", broken))
        committed()
        committed()
    ok, remedy = expired()
    assert (ok, remedy.startswith("最近一次失败：已办表单的标记；")) == (False, True)
    facts = [json.loads(one.facts) for one in AuditEntry.objects.filter(verb="fail_to_delete")]
    assert [(one["kind"], sorted(one)) for one in facts] == [("once", ["kind", "until"])] * 2
    page = text(browser(city.actor(Role.AUDIT_ADMIN, "市安委办")), "overview:terms")
    assert page.count("未能删除，次日再试") == 1
    committed()
    assert expired() == (True, "")
    with clock.at(NOW + timedelta(days=2, minutes=1)):
        ok, remedy = expired()
    assert (ok, remedy.startswith("已超过两天没有运行：")) == (False, True)


def test_terms_have_a_floor_and_proofs_have_none() -> None:
    retention.set_days("export", 3, actor=SYSTEM)
    assert retention.days_of()["export"] == 3
    for key, days in (("jobs", 29), ("export", 0), ("export", 40_000)):
        with pytest.raises(Incomplete):
            retention.set_days(key, days, actor=SYSTEM)
    for key in ("ledger", "disclosures", "nothing"):
        with pytest.raises(NotFound):
            retention.set_days(key, 1, actor=SYSTEM)
    assert list(KeepingTerm.objects.values_list("kind", "days")) == [("export", 3)]
    [facts] = AuditEntry.objects.filter(verb="set_term").values_list("facts", flat=True)
    assert json.loads(facts) == {"kind": "export", "days": 3, "before": 7}


def test_every_term_says_what_it_rests_on() -> None:
    told = {key: (kind.days, kind.basis == retention.DEFAULT) for key, kind in retention.known().items()}
    assert told == {
        "assessments": (1098, False),
        "departed_phones": (365, True),
        "disclosures": (183, False),
        "export": (7, True),
        "import_file": (7, True),
        "jobs": (183, True),
        "leftovers": (1, True),
        "ledger": (183, False),
        "notices": (365, True),
        "once": (7, True),
        "reporters": (180, True),
        "sessions": (1, True),
        "links": (30, True),
        "tries": (1, True),
        "tip_counts": (1, True),
        "uploads": (1, True),
        "whereabouts": (180, True),
    }
    assert registered()["foundation.retention"].every == timedelta(days=1)


# Page and console


def test_the_audit_administrator_sees_terms_and_proofs_and_nobody_else(city: City, committed: Any) -> None:
    old = made(8)
    committed()
    keeper = browser(city.actor(Role.AUDIT_ADMIN, "市安委办"))
    page = text(keeper, "overview:terms")
    for said in (
        "后台生成、待下载的文件",
        "默认",
        "《网络安全法》（2016年公布的文本）：网络日志不少于六个月",
        "不删除",
        "删除1条",
    ):
        assert said in page
    send(keeper, "overview:set_term", "export", days=3)
    assert "已由默认的7天改定" in text(keeper, "overview:terms")
    assert "至少30天" in send(keeper, "overview:set_term", "jobs", status=422, days=3)
    send(keeper, "overview:hold", kind="export", record=old.pk, reason="调查")
    assert "请写明" not in text(keeper, "overview:terms") and "调查" in text(keeper, "overview:terms")
    send(keeper, "overview:lift_hold", KeepingHold.objects.get().pk)
    assert KeepingHold.objects.get().lifted_at is not None
    for role in (Role.AUDITOR, Role.SYSTEM_ADMIN, Role.OFFICE_LEADER):
        other = browser(city.actor(role, "市安委办"))
        assert other.get(reverse("overview:terms")).status_code == 403
        assert other.post(reverse("overview:set_term", args=["export"]), {"days": 1}).status_code == 403


def test_the_console_lists_runs_sets_and_holds() -> None:
    old = made(8)

    def said(*words: str) -> Any:
        done = CliRunner().invoke(main, ["retention", *words, "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    assert {one["kind"]: one["days"] for one in said("list")["terms"]}["export"] == 7
    held = said("hold", "export", str(old.pk), "--reason", "诉讼")["hold"]
    assert said("run")["export"] == {"count": 0, "digest": "", "held": 1}
    said("lift", str(held))
    assert said("run")["export"]["count"] == 1
    said("set", "export", "9")
    assert {one["kind"]: (one["days"], one["count"]) for one in said("list")["terms"]}["export"] == (9, 1)
