"""What comes out after a month's papers were drafted: figures restated here or in another round, a ranking, a unit that
has gone; and the correction of papers that were issued."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.dispatch.city import City, member
from tests.dispatch.conftest import advance
from tests.dispatch.facts import moved, report
from tests.dispatch.test_monthly import TENTH, made, month, ranked, words
from tests.dispatch.test_restating import corrected, whole
from tests.factories.pages import browser, send, text

from zhiben.campaign.models import KeyTask
from zhiben.dispatch import operations, queries
from zhiben.dispatch.models import Round, UnitPaper
from zhiben.documents import queries as documents
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.rendering import Para, Table
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.periods import half_month_of, month_of

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def restated(stage: City) -> Callable[[str], Round]:
    """A month taken up to a step; then it comes out that one of 福田区's two overdue hazards was put right in time."""

    def make(upto: str) -> Round:
        one = month(stage, upto)
        corrected(Hazard._unfiltered().filter(due=date(2024, 9, 20)).order_by("pk")[0])
        with scope(stage.officer):
            operations.restate(queries.round_of(one.pk), whole(one), reason="福田区补报整改", actor=stage.officer)
        return one

    return make


def test_draft_is_drafted_again_with_what_came_later(stage: City, restated: Callable[[str], Round]) -> None:
    one = restated("draft")
    ranked(stage, date(2024, 9, 1), "first", {"广州市": ("230", 250), "深圳市": ("220", 250)})
    client = browser(member(stage, "市安委办", "office_officer"))
    news = "“本年逾期未整改”已由2重述为1；全省排名在起草之后又有导入或撤销"
    for address in ("dispatch:page", "dispatch:papers"):
        assert news in text(client, address, one.pk)
    before = words(stage, one, "福田区政府")
    assert "未逾期率 | 10/12 | 83.3%" in before
    with scope(stage.leader), pytest.raises(Refused, match="起草之后“本年逾期未整改”已重述"):
        operations.approve(queries.round_of(one.pk), actor=stage.leader)
    assert "现有6份草稿的内容都按现在的数据和名次重新写" in text(client, "dispatch:move", one.pk, "renew")
    with CaptureQueriesContext(connection) as asked:
        send(client, "dispatch:move", one.pk, "renew")
    assert sum("COUNT(" in row["sql"] and 'FROM "documents_version"' in row["sql"] for row in asked) == 1
    hands = text(client, "dispatch:page", one.pk)
    assert ("按最新数据重新起草：" in hands, "起草文件：" in hands) == (True, False)
    after = words(stage, one, "福田区政府")
    assert "未逾期率 | 11/12 | 91.7%" in after
    assert "重述。本月“本年逾期未整改”关闭时冻结的数据为2，2024年10月16日重述为1，原因：福田区补报整改。" in after
    assert "隐患整改率 | 88.0% | 2/2" in words(stage, one, "")
    assert "起草之后有新的数据" not in text(client, "dispatch:papers", one.pk)
    with scope(stage.officer):
        row = UnitPaper.objects.get(round=one, unit_name="福田区政府")
        versions = documents.versions(row.document)
        with pytest.raises(Refused, match="无需重新起草"):
            operations.renew(queries.round_of(one.pk), actor=stage.officer)
    assert (row.take, len(versions)) == (1, 2)
    with scope(stage.leader):
        operations.approve(queries.round_of(one.pk), actor=stage.leader)


def test_unit_that_goes_and_comes_back_has_a_paper_while_it_is_there(stage: City) -> None:
    one = month(stage, "draft")

    def lasting(until: date | None, *moves: str) -> list[str]:
        """The states of the unit's papers, oldest first, after it was there until a day and some moves were made."""
        with unscoped(reason="a test sets its stage"):
            type(stage.units["罗湖区政府"]).objects.filter(name="罗湖区政府").update(valid_to=until)
        made(stage, one, *moves)
        with unscoped(reason="a test reads"):
            present = "罗湖区政府" in [row.unit_name for row in queries.unit_papers(one)]
            assert present == (until is None)
            found = OfficialDocument.objects.filter(title__contains="罗湖区政府").order_by("pk")
            return list(found.values_list("state", flat=True))

    past = date(2024, 10, 1)
    assert lasting(past, "renew") == ["void"]
    assert lasting(None, "renew") == ["void", "drafted"]
    assert lasting(past, "renew") == ["void", "void"]
    assert lasting(None, "renew", "approve", "issue", "withdraw_issue") == ["void", "void", "withdrawn"]
    assert lasting(past, "redraft") == ["void", "void", "withdrawn"]
    assert lasting(None, "renew") == ["void", "void", "withdrawn", "drafted"]
    assert lasting(past, "renew", "approve", "issue") == ["void", "void", "withdrawn", "void"]
    with unscoped(reason="a test reads"):
        assert {row.document.state for row in queries.unit_papers(one)} == {"issued"}


