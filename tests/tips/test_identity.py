"""Who told a tip stands nowhere in clear: a planted name and telephone are taken through the whole course and then
looked for in every table, log, file, export and mail. Few read them, for a purpose, and each reading is noted."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail
from django.urls import reverse
from tests.factories.inbox import morning
from tests.factories.pages import browser
from tests.factories.tips import Hotline
from tests.foundation.test_secrets import whole_database
from tests.tips.strangers import TELL, Stranger, picture

from zhiben.foundation import retention, secrets
from zhiben.foundation.audit.heads import export as export_ledger
from zhiben.foundation.importing import export
from zhiben.foundation.scope import scope
from zhiben.foundation.secrets import keeping
from zhiben.foundation.secrets.models import Disclosure, Secret
from zhiben.hazards import operations as hazards
from zhiben.inbox.operations import send_digests
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.vocab import Role
from zhiben.tips import operations
from zhiben.tips.models import PublicTip

NAME, PHONE = "欧阳芷若", "13987654321"


def disguises(text: str) -> dict[str, bytes]:
    """The ways in which a text may hide in bytes: as it is, escaped, percent-encoded, in UTF-16, and in Base64 at each
    of its three offsets."""
    plain = text.encode()
    found = {
        "utf-8": plain,
        "json": json.dumps(text)[1:-1].encode(),
        "percent": quote(text).encode(),
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "reversed": text[::-1].encode(),
        "hex": plain.hex().encode(),
    }
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + plain)
        found[f"base64 at {offset}"] = whole[4 if offset else 0 : len(whole) - 4]
    return found


LATITUDE, LONGITUDE, ADDRESS = "22.6123", "114.0321", "203.0.113.77"
PLANTED = (NAME, PHONE, LATITUDE, LONGITUDE, ADDRESS)
WHERE = {"latitude": Decimal(LATITUDE), "longitude": Decimal(LONGITUDE)}
ALL = {f"{what} {how}": mark for what in PLANTED for how, mark in disguises(what).items()}


def holding(data: bytes) -> list[str]:
    """Which of them some bytes hold."""
    return [how for how, mark in ALL.items() if mark in data]


def test_the_disguises_are_recognised() -> None:
    for text in PLANTED:
        assert holding(f"x{text}y".encode()) and holding(quote(text).encode()) and holding(text.encode("utf-16"))
        for before in ("", "a", "ab"):
            assert holding(base64.b64encode(f"{before}{text}!".encode()))
    assert holding("欧阳某，139****4321".encode()) == []


@pytest.mark.django_db
def test_who_told_a_tip_stands_nowhere_in_clear_after_its_whole_course(
    hotline: Hotline, tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    said: list[str] = []
    with caplog.at_level("DEBUG"):
        stranger = Stranger(REMOTE_ADDR=ADDRESS)
        who = {"name": NAME, "phone": PHONE, "latitude": LATITUDE, "longitude": LONGITUDE}
        stranger.open(TELL)
        form = stranger.filled(hotline, **who, photos=[picture(f"{NAME}.png")])
        stranger.send({**form, "address": ""})
        stranger.open(TELL)
        stranger.send({**stranger.filled(hotline, **who), "answer": "999"})
        number, code = stranger.tell(hotline, **who, photos=[picture(f"{NAME}.png")])
        tip = PublicTip._unfiltered().get()
        hotline.bring_on(tip, "verifying")
        assert operations.read_identity(tip, "verify", actor=hotline.officer).name == NAME
        hotline.bring_on(tip, "answered")
        said.append(stranger.ask(number, code))
        said.append(stranger.act("reopen", "还没有改"))
        tip = PublicTip._unfiltered().get()
        hotline.move(tip, "assign")
        hotline.move(tip, "verify", by=hotline.colleague)
        hotline.move(tip, "answer")
        with scope(hotline.officer):
            reward = operations.propose_reward(tip, amount=Decimal(500), basis="示例办法", actor=hotline.officer)
        for reader in (hotline.officer, hotline.department, hotline.leader):
            said += [browser(reader).get(address).content.decode() for address in _pages(tip, reward)]
        said.append(browser(hotline.officer).get(f"/tips/?q={PHONE}").content.decode().replace(PHONE, "", 2))
        send_digests(morning())
        with scope(hotline.officer):
            sheet, pack = catalogue()["hazards"], io.BytesIO()
            books = [export(sheet, sheet.read(hotline.officer))]  # type: ignore[misc]
            hazards.export_evidence(tip.hazard, pack, actor=hotline.officer)  # type: ignore[arg-type]
            books.append(pack.getvalue())
        ledger = tmp_path / "ledger"
        export_ledger(ledger)
    assert secrets.disclose(tip, "phone", purpose="verify", actor=hotline.officer) == PHONE
    assert operations.read_identity(tip, "find", actor=hotline.officer).position == f"{LATITUDE}, {LONGITUDE}"
    assert holding(whole_database().encode()) == []
    assert holding(b"".join(_raw(one) for one in books)) == []
    assert holding("".join(said).encode()) == []
    assert holding((caplog.text + "".join(capfd.readouterr())).encode()) == []
    assert holding("".join(one.subject + str(one.body) for one in mail.outbox).encode()) == []
    kept = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert len(kept) >= 4 and [one.name for one in kept if holding(one.read_bytes() + one.name.encode())] == []
    draft = operations.TipDraft(1, "a", "b", name=NAME, phone=PHONE, **WHERE)
    assert holding(repr((vars(tip), draft)).encode()) == []


def _raw(data: bytes) -> bytes:
    """The bytes of a workbook or pack, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"".join(package.read(name) for name in package.namelist())


