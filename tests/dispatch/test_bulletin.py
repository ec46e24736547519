"""The bulletin: what it says is what was frozen; drafted, reworded, signed with the round, numbered and sent."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from pypdf import PdfReader
from tests.dispatch.city import City
from tests.dispatch.conftest import advance, all_agree
from tests.dispatch.facts import hazard, task

from zhiben.dispatch import operations, queries
from zhiben.dispatch.models import Round
from zhiben.documents.models import OfficialDocument, TakenNumber
from zhiben.documents.operations import pdf_bytes
from zhiben.foundation import installation
from zhiben.foundation.audit import verify
from zhiben.foundation.rendering import Figure, Heading, Paper, Para, Table
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused

pytestmark = pytest.mark.either

RoundAt = Callable[..., Round]
PAST, FUTURE = date(2024, 9, 30), date(2024, 12, 31)


@pytest.fixture
def staged(city: City, round_at: RoundAt) -> Round:
    """A closed round over one late task, one late and one open hazard, drafted."""
    task(city, "市住房建设局", PAST, title="外墙脱落排查")
    hazard(city, "罗湖区", PAST, title="有限空间无通风")
    hazard(city, "福田区", FUTURE)
    return round_at("draft")


def paper_of(one: Round) -> Paper:
    with unscoped(reason="a test reads"):
        return queries.bulletin_of(queries.round_of(one.pk)).paper


def fresh(one: Round) -> tuple[str, str]:
    with unscoped(reason="a test reads"):
        stored = queries.round_of(one.pk)
        return stored.state, stored.bulletin.state if stored.bulletin else ""


def tables(paper: Paper) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]


def test_bulletin_has_its_sections_in_order(staged: Round) -> None:
    headings = [block.text for block in paper_of(staged).blocks if isinstance(block, Heading)]
    assert headings == [
        "一、总体情况",
        "二、各区重大事故隐患整改情况",
        "三、重点任务推进情况",
        "四、点名通报",
        "五、上期点名事项办理情况",
        "六、下一步要求",
    ]


def test_area_table_adds_up_to_its_total(staged: Round) -> None:
    table = tables(paper_of(staged))[0]
    assert [row[0] for row in table.rows] == ["福田区", "罗湖区", "深汕特别合作区"]
    for column in (1, 2, 4, 5, 6):
        assert sum(int(row[column]) for row in table.rows) == int(table.total[column])
    for row in (*table.rows, table.total):
        assert int(row[1]) == sum(int(row[column]) for column in (2, 4, 5, 6))
    assert table.total[1:] == ("2", "0", "0.0%", "0", "1", "1")


def test_bulletin_has_map_and_chart_with_words_for_them(staged: Round) -> None:
    figures = [block for block in paper_of(staged).blocks if isinstance(block, Figure)]
    assert [figure.caption for figure in figures] == [
        "图1 各区逾期未整改重大事故隐患（示意图）",
        "图2 各区重大事故隐患销号情况",
    ]
    assert figures[0].alt == "逾期未整改重大事故隐患：福田区0项、罗湖区1项、深汕特别合作区0项"


def test_named_units_stand_with_their_items(staged: Round) -> None:
    paper = paper_of(staged)
    [items] = [one for one in paper.attachments if one.title == "点名事项清单"]
    named = [block for block in items.blocks if isinstance(block, Table)]
    found = [(table.caption, [section.title for section in table.sections]) for table in named]
    assert found == [
        ("重点任务逾期未办结", ["市住房建设局（1项）"]),
        ("重大事故隐患逾期未整改", ["罗湖区政府（1项）"]),
        ("本期未报进展，也未作零报告", ["市住房建设局（1项）"]),
    ]
    [row] = named[0].sections[0].rows
    assert (row[2].startswith("外墙脱落排查"), row[3], row[4]) == (True, "2024-09-30", "15天")
    assert [row[:3] for row in tables(paper)[-1].rows] == [
        ("市住房建设局", "重点任务逾期未办结", "1"),
        ("罗湖区政府", "重大事故隐患逾期未整改", "1"),
        ("市住房建设局", "本期未报进展，也未作零报告", "1"),
    ]
    assert tables(paper)[-1].total == ("合计", "", "3", "")


def test_demonstration_says_so_on_its_paper(city: City, round_at: RoundAt) -> None:
    assert paper_of(round_at("draft")).notice == ""
    installation.models.Installation.objects.create(demonstration=True)
    assert paper_of(round_at("draft", office="福田区安委办")).notice == "示例数据"


def test_approval_signs_the_bulletin_in_the_same_breath(city: City, staged: Round) -> None:
    all_agree(city, staged)
    with scope(city.leader):
        operations.approve(staged, actor=city.leader)
    assert fresh(staged) == ("approved", "numbered")


def test_approval_that_fails_leaves_both_as_they_were(
    city: City, staged: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_agree(city, staged)
    with scope(city.leader):
        stale = queries.round_of(staged.pk)
        Round.objects.filter(pk=staged.pk).update(version=staged.version + 1)
        with pytest.raises(Refused):
            operations.approve(stale, actor=city.leader)
    assert fresh(staged) == ("drafted", "drafted")
    assert verify().first_bad is None


def test_signing_that_fails_leaves_both_as_they_were(city: City, staged: Round) -> None:
    all_agree(city, staged)
    with scope(city.leader):
        document = queries.bulletin_of(staged)
        OfficialDocument.objects.filter(pk=document.pk).update(version=document.version + 1)
        stale = queries.round_of(staged.pk)
        assert stale.bulletin is not None
        stale.bulletin.version -= 1
        with pytest.raises(Refused):
            operations.approve(stale, actor=city.leader)
    assert fresh(staged) == ("drafted", "drafted")


def test_officer_does_not_approve(city: City, staged: Round) -> None:
    all_agree(city, staged)
    with scope(city.officer), pytest.raises(NotAllowed):
        operations.approve(staged, actor=city.officer)


def test_issue_numbers_the_bulletin_and_sends_it_to_the_whole_level(city: City, staged: Round) -> None:
    advance_from_draft(city, staged)
    with scope(city.officer):
        document = queries.bulletin_of(queries.round_of(staged.pk))
        names = [one.name for one in document.deliveries.order_by("pk")]
    assert document.number == "第1期（总第1期）"
    assert sorted(names) == sorted(["市住房建设局", "市交通运输局", "福田区政府", "罗湖区政府", "深汕特别合作区政府"])


def advance_from_draft(city: City, one: Round, distribution: str = "") -> Round:
    all_agree(city, one)
    with scope(city.leader):
        operations.approve(one, actor=city.leader)
    with scope(city.officer):
        return operations.issue(one, actor=city.officer, distribution=distribution)


def test_issued_pdf_contains_the_named_units_and_the_figures(city: City, staged: Round) -> None:
    advance_from_draft(city, staged)
    with scope(city.officer):
        content = pdf_bytes(queries.bulletin_of(queries.round_of(staged.pk)))
    text = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    for words in (
        "安全生产治本攻坚三年行动简报",
        "第1期（总第1期）",
        "有效重大事故隐患（已剔除不予认定和重复的）2项",
        "逾期未整改1项",
        "市住房建设局（1项）",
        "罗湖区政府（1项）",
        "2024-09-30",
        "下一步要求",
    ):
        assert words in text


def test_typed_distribution_is_taken_line_by_line(city: City, staged: Round) -> None:
    advance_from_draft(city, staged, "报：市安委办\n发：市住房建设局、罗湖区政府。")
    with scope(city.officer):
        document = queries.bulletin_of(queries.round_of(staged.pk))
        found = [(one.listed_as, one.name) for one in document.deliveries.order_by("pk")]
    assert found == [("up", "市安委办"), ("down", "市住房建设局"), ("down", "罗湖区政府")]


def test_unit_that_is_named_gets_the_paper_though_nobody_listed_it(city: City, staged: Round) -> None:
    advance_from_draft(city, staged, "发：市交通运输局")
    with scope(city.officer):
        document = queries.bulletin_of(queries.round_of(staged.pk))
        found = [one.name for one in document.deliveries.order_by("pk")]
    assert found == ["市交通运输局", "市住房建设局", "罗湖区政府"]


def test_stock_that_is_late_is_told_apart_and_counted_where_it_is_named(city: City, round_at: RoundAt) -> None:
    of_last_year = hazard(city, "罗湖区", PAST)
    with unscoped(reason="a test sets its stage"):
        type(of_last_year).objects.filter(pk=of_last_year.pk).update(found_on=date(2023, 8, 1))
    hazard(city, "罗湖区", PAST)
    paper = paper_of(round_at("draft"))
    said = "".join(block.text for block in paper.blocks if isinstance(block, Para))
    assert "逾期未整改1项（另有往年存量逾期未整改1项）" in said
    assert "有逾期未整改的：罗湖2项。" in said.replace("罗湖区", "罗湖")
    assert tables(paper)[0].total[-1] == "1"
    figures = [block for block in paper.blocks if isinstance(block, Figure)]
    assert "罗湖区2项" in figures[0].alt


def test_unknown_unit_gets_suggestions_and_nothing_is_issued(city: City, staged: Round) -> None:
    with pytest.raises(Refused) as refusal:
        advance_from_draft(city, staged, "发：市住房和建设局")
    assert refusal.value.text == "没有名为“市住房和建设局”的单位；是否指：市住房建设局"
    assert fresh(staged) == ("approved", "numbered")
    assert TakenNumber.objects.count() == 2


def test_withdrawal_takes_round_and_bulletin_back_with_a_note(city: City, staged: Round) -> None:
    advance_from_draft(city, staged)
    with scope(city.leader):
        with pytest.raises(Incomplete):
            operations.withdraw_issue(staged, reason="数据有误", correction="", actor=city.leader)
        operations.withdraw_issue(staged, reason="数据有误", correction="表1应为3项", actor=city.leader)
    assert fresh(staged) == ("withdrawn", "withdrawn")


def test_district_office_does_not_see_the_citys_draft(city: City, staged: Round) -> None:
    stranger = city.actor("福田区安委办", "office_leader")
    with scope(stranger):
        assert (list(Round.objects.all()), list(OfficialDocument.objects.all())) == ([], [])


def test_named_bureau_sees_the_issued_bulletin(city: City, staged: Round) -> None:
    bureau = city.actor("市住房建设局", "department_officer")
    with scope(bureau):
        assert OfficialDocument.objects.count() == 0
    advance_from_draft(city, staged)
    with scope(bureau):
        assert OfficialDocument.objects.count() == 1


def test_district_issues_a_bulletin_of_its_own(city: City, round_at: RoundAt) -> None:
    hazard(city, "福田区", PAST)
    one = round_at("issue", office="福田区安委办")
    with scope(city.actor("福田区安委办", "office_officer")):
        document = queries.bulletin_of(one)
    assert (document.number, document.paper.issuer) == ("第1期（总第1期）", "福田区安委办")
    assert [row[0] for row in tables(document.paper)[0].rows] == ["福田区一街道"]


def test_tables_are_numbered_without_a_gap_where_there_are_no_tasks(city: City, round_at: RoundAt) -> None:
    hazard(city, "福田区", PAST)
    paper = paper_of(round_at("draft", office="福田区安委办"))
    assert [table.caption for table in tables(paper)] == [
        "表1 各街道重大事故隐患整改情况（单位：项）",
        "表2 点名单位（单位：项）",
    ]
    said = [block.text for block in paper.blocks if isinstance(block, Para)]
    assert [text for text in said if "重点任务" in text] == ["本期没有纳入调度的重点任务。"]


def test_numbers_follow_from_round_to_round(city: City, round_at: RoundAt) -> None:
    numbers = []
    for office in ("市安委办", "福田区安委办"):
        one = round_at("issue", office=office)
        with unscoped(reason="a test reads"):
            numbers.append(queries.bulletin_of(one).number)
    assert numbers == ["第1期（总第1期）", "第1期（总第1期）"]


def test_bulletins_way_is_in_the_ledger(city: City, round_at: RoundAt) -> None:
    advance(city, round_at(), "issue")
    assert verify().ok
