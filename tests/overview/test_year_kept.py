"""A kept report opens the same figures and records for ever, is made anew beside itself, says when somebody has touched
it, and is read, kept and drafted by whom it concerns."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse
from tests.factories.hazards import Cast
from tests.factories.pages import browser, send, text
from tests.factories.years import LAST, MORNING, Year, another, small_year

from zhiben.documents.models import OfficialDocument
from zhiben.documents.operations import set_issuing_body
from zhiben.documents.vocab import Numbering
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.measures import frozen
from zhiben.foundation.scope import scope
from zhiben.foundation.studies import Study
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.overview.year import keeping, readers

pytestmark = pytest.mark.django_db

PLANS = "下一年继续抓好隐患动态清零。"


@pytest.fixture
def year(db: None) -> Iterator[Year]:
    found = small_year()
    with clock.at(MORNING):
        yield found


def officer(year: Year, unit: str = "市安委办", role: str = Role.OFFICE_OFFICER) -> Actor:
    """Somebody of a unit."""
    return year.city.actor(role, unit)


def kept(year: Year, unit: str = "市安委办", plans: str = "", day: date = LAST) -> Study:
    """The report of an office, kept by its officer."""
    actor = officer(year, unit)
    with scope(actor):
        return keeping.keep(year.office(unit), day, plans=plans, actor=actor)


def test_kept_report_opens_the_same_records_whatever_happens_later(year: Year) -> None:
    one = kept(year)
    here = Cast(year.city)
    later = another(here)
    actor = officer(year)
    with scope(actor):
        cast_off = [keeping.behind(one, "D1.rate", side) for side in keeping.SIDES]
        assert [sorted(row.pk for row in found.shown) for found in cast_off] == [
            [year.closed.pk],
            sorted([year.closed.pk, year.running.pk, year.elsewhere.pk]),
        ]
        assert keeping.is_intact(one) and keeping.digest_of(list(frozen(one.result["bundle"]).values()))
        now = keeping.keep(year.office(), clock.today(), plans="", actor=actor)
        assert [row.pk for row in keeping.kept_reports(year.office().id)] == [now.pk, one.pk]
        assert later.pk in [row.pk for row in keeping.behind(now, "D1.reported", "numerator").shown]
        assert keeping.paper_of(keeping.kept_report(one.pk)) == keeping.paper_of(one)
    figures = {
        name: {line.name: line.shown for line in keeping.lines_of(study)}["D1.reported"]
        for name, study in (("then", one), ("now", now))
    }
    assert figures == {"then": "3项", "now": "4项"}


def test_kept_figures_are_those_that_the_paper_tells_area_by_area(year: Year) -> None:
    one = kept(year)
    rows = frozen(one.result["bundle"])
    areas = year.city.territories
    counts = {
        name: [(row.numerator, row.denominator) for row in (rows["D1.rate", f"district-{areas[name].pk}"],)]
        for name in ("龙华区", "南山区", "福田区")
    }
    assert counts == {"龙华区": [(1, 2)], "南山区": [(0, 1)], "福田区": [(0, 0)]}
    wholes = {name: row for (name, slice_), row in rows.items() if not slice_}
    annex = keeping.paper_of(one).attachments[0].blocks[1]
    assert {row[0].rpartition(" ")[2] for row in annex.rows} == set(wholes)  # type: ignore[union-attr]
    assert one.result["bundle"] in keeping.paper_of(one).note and len(one.result["digest"]) == 64
    entry = AuditEntry.objects.filter(model="foundation.study", record=one.pk).get()
    assert json.loads(entry.facts)["sha256"] == one.sha256


def test_touched_figures_are_told(year: Year) -> None:
    one = kept(year)
    with scope(officer(year)):
        assert keeping.is_intact(one)
    person = browser(officer(year))
    assert "与生成时一致" in text(person, "overview:year_kept", one.pk)
    with connection.cursor() as cursor:
        touch = "UPDATE foundation_frozenmeasure SET numerator = 9 WHERE bundle = %s AND measure = 'D1.rate'"
        cursor.execute(touch, [one.result["bundle"]])
    page = text(person, "overview:year_kept", one.pk)
    assert "与生成时不一致" in page and "与生成时一致" not in page


def test_office_writes_what_comes_next_and_an_empty_paragraph_is_not_printed(year: Year) -> None:
    person, query = browser(officer(year)), f"?office={year.office().id}&year=2024&day={LAST}"
    page = text(person, "overview:year", query=query)
    assert "【请填写】" in page and "生成定稿" in page
    unnamed = text(person, "overview:year", query=f"?year=2024&day={LAST}")
    assert unnamed.count("【请填写】") == page.count("【请填写】") > 0
    without = kept(year)
    assert "请填写" not in without.result["paper"] and PLANS not in without.result["paper"]
    said = {"office": year.office().id, "year": 2024, "day": LAST, "plans": PLANS}
    send(person, "overview:year_keep", **said)
    newest = Study._unfiltered().filter(name=keeping.NAME).order_by("pk").last()
    assert newest is not None and PLANS in text(person, "overview:year_kept", newest.pk)
    assert "数据截至" in text(person, "overview:year")


def test_report_is_drawn_and_drafted_by_its_office(year: Year) -> None:
    one, person = kept(year), browser(officer(year))
    pdf = person.get(reverse("overview:year_kept_file", args=[one.pk, "pdf"]))
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    docx = person.get(reverse("overview:year_file", args=["docx"]) + f"?office={year.office().id}&year=2024")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(docx.content)).namelist()
    assert person.get(reverse("overview:year_file", args=["xlsx"])).status_code == 404
    said = {"title": "年度报告", "to": "系统外：市安全生产委员会"}
    sent = person.post(reverse("overview:year_kept", args=[one.pk]), said)
    assert (sent.status_code, sent.url) == (302, reverse("documents:body", args=[year.office().id]))
    actor = officer(year)
    with scope(actor):
        set_issuing_body(
            year.office().id, full_name="深圳市安委办", code="深安办", numbering=Numbering.OWN, actor=actor
        )
    send(person, "overview:year_kept", one.pk, **said)
    document = OfficialDocument._unfiltered().get()
    told = document.paper_json
    assert document.title == "年度报告" and one.result["digest"][:16] in told and "D1.rate" in told
    send(person, "overview:year_kept", one.pk, status=422, title="", to="")


def test_readers_are_those_who_answer_for_the_whole_ground(year: Year) -> None:
    one, here = kept(year), kept(year, "龙华区安委办")
    bureau, cast = year.bureau, Cast(year.city)
    for stranger in (bureau.district, bureau.street, bureau.department, bureau.elsewhere, cast.enterprise):
        person = browser(stranger)
        for name in ("overview:year_kept", "overview:year_behind", "overview:year_kept_file"):
            more = {"overview:year_behind": ["D1.rate"], "overview:year_kept_file": ["pdf"]}.get(name, [])
            assert person.get(reverse(name, args=[one.pk, *more])).status_code == 404, (stranger, name)
        query = f"?office={year.office().id}&year=2024"
        assert person.get(reverse("overview:year") + query).status_code == 404
        assert person.get(reverse("overview:year_file", args=["pdf"]) + query).status_code == 404
        sent = person.post(reverse("overview:year_keep"), {"office": year.office().id, "year": 2024})
        assert sent.status_code == 404
    assert browser(bureau.elsewhere).get(reverse("overview:year_kept", args=[here.pk])).status_code == 404
    own = text(browser(bureau.district), "overview:year_kept", here.pk)
    assert "龙华区安委办2024年" in own and "起草成公文" not in own
    with scope(bureau.district), pytest.raises(NotAllowed, match="本安委办的经办人员"):
        keeping.keep(year.office("龙华区安委办"), LAST, plans="", actor=bureau.district)
    assert [card.name for card in readers.offices_read(bureau.district)] == ["龙华区安委办"]
    assert readers.offices_read(cast.enterprise) == readers.offices_read(bureau.department) == []


def test_wrong_choices_are_told_and_nothing_is_kept(year: Year) -> None:
    person, office = browser(officer(year)), year.office().id
    wrong = {
        "year=2031": "2031年还没有到",
        "year=2024&day=2023-01-01": "截至日期要在2024年内",
        "year=2024&day=2024-12-01": "截至日期不能晚于今天",
        "year=": "年份",
    }
    for query, sentence in wrong.items():
        page = text(person, "overview:year", query=f"?office={office}&{query}", status=422)
        assert sentence in page, query
    send(person, "overview:year_keep", status=422, office=office, year=2024, day="2024-12-01")
    assert not Study._unfiltered().filter(name=keeping.NAME).exists()
    one = kept(year)
    assert "没有该指标" in text(person, "overview:year_behind", one.pk, "D9.nothing", status=404)
    assert "没有找到该年度报告" in text(person, "overview:year_kept", one.pk + 9, status=404)


def test_records_beyond_the_readers_scope_are_counted_and_not_shown(year: Year) -> None:
    one = kept(year)
    with scope(year.bureau.district):
        found = keeping.behind(one, "D1.reported", "numerator")
    assert (found.total, found.visible, found.hidden) == (3, 2, 1)
    page = text(browser(officer(year)), "overview:year_behind", one.pk, "D1.rate", query="?side=denominator")
    assert year.elsewhere.number in page and "冻结的记录数" in page
