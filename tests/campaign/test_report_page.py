"""The half-month's reporting as a lead unit sees it: one grid, saved as a whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.factories.campaign import FACTS, Cast, task
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text
from tests.factories.photos import PNG

from zhiben.campaign.models import KeyTask, TaskReport
from zhiben.campaign.operations import Draft, Share, break_down, draft_tasks
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.lifecycle import amend, perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.operations import substitute
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either

BUREAU, FIRE = "市住房建设", "市消防救援"
PRESENT, BEFORE = date(2024, 10, 16), date(2024, 10, 1)


@pytest.fixture
def bureau(city: City) -> Client:
    return browser(city.person(Role.DEPARTMENT_OFFICER, BUREAU))


@pytest.fixture
def pair(city: City) -> tuple[KeyTask, KeyTask]:
    """Two tasks of the bureau, assigned in September, the nearer due day first."""
    with clock.at(datetime(2024, 9, 20, 9, tzinfo=clock.TZ)):
        return task(city, due=date(2024, 11, 30)), task(city)


def sent() -> list[tuple[str, date, bool, str, str]]:
    """Every report: task, half-month, whether nil, text, figures."""
    with unscoped(reason="a test reads"):
        rows = TaskReport.objects.select_related("task").order_by("period_first", "task__number")
        return [(row.task.number, row.period_first, row.nil, row.text, row.figures) for row in rows]


def test_grid_shows_the_units_own_tasks_under_way(city: City, bureau: Client, pair: tuple[KeyTask, KeyTask]) -> None:
    others = [
        task(city, lead="市消防救援"),
        task(city, "submitted"),
        task(city, lead="市消防救援", assisting=(BUREAU,)),
    ]
    page = text(bureau, "campaign:report")
    assert "2024年10月下半月报送" in page and "其余2项零报告" in page
    assert [one.number in page for one in (*pair, *others)] == [True, True, False, False, False]


def test_what_was_typed_is_saved_and_the_rest_remains(bureau: Client, pair: tuple[KeyTask, KeyTask]) -> None:
    first, second = pair
    upload = SimpleUploadedFile("现场.png", PNG, "image/png")
    given = {f"text_{first.pk}": "已排查30家", f"figures_{first.pk}": "30家", f"files_{first.pk}": upload}
    send(bureau, "campaign:report", save=1, **given)
    assert sent() == [(first.number, PRESENT, False, "已排查30家", "30家")]
    page = text(bureau, "campaign:report")
    assert "已报送1项任务" in page and "其余1项零报告" in page
    assert f'name="text_{first.pk}"' not in page and f'name="text_{second.pk}"' in page
    on_task = text(bureau, "campaign:page", first.pk)
    assert "已排查30家" in on_task and "30家" in on_task and "现场.png" in on_task


def test_error_keeps_what_was_typed_and_writes_nothing(
    bureau: Client, pair: tuple[KeyTask, KeyTask], tmp_path: Path
) -> None:
    first, second = pair
    given = {f"text_{first.pk}": "已排查30家", f"figures_{second.pk}": "12家"}
    page = send(bureau, "campaign:report", save=1, status=422, **given)
    assert "有任务只填了数据或附件，没有进展情况；尚未保存任何内容" in page
    assert ">已排查30家</textarea>" in page and 'value="12家"' in page and page.count("请填写进展情况") == 1
    assert (sent(), StoredFile.objects.count(), list(tmp_path.iterdir())) == ([], 0, [])


def test_refused_file_writes_nothing_of_the_whole_grid(bureau: Client, pair: tuple[KeyTask, KeyTask]) -> None:
    first, second = pair
    wrong = SimpleUploadedFile("表.exe", b"MZ\x90\x00")
    right = SimpleUploadedFile("现场.png", PNG, "image/png")
    typed = {f"text_{first.pk}": "甲", f"text_{second.pk}": "乙"}
    given = {**typed, f"files_{first.pk}": right, f"files_{second.pk}": wrong}
    page = send(bureau, "campaign:report", save=1, status=422, **given)
    assert "不能上传" in page and ">甲</textarea>" in page and ">乙</textarea>" in page
    assert (sent(), StoredFile.objects.count()) == ([], 0)


def test_nothing_typed_is_told(bureau: Client, pair: tuple[KeyTask, KeyTask]) -> None:
    assert "还没有填写任何进展；确无进展的请用零报告" in send(bureau, "campaign:report", save=1, status=422)
    assert sent() == []


def test_nil_return_covers_what_remains_once(bureau: Client, pair: tuple[KeyTask, KeyTask]) -> None:
    first, second = pair
    send(bureau, "campaign:report", save=1, **{f"text_{first.pk}": "已排查三处并建立台账"})
    send(bureau, "campaign:report", nil=1)
    assert sent() == [
        (first.number, PRESENT, False, "已排查三处并建立台账", ""),
        (second.number, PRESENT, True, "", ""),
    ]
    page = text(bureau, "campaign:report")
    assert "已对1项任务零报告" in page and "本期已全部报送" in page
    again = send(bureau, "campaign:report", nil=1, status=422)
    assert "2024年10月下半月已全部报送，无需零报告" in again


def test_nil_return_does_not_throw_away_what_was_typed(bureau: Client, pair: tuple[KeyTask, KeyTask]) -> None:
    page = send(bureau, "campaign:report", nil=1, status=422, **{f"text_{pair[0].pk}": "已排查三处并建立台账"})
    assert "有1项任务已填写进展，请先报送，再对其余任务零报告" in page and ">已排查三处并建立台账</textarea>" in page
    assert sent() == []


def test_second_report_for_the_same_half_month_is_refused(bureau: Client, pair: tuple[KeyTask, KeyTask]) -> None:
    first = pair[0]
    typed = {f"text_{first.pk}": "已排查三处并建立台账"}
    send(bureau, "campaign:report", save=1, **typed)
    send(bureau, "campaign:report", save=1, status=422, **typed)
    address = reverse("campaign:move", args=[first.pk, "report"])
    page = bureau.post(address, {"period": "2024-10-20", "text": "又报"})
    assert (page.status_code, "本单位2024年10月下半月已报送过" in page.content.decode()) == (422, True)
    assert sent() == [(first.number, PRESENT, False, "已排查三处并建立台账", "")]


def test_last_half_month_can_be_made_up_and_copied(bureau: Client, pair: tuple[KeyTask, KeyTask]) -> None:
    first = pair[0]
    send(bureau, "campaign:report", save=1, period="2024-10-01", **{f"text_{first.pk}": "上期完成摸底并建立台账"})
    assert sent() == [(first.number, BEFORE, False, "上期完成摸底并建立台账", "")]
    page = text(bureau, "campaign:report")
    assert f'data-fill="text_{first.pk}" data-with="上期完成摸底并建立台账"' in page


@pytest.mark.parametrize("period", ["2024-09-16", "2024-11-01", "2024-13-45", "x", "9999-12-31"])
def test_other_half_months_lead_to_the_present_one(bureau: Client, pair: tuple[KeyTask, KeyTask], period: str) -> None:
    assert '<h1 class="page-title">2024年10月下半月报送</h1>' in text(
        bureau, "campaign:report", query=f"?period={period}"
    )


def test_only_officers_of_lead_units_report(city: City) -> None:
    office = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    assert "只有牵头单位工作人员才有报送任务" in text(office, "campaign:report", status=403)
    assert reverse("campaign:report") not in text(office, "campaign:list")


def test_unit_without_tasks_has_nothing_to_report(city: City, bureau: Client) -> None:
    assert "本单位没有本期要报送的任务" in text(bureau, "campaign:report")


def test_half_month_before_is_offered_while_its_days_of_grace_last(
    bureau: Client, pair: tuple[KeyTask, KeyTask]
) -> None:
    for day, offered in ((18, True), (19, False)):
        with clock.at(datetime(2024, 10, day, 23, tzinfo=clock.TZ)):
            page = text(bureau, "campaign:report", query="?period=2024-10-01")
        assert ("2024年10月上半月报送" in page, "period=2024-10-01" in page) == (offered, offered)


def test_grid_asks_for_no_half_month_before_the_task_was_assigned(city: City, bureau: Client) -> None:
    fresh = task(city)
    assert fresh.number in text(bureau, "campaign:report")
    assert "本单位没有本期要报送的任务" in text(bureau, "campaign:report", query="?period=2024-10-01")


def both(city: City) -> Person:
    """Somebody of the bureau who stands in for a colleague of the fire brigade."""
    own, other = city.person(Role.DEPARTMENT_OFFICER, BUREAU), city.person(Role.DEPARTMENT_OFFICER, FIRE)
    substitute(other, own, first=clock.today(), last=clock.today(), actor=SYSTEM)
    return own


def units() -> list[tuple[str, str, bool]]:
    """Every report: task, unit, whether nil."""
    with unscoped(reason="a test reads"):
        rows = TaskReport.objects.order_by("pk")
        return list(rows.values_list("task__number", "unit__name", "nil"))


def test_who_reports_for_two_units_chooses_one_and_stays_with_it(city: City, pair: tuple[KeyTask, KeyTask]) -> None:
    others = task(city, lead=FIRE)
    person, fire = browser(both(city)), city.unit(FIRE).pk
    first, second = text(person, "campaign:report"), text(person, "campaign:report", query=f"?unit={fire}")
    assert [(one.number in first, one.number in second) for one in (*pair, others)] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    answer = person.post(
        reverse("campaign:report"), {"save": 1, "unit": fire, f"text_{others.pk}": "已检查五家并督促整改"}
    )
    assert answer["Location"] == f"{reverse('campaign:report')}?period=2024-10-16&unit={fire}"
    send(person, "campaign:report", nil=1)
    assert units() == [
        (others.number, FIRE, False),
        *((one.number, BUREAU, True) for one in pair),
    ]


def test_unit_of_others_is_not_chosen(city: City, bureau: Client, pair: tuple[KeyTask, KeyTask]) -> None:
    others = task(city, lead=FIRE)
    page = text(bureau, "campaign:report", query=f"?unit={city.unit(FIRE).pk}")
    assert [one.number in page for one in (*pair, others)] == [True, True, False]
    assert 'aria-label="报送单位"' not in page


def test_one_person_reports_on_one_task_for_both_units(city: City) -> None:
    one, fire = task(city, assisting=(FIRE,)), city.unit(FIRE).pk
    person = browser(both(city))
    address = reverse("campaign:move", args=[one.pk, "report"])
    assert 'name="unit"' in person.get(address).content.decode()
    given = {"period": "2024-10-16", "text": "已排查三处并建立台账"}
    for unit in ("", fire):
        assert person.post(address, {**given, "unit": unit}).status_code == 302
    assert units() == [(one.number, BUREAU, False), (one.number, FIRE, False)]
    entries = AuditEntry.objects.filter(verb="report").order_by("seq").values_list("unit", "substitute_for")
    assert [(unit, stands > 0) for unit, stands in entries] == [(city.unit(BUREAU).pk, False), (fire, True)]
    assert person.post(address, {**given, "unit": fire}).status_code == 422


def test_nobody_reports_for_a_unit_that_is_not_theirs(city: City, bureau: Client) -> None:
    one, fire = task(city, assisting=(FIRE,)), city.unit(FIRE).pk
    address = reverse("campaign:move", args=[one.pk, "report"])
    assert 'name="unit"' not in bureau.get(address).content.decode()
    body = {"period": "2024-10-16", "text": "已排查三处并建立台账", "unit": fire}
    answer = bureau.post(address, body, content_type="application/json")
    assert (answer.status_code, units()) == (422, [])


def test_what_was_broken_down_is_asked_for_no_amount(city: City, bureau: Client) -> None:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(office), clock.at(datetime(2024, 9, 20, 9, tzinfo=clock.TZ)):
        own, broken = measured(city, "A-1"), measured(city, "A-2")
        part = break_down(broken, [Share(city.unit("龙华区").pk, Decimal(100))], actor=office)[0]
    page = text(bureau, "campaign:report")
    assert [f'name="amount_{one.pk}"' in page for one in (own, broken)] == [True, False]
    form = [text(bureau, "campaign:move", one.pk, "report") for one in (own, broken)]
    assert ["累计完成量" in one for one in form] == [True, False]
    leader = city.actor(Role.OFFICE_LEADER, "市安委办")
    with scope(leader):
        perform(part, "cancel", leader, reason="不再分解")
    assert f'name="amount_{broken.pk}"' in text(bureau, "campaign:report")


@pytest.mark.parametrize(("amount", "hollow"), [("120.0", True), ("120", True), ("121", False)])
def test_the_same_amount_written_otherwise_is_no_progress(
    city: City, bureau: Client, amount: str, hollow: bool
) -> None:
    with clock.at(datetime(2024, 9, 20, 9, tzinfo=clock.TZ)):
        one = measured(city, "A-1")
    amend([one], at=clock.now(), achieved=Decimal(120))
    said = {f"text_{one.pk}": "推进中", f"amount_{one.pk}": amount, "save": 1}
    page = bureau.post(reverse("campaign:report"), said)
    assert (page.status_code, "会记为空报" in page.content.decode()) == ((422, True) if hollow else (302, False))


def measured(city: City, number: str) -> KeyTask:
    """A task of the bureau to check a hundred places and more, under way."""
    cast = Cast(city)
    draft = Draft(number, "排查", "完成", city.unit(BUREAU).pk, date(2024, 12, 31), evidence_required="照片")
    with scope(cast.office):
        one = draft_tasks(
            [replace(draft, amount=Decimal(100 if number != "A-1" else 200), amount_unit="家")], actor=cast.office
        )[0]
        for move in ("assign", "accept", "start"):
            perform(one, move, cast.who(move), **FACTS.get(move, {}))
    return one
