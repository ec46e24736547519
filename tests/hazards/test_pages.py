"""The list and the single moves of hazards as people see them, and as strangers do not."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.factories.hazards import FUTURE, Cast, cast_in_city, hazard
from tests.factories.pages import PROGRAM, browser, send, text
from tests.factories.photos import PNG

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attached
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.lifecycle import views
from zhiben.foundation.scope import unscoped
from zhiben.hazards import queries, tables
from zhiben.hazards.models import Attempt, Hazard
from zhiben.hazards.vocab import PLAN_PARTS
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


@pytest.fixture
def stranger(cast: Cast) -> Client:
    """An officer of the same line in another district."""
    return browser(cast.city.person(Role.DEPARTMENT_OFFICER, "南山区住房建设"))


def all_hazards() -> list[Hazard]:
    with unscoped(reason="a test reads"):
        return list(Hazard.objects.order_by("pk"))


def now(one: Hazard) -> Hazard:
    with unscoped(reason="a test reads"):
        return Hazard.objects.get(pk=one.pk)


def listed(client: Client, query: str = "") -> list[str]:
    """The numbers on a page of the list, oldest first."""
    page = text(client, "hazards:list", query=query)
    return [one.number for one in all_hazards() if f'href="{one.get_absolute_url()}"' in page]


def exported(client: Client) -> list[str]:
    answer = client.get(reverse("hazards:export"))
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [str(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]]


def test_filters_narrow_the_list(cast: Cast) -> None:
    last_year = clock.today() - timedelta(days=400)
    fresh, stock = hazard(cast), hazard(cast, "verified", found=last_year)
    closed, late = hazard(cast, "closed"), hazard(cast, "rectifying")
    with unscoped(reason="a test lets a deadline pass"):
        Hazard.objects.filter(pk=late.pk).update(due=clock.today() - timedelta(days=1), listing_level="district")
    office = browser(cast.office)
    places = {name: cast.city.territories[name].pk for name in ("龙华区", "南山区")}
    sector = cast.city.sectors["工贸通用"].pk
    for query, expected in (
        ("", [fresh, stock, late]),
        ("?state=", [fresh, stock, closed, late]),
        ("?state=closed", [closed]),
        ("?found=stock", [stock]),
        ("?overdue=on", [late]),
        ("?listed=on", [late]),
        (f"?q={fresh.number}", [fresh]),
        (f"?district={places['龙华区']}&state=reported", [fresh]),
        (f"?district={places['南山区']}", []),
        (f"?sector={sector}", []),
        (f"?site={cast.site.name}", [fresh, stock, closed, late]),
        (f"?site={cast.site.uscc or cast.site.local_id}", [fresh, stock, closed, late]),
        (f"?site={cast.site.local_id}别处", []),
        (f"?state=closed&district={10**30}", [closed]),
    ):
        assert listed(office, query) == [one.number for one in expected], query


def test_export_tells_where_how_grave_and_when_it_was_closed(cast: Cast) -> None:
    over, waiting = hazard(cast, "closed"), hazard(cast)
    answer = browser(cast.office).get(reverse("hazards:export"), {"state": ""})
    rows = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
    head, *lines = [row for row in rows if any(row)]
    names = [str(name).rstrip("*") for name in head]
    told = {row["编号"]: row for row in (dict(zip(names, line, strict=True)) for line in lines)}
    for one, day in ((over, clock.today()), (waiting, None)):
        row = told[one.number]
        closed, grade = row["销号日期"], None if one is waiting else "重大事故隐患"
        assert (row["区"], row["街道"], row["等级"]) == ("龙华区", "民治街道", grade)
        assert (closed.date() if isinstance(closed, datetime) else closed) == day


def test_export_tells_the_last_of_two_closings(cast: Cast) -> None:
    one = hazard(cast, "closed")
    cast.step(one, "reopen", due=clock.today() + timedelta(days=9))
    assert queries.closed_on([one.pk]) == {}
    cast.bring(one, "closed")
    with unscoped(reason="a test lets the first round be closed long ago"):
        Attempt.objects.filter(hazard=one, number=1).update(closed_at=clock.now() - timedelta(days=300))
    assert queries.closed_on([one.pk]) == {one.pk: clock.today()}


def test_hazard_without_deadline_says_so(cast: Cast) -> None:
    one = hazard(cast)
    assert "待核定" in text(browser(cast.office), "hazards:list")
    assert "待核定" in text(browser(cast.office), "hazards:page", one.pk)


def test_later_pages_keep_the_filter_of_the_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "PER_PAGE", 1)
    first, second = hazard(cast), hazard(cast)
    hazard(cast, "closed")
    after = f"9999-12-31~{first.pk}"
    client = browser(cast.office)
    assert f'href="?after={after}"' in text(client, "hazards:list")
    assert listed(client, f"?after={after}") == [second.number]
    filtered = text(client, "hazards:list", query="?state=reported&q=")
    assert f'href="?state=reported&amp;q=&amp;after={after}"' in filtered
    for wrong in ("1~2~3", "9999-99-99~1", "~", "9999-12-31~x", "%00~1"):
        text(client, "hazards:list", query=f"?after={wrong}", status=404)
    assert listed(client, f"?after=9999-12-31~{10**30}") == []


def test_stranger_finds_nothing_of_another_districts_hazard(cast: Cast, stranger: Client) -> None:
    one = hazard(cast, "declared")
    cast.sign(hazard(cast, "verified"), "confirm")
    assert (listed(stranger, "?state="), exported(stranger)) == ([], [])
    assert "共0条" in text(stranger, "hazards:list", query="?state=")
    for name, args in (
        ("hazards:page", (one.pk,)),
        ("hazards:draft_record", (one.pk, "review")),
        ("hazards:ask_extend", (one.pk,)),
        ("hazards:ask_transfer", (one.pk,)),
        ("hazards:propose", (one.pk,)),
        ("hazards:move", (one.pk, "verify")),
        ("overview:record", ("hazards.hazard", one.pk)),
    ):
        text(stranger, name, *args, status=404)
    answer = stranger.get(reverse("hazards:move", args=[one.pk, "verify"]), headers=PROGRAM)
    assert (answer.status_code, answer.json()["detail"]) == (404, "没有找到该记录")


def test_enterprise_sees_the_hazards_of_its_site_alone(cast: Cast) -> None:
    own, other = hazard(cast), hazard(Cast(cast.city))
    enterprise = browser(cast.enterprise)
    assert listed(enterprise) == [own.number]
    text(enterprise, "hazards:page", other.pk, status=404)


def test_photos_of_a_move_are_for_those_who_see_the_hazard(cast: Cast, stranger: Client) -> None:
    one = hazard(cast, "rectifying")
    enterprise = browser(cast.enterprise)
    photo = SimpleUploadedFile("整改后.png", PNG, "image/png")
    send(enterprise, "hazards:move", one.pk, "declare", measures_done="防护已补设", funds="12000", files=photo)
    file = StoredFile.objects.get()
    assert now(one).state == "declared" and "整改后.png" in text(enterprise, "hazards:page", one.pk)
    text(stranger, "file", file.pk, status=404)
    answer = browser(cast.department).post(reverse("original", args=[file.pk]), {"purpose": "evidence"})
    assert b"".join(answer.streaming_content) == PNG  # type: ignore[attr-defined]


def test_refused_move_leaves_no_file_behind(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    photo = SimpleUploadedFile("整改后.png", PNG, "image/png")
    given = {"measures_done": "防护已补设", "funds": "12000", "files": photo}
    send(browser(cast.department), "hazards:move", one.pk, "declare", **given, status=403)
    assert (now(one).state, StoredFile.objects.count()) == ("rectifying", 0)


def test_move_form_names_what_is_missing(cast: Cast) -> None:
    one = hazard(cast)
    department = browser(cast.department)
    form = text(department, "hazards:move", one.pk, "verify")
    assert "判定依据（标准、条款）" in form and "民治街道" in form and "南山区住房建设" not in form
    page = send(department, "hazards:move", one.pk, "verify", criterion="建质规〔2024〕5号", status=422)
    assert "请先补正下列内容" in page and page.count("请填写或选择此项") == 3
    assert "建质规〔2024〕5号" in page and now(one).state == "reported"


def test_commitments_must_all_be_made(cast: Cast) -> None:
    one = hazard(cast, "verified")
    four = dict.fromkeys(("responsibility", "measures", "funding", "deadline"), "on")
    page = send(
        browser(cast.enterprise),
        "hazards:move",
        one.pk,
        "start",
        **four,
        **dict.fromkeys(PLAN_PARTS, "停工"),
        status=422,
    )
    assert page.count("请填写或选择此项") == 1 and now(one).state == "verified"


def test_programs_get_needs_states_and_problem_documents(cast: Cast) -> None:
    one = hazard(cast, "verified")
    enterprise, address = browser(cast.enterprise), reverse("hazards:move", args=[one.pk, "start"])
    asked = enterprise.get(address, headers=PROGRAM).json()
    assert (asked["allowed"], asked["needs"][-1]) == (
        True,
        {"name": "plan_safety", "label": "治理方案：安全措施和应急预案", "kind": "longtext", "required": False},
    )
    missing = enterprise.post(address, {}, content_type="application/json")
    assert (missing.status_code, missing["Content-Type"]) == (422, "application/problem+json")
    assert sorted(missing.json()["fields"]) == [
        "contingency",
        "deadline",
        "funding",
        "measures",
        "responsibility",
    ]
    made = enterprise.post(address, dict(cast.facts("start")), content_type="application/json")
    assert made.json() == {"id": one.pk, "state": "rectifying", "version": now(one).version}
    wrong = enterprise.post(address, "[1]", content_type="application/json")
    assert (wrong.status_code, wrong.json()["detail"]) == (422, "请求内容应为JSON对象")
    again = enterprise.post(address, dict(cast.facts("start")), content_type="application/json")
    assert again.json()["detail"] == "当前状态为“整改中”，只有“核定”时才能开始整改"


def test_program_that_takes_json_first_is_answered_in_json(cast: Cast) -> None:
    one = hazard(cast, "verified")
    address = reverse("hazards:move", args=[one.pk, "start"])
    answer = browser(cast.enterprise).get(address, headers={"accept": "application/json, text/plain, */*"})
    assert answer.json()["move"] == "start"


def test_who_may_not_is_told_who_may(cast: Cast) -> None:
    one = hazard(cast)
    street = browser(cast.street)
    given = {"criterion": "甲", "level": "major", "due": FUTURE, "responsible_unit": cast.city.unit("民治街道").pk}
    page = send(street, "hazards:move", one.pk, "verify", **given, status=403)
    assert "您不能办理“核定”：须为行业主管部门工作人员" in page
    answer = street.post(reverse("hazards:move", args=[one.pk, "verify"]), {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"], answer.json()["title"]) == (403, "not_allowed", "不能办理")
    assert now(one).state == "reported"


def test_other_hazard_of_a_duplicate_is_named_to_those_who_see_it(cast: Cast) -> None:
    place = cast.city.site(street="粤海街道")
    elsewhere = Cast(cast.city)
    elsewhere.site = place
    elsewhere.enterprise = cast.city.actor(Role.STREET_OFFICER, "粤海街道")
    other = hazard(elsewhere, "reported")
    one, city_bureau = hazard(cast, "reported"), cast.city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with pytest.raises(Incomplete) as refused:
        cast.step(one, "mark_duplicate", city_bureau, other=one.number)
    assert refused.value.fields == {"other": "不能与本项重复，请填写另一项隐患的编号"}
    cast.step(one, "mark_duplicate", city_bureau, other=other.number)
    seen, district = browser(city_bureau), browser(cast.district)
    assert (now(one).state, now(one).duplicate_of_id) == ("duplicate", other.pk)
    assert other.number in text(seen, "hazards:page", one.pk)
    page = text(district, "hazards:page", one.pk)
    assert "重复（不在您的范围内）" in page and other.number not in page
    ledger = text(district, "overview:record", "hazards.hazard", one.pk)
    assert "标为重复" in ledger and other.number not in ledger
    entry = AuditEntry.objects.get(model="hazards.hazard", record=one.pk, verb="mark_duplicate")
    assert json.loads(entry.facts) == {"other": other.pk}


def test_declaring_needs_photos(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    given = {"measures_done": "防护已补设", "funds": "12000"}
    assert "请选择文件" in send(browser(cast.enterprise), "hazards:move", one.pk, "declare", **given, status=422)
    assert now(one).state == "rectifying"


def test_slower_of_two_is_told_what_has_happened(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one = hazard(cast, "accepted")
    colleague = cast.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")

    def overtaken(model: type[Hazard], pk: int) -> Hazard:
        found = model.objects.get(pk=pk)
        cast.step(now(one), "close", colleague)
        return found

    office = browser(cast.office)
    monkeypatch.setattr(views, "_found", overtaken)
    page = send(office, "hazards:move", one.pk, "close", status=409)
    assert f"{colleague.name}已先办理“销号”，现为“销号”，请刷新后再办" in page
    assert now(one).state == "closed"


def test_photos_are_shown_small_beside_their_names_and_the_devices_clock_is_kept(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    photo = SimpleUploadedFile("整改后.png", PNG, "image/png")
    given = {"measures_done": "防护已补设", "funds": "12000", "files": [photo], "device_clock": "2024-11-02T02:14:59Z"}
    enterprise = browser(cast.enterprise)
    enterprise.post(reverse("hazards:move", args=[one.pk, "declare"]), given)
    kept = attached("hazards.hazard", one.pk, "declare").get().file
    assert kept.photo.device_at == datetime(2024, 11, 2, 2, 14, 59, tzinfo=UTC)
    said = text(enterprise, "hazards:page", one.pk)
    for name in ("picture", "thumbnail", "file"):
        assert f'"{reverse(name, args=[kept.pk])}"' in said
    shown = enterprise.get(reverse("thumbnail", args=[kept.pk]))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")


def test_list_says_how_it_is_ordered_unless_asked_otherwise(cast: Cast) -> None:
    page = text(browser(cast.department), "hazards:list")
    orders = re.findall("<option[^>]*>([^<]*)</option>", page.split('name="sort"')[1].split("</select>")[0])
    assert orders == ["期限最早的在前", "期限最晚的在前", "发现最早的在前", "发现最晚的在前"]
