"""Handing over to enforcement: a letter and nothing else from the office; a receipt, a decision, an outcome from the
unit; what nobody has signed for is seen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.factories.documents import Desk
from tests.factories.pages import browser
from tests.factories.supervision import OFFICE, Ground, drawn, goers, ground, signed, visited

from zhiben.documents import operations as documents
from zhiben.documents import queries as papers
from zhiben.documents.models import OfficialDocument
from zhiben.documents.vocab import Kind as Paper
from zhiben.documents.vocab import Numbering
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.rendering import to_json
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role, UnitKind
from zhiben.supervision import kinds, operations, queries, reporting
from zhiben.supervision.models import Finding, Transfer, Visit
from zhiben.supervision.operations import Batch, Found, HandOver

pytestmark = pytest.mark.django_db
ENFORCERS = "市应急管理"
"""Nobody of it is on a team."""
FORBIDDEN = ("责令", "罚款", "行政处罚", "处罚决定", "吊销", "查封", "扣押", "停产停业", "暂扣")
"""Words of orders and penalties (行政处罚法第九条, 安全生产法第六十五条)."""


@pytest.fixture
def built() -> Ground:
    found = ground()
    with scope(found.keeper):
        documents.set_issuing_body(
            found.office, full_name="深圳市安委办", code="深安办", numbering=Numbering.OWN, actor=found.keeper
        )
    return found


@pytest.fixture
def finding(built: Ground) -> Finding:
    visit = visited(built, drawn(built))
    actor = goers(visit)[0]
    with scope(actor):
        one = operations.record(visit, Found("无证人员违章动火"), actor=actor)
    signed(visit)
    return one


def due() -> date:
    return clock.today() + timedelta(days=7)


def handed(built: Ground, one: Finding, unit: str = ENFORCERS, **said: Any) -> Transfer:
    given: dict[str, Any] = {
        "unit": built.built.unit(unit).pk,
        "basis": "《安全生产法》第三十条",
        "receipt_due": due(),
        **said,
    }
    with scope(built.keeper):
        return operations.hand_over(queries.finding_of(one.pk), HandOver(**given), actor=built.keeper)


def put_out(built: Ground, one: Transfer) -> None:
    """The letter goes through review, signature and issue."""
    reviewer = built.built.actor(Role.OFFICE_OFFICER, OFFICE)
    Desk(built.office, built.keeper, reviewer, built.leader).taken(one.letter, "issued")


def enforcer(built: Ground) -> Actor:
    return built.built.actor(Role.DEPARTMENT_OFFICER, ENFORCERS)


def moved(one: Transfer, move: str, actor: Actor, **facts: Any) -> Transfer:
    with scope(actor):
        perform(queries.transfer_of(one.pk), move, actor, **facts)
        return queries.transfer_of(one.pk)


def test_the_whole_way_from_letter_to_outcome(built: Ground, finding: Finding) -> None:
    one, unit = handed(built, finding), enforcer(built)
    assert (one.state, one.letter.kind, one.receipt_due) == ("sent", Paper.LETTER, due())
    put_out(built, one)
    today = clock.today()
    moved(one, "receive", unit, receipt_no="消执收〔2024〕7号", day=today)
    moved(one, "file", unit, case_no="消立〔2024〕3号", day=today)
    after = moved(one, "conclude", unit, result="已依法处理，当事人已整改", day=today)
    assert (after.receipt_no, after.received_on, after.case_no, after.result, after.concluded_on) == (
        *("消执收〔2024〕7号", today, "消立〔2024〕3号", "已依法处理，当事人已整改", today),
    )
    page = browser(built.keeper).get(after.get_absolute_url()).content.decode()
    assert all(word in page for word in ("消执收〔2024〕7号", "消立〔2024〕3号", "已依法处理，当事人已整改", ENFORCERS))


def test_the_letter_names_one_day_and_no_reply_in_writing_is_asked_for(built: Ground, finding: Finding) -> None:
    """The unit signs for it here: nothing else of the letter falls due."""
    one = handed(built, finding, basis="《安全生产法》第三十条：特种作业人员持证上岗")
    put_out(built, one)
    words = to_json(one.letter.paper)
    with scope(built.keeper):
        site = orgs.site_card_of(queries.finding_of(finding.pk).visit.site_id)
    where = f"{site.name}（龙华区民治街道，本地编号{site.code}）"
    assert "根据《安全生产法》第三十条，" in words
    assert "移交依据：《安全生产法》第三十条：特种作业人员持证上岗。" in words
    assert f"{where}存在下列问题" in words and "无证人员违章动火。" in words
    assert (one.letter.reply_by, words.count(clock.in_words(due())), "书面反馈" in words) == (None, 1, False)
    with scope(enforcer(built)), clock.at(clock.day_start(due() + timedelta(days=30))):
        (delivery,) = papers.deliveries(papers.document(one.letter_id))
        assert (papers.due_day(delivery), papers.overdue([one.letter_id])) == (None, set())
        assert [each.record for each in queries.transfers_waiting(enforcer(built), 9)] == [one]


def test_what_enforcement_has_is_counted_by_itself_and_the_sums_close(built: Ground) -> None:
    visit = visited(built, drawn(built))
    actor = goers(visit)[0]
    with scope(actor):
        found = [
            operations.record(visit, Found(words), actor=actor)
            for words in ("没有台账", "违章动火", "通道堵塞", "无证")
        ]
    signed(visit)
    drafted, out, done = (handed(built, one) for one in found[1:])
    for one in (out, done):
        put_out(built, one)
    moved(done, "receive", enforcer(built), receipt_no="7", day=clock.today())
    moved(done, "file", enforcer(built), case_no="3", day=clock.today())

    def tallied() -> tuple[dict[str, int], int, str]:
        with scope(built.keeper):
            tally = queries.tally_of(one_round := queries.round_of(visit.round_id or 0))
            listed = queries.finding_tally(queries.findings_in(one_round))
            assert {key: count for key, count in listed.items() if count} == tally.outcomes
            assert sum(tally.outcomes.values()) == len(tally.findings) == 4
            words = reporting.typed(reporting.blocks(one_round, tally, queries.coverage_of(one_round)))
        return dict(tally.outcomes), tally.pursued, words

    outcomes, pursued, words = tallied()
    assert (outcomes, pursued) == ({"recorded": 2, "enforced": 2}, 3)
    assert "已记录2个，已移交执法2个" in words and "还没有处理的2个问题" in words
    assert "已移交执法、还没有反馈结果的3个" in words
    moved(done, "conclude", enforcer(built), result="已处罚", day=clock.today())
    moved(out, "give_back", enforcer(built), reason="不属本单位职责")
    outcomes, pursued, _words = tallied()
    assert (outcomes, pursued, drafted.state) == ({"recorded": 3, "enforced": 1}, 1, "sent")
    client, url = browser(built.keeper), f"/supervision/{visit.round_id}/findings/"
    page = client.get(url).content.decode()
    assert "还没有处理的3个" in page and "?state=enforced" in page and page.count('name="finding"') == 3
    page = client.get(url, {"state": "enforced"}).content.decode()
    assert found[3].text in page and found[0].text not in page and page.count('name="finding"') == 1
    page = client.get(url, {"state": "recorded"}).content.decode()
    assert found[3].text not in page and all(row.text in page for row in found[:3])


def test_not_taking_the_case_says_why_and_ends_it(built: Ground, finding: Finding) -> None:
    one, unit = handed(built, finding), enforcer(built)
    put_out(built, one)
    moved(one, "receive", unit, receipt_no="7", day=clock.today())
    after = moved(one, "not_file", unit, reason="违法事实不成立", day=clock.today())
    assert (after.state, after.reason, after.decided_on) == ("not_filed", "违法事实不成立", clock.today())
    again = handed(built, finding)
    assert again.pk != one.pk


def reads(actor: Actor, finding: Finding) -> tuple[bool, bool, int]:
    """Whether somebody reads the finding, and its visit; how many hand-overs."""
    with scope(actor):
        found = bool(queries.findings_by_id([finding.pk]))
        visit = Visit.objects.filter(pk=finding.visit_id).exists()
        return found, visit, queries.transfers().count()


def test_nothing_is_signed_for_before_the_letter_is_out(built: Ground, finding: Finding) -> None:
    one = handed(built, finding)
    with pytest.raises(NotFound):
        moved(one, "receive", enforcer(built), receipt_no="7", day=clock.today())


def test_the_unit_reads_what_it_was_handed_once_the_letter_is_out_and_a_stranger_does_not(
    built: Ground, finding: Finding
) -> None:
    unit = enforcer(built)
    one = handed(built, finding)
    assert reads(unit, finding) == (False, False, 0)
    assert browser(unit).get(one.get_absolute_url()).status_code == 404
    put_out(built, one)
    assert reads(unit, finding) == (True, True, 1)
    assert finding.get_absolute_url() in browser(unit).get(one.get_absolute_url()).content.decode()
    for role, name in ((Role.DEPARTMENT_OFFICER, "龙华区交通运输"), (Role.STREET_OFFICER, "粤海街道")):
        stranger = built.built.actor(role, name)
        with scope(stranger):
            assert list(queries.transfers()) == []
            with pytest.raises(NotFound):
                queries.transfer_of(one.pk)


@pytest.mark.parametrize(
    ("move", "facts"),
    [("receive", {"receipt_no": "7"}), ("file", {"case_no": "3"}), ("conclude", {"result": "已处理"})],
)
def test_days_follow_each_other_and_do_not_lie_ahead(
    built: Ground, finding: Finding, move: str, facts: dict[str, str]
) -> None:
    one, unit, today = handed(built, finding), enforcer(built), clock.today()
    put_out(built, one)
    for earlier, said in (("receive", {"receipt_no": "7"}), ("file", {"case_no": "3"})):
        if earlier == move:
            break
        moved(one, earlier, unit, day=today, **said)
    with pytest.raises(Incomplete, match="不能早于"):
        moved(one, move, unit, day=today - timedelta(days=1), **facts)
    with pytest.raises(Incomplete, match="不能晚于今天"):
        moved(one, move, unit, day=today + timedelta(days=1), **facts)


def test_an_overdue_receipt_is_shown(built: Ground, finding: Finding) -> None:
    one, on_the_day = handed(built, finding), clock.day_start(due() + timedelta(days=1))
    address = reverse("supervision:transfers")
    with clock.at(on_the_day):
        client = browser(built.keeper)
        assert "逾期未签收0件" in client.get(address).content.decode()
        pages = (address, one.get_absolute_url(), finding.get_absolute_url())
        shown = [client.get(page).content.decode() for page in pages]
        assert [word for page in shown for word in ("已过签收期限", 'danger">逾期未签收') if word in page] == []
    put_out(built, one)
    assert "逾期未签收0件" in browser(built.keeper).get(address).content.decode()
    with clock.at(on_the_day):
        client = browser(built.keeper)
        assert "逾期未签收1件" in client.get(address).content.decode()
        assert "已过签收期限" in client.get(one.get_absolute_url()).content.decode()
        assert "逾期未签收" in client.get(finding.get_absolute_url()).content.decode()


def test_a_finding_is_handed_over_once_at_a_time_and_again_after_it_came_back(built: Ground, finding: Finding) -> None:
    one = handed(built, finding)
    with pytest.raises((Refused, Conflict), match="已经移交"):
        handed(built, finding)
    put_out(built, one)
    moved(one, "give_back", enforcer(built), reason="不属本单位管辖")
    assert handed(built, finding, "市住房建设").state == "sent"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"basis": " "}, "basis"),
        ({"receipt_due": date(2024, 1, 1)}, "receipt_due"),
        ({"unit": "龙华区"}, "unit"),
        ({"unit": "粤海街道"}, "unit"),
    ],
)
def test_what_is_missing_is_named(built: Ground, finding: Finding, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        handed(built, finding, **said)
    assert list(refusal.value.fields) == [field]


def test_only_a_signed_visit_and_only_its_office_hand_over(built: Ground) -> None:
    visit = visited(built, drawn(built))
    actor = goers(visit)[0]
    with scope(actor):
        one = operations.record(visit, Found("无证人员违章动火"), actor=actor)
    with pytest.raises(Refused, match="签字以后"):
        handed(built, one)
    signed(visit)
    district = built.built.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    said = HandOver(built.built.unit(ENFORCERS).pk, "第三十条", due())
    with scope(district), pytest.raises(NotAllowed, match="派出督导组的安委办"):
        operations.hand_over(queries.finding_of(one.pk), said, actor=district)


def test_the_page_hands_over_and_offers_only_units_that_enforce_there(built: Ground, finding: Finding) -> None:
    client = browser(built.keeper)
    address = reverse("supervision:hand_over", args=[finding.pk])
    assert address in client.get(finding.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    offered = {name: name in page for name in (ENFORCERS, "龙华区住房建设", "民治街道", "南山区住房建设", "粤海街道")}
    assert offered == {
        **dict.fromkeys((ENFORCERS, "龙华区住房建设", "民治街道"), True),
        **dict.fromkeys(("南山区住房建设", "粤海街道"), False),
    }
    unit = built.built.unit(ENFORCERS).pk
    sent = {"unit": unit, "basis": "《安全生产法》第三十条", "receipt_due": due()}
    assert client.post(address, sent | {"basis": ""}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert Transfer._unfiltered().get().unit_id == unit


def test_the_office_papers_never_order_or_punish(built: Ground, finding: Finding) -> None:
    """Two families of papers: whatever supervision writes is a letter, circular, reminder or urging, and no template of
    it has a word of an order or a penalty."""
    handed(built, finding)
    visits = {finding.visit_id}
    with scope(built.keeper):
        for number, paper in enumerate(kinds.declared("comprehensive").papers):
            actor = built.keeper
            assert Finding.objects.filter(visit__in=visits, state="recorded").count() == 1 - number
            fresh = queries.finding_of(finding.pk)
            operations.issue(Batch(paper, due(), {fresh.pk: built.built.unit("龙华区").pk}), actor=actor)
    written = OfficialDocument._unfiltered().all()
    assert written.count() == 2
    for document in written:
        assert [word for word in FORBIDDEN if word in f"{document.title}{document.paper_json}"] == []
    allowed = {Paper.LETTER, Paper.CIRCULAR, Paper.REMINDER, Paper.URGING}
    assert {paper for kind in kinds.KINDS.values() for paper in kind.papers} <= allowed
    assert [kind for kind in Paper if any(word in kind.label for word in ("处罚", "责令", "决定书"))] == []
    assert built.built.unit("龙华区").kind == UnitKind.DISTRICT


def test_the_receiver_is_told_that_it_does_not_withdraw(built: Ground, finding: Finding) -> None:
    one = handed(built, finding)
    put_out(built, one)
    client = browser(enforcer(built))
    address = reverse("supervision:transfer_move", args=[one.pk, "withdraw"])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "不收"}).status_code == 403


@pytest.mark.parametrize(("who", "move"), [("unit", "give_back"), ("keeper", "withdraw")])
def test_what_came_back_is_read_by_the_unit_no_more_save_that_it_was_handed_over(
    built: Ground, finding: Finding, who: str, move: str
) -> None:
    one, unit = handed(built, finding), enforcer(built)
    put_out(built, one)
    moved(one, move, unit if who == "unit" else built.keeper, reason="不属本单位管辖")
    assert reads(unit, finding) == (False, False, 1)
    page = browser(unit).get(one.get_absolute_url())
    assert (page.status_code, finding.get_absolute_url() in page.content.decode()) == (200, False)
    put_out(built, handed(built, finding))
    assert reads(unit, finding) == (True, True, 2)


def test_the_visit_is_read_as_long_as_another_finding_of_it_is_with_the_unit(built: Ground) -> None:
    visit = visited(built, drawn(built))
    actor, unit = goers(visit)[0], enforcer(built)
    with scope(actor):
        found = [operations.record(visit, Found(text), actor=actor) for text in ("违章动火", "通道堵塞")]
    signed(visit)
    both = [handed(built, one) for one in found]
    for one in both:
        put_out(built, one)
    moved(both[0], "give_back", unit, reason="不属本单位管辖")
    assert [reads(unit, one)[:2] for one in found] == [(False, True), (True, True)]
    moved(both[1], "give_back", unit, reason="不属本单位管辖")
    assert [reads(unit, one)[:2] for one in found] == [(False, False), (False, False)]


def test_a_finding_told_later_is_none_of_the_unit_that_was_handed_another(built: Ground, finding: Finding) -> None:
    put_out(built, handed(built, finding))
    visit, actor = Visit._unfiltered().get(pk=finding.visit_id), goers(finding.visit)[0]
    with scope(actor):
        late = operations.record(visit, Found("通道堵塞"), at=visit.closed_at, actor=actor)
    assert (late.late, reads(enforcer(built), late)[0]) == (True, False)


@pytest.mark.parametrize("out", [False, True])
def test_a_letter_made_void_or_taken_back_takes_the_hand_over_along(
    built: Ground, finding: Finding, *, out: bool
) -> None:
    one = handed(built, finding)
    if out:
        put_out(built, one)
    letter = OfficialDocument._unfiltered().get(pk=one.letter_id)
    with scope(built.leader):
        if out:
            documents.withdraw_issue(letter, reason="单位写错", correction="另发", actor=built.leader)
        else:
            perform(letter, "void", built.leader, reason="单位写错")
    after = Transfer._unfiltered().get(pk=one.pk)
    assert (after.state, after.reason) == ("withdrawn", "移交函作废或撤回：单位写错")
    assert reads(enforcer(built), finding) == (False, False, int(out))
    assert handed(built, finding).state == "sent"


def test_what_was_signed_for_stays_with_the_unit_when_the_letter_is_taken_back(built: Ground, finding: Finding) -> None:
    one, unit = handed(built, finding), enforcer(built)
    put_out(built, one)
    moved(one, "receive", unit, receipt_no="7", day=clock.today())
    letter = OfficialDocument._unfiltered().get(pk=one.letter_id)
    with scope(built.leader):
        documents.withdraw_issue(letter, reason="单位写错", correction="另发", actor=built.leader)
    assert (Transfer._unfiltered().get(pk=one.pk).state, reads(unit, finding)) == ("received", (True, True, 1))


def test_the_letter_of_a_withdrawn_hand_over_does_not_go_out(built: Ground, finding: Finding) -> None:
    one = handed(built, finding)
    moved(one, "withdraw", built.keeper, reason="写错单位")
    with pytest.raises(Refused, match="移交已撤回，不能印发"):
        put_out(built, one)
    assert reads(enforcer(built), finding) == (False, False, 0)


def test_a_visit_is_void_once_its_hand_over_is_withdrawn_and_not_after_it_was_signed_for(
    built: Ground, finding: Finding
) -> None:
    def void() -> str:
        with scope(built.keeper):
            visit = perform(queries.visit_of(finding.visit_id), "void", built.keeper, reason="走错门")
        return str(visit.state)

    one = handed(built, finding)
    with pytest.raises(Refused, match=f"已移交{ENFORCERS}，请先撤回移交"):
        void()
    moved(one, "withdraw", built.keeper, reason="走错门")
    again = handed(built, finding)
    put_out(built, again)
    moved(again, "receive", enforcer(built), receipt_no="7", day=clock.today())
    with pytest.raises(Refused, match="由其签收，不能作废"):
        void()


def test_a_visit_is_void_after_its_hand_over_came_back(built: Ground, finding: Finding) -> None:
    one = handed(built, finding)
    put_out(built, one)
    moved(one, "give_back", enforcer(built), reason="不属本单位管辖")
    with scope(built.keeper):
        visit = perform(queries.visit_of(finding.visit_id), "void", built.keeper, reason="走错门")
    assert visit.state == "void"


def test_it_waits_for_the_receiver_step_by_step_once_the_letter_is_out(built: Ground, finding: Finding) -> None:
    one, unit, today = handed(built, finding), enforcer(built), clock.today()

    def waits(actor: Actor) -> list[tuple[str, date | None]]:
        with scope(actor):
            return [(each.step, each.due) for each in queries.transfers_waiting(actor, 50)]

    assert waits(unit) == []
    put_out(built, one)
    assert waits(unit) == [("签收", due())]
    moved(one, "receive", unit, receipt_no="7", day=today)
    assert waits(unit) == [("立案", None)]
    moved(one, "file", unit, case_no="3", day=today)
    assert waits(unit) == [("反馈处理结果", None)]
    assert waits(built.keeper) == []


def test_what_was_handed_over_is_closed_in_no_other_way_until_it_comes_back(built: Ground, finding: Finding) -> None:
    """From the letter's draft on; the buttons are not offered either, and the page says where it is."""
    one, page = handed(built, finding), finding.get_absolute_url()
    office = browser(built.keeper)
    closing = [f'href="{page}{step}"' for step in ("moves/note", "moves/hand_on", "moves/enlist", "transfer/")]
    shown = office.get(page).content.decode()
    assert [each for each in closing if each in shown] == []
    assert f'<a href="{one.get_absolute_url()}"><span' in shown and "待印发" in shown
    put_out(built, one)
    assert "已移交执法</span></a></h1>" in office.get(page).content.decode()
    for move, facts in (("note", {"reason": "已告知"}), ("hand_on", {}), ("enlist", {"task": "1"})):
        with scope(built.keeper), pytest.raises(NotAllowed, match="已移交执法，先撤回移交"):
            perform(queries.finding_of(finding.pk), move, built.keeper, **facts)
    moved(one, "give_back", enforcer(built), reason="不属本单位职责")
    shown = office.get(page).content.decode()
    assert [each for each in closing if each not in shown] == []
    with scope(built.keeper):
        after = perform(queries.finding_of(finding.pk), "note", built.keeper, reason="已告知")
    shown = office.get(page).content.decode()
    assert (after.state_shown.label, "待印发" in office.get(page).content.decode()) == ("已作提示", False)


def test_a_hand_over_waits_for_the_issue_of_its_letter_before_anybody_signs(built: Ground, finding: Finding) -> None:
    one, office = handed(built, finding), browser(built.keeper)
    listed, page = reverse("supervision:transfers"), one.get_absolute_url()
    shown = [office.get(url).content.decode() for url in (listed, page)]
    assert "待印发1件，待签收0件" in shown[0] and [text.count("待印发</span>") for text in shown] == [1, 1]
    put_out(built, one)
    shown = [office.get(url).content.decode() for url in (listed, page)]
    assert "待印发0件，待签收1件" in shown[0] and [text.count("待签收</span>") for text in shown] == [1, 1]
