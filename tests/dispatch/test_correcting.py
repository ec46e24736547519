"""更正: what came out after a bulletin was approved goes to whoever got it, stands in the next one, and a bulletin that
was taken back is drafted anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from tests.dispatch.city import City, member
from tests.dispatch.conftest import advance, all_agree
from tests.dispatch.facts import hazard
from tests.dispatch.test_restating import corrected, whole
from tests.factories.pages import browser, send, text

from zhiben.dispatch import evidence, operations, queries
from zhiben.dispatch.models import Round, SidePaper
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.audit import verify
from zhiben.foundation.lifecycle import offers, perform
from zhiben.foundation.rendering import Paper, Para, Table
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.periods import half_month_of

PAST = date(2024, 9, 30)
CLOSING = datetime(2024, 11, 1, 9, tzinfo=clock.TZ)
RoundAt = Callable[..., Round]


@pytest.fixture
def late(city: City) -> list[Hazard]:
    return [hazard(city, "罗湖区", PAST), hazard(city, "福田区", PAST)]


def fresh(one: Round) -> Round:
    with unscoped(reason="a test reads"):
        return queries.round_of(one.pk)


def act(city: City, one: Round, *moves: str) -> None:
    for move in moves:
        actor = city.leader if move.startswith("approve") else city.officer
        with scope(actor):
            getattr(operations, move)(queries.round_of(one.pk), actor=actor)


def restate(city: City, one: Round, record: Hazard, reason: str = "罗湖区补报整改") -> None:
    corrected(record)
    with scope(city.officer):
        operations.restate(queries.round_of(one.pk), whole(one), reason=reason, actor=city.officer)


def withdraw(city: City, one: Round) -> None:
    with scope(city.leader):
        operations.withdraw_issue(queries.round_of(one.pk), reason="表2有误", correction="另行印发", actor=city.leader)


def corrections(one: Round) -> list[SidePaper]:
    with unscoped(reason="a test reads"):
        return [paper for paper in queries.side_papers(one) if paper.role == "correction"]


def said(paper: Paper) -> str:
    return "".join(block.lead + block.text for block in paper.blocks if isinstance(block, Para))


def word(city: City, one: Round, words: str) -> None:
    with scope(city.officer):
        operations.word_correction(queries.round_of(one.pk), words, actor=city.officer)


def test_words_of_a_person_stand_at_the_head_and_can_be_taken_out(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("issue")
    restate(city, one, late[0])
    act(city, one, "correct")
    generated = corrections(one)[0].document.paper
    word(city, one, "经核对验收单。\n特此说明。")
    found = corrections(one)[0].document
    assert [block for block in found.paper.blocks if block not in generated.blocks] == [found.paper.blocks[1]]
    assert found.paper.blocks[1] == Para("经核对验收单。\n特此说明。", lead="说明。")
    officer = browser(member(city, "市安委办", "office_officer"))
    assert "经核对验收单。" in text(officer, "documents:page", found.pk)
    assert fresh(one).correction_words == "经核对验收单。\n特此说明。"
    word(city, one, "改过。")
    assert said(corrections(one)[0].document.paper).count("说明。") == 1
    word(city, one, "")
    assert corrections(one)[0].document.paper.blocks == generated.blocks


def test_a_correction_that_was_signed_is_worded_no_longer(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("issue")
    with pytest.raises(NotAllowed, match="没有待核准的更正"):
        word(city, one, "还没有更正")
    restate(city, one, late[0])
    act(city, one, "correct")
    word(city, one, "经核对验收单。")
    act(city, one, "approve_correction")
    with pytest.raises(NotAllowed, match="没有待核准的更正"):
        word(city, one, "签后改动")
    act(city, one, "issue_correction")
    assert "经核对验收单。" in said(corrections(one)[0].document.paper)


def test_the_page_begins_with_the_words_and_refuses_too_many(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("issue")
    restate(city, one, late[0])
    act(city, one, "correct")
    officer = browser(member(city, "市安委办", "office_officer"))
    assert "修改更正说明" in text(officer, "dispatch:page", one.pk)
    send(officer, "dispatch:move", one.pk, "word_correction", words="经核对验收单。")
    assert "经核对验收单。" in text(officer, "dispatch:move", one.pk, "word_correction")
    assert "2000" in send(officer, "dispatch:move", one.pk, "word_correction", status=422, words="字" * 2001)
    assert fresh(one).correction_words == "经核对验收单。"


def test_correction_tells_what_was_and_what_is_right(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("issue")
    restate(city, one, late[0])
    act(city, one, "correct")
    [found] = corrections(one)
    assert "2024年10月16日印发的《2024年10月上半月重点任务和重大事故隐患调度情况》（第1期（总第1期））" in said(
        found.document.paper
    )
    [table] = [block for block in found.document.paper.blocks if isinstance(block, Table)]
    assert table.rows == (("本年逾期未整改", "2", "1", "2024年10月16日", "罗湖区补报整改"),)


def test_correction_goes_to_whoever_got_the_bulletin(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("issue")
    restate(city, one, late[0])
    act(city, one, "correct", "approve_correction", "issue_correction")
    [found] = corrections(one)
    with unscoped(reason="a test reads"):
        bulletin = queries.bulletin_of(fresh(one))
        lists = [sorted(paper.deliveries.values_list("name", flat=True)) for paper in (bulletin, found.document)]
    assert lists[0] == lists[1]
    assert (found.document.state, found.document.number) == ("issued", "第2期（总第2期）")
    assert fresh(one).state == "issued"
    with scope(city.actor("市交通运输局", "department_officer")):
        assert OfficialDocument.objects.count() == 2


def test_batch_is_corrected_once(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("issue")
    with pytest.raises(NotAllowed, match="没有新的重述或撤回"):
        act(city, one, "correct")
    restate(city, one, late[0])
    act(city, one, "correct")
    with pytest.raises(NotAllowed, match="没有新的重述或撤回"):
        act(city, one, "correct")
    act(city, one, "approve_correction", "issue_correction")
    restate(city, one, late[1], "福田区补报整改")
    act(city, one, "correct")
    tables = [b for c in corrections(one) for b in c.document.paper.blocks if isinstance(b, Table)]
    assert [[row[1:3] for row in table.rows] for table in tables] == [[("2", "1")], [("1", "0")]]


def test_correction_waits_with_whoever_moves_it(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    def steps() -> list[list[str]]:
        found = []
        for actor in (city.officer, city.leader, city.actor("福田区安委办", "office_leader")):
            with scope(actor):
                found.append([one.step for one in queries.waiting_for(actor)])
        return found

    one = round_at("issue")
    restate(city, one, late[0])
    assert steps() == [[], [], []]
    act(city, one, "correct")
    assert steps() == [[], ["核准更正"], []]
    act(city, one, "approve_correction")
    assert steps() == [["印发更正"], [], []]
    act(city, one, "issue_correction")
    assert steps() == [[], [], []]


def test_only_the_leader_signs_a_correction(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("issue")
    restate(city, one, late[0])
    act(city, one, "correct")
    with scope(city.officer), pytest.raises(NotAllowed):
        operations.approve_correction(queries.round_of(one.pk), actor=city.officer)
    with pytest.raises(NotAllowed, match="没有待印发的更正"):
        act(city, one, "issue_correction")
    stranger = city.actor("福田区安委办", "office_leader")
    with scope(stranger), pytest.raises(NotFound):
        operations.approve_correction(one, actor=stranger)


def test_restatement_before_approval_stands_in_the_bulletin_itself(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("draft")
    restate(city, one, late[0])
    with unscoped(reason="a test reads"):
        paper = queries.bulletin_of(fresh(one)).paper
    assert "更正。本期“本年逾期未整改”关闭时冻结为2，2024年10月16日重述为1，原因：罗湖区补报整改。" in said(paper)
    assert "逾期未整改2项" in said(paper)
    assert fresh(one).mistakes == 0


def test_second_restatement_before_approval_is_told_with_the_first_as_one(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("draft")
    for record, reason in zip(late, ("罗湖区补报整改。", "福田区补报整改"), strict=True):
        restate(city, one, record, reason)
    with unscoped(reason="a test reads"):
        blocks = queries.bulletin_of(fresh(one)).paper.blocks
    assert [block.text for block in blocks if isinstance(block, Para) and block.lead == "更正。"] == [
        "本期“本年逾期未整改”关闭时冻结为2，2024年10月16日重述为0，原因：罗湖区补报整改；福田区补报整改。"
        "本期其他各处仍按关闭时冻结的数据。"
    ]


def test_next_bulletin_says_what_was_wrong_with_the_one_before(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("issue")
    restate(city, one, late[0])
    withdraw(city, one)
    with clock.at(CLOSING):
        after = operations.open_round("half_month", half_month_of(date(2024, 10, 20)), office=one.office_id)
        advance(city, after, "draft")
    with unscoped(reason="a test reads"):
        words = said(queries.bulletin_of(fresh(after)).paper)
    assert (
        "上期简报更正。2024年10月上半月简报所载“本年逾期未整改”2，2024年10月16日重述为1，原因：罗湖区补报整改。"
        in words
    )
    assert "上期简报更正。2024年10月上半月简报已于2024年10月16日撤回，原因：表2有误；更正说明：另行印发。" in words


def test_withdrawn_bulletin_is_drafted_anew_and_the_old_one_stays(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("issue")
    old = fresh(one).bulletin
    assert old is not None
    withdraw(city, one)
    act(city, one, "redraft")
    assert fresh(one).state == "drafted"
    act(city, one, "approve", "issue")
    new = fresh(one).bulletin
    with unscoped(reason="a test reads"):
        states = dict(OfficialDocument.objects.values_list("pk", "state"))
        [earlier] = [paper for paper in queries.side_papers(one) if paper.role == "earlier"]
    assert new is not None and new.number == "第2期（总第2期）"
    assert (states[old.pk], states[new.pk], earlier.document_id) == ("withdrawn", "issued", old.pk)
    assert [found.why for found in verify().mismatched if found.model.startswith("dispatch.")] == []


def test_withdrawal_is_corrected_to_whoever_got_the_paper(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("issue")
    withdraw(city, one)
    act(city, one, "correct", "redraft", "approve_correction", "issue_correction")
    [found] = corrections(one)
    assert "撤回。该期简报已于2024年10月16日撤回，原因：表2有误。更正说明：另行印发。" in said(found.document.paper)
    with unscoped(reason="a test reads"):
        assert found.document.deliveries.count() == 5
    assert fresh(one).state == "drafted"


def test_new_bulletin_makes_up_for_the_one_taken_back(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("issue")
    withdraw(city, one)
    act(city, one, "redraft", "approve", "issue")
    with pytest.raises(NotAllowed, match="没有新的重述或撤回"):
        act(city, one, "correct")


def test_page_shows_old_bulletin_and_correction(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("issue")
    old = fresh(one).bulletin_id
    withdraw(city, one)
    act(city, one, "correct", "redraft")
    client = browser(member(city, "市安委办", "office_officer"))
    page = text(client, "dispatch:page", one.pk)
    for words in ("更正和原件", f"/documents/{old}/", "关于2024年10月上半月调度情况简报的更正", "表2有误"):
        assert words in page, words


@pytest.mark.parametrize("deed", ["strike", "restate"])
def test_substitute_who_decided_on_a_name_or_restated_a_figure_does_not_approve(
    city: City, late: list[Hazard], round_at: RoundAt, deed: str
) -> None:
    lent = replace(city.leader.grants[0], substitute_for=city.leader.id)
    clerk = replace(city.officer, id=4242, grants=(*city.officer.grants, lent))
    one, other = round_at("draft"), replace(clerk, id=4343)
    corrected(late[0])
    first, *names = one.names
    unit = city.actor(first.unit_name, "district_officer")
    with scope(unit):
        operations.contest(queries.name_of(first.pk, unit), "已整改", actor=unit)
    with scope(clerk if deed == "strike" else city.officer):
        decider = clerk if deed == "strike" else city.officer
        operations.strike(queries.name_of(first.pk, decider), "属实", actor=decider)
    if deed == "restate":
        with scope(clerk):
            operations.restate(queries.round_of(one.pk), whole(one), reason="补报", actor=clerk)
    for name in names:
        with scope(unit := city.actor(name.unit_name, "district_officer")):
            operations.agree(queries.name_of(name.pk, unit), actor=unit)
    with scope(clerk), pytest.raises(NotAllowed, match="本件由您起草或修改，您是代理负责人"):
        operations.approve(queries.round_of(one.pk), actor=clerk)
    with scope(other):
        assert operations.approve(queries.round_of(one.pk), actor=other).state == "approved"


def test_substitute_of_the_leader_approves_and_withdraws_nothing_of_the_own_hand(
    city: City, late: list[Hazard], round_at: RoundAt
) -> None:
    lent = replace(city.leader.grants[0], substitute_for=city.leader.id)
    clerk = replace(city.officer, grants=(*city.officer.grants, lent))
    facts = {"reason": "表2有误", "correction": "另行印发"}
    one = round_at("draft")
    for move, given in (("approve", {}), ("withdraw_issue", facts), ("approve_correction", {})):
        with scope(clerk), pytest.raises(NotAllowed, match="本件由您起草或修改，您是代理负责人"):
            perform(queries.round_of(one.pk), move, clerk, **given)
        with scope(clerk):
            assert move not in [each.move.name for each in offers(queries.round_of(one.pk), clerk) if each.allowed]
        if move == "approve":
            all_agree(city, one)
            act(city, one, "approve", "issue")
            restate(city, one, late[1])
            act(city, one, "correct")
    with scope(wrote := replace(clerk, id=4242)):
        operations.word_correction(queries.round_of(one.pk), "经核对验收单。", actor=wrote)
        with pytest.raises(NotAllowed, match="本件由您起草或修改，您是代理负责人"):
            perform(queries.round_of(one.pk), "approve_correction", wrote)
    with scope(other := replace(clerk, id=4343)):
        perform(queries.round_of(one.pk), "approve_correction", other)
    assert fresh(one).correction_state == "numbered"


def blocks(one: Round, kind: type) -> list[Any]:
    with unscoped(reason="a test reads"):
        return [block for block in queries.bulletin_of(fresh(one)).paper.blocks if isinstance(block, kind)]


def before_it(city: City, round_at: RoundAt) -> Round:
    """The half-month before the round of the tests, closed."""
    one = operations.open_round("half_month", half_month_of(date(2024, 9, 20)), office=city.units["市安委办"].pk)
    return advance(city, one, "close")


def test_a_bulletin_drafted_anew_says_what_was_restated_and_not_the_old_figure(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    before_it(city, round_at)
    one = round_at("issue")
    restate(city, one, late[0])
    act(city, one, "correct", "approve_correction", "issue_correction")
    withdraw(city, one)
    act(city, one, "redraft")
    words = said(paper_of(one))
    assert "逾期未整改1项" in words and "逾期未整改2项" not in words
    assert (
        "更正。本期“本年逾期未整改”关闭时冻结为2，2024年10月16日重述为1，原因：罗湖区补报整改。本期简报为重述后的数据。"
        in words
    )
    assert "点名、按期办结率比较和上期点名事项办理情况仍按关闭时冻结的数据。" in words
    [compared] = [table for table in blocks(one, Table) if table.caption == "主要指标与上期比较"]
    assert [row for row in compared.rows if row[0] == "本年逾期未整改"] == [("本年逾期未整改", "1", "2", "-1")]
    assert "本期“本年逾期未整改”已重述为1（首次冻结为2）" in compared.note
    [areas] = [table for table in blocks(one, Table) if table.caption.startswith("表1")]
    assert [row[-1] for row in (*areas.rows, areas.total) if row[0] in ("福田区", "罗湖区", "合计")] == ["1", "0", "1"]


def test_what_came_out_later_about_a_bulletin_drafted_anew_is_corrected_again(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("issue")
    restate(city, one, late[0])
    act(city, one, "correct", "approve_correction", "issue_correction")
    withdraw(city, one)
    act(city, one, "redraft", "approve", "issue")
    assert "逾期未整改1项" in said(paper_of(one))
    with pytest.raises(NotAllowed, match="没有新的重述或撤回"):
        act(city, one, "correct")
    restate(city, one, late[1], "福田区补报整改")
    act(city, one, "correct")
    [table] = [block for block in corrections(one)[-1].document.paper.blocks if isinstance(block, Table)]
    assert [row[1:3] for row in table.rows] == [("1", "0")]
    with scope(city.officer):
        assert evidence.figures(fresh(one)).count("hazards.overdue") == 1
        [first, told] = [
            evidence.behind(fresh(one), "hazards.overdue", "all", "numerator", bundle).row.numerator
            for bundle in (one.bundle, "")
        ]
    assert (first, told) == (2, 1)


def test_what_is_restated_while_a_bulletin_is_drafted_anew_enters_it(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("issue")
    withdraw(city, one)
    act(city, one, "redraft")
    assert "逾期未整改2项" in said(paper_of(one)) and "重述" not in said(paper_of(one))
    restate(city, one, late[0])
    assert "逾期未整改1项" in said(paper_of(one))
    assert fresh(one).mistakes == fresh(one).corrected


def test_a_correction_says_what_stays_and_which_name_rests_on_what_is_counted_no_longer(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("issue")
    restate(city, one, late[0])
    act(city, one, "correct")
    words = said(corrections(one)[0].document.paper)
    assert (
        f"点名。罗湖区政府点名（重大事故隐患逾期未整改，共1项）所依据的{late[0].number}，按更正后的记录不再计为逾期。"
        in words
    )
    assert late[1].number not in words and "福田区政府" not in words
    assert "原简报其他各处（含各区域、各单位的表和点名）不作改动，仍为印发时的数据。" in words


def paper_of(one: Round) -> Paper:
    with unscoped(reason="a test reads"):
        return queries.bulletin_of(fresh(one)).paper
