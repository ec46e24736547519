"""The month's papers: the city's own and one for each district and department, drafted in one run, signed and issued
together; what each says comes from the frozen figures of its month."""

from __future__ import annotations

import io
import zipfile
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.dispatch.city import City, member
from tests.dispatch.conftest import advance
from tests.dispatch.facts import moved, task
from tests.factories.pages import browser, text
from tests.factories.ranking import ranked as taken_in

from zhiben.dispatch import operations, queries
from zhiben.dispatch.models import Round, UnitPaper
from zhiben.dispatch.monthly import figures
from zhiben.documents import printing
from zhiben.documents import queries as documents
from zhiben.documents.operations import issuing
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.rendering import Heading, Paper, Para, Rendered, Table, render, render_all
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import month_of

pytestmark = [pytest.mark.django_db, pytest.mark.either]
SEPTEMBER = month_of(date(2024, 9, 1))
TENTH = datetime(2024, 9, 10, 9, tzinfo=clock.TZ)


def month(city: City, upto: str, period: object = SEPTEMBER) -> Round:
    one = operations.open_round("month", period, office=city.units["市安委办"].pk)  # type: ignore[arg-type]
    return advance(city, one, upto)


def made(city: City, one: Round, *moves: str) -> None:
    """Each move by who may make it."""
    for move in moves:
        actor = city.leader if move.startswith(("approve", "withdraw")) else city.officer
        facts = {"reason": "有误", "correction": "另发"} if move.startswith("withdraw") else {}
        with scope(actor):
            getattr(operations, move)(queries.round_of(one.pk), actor=actor, **facts)


def words(city: City, one: Round, unit: str) -> str:
    """What a unit's paper says, as one text; "" for the office's own."""
    with scope(city.officer):
        rows = UnitPaper.objects.filter(round=one, unit_name=unit)
        document = rows.get().document if unit else queries.bulletin_of(queries.round_of(one.pk))
        blocks = document.paper.blocks
    found = []
    for block in blocks:
        if isinstance(block, Para):
            found.append(block.lead + block.text)
        elif isinstance(block, Heading):
            found.append(block.text)
        elif isinstance(block, Table):
            found += [" | ".join(row) for row in block.rows]
    return "\n".join(found)


def test_month_is_drafted_signed_and_issued_with_a_paper_for_each_unit(stage: City) -> None:
    one = month(stage, "draft")
    with scope(stage.officer):
        rows = UnitPaper.objects.filter(round=one).order_by("pk")
        assert [row.unit_name for row in rows] == [
            "福田区政府",
            "罗湖区政府",
            "深汕特别合作区政府",
            "市住房建设局",
            "市交通运输局",
        ]
        assert {row.document.state for row in rows} == {"drafted"}
    made(stage, one, "approve", "issue")
    with scope(stage.officer):
        papers = [
            queries.bulletin_of(queries.round_of(one.pk)),
            *(row.document for row in UnitPaper.objects.order_by("pk")),
        ]
        assert {paper.state for paper in papers} == {"issued"}
        assert len({paper.number for paper in papers}) == 6
        assert all(paper.file and paper.docx for paper in papers)