def _pages(tip: PublicTip, reward: Any) -> list[str]:
    record = reverse("overview:record", args=["tips.publictip", tip.pk])
    return [
        *(reverse("tips:list"), tip.get_absolute_url(), reward.get_absolute_url(), record),
        *(reverse("overview:ledger"), reverse("overview:home"), reverse("tips:move", args=[tip.pk, "close"])),
    ]


@pytest.mark.django_db
def test_few_read_it_for_a_purpose_and_each_reading_is_noted(hotline: Hotline) -> None:
    with scope(SYSTEM):
        tip = hotline.told(name=NAME, phone=PHONE).tip
    address = reverse("tips:identity", args=[tip.pk])
    officer = browser(hotline.officer)
    assert officer.post(address, {"purpose": "verify"}).status_code == 403  # not accepted yet
    hotline.bring_on(tip, "verifying")
    page = officer.get(tip.get_absolute_url()).content.decode()
    assert "举报人身份和位置" in page and NAME not in page and PHONE not in page
    assert officer.post(address, {"purpose": ""}).status_code == 422
    shown = officer.post(address, {"purpose": "verify"})
    assert (shown.status_code, NAME in shown.content.decode(), PHONE in shown.content.decode()) == (200, True, True)
    assert shown["Cache-Control"] == "no-store"
    end = officer.post(address, {"purpose": "check"}, headers={"Accept": "application/json"}).json()
    assert end == {"name": "***若", "phone": "*******4321", "position": ""}
    department = browser(hotline.department).post(address, {"purpose": "verify"})
    assert (department.status_code, NAME in department.content.decode()) == (200, True)
    noted = list(Disclosure.objects.order_by("pk").values_list("actor", "field", "purpose", "whole"))
    one, two = hotline.officer.id, hotline.department.id
    assert noted == [
        *((one, field, "verify", True) for field in ("name", "phone")),
        *((one, field, "check", False) for field in ("name", "phone")),
        *((two, field, "verify", True) for field in ("name", "phone")),
    ]
    hotline.move(tip, "verify")
    assert browser(hotline.department).post(address, {"purpose": "verify"}).status_code == 403  # verified by now


@pytest.mark.django_db
def test_who_keeps_the_readings_is_told_the_number_of_the_tip(hotline: Hotline) -> None:
    tip = hotline.tip("accepted", name="李小明", phone="13912345678")
    with scope(hotline.officer):
        operations.read_identity(tip, "verify", actor=hotline.officer)
    page = (
        browser(hotline.city.actor(Role.AUDIT_ADMIN, "市安委办")).get(reverse("overview:disclosures")).content.decode()
    )
    assert page.count(tip.number) == 2 and f"#{tip.pk}" not in page and "李小明" not in page


