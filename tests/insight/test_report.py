"""The report on five years: its figures are those of the facts, the city's is whole and a unit's short, it is drawn,
drafted by the office, and read by nobody else."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from pypdf import PdfReader
from tests.factories.accidents import Bureau, many_cases
from tests.factories.insight import LAST, five_years, found, with_combination
from tests.factories.pages import browser

from zhiben.accidents.queries import facts
from zhiben.documents.models import OfficialDocument
from zhiben.documents.operations import set_issuing_body
from zhiben.documents.vocab import Numbering
from zhiben.foundation.rendering import Figure, Heading, Table, render
from zhiben.foundation.rendering.charts import Series, column_chart
from zhiben.foundation.scope import scope
from zhiben.insight import papers
from zhiben.insight.combinations import numeral
from zhiben.insight.gathering import NEEDED, Gathered, gathered
from zhiben.insight.reporting import blocks
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db

OLD = {"scheme": "type-1986"}


def made(bureau: Bureau, unit: str = "市安委办") -> Gathered:
    """What a report is made of, after all was asked."""
    for key in NEEDED:
        found(bureau, key, unit, **OLD)
    return of(bureau, unit)


def address(bureau: Bureau, unit: str = "市安委办", rest: str = "") -> str:
    """Of the report on a unit's ground."""
    return f"/insight/report/{bureau.city.unit(unit).pk}/{rest}"


def of(bureau: Bureau, unit: str = "市安委办") -> Gathered:
    """What a report is made of."""
    with scope(bureau.office):
        return gathered(orgs.unit(bureau.city.unit(unit).pk))


def test_figures_of_the_report_are_those_of_the_facts(bureau: Bureau) -> None:
    with_combination(bureau)
    one = made(bureau)
    told = blocks(one)
    with scope(bureau.office):
        rows = facts(scheme="type-1986", first=date(LAST - 4, 1, 1), last=date(LAST, 12, 31)).rows
    tables = {block.caption.partition(" ")[2]: block for block in told if isinstance(block, Table)}
    years = {row[0]: (int(row[1]), int(row[3])) for row in tables["按年份分"].rows}
    assert years == {
        f"{year}年": (
            sum(row.occurred_on.year == year for row in rows),
            sum(row.dead for row in rows if row.occurred_on.year == year),
        )
        for year in range(LAST - 4, LAST + 1)
    }
    for side in ("区", "行业领域", "事故类型", "时段", "街道"):
        assert sum(int(row[1]) for row in tables[f"按{side}分"].rows) == len(rows) == 175
    causes = {row[0]: int(row[2]) for row in tables["各项原因牵涉的事故"].rows}
    assert causes["机器运转时加油、修理、检查、调整、焊接、清扫等"] == 25
    text = papers.typed(told, papers.note_of(one))
    assert "导致" not in text.replace("不能说“导致”", "") and "同时出现25起" in text
    heads = [block.text for block in told if isinstance(block, Heading) and block.level == 1]
    assert heads[0] == "一、总体情况" and [head.partition("、")[0] for head in heads] == [
        numeral(place + 1) for place in range(len(heads))
    ]
    assert any(isinstance(block, Figure) for block in told)


def test_whole_and_short_reports_are_drawn(bureau: Bureau) -> None:
    with_combination(bureau)
    whole, short = made(bureau), made(bureau, "市应急管理")
    assert (whole.whole, short.whole) == (True, False)
    assert len(blocks(short)) < len(blocks(whole)) / 2
    assert "工贸通用" in papers.typed(blocks(short)) and "道路客运" not in papers.typed(blocks(short))
    person = browser(bureau.office)
    pdf = person.get(address(bureau, "市安委办", "pdf/"))
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    docx = person.get(address(bureau, "市应急管理", "docx/"))
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(docx.content)).namelist()
    assert person.get(address(bureau, "市安委办", "xlsx/")).status_code == 404