def test_all_papers_come_as_one_file_and_count_once_issued(stage: City, monkeypatch: pytest.MonkeyPatch) -> None:
    set_at_once: list[int] = []

    def spied(papers: Sequence[Paper]) -> list[Rendered]:
        set_at_once.append(len(papers))
        return render_all(papers)

    monkeypatch.setattr(printing, "render_all", spied)
    monkeypatch.setattr(printing, "_pdfs", OrderedDict())
    one = month(stage, "approve")
    year = Cut(datetime(2025, 1, 1, tzinfo=clock.TZ))
    with scope(stage.officer):
        assert queries.monthly_papers(year).count() == 0
        drafts = [document for _name, document in queries.papers_of(one)]
        assert issuing.all_pdf_bytes(drafts) == [issuing.pdf_bytes(document) for document in drafts]
        set_at_once.clear()
        operations.issue(one, actor=stage.officer)
        assert [count for count in set_at_once if count] == [6]
        kept = [document for _name, document in queries.papers_of(queries.round_of(one.pk))]
        assert issuing.all_pdf_bytes(kept) == [printing.pdf_of(document.paper).content for document in kept]
        assert queries.monthly_papers(year).count() == 6
        assert queries.bulletins(year).count() == 0
    client = Client()
    client.force_login(member(stage, "市安委办", "office_officer"))
    page = client.get(reverse("dispatch:papers", args=[one.pk])).content.decode()
    assert page.count("已印发") >= 6 and "全部下载（6份PDF）" in page
    answer = client.get(reverse("dispatch:papers_zip", args=[one.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:  # type: ignore[attr-defined]
        assert book.namelist()[:2] == ["00市安委办.pdf", "01福田区政府.pdf"]
        assert [book.read(name)[:5] for name in book.namelist()] == [b"%PDF-"] * 6
    stranger = Client()
    stranger.force_login(member(stage, "市住房建设局", "department_officer"))
    assert stranger.get(reverse("dispatch:papers", args=[one.pk])).status_code == 404


def test_unit_sees_its_own_paper_after_issue_and_no_other(stage: City) -> None:
    one = month(stage, "approve")
    clerk = stage.actor("市住房建设局", "department_officer")
    with scope(clerk):
        assert list(documents.documents()) == []
    with scope(stage.officer):
        operations.issue(one, actor=stage.officer, distribution="发：市交通运输局")
    with scope(clerk):
        assert [paper.title for paper in documents.documents()] == ["市住房建设局2024年9月安全生产治本攻坚月度分析"]


def test_paper_of_a_department_tells_its_place_and_the_work_of_the_next(stage: City) -> None:
    said = words(stage, month(stage, "draft"), "市住房建设局")
    # 6 and 11 of 12: the 95 % intervals are 25.4-74.6 % and 64.6-98.5 %.
    assert "任务办结率 | 6/12 | 50.0% | — | 同一档 | 与整体无明显差异" in said
    # 11 of 12 is to be passed: all twelve, six more.
    assert "任务办结率：再办结任务6项可赶上前面最近的单位，但差异在随机波动之内，属同一档" in said
    assert "1.办结任务6项：任务办结率即达100%。" in said
    assert "第1位" not in said and "第2位" not in said


def test_small_base_gets_no_place_and_overdue_hazards_are_the_effort(stage: City) -> None:
    one = month(stage, "draft")
    assert "整改率 | 0/2 | 0.0% | — | 基数不足10，不排名 | —" in words(stage, one, "罗湖区政府")
    assert "整改率 | 0/0 | — | — | 无任务 | —" in words(stage, one, "深汕特别合作区政府")
    said = words(stage, one, "福田区政府")
    assert "未逾期率 | 10/12 | 83.3% | — | 1/1 | 与整体无明显差异" in said
    assert "整改逾期隐患2项" in said


def test_change_since_the_month_before_names_its_records(stage: City) -> None:
    with clock.at(datetime(2024, 9, 2, 9, tzinfo=clock.TZ)):
        month(stage, "close", month_of(date(2024, 8, 1)))
    one = month(stage, "draft")
    said = words(stage, one, "市住房建设局")
    done = [line for line in said.splitlines() if line.startswith("新办结任务。6项：")]
    assert len(done) == 1 and done[0].endswith("等。") and done[0].count("“") == 5
    with unscoped(reason="a test reads"):
        ends = figures.month_ends(one)
    assert [end.period.label for end in ends] == ["2024年8月", "2024年9月"]


def test_city_paper_tells_the_rank_in_the_province_as_first_published(stage: City) -> None:
    told = {"广州市": ("230", 250), "深圳市": ("220", 250), "东莞市": ("226", 250), "佛山市": ("200", 250)}
    ranked(stage, date(2024, 8, 1), "first", told | {"深圳市": ("210", 250)})
    ranked(stage, date(2024, 9, 1), "first", told)
    ranked(stage, date(2024, 9, 1), "revised", {"深圳市": ("240", 250)})
    said = words(stage, month(stage, "draft"), "")
    assert "隐患整改率 | 88.0% | 3/4 | 3 | +4.0个百分点 | 96.0%" in said
    # 226 of 250 is 90.4 %: 227 pass it.
    assert "隐患整改率：再完成7项可升至第2位（差距在随机波动之内）；安全垫：佛山市再完成21项即可超过。" in said
    assert "只有修订后的数据" not in said


def test_one_item_that_passes_all_is_told_with_the_place_it_ends_at(stage: City) -> None:
    others = {f"示例{done}市": (str(done), done + 10) for done in (92, 93, 94)}
    ranked(stage, date(2024, 9, 1), "first", others | {"深圳市": ("91", 101)})
    said = words(stage, month(stage, "draft"), "")
    assert "隐患整改率：再完成1项可升至第1位（差距在随机波动之内）。" in said
    assert "“隐患整改率”：首次出现的指标，没有上月可比（上月的排名未导入，或指标名称与上月不同）。" in said


def test_city_shares_the_first_place_in_the_province(stage: City) -> None:
    told = {"广州市": ("250", 250), "深圳市": ("250", 250), "东莞市": ("226", 250)}
    ranked(stage, date(2024, 9, 1), "first", told)
    assert "隐患整改率：并列第1（2个并列）。" in words(stage, month(stage, "draft"), "")


def test_city_paper_warns_where_a_month_was_never_published_first(stage: City) -> None:
    told = {"广州市": ("230", 250), "深圳市": ("220", 250)}
    ranked(stage, date(2024, 8, 1), "revised", told)
    ranked(stage, date(2024, 9, 1), "first", told)
    assert "请注意。2024年8月只有修订后的数据" in words(stage, month(stage, "draft"), "")


def ranked(city: City, on: date, edition: str, told: dict[str, tuple[str, int]]) -> None:
    counts = {region: (int(done), of) for region, (done, of) in told.items()}
    published_on = date(2024, 10, 12 if edition == "first" else 15)
    taken_in(city.place("市安委办").territory, on, counts, edition=edition, published_on=published_on)


def test_page_of_a_month_tells_who_signed_for_whom_and_nothing_of_naming(stage: City) -> None:
    one = month(stage, "draft")
    boss, leader = member(stage, "市安委办", "office_leader"), stage.leader
    deputy = replace(leader, grants=(replace(leader.grants[0], substitute_for=boss.pk),))
    with scope(deputy):
        operations.approve(one, actor=deputy)
    client = browser(member(stage, "市安委办", "office_officer"))
    page = text(client, "dispatch:page", one.pk)
    listed = text(client, "dispatch:list", query="?cycle=month")
    assert (page.partition('id="content"')[2].count("简报"), listed.partition("<table")[2].count("简报")) == (0, 0)
    assert '<th scope="col">月度分析</th>' in listed
    assert f"（代{boss.name}）" in page.partition("核准并签发文件：")[2].partition("</p>")[0]
    assert [
        word for word in ("点名", "报送率") if word in page.partition('class="steps')[2].partition("</main>")[0]
    ] == []
    restate = page.partition(reverse("dispatch:move", args=[one.pk, "restate"]))[0].rpartition("<a ")[2]
    assert "btn-outline-secondary" in restate


def test_withdrawn_month_is_drafted_anew_beside_the_old_papers(stage: City) -> None:
    one = month(stage, "issue")
    with scope(stage.leader):
        operations.withdraw_issue(one, reason="有误", correction="另发", actor=stage.leader)
    with scope(stage.officer):
        operations.redraft(one, actor=stage.officer)
        takes = UnitPaper.objects.filter(round=one).order_by("pk")
        assert [(row.take, row.document.state) for row in takes] == [(1, "withdrawn")] * 5 + [(2, "drafted")] * 5


def test_office_paper_names_no_unit_for_being_worse_and_the_units_own_does(stage: City) -> None:
    for _place in range(60):
        task(stage, "市住房建设局", date(2024, 12, 31))
        moved(task(stage, "市交通运输局", date(2024, 12, 31)), "done", TENTH)
    one = month(stage, "draft")
    said = words(stage, one, "")
    assert "任务办结率。1个单位明显差于整体，已在其本单位的月度分析中写明。" in said
    # A unit's name stands beside its own figures in the tables, and nowhere else.
    assert [line for line in said.split("\n") if "住房建设局" in line and " | " not in line] == []
    assert "整改逾期隐患2项，涉及1个单位。" in said
    assert "短板。任务办结率8.3%（6/72），第2位（参评2个）。" in words(stage, one, "市住房建设局")


def test_share_of_tasks_not_overdue_counts_whole_tasks_on_both_sides(stage: City) -> None:
    """Two of twelve are overdue; so are three parts of another one, led by a district, which are no tasks of the
    list."""
    for _place in range(2):
        task(stage, "市住房建设局", date(2024, 9, 20))
    whole_task = task(stage, "市住房建设局", date(2024, 12, 31))
    for _place in range(3):
        part = task(stage, "福田区政府", date(2024, 9, 20))
        with unscoped(reason="a test sets its stage"):
            type(part).objects.filter(pk=part.pk).update(parent=whole_task.pk)
    one = month(stage, "draft")
    # 27 whole tasks, two of them overdue; the parts' three would make it 22 of 27.
    assert "任务未逾期率 | 92.6%" in words(stage, one, "")
    assert "任务未逾期率 | 13/15 | 86.7%" in words(stage, one, "市住房建设局")


def test_papers_can_be_set(stage: City) -> None:
    one = month(stage, "draft")
    with scope(stage.officer):
        for paper in [queries.bulletin_of(one).paper, UnitPaper.objects.order_by("pk")[0].document.paper]:
            assert render(paper).pages >= 1


def test_month_closed_before_a_measure_was_there_shows_a_dash_for_it(stage: City) -> None:
    one = month(stage, "close")
    FrozenMeasure.objects.filter(bundle=one.bundle, measure="tasks.not_overdue_rate").delete()
    with scope(stage.officer):
        operations.draft(queries.round_of(one.pk), actor=stage.officer)
    assert "任务未逾期率 | —" in words(stage, one, "")
    assert "任务未逾期率" not in text(browser(member(stage, "市安委办", "office_officer")), "dispatch:page", one.pk)
