"""An expert's telephone is kept secret: on no page, in no form, export, search, ledger or answer but that to a stated
purpose; and what stood in clear before is converted."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import CharField
from tests import migrated
from tests.factories.assistance import Helpers, expert_told
from tests.factories.pages import browser
from tests.foundation.test_secrets import whole_database

from zhiben.assistance.models import Expert
from zhiben.assistance.operations import ExpertDraft, disclose_phone, set_expert
from zhiben.assistance.operations.experts import take_experts_back
from zhiben.foundation import secrets
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.scope import past_guard, scope
from zhiben.foundation.secrets import keeping
from zhiben.foundation.secrets.keyring import ring
from zhiben.foundation.secrets.models import Disclosure, Secret
from zhiben.foundation.secrets.turning import add_key, destroy_key
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.sheet import Effect, catalogue
from zhiben.orgs.vocab import Role

PLANTED = "13912345678"
NOW = datetime(2024, 3, 1, 9, tzinfo=clock.TZ)


@pytest.fixture(autouse=True)
def _now(tmp_path: Path, settings: Any) -> Any:
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    with clock.at(NOW):
        yield


@pytest.mark.django_db
def test_a_telephone_is_shown_for_a_purpose_and_noted(helpers: Helpers) -> None:
    one = helpers.expert("丁", phone=PLANTED)
    office, address = browser(helpers.office), f"/assistance/experts/{one.pk}/"
    for page in (address, f"{address}edit/", "/assistance/experts/", f"/ledger/assistance.expert/{one.pk}/"):
        answer = office.get(page)
        assert (answer.status_code, PLANTED in answer.content.decode()) == (200, False)
    refused = office.post(f"{address}phone/", {"purpose": "other"})
    assert (refused.status_code, PLANTED in refused.content.decode()) == (422, False)
    assert (office.get(f"{address}phone/").status_code, Disclosure.objects.count()) == (405, 0)
    shown = office.post(f"{address}phone/", {"purpose": "arrange"})
    assert (shown.status_code, shown.content.decode().count(PLANTED), shown["Cache-Control"]) == (200, 1, "no-store")
    end = office.post(f"{address}phone/", {"purpose": "check"}, headers={"Accept": "application/json"})
    assert end.json() == {"shown": "139****5678"}
    rows = Disclosure.objects.order_by("pk").values_list("actor", "record", "field", "purpose", "whole")
    grant = next(iter(helpers.office.grants))
    assert list(rows) == [
        (helpers.office.id, one.pk, "phone", "arrange", True),
        (helpers.office.id, one.pk, "phone", "check", False),
    ]
    assert set(Disclosure.objects.values_list("unit", flat=True)) == {grant.unit}
    assert PLANTED not in whole_database()


@pytest.mark.django_db
def test_a_stranger_reads_no_telephone_and_leaves_no_row(helpers: Helpers) -> None:
    one = helpers.expert("丁", phone=PLANTED)
    address = f"/assistance/experts/{one.pk}/phone/"
    there = helpers.city.actor(Role.AUDITOR, "市安委办")
    answers = [browser(who).post(address, {"purpose": "arrange"}) for who in (helpers.street, helpers.elsewhere, there)]
    assert [answer.status_code for answer in answers] == [404, 404, 403]
    assert [PLANTED in answer.content.decode() for answer in answers] == [False] * 3
    with scope(there), pytest.raises(NotAllowed):
        disclose_phone(one, "arrange", actor=there)
    assert Disclosure.objects.count() == 0


@pytest.mark.django_db
def test_a_form_leaves_the_telephone_changes_it_or_takes_it_away(helpers: Helpers) -> None:
    one = helpers.expert("丁", phone=PLANTED)
    office, address = browser(helpers.office), f"/assistance/experts/{one.pk}/edit/"

    def mend(**given: str) -> str:
        assert office.post(address, expert_told("丁") | given).status_code == 302
        if not secrets.standing_of(one, "phone").kept:
            return "—"
        return secrets.disclose(one, "phone", purpose="arrange", actor=helpers.office)

    assert (mend(), mend(phone="0755-1"), mend(no_phone="on"), mend(), mend(phone="0755-2")) == (
        PLANTED,
        "0755-1",
        "—",
        "—",
        "0755-2",
    )
    facts = [
        json.loads(f)["phone"]
        for f in AuditEntry.objects.order_by("seq").values_list("facts", flat=True)
        if '"phone"' in f
    ]
    assert facts == ["（略）", "（略）", "", "（略）"]
    draft = ExpertDraft("戊", "中心", "消防", NOW.date(), phone=PLANTED)
    assert PLANTED not in repr(draft)


@pytest.mark.django_db
def test_a_telephone_is_in_no_workbook_and_goes_with_its_expert(helpers: Helpers) -> None:
    one = helpers.expert("丁", phone=PLANTED)
    sheet = catalogue()["experts"]
    assert sheet.undo and sheet.read
    with scope(helpers.office):
        assert PLANTED not in repr(list(sheet.read(helpers.office)))
        left = sheet.undo.marks([one.pk])
        set_expert(
            ExpertDraft("丁", one.employer, one.fields, one.valid_from, phone="0755-1"),
            actor=helpers.office,
            standing=one,
        )
    assert left != {} and PLANTED not in repr(left)
    with clock.at(NOW.replace(hour=10)), scope(helpers.office):
        set_expert(
            ExpertDraft("丁", one.employer, one.fields, one.valid_from, phone="0755-2"),
            actor=helpers.office,
            standing=one,
        )
        assert sheet.undo.marks([one.pk]) != left
        take_experts_back([Effect(2, "assistance.expert", one.pk, "丁")], helpers.office)
    assert (Expert._unfiltered().count(), Secret.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_telephone_whose_key_is_destroyed_is_told_so(helpers: Helpers) -> None:
    one = helpers.expert("丁", phone=PLANTED)
    old = ring().active().id
    add_key(actor=SYSTEM)
    destroy_key(old, values=1, actor=SYSTEM)
    office, address = browser(helpers.office), f"/assistance/experts/{one.pk}/"
    page = office.get(address).content.decode()
    assert re.search(f"密钥{old}已于[-0-9]{{10}}销毁，内容不能再读出", page) and "查看电话" not in page
    assert office.post(f"{address}phone/", {"purpose": "arrange"}).status_code == 422
    assert office.post(f"{address}edit/", expert_told("丁") | {"phone": PLANTED}).status_code == 302
    assert PLANTED in office.post(f"{address}phone/", {"purpose": "arrange"}).content.decode()


@pytest.mark.django_db
def test_a_page_that_breaks_tells_no_telephone_and_neither_does_the_log(
    helpers: Helpers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_given: Any) -> None:
        raise RuntimeError("the disk went")

    office = browser(helpers.office)
    office.raise_request_exception = False
    monkeypatch.setattr(keeping, "lock", broken)
    answer = office.post("/assistance/experts/new/", expert_told("丁") | {"phone": PLANTED})
    assert (answer.status_code, PLANTED in answer.content.decode(), PLANTED in caplog.text) == (500, False, False)
    assert "the disk went" in caplog.text
    assert (Expert._unfiltered().count(), Secret.objects.count()) == (0, 0)
    assert PLANTED not in whole_database()


@pytest.mark.django_db
def test_who_has_read_is_told_to_the_audit_administrator_alone(helpers: Helpers) -> None:
    one = helpers.expert("丁", phone=PLANTED)
    with scope(helpers.office):
        secrets.disclose(one, "phone", purpose="other", reason="上级核查", actor=helpers.office)
    keeper = browser(helpers.city.actor(Role.AUDIT_ADMIN, "市安委办"))
    page = "".join(keeper.get("/ledger/disclosures/").content.decode().split())
    for said in (helpers.office.name, f"专家电话#{one.pk}", "上级核查", "2024-03-0109:00"):
        assert said in page
    assert "丁" not in page.partition("<main")[2].replace(helpers.office.name, "") and PLANTED not in page
    assert "/ledger/disclosures/" in keeper.get("/ledger/").content.decode()
    for role in (Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.OFFICE_LEADER):
        other = browser(helpers.city.actor(role, "市安委办"))
        assert other.get("/ledger/disclosures/").status_code == 403
        assert "/ledger/disclosures/" not in other.get("/ledger/").content.decode()


# The conversion, in a home of its own


def zhiben(home: Path, *words: str) -> str:
    """What a command of that home answers."""
    env = {**os.environ, "ZHIBEN_HOME": str(home), "ZHIBEN_DATABASE_URL": "", "ZHIBEN_KEYRING": ""}
    command = [sys.executable, "-m", "zhiben.cli", *words]
    done = subprocess.run(command, check=True, env=env, capture_output=True, text=True)
    assert PLANTED not in done.stdout + done.stderr
    return done.stdout


@pytest.mark.either
def test_what_stood_in_clear_is_converted_and_left_in_no_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    file = home / "zhiben.sqlite3"
    migrated.copy_to(file)
    columns = '"name","employer","fields","valid_from","unit","province","city","district","street","line","subline"'
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("PRAGMA secure_delete = ON")
        opened.execute("DELETE FROM django_migrations WHERE app = 'assistance' AND name = '0002_secret_phone'")
        opened.execute("ALTER TABLE assistance_expert ADD COLUMN phone varchar(40) NOT NULL DEFAULT ''")
        for name, phone in (("甲", PLANTED), ("乙", ""), ("丙", "0755-1")):
            row = (name, "中心", "消防", "2024-01-01", 1, 0, 0, 0, 0, 0, 0, phone)
            opened.execute(f'INSERT INTO assistance_expert ({columns}, "phone") VALUES ({",".join("?" * 12)})', row)
    assert PLANTED.encode() in file.read_bytes()
    zhiben(home, "migrate")
    holding = [one.name for one in home.rglob("*") if one.is_file() and PLANTED.encode() in one.read_bytes()]
    assert holding == []
    with closing(sqlite3.connect(file)) as opened:
        found = opened.execute("SELECT record, field, algorithm FROM foundation_secret ORDER BY record").fetchall()
    assert found == [(1, "phone", "SM4-GCM"), (3, "phone", "SM4-GCM")]
    [key] = json.loads(zhiben(home, "keys", "list", "--json"))["keys"]
    assert (key["values"], key["active"], key["missing"]) == (2, True, False)


@pytest.mark.django_db
def test_the_column_is_encrypted_row_by_row_on_either_database(helpers: Helpers) -> None:
    """The conversion itself, over the table as it was."""
    first, second, third = (helpers.expert(name).pk for name in "甲乙丙")
    with past_guard(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE assistance_expert ADD COLUMN phone varchar(40) NOT NULL DEFAULT ''")
        cursor.execute("UPDATE assistance_expert SET phone = %s WHERE id = %s", [f" {PLANTED}", first])
        cursor.execute("UPDATE assistance_expert SET phone = '0755-1' WHERE id = %s", [third])
    before = ProjectState()
    for name, module in (("assistance", Expert), ("foundation", Secret)):
        assert module._meta.app_label == name
        before.add_model(ModelState.from_model(module))
    before.add_field("assistance", "expert", "phone", CharField(max_length=40, blank=True), preserve_default=True)
    migration = import_module("zhiben.assistance.migrations.0002_secret_phone")
    with past_guard():
        migration.conceal(before.apps, connection.schema_editor(atomic=False))
    assert PLANTED not in whole_database() and "0755-1" not in whole_database()
    kept = {one.record: keeping.opened(one) for one in Secret.objects.all()}
    assert kept == {first: PLANTED, third: "0755-1"} and second not in kept
