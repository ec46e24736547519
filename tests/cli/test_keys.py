"""`zhiben keys`: what it answers to programs and to people, and its exit codes; never a key itself."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from zhiben.cli import main
from zhiben.foundation import audit, secrets
from zhiben.foundation.installation.models import Installation
from zhiben.foundation.secrets import kinds
from zhiben.foundation.secrets.keyring import ring
from zhiben.foundation.secrets.models import Secret
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.either]

LABEL = "foundation.installation"
KIND = kinds.SecretKind(LABEL, "phone", "电话", (kinds.Purpose("call", "联系"),))


@pytest.fixture(autouse=True)
def _ring(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    monkeypatch.setitem(kinds._kinds, (LABEL, "phone"), KIND)


def told(*words: str, code: int = 0) -> Any:
    """The document with which a command answers."""
    done = CliRunner().invoke(main, ["keys", *words, "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def said(*words: str, code: int = 0) -> str:
    """What it says to people."""
    done = CliRunner().invoke(main, ["keys", *words])
    assert done.exit_code == code, done.output
    return done.output.strip()


def test_the_life_of_a_key() -> None:
    assert told("list") == {"keys": []}
    assert said("list") == "还没有密钥"
    with clock.at(datetime(2024, 3, 1, 9, tzinfo=clock.TZ)):
        secrets.keep(Installation(pk=1), "phone", "13912345678")
    old = told("list")["keys"][0]["id"]
    new = told("add", "--algorithm", "AES-256-GCM")
    assert new == {"key": new["key"], "algorithm": "AES-256-GCM"}
    assert [(k["id"], k["algorithm"], k["values"], k["active"]) for k in told("list")["keys"]] == [
        (old, "SM4-GCM", 1, False),
        (new["key"], "AES-256-GCM", 0, True),
    ]
    refused = told("destroy", old, code=1)
    assert (refused["code"], "--values 1" in refused["error"]) == ("values_left", True)
    assert told("rotate") == {"key": new["key"], "turned": 1, "unreadable": 0}
    assert told("destroy", old) == {"key": old, "values": 0}
    assert told("destroy", old, code=1)["code"] == "key_destroyed"
    assert told("destroy", "deadbeef", code=1)["code"] == "not_found"
    lines = said("list").splitlines()
    assert [line.split()[0] for line in lines] == [old, new["key"]] and "销毁" in lines[0] and "现用" in lines[1]
    assert not any(one.material and one.material in said("list") + json.dumps(told("list")) for one in ring().held())
    assert audit.verify().ok


def test_what_cannot_be_turned_makes_the_command_fail() -> None:
    secrets.keep(Installation(pk=1), "phone", "13912345678")
    Secret.objects.update(body="AAAA")
    told("add")
    assert told("rotate", code=1)["unreadable"] == 1


def test_who_has_read_is_listed() -> None:
    assert said("disclosures") == "还没有人看过"
    secrets.keep(Installation(pk=1), "phone", "13912345678")
    with clock.at(datetime(2024, 3, 1, 9, tzinfo=clock.TZ)):
        secrets.disclose(Installation(pk=1), "phone", purpose="other", reason="核查", actor=Actor(7, "甲"))
    [row] = told("disclosures")["disclosures"]
    assert row == {
        "id": row["id"],
        "at": "2024-03-01T09:00:00+08:00",
        "who": "#7",
        "unit": "",
        "field": "电话",
        "record": 1,
        "purpose": "其他（须写明事由）",
        "reason": "核查",
        "whole": True,
        "records": [],
        "called": ["#1"],
    }
    assert said("disclosures") == "2024-03-01 09:00  #7  电话#1  其他（须写明事由） 核查"


def test_doctor_tells_of_a_ring_that_is_open_lost_or_lacks_a_key() -> None:
    from zhiben.config.doctor import _keys

    assert _keys() == ""
    secrets.keep(Installation(pk=1), "phone", "13912345678")
    key = ring().active().id
    assert _keys() == ""
    ring().path.chmod(0o644)
    assert "只有属主可以读写" in _keys()
    ring().path.unlink()
    assert _keys() == f"密钥{key}锁着1项内容，不在密钥文件中"
