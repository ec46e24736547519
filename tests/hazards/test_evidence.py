"""A hazard's evidence pack: all of its chain is in it, it proves itself with nothing but Python, and no byte of it can
be changed unnoticed."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from django.urls import reverse
from tests.factories.hazards import FUTURE, Cast, cast_in_city, days, hazard
from tests.factories.pages import browser

from zhiben.cli import main
from zhiben.foundation.audit import ledger, offline, verify
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attached
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.files.storing import path_of
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import ask_extension, order_control
from zhiben.hazards.operations.evidence import write_evidence
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


@pytest.fixture
def closed(cast: Cast) -> Hazard:
    """A closed hazard with records, a request that was asked for, and a control."""
    one = hazard(cast, "rectifying")
    with scope(cast.enterprise):
        ask_extension(one, due=FUTURE + days(9), reason="配件未到", interim_control="停用", actor=cast.enterprise)
    with scope(cast.colleague):
        order_control(one, kind="interim", measures="专人看护", since=clock.today(), actor=cast.colleague)
    return cast.bring(one, "closed")


def packed(one: Hazard) -> bytes:
    out = io.BytesIO()
    with unscoped(reason="test data"):
        write_evidence(one, out)
    return out.getvalue()


def entries_of(one: Hazard) -> list[int]:
    """The numbers of the entries of the hazard and all around it."""
    beside: dict[str, list[int]] = {"hazards.hazard": [one.pk]}
    with unscoped(reason="test"):
        for label, name in (("siterecord", "site_records"), ("request", "requests"), ("control", "controls")):
            beside[f"hazards.{label}"] = list(getattr(one, name).values_list("pk", flat=True))
    rows = [AuditEntry.objects.filter(model=model, record__in=ids) for model, ids in beside.items()]
    return sorted(seq for some in rows for seq in some.values_list("seq", flat=True))


def read(content: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        text = package.read(name)
    return json.loads(text) if name.endswith(".json") else text


def names_in(content: bytes) -> list[str]:
    return sorted(zipfile.ZipFile(io.BytesIO(content)).namelist())


def test_pack_holds_the_whole_chain(closed: Hazard, cast: Cast) -> None:
    content = packed(closed)
    index = read(content, "index.json")
    assert [entry["seq"] for entry in read(content, "ledger.json")] == entries_of(closed)
    kinds = ("attempts", "records", "requests", "listings", "controls", "second_looks")
    assert (index["record"], {kind: len(index[kind]) for kind in kinds}) == (
        closed.number,
        {"attempts": 1, "records": 1, "requests": 1, "listings": 0, "controls": 1, "second_looks": 0},
    )
    originals = {file["name"]: file for file in index["files"] if file["kind"] == "attachment"}
    with unscoped(reason="test"):
        record = closed.site_records.get()
    stored = [one.file for one in (*attached("hazards.hazard", closed.pk), *attached("hazards.siterecord", record.pk))]
    assert [(name, one["sha256"]) for name, one in originals.items()] == [
        (f"附件/{number:03}-{one.name}", one.sha256) for number, one in enumerate(stored, start=1)
    ]
    assert [read(content, name) for name in originals] == [path_of(one.sha256).read_bytes() for one in stored]
    assert index["people"][str(cast.office.id)] in read(content, "index.html").decode()


def test_page_of_a_pack_has_no_script_and_links_only_its_own_files(closed: Hazard) -> None:
    content = packed(closed)
    page = read(content, "index.html").decode()
    assert [word for word in ("<script", "<form", "http:", "https:", 'href="/', 'src="/') if word in page] == []
    assert {unquote(one) for one in re.findall(r'src="([^"]*)"', page)} <= set(names_in(content))
    assert closed.number in page and "专人看护" in page and "配件未到" in page


def test_page_of_a_pack_shows_its_photos_with_stage_person_and_time(closed: Hazard, cast: Cast) -> None:
    content = packed(closed)
    page = read(content, "index.html").decode()
    assert [
        unquote(name) for name in re.findall(r'<img src="([^"]+)" alt="[^"]+" width="320" loading="lazy">', page)
    ] == [name for name in names_in(content) if name.startswith("附件/")]
    files = page[page.index("<h2>附件和公文</h2>") : page.index("<h2>经过</h2>")]
    rows = [re.findall(r"<td>([^<]*)</td>", row)[:2] for row in files.split("<tr>")[2:]]
    assert rows == [["报整改完成", cast.enterprise.name], ["复核通过记录", cast.colleague.name]]
    assert [one["stage"] for one in read(content, "index.json")["files"] if one["kind"] == "attachment"] == [
        "报整改完成",
        "复核通过记录",
    ]


def test_heic_photo_of_a_pack_is_a_link(closed: Hazard) -> None:
    with unscoped(reason="test data"):
        StoredFile.objects.update(kind="heic")
    page = read(packed(closed), "index.html").decode()
    assert "<img" not in page and page.count('<a href="%E9%99%84%E4%BB%B6/') == 2


def test_page_of_a_pack_names_each_step_in_the_words_of_its_record(closed: Hazard, cast: Cast) -> None:
    with unscoped(reason="test data"):
        control, request = closed.controls.get(), closed.requests.get()
        record = closed.site_records.get()
    with scope(cast.colleague):
        perform(control, "lift", cast.colleague, grounds="已验收")
    page = read(packed(closed), "index.html").decode()
    steps = re.findall(r"<td>([^<]+)（([^<]+) (\d+)）</td>", page)
    beside = [step for step in steps if step[1] != "事故隐患"]
    assert beside == [
        ("提出", "隐患申请", str(request.pk)),
        ("登记", "管控措施", str(control.pk)),
        ("起草", "现场记录", str(record.pk)),
        ("会签", "现场记录", str(record.pk)),
        ("解除", "管控措施", str(control.pk)),
    ]
    assert len(steps) == len(entries_of(closed)) and "hazards." not in page


def test_same_content_and_moment_give_the_same_bytes(closed: Hazard) -> None:
    with clock.at(clock.now()):
        assert packed(closed) == packed(closed)


def test_whole_pack_verifies_and_tells_by_what_it_is_known(closed: Hazard, tmp_path: Path) -> None:
    content = packed(closed)
    file, folder = tmp_path / "包.zip", tmp_path / "解压"
    file.write_bytes(content)
    with zipfile.ZipFile(file) as package:
        package.extractall(folder)
    assert (offline.troubles(file), offline.troubles(folder)) == ([], [])
    alone = [sys.executable, "-I", str(folder / "verify.py")]
    done = subprocess.run(alone, capture_output=True, text=True, check=False, cwd=tmp_path)
    head = verify().anchor
    assert (done.returncode, "✓ 全部文件、全部台账条目吻合" in done.stdout, head in done.stdout) == (0, True, True)
    next(folder.glob("附件/001-*")).write_bytes(b"other")
    done = subprocess.run(alone, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout.startswith("✗ 内容与登记的摘要不符：附件/001-现场.png")) == (1, True)


def test_no_byte_is_changed_unnoticed(closed: Hazard, tmp_path: Path) -> None:
    content, file = packed(closed), tmp_path / "包.zip"
    directory = content.rindex(b"PK\x05\x06") - 2000
    spread = set(range(0, len(content), max(1, len(content) // 150))) | set(range(directory, len(content), 7))
    unnoticed = []
    for place in sorted(spread):
        changed = bytearray(content)
        changed[place] ^= 1
        file.write_bytes(changed)
        if not offline.troubles(file):
            unnoticed.append(place)
    assert unnoticed == []


def forged(content: bytes, **other: Any) -> bytes:
    """The pack with some files put in anew and every hash of files made right again."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        files = {name: package.read(name) for name in package.namelist() if name != offline.SUMS}
    files |= {f"{name}.json": json.dumps(value).encode() for name, value in other.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in files.items():
            offline.put(package, name, data)
        offline.put(package, offline.SUMS, offline.sums_of((name, sha256(data)) for name, data in files.items()))
    return out.getvalue()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_entry_that_was_rewritten_is_named_though_all_hashes_of_files_fit(closed: Hazard, tmp_path: Path) -> None:
    content, file = packed(closed), tmp_path / "包.zip"
    entries = read(content, "ledger.json")
    entries[2]["actor"] += 1
    file.write_bytes(forged(content, ledger=entries))
    assert offline.troubles(file) == [f"台账第{entries[2]['seq']}条与其哈希不符"]
    entries[2]["hash"] = offline.hash_of(entries[2])
    file.write_bytes(forged(content, ledger=entries))
    follows = entries[3]["seq"] == entries[2]["seq"] + 1
    assert offline.troubles(file) == ([f"台账第{entries[3]['seq']}条接不上前一条"] if follows else [])


def test_offline_check_hashes_the_columns_of_the_ledger() -> None:
    assert offline.HASHED == ledger.HASHED


def test_reader_takes_the_pack_and_the_ledger_notes_it(closed: Hazard, cast: Cast, tmp_path: Path) -> None:
    reader = browser(cast.city.person(Role.AUDITOR, "龙华区安委办"))
    answer = reader.get(reverse("hazards:evidence", args=[closed.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    last = AuditEntry.objects.order_by("-seq")[0]
    facts = json.loads(last.facts)
    assert (answer.status_code, last.verb, last.record) == (200, "export_evidence", closed.pk)
    assert facts == {
        "files": len(zipfile.ZipFile(io.BytesIO(content)).namelist()),
        "sums": sha256(read(content, "SHA256SUMS")),
    }
    assert "证据包" in reader.get(reverse("hazards:page", args=[closed.pk])).content.decode()
    assert verify().ok


def test_stranger_takes_no_pack(closed: Hazard, cast: Cast) -> None:
    stranger = browser(cast.city.person(Role.DEPARTMENT_OFFICER, "福田区住房建设"))
    assert stranger.get(reverse("hazards:evidence", args=[closed.pk])).status_code == 404
    assert not AuditEntry.objects.filter(verb="export_evidence").exists()


def test_altered_original_is_named_and_no_pack_is_left(closed: Hazard, tmp_path: Path) -> None:
    path_of(attached("hazards.hazard", closed.pk)[0].file.sha256).write_bytes(b"other")
    out = tmp_path / "包.zip"
    done = CliRunner().invoke(main, ["evidence", closed.number, "--out", str(out), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["code"], list(tmp_path.glob("*包.zip*"))) == (1, "file_altered", [])
    assert not AuditEntry.objects.filter(verb="export_evidence").exists()


def test_command_writes_the_pack_and_tells_its_files(closed: Hazard, tmp_path: Path) -> None:
    out = tmp_path / "包.zip"
    done = CliRunner().invoke(main, ["evidence", closed.number, "--out", str(out), "--json"])
    told = json.loads(done.stdout)
    names = zipfile.ZipFile(out).namelist()
    assert (done.exit_code, told["files"], told["record"], offline.troubles(out)) == (0, len(names), closed.number, [])
    unknown = CliRunner().invoke(main, ["evidence", "没有-1", "--out", str(out), "--json"])
    assert (unknown.exit_code, json.loads(unknown.stdout)["code"]) == (1, "not_found")
    nowhere = CliRunner().invoke(main, ["evidence", closed.number, "--out", str(tmp_path / "无" / "包.zip")])
    assert (nowhere.exit_code, "写不到" in nowhere.stderr) == (1, True)
