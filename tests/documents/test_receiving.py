"""Receipts and replies: each unit sees its own, late ones are marked, a reply is evaluated or returned; the document
is closed when nothing is waited for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.dispatch.city import NOW, SINCE, City, member
from tests.factories.documents import WRITTEN, Desk, until
from tests.factories.photos import PNG

from zhiben.documents import operations, queries
from zhiben.documents.models import Delivery, OfficialDocument
from zhiben.documents.vocab import Kind
from zhiben.foundation.files import store
from zhiben.foundation.files.seeing import visible_file
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.inbox.models import Notice
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.operations import add_unit
from zhiben.orgs.vocab import UnitKind

HOUSING, TRAFFIC = "市住房建设局", "市交通运输局"
TWO = replace(WRITTEN, to=f"{HOUSING}、{TRAFFIC}")


@pytest.fixture
def sent(desk: Desk) -> OfficialDocument:
    """A reminder to two bureaus that asks for a reply within nine days."""
    return desk.issued(until(9, TWO))


def delivery(sent: OfficialDocument, who: Actor, name: str = HOUSING) -> Delivery:
    with scope(who):
        return queries.deliveries(sent).get(name=name)


def moved(one: Delivery, move: str, actor: Actor, **facts: object) -> Delivery:
    with scope(actor):
        return perform(one, move, actor, **facts)


def test_unit_sees_its_own_receipt_and_nobody_elses(city: City, sent: OfficialDocument) -> None:
    bureau = city.actor(HOUSING, "department_officer")
    with scope(bureau):
        assert [one.name for one in queries.deliveries(sent)] == [HOUSING]
    with scope(city.officer):
        assert [one.name for one in queries.deliveries(sent)] == [HOUSING, TRAFFIC]
    stranger = city.actor("福田区安委办", "office_officer")
    with scope(stranger):
        assert list(queries.deliveries(sent)) == []


def test_unit_does_not_see_the_receipts_of_those_on_its_line_or_in_its_territory(city: City, desk: Desk) -> None:
    below = f"福田区{HOUSING.removeprefix('市')}"
    line, place = city.units[HOUSING].line_node, city.territories["福田区"]
    city.units[below] = add_unit(below, kind=UnitKind.DEPARTMENT, territory=place, line=line, valid_from=SINCE)
    sent = desk.issued(until(9, replace(WRITTEN, to=f"{HOUSING}、{below}、福田区政府")), Kind.URGING)
    seen = {}
    for who, role in (
        (HOUSING, "department_officer"),
        (below, "department_officer"),
        ("福田区政府", "district_officer"),
    ):
        with scope(city.actor(who, role)):
            seen[who] = [one.name for one in queries.deliveries(sent)]
    assert seen == {HOUSING: [HOUSING], below: [below], "福田区政府": ["福田区政府"]}
    answering = city.actor(below, "department_officer")
    photo = store(PNG, name="现场.png", actor_id=answering.id).pk
    moved(delivery(sent, answering, below), "reply", answering, text="已排查", files=[photo])
    with scope(city.officer):
        assert visible_file(photo, city.officer).pk == photo
    for who, role in ((HOUSING, "department_officer"), ("福田区政府", "district_officer")):
        stranger = city.actor(who, role, 77)
        with scope(stranger), pytest.raises(NotFound):
            visible_file(photo, stranger)


def test_other_bureau_can_neither_receive_nor_reply_for_it(city: City, sent: OfficialDocument) -> None:
    one = delivery(sent, city.officer)
    other = city.actor(TRAFFIC, "department_officer")
    with pytest.raises(NotFound):
        moved(one, "receive", other)
    with pytest.raises(NotAllowed):
        moved(one, "receive", city.officer)


def test_reply_is_due_at_half_past_five_and_counts_as_receipt(city: City, sent: OfficialDocument) -> None:
    bureau = city.actor(HOUSING, "department_officer")
    one = moved(delivery(sent, bureau), "reply", bureau, text="已排查12处，整改完毕。")
    assert one.due == datetime(2024, 10, 25, 17, 30, tzinfo=clock.TZ)
    assert (one.state, one.received_by, one.replied_by, one.was_late) == ("replied", bureau.id, bureau.id, False)


def test_late_reply_is_taken_and_marked(city: City, sent: OfficialDocument) -> None:
    bureau = city.actor(HOUSING, "department_officer")
    one = delivery(sent, bureau)
    with clock.at(NOW + timedelta(days=9, hours=10)):
        assert one.is_overdue
        moved(one, "reply", bureau, text="补报。")
    assert (one.was_late, one.is_overdue) == (True, False)


def test_returned_reply_is_asked_for_again_and_then_accepted(city: City, sent: OfficialDocument) -> None:
    bureau = city.actor(HOUSING, "department_officer")
    one = moved(delivery(sent, bureau), "reply", bureau, text="已办。")
    moved(one, "return_reply", city.officer, reason="请附清单")
    assert (one.state, one.returned, one.assessment) == ("received", 1, "请附清单")
    moved(one, "reply", bureau, text="清单附后。")
    moved(one, "evaluate", city.officer, assessment="符合要求")
    assert (one.state, one.reply, one.assessment) == ("evaluated", "清单附后。", "符合要求")


def test_document_is_closed_when_every_reply_is_evaluated(city: City, sent: OfficialDocument) -> None:
    for name in (HOUSING, TRAFFIC):
        bureau = city.actor(name, "department_officer")
        with scope(city.officer), pytest.raises(NotAllowed):
            perform(sent, "close", city.officer)
        moved(
            moved(delivery(sent, bureau, name), "reply", bureau, text="已办。"),
            "evaluate",
            city.officer,
            assessment="好",
        )
    with scope(city.officer):
        assert perform(sent, "close", city.officer).state == "closed"


def test_paper_without_a_clock_is_settled_by_receipts(city: City, desk: Desk) -> None:
    notice = desk.issued(TWO, Kind.NOTICE)
    for name in (HOUSING, TRAFFIC):
        with scope(city.officer):
            assert queries.unsettled([notice]) == {notice.pk}
        moved(delivery(notice, city.officer, name), "receive", city.actor(name, "department_officer"))
    with scope(city.officer):
        assert queries.unsettled([notice]) == set()


def test_office_enters_a_reply_that_came_on_paper(city: City, sent: OfficialDocument) -> None:
    scan = store(PNG, name="复函.png", actor_id=city.officer.id).pk
    one = moved(
        delivery(sent, city.officer), "record_reply", city.officer, text="已整改。", files=[scan], by_whom="李科长"
    )
    assert (one.state, one.on_behalf) == ("replied", "发文单位代录（李科长）")


def test_withdrawn_letter_asks_for_nothing_any_more(city: City, sent: OfficialDocument) -> None:
    bureau = city.actor(HOUSING, "department_officer")
    with scope(city.leader):
        operations.withdraw_issue(sent, reason="对象有误", correction="另行发函", actor=city.leader)
    with pytest.raises(Refused) as refusal:
        moved(delivery(sent, bureau), "reply", bureau, text="已办。")
    assert refusal.value.text == "您不能办理“答复”：该公文已撤回，无需签收或答复"
    with scope(bureau):
        assert queries.waiting_for(bureau) == []


def test_reply_that_crosses_a_withdrawal_is_told_so(city: City, sent: OfficialDocument) -> None:
    bureau = city.actor(HOUSING, "department_officer")
    seen_before = delivery(sent, bureau)
    with scope(city.leader):
        operations.withdraw_issue(
            queries.document(sent.pk), reason="数据有误", correction="另行印发", actor=city.leader
        )
    for move, facts in (("receive", {}), ("reply", {"text": "已整改"})):
        with pytest.raises(Refused, match="该公文已撤回"):
            moved(seen_before, move, bureau, **facts)


@pytest.mark.parametrize(
    ("state", "move", "advice"),
    [
        ("drafted", "submit", "请先修改答复期限，再送核"),
        ("in_review", "pass_review", "请退回修改，改期后再送核"),
        ("reviewed", "sign", "请退回修改，改期后再签发"),
    ],
)
def test_letter_that_leaves_no_time_to_reply_goes_no_further(desk: Desk, state: str, move: str, advice: str) -> None:
    document = desk.taken(desk.write(until(2)), state)
    actor = {"submit": desk.officer, "pass_review": desk.reviewer, "sign": desk.leader}[move]
    with clock.at(NOW + timedelta(days=2)), scope(actor), pytest.raises(Refused) as refusal:
        perform(document, move, actor)
    assert refusal.value.text == f"答复期限2024年10月18日已到，收文单位来不及答复；{advice}"
    assert (document.state, document.number) == (state, "")


def test_letter_that_leaves_no_time_to_reply_is_not_issued(desk: Desk) -> None:
    document = desk.taken(desk.write(until(2)), "numbered")
    with clock.at(NOW + timedelta(days=2)), scope(desk.officer), pytest.raises(Refused) as refusal:
        operations.issue(document, actor=desk.officer)
    assert refusal.value.text.startswith("答复期限2024年10月18日已到")
    assert document.state == "numbered"


def test_what_waits_waits_for_whom_it_concerns(city: City, desk: Desk, sent: OfficialDocument) -> None:
    bureau = city.actor(HOUSING, "department_officer")
    draft = desk.taken(desk.write(), "reviewed")
    with scope(bureau):
        assert [one.step for one in queries.waiting_for(bureau)] == ["签收"]
    with scope(city.leader):
        assert [(one.record, one.step) for one in queries.waiting_for(city.leader)] == [(draft, "签发")]
    moved(delivery(sent, bureau), "reply", bureau, text="已办。")
    with scope(city.officer):
        assert [one.step for one in queries.waiting_for(city.officer)] == ["认可答复"]
    with scope(bureau):
        assert queries.waiting_for(bureau) == []


def test_people_of_the_unit_are_told_of_a_letter_once(city: City, desk: Desk) -> None:
    clerk = member(city, HOUSING, "department_officer")
    sent = desk.issued(until(9, TWO))
    told = list(Notice.objects.filter(about_model="documents.officialdocument", about_record=sent.pk))
    assert [(one.person_id, one.kind, one.address) for one in told] == [
        (clerk.pk, "documents.issued", f"/documents/{sent.pk}/")
    ]