def test_nobody_else_reads_it_however_wide_their_ground(hotline: Hotline) -> None:
    tip = hotline.told(name=NAME, phone=PHONE).tip
    hotline.bring_on(tip, "verifying")
    address = reverse("tips:identity", args=[tip.pk])
    auditor = hotline.city.actor(Role.AUDITOR, "市安委办")
    answers = {
        who: browser(actor).post(address, {"purpose": "verify"}).status_code
        for who, actor in {
            "city's office": hotline.city_office,
            "leader": hotline.leader,
            "district": hotline.district,
            "auditor": auditor,
            "city's department": hotline.city.actor(Role.DEPARTMENT_OFFICER, "市住房建设"),
            "fire department": hotline.fire,
            "street": hotline.street,
            "enterprise": hotline.enterprise,
            "elsewhere": hotline.elsewhere,
        }.items()
    }
    assert answers == {
        **dict.fromkeys(("city's office", "leader", "district", "auditor", "city's department"), 403),
        **dict.fromkeys(("fire department", "street", "enterprise", "elsewhere"), 404),
    }
    for actor in (hotline.city_office, hotline.leader, auditor):
        assert "举报人身份和位置" not in browser(actor).get(tip.get_absolute_url()).content.decode()
    hotline.move(tip, "reassign", unit=hotline.city.unit("民治街道").pk)
    assert browser(hotline.street).post(address, {"purpose": "verify"}).status_code == 200  # it was asked to verify
    assert browser(hotline.department).post(address, {"purpose": "verify"}).status_code == 404
    with pytest.raises(NotAllowed):
        operations.read_identity(tip, "verify", actor=hotline.city_office)
    assert {row.actor for row in Disclosure.objects.all()} == {hotline.street.id}


@pytest.mark.django_db
def test_an_anonymous_tip_has_nothing_to_read(hotline: Hotline) -> None:
    tip = hotline.tip("verifying")
    assert (tip.traceable, Secret.objects.count()) == (False, 0)
    with pytest.raises(Refused):
        operations.read_identity(tip, "verify", actor=hotline.officer)
    assert (
        browser(hotline.officer).post(reverse("tips:identity", args=[tip.pk]), {"purpose": "verify"}).status_code == 422
    )


@pytest.mark.django_db
def test_it_is_forgotten_when_the_tip_is_long_done_with(hotline: Hotline) -> None:
    open_one, done = (hotline.told(name=NAME, phone=PHONE).tip for _turn in range(2))
    hotline.bring_on(done, "closed")
    later = clock.now() + timedelta(days=181)
    assert retention.run()["reporters"].count == 0
    with clock.at(later):
        assert [retention.run()["reporters"].count for _turn in range(2)] == [1, 0]
    assert [secrets.standing_of(one, "phone").kept for one in (open_one, done)] == [True, False]
    assert PublicTip._unfiltered().get(pk=done.pk).traceable is False


@pytest.mark.django_db
def test_an_answer_that_nobody_can_doubt_any_more_ends_it_though_nobody_closes_the_tip(hotline: Hotline) -> None:
    with clock.at(datetime(2024, 3, 1, 9, tzinfo=clock.TZ)):
        head, merged = (hotline.told(name=NAME, phone=PHONE, **WHERE).tip for _turn in range(2))
        hotline.move(merged, "merge", other=head.number, reason="同一处")
        hotline.bring_on(head, "answered")
    assert head.may_reopen_until == date(2024, 3, 31)

    def kept() -> list[set[int]]:
        return [secrets.kept_of("tips.publictip", name, [head.pk, merged.pk]) for name in ("name", "phone", "position")]

    for day, count in ((date(2024, 9, 27), 0), (date(2024, 9, 28), 2)):  # 180 days after the 31st of March
        with clock.at(datetime.combine(day, time(9), clock.TZ)):
            assert retention.run()["reporters"].count == count
        assert kept() == [set() if count else {head.pk, merged.pk}] * 3