def test_draft_can_be_approved_after_news_that_no_paper_prints(stage: City) -> None:
    one = month(stage, "draft")
    corrected(Hazard._unfiltered().filter(due=date(2024, 12, 1)).order_by("pk")[0])
    not_due = FrozenMeasure.objects.get(bundle=one.bundle, measure="hazards.not_due", slice="").pk
    with scope(stage.officer):
        operations.restate(queries.round_of(one.pk), not_due, reason="福田区补报整改", actor=stage.officer)
    with scope(stage.leader), pytest.raises(Refused, match="已重述"):
        operations.approve(queries.round_of(one.pk), actor=stage.leader)
    with scope(stage.officer):
        operations.renew(queries.round_of(one.pk), actor=stage.officer)
        row = UnitPaper.objects.get(round=one, unit_name="福田区政府")
        assert len(documents.versions(row.document)) == 1
        with pytest.raises(Refused, match="无需重新起草"):
            operations.renew(queries.round_of(one.pk), actor=stage.officer)
    with scope(stage.leader):
        operations.approve(queries.round_of(one.pk), actor=stage.leader)


def test_month_hears_of_what_is_restated_in_the_half_month_that_ends_with_it(stage: City) -> None:
    half = operations.open_round("half_month", half_month_of(date(2024, 9, 20)), office=stage.units["市安委办"].pk)
    one, half = month(stage, "draft"), advance(stage, half, "close")
    reporting = KeyTask._unfiltered().filter(state="under_way").order_by("pk")[0]
    report(reporting, at=datetime(2024, 9, 29, 9, tzinfo=clock.TZ), first=date(2024, 9, 16))
    client = browser(member(stage, "市安委办", "office_officer"))
    corrected(Hazard._unfiltered().filter(due=date(2024, 9, 20)).order_by("pk")[0])
    for name in ("hazards.overdue", "tasks.reported_rate"):
        assert "已由" not in text(client, "dispatch:page", one.pk)
        frozen = FrozenMeasure.objects.get(bundle=half.bundle, measure=name, slice="").pk
        with scope(stage.officer):
            operations.restate(queries.round_of(half.pk), frozen, reason="补录报送", actor=stage.officer)
    assert "2024年9月下半月“" in text(client, "dispatch:page", one.pk)
    with scope(stage.leader), pytest.raises(Refused, match=r"起草之后2024年9月下半月“.*”已重述"):
        operations.approve(queries.round_of(one.pk), actor=stage.leader)
    with scope(stage.officer):
        operations.renew(queries.round_of(one.pk), actor=stage.officer)
    assert "重述。2024年9月下半月“" in words(stage, one, "市住房建设局")
    made(stage, one, "approve", "issue")
    reporting = KeyTask._unfiltered().filter(state="under_way").order_by("pk")[1]
    report(reporting, at=datetime(2024, 9, 29, 9, tzinfo=clock.TZ), first=date(2024, 9, 16))
    with scope(stage.officer):
        operations.restate(queries.round_of(half.pk), frozen, reason="又补录", actor=stage.officer)
        operations.correct(queries.round_of(one.pk), actor=stage.officer)
    with unscoped(reason="a test reads"):
        found = queries.correction_of(one)
        assert found is not None
        first, second = (block.rows for block in found.document.paper.blocks if isinstance(block, Table))
    assert [row[-1] for row in first] == ["又补录"]
    assert {row[1] for row in second} == {"下半月报送率"}


def test_issued_month_is_corrected_like_a_bulletin(stage: City, restated: Callable[[str], Round]) -> None:
    one = restated("issue")
    made(stage, one, "correct")
    with scope(stage.officer):
        operations.word_correction(queries.round_of(one.pk), "经核对验收单。", actor=stage.officer)
    made(stage, one, "approve_correction", "issue_correction")
    with unscoped(reason="a test reads"):
        found = queries.correction_of(one)
        assert found is not None
        paper, to = found.document.paper, set(found.document.deliveries.values_list("name", flat=True))
    first, second = (block.rows for block in paper.blocks if isinstance(block, Table))
    assert paper.title == "关于2024年9月安全生产治本攻坚月度分析的更正"
    assert paper.blocks[1] == Para("经核对验收单。", lead="说明。")
    assert first == (("本年逾期未整改", "2", "1", "2024年10月16日", "福田区补报整改"),)
    assert second == (
        ("合计", "未逾期率", "12/14（85.7%）", "13/14（92.9%）"),
        ("福田区政府", "未逾期率", "10/12（83.3%）", "11/12（91.7%）"),
    )
    assert {row.unit_name for row in UnitPaper._unfiltered().filter(round=one)} <= to
    assert "10/12" in words(stage, one, "福田区政府")


