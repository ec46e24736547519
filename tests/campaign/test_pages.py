"""The pages of the key-task list as people see them, and as strangers do not."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.campaign import task
from tests.factories.orgs import City
from tests.factories.pages import PROGRAM, browser, send, text
from tests.factories.photos import PNG

from zhiben.campaign import tables
from zhiben.campaign.models import Extension, KeyTask
from zhiben.foundation.files import attach, store
from zhiben.foundation.scope import unscoped
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either

PAST = date(2024, 9, 30)


def of(city: City, role: str = Role.OFFICE_OFFICER, unit: str = "市安委办") -> Client:
    return browser(city.person(role, unit))


def state_of(one: KeyTask) -> str:
    with unscoped(reason="a test reads"):
        return KeyTask.objects.get(pk=one.pk).state


def listed(client: Client, query: str = "") -> list[str]:
    """The numbers on a page of the list, in its order."""
    page = text(client, "campaign:list", query=query)
    with unscoped(reason="a test reads"):
        known = {one.get_absolute_url(): one.number for one in KeyTask.objects.all()}
    places = {number: page.find(f'href="{address}"') for address, number in known.items()}
    return sorted((n for n, place in places.items() if place > 0), key=lambda n: places[n])


def exported(client: Client) -> list[str]:
    answer = client.get(reverse("campaign:export"))
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [str(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]]


def test_list_opens_with_what_is_open_the_nearest_due_first(city: City) -> None:
    later, sooner = task(city), task(city, due=date(2024, 11, 30))
    task(city, "done")
    page = text(of(city), "campaign:list")
    assert listed(of(city)) == [sooner.number, later.number]
    assert "共2条" in page and "市住房建设" in page


def test_filters_narrow_the_list(city: City) -> None:
    late = task(city, lead="市消防救援", due=PAST)
    other = task(city, assisting=("市应急管理",))
    done = task(city, "done")
    office, helper = of(city), of(city, Role.DEPARTMENT_OFFICER, "市应急管理")
    of_a_street = task(city, "cancelled", lead="民治街道")
    lead = city.unit("市消防救援").pk
    for query, numbers in (
        ("?overdue=on", [late.number]),
        (f"?lead={lead}", [late.number]),
        (f"?state=&lead={city.unit('民治街道').pk}", [of_a_street.number]),
        (f"?q={other.number}", [other.number]),
        ("?state=done", [done.number]),
        ("?state=", [late.number, other.number, done.number, of_a_street.number]),
        ("?own=lead", []),
        ("?q=nothing", []),
        ("?state=done&lead=junk&own=%00", [done.number]),
    ):
        assert listed(office, query) == numbers, query
    assert listed(helper, "?own=assist") == [other.number]
    assert "没有符合条件的任务" in text(office, "campaign:list", query="?q=nothing")


def test_later_pages_keep_the_filter_of_the_first(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "PER_PAGE", 1)
    first, second = task(city, due=date(2024, 11, 1)), task(city, due=date(2024, 11, 2))
    task(city, "done")
    client = of(city)
    after = f"2024-11-01~{first.pk}"
    assert f'href="?state=open&amp;after={after}"' in text(client, "campaign:list")
    assert listed(client, f"?after={after}") == [second.number]
    assert "共2条" in text(client, "campaign:list", query=f"?after={after}")
    filtered = text(client, "campaign:list", query="?state=under_way&own=")
    assert f'href="?state=under_way&amp;after={after}"' in filtered
    text(client, "campaign:list", query="?after=nonsense", status=404)


def test_stranger_finds_nothing_of_another_districts_task(city: City) -> None:
    one = task(city, lead="龙华区住房建设")
    other = task(city, lead="南山区住房建设")
    file = store(PNG, name="现场.png", actor_id=1)
    attach(file, to=("campaign.keytask", one.pk), actor_id=1, purpose="submit")
    stranger = of(city, Role.OFFICE_OFFICER, "南山区安委办")
    assert (listed(stranger), exported(stranger)) == ([other.number], [other.number])
    assert "共1条" in text(stranger, "campaign:list", query="?state=")
    text(stranger, "campaign:page", one.pk, status=404)
    text(stranger, "campaign:ask_extension", one.pk, status=404)
    text(stranger, "campaign:move", one.pk, "submit", status=404)
    text(stranger, "overview:record", "campaign.keytask", one.pk, status=404)
    text(stranger, "file", file.pk, status=404)
    asked = stranger.get(reverse("campaign:move", args=[one.pk, "submit"]), headers=PROGRAM)
    sent = stranger.post(reverse("campaign:move", args=[one.pk, "submit"]), "{}", content_type="application/json")
    assert (asked.status_code, sent.status_code) == (404, 404)
    assert sent["Content-Type"] == "application/problem+json"
    assert sent.json() == {"title": "没有找到", "status": 404, "code": "not_found", "detail": "没有找到该记录"}
    send(stranger, "campaign:together", task=[one.pk], move="verify")


def test_who_sees_a_task_gets_its_file(city: City) -> None:
    one = task(city, lead="龙华区住房建设")
    file = store(PNG, name="现场.png", actor_id=1)
    attach(file, to=("campaign.keytask", one.pk), actor_id=1, purpose="submit")
    client = of(city, Role.DEPARTMENT_OFFICER, "龙华区住房建设")
    page = text(client, "campaign:page", one.pk)
    assert reverse("file", args=[file.pk]) in page and "现场.png" in page
    answer = client.get(reverse("file", args=[file.pk]))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")


def test_assisting_department_of_another_line_sees_its_task(city: City) -> None:
    one = task(city, assisting=("市消防救援",))
    task(city)
    helper = of(city, Role.DEPARTMENT_OFFICER, "市消防救援")
    assert (listed(helper), exported(helper)) == ([one.number], [one.number])
    page = text(helper, "campaign:page", one.pk)
    assert "配合单位" in page and "市消防救援" in page
    assert reverse("campaign:move", args=[one.pk, "report"]) in page
    assert reverse("campaign:move", args=[one.pk, "submit"]) not in page


def test_move_goes_by_its_form(city: City) -> None:
    one = task(city)
    lead = of(city, Role.DEPARTMENT_OFFICER, "市住房建设")
    assert "完成情况" in text(lead, "campaign:move", one.pk, "submit")
    assert "请先补正下列内容" in send(lead, "campaign:move", one.pk, "submit", status=422)
    assert state_of(one) == "under_way"
    send(lead, "campaign:move", one.pk, "submit", conclusion="全部完成")
    assert state_of(one) == "submitted"
    page = text(lead, "campaign:page", one.pk)
    assert "全部完成" in page and "报送完成" in page


def test_page_says_why_a_step_is_not_for_this_person(city: City) -> None:
    one = task(city, "submitted")
    lead = of(city, Role.DEPARTMENT_OFFICER, "市住房建设")
    assert "核验<span" in text(lead, "campaign:page", one.pk)
    assert "您不能办理这一步：" in text(lead, "campaign:move", one.pk, "verify")
    page = send(lead, "campaign:move", one.pk, "verify", checked="查阅台账", status=403)
    assert "您不能办理“核验”：须为安委办工作人员" in page
    assert state_of(one) == "submitted"


def test_unknown_step_and_hidden_step_are_not_found(city: City) -> None:
    one = task(city)
    for name in ("nothing", "extend"):
        assert "没有这一步" in text(of(city), "campaign:move", one.pk, name, status=404)


def test_extension_is_asked_and_granted_through_pages(city: City) -> None:
    one = task(city, due=date(2024, 10, 31))
    lead = of(city, Role.DEPARTMENT_OFFICER, "市住房建设")
    leader = of(city, Role.OFFICE_LEADER)
    assert reverse("campaign:ask_extension", args=[one.pk]) in text(lead, "campaign:page", one.pk)
    page = send(lead, "campaign:ask_extension", one.pk, due="2024-10-31", reason="施工受阻", status=422)
    assert "新时限须晚于原时限" in page and "施工受阻" in page
    send(lead, "campaign:ask_extension", one.pk, due="2024-11-30", reason="施工受阻")
    again = send(lead, "campaign:ask_extension", one.pk, due="2024-12-30", reason="施工受阻", status=422)
    assert "已有一件待批的延期申请" in again
    with unscoped(reason="a test reads"):
        asked = Extension.objects.get()
    decide = reverse("campaign:decide_extension", args=[asked.pk])
    assert decide in text(leader, "campaign:page", one.pk) and decide not in text(lead, "campaign:page", one.pk)
    form = text(leader, "campaign:decide_extension", asked.pk)
    assert "2024年10月31日" in form and "2024年11月30日" in form and "施工受阻" in form
    assert "须为安委办领导" in send(lead, "campaign:decide_extension", asked.pk, decision="grant", status=403)
    send(leader, "campaign:decide_extension", asked.pk, decision="grant")
    with unscoped(reason="a test reads"):
        assert KeyTask.objects.get(pk=one.pk).due == date(2024, 11, 30)


def test_extension_is_refused_only_with_a_reason(city: City) -> None:
    one = task(city, due=date(2024, 10, 31))
    send(
        of(city, Role.DEPARTMENT_OFFICER, "市住房建设"), "campaign:ask_extension", one.pk, due="2024-11-30", reason="慢"
    )
    with unscoped(reason="a test reads"):
        asked = Extension.objects.get()
    leader = of(city, Role.OFFICE_LEADER)
    assert "请填写" in send(leader, "campaign:decide_extension", asked.pk, decision="refuse", status=422)
    send(leader, "campaign:decide_extension", asked.pk, decision="refuse", reason="不充分")
    with unscoped(reason="a test reads"):
        assert Extension.objects.get().state == "refused"
        assert KeyTask.objects.get(pk=one.pk).due == date(2024, 10, 31)


def test_one_act_on_many_tasks_says_the_outcome_of_each(city: City) -> None:
    ready, early = task(city, "submitted"), task(city, "under_way")
    office = of(city)
    ticked = {"task": [ready.pk, early.pk], "move": "verify"}
    form = send(office, "campaign:together", **ticked, status=200)
    assert "对2项任务核验" in form and "核验内容" in form
    missing = send(office, "campaign:together", **ticked, confirmed=1, status=422)
    assert "请填写或选择此项" in missing and state_of(ready) == "submitted"
    outcome = send(office, "campaign:together", **ticked, confirmed=1, checked="查阅台账", status=200)
    assert (state_of(ready), state_of(early)) == ("verified", "under_way")
    assert "当前状态为“推进中”，只有“报送完成”时才能核验" in outcome
    assert outcome.count("未办理") == 1


def test_move_without_facts_waits_for_confirmation(city: City) -> None:
    one = task(city, "verified")
    leader = of(city, Role.OFFICE_LEADER)
    send(leader, "campaign:together", task=[one.pk], move="finish", status=200)
    assert state_of(one) == "verified"
    send(leader, "campaign:together", task=[one.pk], move="finish", confirmed=1, status=200)
    assert state_of(one) == "done"


@pytest.mark.parametrize("ticked", [{}, {"task": ["x"]}, {"task": [10**30]}, {"move": "verify"}])
def test_nothing_ticked_is_told_and_nothing_is_done(city: City, ticked: dict[str, object]) -> None:
    one = task(city, "submitted")
    client = of(city)
    answer = client.post(reverse("campaign:together"), {"move": "verify", **ticked}, follow=True)
    assert "请先勾选任务并选择要办理的步骤" in answer.content.decode()
    assert state_of(one) == "submitted"


def test_only_offices_act_on_many_tasks(city: City) -> None:
    task(city)
    assert "办理所选" in text(of(city), "campaign:list")
    assert "办理所选" not in text(of(city, Role.DEPARTMENT_OFFICER, "市住房建设"), "campaign:list")