@pytest.mark.django_db
def test_where_a_reporter_stood_is_read_apart_from_who_they_are_and_by_as_few(hotline: Hotline) -> None:
    tip = hotline.told(**WHERE).tip
    address = reverse("tips:identity", args=[tip.pk])
    hotline.bring_on(tip, "verifying")
    shown = "22.6123, 114.0321"
    for who in (hotline.officer, hotline.department, hotline.city_office, hotline.leader, hotline.district):
        assert "114.03" not in browser(who).get(tip.get_absolute_url()).content.decode()
    offered = browser(hotline.officer).get(tip.get_absolute_url()).content.decode()
    assert ("到现场查找地点" in offered, "向举报人核实情况" in offered) == (True, False)
    for who in (hotline.officer, hotline.department):
        assert shown in browser(who).post(address, {"purpose": "find"}).content.decode()
    for who in (hotline.city_office, hotline.leader, hotline.district):
        assert browser(who).post(address, {"purpose": "find"}).status_code == 403
    assert browser(hotline.officer).post(address, {"purpose": "verify"}).status_code == 422
    noted = list(Disclosure.objects.order_by("pk").values_list("actor", "field", "purpose"))
    assert noted == [(one.id, "position", "find") for one in (hotline.officer, hotline.department)]


@pytest.mark.django_db
def test_nothing_is_read_for_what_its_reporter_was_not_told(hotline: Hotline) -> None:
    tip = hotline.tip("accepted", name=NAME, phone=PHONE, **WHERE)
    officer = browser(hotline.officer)
    page = officer.get(tip.get_absolute_url()).content.decode()
    purposes = re.findall(r'<option value="([a-z]*)"', page[page.index("purpose") :])
    assert purposes == ["", "verify", "answer", "check", "find"]
    said = {"purpose": "other", "reason": "领导要看"}
    assert officer.post(reverse("tips:identity", args=[tip.pk]), said).status_code == 422
    with pytest.raises(Refused):
        operations.read_identity(tip, "other", actor=hotline.officer)
    for field in ("name", "phone", "position"):
        with pytest.raises(Incomplete):
            secrets.disclose(tip, field, purpose="other", reason="领导要看", actor=hotline.officer)
    assert not Disclosure.objects.exists()


@pytest.mark.django_db
def test_it_is_kept_as_long_as_what_it_is_handled_with_and_while_it_is_held(hotline: Hotline) -> None:
    head, merged, held = (hotline.told(name=NAME, phone=PHONE).tip for _turn in range(3))
    hotline.move(merged, "merge", other=head.number, reason="同一处")
    hotline.move(held, "decline")
    retention.hold("reporters", held.pk, "复议", actor=SYSTEM)

    def kept() -> list[bool]:
        return [secrets.standing_of(one, "phone").kept for one in (head, merged, held)]

    with clock.at(clock.now() + timedelta(days=181)):
        told = retention.run()["reporters"]
        assert ((told.count, told.held), kept()) == ((0, 1), [True, True, True])
        hotline.bring_on(head, "closed")
        assert (retention.run()["reporters"].count, kept()) == (0, [True, True, True])
    with clock.at(clock.now() + timedelta(days=362)):
        retention.lift(retention.holds()[0].id, actor=SYSTEM)
        assert (retention.run()["reporters"].count, kept()) == (3, [False, False, False])


@pytest.mark.django_db
def test_a_page_that_breaks_tells_nothing_and_neither_does_the_log(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_given: Any) -> None:
        raise RuntimeError("the disk went")

    stranger = Stranger()
    stranger.open(TELL)
    monkeypatch.setattr(keeping, "lock", broken)
    page = stranger.send(stranger.filled(hotline, name=NAME, phone=PHONE))
    assert (stranger.answer.status_code, "the disk went" in caplog.text) == (500, True)
    assert holding((page + caplog.text + whole_database()).encode()) == []
    assert (PublicTip._unfiltered().count(), Secret.objects.count()) == (0, 0)
