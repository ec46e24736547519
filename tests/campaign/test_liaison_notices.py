"""Notices to liaison persons: sent at once, received and answered by each unit for itself, chased where nobody has; and
the pages on which units say who speaks for them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.campaign.conftest import MORNING
from tests.factories.mechanisms import notice_to
from tests.factories.orgs import City
from tests.factories.pages import browser, file_status, send, text
from tests.factories.photos import PNG

from zhiben.campaign import operations, queries
from zhiben.campaign.models import LiaisonNotice, Receipt
from zhiben.campaign.operations import NoticeDraft
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.verify import verify
from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope
from zhiben.inbox import queries as inbox
from zhiben.inbox.models import Notice
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.orgs.operations import LiaisonDraft, set_liaison
from zhiben.orgs.vocab import LiaisonPart, Role

TODAY = MORNING.date()
LEAD, OTHER = "市住房建设", "市消防救援"


@pytest.fixture
def officer(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "市安委办")


@pytest.fixture
def lead(city: City) -> Actor:
    return city.actor(Role.DEPARTMENT_OFFICER, LEAD)


def receipt(notice: LiaisonNotice, actor: Actor) -> Receipt:
    with scope(actor):
        return Receipt.objects.select_related("notice").get(notice=notice, unit__in=actor.units)


def told(kind: str) -> list[int]:
    return list(Notice.objects.filter(kind=kind).order_by("person").values_list("person", flat=True))


def test_officers_and_liaison_persons_of_each_unit_are_told(city: City, officer: Actor, lead: Actor) -> None:
    # Somebody who speaks for the unit and works elsewhere sees the notice in so far as they may read it.
    with scope(lead):
        set_liaison(city.unit(LEAD).pk, LiaisonPart.FIRST, LiaisonDraft("张三", person=lead.id), actor=lead)
    inspector = city.actor(Role.INSPECTOR, LEAD)
    other = city.actor(Role.DEPARTMENT_OFFICER, OTHER)
    notice = notice_to(city, officer, (LEAD, OTHER))
    assert told("campaign.notified") == sorted([lead.id, other.id])
    assert inspector.id not in told("campaign.notified")
    with scope(lead):
        waits = [str(one.record) for one in inbox.waiting_for(lead)]
    assert waits == [notice.title]
    entry = AuditEntry.objects.get(verb="send_notice")
    assert entry.record == notice.pk
    assert verify().ok


def test_a_unit_sees_the_notice_and_its_own_receipt_only(city: City, officer: Actor, lead: Actor) -> None:
    notice = notice_to(city, officer, (LEAD, OTHER))
    stranger = city.actor(Role.DEPARTMENT_OFFICER, "市交通运输")
    with scope(lead):
        assert [one.unit.name for one in queries.receipts_of(queries.notice(notice.pk))] == [LEAD]
    with scope(officer):
        assert [one.unit.name for one in queries.receipts_of(notice)] == [LEAD, OTHER]
    with scope(stranger), pytest.raises(NotFound):
        queries.notice(notice.pk)


def test_somebody_of_the_unit_receives_and_replies_for_it(city: City, officer: Actor, lead: Actor) -> None:
    notice = notice_to(city, officer, (LEAD, OTHER), reply=True)
    one, other = receipt(notice, lead), city.actor(Role.DEPARTMENT_OFFICER, OTHER)
    with scope(lead):
        perform(one, "receive", lead)
        assert (one.received_at, one.received_by, one.was_late) == (MORNING, lead.id, False)
        perform(one, "reply", lead, text="已安排")
        assert (one.state, one.reply, one.replied_by) == ("replied", "已安排", lead.id)
    with scope(other):
        perform(receipt(notice, other), "reply", other, text="同上")
    with scope(officer):
        assert queries.read_counts([notice])[notice.pk] == queries.Read(2, 2, 2, 0)


def test_the_rate_of_notices_read_is_told_as_of_a_day(city: City, officer: Actor, lead: Actor) -> None:
    notice = notice_to(city, officer, (LEAD, OTHER))
    with clock.at(MORNING + timedelta(days=1)), scope(lead):
        perform(receipt(notice, lead), "receive", lead)
    known, told = measure.registered()["notices.read_rate"], []
    with scope(officer):
        for moment in (MORNING, MORNING + timedelta(hours=1), MORNING + timedelta(days=2)):
            found = evaluate(known, Cut(moment))
            told.append((found.numerator, found.denominator))
    assert told == [(0, 0), (0, 2), (1, 2)]


def test_a_notice_that_asks_for_none_takes_no_reply(city: City, officer: Actor, lead: Actor) -> None:
    one = receipt(notice_to(city, officer, (LEAD,)), lead)
    with scope(lead):
        with pytest.raises(NotAllowed):
            perform(one, "reply", lead, text="已安排")
        perform(one, "receive", lead)
        assert inbox.waiting_for(lead) == []
    with scope(officer), pytest.raises(NotAllowed):
        perform(
            receipt(notice_to(city, officer, (OTHER,)), city.actor(Role.DEPARTMENT_OFFICER, OTHER)), "receive", officer
        )


def test_who_has_not_read_by_the_day_is_late_and_chased(city: City, officer: Actor, lead: Actor) -> None:
    other = city.actor(Role.DEPARTMENT_OFFICER, OTHER)
    notice = notice_to(city, officer, (LEAD, OTHER), days=0)
    with scope(lead):
        perform(receipt(notice, lead), "receive", lead)
    evening = datetime(2024, 10, 16, 23, 59, tzinfo=clock.TZ)
    midnight = evening + timedelta(minutes=1)
    with scope(officer):
        with clock.at(evening):
            assert (receipt(notice, other).is_overdue, queries.unread(clock.today()).count()) == (False, 0)
        with clock.at(midnight):
            assert (receipt(notice, other).is_overdue, queries.unread(clock.today()).count()) == (True, 1)
            assert queries.read_counts([notice])[notice.pk] == queries.Read(2, 1, 0, 1)
            assert operations.remind(notice, actor=officer) == 1
        with clock.at(midnight + timedelta(hours=1)):
            assert operations.remind(notice, actor=officer) == 1
            with scope(other):
                perform(receipt(notice, other), "receive", other)
                assert receipt(notice, other).was_late is True
            with pytest.raises(Refused):
                operations.remind(notice, actor=officer)
    assert told("campaign.reminded") == [other.id, other.id]
    assert AuditEntry.objects.filter(verb="remind_notice", record=notice.pk).count() == 2


@pytest.mark.parametrize(
    ("draft", "units", "field"),
    [
        (NoticeDraft(" ", "内容", TODAY), [LEAD], "title"),
        (NoticeDraft("标题", " ", TODAY), [LEAD], "text"),
        (NoticeDraft("标题", "内容", TODAY - timedelta(days=1)), [LEAD], "read_by"),
        (NoticeDraft("标题", "内容", TODAY), [], "units"),
        (NoticeDraft("标题", "内容", TODAY), ["市安委办"], "units"),
    ],
)
def test_a_notice_that_is_not_sound_is_refused(
    city: City, officer: Actor, draft: NoticeDraft, units: list[str], field: str
) -> None:
    to = [city.unit(name).pk for name in units]
    with scope(officer), pytest.raises(Incomplete) as refusal:
        operations.send_notice(city.unit("市安委办").pk, draft, to=to, actor=officer)
    assert (list(refusal.value.fields), LiaisonNotice._unfiltered().count()) == ([field], 0)


def test_nobody_but_the_office_writes_or_chases(city: City, officer: Actor, lead: Actor) -> None:
    notice, office = notice_to(city, officer, (LEAD,)), city.unit("市安委办").pk
    for actor in (lead, city.actor(Role.OFFICE_LEADER, "市安委办"), city.actor(Role.OFFICE_OFFICER, "龙华区安委办")):
        with scope(actor), pytest.raises(NotAllowed):
            operations.send_notice(office, NoticeDraft("标题", "内容", TODAY), to=[1], actor=actor)
        with scope(actor), pytest.raises(NotAllowed):
            operations.remind(notice, actor=actor)


# Pages


def test_the_way_through_the_site(city: City, officer: Actor, lead: Actor) -> None:
    office, own = browser(officer), browser(lead)
    upload = SimpleUploadedFile("通知.png", PNG, "image/png")
    sent = {"title": "报送值班安排", "text": "请报送", "read_by": "2024-10-18", "asks_reply": "on"}
    sent |= {"kinds": "department", "units": city.unit("民治街道").pk, "attachments": upload}
    send(office, "campaign:write_notice", city.unit("市安委办").pk, **sent)
    notice = LiaisonNotice._unfiltered().get()
    with scope(officer):
        names = {one.unit.name for one in queries.receipts_of(notice)}
    departments = {f"市{line}" for line in city.lines}
    assert names == departments | {"民治街道"}
    file = attached("campaign.liaisonnotice", notice.pk)[0].file_id
    stranger = browser(city.person(Role.STREET_OFFICER, "粤海街道"))
    assert (file_status(own, file), file_status(stranger, file)) == (200, 404)
    one = receipt(notice, lead)
    reply = SimpleUploadedFile("值班.png", PNG + b"2", "image/png")
    send(own, "campaign:receipt", one.pk, "reply", text="值班表附后", files=reply)
    page = text(office, "campaign:notice", notice.pk)
    assert ("值班表附后" in page, page.count("复制催办文字")) == (True, len(names) - 1)
    assert (
        'data-copy="民治街道：市安委办2024年10月16日发出的联络通知《报送值班安排》请于2024年10月18日前签收并回复。"'
        in page
    )
    other = text(browser(city.person(Role.DEPARTMENT_OFFICER, OTHER)), "campaign:notice", notice.pk)
    assert ("值班表附后" in other, "复制催办文字" in other, LEAD in other) == (False, False, False)
    send(office, "campaign:remind", notice.pk)
    listed = text(own, "campaign:notices")
    assert ("报送值班安排" in listed, "本单位已签收" in listed) == (True, True)
    assert f"1/{len(names)}个单位" in text(office, "campaign:notices")


def test_a_unit_confirms_with_one_click_and_the_office_sees_who_has_not(
    city: City, officer: Actor, lead: Actor
) -> None:
    own, office, unit = browser(lead), browser(officer), city.unit(LEAD).pk
    assert "disabled" in text(own, "campaign:liaisons")
    send(own, "campaign:liaison", unit, "first", name="张三", phone="0755-1", person=lead.id)
    page = text(own, "campaign:liaisons")
    assert ("disabled" in page, "*****1" in page, "2024年第4季度：1个单位，已确认0个，未确认1个" in page) == (
        False,
        True,
        True,
    )
    send(own, "campaign:confirm_liaisons", unit)
    assert "已确认1个，未确认0个" in text(own, "campaign:liaisons")
    everything = text(office, "campaign:liaisons")
    missing = text(office, "campaign:liaisons", query="?unconfirmed=1&kind=department")
    row = f'id="unit-{unit}"'
    assert (row in everything, row in missing, "复制催办文字" in missing) == (True, False, True)
    assert office.get(reverse("campaign:liaison", args=[unit, "third"])).status_code == 404


def test_who_spoke_before_stands_below_who_speaks_now(city: City, lead: Actor) -> None:
    own, unit = browser(lead), city.unit(LEAD).pk
    with clock.at(MORNING - timedelta(days=30)):
        send(own, "campaign:liaison", unit, "first", name="张三", post="科员")
    assert "以前的联络人" not in text(own, "campaign:liaison", unit, "first")
    send(own, "campaign:liaison", unit, "first", name="李四")
    page = text(own, "campaign:liaison", unit, "first")
    assert '张三 <span class="text-secondary">科员 2024-09-16 至 2024-10-15</span>' in page


def test_somebody_who_works_elsewhere_is_no_choice_for_an_account(city: City, lead: Actor) -> None:
    own, other = browser(lead), city.actor(Role.DEPARTMENT_OFFICER, OTHER)
    again = send(own, "campaign:liaison", city.unit(LEAD).pk, "first", status=422, name="张三", person=other.id)
    assert "is-invalid" in again


def test_a_notice_goes_to_units_of_the_offices_territory_only(city: City) -> None:
    officer = city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    with pytest.raises(Incomplete) as refusal:
        notice_to(city, officer, ("民治街道", "南山区", "市住房建设"), "龙华区安委办")
    told = refusal.value.fields["units"]
    assert sorted(told.removesuffix("不在本安委办的发文范围，请选择本辖区现有的单位").split("、")) == [
        "南山区",
        "市住房建设",
    ]
    assert LiaisonNotice._unfiltered().count() == 0
    notice_to(city, officer, ("民治街道",), "龙华区安委办")
    assert LiaisonNotice._unfiltered().count() == 1
