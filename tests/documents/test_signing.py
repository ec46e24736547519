"""Review and signing: by somebody else, on screen, several at once, on paper, with own numbers or those of the OA."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.dispatch.city import City
from tests.factories.documents import WRITTEN, Desk
from tests.factories.photos import PNG

from zhiben.documents import operations, queries
from zhiben.documents.models import OfficialDocument, TakenNumber
from zhiben.documents.vocab import Kind, Numbering
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import offers, perform
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor


def numbers(desk: Desk, *kinds: Kind) -> list[str]:
    written = replace(WRITTEN, to="市交通运输局")
    return [desk.taken(desk.write(written, kind), "numbered").number for kind in kinds]


def moved(document: OfficialDocument, move: str, actor: Actor, **facts: object) -> OfficialDocument:
    with scope(actor):
        return perform(document, move, actor, **facts)


def test_signing_takes_the_number_of_its_series(desk: Desk) -> None:
    assert numbers(desk, Kind.NOTICE, Kind.REMINDER, Kind.CIRCULAR, Kind.LETTER) == [
        "深安办〔2024〕1号",
        "深安办函〔2024〕1号",
        "深安办〔2024〕2号",
        "深安办函〔2024〕2号",
    ]


def test_signed_paper_bears_number_day_and_signer(desk: Desk) -> None:
    document = desk.taken(desk.write(), "numbered")
    with scope(desk.officer):
        stored = queries.document(document.pk)
    assert (stored.paper.number, stored.paper.date.isoformat()) == ("深安办函〔2024〕1号", "2024-10-16")
    assert (stored.signed_by, stored.signing) == (desk.leader.id, "screen")
    assert stored.signer != ""


def test_drafter_does_not_review_the_own_draft(desk: Desk) -> None:
    document = desk.taken(desk.write(), "in_review")
    with pytest.raises(NotAllowed):
        moved(document, "pass_review", desk.officer)
    assert moved(document, "pass_review", desk.reviewer).reviewed_by == desk.reviewer.id


@pytest.mark.parametrize("hand", ["drafts", "revises"])
def test_substitute_signs_nothing_of_the_own_hand(desk: Desk, hand: str) -> None:
    lent = replace(desk.leader.grants[0], substitute_for=desk.leader.id)
    clerk = replace(desk.reviewer, grants=(*desk.reviewer.grants, lent))
    document = replace(desk, officer=clerk).write() if hand == "drafts" else desk.write()
    if hand == "revises":
        with scope(clerk):
            operations.rewrite(document, replace(WRITTEN, body="请于本月完成排查。"), actor=clerk)
    desk.taken(document, "in_review")
    for state, move, facts in (
        ("in_review", "pass_review", {}),
        ("reviewed", "sign", {}),
        ("issued", "withdraw_issue", {"reason": "有误", "correction": "另发"}),
    ):
        replace(desk, reviewer=desk.leader).taken(document, state)
        if (hand, move) != ("revises", "pass_review"):
            assert move not in [one.move.name for one in offers(document, clerk) if one.allowed]
            with pytest.raises(NotAllowed, match="本件由您起草或修改，您是代理负责人"):
                moved(document, move, clerk, **facts)
    other = replace(clerk, id=4343)
    assert moved(document, "withdraw_issue", other, **facts).state == "withdrawn"


def test_what_a_substitute_wrote_does_not_wait_for_the_own_signature(desk: Desk) -> None:
    lent = replace(desk.leader.grants[0], substitute_for=desk.leader.id)
    clerk = replace(desk.officer, grants=(*desk.officer.grants, lent))
    desk.taken(replace(desk, officer=clerk).write(), "reviewed")
    with scope(clerk):
        assert (queries.to_sign(clerk), queries.waiting_for(clerk), queries.kept_from(clerk)) == ([], [], 1)
    with scope(other := replace(clerk, id=4343)):
        assert (len(queries.to_sign(other)), queries.kept_from(other)) == (1, 0)


def test_returned_draft_shows_the_leader_what_changed(desk: Desk) -> None:
    document = desk.taken(desk.write(), "reviewed")
    moved(document, "return_draft", desk.leader, remark="要求不具体")
    with scope(desk.officer):
        operations.rewrite(document, replace(WRITTEN, body="请于本月完成排查。"), actor=desk.officer)
    desk.taken(document, "reviewed")
    with scope(desk.leader):
        since = queries.returned_version(document)
        assert since is not None
        changed = [one.text for one in queries.changes(since.paper, document.paper) if one.sign == "+"]
    assert changed == ["请于本月完成排查。"]
    assert [line.facts["remark"] for line in audit.of(document) if line.verb == "return_draft"] == ["要求不具体"]


def test_two_signers_at_once_sign_once(desk: Desk, city: City) -> None:
    document = desk.taken(desk.write(), "reviewed")
    other = city.actor("市安委办", "office_leader", 777)
    with scope(desk.leader):
        mine, theirs = queries.document(document.pk), queries.document(document.pk)
        perform(mine, "sign", desk.leader)
    with scope(other), pytest.raises(Conflict):
        perform(theirs, "sign", other)
    assert TakenNumber.objects.filter(document=document).count() == 1


def test_several_are_signed_each_for_itself(desk: Desk) -> None:
    good, bad = desk.taken(desk.write(), "reviewed"), desk.taken(desk.write(), "reviewed")
    OfficialDocument._unfiltered().filter(pk=bad.pk).update(paper_json=good.paper_json.replace("请立即", "密级：机密"))
    with scope(desk.leader):
        outcomes = operations.sign_each(queries.to_sign(desk.leader), actor=desk.leader, opinion="同意")
        left = queries.to_sign(desk.leader)
    assert [(one.document.pk, one.sentence == "") for one in outcomes] == [(good.pk, True), (bad.pk, False)]
    assert [one.pk for one in left] == [bad.pk]
    with scope(desk.leader):
        assert queries.document(good.pk).opinion == "同意"


def test_signed_on_paper_needs_the_scan_and_says_who_signed(desk: Desk) -> None:
    document = desk.taken(desk.write(), "reviewed")
    with pytest.raises(Incomplete) as refusal:
        moved(document, "sign_on_paper", desk.officer, signer="王主任")
    assert set(refusal.value.fields) == {"scan"}
    scan = store(PNG, name="签批.png", actor_id=desk.officer.id).pk
    moved(document, "sign_on_paper", desk.officer, signer="王主任", scan=[scan])
    assert (document.state, document.number, document.signer, document.signing) == (
        "numbered",
        "深安办函〔2024〕1号",
        "王主任",
        "paper",
    )


def test_number_of_the_oa_is_typed_and_taken_once(desk: Desk) -> None:
    desk.opened(Numbering.OA)
    first, second = (desk.taken(desk.write(), "reviewed") for _ in range(2))
    for one in (first, second):
        with pytest.raises(NotAllowed):
            moved(one, "sign", desk.leader)
        moved(one, "sign_unnumbered", desk.leader)
    moved(first, "number", desk.officer, number="深安办函[2024] 12 号")
    with pytest.raises(Incomplete) as refusal:
        moved(second, "number", desk.officer, number="深安办函〔2024〕12号")
    assert first.number == "深安办函〔2024〕12号"
    assert refusal.value.fields == {"number": f"“深安办函〔2024〕12号”已用于：{WRITTEN.title}"}
    assert (second.state, second.number) == ("signed", "")


@pytest.mark.parametrize(
    "text", ["深安办2024-12", "深安办〔24〕12号", "深安办〔2024〕012号", "〔2024〕1号", "深安办〔2024〕第3号"]
)
def test_what_is_no_number_is_refused_with_an_example(desk: Desk, text: str) -> None:
    desk.opened(Numbering.OA)
    document = desk.taken(desk.write(), "reviewed")
    moved(document, "sign_unnumbered", desk.leader)
    with pytest.raises(Incomplete) as refusal:
        moved(document, "number", desk.officer, number=text)
    assert refusal.value.fields == {"number": f"“{text}”不是文号，应如“深安办〔2024〕12号”"}


def test_void_document_keeps_its_number_with_the_reason(desk: Desk) -> None:
    document = desk.taken(desk.write(), "numbered")
    moved(document, "void", desk.leader, reason="内容有误，另行起草")
    row = TakenNumber.objects.get(document=document)
    assert (document.state, document.number, row.void) == ("void", "深安办函〔2024〕1号", "作废：内容有误，另行起草")
    assert desk.taken(desk.write(), "numbered").number == "深安办函〔2024〕2号"


def test_signed_words_are_the_issued_words(desk: Desk) -> None:
    document = desk.taken(desk.write(), "numbered")
    altered = document.paper_json.replace("落实整改", "不必整改")
    OfficialDocument._unfiltered().filter(pk=document.pk).update(paper_json=altered)
    with scope(desk.officer), pytest.raises(Refused) as refusal:
        operations.issue(queries.document(document.pk), actor=desk.officer)
    assert refusal.value.text == "内容与签发时不一致，不能印发"


def test_stranger_finds_no_draft_version_or_remark(desk: Desk, city: City) -> None:
    document = desk.taken(desk.write(), "reviewed")
    for stranger in (city.actor("福田区安委办", "office_officer"), city.actor("市住房建设局", "department_officer")):
        with scope(stranger):
            assert queries.to_sign(stranger) == []
            with pytest.raises(NotFound):
                queries.document(document.pk)
            assert queries.versions(document) == []


def test_returned_draft_waits_for_its_drafter_alone(desk: Desk, city: City) -> None:
    document = desk.taken(desk.write(), "in_review")
    moved(document, "return_draft", desk.reviewer, remark="请补充依据")
    with scope(desk.officer):
        assert [(one.record, one.step) for one in queries.waiting_for(desk.officer)] == [(document, "送核")]
    with scope(desk.reviewer):
        assert queries.waiting_for(desk.reviewer) == []


def test_review_taken_back_names_no_reviewer(desk: Desk) -> None:
    document = desk.taken(desk.write(), "reviewed")
    assert document.reviewed_by == desk.reviewer.id
    moved(document, "withdraw_pass_review", desk.reviewer, reason="看错了")
    assert (document.state, document.reviewed_by) == ("in_review", 0)


def test_closed_paper_can_still_be_taken_back(desk: Desk) -> None:
    document = desk.issued(replace(WRITTEN, to="系统外：省安委办"), Kind.LETTER)
    moved(document, "close", desk.officer)
    moved(document, "withdraw_issue", desk.leader, reason="数据有误", correction="另行函告")
    assert (document.state, document.withdrawal) == ("withdrawn", "数据有误")
