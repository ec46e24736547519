"""A document that a person writes: whom it may go to, what it must say, and every version kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.dispatch.city import City
from tests.factories.documents import WRITTEN, Desk, until

from zhiben.documents import composing, operations, queries
from zhiben.documents.kinds import WRITTEN as KINDS
from zhiben.documents.kinds import declared
from zhiben.documents.models import OfficialDocument, Version
from zhiben.documents.vocab import Kind, Line
from zhiben.foundation.rendering import Copies, Style
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused


def test_letter_says_what_was_filled_in(desk: Desk) -> None:
    document = desk.write(replace(until(9), copy="市交通运输局、系统外：省安委办"))
    paper = document.paper
    assert (document.kind, document.title, document.state) == ("reminder_letter", WRITTEN.title, "drafted")
    assert (paper.style, paper.masthead, paper.issuer) == (Style.LETTER, "市安委办", "市安委办")
    assert paper.addressee == "市住房建设局："
    assert paper.copies == (Copies("抄送", "市交通运输局，省安委办。"),)
    texts = [getattr(block, "text", "") for block in paper.blocks]
    assert texts[0] == f"根据{WRITTEN.basis}，现就有关事项提醒如下："
    assert texts[-1] == "请于2024年10月25日前将办理情况书面反馈我办。"
    assert document.reply_by == date(2024, 10, 25)
    assert paper.note == WRITTEN.contact


def test_collective_name_is_printed_once_and_delivered_to_each(desk: Desk) -> None:
    document = desk.issued(replace(WRITTEN, to="市安委会各成员单位"))
    assert document.paper.addressee == "市安委会各成员单位："
    with scope(desk.officer):
        assert [one.name for one in queries.deliveries(document)] == ["市住房建设局", "市交通运输局"]
    assert composing.written_of(document, declared(document.kind)).to == "市安委会各成员单位"


def test_collective_name_of_others_than_the_kind_goes_to_is_refused(desk: Desk) -> None:
    with pytest.raises(Incomplete) as refusal:
        desk.write(replace(WRITTEN, to="各区安委办"))
    assert refusal.value.fields == {"to": "“提醒函”主送部门，不能主送“各区安委办”"}


def test_form_comes_back_as_it_was_filled_in(desk: Desk) -> None:
    written = replace(until(9), copy="市交通运输局、系统外：省安委办")
    document = desk.write(written)
    assert composing.written_of(document, declared(document.kind)) == written


def test_every_wrong_addressee_is_told_at_once(desk: Desk) -> None:
    with pytest.raises(Incomplete) as refusal:
        desk.write(replace(WRITTEN, to="没有的局、市住房建设局、市住房建设局、没有的办"))
    assert refusal.value.fields == {
        "to": "没有名为“没有的局”的单位；系统外的单位请写“系统外：名称”。“市住房建设局”重复，或就是本单位。"
        "没有名为“没有的办”的单位；系统外的单位请写“系统外：名称”"
    }


def test_unknown_addressee_gets_near_names_and_nothing_is_written(desk: Desk) -> None:
    with pytest.raises(Incomplete) as refusal:
        desk.write(replace(WRITTEN, to="市住房和建设局", copy="没有的局"))
    assert refusal.value.fields == {
        "to": "没有名为“市住房和建设局”的单位；是否指：市住房建设局；系统外的单位请写“系统外：名称”",
        "copy": "没有名为“没有的局”的单位；系统外的单位请写“系统外：名称”",
    }
    with scope(desk.officer):
        assert queries.documents().count() == 0


@pytest.mark.parametrize(
    ("kind", "to", "sentence"),
    [
        (Kind.REMINDER, "福田区安委办", "“提醒函”主送部门，不能主送“福田区安委办”"),
        (Kind.REMINDER, "系统外：某公司", "“提醒函”的主送须为系统内的单位"),
        (Kind.REMINDER, "市住房建设局、市住房建设局", "“市住房建设局”重复，或就是本单位"),
        (Kind.NOTICE, "市安委办", "“市安委办”重复，或就是本单位"),
        (Kind.NOTICE, " ", "请写明主送单位"),
    ],
)
def test_addressee_that_the_kind_does_not_go_to_is_refused(desk: Desk, kind: Kind, to: str, sentence: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        desk.write(replace(WRITTEN, to=to), kind)
    assert refusal.value.fields == {"to": sentence}


@pytest.mark.parametrize("rule", [one for one in KINDS if one.needs_basis], ids=lambda one: one.kind.value)
def test_paper_that_asks_something_of_others_needs_its_basis(desk: Desk, rule: object) -> None:
    kind = rule.kind  # type: ignore[attr-defined]
    with pytest.raises(Incomplete) as refusal:
        desk.write(replace(WRITTEN, basis=" "), kind)
    assert refusal.value.fields == {"basis": f"“{kind.label}”须写明依据"}


def test_reply_by_a_day_gone_is_refused(desk: Desk) -> None:
    with pytest.raises(Incomplete) as refusal:
        desk.write(until(0))
    assert refusal.value.fields == {"reply_by": "答复期限须晚于今天"}


def test_what_is_marked_as_a_state_secret_is_not_even_kept(desk: Desk) -> None:
    marked = replace(WRITTEN, body="机密★1年\n请排查。")
    with pytest.raises(Refused, match="正文第2段带有密级标志"):
        desk.write(marked)
    document = desk.write()
    with scope(desk.officer), pytest.raises(Refused, match="正文第2段带有密级标志"):
        operations.rewrite(document, marked, actor=desk.officer)
    tables = (Version, OfficialDocument)
    kept = [row for table in tables for row in table._unfiltered().values_list("paper_json")]
    assert [len(kept), any("机密" in text for (text,) in kept)] == [2, False]


def test_heading_without_text_is_refused_with_its_line(desk: Desk) -> None:
    with pytest.raises(Incomplete) as refusal:
        desk.write(replace(WRITTEN, body="一、\n请落实。"))
    assert refusal.value.fields == {"body": "第1行的小标题没有文字"}


def test_office_without_a_code_is_told_where_to_enter_it(city: City) -> None:
    office = city.units["市安委办"].pk
    desk = Desk(office, city.officer, city.officer, city.leader)
    with pytest.raises(Refused) as refusal:
        desk.write()
    assert refusal.value.code == "no_issuing_body"


def test_only_an_officer_of_the_office_writes_for_it(city: City, desk: Desk) -> None:
    for stranger in (city.leader, city.actor("福田区安委办", "office_officer")):
        with scope(stranger), pytest.raises(NotAllowed):
            operations.write(Kind.REMINDER, WRITTEN, office=desk.office, actor=stranger)


def test_every_version_is_kept_and_compared(desk: Desk) -> None:
    document = desk.write()
    with scope(desk.officer):
        operations.rewrite(document, replace(WRITTEN, to="市交通运输局", body="请整改。"), actor=desk.officer)
        versions = queries.versions(document)
        changed = queries.changes(versions[1].paper, versions[0].paper)
        stored = queries.document(document.pk)
    assert [(one.number, one.sha256) for one in versions] == [
        (2, stored.paper_sha256),
        (1, Version._unfiltered().get(document=document, number=1).sha256),
    ]
    assert [(one.sign, one.text) for one in changed if one.sign != " "] == [
        ("-", "市住房建设局："),
        ("+", "市交通运输局："),
        ("-", "一、基本情况"),
        ("-", "近期燃气事故多发。"),
        ("-", "二、有关要求"),
        ("-", "请立即组织排查，落实整改。"),
        ("+", "请整改。"),
    ]
    assert [(one.name, one.line) for one in composing.recipients_of(stored)] == [("市交通运输局", Line.MAIN)]


def test_table_that_does_not_add_up_goes_no_further_than_the_draft(desk: Desk) -> None:
    body = "表1 隐患情况\n区\t排查\t整改\n甲\t75\t75\n乙\t82\t82\n合计\t158\t157"
    document = desk.write(replace(WRITTEN, body=body))
    with pytest.raises(Refused) as refusal:
        desk.taken(document, "in_review")
    assert "表1 隐患情况" in refusal.value.text and "158" in refusal.value.text and "157" in refusal.value.text
    assert document.state == "drafted"