def test_correction_of_a_month_goes_through_what_changed_since_the_month_before(stage: City) -> None:
    with clock.at(datetime(2024, 9, 2, 9, tzinfo=clock.TZ)):
        month(stage, "close", month_of(date(2024, 8, 1)))
    one = month(stage, "issue")
    moved(Hazard._unfiltered().filter(state="rectifying").order_by("pk")[3], "closed", TENTH)
    closed = FrozenMeasure.objects.get(bundle=one.bundle, measure="hazards.closed", slice="").pk
    with scope(stage.officer):
        operations.restate(queries.round_of(one.pk), closed, reason="补录销号", actor=stage.officer)
        operations.correct(queries.round_of(one.pk), actor=stage.officer)
    with unscoped(reason="a test reads"):
        found = queries.correction_of(one)
        assert found is not None
        first, second = (block for block in found.document.paper.blocks if isinstance(block, Table))
    assert [column.title for column in first.columns][:3] == ["指标", "原冻结", "更正为"]
    assert second.rows == (("福田区政府", "新销号", "6项", "7项，所列事项随之变动"),)


def test_figure_of_a_month_opens_what_was_restated_and_leads_to_what_was_frozen_first(
    stage: City, restated: Callable[[str], Round]
) -> None:
    one = restated("close")
    client = browser(member(stage, "市安委办", "office_officer"))
    page = text(client, "dispatch:page", one.pk)
    rows = reverse("dispatch:rows", args=[one.pk, "hazards.overdue", "all"])
    assert (f'<a href="{rows}">1</a>' in page, "重述过的指标为重述后的数据" in page) == (True, True)
    late = [row.title for row in Hazard._unfiltered().filter(due=date(2024, 9, 20)).order_by("pk")]
    for chosen, said, listed in (
        ("", "2024年10月16日重述时冻结1条记录", late[1:]),
        (f"?frozen={one.bundle}", "关闭时冻结2条记录", late),
        (f"?frozen={one.bundle}-r1", "2024年10月16日重述时冻结1条记录", late[1:]),
    ):
        told = text(client, "dispatch:rows", one.pk, "hazards.overdue", "all", query=chosen)
        assert (said in told, [title for title in late if f">{title}</a>" in told]) == (True, listed)
        assert "该指标重述过，另有：" in told
    text(client, "dispatch:rows", one.pk, "hazards.overdue", "all", query="?frozen=round-0", status=404)
    assert "该指标重述过" not in text(client, "dispatch:rows", one.pk, "D1.reported", "all")


def test_month_whose_papers_show_a_restated_month_before_is_corrected(stage: City) -> None:
    with clock.at(datetime(2024, 9, 2, 9, tzinfo=clock.TZ)):
        before = month(stage, "close", month_of(date(2024, 8, 1)))
    one = month(stage, "issue")
    done = KeyTask._unfiltered().order_by("pk")[0].pk
    known = StateInterval.objects.filter(machine="key_task", record=done).order_by("since")[0]
    known.pk, known.since, known.until = None, datetime(2024, 8, 5, 9, tzinfo=clock.TZ), known.since
    known.save(force_insert=True)
    client = browser(member(stage, "市安委办", "office_officer"))
    correct = f'href="{reverse("dispatch:move", args=[one.pk, "correct"])}"'
    assert correct not in text(client, "dispatch:page", one.pk)
    for measure in ("A5.tasks", "tasks.not_overdue_rate"):
        frozen = FrozenMeasure.objects.get(bundle=before.bundle, measure=measure, slice="").pk
        with scope(stage.officer):
            operations.restate(queries.round_of(before.pk), frozen, reason="补录任务", actor=stage.officer)
    page = text(client, "dispatch:page", one.pk)
    assert (correct in page, ">2024年8月“重点任务”</td>" in page) == (True, True)
    made(stage, one, "correct")
    with unscoped(reason="a test reads"):
        one.refresh_from_db()
        found = queries.correction_of(one)
        assert found is not None
        first, second = (block.rows for block in found.document.paper.blocks if isinstance(block, Table))
    assert (one.mistakes, one.corrected) == (2, 2)
    assert [row[:3] for row in first] == [("2024年8月“重点任务”", "0", "1"), ("2024年8月“任务未逾期率”", "—", "100.0%")]
    assert second == tuple(
        (unit, f"2024年8月末{title}", "—", f"{now}，较上月末的变化随之变动")
        for unit in ("合计", "市住房建设局")
        for title, now in (("任务办结率", "0.0%"), ("任务未逾期率", "100.0%"))
    )
    assert correct not in text(client, "dispatch:page", one.pk)
