"""The telephones of accounts, liaison persons and members of task forces are kept secret: covered on pages, in papers
and workbooks, in clear nowhere in the database, and read for a purpose, noted once for a page."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import CharField
from django.db.models import Model as Base
from django.urls import reverse
from tests import migrated
from tests.factories.orgs import City
from tests.factories.orgs import city as built
from tests.factories.pages import browser, send, text
from tests.foundation.test_secrets import whole_database

from zhiben.foundation import secrets
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import store
from zhiben.foundation.scope import past_guard, scope
from zhiben.foundation.secrets import digests, keeping
from zhiben.foundation.secrets.keyring import ring
from zhiben.foundation.secrets.models import Disclosure, Secret
from zhiben.foundation.secrets.turning import add_key, listed, rotate
from zhiben.inbox.models import ImportAct
from zhiben.inbox.operations import export_bytes, take_in, undo
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs import operations
from zhiben.orgs.models import ForceMember, LiaisonPerson, Person
from zhiben.orgs.operations import LiaisonDraft, MemberDraft, add_person, set_liaison
from zhiben.orgs.vocab import LiaisonPart, Role

pytestmark = pytest.mark.django_db
PLANTED, SECOND = "13912345678", "13800001111"
COVERED, SECOND_COVERED = "139****5678", "138****1111"
UNIT = "市住房建设"
NOW = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)


@pytest.fixture(autouse=True)
def _now(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    with clock.at(NOW):
        yield


@pytest.fixture
def city() -> City:
    return built()


@pytest.fixture
def officer(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "市安委办")


def named(city: City, actor: Actor, phone: str | None = PLANTED, name: str = "张三", unit: str = UNIT) -> LiaisonPerson:
    with scope(actor):
        return set_liaison(city.unit(unit).pk, LiaisonPart.FIRST, LiaisonDraft(name, "科长", phone), actor=actor)


def noted() -> list[tuple[int, str, int, Any, str, bool]]:
    rows = Disclosure.objects.order_by("pk")
    return list(rows.values_list("actor", "model", "record", "records", "purpose", "whole"))


# Pages


def test_the_contact_list_covers_telephones_and_shows_them_for_a_purpose_once(city: City, officer: Actor) -> None:
    one, two = named(city, officer), named(city, officer, SECOND, "李四", "市消防救援")
    office = browser(officer)
    page = text(office, "campaign:liaisons")
    assert (COVERED in page, SECOND_COVERED in page, PLANTED in page) == (True, True, False)
    address = reverse("campaign:liaison_phones")
    assert office.get(address).status_code == 405
    wrong = office.post(address, {"purpose": "other"})
    assert (wrong.status_code, PLANTED in wrong.content.decode(), noted()) == (422, False, [])
    shown = office.post(address, {"purpose": "contact"})
    whole = shown.content.decode()
    assert (shown.status_code, whole.count(PLANTED), whole.count(SECOND)) == (200, 1, 1)
    assert shown["Cache-Control"] == "no-store"
    assert noted() == [(officer.id, "orgs.liaisonperson", 0, [one.pk, two.pk], "contact", True)]
    keeper = browser(city.actor(Role.AUDIT_ADMIN, "市安委办"))
    told = "".join(text(keeper, "overview:disclosures").split())
    assert f"联络人电话#{one.pk}、#{two.pk}" in told
    assert PLANTED not in whole_database() and SECOND not in whole_database()


def test_a_stranger_reads_no_telephone_of_the_contact_list(city: City, officer: Actor) -> None:
    named(city, officer)
    stranger = browser(city.actor(Role.DEPARTMENT_OFFICER, "市消防救援"))
    shown = stranger.post(reverse("campaign:liaison_phones"), {"purpose": "contact"})
    assert (shown.status_code, PLANTED in shown.content.decode(), noted()) == (200, False, [])


def test_a_form_never_says_the_telephone_and_leaves_it_unless_told(city: City, officer: Actor) -> None:
    one = named(city, officer)
    office, unit = browser(officer), city.unit(UNIT).pk

    def kept() -> dict[int, str]:
        return secrets.texts_of("orgs.liaisonperson", "phone", [one.pk])

    page = text(office, "campaign:liaison", unit, "first")
    assert (COVERED in page, PLANTED in page) == (True, False)
    send(office, "campaign:liaison", unit, "first", name="张三", post="处长")
    assert kept() == {one.pk: PLANTED}
    send(office, "campaign:liaison", unit, "first", name="张三", phone=SECOND)
    assert kept() == {one.pk: SECOND}
    send(office, "campaign:liaison", unit, "first", name="张三", no_phone="on")
    assert kept() == {}
    assert PLANTED not in repr(LiaisonDraft("张三", phone=PLANTED)) + repr(MemberDraft(1, "王", phone=PLANTED))


def test_a_successor_does_not_take_over_the_telephone(city: City, officer: Actor) -> None:
    with clock.at(NOW.replace(month=9)):
        before = named(city, officer)
    after = named(city, officer, None, "李四")
    assert secrets.texts_of("orgs.liaisonperson", "phone", [before.pk, after.pk]) == {before.pk: PLANTED}


def test_members_of_a_task_force_are_covered_and_read_by_who_sees_it(city: City, officer: Actor) -> None:
    office, unit = city.unit("市安委办").pk, city.unit(UNIT).pk
    with scope(officer):
        force = operations.found_force(office, name="燃气专班", host=office, since=date(2024, 10, 1), actor=officer)
        draft = MemberDraft(unit, "王五", phone=PLANTED)
        member = operations.add_member(force, draft, first=date(2024, 10, 1), actor=officer)
    client, address = browser(officer), reverse("campaign:force_phones", args=[force.pk])
    assert (COVERED in text(client, "campaign:force", force.pk), noted()) == (True, [])
    form = text(client, "campaign:member", member.pk)
    assert (COVERED in form, PLANTED in form) == (True, False)
    send(client, "campaign:member", member.pk, role="vice")
    assert PLANTED in client.post(address, {"purpose": "contact"}).content.decode()
    assert noted() == [(officer.id, "orgs.forcemember", 0, [member.pk], "contact", True)]
    assert client.post(address, {"purpose": ""}).status_code == 422
    stranger = browser(city.actor(Role.DEPARTMENT_OFFICER, "市消防救援"))
    assert (stranger.post(address, {"purpose": "contact"}).status_code, len(noted())) == (404, 1)
    facts = " ".join(AuditEntry.objects.values_list("facts", flat=True))
    assert PLANTED not in facts and PLANTED not in whole_database()


def test_an_accounts_telephone_is_covered_and_read_for_a_purpose(city: City, officer: Actor) -> None:
    person = city.person(Role.OFFICE_OFFICER, "市安委办")
    secrets.keep(person, "phone", PLANTED)
    own, address = browser(person), reverse("orgs:read_phone", args=[person.pk])
    assert (COVERED in text(own, "orgs:me"), PLANTED in text(own, "orgs:me")) == (True, False)
    assert PLANTED in own.post(address, {"purpose": "contact"}).content.decode()
    assert own.post(address, {"purpose": "other"}).status_code == 422
    ended = own.post(address, {"purpose": "check"}).content.decode()
    assert (COVERED in ended, PLANTED in ended) == (True, False)
    assert [row[3:] for row in noted()] == [(None, "contact", True), (None, "check", False)]
    stranger = browser(city.actor(Role.STREET_OFFICER, "粤海街道"))
    assert (stranger.post(address, {"purpose": "contact"}).status_code, len(noted())) == (404, 2)


# Workbooks


def exported(actor: Actor) -> bytes:
    with scope(actor):
        return export_bytes("liaisons", actor=actor)[0]


def taken(actor: Actor, data: bytes) -> Any:
    with scope(actor):
        return take_in("liaisons", store(data, name="联络人.xlsx", actor_id=actor.id), actor=actor)


def changed(data: bytes, phone: str) -> bytes:
    """The workbook with another telephone in its only row."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    head = [cell.value for cell in sheet[1]]
    sheet.cell(2, head.index("电话") + 1).value = phone
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_covered_export_changes_nothing_when_it_comes_in_again(city: City, officer: Actor) -> None:
    one = named(city, officer)
    data = exported(officer)
    report = taken(officer, data)
    assert (report.created, report.updated, report.unchanged, report.refused) == (0, 0, 1, ())
    other = taken(officer, changed(data, "139****9999"))
    assert [(one.cell[1:], one.code) for one in other.refused] == [("2", "covered")]
    assert secrets.texts_of("orgs.liaisonperson", "phone", [one.pk]) == {one.pk: PLANTED}


