"""The pages of reminders: begun from a hazard, a task, an instruction; ladder and tasks; how they answer strangers."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.dispatch.city import City, member
from tests.dispatch.facts import hazard, task
from tests.factories.documents import Desk
from tests.factories.pages import browser, file_status, send, text
from tests.factories.photos import PNG

from zhiben.campaign.models import KeyTask
from zhiben.dispatch.models import Reminder
from zhiben.dispatch.reminder_forms import LetterForm
from zhiben.documents.models import OfficialDocument
from zhiben.documents.vocab import Kind
from zhiben.foundation.files.models import Attachment
from zhiben.foundation.people import name_of
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.kernel.text import within_marks
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of

pytestmark = pytest.mark.either

PAST = date(2024, 9, 30)
AFTER = datetime(2024, 11, 20, 9, tzinfo=clock.TZ)
AGAIN = datetime(2024, 11, 27, 18, tzinfo=clock.TZ)
SAID = {
    "kind": "reminder_letter",
    "title": "关于外墙脱落排查的提醒函",
    "to": "市住房建设局",
    "basis": "示例依据",
    "facts": "有一项任务逾期。",
    "request": "请增加排查任务。",
    "reply_by": "2024-10-23",
}


@pytest.fixture
def desk(city: City) -> Desk:
    officer = actor_of(member(city, "市安委办", "office_officer"))
    reviewer = city.actor("市安委办", "office_officer", 4242)
    return Desk(city.units["市安委办"].pk, officer, reviewer, city.leader).opened()


@pytest.fixture
def office(desk: Desk) -> Client:
    return browser(Person.objects.get(pk=desk.officer.id))


def bureau(city: City) -> Client:
    return browser(member(city, "市住房建设局", "department_officer"))


def newest() -> Reminder:
    with unscoped(reason="a test reads"):
        return Reminder.objects.select_related("document").latest("pk")


def new(client: Client, query: str = "", status: int = 302, **said: object) -> str:
    """Send the form of a new reminder."""
    answer = client.post(reverse("dispatch:remind") + query, {**SAID, **said})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def issued(desk: Desk, client: Client, query: str) -> Reminder:
    new(client, query)
    desk.taken(newest().document, "issued")
    return newest()


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_hazard_and_task_lead_to_a_letter_that_tells_of_them(city: City, office: Client) -> None:
    found, late = hazard(city, "福田区", PAST), task(city, "市住房建设局", PAST)
    for record, query in ((found, f"?hazard={found.pk}"), (late, f"?task={late.pk}")):
        address = reverse("dispatch:remind") + query
        assert address in page(office, record.get_absolute_url())
        form = page(office, address)
        assert [word in form for word in (record.number, "已逾期16天", "批示内容")] == [True, True, False]
    assert "市住房建设局</textarea>" in page(office, f"{reverse('dispatch:remind')}?task={late.pk}")
    assert '<option value="urging_letter" selected>' in page(
        office, f"{reverse('dispatch:remind')}?task={task(city, '福田区政府', PAST).pk}"
    )


def test_bureau_finds_no_way_to_remind(city: City, office: Client) -> None:
    late, client = task(city, "市住房建设局", PAST), bureau(city)
    assert "发提醒函" not in page(client, late.get_absolute_url())
    text(client, "dispatch:remind", status=403)
    assert "按纸上批示发提醒函" not in text(client, "dispatch:reminders")


def test_office_that_has_not_said_how_it_issues_is_led_there(city: City) -> None:
    client = browser(member(city, "福田区安委办", "office_officer"))
    answer = client.get(reverse("dispatch:remind"))
    assert answer.headers["Location"] == reverse("documents:body", args=[city.units["福田区安委办"].pk])


def test_instruction_comes_with_its_photo(city: City, office: Client) -> None:
    refused = new(office, status=422)
    assert "请填写批示内容，或上传批示的照片" in refused
    new(office, photos=SimpleUploadedFile("批示.png", PNG, "image/png"))
    one = newest()
    assert "批示.png" in text(office, "dispatch:reminder", one.pk)
    with unscoped(reason="a test reads"):
        found = Attachment.objects.get(model="dispatch.reminder", record_id=one.pk).file_id
    assert (file_status(office, found), file_status(bureau(city), found)) == (200, 404)


def test_wrong_letter_says_where(city: City, office: Client) -> None:
    assert "无此单位" in new(office, status=422, said="请督办", to="无此单位")
    assert "小标题没有文字" in new(office, status=422, said="请督办", facts="一、\n情况")
    assert Reminder._unfiltered().count() == OfficialDocument._unfiltered().count() == 0


def test_unknown_record_is_not_found(city: City, office: Client) -> None:
    for query in ("?hazard=987654321", "?task=x", f"?task={2**70}"):
        page(office, reverse("dispatch:remind") + query, 404)


def test_task_is_opened_and_amended_from_the_reminder(city: City, desk: Desk, office: Client) -> None:
    late = task(city, "市住房建设局", PAST)
    one = issued(desk, office, f"?task={late.pk}")
    assert str(late.number) in text(office, "dispatch:amend_task", one.pk)
    send(
        office,
        "dispatch:open_task",
        one.pk,
        title="燃气管线排查",
        lead=city.units["市住房建设局"].pk,
        target="全部排查",
        due="2024-12-31",
    )
    amended = {"number": late.number, "target": "全部完成并复查", "what": "目标增加复查"}
    send(office, "dispatch:amend_task", one.pk, **amended)
    told = text(office, "dispatch:reminder", one.pk)
    for words in ("燃气管线排查", "目标增加复查", "因此增加或修改的重点任务（2）"):
        assert words in told, words
    history = page(office, reverse("overview:record", args=["campaign.keytask", late.pk]))
    for told in (page(office, late.get_absolute_url()), history):
        assert "目标：原为“全部完成”，改为“全部完成并复查”" in told
    assert "因提醒函深安办函〔2024〕1号修改：目标增加复查" in page(bureau(city), late.get_absolute_url())
    with unscoped(reason="a test reads"):
        made = KeyTask.objects.get(title="燃气管线排查")
    assert "因提醒函深安办函〔2024〕1号增加：燃气管线排查" in page(office, made.get_absolute_url())


def test_offered_tasks_are_the_addressees_and_their_wording_is_shown_before_it_is_replaced(
    city: City, desk: Desk, office: Client
) -> None:
    own, other = task(city, "市住房建设局", PAST), task(city, "市交通运输局", PAST)
    found = hazard(city, "福田区", PAST)
    one = issued(desk, office, f"?hazard={found.pk}")
    address = reverse("dispatch:amend_task", args=[one.pk])
    offered = re.findall(r'<option value="([^"]+)">', text(office, "dispatch:amend_task", one.pk).split("<datalist")[1])
    assert offered == [own.number]
    said = {"target": "全部完成并复查", "what": "目标增加复查"}
    refused = office.post(address, {**said, "number": other.number})
    assert (refused.status_code, "该任务由市交通运输局牵头，不是本函" in refused.content.decode()) == (422, True)
    shown = office.post(address, {**said, "number": own.number})
    page_shown = shown.content.decode()
    assert (shown.status_code, "现为：全部完成" in page_shown, "请核对后再保存" in page_shown) == (422, True, True)
    assert f'name="seen" value="{own.number}"' in page_shown
    send(office, "dispatch:amend_task", one.pk, **said, number=own.number, seen=own.number)
    with unscoped(reason="a test reads"):
        assert KeyTask.objects.get(pk=own.pk).target == "全部完成并复查"


def test_the_amount_that_progress_follows_is_amended_with_the_words(city: City, desk: Desk, office: Client) -> None:
    own = task(city, "市住房建设局", PAST)
    with unscoped(reason="a test sets its stage"):
        KeyTask.objects.filter(pk=own.pk).update(target="完成260项", amount=260, amount_unit="项")
    one = issued(desk, office, f"?task={own.pk}")
    assert "现为：260项，进展按它计算" in text(office, "dispatch:amend_task", one.pk)
    said = {"number": own.number, "target": "完成300项", "what": "目标增加40项", "seen": own.number}
    refused = send(office, "dispatch:amend_task", one.pk, status=422, **said)
    assert "“新的目标”中没有现在的目标量260项" in refused
    send(office, "dispatch:amend_task", one.pk, **said, amount="300")
    with unscoped(reason="a test reads"):
        found = KeyTask.objects.get(pk=own.pk)
    assert (found.target, found.amount) == ("完成300项", 300)
    send(office, "dispatch:amend_task", one.pk, **{**said, "target": "完成300项并复查"})
    other = task(city, "市住房建设局", PAST)
    none = {**said, "number": other.number, "seen": other.number, "amount": "5"}
    assert "该任务没有设目标量" in send(office, "dispatch:amend_task", one.pk, status=422, **none)


def test_hazards_own_basis_is_offered_and_marks_within_marks_are_single(city: City, office: Client) -> None:
    found = hazard(city, "福田区", PAST, title="“有限空间”无通风")
    form = page(office, f"{reverse('dispatch:remind')}?hazard={found.pk}")
    assert f'value="{found.criterion}"' in form
    assert re.findall(r'name="title" value="([^"]+)"', form) == [f"关于“{within_marks(str(found))}”的督促函"]
    assert "‘有限空间’" in form


def test_hazards_letter_goes_to_who_answers_for_it_and_says_which_place(city: City, office: Client) -> None:
    found = hazard(city, "福田区", PAST)
    form = page(office, f"{reverse('dispatch:remind')}?hazard={found.pk}")
    assert "福田区政府</textarea>" in form
    where = f"所在场所：福田区福田区一街道{found.site.name}"
    assert f"{found}，{where}，责任单位：福田区政府，整改期限2024年9月30日，现为“整改中”，已逾期16天。" in form


def test_who_gets_the_letter_gets_no_copy_of_it() -> None:
    form = LetterForm({"to": "市住房建设局、福田区政府", "copy": "福田区政府、市交通运输局"})
    assert not form.is_valid()
    assert form.cleaned_data["copy"] == "市交通运输局"


def test_title_and_day_left_as_suggested_follow_the_chosen_kind(city: City, office: Client) -> None:
    late = task(city, "市住房建设局", PAST)
    query, told = f"?task={late.pk}", f"关于“{late}”的"
    left = {"kind": "urging_letter", "suggested": "reminder_letter", "title": told + "提醒函", "reply_by": "2024-10-23"}
    form = new(office, query, status=422, **left)
    assert "文种改成了督促函，这里已按督促函改填，请核对后再保存" in form
    assert re.findall(r'name="(title|reply_by|suggested)" value="([^"]+)"', form) == [
        ("title", told + "督促函"),
        ("reply_by", "2024-10-30"),
        ("suggested", "urging_letter"),
    ]
    assert not Reminder._unfiltered().exists()
    new(office, query, **{**left, "title": "督促排查", "reply_by": "2024-10-25"})
    assert newest().document.title == "督促排查"


def test_the_letters_next_step_is_offered_to_whose_turn_it_is(city: City, desk: Desk, office: Client) -> None:
    new(office, f"?task={task(city, '市住房建设局', PAST).pk}")
    one = newest()
    button = f'class="btn btn-sm btn-primary" href="{one.document.get_absolute_url()}">'
    leader = browser(Person.objects.get(pk=member(city, "市安委办", "office_leader").pk))
    assert f"{button}去送核</a>" in text(office, "dispatch:reminder", one.pk)
    assert button not in text(leader, "dispatch:reminder", one.pk)
    desk.taken(one.document, "reviewed")
    assert button not in text(office, "dispatch:reminder", one.pk)
    assert f"{button}去签发</a>" in text(leader, "dispatch:reminder", one.pk)
    desk.taken(one.document, "issued")
    assert button not in text(leader, "dispatch:reminder", one.pk) + text(office, "dispatch:reminder", one.pk)


@pytest.mark.parametrize(
    ("kind", "asks"), [(Kind.REMINDER, "提醒事项"), (Kind.URGING, "督促事项"), (Kind.CIRCULAR, "工作要求")]
)
def test_what_a_letter_asks_for_has_its_kinds_own_heading(kind: Kind, asks: str) -> None:
    form = LetterForm({**SAID, "kind": kind.value})
    assert form.is_valid()
    assert form.written(kind).body.splitlines()[2:] == [f"二、{asks}", SAID["request"]]


def test_wrong_task_number_is_told_at_the_field(city: City, desk: Desk, office: Client) -> None:
    one = issued(desk, office, f"?task={task(city, '市住房建设局', PAST).pk}")
    answer = office.post(
        reverse("dispatch:amend_task", args=[one.pk]), {"number": "无{此}号", "target": "甲", "what": "改"}
    )
    assert answer.status_code == 422
    assert "没有找到编号为“无{此}号”的任务，请核对编号" in answer.content.decode()


def test_unanswered_letter_proposes_the_next_and_a_person_decides(city: City, desk: Desk, office: Client) -> None:
    one = issued(desk, office, f"?task={task(city, '市住房建设局', PAST).pk}")
    send(office, "dispatch:escalate", one.pk, status=403)
    with clock.at(AFTER):
        told = text(office, "dispatch:reminder", one.pk)
        assert "还没有。</li>" in told and "函印发以后" not in told
        assert "市住房建设局到期未答复" in told and "建议升级为督促函" in told
        assert "逾期未答复" in text(office, "dispatch:reminders")
        send(office, "dispatch:reminder_move", one.pk, "hold", reason="已电话说明")
        held, who = text(office, "dispatch:reminder", one.pk), name_of(desk.officer.id)
        assert f"{who}于2024-11-20 09:00决定暂不升级：已电话说明。" in held
        assert [word in held for word in ("建议升级", "moves/hold", "改为升级")] == [False, False, True]
        with clock.at(AGAIN):
            told = text(office, "dispatch:reminder", one.pk)
            assert [word in told for word in ("建议升级", "moves/hold", "改为升级")] == [True, True, False]
        form = text(office, "dispatch:escalate", one.pk)
        assert "督促事项" in form and "提醒事项" not in form
        assert "至今未收到答复" in form and "示例依据" in form
        said = {**SAID, "reply_by": "2024-12-04", "reason": "再次催办无果"}
        send(office, "dispatch:escalate", one.pk, **said)
        above = newest()
        assert (above.document.kind, above.follows_id) == (Kind.URGING, one.pk)
        told = text(office, "dispatch:reminder", one.pk)
        assert "升级理由：再次催办无果" in told and above.get_absolute_url() in told


def test_addressed_bureau_reads_the_letter_and_its_tasks_but_nothing_of_the_desk(
    city: City, desk: Desk, office: Client
) -> None:
    one, client = issued(desk, office, f"?task={task(city, '市住房建设局', PAST).pk}"), bureau(city)
    with clock.at(AFTER):
        send(office, "dispatch:reminder_move", one.pk, "hold", reason="已电话说明")
        told = text(client, "dispatch:reminder", one.pk)
    assert [word in told for word in (one.document.title, "已电话说明", "建议升级")] == [True, False, False]
    assert one.get_absolute_url() in text(client, "dispatch:reminders")
    for name in ("open_task", "amend_task", "escalate"):
        text(client, f"dispatch:{name}", one.pk, status=404)
    text(client, "dispatch:reminder_move", one.pk, "hold", status=404)
    text(client, "overview:record", "dispatch.reminder", one.pk, status=404)


def test_stranger_finds_no_reminder(city: City, desk: Desk, office: Client) -> None:
    one = issued(desk, office, f"?task={task(city, '市住房建设局', PAST).pk}")
    for where, role in (("市交通运输局", "department_officer"), ("福田区安委办", "office_officer")):
        client = browser(member(city, where, role))
        text(client, "dispatch:reminder", one.pk, status=404)
        text(client, "overview:record", "dispatch.reminder", one.pk, status=404)
        assert one.get_absolute_url() not in text(client, "dispatch:reminders")