def test_reports_on_five_years_keep_to_their_pages_and_their_order(bureau: Bureau) -> None:
    """10 to 20 pages of a city, 2 to 4 of a unit; tables and figures after their headings, one after the other."""
    five_years(bureau, mean=2.0)
    with_combination(bureau, others=500, planted=60)
    for unit, least, most in (("市安委办", 10, 20), ("市应急管理", 2, 4), ("龙华区安委办", 2, 4)):
        if unit != "市应急管理":
            found(bureau, "street-risk", unit)
        one = made(bureau, unit)
        done = render(papers.report(one))
        assert least <= done.pages <= most, (unit, done.pages)
        told = [_mark(block) for block in blocks(one) if isinstance(block, Heading | Table | Figure)]
        printed = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(done.content)).pages)
        places = [printed.find(mark) for mark in told]
        assert places == sorted(places) and places[0] >= 0, unit


def _mark(block: Heading | Table | Figure) -> str:
    return "".join((block.text if isinstance(block, Heading) else block.caption).split())


def test_figures_of_a_chart_are_all_told_or_none() -> None:
    """Only the low columns had their figures, since three digits did not fit."""
    values = [tuple(float(number) for number in some) for some in ((120, 98, 131), (9, 88, 104))]
    drawing = column_chart(
        [f"{n}月" for n in range(1, 13)], [Series("起数", values[0] * 4), Series("死亡", values[1] * 4)]
    )
    assert all(drawing.count(f">{number:.0f}<") >= 4 for some in values for number in some)


def test_report_names_what_was_not_asked_yet(bureau: Bureau) -> None:
    person = browser(bureau.office)
    page = person.get(address(bureau)).content.decode()
    assert "还没有可以写成报告的分析" in page and "五年事故交叉分析" in page
    assert person.get(address(bureau, "市安委办", "pdf/")).status_code == 404
    with_combination(bureau, others=40)
    found(bureau, "causes", **OLD)
    found(bureau, "together", **OLD)
    page = person.get(address(bureau)).content.decode()
    assert "五年共65起，不足100起：不看组合" in page and "可预防份额和隐患台账对照" in page
    other = found(bureau, "preventable", base_year=LAST - 1, scheme="type-1986")
    assert other.pk and "preventable" in of(bureau).missing


def test_office_drafts_its_report_and_nobody_else(bureau: Bureau) -> None:
    with_combination(bureau)
    made(bureau)
    office = bureau.city.unit("市安委办").pk
    said = {"title": "近五年事故分析", "to": "系统外：市安全生产委员会"}
    person = browser(bureau.office)
    sent = person.post(address(bureau), said)
    assert (sent.status_code, sent.url) == (302, reverse("documents:body", args=[office]))
    with scope(bureau.office):
        set_issuing_body(office, full_name="深圳市安委办", code="深安办", numbering=Numbering.OWN, actor=bureau.office)
    sent = person.post(address(bureau), said)
    document = OfficialDocument._unfiltered().get()
    assert (sent.status_code, sent.url, document.title) == (302, document.get_absolute_url(), "近五年事故分析")
    assert person.post(address(bureau), {"title": "", "to": ""}).status_code == 422
    lead = bureau.city.actor(Role.DEPARTMENT_OFFICER, "市应急管理")
    own = address(bureau, "市应急管理")
    assert "起草成公文" not in browser(lead).get(own).content.decode()
    assert browser(lead).post(own, said).status_code == 403


def test_strangers_do_not_read_it(bureau: Bureau) -> None:
    many_cases([bureau.draft(occurred_on=date(LAST, 3, 1))], by=bureau.office)
    found(bureau, "causes", **OLD)
    for actor in (bureau.district, bureau.street, bureau.department, bureau.elsewhere):
        assert browser(actor).get(address(bureau)).status_code == 404
        assert browser(actor).get(address(bureau, "市安委办", "pdf/")).status_code == 404
    assert browser(bureau.street).get(address(bureau, "龙华区安委办")).status_code == 404
    own = browser(bureau.district).get(address(bureau, "龙华区安委办")).content.decode()
    assert "还没有可以写成报告的分析" in own