def test_a_new_telephone_comes_in_and_the_import_notes_none(city: City, officer: Actor) -> None:
    one = named(city, officer)
    report = taken(officer, changed(exported(officer), SECOND))
    assert (report.updated, secrets.texts_of("orgs.liaisonperson", "phone", [one.pk])) == (1, {one.pk: SECOND})
    [change] = report.effects[0].changes
    assert (change.column, change.before, change.after) == ("phone", "（略）", "（略）")
    assert PLANTED not in whole_database() and SECOND not in whole_database()
    with scope(officer):
        undo(ImportAct.objects.latest("pk"), actor=officer, reason="传错")
    assert secrets.texts_of("orgs.liaisonperson", "phone", [one.pk]) == {one.pk: SECOND}


# One account each, by a keyed digest


def test_a_digest_tells_no_telephone_and_survives_a_turn_of_keys() -> None:
    person = add_person("li.ming", name="李明", phone=PLANTED, actor=SYSTEM)
    first = person.phone_digest
    name, _colon, told = first.partition(":")
    assert (name, len(told), [key.id for key in ring().digesting()]) == (ring().digesting()[0].id, 64, [name])
    assert ring().active().id != name
    add_key(actor=SYSTEM)
    rotate(actor=SYSTEM)
    assert Person.objects.get(pk=person.pk).phone_digest == first
    with pytest.raises(Incomplete):
        add_person("lm", name="李明", phone=PLANTED, actor=SYSTEM)
    with pytest.raises(Refused, match="redigest"):
        from zhiben.foundation.secrets.turning import destroy_key

        destroy_key(name, values=1, actor=SYSTEM)
    assert [(one.id, one.values, one.active) for one in listed() if one.algorithm == "HMAC-SM3"] == [(name, 1, True)]


def test_digesting_anew_keeps_one_account_each_and_destroys_the_old_key() -> None:
    person = add_person("li.ming", name="李明", phone=PLANTED, actor=SYSTEM)
    other = add_person("wang", name="王", phone=SECOND, actor=SYSTEM)
    old = ring().digesting()[0].id
    key, count = digests.redigest(actor=SYSTEM)
    assert (count, [one.id for one in ring().digesting()], ring().find(old).material) == (2, [key], "")
    told = [
        one.partition(":")[0] for one in Person.objects.order_by("pk").values_list("phone_digest", flat=True) if one
    ]
    assert told == [key, key] and person.pk != other.pk
    with pytest.raises(Incomplete):
        add_person("lm", name="李明", phone=SECOND, actor=SYSTEM)


@pytest.mark.parametrize("broken_at", ("after the key", "after the digests"))
def test_digesting_anew_goes_on_where_it_broke_off(broken_at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_person("li.ming", name="李明", phone=PLANTED, actor=SYSTEM)

    def power(*_given: Any) -> Any:
        raise OSError("the power went")

    place = (digests, "_redigest") if broken_at == "after the key" else (type(ring()), "destroy")
    with monkeypatch.context() as patch:
        patch.setattr(*place, power)
        with pytest.raises(OSError, match="power"):
            digests.redigest(actor=SYSTEM)
    assert len(ring().digesting()) == 2
    with pytest.raises(Incomplete):
        add_person("lm", name="李明", phone=PLANTED, actor=SYSTEM)
    newest = ring().digesting()[-1].id
    assert digests.redigest(actor=SYSTEM)[0] == newest
    assert [one.id for one in ring().digesting()] == [newest]


def test_a_lost_keyring_makes_no_second_digest_key(tmp_path: Path) -> None:
    add_person("li.ming", name="李明", phone=PLANTED, actor=SYSTEM)
    ring().path.rename(tmp_path / "elsewhere.json")
    with pytest.raises(Refused, match="不在原处"):
        add_person("lm", name="李明", phone=SECOND, actor=SYSTEM)
    assert (Person.objects.count(), ring().exists()) == (1, False)


# The conversion


def test_the_columns_are_encrypted_row_by_row_on_either_database(city: City, officer: Actor) -> None:
    one = named(city, officer, None)
    office = city.unit("市安委办").pk
    with scope(officer):
        force = operations.found_force(office, name="燃气专班", host=office, since=date(2024, 10, 1), actor=officer)
        member = operations.add_member(force, MemberDraft(office, "王五"), first=date(2024, 10, 1), actor=officer)
    person = Person.objects.get(pk=officer.id)
    rows = ((LiaisonPerson, one.pk, "0755-1"), (ForceMember, member.pk, f" {PLANTED}"), (Person, person.pk, SECOND))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    before = ProjectState()
    before.add_model(ModelState.from_model(Secret))
    for model, pk, phone in rows:
        table = model._meta.db_table
        with past_guard(), connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN phone varchar(40) NOT NULL DEFAULT ''")
            cursor.execute(f"UPDATE {table} SET phone = %s WHERE id = %s", [phone, pk])
        state = ModelState.from_model(model)
        state.fields = {name: field for name, field in state.fields.items() if not field.is_relation}
        state.options = {"db_table": table}
        state.bases, state.managers = (Base,), []
        before.add_model(state)
        before.add_field("orgs", model._meta.model_name, "phone", CharField(max_length=40, blank=True), True)
    migration = import_module("zhiben.orgs.migrations.0010_secret_phones")
    with past_guard():
        migration.conceal_all(before.apps, connection.schema_editor(atomic=False))
    assert PLANTED not in whole_database() and SECOND not in whole_database()
    kept = {(row.model, row.record): keeping.opened(row) for row in Secret.objects.all()}
    assert kept == {
        ("orgs.liaisonperson", one.pk): "0755-1",
        ("orgs.forcemember", member.pk): PLANTED,
        ("orgs.person", person.pk): SECOND,
    }
    person.refresh_from_db()
    assert person.phone_digest in secrets.candidates("orgs.person", "phone", SECOND)


@pytest.mark.either
def test_what_stood_in_clear_is_converted_and_left_in_no_file(tmp_path: Path) -> None:
    """A home as the version before left it, upgraded by its own command."""
    home = tmp_path / "home"
    home.mkdir()
    file = home / "zhiben.sqlite3"
    migrated.copy_to(file)
    before = (
        "DELETE FROM django_migrations WHERE app = 'orgs' AND name = '0010_secret_phones'",
        "DROP INDEX one_account_per_phone",
        "ALTER TABLE orgs_person DROP COLUMN phone_digest",
        "ALTER TABLE orgs_person ADD COLUMN phone varchar(20) NOT NULL DEFAULT ''",
        "CREATE UNIQUE INDEX one_account_per_phone ON orgs_person (phone) WHERE NOT (phone = '')",
        "ALTER TABLE orgs_liaisonperson ADD COLUMN phone varchar(40) NOT NULL DEFAULT ''",
        "ALTER TABLE orgs_forcemember ADD COLUMN phone varchar(40) NOT NULL DEFAULT ''",
    )
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("PRAGMA secure_delete = ON")
        for statement in before:
            opened.execute(statement)
        columns = "password, username, name, staff_number, is_active, failures, phone"
        for name, phone in (("a", PLANTED), ("b", SECOND), ("c", "")):
            opened.execute(f"INSERT INTO orgs_person ({columns}) VALUES ('!', ?, ?, '', 1, 0, ?)", (name, name, phone))
    assert PLANTED.encode() in file.read_bytes()
    env = {**os.environ, "ZHIBEN_HOME": str(home), "ZHIBEN_DATABASE_URL": "", "ZHIBEN_KEYRING": ""}
    command = [sys.executable, "-m", "zhiben.cli", "migrate"]
    done = subprocess.run(command, check=True, env=env, capture_output=True, text=True)
    words = (PLANTED.encode(), SECOND.encode())
    left = [one.name for one in home.rglob("*") if one.is_file() and any(word in one.read_bytes() for word in words)]
    assert (left, PLANTED in done.stdout + done.stderr) == ([], False)
    with closing(sqlite3.connect(file)) as opened:
        found = opened.execute("SELECT model, record, field FROM foundation_secret ORDER BY record").fetchall()
        told = [row[0] for row in opened.execute("SELECT phone_digest FROM orgs_person ORDER BY id")]
    assert found == [("orgs.person", 1, "phone"), ("orgs.person", 2, "phone")]
    assert [len(one) for one in told] == [73, 73, 0] and told[0] != told[1]
